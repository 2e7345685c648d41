/* log.h: one JSON line per event on standard error; every value is escaped, no format comes from outside. */
#pragma once

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Writes {"time":…,"level":…,"event":event, key: value, …}. After `event` come pairs of strings, ended by NULL; a
 * NULL value prints null. The request id of the thread, when set, is added as "request_id". */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

/* The request this thread is working on; NULL for none. Borrowed until the next call. */
void log_request(const char *request_id);
