/* jobs.c: the thread that works at jobs. Each instance has one; they share the work by `for update skip locked`, and a
 * lease that its holder renews each second lets another go on when an instance is gone. */
#include "exchange/jobs.h"

#include "auth/encoding.h"
#include "database/database.h"
#include "exchange/import_job.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/digest.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"
#include "support/thread.h"

#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#define ASK_SECONDS 5

static struct worker worker = WORKER_NEW;

static char holder[DIGEST_TEXT]; /* of this process; nobody else's */
static char working[37];         /* the job in work, "" for none; under the worker's mutex */
static atomic_long done;
static atomic_bool lost; /* the job in work was cancelled, or is with another */

/* ---- one job ---- */

static bool is_given_up(void)
{
    return atomic_load(&lost) || worker_is_stopping(&worker);
}

static void close_job(struct job *job)
{
    free(job->id);
    free(job->import);
    free(job->type);
    free(job->claims);
    json_decref(job->wishes);
}

static void set_working(const char *job)
{
    pthread_mutex_lock(&worker.mutex);
    snprintf(working, sizeof working, "%s", job);
    pthread_mutex_unlock(&worker.mutex);
}

static bool read_job(const PGresult *taken, struct job *job, struct problem *problem)
{
    *job = (struct job){.id = text_copy(column(taken, 0, "job")),
                        .holder = holder,
                        .import = text_copy(column(taken, 0, "import")),
                        .type = text_copy(column(taken, 0, "type")),
                        .claims = text_copy(column(taken, 0, "claims")),
                        .wishes = json_loads(column(taken, 0, "wishes"), 0, NULL),
                        .commit = strcmp(column(taken, 0, "mode"), "commit") == 0,
                        .whole = strcmp(column(taken, 0, "atomic"), "all") == 0,
                        .noted = strtol(column(taken, 0, "rows_done"), NULL, 10),
                        .last_row = (unsigned)strtoul(column(taken, 0, "last_row"), NULL, 10),
                        .done = &done,
                        .given_up = is_given_up};
    return job->wishes || problem_set(problem, "internal_error", NULL);
}

/* True with `job` filled in when there is one. */
static bool take(struct job *job, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *taken;
    if (!transaction_begin(&transaction, "{}", false, clock_seconds() + ASK_SECONDS, problem) ||
        (taken = transaction_step(&transaction, problem, "exchange/take_job", "holder", holder, NULL)) == NULL)
        return false;
    bool there = PQntuples(taken) > 0;
    return transaction_commit(&transaction, problem) && there && read_job(taken, job, problem);
}

static bool ask(const char *step, const struct job *job, const char *failure, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    char count[24];
    snprintf(count, sizeof count, "%ld", atomic_load(&done));
    return transaction_begin(&transaction, "{}", false, clock_seconds() + ASK_SECONDS, problem) &&
           (failure ? transaction_step(&transaction, problem, step, "job", job->id, "holder", holder, "state", "failed",
                                       "failure", failure, "done", count, NULL)
                    : transaction_step(&transaction, problem, step, "job", job->id, "holder", holder, NULL)) &&
           transaction_commit(&transaction, problem);
}

/* What will pass is not the job's fault: it stays, and is taken again. */
static bool will_pass(const struct problem *problem)
{
    return problem->retry_after > 0 || problem->outcome_unknown;
}

/* Another instance, or this one later, goes on at once. */
static void release(const struct job *job)
{
    scoped(problem_close) struct problem problem = {0};
    ask("exchange/release_job", job, NULL, &problem);
}

static void fail(const struct job *job, const struct problem *why)
{
    scoped(problem_close) struct problem problem = {0};
    json_auto_t *told = json_pack("{s:s, s:O?}", "code", why->code, "params", why->params);
    if (why->params == NULL)
        json_object_set_new(told, "params", json_object());
    scoped(free_string) char *failure = json_dumps(told, JSON_COMPACT);
    ask("exchange/end_job", job, failure, &problem);
}

static void work_at(const struct job *job)
{
    scoped(problem_close) struct problem problem = {0};
    atomic_store(&lost, false);
    set_working(job->id);
    bool well = import_job_run(job, &problem);
    set_working("");
    log_event(well ? LOG_INFO : LOG_WARNING, well ? "job_done" : "job_not_done", "job", job->id, "code",
              well ? NULL : problem.code, NULL);
    if (well)
        return;
    if (worker_is_stopping(&worker) || will_pass(&problem))
        release(job);
    else if (strcmp(problem.code, "job_is_over") != 0)
        fail(job, &problem);
}

/* False when there is nothing to do. */
static bool work_once(void)
{
    scoped(problem_close) struct problem problem = {0};
    struct job job = {0};
    bool taken = take(&job, &problem);
    if (taken)
        work_at(&job);
    close_job(&job);
    return taken;
}

bool jobs_renew(double deadline, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    char job[sizeof working], count[24];
    pthread_mutex_lock(&worker.mutex);
    memcpy(job, working, sizeof job);
    pthread_mutex_unlock(&worker.mutex);
    if (job[0] == '\0')
        return true;
    snprintf(count, sizeof count, "%ld", atomic_load(&done));
    const PGresult *renewed;
    if (!transaction_begin(&transaction, "{}", false, deadline, problem) ||
        (renewed = transaction_step(&transaction, problem, "exchange/renew_job", "job", job, "holder", holder, "done",
                                    count, NULL)) == NULL)
        return false;
    if (strcmp(column(renewed, 0, "held"), "t") != 0)
        atomic_store(&lost, true);
    return transaction_commit(&transaction, problem);
}

/* ---- the thread ---- */

static void *work(void *unused)
{
    while (worker_rest(&worker, 1))
        while (!worker_is_stopping(&worker) && work_once())
            ;
    database_close_thread();
    return unused;
}

static bool name_holder(void)
{
    unsigned char random[DIGEST_BYTES];
    if (RAND_bytes(random, sizeof random) != 1)
        return false;
    digest_print(random, holder);
    return true;
}

bool jobs_start(void)
{
    return name_holder() && worker_begin(&worker, work);
}

void jobs_stop(void)
{
    worker_end(&worker);
}
