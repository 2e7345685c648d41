/* connection.h: one connection to PostgreSQL per worker thread, and waiting for it with a deadline. Inside
 * api/database only. */
#pragma once

#include "database/database.h"
#include "database/servers.h"

#include <stdint.h>

enum { PREPARED_LIMIT = 256, SETTING_COUNT = 6 };

struct prepared {
    uint64_t hash; /* of the text; its name in hexadecimal */
    uint64_t used; /* the higher, the later */
};

/* What the next result in the pipeline belongs to. */
enum expected { EXPECT_PREPARED, EXPECT_IGNORED, EXPECT_RESULT, EXPECT_SYNC };

struct expectation {
    enum expected expected;
    uint64_t hash;
};

struct connection {
    PGconn *server;
    struct standing standing;   /* of its server */
    bool standby;               /* it leads to the standby */
    bool busy;                  /* a transaction has it */
    bool in_doubt;              /* the wait for the synchronous standby was cancelled */
    unsigned long long changed; /* marks of what this transaction changes (changes.h) */
    bool stale;                 /* names on the server are to be dropped before the next statement */
    struct prepared prepared[PREPARED_LIMIT];
    size_t prepared_count;
    uint64_t uses;
    struct expectation *expectations;
    size_t expectation_count, expectation_room;
};

const struct database_settings *database_configured(void);

/* This thread's connection to the primary or to the standby, opened when there is none and marked busy. NULL with the
 * problem set. */
struct connection *connection_take(bool standby, double deadline, struct problem *problem);
/* Closes the socket without waiting for anybody. */
void connection_drop(struct connection *connection);
/* Why the last attempt to reach that server failed (caller frees); NULL when it worked. */
char *connection_fault(bool standby);

/* fitness.c: false with a sentence in *fault for a database, or a role, that no request may be trusted to. */
bool connection_is_fit(PGconn *server, double deadline, char **fault);

/* ---- prepared.c: what the server knows by name ---- */

/* Whether the statement is known; it is marked as used. */
bool prepared_knows(struct connection *connection, uint64_t hash);
/* False when there is no room: send it unprepared. */
bool prepared_add(struct connection *connection, uint64_t hash);
void prepared_remove(struct connection *connection, uint64_t hash);
/* The hash of the one unused for the longest time while there is less room than `room`; 0 when there is enough. */
uint64_t prepared_oldest(const struct connection *connection, size_t room);
void prepared_name(uint64_t hash, char name[24]);

/* ---- waiting ---- */

/* The next result; NULL at the end of a statement's results, and with *lost when the connection is gone or the
 * deadline has passed. Never blocks beyond the deadline. */
PGresult *connection_result(PGconn *server, double deadline, bool *lost);

/* The session's settings as one statement; `local` makes them those of one transaction. */
extern const char connection_settings_sql[];
void connection_settings(const char *values[SETTING_COUNT], bool local);

/* For plain connections outside the pipeline (servers.h opens them). Several statements may stand in `sql` when count
 * is 0. The first error, else the last result; NULL when the connection is lost. */
PGresult *server_ask(PGconn *server, const char *sql, int count, const char *const *values, double deadline);
void result_close(PGresult **result);

/* A transaction without begin_request, for questions of the service itself. */
bool transaction_open(struct transaction *transaction, bool read_only, double deadline, struct problem *problem);
