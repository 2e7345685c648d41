/* negotiation.c: chooses language and format as the client's Accept headers ask. */
#include "http/negotiation.h"

#include "support/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    enum format format;
    const char *name;
} formats[] = {
    {FORMAT_JSON, "application/json"},
    {FORMAT_CSV, "text/csv"},
    {FORMAT_NDJSON, "application/x-ndjson"},
    {FORMAT_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {FORMAT_SVG, "image/svg+xml"},
    {FORMAT_TEXT, "text/plain"},
    {FORMAT_HTML, "text/html"},
    {FORMAT_DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {FORMAT_CALENDAR, "text/calendar"},
    {FORMAT_PDF, "application/pdf"},
    {FORMAT_EVENTS, "text/event-stream"},
    {FORMAT_ZIP, "application/zip"},
};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* One element of an Accept list: its name, and its quality in thousandths. */
struct range {
    const char *name;
    size_t length;
    int quality;
};

/* From 0 to 1000, whatever a client writes beyond it. */
static int thousandths(double quality)
{
    return quality >= 1 ? 1000 : quality > 0 ? (int)(quality * 1000 + 0.5) : 0;
}

static int quality_of(const char *parameters, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++) {
        if ((parameters[i] == 'q' || parameters[i] == 'Q') && parameters[i + 1] == '=')
            return thousandths(strtod(parameters + i + 2, NULL));
    }
    return 1000;
}

static bool next_range(const char **rest, struct range *range)
{
    *rest += strspn(*rest, ", \t");
    if (**rest == '\0')
        return false;
    size_t length = strcspn(*rest, ",");
    size_t name = strcspn(*rest, ",; \t");
    *range = (struct range){.name = *rest, .length = name, .quality = quality_of(*rest + name, length - name)};
    *rest += length;
    return true;
}

const char *language_accepted(const char *accept_language)
{
    int vietnamese = -1, english = -1;
    struct range range;
    for (const char *rest = accept_language; rest && next_range(&rest, &range);) {
        size_t tag = strcspn(range.name, "-,; \t");
        if (tag != 2)
            continue;
        if (strncasecmp(range.name, "vi", 2) == 0 && range.quality > vietnamese)
            vietnamese = range.quality;
        if (strncasecmp(range.name, "en", 2) == 0 && range.quality > english)
            english = range.quality;
    }
    return english > 0 && english > vietnamese ? "en" : "vi";
}

/* How exactly a range names a media type: 3 by its name, 2 by "text/…", 1 by the star, 0 not at all. */
static int exactness(const struct range *range, const char *name)
{
    if (range->length == strlen(name) && strncasecmp(range->name, name, range->length) == 0)
        return 3;
    if (range->length == 3 && strncmp(range->name, "*/*", 3) == 0)
        return 1;
    size_t kind = strcspn(name, "/") + 1;
    if (range->length == kind + 1 && range->name[kind] == '*' && strncasecmp(range->name, name, kind) == 0)
        return 2;
    return 0;
}

/* Quality and exactness of a media type as one number: the most exact range that names it decides its quality. */
static int preference(const char *accept, const char *name)
{
    int exact = 0, quality = 0;
    struct range range;
    for (const char *rest = accept; next_range(&rest, &range);) {
        int found = exactness(&range, name);
        if (found > exact) {
            exact = found;
            quality = range.quality;
        }
    }
    return quality > 0 ? quality * 4 + exact : 0;
}

static enum format first_of(unsigned offered)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (offered & formats[i].format)
            return formats[i].format;
    return offered & FORMAT_ANY ? FORMAT_ANY : FORMAT_JSON;
}

enum format format_accepted(const char *accept, unsigned offered)
{
    if (accept == NULL || *accept == '\0' || offered == 0)
        return first_of(offered);
    enum format best = offered & FORMAT_ANY ? FORMAT_ANY : 0;
    int most = 0;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        int found = offered & formats[i].format ? preference(accept, formats[i].name) : 0;
        if (found > most) {
            most = found;
            best = formats[i].format;
        }
    }
    return best;
}

char *format_names(unsigned offered)
{
    struct text names = {0};
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (offered & formats[i].format)
            text_print(&names, "%s%s", names.length ? ", " : "", formats[i].name);
    return text_take(&names);
}
