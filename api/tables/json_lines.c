/* json_lines.c: rows out of newline-delimited JSON: a line is an item, an empty one is none. Whether a line is JSON its
 * taker finds out, so that one bad line does not spoil the others. */
#include "support/scoped.h"
#include "tables/line.h"

#include <string.h>

#define PIECE      (64 * 1024)
#define LINE_BYTES (256 * 1024)

struct lines {
    const struct table_source *source;
    json_line_function *take;
    void *taker;
    struct problem *problem;
    struct line counted; /* knows how many rows there may be */
    unsigned number;
    struct text line;
};

static bool is_blank(const char *bytes, size_t length)
{
    return strspn(bytes, " \t\r") >= length;
}

static bool end_line(struct lines *lines)
{
    lines->number++;
    bool taken =
        is_blank(text_string(&lines->line), lines->line.length) ||
        (line_has_room(&lines->counted, lines->number, lines->problem) &&
         lines->take(lines->taker, lines->number, text_string(&lines->line), lines->line.length, lines->problem));
    text_clear(&lines->line);
    return taken;
}

static bool add_piece(struct lines *lines, const char *bytes, size_t length)
{
    while (length > 0) {
        const char *end = memchr(bytes, '\n', length);
        size_t part = end ? (size_t)(end - bytes) : length;
        text_add_bytes(&lines->line, bytes, part);
        if (lines->line.length > LINE_BYTES)
            return problem_set(lines->problem, "malformed_table", "{s:i}", "row", (int)lines->number + 1);
        if (end && !end_line(lines))
            return false;
        part += end != NULL;
        bytes += part;
        length -= part;
    }
    return true;
}

static bool read_pieces(struct lines *lines)
{
    const struct table_source *source = lines->source;
    scoped(text_close) struct text piece = {0};
    char *room = text_reserve(&piece, PIECE);
    for (uint64_t at = 0; at < source->length;) {
        size_t length;
        const char *bytes = source_piece(source, at, room, PIECE, &length);
        if (bytes == NULL)
            return problem_set(lines->problem, "internal_error", NULL);
        size_t mark = at == 0 && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        if (!add_piece(lines, bytes + mark, length - mark))
            return false;
        at += length;
    }
    return lines->line.length == 0 || end_line(lines);
}

bool json_lines_read(const struct table_source *source, json_line_function *take, void *taker, struct problem *problem)
{
    struct lines lines = {.source = source, .take = take, .taker = taker, .problem = problem};
    lines.counted.most = source->rows_most;
    bool done = read_pieces(&lines);
    text_close(&lines.line);
    return done;
}
