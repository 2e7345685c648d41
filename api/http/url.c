/* url.c: reads a URL as it came over the wire. */
#include "http/url.h"
#include "contract/contract.h"

#include "support/scoped.h"
#include "support/text.h"

#include <ctype.h>
#include <string.h>

static bool malformed(struct problem *problem, const char *reason)
{
    return problem_set(problem, "malformed_url", "{s:s}", "reason", reason);
}

static int hex_digit(char character)
{
    if (!isxdigit((unsigned char)character))
        return -1;
    return isdigit((unsigned char)character) ? character - '0' : tolower((unsigned char)character) - 'a' + 10;
}

/* The byte of an escape at `place`, -1 when it is broken. */
static int escape_byte(const char *place, const char *end)
{
    if (end - place < 3)
        return -1;
    int high = hex_digit(place[1]), low = hex_digit(place[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool is_control(int byte)
{
    return byte < 0x20 || byte == 0x7f;
}

char *url_decoded(const char *bytes, size_t length, bool plus_is_blank, struct problem *problem)
{
    scoped(text_close) struct text text = {0};
    const char *end = bytes + length;
    for (const char *place = bytes; place < end; place++) {
        int byte = (unsigned char)*place;
        if (*place == '%') {
            byte = escape_byte(place, end);
            place += 2;
        } else if (plus_is_blank && *place == '+') {
            byte = ' ';
        }
        if (byte < 0) {
            malformed(problem, "a broken escape");
            return NULL;
        }
        if (is_control(byte)) {
            malformed(problem, "a control character");
            return NULL;
        }
        text_add_char(&text, (char)byte);
    }
    if (!text_is_utf8(text_string(&text), text.length)) {
        malformed(problem, "it is not UTF-8");
        return NULL;
    }
    return text_take(&text);
}

/* A segment is judged as it reads once decoded: "%2e%2e" is as much a step upwards as "..". */
static bool check_segment(const char *segment, size_t length, struct problem *problem)
{
    if (memchr(segment, '\\', length))
        return malformed(problem, "a backslash");
    for (size_t i = 0; i + 2 < length; i++) {
        int byte = segment[i] == '%' ? escape_byte(segment + i, segment + length) : 0;
        if (byte == '/' || byte == '\\')
            return malformed(problem, "an encoded slash");
    }
    scoped(free_string) char *decoded = url_decoded(segment, length, false, problem);
    if (decoded == NULL)
        return false;
    if (strcmp(decoded, ".") == 0 || strcmp(decoded, "..") == 0)
        return malformed(problem, "a dot segment");
    return true;
}

static bool check_path(const char *path, struct problem *problem)
{
    if (*path != '/')
        return malformed(problem, "it does not begin with a slash");
    if (strchr(path, '#'))
        return malformed(problem, "a fragment");
    for (const char *segment = path + 1;;) {
        size_t length = strcspn(segment, "/");
        if (length == 0 && segment[length] == '/')
            return malformed(problem, "an empty segment");
        if (!check_segment(segment, length, problem))
            return false;
        if (segment[length] == '\0')
            return true;
        segment += length + 1;
    }
}

bool url_split(const char *url, char **path, char **query, struct problem *problem)
{
    const char *mark = strchr(url, '?');
    struct text text = {0};
    text_add_bytes(&text, url, mark ? (size_t)(mark - url) : strlen(url));
    *path = text_take(&text);
    *query = mark ? text_copy(mark + 1) : NULL;
    if (strchr(url, ' '))
        return malformed(problem, "a blank");
    if (!check_path(*path, problem))
        return false;
    scoped(free_string) char *decoded = mark ? url_decoded(mark + 1, strlen(mark + 1), true, problem) : NULL;
    return mark == NULL || decoded != NULL;
}

bool url_next_pair(const char **rest, struct url_pair *pair)
{
    while (*rest && **rest == '&')
        ++*rest;
    if (*rest == NULL || **rest == '\0')
        return false;
    size_t length = strcspn(*rest, "&");
    const char *sign = memchr(*rest, '=', length);
    pair->name = *rest;
    pair->name_length = sign ? (size_t)(sign - *rest) : length;
    pair->value = sign ? sign + 1 : *rest + length;
    pair->value_length = length - pair->name_length - (sign ? 1 : 0);
    *rest += length;
    return true;
}
