/* cursor.c: a cursor that was made is read as it was made, and one that was thought up is refused. */
#include "given.h"

#include "http/cursor.h"

static void thought_up(const char *text)
{
    struct problem problem = {0};
    struct cursor cursor = {0};
    must(!cursor_read(text, "list_units", &cursor, &problem));
    must_be_told(&problem);
    cursor_close(&cursor);
    problem_close(&problem);
}

static void made(const char *text, size_t length)
{
    struct problem problem = {0};
    struct cursor cursor = {0};
    const char *values[CURSOR_KEYS];
    size_t count = 0;
    for (const char *at = text; at <= text + length && count < CURSOR_KEYS; at += strlen(at) + 1)
        values[count++] = at;
    scoped(free_string) char *sent = cursor_make("list_units", values, count);
    must(sent);
    bool is_read = cursor_read(sent, "list_units", &cursor, &problem);
    for (size_t i = 0; is_read && i < count; i++)
        must(strcmp(cursor.values[i], values[i]) == 0);
    cursor_close(&cursor);
    problem_close(&problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const unsigned char key[32] = "of this target alone, 32 bytes..";
    cursor_configure(key, sizeof key);
    scoped(free_string) char *text = text_given(bytes, length);
    thought_up(text);
    if (text_is_utf8(text, length)) /* as everything PostgreSQL sends */
        made(text, length);
    return 0;
}
