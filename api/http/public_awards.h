/* public_awards.h: what anybody may ask without a name: the award behind the code of a certificate, the search by
 * decision and name, both as JSON and as a plain page; and objections of the public to what was laid open. */
#pragma once

#include "http/request.h"

bool get_public_award(struct request *request, struct reply *reply, struct problem *problem);
bool search_public_awards(struct request *request, struct reply *reply, struct problem *problem);
bool create_public_objection(struct request *request, struct reply *reply, struct problem *problem);
