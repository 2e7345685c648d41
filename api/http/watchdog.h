/* watchdog.h: waits for the end of the service, and tells systemd meanwhile that it answers (WatchdogSec=). */
#pragma once

#include <signal.h>

/* Returns with the first of these signals. Where systemd has set a time, in each half of it the service at this address
 * is asked, and systemd told when it answered. */
void watchdog_wait(const sigset_t *ends, const char *host, const char *port);
