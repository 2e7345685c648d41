/* clock.c: the monotonic clock, and the database's hour as a distance from it. */
#include "support/clock.h"

#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#define NOT_HEARD     INT64_MIN
#define SLOW_SECONDS  0.5
#define APART_AT_MOST 60
#define MICROSECONDS  1e6

static _Atomic int64_t distance = NOT_HEARD; /* microseconds from the monotonic clock to the database's */

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double clock_seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

double clock_hour(void)
{
    int64_t known = atomic_load_explicit(&distance, memory_order_relaxed);
    return known == NOT_HEARD ? seconds_of(CLOCK_REALTIME) : clock_seconds() + (double)known / MICROSECONDS;
}

bool clock_learn(double hour, double asked)
{
    double heard = clock_seconds(), between = (asked + heard) / 2;
    if (heard - asked < SLOW_SECONDS || atomic_load(&distance) == NOT_HEARD)
        atomic_store(&distance, (int64_t)((hour - between) * MICROSECONDS));
    return fabs(seconds_of(CLOCK_REALTIME) - clock_hour()) > APART_AT_MOST;
}
