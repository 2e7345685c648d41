/* json_text.c: a walk over JSON as it was written, for who must leave the rest of it as it is, byte for byte. */
#include "contract/internal.h"

#include <string.h>

const char *json_text_behind_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static const char *behind_string(const char *at)
{
    for (at++; *at && *at != '"';)
        at += *at == '\\' && at[1] ? 2 : 1;
    return at + (*at == '"');
}

json_t *json_text_string(const char **at)
{
    const char *start = *at;
    *at = behind_string(start);
    return json_loadb(start, (size_t)(*at - start), JSON_DECODE_ANY, NULL);
}

const char *json_text_behind_value(const char *at)
{
    int depth = 0;
    do {
        bool opens = *at == '{' || *at == '[', closes = *at == '}' || *at == ']';
        depth += opens - closes;
        if (*at == '"')
            at = behind_string(at);
        else if (opens || closes || depth)
            at++;
        else
            at += strcspn(at, ",}] \t\r\n");
    } while (depth > 0 && *at);
    return at;
}
