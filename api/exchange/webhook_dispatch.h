/* webhook_dispatch.h: threads that turn changes into deliveries and send them. Every instance has them; they share the
 * work by locks and leases in the database, so that each may end at any moment (docs/decisions/0013). */
#pragma once

#include "support/problem.h"

#include <stdbool.h>

struct webhook_settings {
    long threads;           /* that send; 0: this instance sends nothing */
    long seconds;           /* in which a receiver must have answered */
    long log_days;          /* for which the log is kept */
    const char *public_url; /* what events say they come from begins with */
    const char *ca_file;    /* NULL: the system's */
};

/* False when threads cannot be begun. Without the key of secrets nothing is sent, and nothing is begun. */
bool webhooks_start(const struct webhook_settings *settings);
void webhooks_stop(void);

/* Chores of housekeeping. */
bool webhooks_measure(double deadline, struct problem *problem);
bool webhooks_forget(double deadline, struct problem *problem);
