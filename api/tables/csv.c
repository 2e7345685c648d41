/* csv.c: rows out of CSV, as spreadsheets of all countries write it: with a byte order mark or without, separated by
 * comma, semicolon or tab, with any ends of lines. libcsv takes the cells apart. */
#include "contract/contract.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "tables/line.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#define PIECE      (64 * 1024)
#define CELL_BYTES (256 * 1024)

struct csv {
    struct csv_parser parser;
    struct line *line;
    line_function *take;
    void *taker;
    struct problem *problem;
    unsigned number; /* of the row that is being read */
    unsigned column;
    bool after_return; /* "\r\n" ends one row, not two */
};

static bool refuse(struct csv *csv)
{
    return problem_set(csv->problem, "malformed_table", "{s:i}", "row", (int)csv->number);
}

/* A quote that is never closed would swallow the file. */
static void *grow(void *memory, size_t size)
{
    return size > CELL_BYTES ? NULL : memory_grow(memory, size, 1);
}

/* Our own CSV writes an apostrophe before what a spreadsheet would take for a formula. */
static bool is_shielded(const char *bytes, size_t length)
{
    static const char *const begins[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    for (size_t i = 0; length > 1 && bytes[0] == '\'' && i < sizeof begins / sizeof begins[0]; i++)
        if (length > strlen(begins[i]) && memcmp(bytes + 1, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static void take_cell(void *bytes, size_t length, void *state)
{
    struct csv *csv = state;
    const char *text = bytes;
    csv->after_return = false;
    if (problem_is_set(csv->problem))
        return;
    if (length && memchr(text, '\0', length)) {
        refuse(csv);
        return;
    }
    if (!text_is_utf8(text, length)) {
        problem_set(csv->problem, "table_not_utf8", "{s:i}", "row", (int)csv->number);
        return;
    }
    bool shielded = is_shielded(text, length);
    line_add(csv->line, csv->column++, LINE_TEXT, text + shielded, length - shielded, csv->problem);
}

static void take_end(int mark, void *state)
{
    struct csv *csv = state;
    if (problem_is_set(csv->problem))
        return;
    if (mark == CSV_LF && csv->after_return) {
        csv->after_return = false;
        return;
    }
    csv->after_return = mark == CSV_CR;
    if (!line_is_blank(csv->line) && !csv->take(csv->taker, csv->line, csv->problem))
        return;
    csv->column = 0;
    line_begin(csv->line, ++csv->number, csv->problem);
}

/* What stands most often in the header, outside quotes. */
static char delimiter_of(const char *bytes, size_t length)
{
    static const char marks[] = {',', ';', '\t'};
    size_t counts[sizeof marks] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < length && (quoted || (bytes[i] != '\n' && bytes[i] != '\r')); i++) {
        quoted ^= bytes[i] == '"';
        for (size_t k = 0; k < sizeof marks && !quoted; k++)
            counts[k] += bytes[i] == marks[k];
    }
    for (size_t k = 1; k < sizeof marks; k++)
        if (counts[k] > counts[best])
            best = k;
    return marks[best];
}

/* Excel's own first line, "sep=;", is no row of the table, but is counted as one. */
static size_t skip_separator(struct csv *csv, const char *bytes, size_t length, char *delimiter)
{
    if (length < 5 || strncasecmp(bytes, "sep=", 4) != 0)
        return 0;
    size_t end = 5;
    *delimiter = bytes[4];
    end += end < length && bytes[end] == '\r';
    end += end < length && bytes[end] == '\n';
    csv->number++;
    return end;
}

static bool begin(struct csv *csv, const char *bytes, size_t length, size_t *skipped)
{
    char delimiter = '\0';
    *skipped = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    *skipped += skip_separator(csv, bytes + *skipped, length - *skipped, &delimiter);
    csv_set_delim(&csv->parser,
                  (unsigned char)(delimiter ? delimiter : delimiter_of(bytes + *skipped, length - *skipped)));
    return line_begin(csv->line, csv->number, csv->problem);
}

static bool parse(struct csv *csv, const char *bytes, size_t length)
{
    bool whole = csv_parse(&csv->parser, bytes, length, take_cell, take_end, csv) == length;
    return problem_is_set(csv->problem) ? false : whole || refuse(csv);
}

static bool read_pieces(struct csv *csv, const struct table_source *source)
{
    scoped(text_close) struct text piece = {0};
    char *room = text_reserve(&piece, PIECE);
    for (uint64_t at = 0; at < source->length;) {
        size_t skipped = 0, length;
        const char *bytes = source_piece(source, at, room, PIECE, &length);
        if (bytes == NULL)
            return problem_set(csv->problem, "internal_error", NULL);
        if ((at == 0 && !begin(csv, bytes, length, &skipped)) || !parse(csv, bytes + skipped, length - skipped))
            return false;
        at += length;
    }
    if (csv_fini(&csv->parser, take_cell, take_end, csv) != 0)
        return problem_is_set(csv->problem) ? false : refuse(csv);
    return !problem_is_set(csv->problem);
}

bool csv_read(const struct table_source *source, line_function *take, void *taker, struct problem *problem)
{
    struct csv csv = {.take = take, .taker = taker, .problem = problem, .number = 1};
    if (csv_init(&csv.parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return problem_set(problem, "internal_error", NULL);
    csv.line = memory_new(1, sizeof *csv.line);
    csv.line->most = source->rows_most;
    csv_set_realloc_func(&csv.parser, grow);
    bool done = read_pieces(&csv, source);
    csv_free(&csv.parser);
    text_close(&csv.line->bytes);
    free(csv.line);
    return done;
}
