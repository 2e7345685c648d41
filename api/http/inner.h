/* inner.h: a request that one of ours asks while it is answered: as its caller, with all checks (route, parameters,
 * perform), within the process. */
#pragma once

#include "http/incoming.h"

/* Asks, as the caller of `outer`. `may` looks at what was found before anything is done; NULL: whatever it is. Set
 * `inner->deadline` before. True when the reply is the answer, false when the problem is. */
bool inner_ask(const struct request *outer, const struct incoming *incoming,
               bool (*may)(const struct request *inner, struct problem *problem), struct request *inner,
               struct reply *reply, struct problem *problem);

/* Gives back what was lent, and closes the rest. */
void inner_close(struct request *inner);
