/* line.c: one row of a table while it is read. */
#include "tables/line.h"

#include <ctype.h>
#include <unistd.h>

#define LINE_BYTES_MOST (1024 * 1024)

static bool refuse(const struct line *line, struct problem *problem)
{
    return problem_set(problem, "table_too_large", "{s:i, s:i}", "rows",
                       (int)(line->most ? line->most : TABLE_ROWS_MOST), "columns", TABLE_COLUMNS_MOST);
}

bool line_has_room(const struct line *line, unsigned number, struct problem *problem)
{
    return number <= (line->most ? line->most : TABLE_ROWS_MOST) || refuse(line, problem);
}

bool line_begin(struct line *line, unsigned number, struct problem *problem)
{
    line->number = number;
    line->count = 0;
    text_clear(&line->bytes);
    return line_has_room(line, number, problem);
}

/* Blanks around a cell are nobody's intention. */
static void trim(const char **bytes, size_t *length)
{
    while (*length && isspace((unsigned char)**bytes))
        (*bytes)++, (*length)--;
    while (*length && isspace((unsigned char)(*bytes)[*length - 1]))
        (*length)--;
}

bool line_add(struct line *line, unsigned column, enum line_kind kind, const char *bytes, size_t length,
              struct problem *problem)
{
    trim(&bytes, &length);
    if (length == 0)
        return true;
    if (column >= TABLE_COLUMNS_MOST || line->bytes.length + length > LINE_BYTES_MOST)
        return refuse(line, problem);
    while (line->count <= column)
        line->cells[line->count++] = (struct line_cell){0};
    line->cells[column] = (struct line_cell){.kind = kind, .start = line->bytes.length, .length = length};
    text_add_bytes(&line->bytes, bytes, length);
    return true;
}

bool line_is_blank(const struct line *line)
{
    return line->bytes.length == 0;
}

const char *line_text(const struct line *line, unsigned column, size_t *length)
{
    *length = column < line->count ? line->cells[column].length : 0;
    return *length ? line->bytes.bytes + line->cells[column].start : "";
}

const char *source_piece(const struct table_source *source, uint64_t at, char *room, size_t most, size_t *length)
{
    *length = source->length - at < most ? (size_t)(source->length - at) : most;
    if (source->bytes)
        return source->bytes + at;
    ssize_t got = pread(source->file, room, *length, (off_t)at);
    *length = got > 0 ? (size_t)got : 0;
    return got > 0 ? room : NULL;
}
