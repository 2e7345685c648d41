/* deploy.c: brings a database to the state this program was built with: migrations, each in a transaction of its own
 * and never twice; then all code that changed (functions, policies, rules, catalogues) in one transaction that
 * gives way to traffic. Safe to start twice, and beside a running service. */
#include "database/connection.h"
#include "database/migrations.h"

#include "support/clock.h"
#include "support/digest.h"
#include "support/embedded.h"
#include "support/scoped.h"
#include "support/text.h"

#include <openssl/evp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE = 600, TRIES = 20, OWN_LOCK = 7461001 };

struct deployment {
    PGconn *server;
    bool quiet;
    int migrations, files;
    char *fault; /* a sentence */
    bool locked; /* the last refusal was a lock somebody else holds: worth another try */
    bool alone;  /* requests wait until this transaction has ended */
};

static bool complain(struct deployment *deployment, char *fault)
{
    free(deployment->fault);
    deployment->fault = fault;
    return false;
}

static void tell(const struct deployment *deployment, const char *what)
{
    if (!deployment->quiet)
        printf("%s\n", what);
}

/* ---- asking ---- */

/* ", line 12" for people who read the file; "" where PostgreSQL does not say. */
static char *place_of(const char *sql, const PGresult *error)
{
    const char *position = error ? PQresultErrorField(error, PG_DIAG_STATEMENT_POSITION) : NULL;
    int line = 1;
    if (position == NULL)
        return text_copy("");
    for (long left = strtol(position, NULL, 10) - 1; *sql && left > 0; sql++) {
        line += *sql == '\n';
        left -= (*sql & 0xc0) != 0x80; /* characters, not bytes */
    }
    return text_format(", line %d", line);
}

static bool refused(struct deployment *deployment, const char *what, const char *sql, const PGresult *error)
{
    static const int further[] = {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT, PG_DIAG_CONTEXT};
    const char *state = error ? PQresultErrorField(error, PG_DIAG_SQLSTATE) : NULL;
    const char *words = state ? PQresultErrorField(error, PG_DIAG_MESSAGE_PRIMARY) : "the connection was lost";
    scoped(free_string) char *place = place_of(sql, error);
    struct text fault = {0};
    text_print(&fault, "%s%s: %s", what, place, words);
    for (size_t i = 0; state && i < sizeof further / sizeof further[0]; i++)
        if (PQresultErrorField(error, further[i]))
            text_print(&fault, "\n  %s", PQresultErrorField(error, further[i]));
    deployment->locked = state && (strcmp(state, "55P03") == 0 || strcmp(state, "40P01") == 0);
    return complain(deployment, text_take(&fault));
}

static PGresult *ask(struct deployment *deployment, const char *what, const char *sql, int count,
                     const char *const *values)
{
    PGresult *result = server_ask(deployment->server, sql, count, values, clock_seconds() + PATIENCE);
    ExecStatusType status = PQresultStatus(result);
    if (result && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY))
        return result;
    refused(deployment, what, sql, result);
    PQclear(result);
    return NULL;
}

static bool run(struct deployment *deployment, const char *what, const char *sql, int count, const char *const *values)
{
    PGresult *result = ask(deployment, what, sql, count, values);
    PQclear(result);
    return result != NULL;
}

static bool is_true(struct deployment *deployment, const char *sql)
{
    scoped(result_close) PGresult *result = ask(deployment, "deploy", sql, 0, NULL);
    return result && PQntuples(result) == 1 && strcmp(PQgetvalue(result, 0, 0), "t") == 0;
}

/* A failed transaction answers COMMIT with ROLLBACK and no error. */
static bool commit(struct deployment *deployment, const char *what)
{
    scoped(result_close) PGresult *result = ask(deployment, what, "commit", 0, NULL);
    if (result && strcmp(PQcmdStatus(result), "COMMIT") == 0)
        return true;
    return deployment->fault ? false : complain(deployment, text_format("%s: nothing was committed", what));
}

static void roll_back(struct deployment *deployment)
{
    deployment->alone = false;
    if (PQtransactionStatus(deployment->server) == PQTRANS_IDLE)
        return;
    PGresult *result = server_ask(deployment->server, "rollback", 0, NULL, clock_seconds() + 10);
    PQclear(result);
}

/* Every request reads this table before any other, so whoever has it whole meets nobody half-way through: taking locks
 * one by one among writers would end in deadlocks until they rest. Who waits for the last of them makes all others wait
 * too: it gives way soon. */
static bool be_alone(struct deployment *deployment)
{
    if (deployment->alone || !is_true(deployment, "select to_regclass('app.structure_version') is not null"))
        return deployment->fault == NULL;
    return deployment->alone = run(deployment, "app.structure_version",
                                   "lock table app.structure_version in access exclusive mode", 0, NULL);
}

/* A piece of work that is one transaction, again while somebody else's lock is in its way. */
static bool with_patience(struct deployment *deployment, bool (*work)(struct deployment *, const void *),
                          const void *what)
{
    for (int tries = 1;; tries++) {
        deployment->locked = false;
        bool done = work(deployment, what);
        if (!done)
            roll_back(deployment);
        deployment->alone = false;
        if (done || !deployment->locked)
            return done;
        if (tries == TRIES)
            return complain(deployment, text_format("%s\nA lock was held through %d tries; nothing was changed. Try "
                                                    "again when there is less traffic.",
                                                    deployment->fault, tries));
        complain(deployment, NULL);
        poll(NULL, 0, 100 + (int)arc4random_uniform(400));
    }
}

static bool begins(const char *path, const char *with)
{
    return strncmp(path, with, strlen(with)) == 0;
}

static bool is_sql(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".sql") == 0;
}

/* ---- migrations ---- */

/* The number in db/migrations/NNNN_what.sql; 0 for every other path. */
static int migration_number(const char *path)
{
    static const char folder[] = "db/migrations/";
    if (!begins(path, folder) || !is_sql(path))
        return 0;
    const char *digits = path + sizeof folder - 1;
    return strspn(digits, "0123456789") == 4 && digits[4] == '_' ? atoi(digits) : -1;
}

int migrations_latest(void)
{
    int latest = 0;
    for (size_t i = 0; i < embedded_count; i++)
        if (migration_number(embedded_files[i].path) > latest)
            latest = migration_number(embedded_files[i].path);
    return latest;
}

/* Each number is one file's; one may be left out (it was kept for work that needed none). Embedded files are sorted. */
static bool numbers_are_distinct(struct deployment *deployment)
{
    int last = 0;
    for (size_t i = 0; i < embedded_count; i++) {
        int number = migration_number(embedded_files[i].path);
        if (number == 0)
            continue;
        if (number <= last)
            return complain(deployment, text_format("%s has no number of its own", embedded_files[i].path));
        last = number;
    }
    return true;
}

static bool keep_migration(struct deployment *deployment, const struct embedded_file *file, const char *hash)
{
    static const char table[] =
        "set local role thidua_owner; create table if not exists app.schema_migrations (version int primary key, name "
        "text not null,"
        " sha256 text not null, applied_at timestamptz not null default now());"
        "grant usage on schema app to thidua_service; grant select on app.schema_migrations to thidua_service";
    char number[16];
    snprintf(number, sizeof number, "%d", migration_number(file->path));
    const char *values[] = {number, strrchr(file->path, '/') + 6, hash};
    return run(deployment, "app.schema_migrations", table, 0, NULL) &&
           run(deployment, "app.schema_migrations",
               "insert into app.schema_migrations(version, name, sha256) values ($1, $2, $3)", 3, values);
}

/* A migration may change the role for its transaction; what it leaves open or closed itself would not be one whole. */
static bool apply_migration(struct deployment *deployment, const void *what)
{
    const struct embedded_file *file = what;
    char hash[65];
    digest_text(file->bytes, file->length, hash);
    if (!run(deployment, file->path, "begin; set local lock_timeout = '500ms'", 0, NULL) || !be_alone(deployment) ||
        !run(deployment, file->path, file->bytes, 0, NULL))
        return false;
    if (PQtransactionStatus(deployment->server) != PQTRANS_INTRANS)
        return complain(deployment, text_format("%s: ends its own transaction", file->path));
    if (!keep_migration(deployment, file, hash) || !commit(deployment, file->path))
        return false;
    deployment->migrations++;
    tell(deployment, file->path);
    return true;
}

/* The hash under which a number was applied before; NULL when it was not. */
static const char *applied_hash(const PGresult *applied, int number)
{
    for (int i = 0; i < PQntuples(applied); i++)
        if (atoi(PQgetvalue(applied, i, 0)) == number)
            return PQgetvalue(applied, i, 1);
    return NULL;
}

static bool migrate_file(struct deployment *deployment, const struct embedded_file *file, const PGresult *applied)
{
    char hash[65];
    digest_text(file->bytes, file->length, hash);
    const char *before = applied ? applied_hash(applied, migration_number(file->path)) : NULL;
    if (before == NULL)
        return with_patience(deployment, apply_migration, file);
    if (strcmp(before, hash) == 0)
        return true;
    return complain(deployment, text_format("%s was applied with another content: a migration is never edited once "
                                            "it has run; write a new one",
                                            file->path));
}

static bool migrate(struct deployment *deployment)
{
    scoped(result_close) PGresult *applied = NULL;
    if (!numbers_are_distinct(deployment))
        return false;
    if (is_true(deployment, "select to_regclass('app.schema_migrations') is not null")) {
        applied = ask(deployment, "app.schema_migrations",
                      "select version, sha256 from app.schema_migrations order by version", 0, NULL);
        if (applied == NULL)
            return false;
    }
    int newest = applied && PQntuples(applied) ? atoi(PQgetvalue(applied, PQntuples(applied) - 1, 0)) : 0;
    if (newest > migrations_latest())
        return complain(deployment, text_format("the database is at migration %d, this program knows %d: it is older",
                                                newest, migrations_latest()));
    for (size_t i = 0; i < embedded_count && !deployment->fault; i++)
        if (migration_number(embedded_files[i].path) > 0)
            migrate_file(deployment, &embedded_files[i], applied);
    return deployment->fault == NULL;
}

/* ---- code ---- */

/* In this order, and sorted within: what comes later leans on what comes first. The first match counts. */
static const char *const folders[] = {"db/security/claims", "db/security/policies/", "db/security/",
                                      "db/functions/",      "db/workflow/",          "db/rules/",
                                      "db/statistics/"};
static const int order[] = {0, 2, 3, 4, 1, 5, 6}; /* places in `folders`, in the order of running */

static int folder_of(const char *path)
{
    int count = sizeof folders / sizeof folders[0];
    for (int i = 0; i < count; i++)
        if (is_sql(path) && begins(path, folders[i]))
            return i;
    return -1;
}

/* What a file does follows from its bytes; what a policy file does also from app.keep(), with which it begins. */
static void code_hash(const struct embedded_file *file, char hash[DIGEST_TEXT])
{
    const struct embedded_file *keep = embedded_find("db/security/keep.sql");
    unsigned char digest[DIGEST_BYTES];
    struct evp_md_ctx_st *run = digest_begin();
    if (begins(file->path, "db/security/policies/"))
        digest_add(run, keep->bytes, keep->length);
    digest_add(run, file->bytes, file->length);
    digest_end(run, digest);
    digest_print(digest, hash);
}

static bool is_current(const PGresult *deployed, const char *path, const char *hash)
{
    for (int i = 0; i < PQntuples(deployed); i++)
        if (strcmp(PQgetvalue(deployed, i, 0), path) == 0)
            return strcmp(PQgetvalue(deployed, i, 1), hash) == 0;
    return false;
}

static bool remember_code(struct deployment *deployment, const char *path, const char *hash)
{
    const char *values[] = {path, hash};
    deployment->files++;
    return run(deployment, "app.deployed_code",
               "insert into app.deployed_code(path, sha256) values ($1, $2)"
               " on conflict (path) do update set sha256 = excluded.sha256, deployed_at = now()",
               2, values);
}

static bool deploy_folder(struct deployment *deployment, int folder, const PGresult *deployed, struct text *done)
{
    for (size_t i = 0; i < embedded_count; i++) {
        const struct embedded_file *file = &embedded_files[i];
        char hash[DIGEST_TEXT];
        if (folder_of(file->path) != folder)
            continue;
        code_hash(file, hash);
        if (is_current(deployed, file->path, hash))
            continue;
        if (!be_alone(deployment) || !run(deployment, file->path, file->bytes, 0, NULL) ||
            !remember_code(deployment, file->path, hash))
            return false;
        if (PQtransactionStatus(deployment->server) != PQTRANS_INTRANS)
            return complain(deployment, text_format("%s: ends the transaction of the deployment", file->path));
        text_print(done, "%s\n", file->path);
    }
    return true;
}

/* x-catalogues of the contract: the one place of enumerations. */
static char *embedded_catalogues(void)
{
    const struct embedded_file *file = embedded_find("openapi.json");
    json_t *contract = file ? json_loadb(file->bytes, file->length, 0, NULL) : NULL;
    char *catalogues = json_dumps(json_object_get(contract, "x-catalogues"), JSON_COMPACT);
    json_decref(contract);
    return catalogues;
}

static bool deploy_catalogues(struct deployment *deployment, const PGresult *deployed, struct text *done)
{
    static const char path[] = "openapi.yaml x-catalogues";
    scoped(free_string) char *catalogues = embedded_catalogues();
    const char *values[] = {catalogues};
    char hash[65];
    if (catalogues == NULL || !is_true(deployment, "select to_regprocedure('app.load_catalogues(jsonb)') is not null"))
        return deployment->fault == NULL;
    digest_text(catalogues, strlen(catalogues), hash);
    if (is_current(deployed, path, hash))
        return true;
    text_print(done, "%s\n", path);
    return run(deployment, path, "select app.load_catalogues($1::jsonb)", 1, values) &&
           remember_code(deployment, path, hash);
}

static bool deploy_changes(struct deployment *deployment, const void *unused)
{
    scoped(text_close) struct text done = {0};
    (void)unused;
    deployment->files = 0;
    static const char opening[] =
        "begin; set local lock_timeout = '500ms'; set local role thidua_owner;"
        "set local search_path = app, extensions, pg_temp; set local check_function_bodies = off;"
        "set local client_min_messages = warning;"
        "create table if not exists app.deployed_code (path text primary key, sha256 text not null,"
        " deployed_at timestamptz not null default now())";
    if (!run(deployment, "app.deployed_code", opening, 0, NULL))
        return false;
    scoped(result_close) PGresult *deployed =
        ask(deployment, "app.deployed_code", "select path, sha256 from app.deployed_code", 0, NULL);
    if (deployed == NULL)
        return false;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (!deploy_folder(deployment, order[i], deployed, &done))
            return false;
    if (!deploy_catalogues(deployment, deployed, &done) || !commit(deployment, "deploy"))
        return false;
    if (!deployment->quiet)
        fputs(text_string(&done), stdout);
    return true;
}

/* ---- the whole ---- */

/* A second starter waits here and then finds nothing to do; the lock goes with the connection. Should this program be
 * killed, its server notices in the middle of a statement, undoes it, and keeps nobody waiting. */
static bool start(struct deployment *deployment, const char *url)
{
    struct standing standing;
    deployment->server = server_open(url, clock_seconds() + 30, &standing, &deployment->fault);
    if (deployment->server == NULL)
        return false;
    scoped(free_string) char *lock =
        text_format("set statement_timeout = 0; set lock_timeout = 0; set client_connection_check_interval = '1s';"
                    " select pg_advisory_lock(%d)",
                    OWN_LOCK);
    if (!is_true(deployment, "select current_setting('server_version_num')::int >= 150000"))
        return deployment->fault ? false : complain(deployment, text_copy("PostgreSQL 15 or later is needed"));
    return run(deployment, "deploy", lock, 0, NULL);
}

bool deploy(const char *url, bool quiet)
{
    struct deployment deployment = {.quiet = quiet};
    bool well = start(&deployment, url) && migrate(&deployment) && with_patience(&deployment, deploy_changes, NULL);
    /* New tables, and the rows that came with them: plans that know them, without waiting for autovacuum. */
    if (well && deployment.migrations)
        well = run(&deployment, "analyze", "analyze", 0, NULL);
    if (well)
        printf("deployed: %d migrations, %d files\n", deployment.migrations, deployment.files);
    else
        fprintf(stderr, "thidua deploy: %s\n", deployment.fault ? deployment.fault : "failed");
    fflush(stdout);
    free(deployment.fault);
    server_close(&deployment.server);
    return well;
}
