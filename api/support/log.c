/* log.c: one JSON line per event on standard error. */
#include "support/log.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static _Thread_local const char *current_request;

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

void log_event(enum log_level level, const char *event, ...)
{
    static const char *const names[] = {"info", "warning", "error"};
    scoped(text_close) struct text line = {0};
    struct timespec now;
    struct tm parts;
    char stamp[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &parts);
    text_print(&line, "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\"", stamp, now.tv_nsec / 1000000, names[level]);
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
    (void)written;
}
