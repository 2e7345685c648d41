/* service.c: the HTTP server. Two Ulfius instances: the API on its own listening socket, and a tiny one on loopback
 * for metrics and probes. epoll and a pool of threads; a connection stays with its thread. */
#include "http/service.h"

#include "config.h"
#include "database/changes.h"
#include "database/database.h"
#include "database/standby.h"
#include "http/call.h"
#include "http/client_address.h"
#include "http/drain.h"
#include "http/head.h"
#include "http/listeners.h"
#include "http/metrics.h"
#include "http/watchdog.h"
#include "render/render.h"
#include "support/log.h"
#include "support/notify.h"
#include "support/scoped.h"

#include <jansson.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTION_MEMORY  (16 * 1024)
#define IDLE_SECONDS       15
#define RAW_LIMIT          (1024 * 1024)
#define OPERATIONS_CLIENTS 32
#define LISTEN_BACKLOG     SOMAXCONN /* a connection for which there is no room is heard of again after 1, 3, 7, 15 s */

struct server {
    struct _u_instance instance;
    int socket;
    char port[8];
};

static struct server service, operations;
static atomic_bool draining;

bool service_is_draining(void)
{
    return atomic_load(&draining);
}

/* ---- sockets ---- */

static bool complain(const char *what, const char *why)
{
    log_event(LOG_ERROR, "start_refused", "what", what, "why", why, NULL);
    return false;
}

static int bound_socket(const struct addrinfo *address)
{
    int yes = 1;
    int created = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (created < 0)
        return -1;
    if (setsockopt(created, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(created, address->ai_addr, address->ai_addrlen) == 0 && listen(created, LISTEN_BACKLOG) == 0)
        return created;
    close(created);
    return -1;
}

static bool listen_on(struct server *server, const char *host, long port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM};
    struct addrinfo *address = NULL;
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;
    snprintf(server->port, sizeof server->port, "%ld", port);
    if (getaddrinfo(host, server->port, &hints, &address) != 0)
        return complain("THIDUA_BIND", "is not an address");
    server->socket = bound_socket(address);
    freeaddrinfo(address);
    if (server->socket < 0)
        return complain(server->port, "this port cannot be listened on; is another server there?");
    if (getsockname(server->socket, (struct sockaddr *)&bound, &length) != 0 ||
        getnameinfo((struct sockaddr *)&bound, length, NULL, 0, server->port, sizeof server->port, NI_NUMERICSERV) != 0)
        return complain("http", "the system does not say which port is listened on");
    return true;
}

/* ---- instances ---- */

static void log_from_server(void *context, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
static void log_from_server(void *context, const char *format, va_list arguments)
{
    char sentence[512];
    (void)context;
    vsnprintf(sentence, sizeof sentence, format, arguments);
    sentence[strcspn(sentence, "\n")] = '\0';
    log_event(LOG_WARNING, "http_server", "message", sentence, NULL);
}

struct manner {
    void *wire, *open, *close; /* callbacks: a connection; the first and last word about a request */
    long threads, connections;
};

/* Ulfius needs both of its callbacks in the chain; MHD_OPTION_THREAD_POOL_SIZE must be left out for one thread. */
static bool start(struct server *server, const struct manner *manner)
{
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log_from_server, NULL},
        {MHD_OPTION_LISTEN_SOCKET, server->socket, NULL},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)manner->wire, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)manner->close, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)manner->open, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, manner->connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, NULL},
        {manner->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, manner->threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
    if (ulfius_start_framework_with_mhd_options(&server->instance, flags, options) != U_OK)
        return complain("http", "the server did not start");
    return true;
}

static bool prepare(struct server *server, int (*answer)(const struct _u_request *, struct _u_response *, void *))
{
    if (ulfius_init_instance(&server->instance, (unsigned)atoi(server->port), NULL, NULL) != U_OK)
        return complain("http", "the server cannot be prepared");
    server->instance.max_post_body_size = RAW_LIMIT + 1; /* Ulfius cuts there; one byte more tells a 413 */
    server->instance.check_utf8 = 0;                     /* it would drop what it dislikes; url.c refuses it */
    server->instance.allowed_post_processor = U_POST_PROCESS_NONE;
    return ulfius_set_default_endpoint(&server->instance, answer, NULL) == U_OK;
}

/* ---- the operations port ---- */

static void say(struct _u_response *response, unsigned status, const char *type, const char *body)
{
    u_map_put(response->map_header, "Content-Type", type);
    u_map_put(response->map_header, "Cache-Control", "no-store");
    ulfius_set_string_body_response(response, status, body);
}

static void say_metrics(struct _u_response *response)
{
    scoped(text_close) struct text text = {0};
    metrics_print(&text, &(struct metrics_gauges){.in_flight = calls_in_flight(),
                                                  .connections = drain_connections(service.instance.mhd_daemon),
                                                  .listeners = listeners_count(),
                                                  .kept = kept_figures(),
                                                  .changes_heard = changes_so_far(NULL, 0, &(unsigned long){0}),
                                                  .wall_refusals = wall_refusals(),
                                                  .standby_answered = standby_answered(),
                                                  .standby_left = standby_left(),
                                                  .database_connections = database_connections(),
                                                  .superseded = database_superseded()});
    say(response, 200, "text/plain; version=0.0.4; charset=utf-8", text_string(&text));
}

static void say_readiness(struct _u_response *response)
{
    scoped(free_string) char *why = NULL;
    if (service_is_draining())
        say(response, 503, "text/plain; charset=utf-8", "draining\n");
    else if (!database_ready(&why)) {
        scoped(text_close) struct text line = {0};
        text_print(&line, "%s\n", why ? why : "database");
        say(response, 503, "text/plain; charset=utf-8", text_string(&line));
    } else
        say(response, 200, "text/plain; charset=utf-8", "ready\n");
}

static int answer_operator(const struct _u_request *request, struct _u_response *response, void *context)
{
    (void)context;
    if (strcmp(request->url_path, "/metrics") == 0)
        say_metrics(response);
    else if (strcmp(request->url_path, "/livez") == 0)
        say(response, 200, "text/plain; charset=utf-8", "alive\n");
    else if (strcmp(request->url_path, "/readyz") == 0)
        say_readiness(response);
    else
        say(response, 404, "text/plain; charset=utf-8", "/metrics /livez /readyz\n");
    return U_CALLBACK_COMPLETE;
}

static bool start_operations(void)
{
    struct manner manner = {.open = (void *)ulfius_uri_logger,
                            .close = (void *)mhd_request_completed,
                            .threads = 1,
                            .connections = OPERATIONS_CLIENTS};
    if (config.operations_port < 0)
        return true;
    if (!listen_on(&operations, "127.0.0.1", config.operations_port) || !prepare(&operations, answer_operator) ||
        !start(&operations, &manner))
        return false;
    log_event(LOG_INFO, "operations_listening", "address", "127.0.0.1", "port", operations.port, NULL);
    return true;
}

/* ---- the API ---- */

/* A descriptor for each connection, and some for the database, files and epoll. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)config.connection_limit + 256;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted)
        log_event(LOG_WARNING, "few_descriptors", "why", "the hard limit of open files is below the connection limit",
                  NULL);
}

static bool start_service(void)
{
    struct manner manner = {.wire = (void *)wire_changed,
                            .open = (void *)call_open,
                            .close = (void *)call_close,
                            .threads = config.threads,
                            .connections = config.connection_limit};
    if (!upload_is_hooked() || !head_is_hooked())
        return complain("http", "libulfius does not find our hooks of libmicrohttpd");
    if (!client_address_trust(config.trusted_proxies))
        return complain("THIDUA_TRUSTED_PROXIES", "is not a list of addresses");
    if (!listen_on(&service, config.bind_address, config.port) || !prepare(&service, call_answer))
        return false;
    service.instance.allowed_post_processor = U_POST_PROCESS_MULTIPART_FORMDATA;
    if (!start(&service, &manner))
        return false;
    log_event(LOG_INFO, "listening", "address", config.bind_address, "port", service.port, NULL);
    return true;
}

static void stop(struct server *server)
{
    if (server->instance.status == U_STATUS_RUNNING)
        ulfius_stop_framework(&server->instance);
    if (server->instance.endpoint_list)
        ulfius_clean_instance(&server->instance);
    if (server->socket >= 0)
        close(server->socket);
    server->socket = -1;
}

static void leave(void)
{
    atomic_store(&draining, true);
    notify_systemd("STOPPING=1");
    service.socket = -1; /* it is closed there */
    listeners_leave();
    drain(service.instance.mhd_daemon, config.linger_seconds);
}

bool service_run(const struct contract *contract)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    json_object_seed(0);
    metrics_start(contract);
    raise_descriptor_limit();
    service.socket = operations.socket = -1;
    bool started = start_service() && start_operations();
    if (started) {
        notify_systemd("READY=1");
        watchdog_wait(&ends, config.bind_address, service.port);
        leave();
    }
    stop(&service);
    stop(&operations);
    metrics_stop();
    if (started)
        log_event(LOG_INFO, "stopped", NULL);
    return started;
}
