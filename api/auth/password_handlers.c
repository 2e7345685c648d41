/* password_handlers.c: one's own password, and the one-time secret with which an administrator lets somebody choose a
 * new one. */
#include "auth/auth.h"
#include "auth/handlers.h"
#include "auth/passwords.h"
#include "auth/replies.h"
#include "auth/sessions.h"
#include "database/database.h"
#include "render/render.h"
#include "support/scoped.h"

#include <string.h>

/* Two places are not needed: the check and the new hash follow one another. */
static bool hash_own(const struct request *request, char **hash, struct problem *problem)
{
    scoped(password_place_leave) bool placed = password_place_take(problem);
    scoped(attempt_close) struct attempt attempt = {0};
    const char *chosen = body_text(request, "new_password");
    if (!placed || !attempt_count("auth/count_own_attempt", request, NULL, &attempt, problem))
        return false;
    if (!password_check(body_text(request, "current_password"), attempt.password_hash, problem))
        return problem_set(problem, "wrong_password", NULL);
    if (!attempt_forgive(request, problem) ||
        !password_acceptable(chosen, attempt.username, auth_password_minimum(), "/new_password", problem))
        return false;
    *hash = password_hash(chosen, problem);
    return *hash != NULL;
}

bool change_password(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *hash = NULL;
    scoped(transaction_close) struct transaction transaction = {0};
    (void)reply;
    return hash_own(request, &hash, problem) &&
           transaction_begin(&transaction, request->caller.claims, false, 0, problem) &&
           transaction_step(&transaction, problem, "auth/change_own_password", "password_hash", hash, "token_id",
                            request->caller.token_id, NULL) &&
           transaction_commit(&transaction, problem);
}

bool create_password_reset(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *secret = secret_new(), *hash = secret_hash(secret);
    const char *user = request_argument(request, "user");
    const PGresult *reset = transaction_step(request->transaction, problem, "auth/create_reset", "user_id", user,
                                             "secret_hash", hash, NULL);
    if (reset == NULL)
        return false;
    return reply_json(reply,
                      json_pack("{s:s, s:s, s:s, s:s}", "id", column(reset, 0, "id"), "user_id", user, "secret", secret,
                                "expires_at", column(reset, 0, "expires_at")),
                      problem);
}

/* The secret is looked up before anything is hashed: without one, nobody makes us work. */
static bool find_reset(const char *secret, char **username, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *reset;
    if (!transaction_begin(&transaction, "{}", true, 0, problem) ||
        (reset = transaction_step(&transaction, problem, "auth/find_reset", "secret_hash", secret, NULL)) == NULL)
        return false;
    if (PQntuples(reset) == 0)
        return problem_set(problem, "password_reset_invalid", NULL);
    *username = text_copy(column(reset, 0, "username"));
    return transaction_commit(&transaction, problem);
}

static char *hash_new(const char *password, const char *username, struct problem *problem)
{
    scoped(password_place_leave) bool placed = password_place_take(problem);
    return placed && password_acceptable(password, username, auth_password_minimum(), "/password", problem)
               ? password_hash(password, problem)
               : NULL;
}

bool use_password_reset(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *secret = secret_hash(body_text(request, "secret")), *username = NULL, *hash = NULL;
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *used;
    (void)reply;
    if (!find_reset(secret, &username, problem) ||
        (hash = hash_new(body_text(request, "password"), username, problem)) == NULL ||
        !transaction_begin(&transaction, "{}", false, 0, problem) ||
        (used = transaction_step(&transaction, problem, "auth/use_reset", "secret_hash", secret, "password_hash", hash,
                                 NULL)) == NULL)
        return false;
    if (column(used, 0, "user_id") == NULL)
        return problem_set(problem, "password_reset_invalid", NULL);
    return transaction_commit(&transaction, problem);
}
