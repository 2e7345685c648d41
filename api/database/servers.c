/* servers.c: connecting. The hosts of a URL are tried all at once, so that one which hangs costs nothing, and asked for
 * their timeline: each promotion begins a new one, so that of two servers which can both be written the one on the
 * lower timeline is a primary that was failed over from, and came back. Such a one is refused (timelines.h,
 * docs/operations/database.md). */
#include "database/servers.h"

#include "database/connection.h"
#include "support/clock.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { HOSTS = 8 };

#define ATTEMPT_SECONDS 2.0 /* with several hosts */
#define OTHERS_SECONDS  1.0 /* how long a process that has just started waits for the others to answer */
#define AGAIN_SECONDS   0.1 /* after which a host that refused is tried again while another is still silent */

static atomic_bool settled;    /* a server was chosen since the start */
static atomic_uint told;       /* the older one that was logged last */
static atomic_size_t leader;   /* which of the hosts was taken last */
static atomic_long back_again; /* older primaries that answered when the others were looked at last */

struct host {
    const char *name, *address, *port; /* NULL: as the URL says */
    enum { RESTING, CONNECTING, ASKED, ANSWERED } stage;
    PGconn *server;
    short events; /* what it waits for */
    double again; /* when a resting one is tried again */
    struct standing standing;
    char *fault; /* why it rests */
};

struct attempt {
    const char *url;
    char *pieces[3]; /* names, addresses and ports, cut at their commas */
    struct host hosts[HOSTS];
    size_t count;
    double answered; /* when the first of them answered */
    long superseded; /* how many were refused for their timeline */
};

char *server_words(const PGconn *server)
{
    struct text words = {0};
    for (const char *place = PQerrorMessage(server); *place;) {
        size_t length = strcspn(place, "\n\t");
        text_add_bytes(&words, place, length);
        place += length;
        place += strspn(place, "\n\t");
        if (*place)
            text_add_char(&words, ' ');
    }
    return text_take(&words);
}

void server_close(PGconn **server)
{
    if (*server == NULL)
        return;
    if (PQsocket(*server) >= 0)
        shutdown(PQsocket(*server), SHUT_RDWR);
    PQfinish(*server);
    *server = NULL;
}

/* ---- the hosts of a URL ---- */

static const char *option(const PQconninfoOption *options, const char *name)
{
    for (; options && options->keyword; options++)
        if (strcmp(options->keyword, name) == 0)
            return options->val;
    return NULL;
}

static size_t cut(char *list, const char *pieces[HOSTS])
{
    size_t count = 0;
    for (char *piece; list && count < HOSTS && (piece = strsep(&list, ","));)
        pieces[count++] = piece;
    return count;
}

/* Of a list there is a piece for each host; of one piece all have it. */
static const char *piece(const char *const pieces[HOSTS], size_t count, size_t i)
{
    return i < count ? pieces[i] : count == 1 ? pieces[0] : NULL;
}

/* One host, or another wish than a server that can be written: libpq's own way through the list. */
static void find_hosts(struct attempt *attempt)
{
    static const char *const names[] = {"host", "hostaddr", "port"};
    const char *pieces[3][HOSTS];
    size_t counts[3] = {0};
    PQconninfoOption *options = PQconninfoParse(attempt->url, NULL);
    const char *wanted = option(options, "target_session_attrs");
    attempt->count = 1;
    if (wanted && (strcmp(wanted, "read-write") == 0 || strcmp(wanted, "primary") == 0)) {
        for (size_t i = 0; i < 3; i++) {
            const char *list = option(options, names[i]);
            attempt->pieces[i] = list ? text_copy(list) : NULL;
            counts[i] = cut(attempt->pieces[i], pieces[i]);
        }
        attempt->count = counts[0] > counts[1] ? counts[0] : counts[1];
        attempt->count = attempt->count ? attempt->count : 1;
        for (size_t i = 0; attempt->count > 1 && i < attempt->count; i++)
            attempt->hosts[i] = (struct host){.name = piece(pieces[0], counts[0], i),
                                              .address = piece(pieces[1], counts[1], i),
                                              .port = piece(pieces[2], counts[2], i)};
    }
    PQconninfoFree(options);
}

/* ---- one host ---- */

static void rest(struct host *host, char *fault)
{
    free(host->fault);
    host->fault = fault;
    server_close(&host->server);
    host->stage = RESTING;
    host->again = clock_seconds() + AGAIN_SECONDS;
}

static void begin(struct attempt *attempt, struct host *host)
{
    /* What stands before dbname gives way to the URL, what stands after it does not. */
    static const char *const names[] = {
        "fallback_application_name", "tcp_user_timeout", "dbname", "client_encoding", "host", "hostaddr", "port", NULL};
    const char *const values[] = {"thidua", "2000", attempt->url, "UTF8", host->name, host->address, host->port, NULL};
    host->server = PQconnectStartParams(names, values, 1);
    host->stage = CONNECTING;
    host->events = POLLOUT;
    if (host->server == NULL || PQstatus(host->server) == CONNECTION_BAD)
        rest(host, host->server ? server_words(host->server) : text_copy("no memory"));
}

static void ignore_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}

/* The name of a segment of the log begins with the timeline; a standby has none of its own. */
static void ask_standing(struct host *host)
{
    PQsetNoticeReceiver(host->server, ignore_notice, NULL);
    host->stage = ASKED;
    host->events = POLLIN;
    if (!PQsendQuery(host->server, "select case when pg_catalog.pg_is_in_recovery() then '0' else"
                                   " left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8) end,"
                                   " system_identifier from pg_catalog.pg_control_system()"))
        rest(host, server_words(host->server));
}

static void judge(struct attempt *attempt, struct host *host)
{
    if (!timelines_left_behind(host->standing)) {
        host->stage = ANSWERED;
        attempt->answered = attempt->answered > 0 ? attempt->answered : clock_seconds();
        return;
    }
    attempt->superseded++;
    char own[16], known[16];
    snprintf(own, sizeof own, "%u", host->standing.timeline);
    snprintf(known, sizeof known, "%u", timelines_latest(host->standing.system));
    if (atomic_exchange(&told, host->standing.timeline) != host->standing.timeline)
        log_event(LOG_ERROR, "superseded_primary", "server", PQhost(host->server), "port", PQport(host->server),
                  "timeline", own, "latest", known, NULL);
    rest(host, text_format("%s:%s is a primary that was failed over from: timeline %s of %s", PQhost(host->server),
                           PQport(host->server), own, known));
}

static void hear(struct attempt *attempt, struct host *host)
{
    bool known = false;
    if (!PQconsumeInput(host->server)) {
        rest(host, server_words(host->server));
        return;
    }
    while (!PQisBusy(host->server)) {
        PGresult *result = PQgetResult(host->server);
        if (result == NULL && known)
            judge(attempt, host);
        else if (PQresultStatus(result) != PGRES_TUPLES_OK)
            rest(host, server_words(host->server));
        else
            host->standing = (struct standing){.timeline = (unsigned)strtoul(PQgetvalue(result, 0, 0), NULL, 16),
                                               .system = strtoull(PQgetvalue(result, 0, 1), NULL, 10)};
        known = PQresultStatus(result) == PGRES_TUPLES_OK;
        PQclear(result);
        if (host->stage != ASKED)
            return;
    }
}

static void step(struct attempt *attempt, struct host *host)
{
    if (host->stage == ASKED) {
        hear(attempt, host);
        return;
    }
    switch (PQconnectPoll(host->server)) {
    case PGRES_POLLING_OK:
        ask_standing(host);
        break;
    case PGRES_POLLING_READING:
        host->events = POLLIN;
        break;
    case PGRES_POLLING_WRITING:
        host->events = POLLOUT;
        break;
    default:
        rest(host, server_words(host->server));
    }
}

/* ---- all of them ---- */

static bool waiting(const struct host *host)
{
    return host->stage == CONNECTING || host->stage == ASKED;
}

static bool somebody_is_silent(const struct attempt *attempt)
{
    for (size_t i = 0; i < attempt->count; i++)
        if (waiting(&attempt->hosts[i]))
            return true;
    return false;
}

/* Waits until a host has something to say, or a resting one is to be tried again, and lets them go on. */
static void go_on(struct attempt *attempt, double until)
{
    struct pollfd sockets[HOSTS];
    for (size_t i = 0; i < attempt->count; i++) {
        struct host *host = &attempt->hosts[i];
        if (host->stage == RESTING && host->again < until)
            until = host->again;
        sockets[i] = (struct pollfd){.fd = waiting(host) ? PQsocket(host->server) : -1, .events = host->events};
    }
    double left = until - clock_seconds();
    poll(sockets, attempt->count, left > 0 ? (int)(left * 1000) + 1 : 0);
    for (size_t i = 0; i < attempt->count; i++) {
        struct host *host = &attempt->hosts[i];
        if (waiting(host) && sockets[i].revents)
            step(attempt, host);
        else if (host->stage == RESTING && host->again <= clock_seconds())
            begin(attempt, host);
    }
}

/* Who stands on the latest timeline. A process that has just started hears the others first: somebody may have been
 * promoted while it was not there. */
static struct host *chosen(struct attempt *attempt)
{
    struct host *best = NULL;
    for (size_t i = 0; i < attempt->count; i++) {
        struct host *host = &attempt->hosts[i];
        if (host->stage == ANSWERED && (best == NULL || host->standing.timeline > best->standing.timeline))
            best = host;
    }
    bool others_may_answer = somebody_is_silent(attempt) && clock_seconds() < attempt->answered + OTHERS_SECONDS;
    return best && !atomic_load(&settled) && others_may_answer ? NULL : best;
}

static struct host *try_all(struct attempt *attempt, double deadline)
{
    struct host *host = NULL;
    find_hosts(attempt);
    double until = attempt->count > 1 ? clock_seconds() + ATTEMPT_SECONDS : deadline;
    until = until < deadline ? until : deadline;
    for (size_t i = 0; i < attempt->count; i++)
        begin(attempt, &attempt->hosts[i]);
    while ((host = chosen(attempt)) == NULL && clock_seconds() < until && somebody_is_silent(attempt))
        go_on(attempt, until);
    return host;
}

static void attempt_close(struct attempt *attempt)
{
    for (size_t i = 0; i < attempt->count; i++) {
        server_close(&attempt->hosts[i].server);
        free(attempt->hosts[i].fault);
    }
    for (size_t i = 0; i < 3; i++)
        free(attempt->pieces[i]);
}

static char *faults_of(const struct attempt *attempt)
{
    struct text faults = {0};
    for (size_t i = 0; i < attempt->count; i++) {
        const struct host *host = &attempt->hosts[i];
        text_print(&faults, "%s%s", i ? "; " : "", host->fault ? host->fault : "no answer before the deadline");
    }
    return text_take(&faults);
}

PGconn *server_open(const char *url, double deadline, struct standing *standing, char **fault)
{
    scoped(attempt_close) struct attempt attempt = {.url = url ? url : ""};
    struct host *host = try_all(&attempt, deadline);
    if (host == NULL) {
        *fault = faults_of(&attempt);
        return NULL;
    }
    timelines_note(host->standing);
    timelines_keep();
    if (host->standing.timeline > 0)
        atomic_store(&settled, true);
    if (attempt.count > 1)
        atomic_store(&leader, (size_t)(host - attempt.hosts));
    *standing = host->standing;
    PGconn *server = host->server;
    host->server = NULL;
    return server;
}

/* ---- looking around ---- */

static void look_at_others(void)
{
    scoped(attempt_close) struct attempt attempt = {.url = database_configured()->url};
    find_hosts(&attempt);
    size_t taken = atomic_load(&leader);
    double until = clock_seconds() + OTHERS_SECONDS;
    if (attempt.count < 2)
        return;
    for (size_t i = 0; i < attempt.count; i++) {
        attempt.hosts[i].again = until;
        if (i != taken)
            begin(&attempt, &attempt.hosts[i]);
    }
    while (somebody_is_silent(&attempt) && clock_seconds() < until)
        go_on(&attempt, until);
    for (size_t i = 0; i < attempt.count; i++)
        if (attempt.hosts[i].stage == ANSWERED)
            timelines_note(attempt.hosts[i].standing);
    atomic_store(&back_again, attempt.superseded);
}

void database_look_around(void)
{
    look_at_others();
    timelines_keep();
}

long database_superseded(void)
{
    return atomic_load(&back_again);
}
