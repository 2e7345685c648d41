/* webhooks.c: what C does of webhooks: judges addresses, and makes secrets, which are shown once and rest encrypted. */
#include "auth/replies.h"
#include "database/database.h"
#include "exchange/handlers.h"
#include "exchange/webhook_secrets.h"
#include "exchange/webhook_wall.h"
#include "http/answer.h"
#include "support/scoped.h"

#include <sodium.h>
#include <stdio.h>

static bool url_is_good(const struct request *request, struct problem *problem)
{
    const char *url = body_text(request, "url"), *fault = url ? webhook_url_fault(url) : NULL;
    return fault == NULL || problem_add(problem, "/url", fault, NULL);
}

/* ---- secrets ---- */

static void wipe(struct webhook_secret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

/* Keeps a new secret and answers it; `hours` is how long the one before stays good, NULL for none. */
static bool give_secret(struct request *request, const char *webhook, const char *hours, struct reply *reply,
                        struct problem *problem)
{
    scoped(wipe) struct webhook_secret secret = {0};
    if (!webhook_secret_make(webhook, &secret))
        return problem_set(problem, "webhooks_not_set_up", NULL);
    const PGresult *kept =
        transaction_step(request->transaction, problem, "exchange/keep_webhook_secret", "webhook", webhook, "key",
                         secret.key_id, "sealed", secret.sealed, "hours", hours, NULL);
    return kept && reply_json(reply,
                              json_pack("{s:s, s:s, s:s?}", "id", webhook, "secret", secret.shown,
                                        "previous_good_until", column(kept, 0, "previous_good_until")),
                              problem);
}

bool create_webhook(struct request *request, struct reply *reply, struct problem *problem)
{
    if (!url_is_good(request, problem))
        return false;
    const PGresult *made =
        transaction_step(request->transaction, problem, "exchange/make_webhook", "content", request->body_text, NULL);
    if (made == NULL)
        return false;
    reply->location = text_format("/api/v1/webhooks/%s", column(made, 0, "id"));
    return give_secret(request, column(made, 0, "id"), NULL, reply, problem);
}

bool create_webhook_secret(struct request *request, struct reply *reply, struct problem *problem)
{
    char hours[24];
    const json_t *given = json_object_get(request->body, "previous_good_hours");
    snprintf(hours, sizeof hours, "%" JSON_INTEGER_FORMAT, given ? json_integer_value(given) : 24);
    return give_secret(request, request_argument(request, "webhook"), hours, reply, problem);
}

/* ---- changes ---- */

bool update_webhook(struct request *request, struct reply *reply, struct problem *problem)
{
    if (!url_is_good(request, problem))
        return false;
    struct answer_rows found = {.rows = transaction_step(request->transaction, problem, "exchange/change_webhook",
                                                         "webhook", request_argument(request, "webhook"), "content",
                                                         request->body_text, NULL)};
    scoped(sight_close) const struct sight *sight = found.rows ? answer_sight(request, problem) : NULL;
    return sight && answer_from_rows(request, &found, sight, reply, problem);
}
