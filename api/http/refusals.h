/* refusals.h: what was refused to whom is written to the audit before it is answered. */
#pragma once

#include "http/request.h"

/* Records the problem when it is a refusal of authority. When that is not possible the caller learns nothing but 503
 * `audit_unavailable`: no audit, no answer. */
void refusal_record(const struct request *request, struct problem *problem);
