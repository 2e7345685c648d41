/* drain.h: leaving without cutting anybody short. */
#pragma once

#include <microhttpd.h>

/* Takes no newcomers, lets requests in flight end, then waits at most `linger` seconds for the other side to close
 * connections that are idle: a proxy that uses one at the moment it is closed cannot know whether it was heard. */
void drain(struct MHD_Daemon *daemon, long linger);

long drain_connections(struct MHD_Daemon *daemon);
