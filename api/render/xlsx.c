/* xlsx.c: rows as a spreadsheet: real numbers and dates, codes as text, a bold header that stays in sight. Written in
 * constant memory to a file without a name. Hidden columns `_sheet_campaign`, `_sheet_version` … of the first row
 * become a hidden page, by which a sheet that comes back filled in says whose it is (tables/workbook.c reads it); one
 * that is for people to read speaks their language (people.h), and begins with the lines of its hidden column `_head`.
 */
#include "render/people.h"
#include "render/words.h"

#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/spool.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum {
    WIDTH_LEAST = 8,
    WIDTH_MOST = 60,
    EXACT_DIGITS = 15,
    TEXT_MOST = 32767 /* characters; Excel's own limit */,
    COLUMNS_OF_A_SHEET = 16384
};

#define DATA_PAGE   "Số liệu"
#define HIDDEN_PAGE "thidua"
#define SHEET_NAME  "_sheet_"
#define HEAD_COLUMN "_head"

/* libxlsxwriter writes when a workbook was made, and asks this for it: libc's own answer is one for all threads. */
struct tm *gmtime(const time_t *instant)
{
    static _Thread_local struct tm parts;
    return gmtime_r(instant, &parts);
}

struct spreadsheet {
    FILE *file;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *date;
    lxw_row_t row, first; /* the last one written; that of the headings */
    unsigned char widths[COLUMNS_OF_A_SHEET];
    lxw_col_t columns;
    struct text scratch;
    lxw_worksheet *identity; /* NULL while nothing says whose sheet it is */
    struct people *people;   /* NULL for a sheet that programs read too */
    bool broken;             /* something was not written: memory or the disk is full */
};

static size_t characters(const char *text, size_t *bytes, size_t most)
{
    size_t count = 0, i = 0;
    for (; text[i]; i++) {
        bool starts = ((unsigned char)text[i] & 0xC0) != 0x80;
        if (starts && count == most)
            break;
        count += starts;
    }
    *bytes = i;
    return count;
}

static void widen(struct spreadsheet *spreadsheet, lxw_col_t column, const char *text)
{
    size_t bytes, width = characters(text, &bytes, WIDTH_MOST - 2) + 2;
    if (width > spreadsheet->widths[column])
        spreadsheet->widths[column] = (unsigned char)width;
}

static void write_words(struct spreadsheet *spreadsheet, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                        const char *words, lxw_format *format)
{
    spreadsheet->broken |= worksheet_write_string(sheet, row, column, words, format) != LXW_NO_ERROR;
}

static void add_heading(struct spreadsheet *spreadsheet, const char *name, lxw_format *bold)
{
    if (spreadsheet->columns == COLUMNS_OF_A_SHEET)
        return;
    write_words(spreadsheet, spreadsheet->sheet, spreadsheet->first, spreadsheet->columns, name, bold);
    spreadsheet->widths[spreadsheet->columns] = WIDTH_LEAST;
    widen(spreadsheet, spreadsheet->columns++, name);
}

static void add_spread_header(struct spreadsheet *spreadsheet, const struct columns *columns, const PGresult *rows,
                              lxw_format *bold)
{
    scoped(list_close) struct list_walk names = names_spread(columns, rows, 0);
    while (list_element(&names)) {
        text_clear(&spreadsheet->scratch);
        text_add_bytes(&spreadsheet->scratch, names.bytes, names.length);
        add_heading(spreadsheet, text_string(&spreadsheet->scratch), bold);
    }
}

/* What form this is, of whom and of which year: a line each above the headings, and a blank one. They run over the
 * cells beside them and widen no column. */
static void add_head(struct spreadsheet *spreadsheet, const PGresult *rows, lxw_format *bold)
{
    const char *line = PQntuples(rows) ? column(rows, 0, HEAD_COLUMN) : NULL;
    while (line && *line) {
        size_t length = strcspn(line, "\n");
        scoped(free_string) char *words = text_format("%.*s", (int)length, line);
        write_words(spreadsheet, spreadsheet->sheet, spreadsheet->first++, 0, words, bold);
        line += length + (line[length] == '\n');
    }
    if (spreadsheet->first)
        spreadsheet->first++;
    spreadsheet->row = spreadsheet->first;
}

static void add_header(struct spreadsheet *spreadsheet, const struct columns *columns, const PGresult *rows,
                       const struct rendering *rendering)
{
    lxw_format *bold = memory_insist(workbook_add_format(spreadsheet->book));
    format_set_bold(bold);
    add_head(spreadsheet, rows, bold);
    for (unsigned i = 0; i < columns->node_count; i++) {
        if (!is_tabular(&columns->nodes[i], rendering))
            continue;
        if (columns->nodes[i].spread)
            add_spread_header(spreadsheet, columns, rows, bold);
        else
            add_heading(spreadsheet, people_heading(spreadsheet->people, spreadsheet->columns, columns->nodes[i].name),
                        bold);
    }
    worksheet_freeze_panes(spreadsheet->sheet, spreadsheet->first + 1, 0);
}

static bool open_book(struct spreadsheet *spreadsheet)
{
    char path[32];
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    spreadsheet->file = spool_in_memory();
    if (spreadsheet->file == NULL)
        return false;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(spreadsheet->file)); /* libxlsxwriter wants a name */
    spreadsheet->book = workbook_new_opt(path, &options);
    return spreadsheet->book != NULL;
}

static bool begin(struct spreadsheet *spreadsheet, const struct columns *columns, const PGresult *rows,
                  const struct rendering *rendering)
{
    if (!open_book(spreadsheet))
        return false;
    spreadsheet->sheet = workbook_add_worksheet(spreadsheet->book, DATA_PAGE);
    if (spreadsheet->sheet == NULL)
        return false;
    spreadsheet->date = memory_insist(workbook_add_format(spreadsheet->book));
    format_set_num_format(spreadsheet->date, "dd/mm/yyyy");
    spreadsheet->people = people_new(columns, rows, rendering);
    add_header(spreadsheet, columns, rows, rendering);
    return true;
}

/* Whatever there is of it; true when all of it was written, and went to `out`. */
static bool end(struct spreadsheet *spreadsheet, struct text *out)
{
    bool written = spreadsheet->book && workbook_close(spreadsheet->book) == LXW_NO_ERROR && !spreadsheet->broken;
    if (written && out)
        written = text_add_file(out, fileno(spreadsheet->file));
    if (spreadsheet->file)
        fclose(spreadsheet->file);
    people_free(spreadsheet->people);
    text_close(&spreadsheet->scratch);
    free(spreadsheet);
    return written;
}

struct spreadsheet *spreadsheet_new(const PGresult *rows, const struct rendering *rendering)
{
    struct problem problem = {0};
    const struct columns *columns = columns_of(rows, &problem);
    struct spreadsheet *spreadsheet = columns ? memory_new(1, sizeof *spreadsheet) : NULL;
    if (spreadsheet && begin(spreadsheet, columns, rows, rendering))
        return spreadsheet;
    if (spreadsheet)
        end(spreadsheet, NULL);
    log_event(LOG_ERROR, "spreadsheet_not_made", "operation", rendering->operation ? rendering->operation->id : NULL,
              NULL);
    return NULL;
}

static void say(struct spreadsheet *spreadsheet, lxw_row_t *row, const char *key, const char *value)
{
    write_words(spreadsheet, spreadsheet->identity, *row, 0, key, NULL);
    write_words(spreadsheet, spreadsheet->identity, (*row)++, 1, value, NULL);
}

static void add_identity(struct spreadsheet *spreadsheet, const PGresult *rows, int row)
{
    lxw_row_t line = 0;
    for (int i = 0; i < PQnfields(rows); i++) {
        const char *name = PQfname(rows, i);
        if (strncmp(name, SHEET_NAME, strlen(SHEET_NAME)) != 0 || PQgetisnull(rows, row, i))
            continue;
        if (spreadsheet->identity == NULL) {
            spreadsheet->identity = workbook_add_worksheet(spreadsheet->book, HIDDEN_PAGE);
            if ((spreadsheet->broken = spreadsheet->identity == NULL))
                return;
            say(spreadsheet, &line, "page", DATA_PAGE);
        }
        say(spreadsheet, &line, name + strlen(SHEET_NAME), PQgetvalue(rows, row, i));
    }
    if (spreadsheet->identity)
        worksheet_hide(spreadsheet->identity);
}

/* A spreadsheet computes with doubles: longer numbers would change, so they stay text. */
static bool is_exact(const char *number)
{
    size_t digits = 0;
    for (; *number; number++)
        digits += isdigit((unsigned char)*number) != 0;
    return digits <= EXACT_DIGITS;
}

/* Excel's calendar begins in 1900; older days stay text. */
static bool add_date(struct spreadsheet *spreadsheet, lxw_col_t column, const char *bytes)
{
    char *rest;
    lxw_datetime date = {.year = (int)strtol(bytes, &rest, 10)};
    date.month = *rest ? (int)strtol(rest + 1, &rest, 10) : 0;
    date.day = *rest ? (int)strtol(rest + 1, &rest, 10) : 0;
    if (date.year < 1900 || *rest)
        return false;
    spreadsheet->broken |= worksheet_write_datetime(spreadsheet->sheet, spreadsheet->row, column, &date,
                                                    spreadsheet->date) != LXW_NO_ERROR;
    return true;
}

static lxw_error add_text(struct spreadsheet *spreadsheet, lxw_col_t column, struct text *text)
{
    size_t bytes;
    if (characters(text_string(text), &bytes, TEXT_MOST - 1) == TEXT_MOST - 1 && bytes < text->length) {
        text->length = bytes;
        text_add(text, "…");
    }
    return worksheet_write_string(spreadsheet->sheet, spreadsheet->row, column, text_string(text), NULL);
}

static bool add_cell(struct spreadsheet *spreadsheet, lxw_col_t column, const struct node *node,
                     const struct rendering *rendering, const char *bytes, size_t length)
{
    struct text *plain = &spreadsheet->scratch;
    bool number = !node->list && (node->kind == CELL_INTEGER || node->kind == CELL_DECIMAL);
    text_clear(plain);
    if (node->kind == CELL_JSON)
        words_say(plain, rendering, bytes, length);
    else if (!cell_add_plain(plain, node, bytes, length, false))
        return false;
    if (plain->length && spreadsheet->people) {
        const char *word = people_word(spreadsheet->people, column, text_string(plain));
        if (word != text_string(plain)) {
            text_clear(plain);
            text_add(plain, word);
        }
    }
    widen(spreadsheet, column, text_string(plain));
    if (plain->length == 0)
        return true;
    if (number && is_exact(bytes))
        return worksheet_write_number(spreadsheet->sheet, spreadsheet->row, column, strtod(bytes, NULL), NULL) == 0;
    if (node->kind == CELL_TRUTH && !node->list)
        return worksheet_write_boolean(spreadsheet->sheet, spreadsheet->row, column, bytes[0] == 't', NULL) == 0;
    if (node->kind == CELL_DATE && !node->list && add_date(spreadsheet, column, bytes))
        return true;
    return add_text(spreadsheet, column, plain) == LXW_NO_ERROR;
}

/* One cell per element. */
static bool add_spread(struct spreadsheet *spreadsheet, lxw_col_t *column, const struct node *node,
                       const struct rendering *rendering, const PGresult *rows, int row)
{
    scoped(list_close) struct list_walk walk =
        list_of(PQgetisnull(rows, row, node->column) ? "{}" : PQgetvalue(rows, row, node->column));
    struct node element = *node;
    element.list = false;
    for (; list_element(&walk) && *column < spreadsheet->columns; ++*column) {
        scoped(free_string) char *value = walk.bytes ? text_format("%.*s", (int)walk.length, walk.bytes) : NULL;
        if (value && !add_cell(spreadsheet, *column, &element, rendering, value, walk.length))
            return false;
    }
    return true;
}

bool spreadsheet_add(struct spreadsheet *spreadsheet, const PGresult *rows, int row, const struct rendering *rendering,
                     struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    if (columns == NULL || !wall_lets_pass(columns, rows, row, rendering, problem))
        return false;
    if (spreadsheet->row == spreadsheet->first)
        add_identity(spreadsheet, rows, row);
    if (++spreadsheet->row >= LXW_ROW_MAX)
        return problem_set(problem, "too_many_rows", "{s:i}", "most", LXW_ROW_MAX - 1 - (int)spreadsheet->first);
    lxw_col_t column = 0;
    for (unsigned i = 0; i < columns->node_count; i++) {
        const struct node *node = &columns->nodes[i];
        if (!is_tabular(node, rendering))
            continue;
        if (node->spread) {
            if (!add_spread(spreadsheet, &column, node, rendering, rows, row))
                return cell_refuse(node, rendering, problem);
            continue;
        }
        if (!PQgetisnull(rows, row, node->column) &&
            !people_skips(spreadsheet->people, column, PQgetvalue(rows, row, node->column)) &&
            !add_cell(spreadsheet, column, node, rendering, PQgetvalue(rows, row, node->column),
                      (size_t)PQgetlength(rows, row, node->column)))
            return cell_refuse(node, rendering, problem);
        column++;
    }
    return true;
}

bool spreadsheet_finish(struct spreadsheet *spreadsheet, struct text *out)
{
    for (lxw_col_t column = 0; column < spreadsheet->columns; column++) {
        lxw_row_col_options hidden = {0};
        hidden.hidden = spreadsheet->row > spreadsheet->first && people_hides(spreadsheet->people, column);
        worksheet_set_column_opt(spreadsheet->sheet, column, column, spreadsheet->widths[column], NULL, &hidden);
    }
    return end(spreadsheet, out);
}
