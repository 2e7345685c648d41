/* headers.c: the values of conditional and retry headers, read strictly. */
#include "http/headers.h"

#include "support/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char tag_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

static char *copied(const char *bytes, size_t length)
{
    struct text text = {0};
    text_add_bytes(&text, bytes, length);
    return text_take(&text);
}

/* Passes over W/ and an opening quote; the quote that must close is in *quote ('\0' for none). */
static const char *opened(const char *value, char *quote)
{
    if (strncmp(value, "W/\"", 3) == 0)
        value += 2;
    *quote = *value == '"' ? '"' : '\0';
    return value + (*value == '"');
}

char *header_version(const char *if_match)
{
    if (strcmp(if_match, "*") == 0)
        return copied("*", 1);
    char quote;
    const char *tag = opened(if_match, &quote);
    size_t length = strspn(tag, tag_characters);
    const char *end = tag + length;
    size_t version = strcspn(tag, ".\"");
    if (version == 0 || version != strspn(tag, "0123456789") || length > 64 || *end != quote ||
        (quote && end[1] != '\0'))
        return NULL;
    return copied(tag, version);
}

bool header_lists_tag(const char *if_none_match, const char *etag)
{
    if (strcmp(if_none_match, "*") == 0)
        return true;
    if (strncmp(etag, "W/", 2) == 0)
        etag += 2;
    size_t length = strlen(etag);
    for (const char *place = if_none_match; *place;) {
        place += strspn(place, ", \t");
        if (strncmp(place, "W/", 2) == 0)
            place += 2;
        size_t found = strcspn(place, ", \t");
        if (found == length && length > 0 && strncmp(place, etag, length) == 0)
            return true;
        place += found;
    }
    return false;
}

char *header_key(const char *idempotency_key)
{
    size_t length = strlen(idempotency_key);
    if (length >= 2 && idempotency_key[0] == '"' && idempotency_key[length - 1] == '"') {
        idempotency_key++;
        length -= 2;
    }
    for (size_t i = 0; i < length; i++)
        if (idempotency_key[i] < '!' || idempotency_key[i] > '~')
            return NULL;
    return length >= 1 && length <= 255 ? copied(idempotency_key, length) : NULL;
}

bool header_prefers(const char *prefer, const char *preference)
{
    size_t length = strlen(preference);
    while (prefer && *prefer) {
        prefer += strspn(prefer, ",; \t");
        size_t found = strcspn(prefer, ",; \t");
        if (found == length && strncasecmp(prefer, preference, length) == 0)
            return true;
        prefer += found;
    }
    return false;
}

bool header_id_is_clean(const char *id)
{
    size_t length = id ? strlen(id) : 0;
    return length >= 1 && length <= 63 && strspn(id, tag_characters) == length;
}

bool header_trace_is_clean(const char *traceparent)
{
    static const char form[] = "hh-hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh-hhhhhhhhhhhhhhhh-hh";
    if (traceparent == NULL || strlen(traceparent) != sizeof form - 1)
        return false;
    for (size_t i = 0; form[i]; i++) {
        char character = traceparent[i];
        bool hex = isdigit((unsigned char)character) || (character >= 'a' && character <= 'f');
        if (form[i] == 'h' ? !hex : character != '-')
            return false;
    }
    return true;
}

size_t header_media_type(const char *content_type, bool *is_utf8)
{
    size_t length = strcspn(content_type, "; \t");
    const char *charset = strcasestr(content_type + length, "charset=");
    *is_utf8 = true;
    if (charset) {
        charset += strlen("charset=");
        charset += *charset == '"';
        size_t end = strcspn(charset, "\"; \t");
        *is_utf8 = end == 5 && strncasecmp(charset, "utf-8", 5) == 0;
    }
    return length;
}
