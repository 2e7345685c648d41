/* drain.c: leaving without cutting anybody short. Stopping at once would commit the work and cut the client. */
#include "http/drain.h"

#include "http/call.h"
#include "support/clock.h"
#include "support/log.h"

#include <linux/filter.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DRAIN_SECONDS 8

long drain_connections(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info ? (long)info->num_connections : 0;
}

/* Whom the kernel has already let in would be reset together with the listening socket, perhaps in the middle of a
 * request. A filter that drops everything keeps others away (they knock again, and are refused); those are served. */
static void close_door(struct MHD_Daemon *daemon, int door)
{
    struct sock_filter nothing = {.code = BPF_RET | BPF_K, .k = 0};
    struct sock_fprog filter = {.len = 1, .filter = &nothing};
    setsockopt(door, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
    for (;;) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        int client = accept4(door, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0)
            break;
        MHD_add_connection(daemon, client, (struct sockaddr *)&peer, length);
    }
    close(door);
}

static void wait_until_they_leave(struct MHD_Daemon *daemon, long linger)
{
    const struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    for (double until = clock_seconds() + (double)linger; clock_seconds() < until && drain_connections(daemon) > 0;)
        nanosleep(&moment, NULL);
}

void drain(struct MHD_Daemon *daemon, long linger)
{
    MHD_socket door = MHD_quiesce_daemon(daemon);
    if (door != MHD_INVALID_SOCKET)
        close_door(daemon, door);
    log_event(LOG_INFO, "draining", NULL);
    wait_until_they_leave(daemon, linger);
    if (!calls_wait(DRAIN_SECONDS))
        log_event(LOG_WARNING, "drain_cut_short", NULL);
}
