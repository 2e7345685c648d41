/* characters.c: Unicode of what comes from outside: one form (NFC), and nothing that is not seen. */
#include "contract/internal.h"

#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static bool is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

/* The place of the first byte that is no UTF-8, `length` when there is none. */
static size_t first_bad_byte(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        utf8proc_int32_t character;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)bytes + at, (utf8proc_ssize_t)(length - at), &character);
        if (size <= 0)
            break;
        at += (size_t)size;
    }
    return at;
}

bool text_is_utf8(const char *bytes, size_t length)
{
    return first_bad_byte(bytes, length) == length;
}

static char *copy_of(const char *bytes, size_t length)
{
    struct text copy = {0};
    text_add_bytes(&copy, bytes, length);
    return text_take(&copy);
}

char *characters_normalise(const char *bytes, size_t length, size_t *bad)
{
    if (is_plain(bytes, length))
        return copy_of(bytes, length);
    *bad = first_bad_byte(bytes, length);
    if (*bad < length)
        return NULL;
    utf8proc_uint8_t *normalised = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &normalised,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (size < 0)
        memory_lost(); /* the text is valid, so only memory can be missing */
    return (char *)normalised;
}

static bool is_noncharacter(utf8proc_int32_t character)
{
    return (character >= 0xFDD0 && character <= 0xFDEF) || (character & 0xFFFE) == 0xFFFE;
}

/* Category Cf holds all bidi controls and zero-width characters, the soft hyphen and the tags. */
static bool is_seen(utf8proc_int32_t character, bool lines_allowed)
{
    if (character == '\n' || character == '\t')
        return lines_allowed;
    utf8proc_category_t category = utf8proc_category(character);
    return category != UTF8PROC_CATEGORY_CC && category != UTF8PROC_CATEGORY_CF && !is_noncharacter(character);
}

static bool is_normalised(const char *text, size_t length)
{
    if (is_plain(text, length))
        return true;
    size_t bad;
    scoped(free_string) char *normalised = characters_normalise(text, length, &bad);
    return normalised && strlen(normalised) == length && memcmp(normalised, text, length) == 0;
}

bool characters_clean(const char *text, size_t length, bool lines_allowed)
{
    size_t at = 0;
    while (at < length) {
        utf8proc_int32_t character;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(length - at), &character);
        if (size <= 0 || !is_seen(character, lines_allowed))
            return false;
        at += (size_t)size;
    }
    return is_normalised(text, length);
}

size_t characters_count(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        if (((unsigned char)*text & 0xC0) != 0x80)
            count++;
    return count;
}

/* Bytes of white space that a text begins with: ASCII's, and the no-break space that word processors leave. */
static size_t blank_at(const char *text)
{
    if (*text && strchr(" \t\r\n", *text))
        return 1;
    return strncmp(text, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

size_t characters_said(const char *text)
{
    size_t count = 0, said = 0;
    bool begun = false;
    while (*text) {
        size_t blank = blank_at(text);
        begun = begun || blank == 0;
        count += begun && ((unsigned char)*text & 0xC0) != 0x80;
        said = blank ? said : count;
        text += blank ? blank : 1;
    }
    return said;
}

char *text_normalised(const char *bytes, size_t length, struct problem *problem)
{
    size_t bad;
    char *text = characters_normalise(bytes, length, &bad);
    if (text && memchr(bytes, '\0', length) == NULL && characters_clean(text, strlen(text), true))
        return text;
    free(text);
    problem_set(problem, "text_not_clean", NULL);
    return NULL;
}

static char *folded(const char *bytes, size_t length)
{
    utf8proc_uint8_t *text = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &text,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    if (size == UTF8PROC_ERROR_NOMEM)
        memory_lost();
    return size < 0 ? NULL : (char *)text;
}

bool text_alike(const char *bytes, size_t length, const char *other)
{
    scoped(free_string) char *one = folded(bytes, length), *two = folded(other, strlen(other));
    return one && two && strcmp(one, two) == 0;
}
