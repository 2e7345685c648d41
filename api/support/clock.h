/* clock.h: time for waiting and measuring; what people call time is the database's business. */
#pragma once

/* Seconds on the monotonic clock; deadlines are points on it. */
double clock_seconds(void);
