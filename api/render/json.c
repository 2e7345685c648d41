/* json.c: rows as JSON in one pass, straight from PostgreSQL's text format: numbers keep their digits, json columns go
 * in as they are. A third of the cost of jansson objects (docs/decisions). */
#include "render/columns.h"
#include "render/words.h"

#include "support/scoped.h"

#include <string.h>

/* JSON text of a column: a raw newline is whitespace there, and would break NDJSON. */
static void add_json_text(struct text *out, const char *bytes, size_t length)
{
    size_t start = out->length;
    text_add_bytes(out, bytes, length);
    if (!memchr(bytes, '\n', length) && !memchr(bytes, '\r', length))
        return;
    for (char *byte = out->bytes + start; *byte; byte++)
        if (*byte == '\n' || *byte == '\r')
            *byte = ' ';
}

static bool add_scalar(struct text *out, enum cell_kind kind, const char *bytes, size_t length)
{
    if (!cell_is_finite(kind, bytes, length)) {
        text_add(out, "null"); /* a date without end */
        return kind != CELL_DECIMAL;
    }
    switch (kind) {
    case CELL_INTEGER:
    case CELL_DECIMAL:
        text_add_bytes(out, bytes, length);
        break;
    case CELL_TRUTH:
        text_add(out, bytes[0] == 't' ? "true" : "false");
        break;
    case CELL_JSON:
        add_json_text(out, bytes, length);
        break;
    case CELL_INSTANT:
        text_add_char(out, '"');
        cell_add_instant(out, bytes, length);
        text_add_char(out, '"');
        break;
    case CELL_DATE:
    case CELL_TEXT:
        text_add_json(out, bytes, length);
        break;
    }
    return true;
}

static bool add_list(struct text *out, enum cell_kind kind, const char *literal)
{
    scoped(list_close) struct list_walk walk = list_of(literal);
    bool finite = true;
    for (char token = list_next(&walk); token && finite; token = list_next(&walk)) {
        if (token != 'e')
            text_add_char(out, token == '{' ? '[' : token == '}' ? ']' : ',');
        else if (walk.bytes)
            finite = add_scalar(out, kind, walk.bytes, walk.length);
        else
            text_add(out, "null");
    }
    return finite;
}

static bool is_empty(const struct columns *columns, unsigned first, unsigned end, const PGresult *rows, int row)
{
    for (unsigned i = first; i < end; i++)
        if (columns->nodes[i].column >= 0 && !PQgetisnull(rows, row, columns->nodes[i].column))
            return false;
    return true;
}

/* Every element under its own name, `"KT2025-05":1550,"KT2025-06":900`. */
static bool add_spread(struct text *out, const struct columns *columns, const struct node *node, const PGresult *rows,
                       int row)
{
    scoped(list_close) struct list_walk names = names_spread(columns, rows, row);
    scoped(list_close) struct list_walk values =
        list_of(PQgetisnull(rows, row, node->column) ? "{}" : PQgetvalue(rows, row, node->column));
    bool finite = true;
    for (bool first = true; finite && list_element(&names) && list_element(&values); first = false) {
        if (!first)
            text_add_char(out, ',');
        text_add_json(out, names.bytes, names.length);
        text_add_char(out, ':');
        if (values.bytes)
            finite = add_scalar(out, node->kind, values.bytes, values.length);
        else
            text_add(out, "null");
    }
    return finite;
}

static bool add_value(struct text *out, const struct node *node, const PGresult *rows, int row,
                      const struct rendering *rendering)
{
    if (PQgetisnull(rows, row, node->column)) {
        text_add_bytes(out, "null", 4);
        return true;
    }
    const char *bytes = PQgetvalue(rows, row, node->column);
    size_t length = (size_t)PQgetlength(rows, row, node->column);
    if (node->list)
        return add_list(out, node->kind, bytes);
    return (node->kind == CELL_JSON && words_add(out, rendering, node->name, bytes, length)) ||
           add_scalar(out, node->kind, bytes, length);
}

/* Nodes [first, end) as the members of one object. The node that cannot be printed, or NULL when all is well. */
static const struct node *add_object(struct text *out, const struct columns *columns, unsigned first, unsigned end,
                                     const PGresult *rows, int row, const struct rendering *rendering)
{
    text_add_char(out, '{');
    for (unsigned i = first; i < end; i = columns->nodes[i].end) {
        const struct node *node = &columns->nodes[i], *failed = NULL;
        if (i > first)
            text_add_char(out, ',');
        if (!node->spread)
            text_add_bytes(out, node->key, node->key_length);
        if (node->spread)
            failed = add_spread(out, columns, node, rows, row) ? NULL : node;
        else if (node->column >= 0)
            failed = add_value(out, node, rows, row, rendering) ? NULL : node;
        else if (is_empty(columns, i + 1, node->end, rows, row))
            text_add_bytes(out, "null", 4);
        else
            failed = add_object(out, columns, i + 1, node->end, rows, row, rendering);
        if (failed)
            return failed;
    }
    text_add_char(out, '}');
    return NULL;
}

static bool add_row(struct text *out, const struct columns *columns, const PGresult *rows, int row,
                    const struct rendering *rendering, struct problem *problem)
{
    if (!wall_lets_pass(columns, rows, row, rendering, problem))
        return false;
    const struct node *failed = add_object(out, columns, 0, columns->node_count, rows, row, rendering);
    return failed == NULL || cell_refuse(failed, rendering, problem);
}

bool render_row_json(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                     struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    return columns && add_row(out, columns, rows, row, rendering, problem);
}

bool render_rows_json(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                      struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    if (columns == NULL)
        return false;
    text_add_char(out, '[');
    for (int row = 0; row < count; row++) {
        if (row)
            text_add_char(out, ',');
        if (!add_row(out, columns, rows, row, rendering, problem))
            return false;
    }
    text_add_char(out, ']');
    return true;
}
