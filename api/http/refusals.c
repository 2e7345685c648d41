/* refusals.c: refusals of authority in a transaction of their own, since that of the request is undone. */
#include "http/refusals.h"

#include "database/database.h"
#include "support/clock.h"
#include "support/hash.h"
#include "support/log.h"
#include "support/scoped.h"

#include <jansson.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* ---- what is one ---- */

/* Who brings no token claims nothing; what the second wall held back and attempts without end are refusals too. */
static bool is_refusal(const struct problem *problem)
{
    static const char *const others[] = {"foreign_row", "too_many_attempts"};
    int status = contract_problem_status(contract_served, problem->code);
    if (problem->routine || strcmp(problem->code, "token_missing") == 0)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(problem->code, others[i]) == 0)
            return true;
    return status == 401 || status == 403;
}

/* ---- repeats ----
 * Whoever is refused a thousand times a second must not make us write as often: within a minute only the first, second,
 * fourth, eighth … of the same goes to the database, each with the number since the last. */

enum { SLOTS = 1024 };

static struct repeats {
    uint64_t subject;
    long minute; /* on the monotonic clock */
    unsigned long total, told;
} slots[SLOTS];
static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;

/* How many refusals to write now; 0 for none. */
static unsigned long repeats_to_tell(const struct request *request, const char *code, const char *name)
{
    const char *parts[] = {request->caller.known ? request->caller.user_id : request->client_address,
                           request->caller.known ? request->path : name, request->operation->id, code};
    uint64_t subject = HASH_BEGIN;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        subject = hash_text(hash_text(subject, parts[i]), "\n");
    pthread_mutex_lock(&slots_lock);
    struct repeats *slot = &slots[subject % SLOTS];
    long minute = (long)clock_seconds() / 60;
    if (slot->subject != subject || slot->minute != minute)
        *slot = (struct repeats){.subject = subject, .minute = minute};
    slot->total++;
    unsigned long untold = (slot->total & (slot->total - 1)) == 0 ? slot->total - slot->told : 0;
    slot->told += untold;
    pthread_mutex_unlock(&slots_lock);
    return untold;
}

/* ---- writing ---- */

/* The name that somebody tried to sign in by, to be found among the accounts. */
static const char *name_used(const struct request *request)
{
    return json_string_value(json_object_get(request->body, "username"));
}

void refusal_record(const struct request *request, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem fault = {0};
    char times[24];
    unsigned long untold;
    if (request->operation == NULL || !is_refusal(problem) ||
        (untold = repeats_to_tell(request, problem->code, name_used(request))) == 0)
        return;
    snprintf(times, sizeof times, "%lu", untold);
    const char *values[] = {request->caller.known ? request->caller.claims : "{}",
                            request->operation->id,
                            request->path,
                            problem->code,
                            request->id,
                            *request->client_address ? request->client_address : NULL,
                            name_used(request),
                            times};
    if (transaction_begin(&transaction, "{}", false, request->deadline, &fault) &&
        transaction_ask_text(&transaction,
                             "select app.record_refusal($1::jsonb, $2, $3, $4, $5, $6::inet, $7, $8::int)", 8, values,
                             &fault) >= 0 &&
        transaction_commit(&transaction, &fault))
        return;
    log_event(LOG_ERROR, "refusal_not_recorded", "operation", request->operation->id, "code", problem->code, "why",
              fault.code, NULL);
    problem_close(problem);
    problem_set(problem, "audit_unavailable", NULL);
    problem->retry_after = 1;
}
