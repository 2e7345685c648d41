/* connection.c: opens, keeps and drops the connection of a worker thread. libpq's blocking calls hang for ever on a
 * stopped backend, so every wait is a poll() with our own deadline, after which the socket is closed. */
#include "database/connection.h"

#include "database/changes.h"
#include "support/clock.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/notify.h"
#include "support/scoped.h"
#include "support/text.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static struct database_settings configured = {
    .prepared_statements = true,
    .statement_timeout_ms = 3000,
    .lock_timeout_ms = 1000,
    .deadline_seconds = 5,
    .business_offset = "0",
};
static char setting_texts[3][32];
static atomic_long open_connections;

#define TOLD_AGAIN 60 /* seconds after which the log is told of the same fault once more */

/* How it went with each server. After a failure nobody tries it again before `not_before`; requests in between are
 * refused at once. */
static pthread_mutex_t attempts_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct attempts {
    int failures;
    double not_before;
    char *fault; /* of the last one; NULL when it worked */
    bool unfit;  /* it was reached, and must not be used */
    bool reached_once;
    double told_at;
} attempts[2]; /* of the primary, of the standby */

bool database_url_is_readable(const char *url)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL); /* its words would print the password */
    PQconninfoFree(options);
    return options != NULL;
}

void database_configure(const struct database_settings *settings)
{
    configured = *settings;
    if (configured.deadline_seconds <= 0)
        configured.deadline_seconds = 5;
    if (configured.business_offset == NULL)
        configured.business_offset = "0";
    snprintf(setting_texts[0], sizeof setting_texts[0], "%ld", configured.statement_timeout_ms);
    snprintf(setting_texts[1], sizeof setting_texts[1], "%ld", configured.lock_timeout_ms);
    snprintf(setting_texts[2], sizeof setting_texts[2], "%.0f", configured.deadline_seconds * 1000);
}

const struct database_settings *database_configured(void)
{
    return &configured;
}

long database_connections(void)
{
    return atomic_load(&open_connections);
}

/* ---- waiting ---- */

static bool wait_for(PGconn *server, short events, double deadline)
{
    for (;;) {
        double left = deadline - clock_seconds();
        if (left <= 0 || PQsocket(server) < 0)
            return false;
        struct pollfd socket = {.fd = PQsocket(server), .events = events};
        int ready = poll(&socket, 1, left > 3600 ? 3600000 : (int)(left * 1000) + 1);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
}

PGresult *connection_result(PGconn *server, double deadline, bool *lost)
{
    *lost = true;
    while (PQisBusy(server)) {
        int unsent = PQflush(server);
        if (unsent < 0 || !wait_for(server, unsent ? POLLIN | POLLOUT : POLLIN, deadline) || !PQconsumeInput(server))
            return NULL;
    }
    *lost = false;
    return PQgetResult(server);
}

PGresult *server_ask(PGconn *server, const char *sql, int count, const char *const *values, double deadline)
{
    bool lost = count ? !PQsendQueryParams(server, sql, count, NULL, values, NULL, NULL, 0) : !PQsendQuery(server, sql);
    PGresult *kept = NULL;
    while (!lost) {
        PGresult *result = connection_result(server, deadline, &lost);
        if (result == NULL && !lost)
            return kept;
        if (PQresultStatus(kept) == PGRES_FATAL_ERROR && kept) {
            PQclear(result);
            continue;
        }
        PQclear(kept);
        kept = result;
    }
    PQclear(kept);
    return NULL;
}

void result_close(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

/* ---- opening ---- */

const char connection_settings_sql[] =
    "select set_config('TimeZone', 'UTC', here), set_config('DateStyle', 'ISO', here),"
    " set_config('search_path', 'app, extensions, pg_temp', here), set_config('jit', 'off', here),"
    " set_config('plan_cache_mode', 'force_generic_plan', here), set_config('statement_timeout', $2, here),"
    " set_config('lock_timeout', $3, here), set_config('idle_in_transaction_session_timeout', $4, here),"
    " set_config('app.business_offset', $5, here), set_config('role', $6, here),"
    " extract(epoch from clock_timestamp())"
    " from (select $1::boolean) as scope(here)";

void connection_settings(const char *values[SETTING_COUNT], bool local)
{
    values[0] = local ? "true" : "false";
    values[1] = setting_texts[0];
    values[2] = setting_texts[1];
    values[3] = setting_texts[2];
    values[4] = configured.business_offset;
    values[5] = configured.become ? configured.become : "none";
}

/* Silent but for two: what is changed (db/security/changes.sql), and the warning that something was committed here,
 * perhaps not on the standby. That one is known by where it comes from, since the words are in the server's language.
 */
static void note(void *context, const PGresult *notice)
{
    struct connection *connection = context;
    const char *function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    const char *words = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
    const char *state = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
    if (state && words && strcmp(state, "TDCHG") == 0)
        connection->changed |= changes_mark(words);
    if ((function && strcmp(function, "SyncRepWaitForLSN") == 0) ||
        (words && strstr(words, "wait for synchronous replication")))
        connection->in_doubt = true;
}

/* The settings of the session; its answer ends with the hour. */
static bool settle(struct connection *connection, double deadline)
{
    const char *values[SETTING_COUNT];
    double asked = clock_seconds();
    connection_settings(values, false);
    scoped(result_close) PGresult *result =
        server_ask(connection->server, connection_settings_sql, SETTING_COUNT, values, deadline);
    bool well = PQresultStatus(result) == PGRES_TUPLES_OK && result;
    if (well && !connection->standby)
        clock_learn(strtod(PQgetvalue(result, 0, PQnfields(result) - 1), NULL), asked);
    return well;
}

static bool prepare_session(struct connection *connection, double deadline, char **fault, bool *unfit)
{
    PGconn *server = connection->server;
    bool well = settle(connection, deadline);
    if (well && configured.judged)
        well = connection_is_fit(server, deadline, fault);
    *unfit = *fault && PQstatus(server) == CONNECTION_OK;
    well = well && PQsetnonblocking(server, 1) == 0 && PQenterPipelineMode(server);
    if (!well && *fault == NULL)
        *fault = server_words(server);
    PQsetNoticeReceiver(server, note, connection);
    return well;
}

static bool resting(bool standby)
{
    pthread_mutex_lock(&attempts_mutex);
    bool rest = clock_seconds() < attempts[standby].not_before;
    pthread_mutex_unlock(&attempts_mutex);
    return rest;
}

char *connection_fault(bool standby)
{
    pthread_mutex_lock(&attempts_mutex);
    char *fault = text_copy(attempts[standby].fault);
    pthread_mutex_unlock(&attempts_mutex);
    return fault;
}

/* 0.1 and then 0.2 s, between half and all of it: who comes back, or takes over, is served at once. */
static double pause_after(int failures)
{
    int doublings = failures > 2 ? 2 : failures;
    return 0.05 * (1 << doublings) * (1 + arc4random_uniform(1000) / 1000.0) / 2;
}

/* A fault is told when it begins, when it becomes another, once a minute, and when it is over. */
static void tell_attempt(bool standby, const char *fault, bool unfit, bool first)
{
    const char *server = standby ? "standby" : "primary";
    if (fault)
        log_event(LOG_ERROR, unfit ? "database_unfit" : "database_unreachable", "message", fault, "server", server,
                  NULL);
    else if (!first)
        log_event(LOG_INFO, "database_reached", "server", server, NULL);
    scoped(free_string) char *status =
        text_format("STATUS=%s%s", fault ? "waiting for the database: " : "serving", fault ? fault : "");
    if (!standby)
        notify_systemd(status);
}

static void remember_attempt(bool standby, const char *fault, bool unfit)
{
    struct attempts *so_far = &attempts[standby];
    double now = clock_seconds();
    pthread_mutex_lock(&attempts_mutex);
    bool first = so_far->fault == NULL && !so_far->reached_once;
    bool same = fault ? so_far->fault && strcmp(fault, so_far->fault) == 0 && now < so_far->told_at + TOLD_AGAIN
                      : so_far->fault == NULL && so_far->reached_once;
    free(so_far->fault);
    so_far->fault = text_copy(fault);
    so_far->unfit = unfit;
    so_far->reached_once |= fault == NULL;
    so_far->failures = fault ? so_far->failures + 1 : 0;
    so_far->not_before = fault ? now + pause_after(so_far->failures) : 0;
    so_far->told_at = same ? so_far->told_at : now;
    pthread_mutex_unlock(&attempts_mutex);
    if (!same)
        tell_attempt(standby, fault, unfit, first);
}

static bool unavailable(bool standby, struct problem *problem)
{
    pthread_mutex_lock(&attempts_mutex);
    bool unfit = attempts[standby].unfit;
    pthread_mutex_unlock(&attempts_mutex);
    problem_set(problem, unfit ? "not_ready" : "database_unavailable", NULL);
    problem->retry_after = unfit ? 5 : 1;
    return false;
}

static bool connection_open(struct connection *connection, double deadline, struct problem *problem)
{
    bool standby = connection->standby, unfit = false;
    if (resting(standby))
        return unavailable(standby, problem);
    double latest = clock_seconds() + configured.deadline_seconds;
    scoped(free_string) char *fault = NULL;
    latest = deadline < latest ? deadline : latest;
    connection->server =
        server_open(standby ? configured.read_url : configured.url, latest, &connection->standing, &fault);
    if (connection->server) {
        atomic_fetch_add(&open_connections, 1);
        if (!prepare_session(connection, latest, &fault, &unfit))
            connection_drop(connection);
    }
    remember_attempt(standby, fault, unfit);
    return connection->server || unavailable(standby, problem);
}

void connection_drop(struct connection *connection)
{
    if (connection->server)
        atomic_fetch_sub(&open_connections, 1);
    server_close(&connection->server);
    connection->prepared_count = 0;
    connection->expectation_count = 0;
    connection->stale = false;
}

/* ---- the connections of this thread ---- */

struct connections {
    struct connection to[2]; /* the primary, the standby */
};

static pthread_key_t thread_key;
static pthread_once_t thread_once = PTHREAD_ONCE_INIT;

static void close_connections(void *held)
{
    struct connections *connections = held;
    for (size_t i = 0; i < 2; i++) {
        connection_drop(&connections->to[i]);
        free(connections->to[i].expectations);
    }
    free(connections);
}

static void make_key(void)
{
    if (pthread_key_create(&thread_key, close_connections) != 0)
        memory_lost();
}

static struct connections *of_this_thread(void)
{
    pthread_once(&thread_once, make_key);
    struct connections *connections = pthread_getspecific(thread_key);
    if (connections)
        return connections;
    connections = memory_new(1, sizeof *connections);
    if (pthread_setspecific(thread_key, connections) != 0)
        memory_lost();
    connections->to[true].standby = true;
    return connections;
}

void database_close_thread(void)
{
    pthread_once(&thread_once, make_key);
    struct connections *connections = pthread_getspecific(thread_key);
    pthread_setspecific(thread_key, NULL);
    if (connections)
        close_connections(connections);
}

/* A server that went away has closed the socket, which then is readable; one that was failed over from may be there. */
static bool fit(const struct connection *connection)
{
    PGconn *server = connection->server;
    if (timelines_left_behind(connection->standing))
        return false;
    struct pollfd socket = {.fd = PQsocket(server), .events = POLLIN};
    while (poll(&socket, 1, 0) != 0) {
        if (!PQconsumeInput(server))
            return false;
        (void)PQisBusy(server); /* reads what came, such as a change of a reported setting */
    }
    return PQstatus(server) == CONNECTION_OK;
}

struct connection *connection_take(bool standby, double deadline, struct problem *problem)
{
    struct connection *connection = &of_this_thread()->to[standby];
    if (connection->busy) {
        log_event(LOG_ERROR, "transaction_inside_transaction", NULL);
        problem_set(problem, "internal_error", NULL);
        return NULL;
    }
    if (connection->server && !fit(connection))
        connection_drop(connection);
    if (connection->server == NULL && !connection_open(connection, deadline, problem))
        return NULL;
    connection->busy = true;
    connection->in_doubt = false;
    connection->changed = 0;
    return connection;
}
