/* inner.c: a request within a request. The caller is lent: route and perform ask about it, the outer one gives it back.
 */
#include "http/inner.h"

#include <stdio.h>

bool inner_ask(const struct request *outer, const struct incoming *incoming,
               bool (*may)(const struct request *inner, struct problem *problem), struct request *inner,
               struct reply *reply, struct problem *problem)
{
    inner->is_inner = true;
    inner->client_is_proxy = outer->client_is_proxy;
    snprintf(inner->client_address, sizeof inner->client_address, "%s", outer->client_address);
    inner->caller = outer->caller;
    return request_route(inner, contract_served, incoming, problem) && (may == NULL || may(inner, problem)) &&
           request_parameters(inner, incoming, problem) && perform(inner, reply, problem);
}

void inner_close(struct request *inner)
{
    inner->caller = (struct caller){0};
    request_close(inner);
}
