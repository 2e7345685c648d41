/* metrics.h: what the service counts about itself, in the text format of Prometheus. */
#pragma once

#include "contract/contract.h"
#include "http/kept.h"
#include "support/text.h"

struct metrics_gauges {
    long in_flight, connections, listeners, database_connections, superseded;
    struct kept_figures kept;
    bool changes_heard;
    /* counters that others keep */
    unsigned long wall_refusals, standby_answered, standby_left;
};

/* Makes room for every operation of the contract; before the first thread. */
void metrics_start(const struct contract *contract);
void metrics_stop(void);

/* A request that was answered; `operation` is NULL when no route was found. */
void metrics_count(const struct operation *operation, int status, double seconds);

/* A problem that was told, by its code. */
void metrics_problem(const char *code);

/* An attempt to deliver to a webhook, by what became of it: delivered, waiting, dead, disabled, late. */
void metrics_webhook(const char *outcome);
/* Events that wait, seconds for which the oldest due one has been left, dead letters. */
void metrics_webhooks(long waiting, long late_seconds, long dead);

/* How long something lasts, in seconds: the oldest audit entry without a seal; an archive that takes no log. */
enum metrics_age { AGE_UNSEALED, AGE_ARCHIVE_FAILING, AGE_COUNT };
void metrics_age(enum metrics_age age, double seconds);

/* What happens by itself: since when it has failed, on the monotonic clock; 0 while it is done. One thread tells. */
void metrics_chore(const char *name, double failed);

void metrics_print(struct text *out, const struct metrics_gauges *gauges);
