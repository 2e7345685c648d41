/* line.h: how long a request has stood in line before its worker, and when that is too long. */
#pragma once

#include <microhttpd.h>
#include <stdbool.h>

/* Seconds it has lain with the kernel because its worker was at work for others. */
double line_waited(struct MHD_Connection *connection);

/* Whether one that waited so long is turned away. Called for each request, since it watches the line of this thread. */
bool line_is_too_long(double waited);

/* This worker has ended a request. */
void line_moves(void);
