/* budget.c: counts requests by address, before they are answered: each instance of the service counts with the others.
 */
#include "http/budget.h"

#include "database/database.h"
#include "render/render.h"
#include "support/scoped.h"

#include <stdlib.h>

/* NULL where the address is no client's: a proxy's budget would be everybody's. */
static const char *counted_address(const struct request *request)
{
    return request->client_is_proxy || !*request->client_address ? NULL : request->client_address;
}

bool budget_allows(struct request *request, struct problem *problem)
{
    const struct budget *budget = request->operation->budget;
    const char *address = counted_address(request);
    if (budget == NULL || address == NULL)
        return true;
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(free_string) char *claims = text_format("{\"language\":\"%s\"}", request->language);
    if (!transaction_begin(&transaction, claims, false, request->deadline, problem))
        return false;
    const PGresult *counted = transaction_step(&transaction, problem, "public/count_request", "what", budget->what,
                                               "address", address, "most", budget->most, "span", budget->seconds, NULL);
    if (counted == NULL || !transaction_commit(&transaction, problem))
        return false;
    int wait = atoi(column(counted, 0, "wait_seconds"));
    request->budget_left.requests = atoi(column(counted, 0, "remaining"));
    request->budget_left.seconds = atoi(column(counted, 0, "resets_in"));
    if (wait == 0)
        return true;
    problem->retry_after = wait;
    return problem_set(problem, "too_many_requests", "{s:i}", "seconds", wait);
}

void budget_tell(const struct request *request, struct reply *reply)
{
    const struct budget *budget = request->operation ? request->operation->budget : NULL;
    if (budget == NULL || request->budget_left.seconds == 0)
        return;
    if (reply->headers == NULL)
        reply->headers = json_object();
    json_object_set_new(reply->headers, "RateLimit-Policy",
                        json_sprintf("\"%s\";q=%s;w=%s", budget->what, budget->most, budget->seconds));
    json_object_set_new(
        reply->headers, "RateLimit",
        json_sprintf("\"%s\";r=%d;t=%d", budget->what, request->budget_left.requests, request->budget_left.seconds));
}
