/* file_names.c: the name a file came with, made safe to keep and to offer again. */
#include "documents/file_names.h"

#include "support/scoped.h"
#include "support/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

enum { NAME_BYTES_AT_MOST = 200, ENDING_BYTES_AT_MOST = 16 };

static bool is_seen(utf8proc_int32_t character)
{
    switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

/* What is invisible goes, what a file system reads as something else becomes an underscore. */
static void add_seen(struct text *seen, const char *name)
{
    utf8proc_int32_t character;
    utf8proc_ssize_t size;
    for (; (size = utf8proc_iterate((const utf8proc_uint8_t *)name, -1, &character)) > 0 && character; name += size)
        if (character < 0x80 && strchr("/\\:*?\"<>|", character))
            text_add_char(seen, '_');
        else if (is_seen(character))
            text_add_bytes(seen, name, (size_t)size);
}

/* Cuts the middle out, before the ending, at the beginning of a character. */
static void shorten(char *name)
{
    size_t length = strlen(name);
    if (length <= NAME_BYTES_AT_MOST)
        return;
    const char *ending = strrchr(name, '.');
    if (ending == NULL || strlen(ending) > ENDING_BYTES_AT_MOST)
        ending = name + length;
    size_t kept = NAME_BYTES_AT_MOST - strlen(ending);
    while (kept > 0 && ((unsigned char)name[kept] & 0xC0) == 0x80)
        kept--;
    memmove(name + kept, ending, strlen(ending) + 1);
}

char *file_name_cleaned(const char *name)
{
    scoped(text_close) struct text seen = {0};
    add_seen(&seen, name);
    const char *begin = text_string(&seen) + strspn(text_string(&seen), ". ");
    scoped(free_string) char *composed = (char *)utf8proc_NFC((const utf8proc_uint8_t *)begin);
    if (composed == NULL || *composed == '\0')
        return text_copy("file");
    shorten(composed);
    return text_copy(composed);
}

char *file_name_disposition(const char *name)
{
    struct text value = {0};
    text_add(&value, "attachment; filename*=UTF-8''");
    for (const char *byte = name; *byte; byte++)
        if (isalnum((unsigned char)*byte) || strchr("!#$&+-.^_`|~", *byte))
            text_add_char(&value, *byte);
        else
            text_print(&value, "%%%02X", (unsigned)(unsigned char)*byte);
    return text_take(&value);
}
