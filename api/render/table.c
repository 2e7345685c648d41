/* table.c: rows as CSV (RFC 4180: CRLF, quotes doubled) and as NDJSON. Columns of type json stay out of CSV, but for
 * sentences; a null is an empty cell, an empty text is "". */
#include "render/columns.h"
#include "render/words.h"

#include "support/scoped.h"

#include <string.h>

/* Makes room for one byte at `place` of what was written so far. */
static void insert(struct text *out, size_t place, char byte)
{
    text_add_char(out, byte);
    memmove(out->bytes + place + 1, out->bytes + place, out->length - place - 1);
    out->bytes[place] = byte;
}

/* A spreadsheet takes such a text for a formula (OWASP, "CSV injection"); full-width forms count in East Asian ones. */
static bool looks_like_formula(const char *text)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    if (*text && strchr("=+-@\t\r\n", *text))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

/* Quotes the cell that begins at `start`, if it has to be; quotes inside are doubled from the end backwards. */
static void quote(struct text *out, size_t start, char delimiter)
{
    const char special[] = {'"', '\r', '\n', delimiter, '\0'};
    const char *cell = out->bytes + start;
    size_t length = out->length - start;
    if (length && cell[strcspn(cell, special)] == '\0')
        return;
    size_t doubled = 0;
    for (size_t i = 0; i < length; i++)
        doubled += cell[i] == '"';
    size_t more = doubled + 2;
    char *from = text_reserve(out, more);
    char *to = from + more;
    *to = '\0';
    *--to = '"';
    while (length--) {
        *--to = *--from;
        if (*from == '"')
            *--to = '"';
    }
    *--to = '"';
    out->length += more;
}

/* What stands from `start` on is whole: guarded when it is text, quoted when it has to be. */
static void end_cell(struct text *out, size_t start, const struct node *node, char delimiter)
{
    if ((node->kind == CELL_TEXT || node->kind == CELL_JSON) && looks_like_formula(out->bytes + start))
        insert(out, start, '\'');
    quote(out, start, delimiter);
}

static bool add_cell(struct text *out, const struct node *node, const PGresult *rows, int row,
                     const struct rendering *rendering)
{
    if (PQgetisnull(rows, row, node->column))
        return true;
    size_t start = out->length;
    text_reserve(out, 0);
    const char *bytes = PQgetvalue(rows, row, node->column);
    size_t length = (size_t)PQgetlength(rows, row, node->column);
    if (node->kind == CELL_JSON)
        words_say(out, rendering, bytes, length);
    else if (!cell_add_plain(out, node, bytes, length, rendering->decimal_comma))
        return false;
    if (out->length > start || node->kind == CELL_TEXT)
        end_cell(out, start, node, rendering->delimiter);
    return true;
}

static bool add_spread(struct text *out, const struct node *node, const PGresult *rows, int row,
                       const struct rendering *rendering)
{
    scoped(list_close) struct list_walk walk =
        list_of(PQgetisnull(rows, row, node->column) ? "{}" : PQgetvalue(rows, row, node->column));
    struct node element = *node;
    element.list = false;
    bool finite = true;
    for (bool first = true; finite && list_element(&walk); first = false) {
        if (!first)
            text_add_char(out, rendering->delimiter);
        size_t start = out->length;
        if (walk.bytes)
            finite = cell_add_plain(out, &element, walk.bytes, walk.length, rendering->decimal_comma);
        if (out->length > start)
            end_cell(out, start, &element, rendering->delimiter);
    }
    return finite;
}

static void add_spread_head(struct text *out, const struct columns *columns, const PGresult *rows, char delimiter)
{
    scoped(list_close) struct list_walk names = names_spread(columns, rows, 0);
    for (bool first = true; list_element(&names); first = false) {
        if (!first)
            text_add_char(out, delimiter);
        text_add_bytes(out, names.bytes, names.length);
    }
}

static bool add_csv_row(struct text *out, const struct columns *columns, const PGresult *rows, int row,
                        const struct rendering *rendering, struct problem *problem)
{
    bool first = true;
    for (unsigned i = 0; i < columns->node_count; i++) {
        const struct node *node = &columns->nodes[i];
        if (!is_tabular(node, rendering))
            continue;
        if (!first)
            text_add_char(out, rendering->delimiter);
        first = false;
        if (!(node->spread ? add_spread : add_cell)(out, node, rows, row, rendering))
            return cell_refuse(node, rendering, problem);
    }
    text_add(out, "\r\n");
    return true;
}

bool render_head(struct text *out, const PGresult *rows, const struct rendering *rendering)
{
    struct problem problem = {0};
    const struct columns *columns = columns_of(rows, &problem);
    if (columns == NULL || rendering->format != FORMAT_CSV)
        return columns != NULL;
    if (rendering->excel)
        text_add(out, "\xEF\xBB\xBF"); /* without this mark Excel reads UTF-8 as Windows-1258 */
    bool first = true;
    for (unsigned i = 0; i < columns->node_count; i++) {
        if (!is_tabular(&columns->nodes[i], rendering))
            continue;
        if (!first)
            text_add_char(out, rendering->delimiter);
        first = false;
        if (columns->nodes[i].spread)
            add_spread_head(out, columns, rows, rendering->delimiter);
        else
            text_add(out, columns->nodes[i].name);
    }
    text_add(out, "\r\n");
    return true;
}

bool render_line(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                 struct problem *problem)
{
    if (rendering->format == FORMAT_NDJSON) {
        if (!render_row_json(out, rows, row, rendering, problem))
            return false;
        text_add_char(out, '\n');
        return true;
    }
    const struct columns *columns = columns_of(rows, problem);
    return columns && wall_lets_pass(columns, rows, row, rendering, problem) &&
           add_csv_row(out, columns, rows, row, rendering, problem);
}
