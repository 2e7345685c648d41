/* call.c: one HTTP call on the wire: routed, authenticated, read, performed, answered, logged. */
#include "http/call.h"

#include "auth/auth.h"
#include "http/calendar_feeds.h"
#include "http/client_address.h"
#include "http/line.h"
#include "http/metrics.h"
#include "http/multipart.h"
#include "http/picture_links.h"
#include "http/refusals.h"
#include "support/clock.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define URL_BYTES_AT_MOST 8192
#define ARGUMENTS_AT_MOST 64
#define SECONDS_TO_ANSWER 5

/* The lock is taken by who waits, and by whoever ends the last call while somebody waits. */
static atomic_long in_flight;
static atomic_ulong ended;
static atomic_bool awaited;
static pthread_mutex_t in_flight_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t in_flight_changed = PTHREAD_COND_INITIALIZER;

static void count_out(void)
{
    atomic_fetch_add(&ended, 1);
    if (atomic_fetch_sub(&in_flight, 1) > 1 || !atomic_load(&awaited))
        return;
    pthread_mutex_lock(&in_flight_lock);
    pthread_cond_broadcast(&in_flight_changed);
    pthread_mutex_unlock(&in_flight_lock);
}

long calls_in_flight(void)
{
    return atomic_load(&in_flight);
}

unsigned long calls_ended(void)
{
    return atomic_load(&ended);
}

bool calls_wait(double seconds)
{
    struct timespec until = worker_moment(seconds);
    int waited = 0;
    pthread_mutex_lock(&in_flight_lock);
    atomic_store(&awaited, true);
    while (atomic_load(&in_flight) > 0 && waited == 0)
        waited = pthread_cond_clockwait(&in_flight_changed, &in_flight_lock, CLOCK_MONOTONIC, &until);
    pthread_mutex_unlock(&in_flight_lock);
    return atomic_load(&in_flight) == 0;
}

/* ---- from the first line … ---- */

/* What a connection remembers: MHD 0.9.75 drops a request whose arguments or cookies overflow its memory without a last
 * word, and what was kept for it would be lost. The end of the connection always comes. */
struct wire {
    struct call *call;
};

static struct wire *wire_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void abandon(struct wire *wire, struct MHD_Connection *connection)
{
    void *call = wire->call;
    call_close(NULL, connection, &call, MHD_REQUEST_TERMINATED_WITH_ERROR);
}

void wire_changed(void *server, struct MHD_Connection *connection, void **state,
                  enum MHD_ConnectionNotificationCode code)
{
    (void)server;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *state = memory_new(1, sizeof(struct wire));
    } else if (*state) {
        abandon(*state, connection);
        free(*state);
        *state = NULL;
    }
}

static bool check_size(const char *url, struct problem *problem)
{
    size_t length = 0, arguments = 1;
    for (; url[length] && length <= URL_BYTES_AT_MOST; length++)
        arguments += url[length] == '&';
    if (length > URL_BYTES_AT_MOST)
        return problem_set(problem, "url_too_long", NULL);
    return arguments <= ARGUMENTS_AT_MOST || problem_set(problem, "request_not_readable", NULL);
}

/* We read the query ourselves, out of the copy that Ulfius has made. libmicrohttpd, whose own memory this is, would
 * take it apart next, and be lost when the pieces fill that memory; so it finds none. */
static void end_before_query(const char *url)
{
    char *mark = strchr(url, '?');
    if (mark)
        mark[1] = '\0';
}

void *call_open(void *server, const char *url, struct MHD_Connection *connection)
{
    struct wire *wire = wire_of(connection);
    if (wire == NULL)
        return NULL;
    abandon(wire, connection);
    struct call *call = memory_insist(o_realloc(memory_insist(ulfius_uri_logger(server, url)), sizeof *call));
    memset((char *)call + sizeof call->ulfius, 0, sizeof *call - sizeof call->ulfius);
    wire->call = call;
    call->wire = wire;
    call->connection = connection;
    call->in_line = line_waited(connection); /* here, since reading its body is work on it */
    call->started = clock_seconds() - call->in_line;
    /* The one member of Ulfius' request that a server leaves alone carries us to call_answer(). */
    call->ulfius.request->timeout = (unsigned long)(uintptr_t)call;
    check_size(url, &call->problem);
    end_before_query(url);
    atomic_fetch_add(&in_flight, 1);
    return call;
}

struct call *call_on(struct MHD_Connection *connection)
{
    struct wire *wire = wire_of(connection);
    return wire ? wire->call : NULL;
}

/* ---- … over the flow of a request … ---- */

static const char *header_sent(void *context, const char *name)
{
    const struct call *call = context;
    return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

struct header_count {
    const char *const *names;
    unsigned seen; /* a bit for each that was there */
    const char *repeated;
};

static enum MHD_Result count_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    (void)value;
    struct header_count *counted = context;
    for (size_t i = 0; counted->names[i]; i++) {
        if (strcasecmp(name, counted->names[i]) != 0)
            continue;
        if (counted->seen & 1U << i)
            counted->repeated = counted->names[i];
        counted->seen |= 1U << i;
    }
    return counted->repeated ? MHD_NO : MHD_YES;
}

static const char *header_repeated(void *context, const char *const *names)
{
    const struct call *call = context;
    struct header_count counted = {.names = names};
    MHD_get_connection_values(call->connection, MHD_HEADER_KIND, count_header, &counted);
    return counted.repeated;
}

static struct incoming incoming_of(struct call *call)
{
    const struct _u_request *ulfius = call->ulfius.request;
    return (struct incoming){.method = ulfius->http_verb,
                             .url = ulfius->http_url,
                             .header = header_sent,
                             .repeated = header_repeated,
                             .context = call,
                             .body = ulfius->binary_body,
                             .body_length = ulfius->binary_body_length};
}

static enum MHD_Result add_forwarded(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    struct text *forwarded = context;
    if (strcasecmp(name, "X-Forwarded-For") == 0)
        text_print(forwarded, "%s%s", forwarded->length ? "," : "", value ? value : "");
    return MHD_YES;
}

/* MHD keeps the whole of the peer's address; Ulfius copies 16 bytes of it, too few for IPv6. */
static void find_client(struct call *call)
{
    scoped(text_close) struct text forwarded = {0};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    MHD_get_connection_values(call->connection, MHD_HEADER_KIND, add_forwarded, &forwarded);
    client_address_find(&call->request, info ? info->client_addr : NULL, text_string(&forwarded));
}

/* Whoever has waited too long has gone, or comes again: an answer at once lets the line move, work for nobody does not.
 * Probes are answered however late. */
static bool turned_away(const struct call *call)
{
    return line_is_too_long(call->in_line) && call->request.operation && !call->request.operation->is_quiet;
}

bool call_begin(struct call *call)
{
    struct request *request = &call->request;
    if (call->begun)
        return !problem_is_set(&call->problem);
    call->begun = true;
    struct incoming incoming = incoming_of(call);
    request->deadline = clock_seconds() + SECONDS_TO_ANSWER - call->in_line;
    find_client(call);
    request_route(request, contract_served, &incoming, &call->problem);
    log_request(request->id);
    if (problem_is_set(&call->problem)) /* of the head, or of the route */
        return false;
    if (turned_away(call))
        return problem_set(&call->problem, "busy", NULL);
    if (request->operation == NULL || !request->operation->needs_token)
        return true;
    if (header_repeated(call, (const char *const[]){"Authorization", NULL}))
        return problem_set(&call->problem, "repeated_header", "{s:s}", "name", "Authorization");
    const char *authorization = header_sent(call, "Authorization");
    if (authorization == NULL && picture_key_given(request)) {
        request->format = FORMAT_SVG;
        return authenticate_picture(request, &request->caller, &call->problem);
    }
    if (authorization == NULL && feed_key_given(request))
        return authenticate_feed(request, &request->caller, &call->problem);
    return authenticate(authorization, &request->caller, &call->problem);
}

static void allow(struct call *call)
{
    scoped(free_string) char *allowed = request_allowed(contract_served, call->request.path);
    call->reply.status = 204;
    call->reply.headers = json_pack("{s:s}", "Allow", allowed);
}

static bool perform_call(struct call *call)
{
    struct request *request = &call->request;
    struct incoming incoming = incoming_of(call);
    request->deadline = clock_seconds() + SECONDS_TO_ANSWER - call->in_line;
    if (request->multipart && !multipart_finish(request->multipart, &call->problem))
        return false;
    return request_parameters(request, &incoming, &call->problem) && perform(request, &call->reply, &call->problem);
}

int call_answer(const struct _u_request *ulfius, struct _u_response *response, void *server)
{
    (void)server;
    struct call *call = (struct call *)(uintptr_t)ulfius->timeout;
    bool begun = call_begin(call);
    log_request(call->request.id);
    if (begun && call->request.operation == NULL)
        allow(call);
    else if (!begun || !perform_call(call)) {
        refusal_record(&call->request, &call->problem);
        problem_reply(&call->problem, &call->request, contract_served, &call->reply);
    }
    reply_send(call, response);
    call->answered = true;
    call->took = clock_seconds() - call->started;
    log_request(NULL);
    line_moves();
    return U_CALLBACK_COMPLETE;
}

/* ---- … to the last byte ---- */

static void write_log_line(const struct call *call, double seconds)
{
    char status[16], milliseconds[32], bytes[32];
    const struct request *request = &call->request;
    snprintf(status, sizeof status, "%d", call->reply.status);
    snprintf(milliseconds, sizeof milliseconds, "%.1f", seconds * 1000);
    snprintf(bytes, sizeof bytes, "%zu", call->bytes);
    log_request(request->id);
    log_event(LOG_INFO, "request", "address", request->client_address, "method",
              call->ulfius.request ? call->ulfius.request->http_verb : NULL, "route",
              request->operation ? request->operation->path : NULL, "status", status, "milliseconds", milliseconds,
              "bytes", bytes, "user", request->caller.known ? request->caller.user_id : NULL, "code",
              problem_is_set(&call->problem) ? call->problem.code : NULL, NULL);
    log_request(NULL);
}

/* Every request is counted, one that listens as soon as it is let in; a probe that is answered well is not worth a
 * line. */
static void log_call(const struct call *call)
{
    const struct operation *operation = call->request.operation;
    double seconds = clock_seconds() - call->started;
    metrics_count(operation, call->reply.status, call->reply.stream.attach ? call->took : seconds);
    if (problem_is_set(&call->problem))
        metrics_problem(call->problem.code);
    if (operation == NULL || !operation->is_quiet || problem_is_set(&call->problem))
        write_log_line(call, seconds);
}

void call_close(void *server, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
    struct call *call = *state;
    if (call == NULL)
        return;
    call->wire->call = NULL;
    if (call->answered)
        log_call(call);
    upload_end(call);
    reply_close(&call->reply);
    caller_close(&call->request.caller);
    request_close(&call->request);
    problem_close(&call->problem);
    text_close(&call->piece);
    mhd_request_completed(server, connection, state, code);
    count_out();
}
