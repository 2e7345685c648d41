/* changes.c: listens for what has changed. Counters only go up, so that whoever counted before he read knows afterwards
 * whether what he read still holds, however late a notification came. What might have been missed counts as a change of
 * everything. */
#include "database/changes.h"

#include "database/connection.h"
#include "support/clock.h"
#include "support/hash.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"
#include "support/thread.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define CHANNEL "thidua_changes"

enum { MARKS = 64, RETRY_MILLISECONDS = 300, SILENCE_MILLISECONDS = 5000, SECONDS_TO_CONNECT = 2 };

#define SECONDS_UNHEARD_AT_MOST 3.0

static atomic_ulong changed[MARKS];
static atomic_ulong everything;
static _Atomic double heard; /* when the newest call was made that came back; 0: nobody listens */
static char own_name[24];    /* what our calls begin with */
static int leave = -1;       /* an eventfd: readable when it is time to go */
static pthread_t thread;

static size_t number_of(const char *table)
{
    return hash_text(HASH_BEGIN, table) % MARKS;
}

unsigned long long changes_mark(const char *table)
{
    return strcmp(table, "*") == 0 ? ~0ULL : 1ULL << number_of(table);
}

void changes_note(unsigned long long marks)
{
    for (size_t i = 0; marks; i++, marks >>= 1)
        if (marks & 1)
            atomic_fetch_add(&changed[i], 1);
}

bool changes_so_far(const char *const *tables, size_t count, unsigned long *changes)
{
    double last = atomic_load(&heard);
    *changes = atomic_load(&everything);
    for (size_t i = 0; i < count; i++)
        *changes += atomic_load(&changed[number_of(tables[i])]);
    return last > 0 && clock_seconds() - last < SECONDS_UNHEARD_AT_MOST;
}

/* ---- calling: "=<name> <when>" ---- */

/* A notification of ours goes the way of all others, behind those of whatever was committed before: once it is heard,
 * they were. It would not come back through a pooler that shares connections, nor from another server than the one that
 * is written to. */
bool changes_call(double deadline, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    char call[64];
    const char *value = call;
    if (leave < 0)
        return true;
    snprintf(call, sizeof call, "%s%.3f", own_name, clock_seconds());
    return transaction_open(&transaction, false, deadline, problem) &&
           transaction_ask_text(&transaction, "select pg_notify('" CHANNEL "', $1)", 1, &value, problem) >= 0 &&
           transaction_commit(&transaction, problem);
}

/* ---- hearing ---- */

static void hear_ourselves(const char *when)
{
    if (atomic_load(&heard) <= 0)
        log_event(LOG_INFO, "changes_heard", NULL);
    atomic_store(&heard, strtod(when, NULL));
}

static void hear(const char *said)
{
    if (strncmp(said, own_name, strlen(own_name)) == 0)
        hear_ourselves(said + strlen(own_name));
    else if (*said != '=')
        changes_note(changes_mark(said));
}

static void hear_all(PGconn *server)
{
    for (PGnotify *notification; (notification = PQnotifies(server)) != NULL; PQfreemem(notification))
        hear(notification->extra);
}

/* Until it is time to go, the connection ends, or not even our own calls come in. */
static void stay_tuned(PGconn *server)
{
    struct pollfd ends[] = {{.fd = PQsocket(server), .events = POLLIN}, {.fd = leave, .events = POLLIN}};
    do
        hear_all(server);
    while (poll(ends, 2, SILENCE_MILLISECONDS) > 0 && ends[1].revents == 0 && PQconsumeInput(server));
}

static PGconn *tune_in(void)
{
    scoped(free_string) char *fault = NULL;
    double deadline = clock_seconds() + SECONDS_TO_CONNECT;
    struct standing standing;
    PGconn *server = server_open(database_configured()->url, deadline, &standing, &fault);
    PGresult *result = server ? server_ask(server, "listen " CHANNEL, 0, NULL, deadline) : NULL;
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        server_close(&server);
    PQclear(result);
    return server;
}

/* What is told from now on goes by unheard. */
static void lose_touch(void)
{
    if (atomic_exchange(&heard, 0) > 0)
        log_event(LOG_WARNING, "changes_unheard", NULL);
    atomic_fetch_add(&everything, 1);
}

static bool time_to_go(int milliseconds)
{
    struct pollfd end = {.fd = leave, .events = POLLIN};
    return poll(&end, 1, milliseconds) > 0;
}

static void *keep_listening(void *unused)
{
    do {
        scoped(server_close) PGconn *server = tune_in();
        if (server)
            stay_tuned(server);
        lose_touch();
    } while (!time_to_go(RETRY_MILLISECONDS));
    return unused;
}

/* ---- beginning and end ---- */

bool changes_start(void)
{
    snprintf(own_name, sizeof own_name, "=%08x%08x ", arc4random(), arc4random());
    leave = eventfd(0, EFD_CLOEXEC);
    if (leave >= 0 && thread_begin(&thread, keep_listening))
        return true;
    log_event(LOG_ERROR, "start_refused", "what", "changes", "why", "there is no thread to listen with", NULL);
    return false;
}

void changes_stop(void)
{
    if (leave < 0)
        return;
    eventfd_write(leave, 1);
    pthread_join(thread, NULL);
    close(leave);
    leave = -1;
}
