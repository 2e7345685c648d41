/* support_log.c: whatever a value holds, an event is one line of JSON that shows all of it. */
#include "support/log.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The line that an event with this value leaves, as it was written. */
static const char *line_of(const char *value)
{
    static char line[4096];
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    log_event(LOG_WARNING, "tried", "value", value, NULL);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    line[fread(line, 1, sizeof line - 1, file)] = '\0';
    fclose(file);
    return line;
}

static void expect_logged(const char *value, const char *wanted)
{
    const char *line = line_of(value);
    json_t *event = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(event, "%s", line);
    cr_expect(eq(ptr, (void *)strchr(line, '\n'), (void *)(line + strlen(line) - 1)), "one line: %s", line);
    cr_expect(eq(str, (char *)json_string_value(json_object_get(event, "event")), "tried"));
    cr_expect(eq(str, (char *)json_string_value(json_object_get(event, "value")), (char *)wanted), "%s", line);
    json_decref(event);
}

Test(log, keeps_what_can_be_seen)
{
    static const char *const values[] = {
        "",        "Đắk Lắk", "%n%s%x", "a\r\nb\t", "\x1b[31m", "\",\"event\":\"forged", "{\"event\":\"forged\"}",
        "\\u0000", "😀"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        expect_logged(values[i], values[i]);
}

Test(log, shows_what_hides_or_turns_a_line)
{
    expect_logged("\xE2\x80\xAEgnp.exe", "U+202Egnp.exe");
    expect_logged("a\xE2\x80\x8B\xEF\xBB\xBF"
                  "b",
                  "aU+200BU+FEFFb");
    expect_logged("a\xE2\x80\xA8{\"event\":\"forged\"}", "aU+2028{\"event\":\"forged\"}");
    expect_logged("\xC2\x85\xC2\x9B"
                  "31m\x7f",
                  "U+0085U+009B31mU+007F");
    expect_logged("\xF3\xA0\x81\x81", "U+E0041");
}

Test(log, shows_bytes_that_are_no_text)
{
    expect_logged("\xff\xc0\xaf"
                  "a",
                  "0xFF0xC00xAFa");
    expect_logged("\xED\xA0\x80", "0xED0xA00x80");
}
