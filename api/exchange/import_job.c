/* import_job.c: a long table, read in batch by batch with the rights of who sent it. Rows that may be kept one without
 * the other are committed with each batch, so that whoever takes the job up again goes on behind the last. Where all of
 * them have to be right they stand in one transaction; the first that is wrong ends it, and the file is only tried from
 * then on, so that its report is whole. */
#include "exchange/import_job.h"

#include "database/parts.h"
#include "exchange/import_steps.h"
#include "http/table_body.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/spool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH_SECONDS 70 /* take_time() lets a statement run for a minute */

struct run {
    const struct job *job;
    FILE *file;
    struct transaction transaction; /* open where all rows stand in one */
    bool keep;                      /* what the rows say stays, unless one of a whole is wrong */
    bool in_one;
    bool refused; /* a row of a whole was wrong */
};

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

/* ---- the file ---- */

static bool fetch_file(struct run *run, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    run->file = spool_open();
    if (run->file == NULL)
        return spool_problem(problem);
    return transaction_begin(&transaction, run->job->claims, true, clock_seconds() + BATCH_SECONDS, problem) &&
           transaction_read(&transaction, problem) &&
           parts_read(&transaction, "exchange/read_job_parts", run->job->id, run->file, problem) &&
           transaction_commit(&transaction, problem);
}

static bool size_of(FILE *file, uint64_t *size, struct problem *problem)
{
    off_t end = lseek(fileno(file), 0, SEEK_END);
    *size = end < 0 ? 0 : (uint64_t)end;
    return end >= 0 || problem_set(problem, "internal_error", NULL);
}

/* ---- batches ---- */

static bool hold(struct run *run, struct problem *problem)
{
    return transaction_step(&run->transaction, problem, "exchange/hold_job", "job", run->job->id, "holder",
                            run->job->holder, NULL) != NULL;
}

static bool begin(struct run *run, struct problem *problem)
{
    return transaction_begin(&run->transaction, run->job->claims, false, clock_seconds() + BATCH_SECONDS, problem) &&
           transaction_step(&run->transaction, problem, "exchange/take_time", NULL) != NULL;
}

static bool try_rows(struct run *run, const struct table *table, struct problem *problem)
{
    json_auto_t *told = table_described(table);
    scoped(free_string) char *file = json_dumps(told, JSON_COMPACT);
    if (file == NULL)
        return problem_set(problem, "internal_error", NULL);
    run->transaction.deadline = clock_seconds() + BATCH_SECONDS;
    long rejected = import_take_batch(&run->transaction, run->job->import, text_string(&table->body), file, run->keep,
                                      json_string_value(json_object_get(run->job->wishes, "language")), problem);
    if (run->in_one && rejected > 0) {
        run->refused = true;
        return problem_set(problem, "validation_failed", NULL);
    }
    return rejected >= 0;
}

static bool in_a_transaction_of_its_own(struct run *run, const struct table *table, struct problem *problem)
{
    bool kept = begin(run, problem) && hold(run, problem) && try_rows(run, table, problem) &&
                transaction_commit(&run->transaction, problem);
    transaction_close(&run->transaction);
    return kept;
}

static bool take_batch(void *taker, struct table *table, struct problem *problem)
{
    struct run *run = taker;
    if (run->job->given_up())
        return problem_set(problem, "job_is_over", NULL);
    if (!(run->in_one ? try_rows : in_a_transaction_of_its_own)(run, table, problem))
        return false;
    atomic_fetch_add(run->job->done, (long)table->count);
    return true;
}

/* Targets are judged by the sums of all of them: they are one batch, however many. */
static struct table_wishes wishes_of(struct run *run, unsigned after_row)
{
    struct table_wishes wishes =
        table_body_wishes(contract_operation(contract_served, "create_import"), run->job->type);
    wishes.decimal_comma = json_is_true(json_object_get(run->job->wishes, "decimal_comma"));
    wishes.blank_clears = json_is_true(json_object_get(run->job->wishes, "blank_clears"));
    wishes.after_row = after_row;
    wishes.batch_rows = TABLE_ROWS_AT_ONCE;
    wishes.take_batch = strcmp(run->job->type, "targets") == 0 ? NULL : take_batch;
    wishes.taker = run;
    return wishes;
}

static bool take_rows(struct run *run, unsigned after_row, struct problem *problem)
{
    struct table_source source = {.file = fileno(run->file), .rows_most = TABLE_ROWS_OF_JOB};
    struct table_wishes wishes = wishes_of(run, after_row);
    struct table *table = memory_new(1, sizeof *table);
    bool done = size_of(run->file, &source.length, problem) && table_read(&source, &wishes, table, problem);
    if (done && wishes.take_batch == NULL && table->count > 0) {
        table_place_faults(table, table->faults);
        done = take_batch(run, table, problem);
    }
    table_close(table);
    free(table);
    return done;
}

/* ---- the whole ---- */

static bool finish(struct run *run, struct problem *problem)
{
    char done[24];
    snprintf(done, sizeof done, "%ld", atomic_load(run->job->done));
    run->transaction.deadline = clock_seconds() + BATCH_SECONDS;
    return transaction_step(&run->transaction, problem, "exchange/finish_import", "import", run->job->import, NULL) &&
           transaction_step(&run->transaction, problem, "exchange/end_job", "job", run->job->id, "holder",
                            run->job->holder, "state", "done", "failure", NULL, "done", done, NULL) &&
           transaction_commit(&run->transaction, problem);
}

/* True when all rows were right and are kept; a fault among them is no problem, but sets run->refused. */
static bool keep_all_in_one(struct run *run, struct problem *problem)
{
    run->in_one = run->keep = true;
    bool kept = begin(run, problem) && take_rows(run, 0, problem) && finish(run, problem);
    transaction_close(&run->transaction);
    run->in_one = run->keep = false;
    if (run->refused) {
        problem_close(problem);
        atomic_store(run->job->done, 0);
    }
    return kept;
}

static bool take_batches(struct run *run, struct problem *problem)
{
    bool done = take_rows(run, run->job->last_row, problem) && begin(run, problem) && finish(run, problem);
    transaction_close(&run->transaction);
    return done;
}

bool import_job_run(const struct job *job, struct problem *problem)
{
    scoped(close_file) FILE *file = NULL;
    struct run run = {.job = job, .keep = job->commit};
    atomic_store(job->done, job->noted);
    bool fetched = fetch_file(&run, problem);
    file = run.file;
    if (!fetched)
        return false;
    if (job->commit && job->whole && job->noted == 0) {
        if (keep_all_in_one(&run, problem))
            return true;
        if (!run.refused)
            return false;
    }
    run.keep = job->commit && !job->whole;
    return take_batches(&run, problem);
}
