/* clock.h: time for waiting and measuring, and the hour by the database's clock: what people call time is its business.
 */
#pragma once

#include <stdbool.h>

/* Seconds on the monotonic clock; deadlines are points on it. */
double clock_seconds(void);

/* Seconds since 1970 by the database's clock as clock_learn() heard it, carried on by the monotonic one, so that a
 * machine whose own clock is wrong or set meanwhile gives tokens the same life as any other. Before the database was
 * heard it is this machine's. */
double clock_hour(void);

/* `hour` is what the database's clock said between `asked` (on the monotonic clock) and now. A slow answer is worth
 * less than none. True when this machine's own clock is further from it than a minute. */
bool clock_learn(double hour, double asked);
