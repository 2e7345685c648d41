/* log.c: one JSON line per event on standard error. */
#include "support/log.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static _Thread_local const char *current_request;
static atomic_bool torn; /* a full disk took a part of a line; the next begins one of its own */

void log_request(const char *request_id)
{
    current_request = request_id;
}

static void add_pair(struct text *line, const char *key, const char *value)
{
    text_add_char(line, ',');
    text_add_json(line, key, strlen(key));
    text_add_char(line, ':');
    if (value)
        text_add_json(line, value, strlen(value));
    else
        text_add(line, "null");
}

/* The second as text, made once for all lines of a thread in it: gmtime_r() takes a lock that all threads share. */
static const char *stamp_of(time_t second)
{
    static _Thread_local time_t stamped = -1;
    static _Thread_local char stamp[32];
    struct tm parts;
    if (second != stamped) {
        gmtime_r(&second, &parts);
        strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &parts);
        stamped = second;
    }
    return stamp;
}

void log_event(enum log_level level, const char *event, ...)
{
    static const char *const names[] = {"info", "warning", "error"};
    scoped(text_close) struct text line = {0};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    text_reserve(&line, 511);
    bool after_torn = atomic_load_explicit(&torn, memory_order_relaxed) && atomic_exchange(&torn, false);
    if (after_torn)
        text_add_char(&line, '\n');
    text_print(&line, "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\"", stamp_of(now.tv_sec), now.tv_nsec / 1000000,
               names[level]);
    add_pair(&line, "event", event);
    if (current_request)
        add_pair(&line, "request_id", current_request);
    va_list pairs;
    va_start(pairs, event);
    for (const char *key = va_arg(pairs, const char *); key; key = va_arg(pairs, const char *))
        add_pair(&line, key, va_arg(pairs, const char *));
    va_end(pairs);
    text_add(&line, "}\n");
    ssize_t written = write(STDERR_FILENO, line.bytes, line.length);
    if (written < (ssize_t)line.length && (written > 0 || after_torn))
        atomic_store(&torn, true);
}
