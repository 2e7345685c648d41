/* returned_answer.h: an answer of GET, changed by its reader and sent back by PATCH or PUT to where it came from. */
#pragma once

#include "http/request.h"

/* Where the body is such an answer, makes of it what its sender wants changed, as `schema` has it. False with 412 when
 * it is another version than If-Match names; of what cannot be changed the faults are added, and it goes on. */
bool returned_answer_take(struct request *request, const struct schema *schema, struct problem *problem);
