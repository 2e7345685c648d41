/* service.h: the HTTP server: its socket, its threads, its end. */
#pragma once

#include "contract/contract.h"

/* Serves until SIGTERM or SIGINT, then finishes the requests in flight. False when it could not start. */
bool service_run(const struct contract *contract);

/* True once a signal asked for the end: /readyz says so, and new work is not begun. */
bool service_is_draining(void);
