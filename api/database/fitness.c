/* fitness.c: what a database and our role in it have to be before a single request is trusted to them. Asked of every
 * new connection of `serve`, so that it makes no difference whether the database was there first, comes later, was
 * restored meanwhile or is another one after a failover. */
#include "database/connection.h"
#include "database/migrations.h"

#include "support/scoped.h"
#include "support/text.h"

/* Each answers one row: NULL when all is well, or a sentence. They are asked one after the other, because a later one
 * names what an earlier one has found to be there. $1 is our newest migration. */
static const struct judgement {
    const char *sql;
    bool of_production; /* asked there only */
} judgements[] = {
    {.sql = "select min(case"
            " when r.rolsuper or r.rolbypassrls then format('role %s may bypass row security', r.rolname)"
            " when exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
            "  where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ "
            "'^(pg_|information_schema)')"
            " then format('role %s owns tables', r.rolname) end)"
            " from pg_catalog.pg_roles r where pg_catalog.pg_has_role(session_user, r.oid, 'member') and $1 > ''"},
    {.sql =
         "select case when current_setting('server_version_num')::int < 150000 then 'PostgreSQL is older than 15'"
         " when pg_catalog.to_regclass('app.schema_migrations') is null then 'nothing is deployed; run thidua deploy'"
         " end where $1 > ''"},
    {.sql = "select case when coalesce(max(version), 0) < $1::int then format('migration %s of %s is applied; run "
            "thidua deploy', coalesce(max(version), 0), $1) end from app.schema_migrations"},
    {.sql = "select case when app.has_demo_accounts() then 'the accounts of the demo are in this database; production "
            "does not serve them' end where $1 > ''",
     .of_production = true},
};

static bool passes(PGconn *server, const struct judgement *judgement, double deadline, char **fault)
{
    char latest[16];
    const char *values[] = {latest};
    snprintf(latest, sizeof latest, "%d", migrations_latest());
    scoped(result_close) PGresult *result = server_ask(server, judgement->sql, 1, values, deadline);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || result == NULL)
        *fault = text_copy(result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : PQerrorMessage(server));
    else if (PQntuples(result) == 1 && !PQgetisnull(result, 0, 0))
        *fault = text_copy(PQgetvalue(result, 0, 0));
    return *fault == NULL;
}

bool connection_is_fit(PGconn *server, double deadline, char **fault)
{
    for (size_t i = 0; i < sizeof judgements / sizeof judgements[0]; i++)
        if ((!judgements[i].of_production || database_configured()->demo_refused) &&
            !passes(server, &judgements[i], deadline, fault))
            return false;
    return true;
}
