/* bare_server.c: the least that libmicrohttpd can be asked for with the settings of the service, the same answer to
 * every request: what /livez is compared with. Prints the port it took; ends with its standard input. */
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECTION_MEMORY (16 * 1024)
#define CONNECTIONS       6000
#define IDLE_SECONDS      15

static char alive[] = "alive\n";

/* An answer queued at the very first call would end the connection, so that one only leaves a mark. */
static enum MHD_Result answer(void *server, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state)
{
    (void)server, (void)url, (void)method, (void)version, (void)upload;
    if (*state == NULL) {
        *state = alive;
        return MHD_YES;
    }
    *upload_size = 0;
    struct MHD_Response *response = MHD_create_response_from_buffer(strlen(alive), alive, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
    enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

int main(int count, char **words)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    unsigned threads = count > 1 ? (unsigned)atoi(words[1]) : 8;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_ITC;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, answer, NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    const union MHD_DaemonInfo *port = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    char end;
    if (port == NULL)
        return 1;
    printf("%u\n", (unsigned)port->port);
    fflush(stdout);
    while (read(STDIN_FILENO, &end, 1) > 0)
        continue;
    MHD_stop_daemon(daemon);
    return 0;
}
