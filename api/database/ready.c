/* ready.c: questions of the service itself: may it start with this role, is the database fit to be trusted with
 * acknowledged work, which columns does a statement answer. */
#include "database/connection.h"
#include "database/migrations.h"
#include "database/sql_file.h"

#include "support/clock.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>

/* One question outside any request. The result is the caller's; NULL with a sentence in *why_not. */
static PGresult *question(const char *sql, int count, const char *const *values, char **why_not)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem problem = {0};
    if (!transaction_open(&transaction, true, 0, &problem) ||
        transaction_ask_text(&transaction, sql, count, values, &problem) < 0 ||
        !transaction_commit(&transaction, &problem)) {
        *why_not = connection_fault(false);
        if (*why_not == NULL)
            *why_not = text_format("the database does not answer as it should: %s", problem.code);
        return NULL;
    }
    PGresult *result = transaction.results[0];
    transaction.received = 0; /* given away */
    return result;
}

/* The first column of the first row is a sentence, or NULL when all is well. */
static bool no_objection(const char *sql, int count, const char *const *values, char **why_not)
{
    *why_not = NULL;
    scoped(result_close) PGresult *result = question(sql, count, values, why_not);
    if (result == NULL)
        return false;
    bool well = PQntuples(result) == 1 && PQgetisnull(result, 0, 0);
    if (!well)
        *why_not = text_copy(PQntuples(result) ? PQgetvalue(result, 0, 0) : "no answer");
    return well;
}

bool database_ready(char **why_not)
{
    static const char sql[] =
        "select case"
        " when not $1::boolean and (current_setting('fsync') = 'off' or current_setting('full_page_writes') = 'off'"
        " or current_setting('synchronous_commit') = 'off')"
        " then 'fsync, full_page_writes and synchronous_commit must be on'"
        " when pg_catalog.to_regclass('app.schema_migrations') is null then 'nothing is deployed; run thidua deploy'"
        " end";
    static const char current[] = "select case when coalesce(max(version), 0) < $1::int then format("
                                  "'migration %s of %s is applied; run thidua deploy', coalesce(max(version), 0), $1) "
                                  "end from app.schema_migrations";
    const char *lenient = database_configured()->volatile_allowed ? "true" : "false";
    char latest[16];
    const char *number = latest;
    snprintf(latest, sizeof latest, "%d", migrations_latest());
    return no_objection(sql, 1, &lenient, why_not) && no_objection(current, 1, &number, why_not);
}

bool database_fit(char **why_not)
{
    return no_objection("select null", 0, NULL, why_not); /* who connects has been judged */
}

bool database_learn_clock(double deadline, struct problem *problem)
{
    static bool apart;
    scoped(transaction_close) struct transaction transaction = {0};
    double asked = clock_seconds();
    if (!transaction_open(&transaction, true, deadline, problem) ||
        transaction_ask_text(&transaction, "select extract(epoch from clock_timestamp())", 0, NULL, problem) < 0 ||
        !transaction_commit(&transaction, problem))
        return false;
    bool is_apart = clock_learn(strtod(PQgetvalue(transaction.results[0], 0, 0), NULL), asked);
    if (is_apart != apart)
        log_event(is_apart ? LOG_WARNING : LOG_INFO, is_apart ? "clock_apart" : "clock_together", NULL);
    apart = is_apart;
    return true;
}

/* ---- for `thidua check` ---- */

static PGresult *describe(struct connection *connection, const struct sql_statement *statement, double deadline)
{
    PGconn *server = connection->server;
    PGresult *described = NULL;
    bool lost = !PQsendPrepare(server, "", statement->sql, 0, NULL) || !PQsendDescribePrepared(server, "") ||
                !PQpipelineSync(server);
    for (bool synced = false; !lost && !synced;) {
        PGresult *result = connection_result(server, deadline, &lost);
        synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC && result;
        bool kept = result && !synced && PQresultStatus(result) != PGRES_PIPELINE_ABORTED;
        if (kept)
            PQclear(described);
        else
            PQclear(result);
        described = kept ? result : described;
    }
    if (lost)
        connection_drop(connection);
    return described;
}

static PGresult *describe_page(const struct sql_file *file, const struct sql_arguments *arguments,
                               const struct sql_page *page, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(sql_statement_close) struct sql_statement statement = {0};
    if (!transaction_open(&transaction, true, 0, problem) || !sql_assemble(file, arguments, page, &statement, problem))
        return NULL;
    PGresult *described = describe(transaction.connection, &statement, transaction.deadline);
    if (PQresultStatus(described) == PGRES_COMMAND_OK)
        return described;
    problem_set(problem, "internal_error", "{s:s}", "message", described ? PQresultErrorMessage(described) : "lost");
    PQclear(described);
    return NULL;
}

PGresult *database_describe(const struct sql_file *file, const struct sql_arguments *arguments, struct problem *problem)
{
    const char *keys[16], *after[SQL_KEYS] = {0};
    struct sql_page page = {.after = after, .limit = 1};
    if (!sql_is_list(file))
        return describe_page(file, arguments, NULL, problem);
    size_t count = sql_sorts(file, keys, 16);
    page.after_count = sql_page_keys(file, &page);
    PGresult *described = describe_page(file, arguments, &page, problem);
    for (size_t i = 0; described && i < count; i++) {
        PQclear(described);
        page.sort = keys[i];
        page.after_count = sql_page_keys(file, &page);
        described = describe_page(file, arguments, &page, problem);
    }
    return described;
}
