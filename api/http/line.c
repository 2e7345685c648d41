/* line.c: turning away in time. A crowd that comes at once is served, though some wait for up to two seconds. But a
 * line that has not been empty for a whole second will not get shorter by patience: from then on who has waited for
 * more than a tenth is turned away, which costs next to nothing, so that all are answered soon, most of them well, and
 * workers never work for somebody who has gone. (Waiting time, not length, as CoDel has it: RFC 8289; two patiences as
 * in B. Maurer, "Fail at Scale", ACM Queue 13:8.) */
#include "http/line.h"

#include "support/clock.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define NOBODY_WAITS     0.02 /* seconds: the kernel counts in ticks, and threads take turns */
#define STANDING_AFTER   1.0
#define USUAL_PATIENCE   2.0
#define CROWDED_PATIENCE 0.1

static _Thread_local double standing_since; /* 0: the line was empty when last seen */

double line_waited(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct tcp_info tcp;
    socklen_t length = sizeof tcp;
    if (info == NULL || getsockopt(info->connect_fd, IPPROTO_TCP, TCP_INFO, &tcp, &length) != 0)
        return 0;
    return tcp.tcpi_last_data_recv / 1000.0;
}

bool line_is_too_long(double waited)
{
    double now = clock_seconds();
    if (waited < NOBODY_WAITS)
        standing_since = 0;
    else if (standing_since == 0)
        standing_since = now;
    bool standing = standing_since > 0 && now - standing_since > STANDING_AFTER;
    return waited > (standing ? CROWDED_PATIENCE : USUAL_PATIENCE);
}
