/* workbook.c: rows out of an XLSX workbook (ECMA-376): the first page that people see, or the one that the hidden page
 * `thidua` names. Formulas give the value they had when the file was saved. */
#include "support/memory.h"
#include "support/scoped.h"
#include "tables/archive.h"
#include "tables/line.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES_MOST = 64, RELATIONS_MOST = 256, STYLES_MOST = 65000, FORMATS_MOST = 1000, STRINGS_MOST = 1000 * 1000 };
#define STRING_BYTES_MOST (16 * 1024 * 1024)
#define HIDDEN_PAGE       "thidua"

enum style { STYLE_PLAIN, STYLE_PERCENT, STYLE_DATE };

struct page {
    char *name, *relation;
    bool hidden;
};

struct relation {
    char *id, *kind, *target;
};

struct workbook {
    struct archive archive;
    struct problem *problem;
    struct page pages[PAGES_MOST];
    size_t page_count;
    struct relation relations[RELATIONS_MOST];
    size_t relation_count;
    unsigned rows_most;
    char *folder; /* of the workbook part, "xl/" */
    bool from_1904;
    struct {
        int id;
        enum style style;
    } formats[FORMATS_MOST];
    size_t format_count;
    unsigned char *styles; /* enum style of each cell format */
    size_t style_count;
    bool in_cell_formats;
    struct text strings; /* the shared ones, one behind the other */
    size_t *string_ends;
    size_t string_count, string_room;
    bool in_text, in_phonetic;
};

static bool refuse(struct workbook *book, const char *code)
{
    return problem_set(book->problem, code, "{s:i}", "megabytes", STRING_BYTES_MOST / 1024 / 1024);
}

static bool is(const char *name, const char *wanted)
{
    return name && strcmp(name, wanted) == 0;
}

static bool ends_with(const char *text, const char *ending)
{
    if (ending == NULL)
        return false;
    size_t length = strlen(text), wanted = strlen(ending);
    return length >= wanted && strcmp(text + length - wanted, ending) == 0;
}

/* ---- which parts there are ---- */

static void see_relation(void *state, const char *name, const char **attributes)
{
    struct workbook *book = state;
    const char *id = attribute_named(attributes, "Id"), *kind = attribute_named(attributes, "Type");
    const char *target = attribute_named(attributes, "Target");
    if (!is(name, "Relationship") || !id || !kind || !target || book->relation_count == RELATIONS_MOST)
        return;
    book->relations[book->relation_count++] =
        (struct relation){.id = text_copy(id), .kind = text_copy(kind), .target = text_copy(target)};
}

static void forget_relations(struct workbook *book)
{
    while (book->relation_count) {
        struct relation *relation = &book->relations[--book->relation_count];
        free(relation->id);
        free(relation->kind);
        free(relation->target);
    }
}

static bool read_relations(struct workbook *book, const char *part)
{
    static const struct part_reader reader = {.opens = see_relation};
    forget_relations(book);
    return archive_read(&book->archive, part, &reader, book);
}

/* The part that a relation leads to; NULL when there is none. Caller frees. */
static char *target_of(const struct workbook *book, const char *id, const char *kind)
{
    for (size_t i = 0; i < book->relation_count; i++) {
        const struct relation *relation = &book->relations[i];
        if (id ? strcmp(relation->id, id) != 0 : !ends_with(relation->kind, kind))
            continue;
        return relation->target[0] == '/' ? text_copy(relation->target + 1)
                                          : text_format("%s%s", book->folder ? book->folder : "", relation->target);
    }
    return NULL;
}

static bool truth(const char *text)
{
    return is(text, "1") || is(text, "true");
}

static void see_page(void *state, const char *name, const char **attributes)
{
    struct workbook *book = state;
    const char *title = attribute_named(attributes, "name"), *shown = attribute_named(attributes, "state");
    const char *relation = attribute_named(attributes, "id");
    if (is(name, "workbookPr"))
        book->from_1904 = truth(attribute_named(attributes, "date1904"));
    if (!is(name, "sheet") || !title || !relation)
        return;
    if (book->page_count == PAGES_MOST) {
        refuse(book, "workbook_too_large");
        return;
    }
    book->pages[book->page_count++] = (struct page){
        .name = text_copy(title), .relation = text_copy(relation), .hidden = shown && !is(shown, "visible")};
}

static bool read_pages(struct workbook *book)
{
    static const struct part_reader reader = {.opens = see_page};
    if (!read_relations(book, "_rels/.rels"))
        return false;
    scoped(free_string) char *part = target_of(book, NULL, "/officeDocument");
    const char *slash = part ? strrchr(part, '/') : NULL;
    if (part == NULL)
        return refuse(book, "malformed_workbook");
    book->folder = text_format("%.*s", slash ? (int)(slash + 1 - part) : 0, part);
    scoped(free_string) char *relations = text_format("%s_rels/%s.rels", book->folder, slash ? slash + 1 : part);
    return archive_read(&book->archive, part, &reader, book) && read_relations(book, relations);
}

/* ---- styles: which numbers are dates, which are percentages ---- */

/* Formats that every workbook knows without saying so (ECMA-376, 18.8.30). */
static enum style known_style(int id)
{
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
        return STYLE_DATE;
    return id == 9 || id == 10 ? STYLE_PERCENT : STYLE_PLAIN;
}

/* Letters count outside quotes, brackets and escapes. */
static enum style style_of(const char *format)
{
    bool quoted = false, bracketed = false;
    for (; *format; format++) {
        if (*format == '"')
            quoted = !quoted;
        else if (!quoted && (*format == '[' || *format == ']'))
            bracketed = *format == '[';
        else if (quoted || bracketed)
            continue;
        else if (*format == '%')
            return STYLE_PERCENT;
        else if (strchr("dmyhsDMYHS", *format))
            return STYLE_DATE;
        else if (strchr("\\_*", *format) && format[1])
            format++;
    }
    return STYLE_PLAIN;
}

static enum style format_style(const struct workbook *book, int id)
{
    for (size_t i = 0; i < book->format_count; i++)
        if (book->formats[i].id == id)
            return book->formats[i].style;
    return known_style(id);
}

static void add_style(struct workbook *book, const char *format)
{
    if (book->styles == NULL)
        book->styles = memory_new(STYLES_MOST, 1);
    if (book->style_count < STYLES_MOST)
        book->styles[book->style_count++] = (unsigned char)format_style(book, format ? atoi(format) : 0);
}

static void see_style(void *state, const char *name, const char **attributes)
{
    struct workbook *book = state;
    const char *id = attribute_named(attributes, "numFmtId"), *code = attribute_named(attributes, "formatCode");
    if (is(name, "numFmt") && id && code && book->format_count < FORMATS_MOST) {
        book->formats[book->format_count].id = atoi(id);
        book->formats[book->format_count++].style = style_of(code);
    }
    if (is(name, "cellXfs"))
        book->in_cell_formats = true;
    if (is(name, "xf") && book->in_cell_formats)
        add_style(book, id);
}

static void end_style(void *state, const char *name)
{
    struct workbook *book = state;
    if (is(name, "cellXfs"))
        book->in_cell_formats = false;
}

static bool read_styles(struct workbook *book)
{
    static const struct part_reader reader = {.opens = see_style, .closes = end_style};
    scoped(free_string) char *part = target_of(book, NULL, "/styles");
    return part == NULL || !archive_has(&book->archive, part) || archive_read(&book->archive, part, &reader, book);
}

/* ---- shared strings ---- */

static void open_string(void *state, const char *name, const char **attributes)
{
    (void)attributes;
    struct workbook *book = state;
    if (is(name, "rPh"))
        book->in_phonetic = true;
    if (is(name, "t"))
        book->in_text = !book->in_phonetic;
}

static void close_string(void *state, const char *name)
{
    struct workbook *book = state;
    if (is(name, "t"))
        book->in_text = false;
    if (is(name, "rPh"))
        book->in_phonetic = false;
    if (!is(name, "si"))
        return;
    if (book->string_count == book->string_room) {
        book->string_room = book->string_room ? 2 * book->string_room : 256;
        book->string_ends = memory_grow(book->string_ends, book->string_room, sizeof *book->string_ends);
    }
    if (book->string_count < STRINGS_MOST)
        book->string_ends[book->string_count++] = book->strings.length;
    else
        refuse(book, "workbook_too_large");
}

static void say_string(void *state, const char *bytes, int length)
{
    struct workbook *book = state;
    if (!book->in_text)
        return;
    text_add_bytes(&book->strings, bytes, (size_t)length);
    if (book->strings.length > STRING_BYTES_MOST)
        refuse(book, "workbook_too_large");
}

static bool read_strings(struct workbook *book)
{
    static const struct part_reader reader = {.opens = open_string, .closes = close_string, .says = say_string};
    scoped(free_string) char *part = target_of(book, NULL, "/sharedStrings");
    return part == NULL || !archive_has(&book->archive, part) || archive_read(&book->archive, part, &reader, book);
}

/* ---- cells ---- */

struct page_reader {
    struct workbook *book;
    struct line *line;
    line_function *take;
    void *taker;
    unsigned row, column; /* of the cell that is read; the next ones where the file leaves them out */
    char kind[12];        /* "n", "s", "str", "b", "e", "inlineStr", "d" */
    size_t style;
    bool in_row, in_cell, in_value, in_phonetic;
    struct text value;
};

/* A workbook keeps doubles; 15 digits and 6 decimals of them are what somebody typed. */
static void print_number(double number, struct text *out)
{
    char digits[400];
    snprintf(digits, sizeof digits, "%.15g", number);
    snprintf(digits, sizeof digits, "%.6f", strtod(digits, NULL));
    size_t length = strlen(digits);
    while (length && digits[length - 1] == '0')
        length--;
    length -= length && digits[length - 1] == '.';
    text_clear(out);
    text_add_bytes(out, digits, length);
    if (strcmp(text_string(out), "-0") == 0) {
        text_clear(out);
        text_add_char(out, '0');
    }
}

/* Days since 1970-01-01 as a date (Howard Hinnant's civil_from_days). */
static void print_date(long days, struct text *out)
{
    days += 719468;
    long era = (days >= 0 ? days : days - 146096) / 146097;
    long of_era = days - era * 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long of_year = of_era - (365 * year + year / 4 - year / 100);
    long month = (5 * of_year + 2) / 153;
    long day = of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    text_clear(out);
    text_print(out, "%04ld-%02ld-%02ld", year + era * 400 + (month <= 2), month, day);
}

/* A day as spreadsheets count: from 1900, with a 29 February 1900 that never was, or from 1904. */
static bool print_serial(const struct workbook *book, double serial, struct text *out)
{
    if (!(serial >= 0 && serial < 2958466)) /* 10000-01-01 */
        return false;
    long days = (long)serial, seconds = lround((serial - (double)days) * 86400);
    print_date(book->from_1904 ? days - 24107 : days - (days > 59 ? 25569 : 25568), out);
    if (seconds > 0 && seconds < 86400)
        text_print(out, "T%02ld:%02ld:%02ld+07:00", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return true;
}

static bool add(struct page_reader *page, enum line_kind kind, const char *bytes, size_t length)
{
    return line_add(page->line, page->column, kind, bytes, length, page->book->problem);
}

static bool add_number(struct page_reader *page)
{
    char *rest;
    double number = strtod(text_string(&page->value), &rest);
    enum style style = page->style < page->book->style_count ? page->book->styles[page->style] : STYLE_PLAIN;
    if (page->value.length == 0)
        return true;
    if (*rest || !isfinite(number))
        return refuse(page->book, "malformed_workbook");
    if (style == STYLE_DATE && print_serial(page->book, number, &page->value))
        return add(page, LINE_DATE, text_string(&page->value), page->value.length);
    print_number(style == STYLE_PERCENT ? number * 100 : number, &page->value);
    return add(page, LINE_NUMBER, text_string(&page->value), page->value.length);
}

static bool add_shared(struct page_reader *page)
{
    const struct workbook *book = page->book;
    char *rest;
    unsigned long number = strtoul(text_string(&page->value), &rest, 10);
    if (page->value.length == 0)
        return true;
    if (*rest || number >= book->string_count)
        return refuse(page->book, "malformed_workbook");
    size_t start = number ? book->string_ends[number - 1] : 0, end = book->string_ends[number];
    return add(page, LINE_TEXT, text_string(&book->strings) + start, end - start);
}

static bool add_cell(struct page_reader *page)
{
    if (is(page->kind, "s"))
        return add_shared(page);
    if (is(page->kind, "n"))
        return add_number(page);
    if (is(page->kind, "b"))
        return is(text_string(&page->value), "1") ? add(page, LINE_TRUTH, "true", 4)
                                                  : add(page, LINE_TRUTH, "false", page->value.length ? 5 : 0);
    return add(page, is(page->kind, "d") ? LINE_DATE : LINE_TEXT, text_string(&page->value), page->value.length);
}

/* "AB12" → 27. */
static unsigned column_of(const char *reference)
{
    unsigned column = 0;
    for (; isalpha((unsigned char)*reference) && column < 1000 * 1000; reference++)
        column = column * 26 + (unsigned)(toupper((unsigned char)*reference) - 'A' + 1);
    return column ? column - 1 : 0;
}

static void open_row(struct page_reader *page, const char **attributes)
{
    const char *number = attribute_named(attributes, "r");
    unsigned long row = number ? strtoul(number, NULL, 10) : page->row + 1;
    if (row <= page->row || row > 10 * 1000 * 1000) {
        refuse(page->book, "malformed_workbook");
        return;
    }
    page->row = (unsigned)row;
    page->column = 0;
    page->in_row = true;
    text_clear(&page->line->bytes);
    page->line->count = 0;
    page->line->number = page->row;
}

static void open_cell(struct page_reader *page, const char **attributes)
{
    const char *place = attribute_named(attributes, "r"), *kind = attribute_named(attributes, "t");
    const char *style = attribute_named(attributes, "s");
    if (place)
        page->column = column_of(place);
    snprintf(page->kind, sizeof page->kind, "%s", kind ? kind : "n");
    page->style = style ? strtoul(style, NULL, 10) : 0;
    page->in_cell = true;
    text_clear(&page->value);
}

static void open_element(void *state, const char *name, const char **attributes)
{
    struct page_reader *page = state;
    if (is(name, "row"))
        open_row(page, attributes);
    else if (is(name, "c") && page->in_row)
        open_cell(page, attributes);
    else if (is(name, "rPh"))
        page->in_phonetic = true;
    else if (page->in_cell && !page->in_phonetic && (is(name, "v") || is(name, "t")))
        page->in_value = true;
}

static void close_row(struct page_reader *page)
{
    page->in_row = false;
    if (line_is_blank(page->line))
        return;
    if (line_has_room(page->line, page->row, page->book->problem))
        page->take(page->taker, page->line, page->book->problem);
}

static void close_element(void *state, const char *name)
{
    struct page_reader *page = state;
    if (is(name, "v") || is(name, "t"))
        page->in_value = false;
    if (is(name, "rPh"))
        page->in_phonetic = false;
    if (is(name, "c") && page->in_cell) {
        page->in_cell = false;
        add_cell(page);
        page->column++;
    }
    if (is(name, "row") && page->in_row)
        close_row(page);
}

static void say_value(void *state, const char *bytes, int length)
{
    struct page_reader *page = state;
    if (page->in_value && page->value.length < 1024 * 1024)
        text_add_bytes(&page->value, bytes, (size_t)length);
}

static bool read_page(struct workbook *book, const struct page *which, line_function *take, void *taker)
{
    static const struct part_reader reader = {.opens = open_element, .closes = close_element, .says = say_value};
    scoped(free_string) char *part = target_of(book, which->relation, NULL);
    struct page_reader page = {.book = book, .take = take, .taker = taker, .line = memory_new(1, sizeof *page.line)};
    page.line->most = book->rows_most;
    bool done = part ? archive_read(&book->archive, part, &reader, &page) : refuse(book, "malformed_workbook");
    text_close(&page.line->bytes);
    text_close(&page.value);
    free(page.line);
    return done;
}

/* ---- whose workbook it is ---- */

static bool take_identity(void *taker, const struct line *line, struct problem *problem)
{
    (void)problem;
    json_t **sheet = taker;
    size_t length;
    const char *name = line_text(line, 0, &length);
    scoped(free_string) char *key = text_format("%.*s", (int)length, name);
    const char *value = line_text(line, 1, &length);
    if (*key && length && json_object_size(*sheet) < 50)
        json_object_set_new(*sheet, key, json_stringn(value, length));
    return true;
}

static bool read_identity(struct workbook *book, json_t **sheet)
{
    for (size_t i = 0; i < book->page_count; i++) {
        if (!book->pages[i].hidden || !is(book->pages[i].name, HIDDEN_PAGE))
            continue;
        *sheet = json_object();
        return read_page(book, &book->pages[i], take_identity, sheet);
    }
    return true;
}

static const struct page *data_page(const struct workbook *book, const json_t *sheet)
{
    const char *named = json_string_value(json_object_get(sheet, "page"));
    const struct page *first = NULL;
    for (size_t i = 0; i < book->page_count; i++) {
        if (named && is(book->pages[i].name, named))
            return &book->pages[i];
        if (first == NULL && !book->pages[i].hidden)
            first = &book->pages[i];
    }
    return first;
}

static bool read_data(struct workbook *book, json_t **sheet, line_function *take, void *taker)
{
    if (!read_pages(book) || !read_styles(book) || !read_strings(book) || !read_identity(book, sheet))
        return false;
    const struct page *page = data_page(book, *sheet);
    return page ? read_page(book, page, take, taker) : refuse(book, "malformed_workbook");
}

static void close_book(struct workbook *book)
{
    forget_relations(book);
    for (size_t i = 0; i < book->page_count; i++) {
        free(book->pages[i].name);
        free(book->pages[i].relation);
    }
    free(book->folder);
    free(book->styles);
    free(book->string_ends);
    text_close(&book->strings);
    archive_close(&book->archive);
    free(book);
}

bool workbook_read(const struct table_source *source, json_t **sheet, line_function *take, void *taker,
                   struct problem *problem)
{
    struct workbook *book = memory_new(1, sizeof *book);
    book->problem = problem;
    book->rows_most = source->rows_most;
    bool done = archive_open(&book->archive, source, problem) && read_data(book, sheet, take, taker);
    close_book(book);
    return done && !problem_is_set(problem);
}
