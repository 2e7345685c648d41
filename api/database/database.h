/* database.h: the only user of libpq. One connection per worker thread; one implicit transaction per request in one
 * pipeline: begin_request · guard · statements · Sync (docs/decisions/0001). Committed means: the Sync came back with
 * no error before it. Every wait has our own deadline. */
#pragma once

#include "support/problem.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

/* ---- connections ---- */
struct database_settings {
    const char *url;             /* libpq connection string, several hosts allowed */
    const char *read_url;        /* of a standby that may answer readers; NULL for none */
    const char *become;          /* SET ROLE after connecting ("thidua_service" for seed); NULL for none */
    bool prepared_statements;    /* false behind an old PgBouncer */
    long statement_timeout_ms;   /* 3000 */
    long lock_timeout_ms;        /* 1000 */
    double deadline_seconds;     /* our own, 5 */
    const char *business_offset; /* an interval in seconds, "0" in production: business_now() = clock + offset */
    bool volatile_allowed;       /* THIDUA_ENV=test: ready although fsync is off */
    bool judged;                 /* every new connection has to be fit for serving (fitness.c) */
    bool demo_refused;           /* a database with the accounts of the demo is not */
};
void database_configure(const struct database_settings *settings);

/* Whether libpq can read a connection string; nobody is asked. */
bool database_url_is_readable(const char *url);

/* ---- SQL files: db/api/<folder>/<operation_id>.sql and db/steps/<area>/<verb_noun>.sql, embedded ---- */
struct sql_file;
/* "list_units" finds db/api/units/list_units.sql; "units/find_unit" finds a step. NULL when there is none. */
const struct sql_file *sql_operation(const char *operation_id);
const struct sql_file *sql_step(const char *name);

/* Reads and splits all embedded files once; false with a sentence in *fault (caller frees). */
bool sql_load(char **fault);

/* Names every api file, for the start-up check. Returns the count. */
size_t sql_operations(const char **names, size_t room);

/* What a statement is asked with. `value` gives the text of a parameter by name (NULL: SQL NULL), `type` its SQL type
 * ("uuid", "text[]", "jsonb"; NULL: let PostgreSQL infer), and `given` whether lines marked `--? name` stay
 * (also "expand.unit", "sort.score"). All borrow `context`. */
struct sql_arguments {
    void *context;
    const char *(*value)(void *context, const char *name);
    const char *(*type)(void *context, const char *name);
    bool (*given)(void *context, const char *name);
};

/* How a list is cut: the key named in the head's `-- sort:`, a direction, the values of the last row seen. */
struct sql_page {
    const char *sort; /* "score,name" without signs; NULL: the file's default */
    bool descending;
    bool descending_given;    /* false: as the file's default says */
    const char *const *after; /* key values of the cursor, ended by the unique key; NULL on the first page */
    size_t after_count;
    long limit;      /* rows wanted; the engine asks for one more. 0: no limit */
    bool count_only; /* the same text wrapped in count(*) */
};

/* Number of sort keys (with the unique one) that a page of this file carries as columns _key1 … _keyN. */
size_t sql_page_keys(const struct sql_file *file, const struct sql_page *page);
bool sql_is_list(const struct sql_file *file); /* its head has `-- sort:` or `-- unique:` */

/* ---- a request's transaction ---- */
struct transaction {
    struct connection *connection;
    PGresult **results; /* in the order of transaction_ask(); [0] is begin_request's */
    int asked, received;
    bool ended;
    double deadline;
    /* of pipeline.c alone */
    struct sql_statement *statements;
    int room;
    bool read_only;
    const char *position; /* what the standby must have replayed; NULL on the primary */
    bool open;            /* on the server: something was sent and no Sync */
};

/* Queues begin_request(claims, read_only) on this thread's connection. claims is JSON, "{}" for nobody. `deadline` is
 * on CLOCK_MONOTONIC, 0 for the configured one. One transaction at a time per thread. Close it in every case. */
bool transaction_begin(struct transaction *transaction, const char *claims, bool read_only, double deadline,
                       struct problem *problem);

/* The same for a reader, on the standby once it has replayed up to `position` (standby.h, which it borrows); a problem
 * when it has not, or is away: ask the primary then, also after any other problem, since what it does not find may be
 * on its way. */
bool transaction_begin_on_standby(struct transaction *transaction, const char *claims, const char *position,
                                  double deadline, struct problem *problem);

/* Queues a statement; its number is where its result will be. -1 with the problem set. page may be NULL. */
int transaction_ask(struct transaction *transaction, const struct sql_file *file, const struct sql_arguments *arguments,
                    const struct sql_page *page, struct problem *problem);

/* Queues SQL of the engine's own, with text parameters: "select app.guard($1,$2,$3)". Prepared by its text. */
int transaction_ask_text(struct transaction *transaction, const char *sql, int count, const char *const *values,
                         struct problem *problem);

/* Sends what is queued with a Flush and reads all results so far; the transaction stays open. False with the problem
 * set by the first error (PTnnn, constraint, SQLSTATE); the transaction is then over and undone. A prepared statement
 * that a deployment has overtaken is prepared again and everything repeated once, in here, as long as no result has
 * been handed out before; otherwise the problem is `busy`, and the client's retry succeeds. */
bool transaction_read(struct transaction *transaction, struct problem *problem);

/* Reads what is left, sends Sync: true means committed. */
bool transaction_commit(struct transaction *transaction, struct problem *problem);

/* Undoes (select dry_run(): all deferred constraints are judged first). True when everything would have committed. */
bool transaction_dry_run(struct transaction *transaction, struct problem *problem);

/* Undoes if still open, frees the results, gives the connection back. */
void transaction_close(struct transaction *transaction);

/* A step asked and read at once, for C handlers: arguments are pairs name, value ended by NULL. The result is
 * borrowed from the transaction. NULL with the problem set. */
const PGresult *transaction_step(struct transaction *transaction, struct problem *problem, const char *step, ...)
    __attribute__((sentinel));

/* Reads the rows of a long list one by one (single-row mode); used by streams. on_row returns false to stop, which
 * costs the connection. The last result left behind has the columns and no rows, for the head of an empty table. A
 * stream may take 120 s; afterwards the transaction has its usual time again. */
bool transaction_stream(struct transaction *transaction, const struct sql_file *file,
                        const struct sql_arguments *arguments, const struct sql_page *page,
                        bool (*on_row)(void *state, const PGresult *row), void *state, struct problem *problem);

/* Closes this thread's connection (drain). */
void database_close_thread(void);
/* For /readyz and gauges. */
bool database_ready(char **why_not);
long database_connections(void);

/* Reaches for the database once: false with a sentence (caller frees) when it is away or not fit for serving. */
bool database_fit(char **why_not);

/* Asks the database what time it is (clock.h). */
bool database_learn_clock(double deadline, struct problem *problem);

/* Each second: where the URL names several hosts, whether another than the primary of ours was promoted since, which
 * fences ours; and how many older primaries are there again. */
void database_look_around(void);
long database_superseded(void);

/* Columns of a statement without running it, for `thidua check`; a list is tried with each of its sort keys, forwards
 * from a cursor. Caller clears; NULL with the problem set, PostgreSQL's words in its parameter `message`. */
PGresult *database_describe(const struct sql_file *file, const struct sql_arguments *arguments,
                            struct problem *problem);

/* ---- deploy: brings a database to the current state (engine.md 5) ---- */
bool deploy(const char *url, bool quiet);
