/* text.c: a growable piece of text. */
#include "support/text.h"

#include "support/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void text_add_xml(struct text *text, const char *words)
{
    for (; words && *words; words++) {
        const char *escaped = *words == '&'    ? "&amp;"
                              : *words == '<'  ? "&lt;"
                              : *words == '>'  ? "&gt;"
                              : *words == '"'  ? "&quot;"
                              : *words == '\'' ? "&#39;"
                                               : NULL;
        if (escaped)
            text_add(text, escaped);
        else if ((unsigned char)*words >= 0x20)
            text_add_char(text, *words);
        else if (*words == '\n' || *words == '\t')
            text_add_char(text, ' ');
    }
}

char *text_grow(struct text *text, size_t more)
{
    size_t wanted = text->length + more + 1, room = text->room ? text->room : 128;
    if (wanted < text->length)
        memory_lost();
    while (room < wanted)
        room *= 2;
    text->bytes = memory_grow(text->bytes, room, 1);
    text->room = room;
    return text->bytes + text->length;
}

void text_add_bytes(struct text *text, const void *bytes, size_t length)
{
    char *place = text_reserve(text, length);
    if (length)
        memcpy(place, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    if (string)
        text_add_bytes(text, string, strlen(string));
}

static void print(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    char *place = text_reserve(text, 0);
    size_t room = text->room - text->length;
    int length = vsnprintf(place, room, format, arguments);
    if (length >= 0 && (size_t)length >= room)
        vsnprintf(text_reserve(text, (size_t)length), (size_t)length + 1, format, again);
    va_end(again);
    if (length > 0)
        text->length += (size_t)length;
}

void text_print(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print(text, format, arguments);
    va_end(arguments);
}

/* Whether one of eight bytes may be a control, a quote or a backslash: a borrow out of a byte reaches its highest bit.
 */
static bool may_want_escape(const char *eight)
{
    const uint64_t ones = 0x0101010101010101u, highest = ones << 7;
    uint64_t bytes;
    memcpy(&bytes, eight, sizeof bytes);
    uint64_t quote = bytes ^ ones * '"', backslash = bytes ^ ones * '\\';
    return (((bytes - ones * 0x20) & ~bytes) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & highest;
}

/* What stands in a JSON string as it is. Letter by letter this was most of what C does for a page of reports. */
static size_t plain_run(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i + 8 <= length && !may_want_escape(bytes + i))
        i += 8;
    while (i < length && (unsigned char)bytes[i] >= 0x20 && bytes[i] != '"' && bytes[i] != '\\')
        i++;
    return i;
}

static char *add_escaped(char *place, unsigned char byte)
{
    static const char hex[] = "0123456789abcdef";
    static const char raw[] = "\"\\\n\r\t", letters[] = "\"\\nrt";
    const char *found = memchr(raw, byte, sizeof raw - 1);
    *place++ = '\\';
    if (found) {
        *place++ = letters[found - raw];
        return place;
    }
    place[0] = 'u';
    place[1] = place[2] = '0';
    place[3] = hex[byte >> 4];
    place[4] = hex[byte & 15];
    return place + 5;
}

void text_add_figure(struct text *text, const char *bytes, size_t length, const char marks[2])
{
    size_t sign = length && bytes[0] == '-', whole = sign;
    while (whole < length && bytes[whole] >= '0' && bytes[whole] <= '9')
        whole++;
    if (whole < length && bytes[whole] != '.') { /* an exponent */
        text_add_bytes(text, bytes, length);
        return;
    }
    char *place = text_reserve(text, length + length / 3 + 1);
    for (size_t i = 0; i < whole; i++) {
        if (i > sign && (whole - i) % 3 == 0)
            *place++ = marks[0];
        *place++ = bytes[i];
    }
    if (whole < length) {
        *place++ = marks[1];
        memcpy(place, bytes + whole + 1, length - whole - 1);
        place += length - whole - 1;
    }
    *place = '\0';
    text->length = (size_t)(place - text->bytes);
}

void text_add_json(struct text *text, const char *bytes, size_t length)
{
    char *place = text_reserve(text, length * 6 + 2);
    *place++ = '"';
    for (size_t i = 0; i < length;) {
        size_t run = plain_run(bytes + i, length - i);
        place = mempcpy(place, bytes + i, run);
        if ((i += run) < length)
            place = add_escaped(place, (unsigned char)bytes[i++]);
    }
    *place++ = '"';
    *place = '\0';
    text->length = (size_t)(place - text->bytes);
}

void text_add_member(struct text *text, const char *name, const char *value)
{
    text_print(text, "\"%s\":", name);
    if (value)
        text_add_json(text, value, strlen(value));
    else
        text_add(text, "null");
}

bool text_add_file(struct text *text, int file)
{
    off_t length = lseek(file, 0, SEEK_END);
    if (length <= 0)
        return false;
    char *place = text_reserve(text, (size_t)length);
    ssize_t got = 0;
    for (off_t at = 0; at < length; at += got) {
        got = pread(file, place + at, (size_t)(length - at), at);
        if (got <= 0)
            return false;
    }
    text->length += (size_t)length;
    text->bytes[text->length] = '\0';
    return true;
}

const char *text_string(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

char *text_take(struct text *text)
{
    text_reserve(text, 0)[0] = '\0';
    char *bytes = text->bytes;
    *text = (struct text){0};
    return bytes;
}

void text_clear(struct text *text)
{
    text->length = 0;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void text_close(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

char *text_copy(const char *string)
{
    return string ? memory_insist(strdup(string)) : NULL;
}

char *text_format(const char *format, ...)
{
    struct text text = {0};
    va_list arguments;
    va_start(arguments, format);
    print(&text, format, arguments);
    va_end(arguments);
    return text_take(&text);
}
