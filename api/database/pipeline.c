/* pipeline.c: a request's transaction. Statements are collected and sent together; the implicit transaction of the
 * pipeline lasts until our one Sync, and an error anywhere has undone everything by then. No BEGIN, no COMMIT. */
#include "database/changes.h"
#include "database/connection.h"
#include "database/faults.h"
#include "database/sql_file.h"

#include "support/clock.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FOR_NEW = 16, STREAM_SECONDS = 120 };

/* How an exchange with the server ended. */
struct outcome {
    PGresult *error;       /* the first, owned */
    const char *statement; /* which raised it */
    bool lost;             /* the connection is gone, or did not answer before the deadline */
};

static void outcome_close(struct outcome *outcome)
{
    PQclear(outcome->error);
    *outcome = (struct outcome){0};
}

/* ---- sending ---- */

static void expect(struct connection *connection, enum expected expected, uint64_t hash)
{
    if (connection->expectation_count == connection->expectation_room) {
        connection->expectation_room = connection->expectation_room ? connection->expectation_room * 2 : 16;
        connection->expectations =
            memory_grow(connection->expectations, connection->expectation_room, sizeof *connection->expectations);
    }
    connection->expectations[connection->expectation_count++] = (struct expectation){expected, hash};
}

static bool send_ignored(struct connection *connection, const char *sql, int count, const char *const *values)
{
    expect(connection, EXPECT_IGNORED, 0);
    return PQsendQueryParams(connection->server, sql, count, NULL, values, NULL, NULL, 0);
}

/* Before the first statement of a transaction: names are dropped here, where nobody can be in the middle of using
 * them. Where statements are not prepared there may be a pool between us and a server that another client had before;
 * the session's settings then come along with each transaction. */
static bool send_opening(struct connection *connection)
{
    char name[24], sql[64];
    uint64_t hash;
    if (!database_configured()->prepared_statements) {
        const char *values[SETTING_COUNT];
        connection_settings(values, true);
        return send_ignored(connection, connection_settings_sql, SETTING_COUNT, values);
    }
    if (connection->stale) {
        connection->stale = false;
        connection->prepared_count = 0;
        return send_ignored(connection, "deallocate all", 0, NULL);
    }
    while ((hash = prepared_oldest(connection, ROOM_FOR_NEW)) != 0) {
        prepared_name(hash, name);
        prepared_remove(connection, hash);
        snprintf(sql, sizeof sql, "deallocate %s", name);
        if (!send_ignored(connection, sql, 0, NULL))
            return false;
    }
    return true;
}

static bool send_position(const struct transaction *transaction)
{
    return transaction->position == NULL ||
           send_ignored(transaction->connection, "select app.caught_up($1::pg_lsn)", 1, &transaction->position);
}

static bool send_statement(struct connection *connection, const struct sql_statement *statement, bool prepare)
{
    char name[24];
    const char *const *values = (const char *const *)statement->values;
    bool known = prepare && prepared_knows(connection, statement->hash);
    if (!known && !(prepare && prepared_add(connection, statement->hash))) {
        expect(connection, EXPECT_RESULT, 0);
        return PQsendQueryParams(connection->server, statement->sql, statement->count, NULL, values, NULL, NULL, 0);
    }
    prepared_name(statement->hash, name);
    if (!known) {
        expect(connection, EXPECT_PREPARED, statement->hash);
        if (!PQsendPrepare(connection->server, name, statement->sql, 0, NULL))
            return false;
    }
    expect(connection, EXPECT_RESULT, 0);
    return PQsendQueryPrepared(connection->server, name, statement->count, values, NULL, NULL, 0);
}

static bool send_sync(struct connection *connection)
{
    expect(connection, EXPECT_SYNC, 0);
    return PQpipelineSync(connection->server);
}

/* What was asked and not yet sent, then a Flush or the Sync. */
static bool send_asked(struct transaction *transaction, bool sync)
{
    struct connection *connection = transaction->connection;
    bool prepare = database_configured()->prepared_statements;
    connection->expectation_count = 0;
    if (!transaction->open && (!send_opening(connection) || !send_position(transaction)))
        return false;
    transaction->open = true;
    for (int i = transaction->received; i < transaction->asked; i++)
        if (!send_statement(connection, &transaction->statements[i], prepare))
            return false;
    return sync ? send_sync(connection) : PQsendFlushRequest(connection->server);
}

/* ---- receiving ---- */

static void take(struct transaction *transaction, const struct expectation *expectation, PGresult *result,
                 struct outcome *outcome)
{
    ExecStatusType status = PQresultStatus(result);
    bool well = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    if (!well && expectation->expected == EXPECT_PREPARED)
        prepared_remove(transaction->connection, expectation->hash);
    if (well && expectation->expected == EXPECT_RESULT) {
        transaction->results[transaction->received++] = result;
        return;
    }
    if (status == PGRES_FATAL_ERROR && outcome->error == NULL) {
        bool counted = transaction->received < transaction->asked;
        outcome->statement = counted ? transaction->statements[transaction->received].name : "Sync";
        outcome->error = result;
        return;
    }
    PQclear(result);
}

/* Results of one expectation, which a NULL ends; a Sync ends itself. False when the connection is lost. */
static bool receive(struct transaction *transaction, struct expectation expectation, struct outcome *outcome)
{
    PGconn *server = transaction->connection->server;
    int ends = 0;
    for (;;) {
        PGresult *result = connection_result(server, transaction->deadline, &outcome->lost);
        if (outcome->lost)
            return false;
        if (result == NULL) {
            /* A NULL before the Sync belongs to an error of the commit; a second one would be a broken connection. */
            if (expectation.expected != EXPECT_SYNC)
                return true;
            if ((outcome->lost = ++ends > 2 || PQstatus(server) == CONNECTION_BAD))
                return false;
            continue;
        }
        bool synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        take(transaction, &expectation, result, outcome);
        if (synced)
            return true;
        if ((outcome->lost = PQstatus(server) == CONNECTION_BAD))
            return false;
    }
}

/* Reads all that is expected. After an error the rest is skipped by the server up to a Sync, which is then sent, so
 * that the next request finds the connection clean. */
static bool receive_all(struct transaction *transaction, bool synced, struct outcome *outcome)
{
    struct connection *connection = transaction->connection;
    for (size_t i = 0; i < connection->expectation_count; i++) {
        if (!receive(transaction, connection->expectations[i], outcome))
            return false;
        if (outcome->error && !synced) {
            synced = true;
            if ((outcome->lost = !send_sync(connection)))
                return false;
        }
    }
    if (outcome->error || synced)
        transaction->open = false;
    return outcome->error == NULL;
}

/* ---- an exchange and what it means ---- */

static void forget_results(struct transaction *transaction, int since)
{
    while (transaction->received > since)
        PQclear(transaction->results[--transaction->received]);
}

/* The transaction is over; its results stay until it is closed, and the connection is free for the next. */
static void release(struct transaction *transaction)
{
    if (transaction->connection)
        transaction->connection->busy = false;
    transaction->connection = NULL;
    transaction->open = false;
    transaction->ended = true;
}

static void give_up(struct transaction *transaction)
{
    if (transaction->connection)
        connection_drop(transaction->connection);
    release(transaction);
}

static bool exchange_once(struct transaction *transaction, bool sync, struct outcome *outcome)
{
    if (!send_asked(transaction, sync)) {
        outcome->lost = true;
        return false;
    }
    return receive_all(transaction, sync, outcome);
}

static bool refuse(struct problem *problem, const char *code, bool unknown)
{
    problem_set(problem, code, NULL);
    problem->retry_after = 1;
    problem->outcome_unknown = unknown;
    return false;
}

/* After the Sync was sent, a lost connection leaves open whether a writing transaction was committed. */
static bool fail(struct transaction *transaction, bool sync, const struct outcome *outcome, struct problem *problem)
{
    enum fault kind = fault_kind(outcome->error);
    bool lost = outcome->error ? kind == FAULT_LOST : outcome->lost;
    if (lost) {
        const char *words = PQresultErrorField(outcome->error, PG_DIAG_MESSAGE_PRIMARY);
        log_event(LOG_ERROR, "connection_lost", "message", words ? words : "closed, or no answer before the deadline",
                  "after_sync", sync ? "true" : "false", NULL);
        give_up(transaction);
        bool unknown = sync && !transaction->read_only;
        return refuse(problem, unknown ? "outcome_unknown" : "database_unavailable", unknown);
    }
    transaction->connection->stale |= kind == FAULT_STALE;
    fault_problem(outcome->error, outcome->statement, problem);
    if (kind == FAULT_READ_ONLY || outcome->lost)
        give_up(transaction);
    else
        release(transaction);
    return false;
}

static bool exchange(struct transaction *transaction, bool sync, struct problem *problem)
{
    scoped(outcome_close) struct outcome outcome = {0};
    int before = transaction->received;
    bool well = exchange_once(transaction, sync, &outcome);
    if (!well && !outcome.lost && fault_kind(outcome.error) == FAULT_STALE) {
        transaction->connection->stale = true;
        if (before == 0) {
            forget_results(transaction, 0);
            outcome_close(&outcome);
            well = exchange_once(transaction, sync, &outcome);
        }
    }
    if (!well) {
        forget_results(transaction, before);
        return fail(transaction, sync, &outcome, problem);
    }
    for (int i = before; i < transaction->received; i++)
        sql_statement_close(&transaction->statements[i]);
    return true;
}

/* ---- the transaction ---- */

static bool usable(const struct transaction *transaction, struct problem *problem)
{
    if (transaction->connection)
        return true;
    if (!problem_is_set(problem))
        log_event(LOG_ERROR, "transaction_is_over", NULL);
    return problem_set(problem, "internal_error", NULL);
}

static bool take_connection(struct transaction *transaction, struct problem *problem)
{
    if (transaction->deadline <= 0)
        transaction->deadline = clock_seconds() + database_configured()->deadline_seconds;
    transaction->connection = connection_take(transaction->position != NULL, transaction->deadline, problem);
    return transaction->connection != NULL;
}

bool transaction_open(struct transaction *transaction, bool read_only, double deadline, struct problem *problem)
{
    *transaction = (struct transaction){.read_only = read_only, .deadline = deadline};
    return take_connection(transaction, problem);
}

static bool ask_begin(struct transaction *transaction, const char *claims, struct problem *problem)
{
    const char *values[] = {claims, transaction->read_only ? "true" : "false"};
    return transaction_ask_text(transaction, "select * from app.begin_request($1::jsonb, $2::boolean)", 2, values,
                                problem) == 0;
}

bool transaction_begin(struct transaction *transaction, const char *claims, bool read_only, double deadline,
                       struct problem *problem)
{
    return transaction_open(transaction, read_only, deadline, problem) && ask_begin(transaction, claims, problem);
}

bool transaction_begin_on_standby(struct transaction *transaction, const char *claims, const char *position,
                                  double deadline, struct problem *problem)
{
    *transaction = (struct transaction){.read_only = true, .deadline = deadline, .position = position};
    return take_connection(transaction, problem) && ask_begin(transaction, claims, problem);
}

/* Room for one more statement and its result. */
static struct sql_statement *next_statement(struct transaction *transaction)
{
    if (transaction->asked == transaction->room) {
        size_t room = transaction->room ? (size_t)transaction->room * 2 : 8;
        transaction->statements = memory_grow(transaction->statements, room, sizeof *transaction->statements);
        transaction->results = memory_grow(transaction->results, room, sizeof(PGresult *));
        transaction->room = (int)room;
    }
    transaction->results[transaction->asked] = NULL;
    return &transaction->statements[transaction->asked];
}

int transaction_ask(struct transaction *transaction, const struct sql_file *file, const struct sql_arguments *arguments,
                    const struct sql_page *page, struct problem *problem)
{
    if (!usable(transaction, problem) || !sql_assemble(file, arguments, page, next_statement(transaction), problem))
        return -1;
    return transaction->asked++;
}

int transaction_ask_text(struct transaction *transaction, const char *sql, int count, const char *const *values,
                         struct problem *problem)
{
    if (!usable(transaction, problem) || (count > SQL_VALUES && !problem_set(problem, "internal_error", NULL)))
        return -1;
    sql_text(sql, count, values, next_statement(transaction));
    return transaction->asked++;
}

bool transaction_read(struct transaction *transaction, struct problem *problem)
{
    if (!usable(transaction, problem))
        return false;
    return transaction->received == transaction->asked || exchange(transaction, false, problem);
}

/* Who was the primary when it began may have been failed over from since; nothing is committed there any more. */
static bool current(struct transaction *transaction, struct problem *problem)
{
    if (!timelines_left_behind(transaction->connection->standing))
        return true;
    give_up(transaction);
    return refuse(problem, "database_unavailable", false);
}

bool transaction_commit(struct transaction *transaction, struct problem *problem)
{
    if (!usable(transaction, problem) || !current(transaction, problem) || !exchange(transaction, true, problem))
        return false;
    const struct connection *connection = transaction->connection;
    bool in_doubt = !transaction->read_only && (connection->in_doubt || timelines_left_behind(connection->standing));
    changes_note(connection->changed);
    release(transaction);
    return !in_doubt || refuse(problem, "outcome_unknown", true);
}

bool transaction_dry_run(struct transaction *transaction, struct problem *problem)
{
    scoped(outcome_close) struct outcome outcome = {0};
    if (!transaction_read(transaction, problem) ||
        transaction_ask_text(transaction, "select app.dry_run()", 0, NULL, problem) < 0)
        return false;
    if (exchange_once(transaction, true, &outcome)) {
        log_event(LOG_ERROR, "dry_run_was_committed", NULL);
        release(transaction);
        return problem_set(problem, "internal_error", NULL);
    }
    if (outcome.lost || fault_kind(outcome.error) != FAULT_DRY_RUN)
        return fail(transaction, false, &outcome, problem);
    release(transaction);
    return true;
}

/* Undoes what is open on the server: a raise that is expected, whatever it says. */
static void undo(struct transaction *transaction)
{
    scoped(outcome_close) struct outcome outcome = {0};
    struct connection *connection = transaction->connection;
    transaction->deadline = clock_seconds() + 1;
    connection->expectation_count = 0;
    bool sent = send_ignored(connection, "select app.dry_run()", 0, NULL) && send_sync(connection);
    if (sent)
        receive_all(transaction, true, &outcome);
    if (!sent || outcome.lost || outcome.error == NULL)
        connection_drop(connection);
}

void transaction_close(struct transaction *transaction)
{
    if (transaction->connection && transaction->open)
        undo(transaction);
    release(transaction);
    forget_results(transaction, 0);
    for (int i = 0; i < transaction->asked; i++)
        sql_statement_close(&transaction->statements[i]);
    free(transaction->results);
    free(transaction->statements);
    *transaction = (struct transaction){.ended = true};
}

/* ---- steps ---- */

struct pairs {
    const char *names[SQL_VALUES], *values[SQL_VALUES];
    size_t count;
    const char *missing; /* a parameter of the file that the caller did not name */
};

static const char *value_of(void *context, const char *name)
{
    struct pairs *pairs = context;
    for (size_t i = 0; i < pairs->count; i++)
        if (strcmp(pairs->names[i], name) == 0)
            return pairs->values[i];
    pairs->missing = name;
    return NULL;
}

static bool is_given(void *context, const char *name)
{
    const struct pairs *pairs = context;
    for (size_t i = 0; i < pairs->count; i++)
        if (strcmp(pairs->names[i], name) == 0)
            return pairs->values[i] != NULL;
    return false;
}

static const char *no_type(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

static bool complain(const char *step, const char *missing, struct problem *problem)
{
    log_event(LOG_ERROR, "step_not_asked_rightly", "step", step, "missing", missing, NULL);
    return problem_set(problem, "internal_error", NULL);
}

const PGresult *transaction_step(struct transaction *transaction, struct problem *problem, const char *step, ...)
{
    struct pairs pairs = {0};
    struct sql_arguments arguments = {.context = &pairs, .value = value_of, .type = no_type, .given = is_given};
    const struct sql_file *file = sql_step(step);
    va_list rest;
    va_start(rest, step);
    for (const char *name = va_arg(rest, const char *); name; name = va_arg(rest, const char *)) {
        const char *value = va_arg(rest, const char *);
        if (pairs.count == SQL_VALUES)
            continue;
        pairs.names[pairs.count] = name;
        pairs.values[pairs.count++] = value;
    }
    va_end(rest);
    if (file == NULL)
        return complain(step, "the file", problem), NULL;
    int number = transaction_ask(transaction, file, &arguments, NULL, problem);
    if (pairs.missing)
        return complain(step, pairs.missing, problem), NULL;
    return number >= 0 && transaction_read(transaction, problem) ? transaction->results[number] : NULL;
}

/* ---- streams ---- */

struct stream {
    bool (*on_row)(void *state, const PGresult *row);
    void *state;
    bool stopped;
};

/* One result of the stream: a row, the end, or an error. False when nothing more is wanted. */
static bool pass_row(struct transaction *transaction, struct stream *stream, PGresult *result, struct outcome *outcome)
{
    if (PQresultStatus(result) != PGRES_SINGLE_TUPLE) {
        take(transaction, &(struct expectation){EXPECT_RESULT, 0}, result, outcome);
        return true;
    }
    stream->stopped = !stream->on_row(stream->state, result);
    PQclear(result);
    return !stream->stopped;
}

static bool read_rows(struct transaction *transaction, struct stream *stream, struct outcome *outcome)
{
    struct connection *connection = transaction->connection;
    double latest = clock_seconds() + STREAM_SECONDS, patience = database_configured()->deadline_seconds;
    if (!PQsetSingleRowMode(connection->server))
        return !(outcome->lost = true);
    for (;;) {
        double deadline = clock_seconds() + patience;
        PGresult *result = connection_result(connection->server, deadline < latest ? deadline : latest, &outcome->lost);
        if (outcome->lost)
            return false;
        if (result == NULL)
            break;
        if (!pass_row(transaction, stream, result, outcome))
            return false;
    }
    transaction->deadline = clock_seconds() + patience;
    if (outcome->error == NULL)
        return true;
    connection->expectation_count = 0;
    outcome->lost = !send_sync(connection);
    return !outcome->lost && receive_all(transaction, true, outcome);
}

/* Unprepared: it is asked rarely, and must not fail for a name in the middle of a transaction. */
bool transaction_stream(struct transaction *transaction, const struct sql_file *file,
                        const struct sql_arguments *arguments, const struct sql_page *page,
                        bool (*on_row)(void *state, const PGresult *row), void *state, struct problem *problem)
{
    scoped(outcome_close) struct outcome outcome = {0};
    struct stream stream = {.on_row = on_row, .state = state};
    const char *timeout = "120000";
    if (transaction_ask_text(transaction, "select set_config('statement_timeout', $1, true)", 1, &timeout, problem) <
            0 ||
        !transaction_read(transaction, problem) || transaction_ask(transaction, file, arguments, page, problem) < 0)
        return false;
    struct connection *connection = transaction->connection;
    connection->expectation_count = 0;
    bool sent = send_statement(connection, &transaction->statements[transaction->received], false) &&
                PQsendFlushRequest(connection->server);
    if (sent && read_rows(transaction, &stream, &outcome))
        return true;
    if (stream.stopped) {
        give_up(transaction);
        return false;
    }
    outcome.lost |= !sent;
    return fail(transaction, false, &outcome, problem);
}
