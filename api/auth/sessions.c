/* sessions.c: sign-in, the rotation of refresh tokens, and their end. */
#include "auth/sessions.h"

#include "auth/handlers.h"
#include "auth/passwords.h"
#include "auth/replies.h"
#include "render/render.h"
#include "support/log.h"
#include "support/scoped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- desks ---- */

static bool refuse_desk(const PGresult *desks, struct problem *problem)
{
    json_t *units = json_array();
    for (int i = 0; i < PQntuples(desks); i++)
        json_array_append_new(units, json_pack("{s:s, s:s?, s:s, s:o}", "id", column(desks, i, "unit_id"), "code",
                                               column(desks, i, "code"), "name", column(desks, i, "name"), "roles",
                                               json_loads(column(desks, i, "roles"), 0, NULL)));
    if (json_array_size(units) > 0)
        return problem_set(problem, "unit_required", "{s:o}", "units", units);
    json_decref(units);
    return problem_set(problem, "no_assignment", NULL);
}

static void desk_read(struct desk *desk, const PGresult *rows, int row)
{
    snprintf(desk->unit_id, sizeof desk->unit_id, "%s", column(rows, row, "unit_id"));
    snprintf(desk->level, sizeof desk->level, "%s", column(rows, row, "level"));
    desk->roles = json_loads(column(rows, row, "roles"), 0, NULL);
    desk->epoch = strtol(column(rows, row, "epoch"), NULL, 10);
}

static void desk_name_giver(struct desk *desk, const char *delegation, const char *giver)
{
    snprintf(desk->delegation, sizeof desk->delegation, "%s", delegation ? delegation : "");
    snprintf(desk->giver, sizeof desk->giver, "%s", giver ? giver : "");
}

/* The desk at which a person acts for another. False with 403 `delegation_not_in_force`. */
static bool desk_delegated(struct transaction *transaction, const char *user_id, const char *delegation,
                           struct desk *desk, struct problem *problem)
{
    const PGresult *found = transaction_step(transaction, problem, "auth/find_delegation", "user_id", user_id,
                                             "delegation", delegation, NULL);
    if (found == NULL)
        return false;
    if (PQntuples(found) == 0)
        return problem_set(problem, "delegation_not_in_force", NULL);
    desk_read(desk, found, 0);
    desk_name_giver(desk, delegation, column(found, 0, "giver"));
    return true;
}

bool desk_choose(struct transaction *transaction, const char *user_id, const char *unit, struct desk *desk,
                 struct problem *problem)
{
    const PGresult *desks =
        transaction_step(transaction, problem, "auth/find_desks", "user_id", user_id, "unit", unit, NULL);
    if (desks == NULL)
        return false;
    for (int i = 0; i < PQntuples(desks); i++) {
        if (strcmp(column(desks, i, "wanted"), "t") != 0)
            continue;
        desk_read(desk, desks, i);
        desk_name_giver(desk, NULL, NULL);
        return true;
    }
    return refuse_desk(desks, problem);
}

/* ---- attempts ---- */

/* NULL where the address is no client's: a proxy's budget would be everybody's. */
static const char *counted_address(const struct request *request)
{
    return request->client_is_proxy || !*request->client_address ? NULL : request->client_address;
}

bool attempt_count(const char *step, const struct request *request, const char *username, struct attempt *attempt,
                   struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const char *claims = request->caller.known ? request->caller.claims : "{}";
    char most[24];
    const PGresult *counted;
    snprintf(most, sizeof most, "%ld", auth_failures_per_address());
    if (!transaction_begin(&transaction, claims, false, 0, problem) ||
        (counted = transaction_step(&transaction, problem, step, "username", username, "address",
                                    counted_address(request), "most", most, NULL)) == NULL ||
        !transaction_commit(&transaction, problem))
        return false;
    if (PQntuples(counted) == 0)
        return problem_set(problem, "for_people_only", NULL);
    attempt->user_id = text_copy(column(counted, 0, "user_id"));
    attempt->username = text_copy(column(counted, 0, "username"));
    attempt->password_hash = text_copy(column(counted, 0, "password_hash"));
    int wait = atoi(column(counted, 0, "wait_seconds"));
    if (wait == 0)
        return true;
    problem->retry_after = wait;
    return problem_set(problem, "too_many_attempts", "{s:i}", "seconds", wait);
}

bool attempt_forgive(const struct request *request, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const char *address = counted_address(request);
    return address == NULL ||
           (transaction_begin(&transaction, "{}", false, 0, problem) &&
            transaction_step(&transaction, problem, "auth/forgive_address", "address", address, NULL) &&
            transaction_commit(&transaction, problem));
}

void attempt_close(struct attempt *attempt)
{
    free(attempt->user_id);
    free(attempt->username);
    free(attempt->password_hash);
}

/* ---- the pair of tokens ---- */

static bool answer_tokens(struct reply *reply, const char *user_id, const struct desk *desk, const char *family,
                          const char *refresh, struct problem *problem)
{
    scoped(free_string) char *access = token_issue(user_id, desk, family);
    if (access == NULL)
        return problem_set(problem, "internal_error", NULL);
    return reply_json(reply,
                      json_pack("{s:s, s:s, s:I, s:s}", "access_token", access, "token_type", "Bearer", "expires_in",
                                (json_int_t)auth_lifetime(), "refresh_token", refresh),
                      problem);
}

static bool begin_session(const struct request *request, struct reply *reply, const char *user_id,
                          struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(free_string) char *refresh = secret_new(), *hash = secret_hash(refresh);
    const char *delegation = body_text(request, "delegation");
    const PGresult *session;
    struct desk desk = {0};
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        !(delegation ? desk_delegated(&transaction, user_id, delegation, &desk, problem)
                     : desk_choose(&transaction, user_id, body_text(request, "unit"), &desk, problem)))
        return false;
    json_auto_t *roles = desk.roles;
    session = transaction_step(&transaction, problem, "auth/start_session", "user_id", user_id, "unit_id", desk.unit_id,
                               "secret_hash", hash, "delegation", delegation, NULL);
    if (session == NULL || !answer_tokens(reply, user_id, &desk, column(session, 0, "family"), refresh, problem) ||
        !transaction_commit(&transaction, problem))
        return false;
    log_event(LOG_INFO, "signed_in", "user", user_id, "unit", desk.unit_id, NULL);
    return true;
}

/* The attempt is counted and committed before the password is looked at, so that guesses in parallel count as many; a
 * place for the hash is taken before that, so that a busy service costs nobody an attempt. */
static bool password_is_right(const struct request *request, struct attempt *attempt, struct problem *problem)
{
    scoped(password_place_leave) bool placed = password_place_take(problem);
    return placed && attempt_count("auth/count_attempt", request, body_text(request, "username"), attempt, problem) &&
           (password_check(body_text(request, "password"), attempt->password_hash, problem) ||
            problem_set(problem, "wrong_credentials", NULL)) &&
           attempt_forgive(request, problem);
}

/* For programs that shut an address out by what they read in the log: only what a guesser does, never a fault of ours;
 * the address first, where nothing that a client wrote stands before it. A name that nobody has may be a password typed
 * into the wrong field, and is not kept. */
static void log_failure(const struct request *request, const struct attempt *attempt, const char *code)
{
    if (strcmp(code, "wrong_credentials") == 0 || strcmp(code, "too_many_attempts") == 0)
        log_event(LOG_WARNING, "sign_in_failed", "address", request->client_address, "why", code, "username",
                  attempt->username, NULL);
}

bool create_token(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(attempt_close) struct attempt attempt = {0};
    if (password_is_right(request, &attempt, problem))
        return begin_session(request, reply, attempt.user_id, problem);
    log_failure(request, &attempt, problem->code);
    return false;
}

/* ---- rotation and end ---- */

static bool answer_rotated(const PGresult *rotated, const char *refresh, struct reply *reply, struct problem *problem)
{
    struct desk desk = {0};
    desk_read(&desk, rotated, 0);
    desk_name_giver(&desk, column(rotated, 0, "delegation"), column(rotated, 0, "giver"));
    json_auto_t *roles = desk.roles;
    return answer_tokens(reply, column(rotated, 0, "user_id"), &desk, column(rotated, 0, "family"), refresh, problem);
}

/* The new pair is made before the old one ends: who gets no answer comes again with what he has. Committed before
 * anything is refused: the end of a family must stay. */
bool refresh_token(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(free_string) char *refresh = secret_new(), *hash = secret_hash(refresh);
    scoped(free_string) char *old_hash = secret_hash(body_text(request, "refresh_token"));
    const PGresult *rotated;
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        (rotated = transaction_step(&transaction, problem, "auth/rotate_session", "old_hash", old_hash, "new_hash",
                                    hash, "delegation", body_text(request, "delegation"), NULL)) == NULL)
        return false;
    const char *outcome = PQntuples(rotated) ? column(rotated, 0, "outcome") : "unknown";
    bool is_rotated = strcmp(outcome, "rotated") == 0;
    if ((is_rotated && !answer_rotated(rotated, refresh, reply, problem)) || !transaction_commit(&transaction, problem))
        return false;
    if (is_rotated)
        return true;
    log_event(LOG_WARNING, "refresh_refused", "why", outcome, NULL);
    return problem_set(problem, "refresh_token_invalid", NULL);
}

bool revoke_tokens(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)reply;
    return transaction_step(request->transaction, problem, "auth/sign_out", "token_id", request->caller.token_id,
                            NULL) != NULL;
}

bool get_jwks(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)request;
    return reply_json(reply, auth_jwks(), problem);
}
