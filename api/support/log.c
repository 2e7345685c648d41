/* log.c: one JSON line per event on standard error. */
#include "support/log.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utf8proc.h>

static _Thread_local const char *current_request;
static atomic_bool torn; /* a full disk took a part of a line; the next begins one of its own */

void log_request(const char *request_id)
{
    current_request = request_id;
}

/* What a client sent may move a terminal, turn a line round, hide in it, or be no text at all. */
static bool is_plain(const char *value)
{
    for (; *value; value++)
        if ((unsigned char)*value >= 0x7f)
            return false;
    return true;
}

static bool is_hidden(utf8proc_int32_t character)
{
    utf8proc_category_t category = utf8proc_category(character);
    return category == UTF8PROC_CATEGORY_CC ? character >= 0x7f
                                            : category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL ||
                                                  category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CN;
}

/* Each such character by its number, U+202E, and a byte that is no UTF-8 as 0xFF. */
static void make_visible(struct text *out, const char *value)
{
    while (*value) {
        utf8proc_int32_t character;
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)value, -1, &character);
        if (size <= 0)
            text_print(out, "0x%02X", (unsigned char)*value);
        else if (is_hidden(character))
            text_print(out, "U+%04X", (unsigned)character);
        else
            text_add_bytes(out, value, (size_t)size);
        value += size > 0 ? size : 1;
    }
}

static void add_value(struct text *line, const char *value)
{
    scoped(text_close) struct text visible = {0};
    if (!is_plain(value)) {
        make_visible(&visible, value);
        value = text_string(&visible);
    }
    text_add_json(line, value, strlen(value));
}

/* What these keys hold is compared and added up by those who read the log, and made by us as digits. */
static bool is_number(const char *key)
{
    static const char *const keys[] = {"bytes", "latest", "milliseconds", "port", "status", "timeline"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static void add_pair(struct text *line, const char *key, const char *value)
{
    text_add_char(line, ',');
    text_add_json(line, key, strlen(key));
    text_add_char(line, ':');
    if (value == NULL)
        text_add(line, "null");
    else if (is_number(key))
        text_add(line, value);
    else
        add_value(line, value);
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
