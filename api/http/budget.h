/* budget.h: how often an address may ask what costs much or could be read out piece by piece (`x-budget`). */
#pragma once

#include "http/request.h"

/* Counts the request in a transaction of its own, since a reading one cannot count. False with the problem set: refused
 * until its span is over, or the database could not be asked. */
bool budget_allows(struct request *request, struct problem *problem);

/* Says with the answer of a request that was counted, a refusal too, what is left of the budget (`RateLimit`). */
void budget_tell(const struct request *request, struct reply *reply);
