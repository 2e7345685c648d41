/* housekeeping.h: what has to happen without anybody asking: sealing the audit chain each second, signing its head,
 * forgetting answers kept for retries and old changes. One thread with a database connection of its own; every instance
 * runs it, the database lets one work at a time. */
#pragma once

#include <stdbool.h>

/* After the database is configured; a head is signed every `head_seconds`, changes are kept for `changes_days`. False
 * when the thread cannot be started. */
bool housekeeping_start(long head_seconds, long changes_days);

/* Ends the thread and waits for it; at most one database deadline. */
void housekeeping_stop(void);
