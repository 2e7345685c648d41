/* line.c: turning away in time. Who comes in a crowd is served, though some wait for up to two seconds. But where a
 * worker has found somebody in line each time for a whole second, patience does not make the line shorter: from then on
 * who has waited for more than half of one is turned away, which costs next to nothing, so that all are answered soon
 * and no work is done for people who have gone. It ends when for a second nobody had to be turned away. (By waiting
 * time, not by length, as CoDel has it, RFC 8289; two patiences as in B. Maurer, "Fail at Scale", ACM Queue 13:8.) */
#include "http/line.h"

#include "support/clock.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define USUAL_PATIENCE   2.0 /* seconds */
#define CROWDED_PATIENCE 0.5
#define CROWDED_AFTER    1.0
#define CALM_AFTER       1.0

/* Of this worker. */
static _Thread_local struct {
    long sleeps;           /* how often it had slept when it ended its last request */
    double standing_since; /* when it first found somebody in line; 0: it slept meanwhile, nobody was */
    double crowded_until;  /* 0: it is not crowded */
} line;

double line_waited(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct tcp_info tcp;
    socklen_t length = sizeof tcp;
    if (info == NULL || getsockopt(info->connect_fd, IPPROTO_TCP, TCP_INFO, &tcp, &length) != 0)
        return 0;
    return tcp.tcpi_last_data_recv / 1000.0;
}

/* Between two requests a worker sleeps only when nothing is there to be read. Time would not tell: on a machine with
 * much to do threads are made to pause, and a request that came this moment may have overtaken others. */
static long sleeps(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nvcsw : 0;
}

void line_moves(void)
{
    line.sleeps = sleeps();
}

bool line_is_too_long(double waited)
{
    double now = clock_seconds();
    if (sleeps() != line.sleeps)
        line.standing_since = 0;
    else if (line.standing_since == 0)
        line.standing_since = now;
    if (line.standing_since > 0 && now - line.standing_since > CROWDED_AFTER)
        line.crowded_until = now + CALM_AFTER;
    bool crowded = now < line.crowded_until;
    bool too_long = waited > (crowded ? CROWDED_PATIENCE : USUAL_PATIENCE);
    if (crowded && too_long)
        line.crowded_until = now + CALM_AFTER;
    return too_long;
}
