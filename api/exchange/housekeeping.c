/* housekeeping.c: what has to happen without anybody asking. A failure is logged when it begins and when it ends, not
 * each second in between. */
#include "exchange/housekeeping.h"

#include "database/changes.h"
#include "database/database.h"
#include "database/standby.h"
#include "exchange/audit_heads.h"
#include "exchange/jobs.h"
#include "exchange/webhook_dispatch.h"
#include "http/metrics.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/thread.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#define DEADLINE_SECONDS 5
#define UNSEALED_AT_MOST 5.0 /* seconds; an entry without a seal for longer is an alarm */

/* An alarm is told when it begins and when it ends. */
static void tell_unsealed(double seconds)
{
    static bool late;
    bool is_late = seconds > UNSEALED_AT_MOST;
    metrics_age(AGE_UNSEALED, seconds);
    if (is_late != late)
        log_event(is_late ? LOG_ERROR : LOG_INFO, is_late ? "audit_unsealed" : "audit_sealed_again", NULL);
    late = is_late;
}

static void tell_archive(double seconds)
{
    static bool failing;
    bool fails = seconds > 0;
    metrics_age(AGE_ARCHIVE_FAILING, seconds);
    if (fails != failing)
        log_event(fails ? LOG_ERROR : LOG_INFO, fails ? "archive_fails" : "archive_goes_on", NULL);
    failing = fails;
}

/* A step whose one row has an age in seconds, which is told once it is committed. */
static bool ask_age(const char *step, const char *name, void (*tell)(double seconds), double deadline,
                    struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *found;
    if (!transaction_begin(&transaction, "{}", false, deadline, problem) ||
        (found = transaction_step(&transaction, problem, step, NULL)) == NULL)
        return false;
    double seconds = strtod(column(found, 0, name), NULL);
    if (!transaction_commit(&transaction, problem))
        return false;
    tell(seconds);
    return true;
}

static bool seal_audit(double deadline, struct problem *problem)
{
    return ask_age("control/seal_audit", "unsealed", tell_unsealed, deadline, problem);
}

static bool look_at_archive(double deadline, struct problem *problem)
{
    return ask_age("control/look_at_archive", "failing", tell_archive, deadline, problem);
}

static long days_of_changes;

static bool forget_changes(double deadline, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    char days[24];
    const char *value = days;
    snprintf(days, sizeof days, "%ld", days_of_changes);
    return transaction_begin(&transaction, "{}", false, deadline, problem) &&
           transaction_ask_text(&transaction, "select app.forget_changes($1::int)", 1, &value, problem) >= 0 &&
           transaction_commit(&transaction, problem);
}

/* What a crowd of connections took lies free in the heap when it has gone, and would stay there. */
static bool return_memory(double deadline, struct problem *problem)
{
    (void)deadline;
    (void)problem;
    malloc_trim(0);
    return true;
}

/* What /readyz would say, so that an alarm rings although nobody asks. */
static bool look_whether_ready(double deadline, struct problem *problem)
{
    static bool unready;
    scoped(free_string) char *why = NULL;
    (void)deadline;
    (void)problem;
    bool ready = database_ready(&why);
    if (!ready && !unready)
        log_event(LOG_ERROR, "not_ready", "why", why, NULL);
    unready = !ready;
    return ready;
}

/* A chore is a statement, or work of ours within a transaction of its own. */
static struct chore {
    const char *name;
    const char *sql;
    bool (*work)(double deadline, struct problem *problem);
    long every;    /* seconds */
    double failed; /* since when, on the monotonic clock; 0 while it is done */
} chores[] = {
    {.name = "look_whether_ready", .work = look_whether_ready, .every = 10},
    {.name = "learn_clock", .work = database_learn_clock, .every = 10},
    {.name = "call_changes", .work = changes_call, .every = 1},
    {.name = "seal_audit", .work = seal_audit, .every = 1},
    {.name = "renew_job", .work = jobs_renew, .every = 1},
    {.name = "return_memory", .work = return_memory, .every = 10},
    {.name = "sign_audit", .work = audit_head_sign, .every = 60},
    {.name = "look_at_archive", .work = look_at_archive, .every = 10},
    {.name = "close_refusals", .sql = "select app.close_refusals()", .every = 60},
    {.name = "measure_webhooks", .work = webhooks_measure, .every = 10},
    {.name = "forget_deliveries", .work = webhooks_forget, .every = 3600},
    {.name = "forget_changes", .work = forget_changes, .every = 60},
    {.name = "forget_old_keys", .sql = "select app.forget_old_keys()", .every = 3600},
    {.name = "forget_old_jobs", .sql = "select app.forget_old_jobs()", .every = 3600},
};

#define CHORE_COUNT (sizeof chores / sizeof chores[0])

static struct worker keeper = WORKER_NEW;

static bool ask(const char *sql, double deadline, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    return transaction_begin(&transaction, "{}", false, deadline, problem) &&
           transaction_ask_text(&transaction, sql, 0, NULL, problem) >= 0 && transaction_commit(&transaction, problem);
}

static void do_chore(struct chore *chore)
{
    scoped(problem_close) struct problem problem = {0};
    double deadline = clock_seconds() + DEADLINE_SECONDS;
    bool done = chore->work ? chore->work(deadline, &problem) : ask(chore->sql, deadline, &problem);
    bool failed = chore->failed > 0;
    if (done == failed) {
        log_event(done ? LOG_INFO : LOG_ERROR, done ? "housekeeping_again" : "housekeeping_fails", "chore", chore->name,
                  NULL);
        chore->failed = done ? 0 : clock_seconds();
    }
    metrics_chore(chore->name, chore->failed);
}

/* The database is reached for at once, so that the log and the probes know whether it is there. */
static void reach_database(void)
{
    scoped(free_string) char *why_not = NULL;
    database_fit(&why_not);
}

static void *keep_house(void *unused)
{
    reach_database();
    for (long second = 0; worker_rest(&keeper, 1); second++) {
        database_look_around();
        standby_note();
        for (size_t i = 0; i < CHORE_COUNT; i++)
            if (second % chores[i].every == 0)
                do_chore(&chores[i]);
    }
    database_close_thread();
    return unused;
}

bool housekeeping_start(long head_seconds, long changes_days)
{
    days_of_changes = changes_days;
    for (size_t i = 0; i < CHORE_COUNT; i++)
        if (chores[i].work == audit_head_sign)
            chores[i].every = head_seconds;
    return worker_begin(&keeper, keep_house);
}

void housekeeping_stop(void)
{
    worker_end(&keeper);
}
