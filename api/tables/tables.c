/* tables.c: a table that people filled in becomes the JSON body that a program would have sent. The first row that is
 * not empty names the columns; every other one is an item. */
#include "tables/tables.h"

#include "support/memory.h"
#include "support/scoped.h"
#include "tables/line.h"
#include "tables/values.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define BATCH_BYTES (1024 * 1024) /* a batch is handed over before it takes more memory than this */
#define NUMBER_MOST 1000          /* signs of a number that goes on to the database, and its exponent */

/* Where the property of a column stands among the fields. */
enum { PASSED_OVER = -1, WITHOUT_NAME = -2 };

struct heading {
    int field;
    bool second; /* unit.code, which gives way to unit.id beside it */
};

struct reading {
    const struct table_wishes *wishes;
    struct table *table;
    struct problem *problem;
    struct field fields[TABLE_FIELDS_MOST];
    size_t field_count;
    struct heading headings[TABLE_COLUMNS_MOST];
    unsigned heading_count;
    bool headed;
};

void table_column_letters(unsigned number, char letters[8])
{
    char reversed[8];
    size_t count = 0;
    for (number++; number > 0 && count < 7; number = (number - 1) / 26)
        reversed[count++] = (char)('A' + (number - 1) % 26);
    for (size_t i = 0; i < count; i++)
        letters[i] = reversed[count - 1 - i];
    letters[count] = '\0';
}

/* ---- the header ---- */

static int field_named(const struct reading *reading, const char *bytes, size_t length)
{
    for (size_t i = 0; i < reading->field_count; i++)
        if (text_alike(bytes, length, reading->fields[i].name))
            return (int)i;
    int found = PASSED_OVER;
    for (size_t i = 0; i < reading->field_count; i++)
        if (reading->fields[i].title[0] && text_alike(bytes, length, reading->fields[i].title)) {
            if (found != PASSED_OVER)
                return PASSED_OVER; /* two properties have this label: only their names tell them apart */
            found = (int)i;
        }
    return found;
}

/* A unit, campaign or indicator is named by id or code, other things by id alone. */
static bool refers(const struct field *field, const char *ending)
{
    return field->kind == VALUE_UNIT_REFERENCE || field->kind == VALUE_CAMPAIGN_REFERENCE ||
           field->kind == VALUE_INDICATOR_REFERENCE ||
           (field->kind == VALUE_UUID && !field->list && strcmp(ending, ".code") != 0);
}

/* What a list shows as unit.id and unit.code, a body takes as unit. */
static int reference_named(const struct reading *reading, const char *bytes, size_t length, const char *ending)
{
    size_t tail = strlen(ending);
    if (length <= tail || strncasecmp(bytes + length - tail, ending, tail) != 0)
        return PASSED_OVER;
    int field = field_named(reading, bytes, length - tail);
    return field >= 0 && refers(&reading->fields[field], ending) ? field : PASSED_OVER;
}

/* A column that the same sheet shows when it is fetched, and that nobody fills in. */
static bool is_shown_only(const struct reading *reading, const char *bytes, size_t length)
{
    const char *names[TABLE_FIELDS_MOST * 2];
    const struct schema *reply = reading->wishes->shown ? reading->wishes->shown->reply : NULL;
    size_t room = sizeof names / sizeof names[0], count = reply ? schema_columns(reply, names, room) : 0;
    if (reference_named(reading, bytes, length, ".name") != PASSED_OVER ||
        reference_named(reading, bytes, length, ".title") != PASSED_OVER)
        return true;
    for (size_t i = 0; i < count && i < room; i++)
        if (text_alike(bytes, length, names[i]))
            return true;
    return false;
}

/* Without headings the first row stands in their place: what may be an identifier is not repeated in the answer. */
static bool holds_long_number(const char *text)
{
    for (size_t digits; *text; text += digits ? digits : 1)
        if ((digits = strspn(text, "0123456789")) >= 9)
            return true;
    return false;
}

static bool refuse_heading(struct reading *reading, unsigned column, const char *code, const char *name, size_t length)
{
    scoped(text_close) struct text allowed = {0};
    char letters[8];
    table_column_letters(column, letters);
    for (size_t i = 0; i < reading->field_count; i++)
        if (!reading->fields[i].read_only)
            text_print(&allowed, "%s%s", allowed.length ? ", " : "", reading->fields[i].name);
    scoped(free_string) char *clean = text_normalised(name, length, &(struct problem){0});
    bool shown = clean && *clean && !holds_long_number(clean);
    int field = shown ? field_named(reading, name, length) : PASSED_OVER;
    json_t *params =
        json_pack("{s:s, s:s, s:s, s:s}", "name", shown ? clean : "…", "label_vi",
                  field >= 0 ? reading->fields[field].title : "", "column", letters, "allowed", text_string(&allowed));
    if (!problem_is_set(reading->problem))
        problem_take(reading->problem, code, json_incref(params), json_array());
    if (reading->problem->errors)
        json_array_append_new(reading->problem->errors,
                              json_pack("{s:s, s:s, s:O}", "pointer", "/items", "code", code, "params", params));
    json_decref(params);
    return false;
}

static bool is_taken(const struct reading *reading, struct heading heading)
{
    for (unsigned i = 0; i < reading->heading_count; i++)
        if (reading->headings[i].field == heading.field && reading->headings[i].second == heading.second)
            return true;
    return false;
}

/* A column whose name is a key of the items themselves: the code of an indicator in a wide sheet. */
static int open_field(struct reading *reading, const char *name, size_t length)
{
    if (reading->field_count == TABLE_FIELDS_MOST ||
        !schema_open_field(reading->wishes->body, name, length, &reading->fields[reading->field_count]))
        return PASSED_OVER;
    return (int)reading->field_count++;
}

static bool add_heading(struct reading *reading, unsigned column, const char *name, size_t length)
{
    struct heading heading = {.field = field_named(reading, name, length)};
    if (heading.field == PASSED_OVER)
        heading.field = reference_named(reading, name, length, ".id");
    if (heading.field == PASSED_OVER) {
        heading.field = reference_named(reading, name, length, ".code");
        heading.second = heading.field != PASSED_OVER;
    }
    if (length == 0)
        heading.field = WITHOUT_NAME;
    else if (heading.field == PASSED_OVER && !is_shown_only(reading, name, length))
        heading.field = open_field(reading, name, length);
    if (length && heading.field == PASSED_OVER && !is_shown_only(reading, name, length))
        refuse_heading(reading, column, "unknown_column", name, length);
    else if (heading.field >= 0 && is_taken(reading, heading))
        refuse_heading(reading, column, "repeated_column", name, length);
    if (heading.field >= 0 && !heading.second && reading->table->column_count < TABLE_FIELDS_MOST) {
        struct table_column *known = &reading->table->columns[reading->table->column_count++];
        known->number = column;
        known->catalogue = reading->fields[heading.field].catalogue;
        memcpy(known->name, reading->fields[heading.field].name, sizeof known->name);
    }
    reading->headings[reading->heading_count++] = heading;
    return true;
}

static bool take_header(struct reading *reading, const struct line *line)
{
    for (unsigned column = 0; column < line->count; column++) {
        size_t length;
        const char *name = line_text(line, column, &length);
        while (length && (name[length - 1] == '*' || name[length - 1] == ' ')) /* how forms mark what must be given */
            length--;
        add_heading(reading, column, name, length);
    }
    for (size_t i = 0; i < reading->field_count; i++)
        if (reading->fields[i].required && !is_taken(reading, (struct heading){(int)i, false}) &&
            !is_taken(reading, (struct heading){(int)i, true}))
            refuse_heading(reading, 0, "column_missing", reading->fields[i].name, strlen(reading->fields[i].name));
    reading->headed = true;
    return !problem_is_set(reading->problem);
}

/* ---- items ---- */

/* The column of a field in this row, the first choice before the second; -1 when it says nothing. */
static int column_of(const struct reading *reading, const struct line *line, size_t field)
{
    for (int second = 0; second <= 1; second++)
        for (unsigned i = 0; i < reading->heading_count; i++)
            if (reading->headings[i].field == (int)field && reading->headings[i].second == (bool)second) {
                size_t length;
                line_text(line, i, &length);
                if (length)
                    return (int)i;
            }
    return -1;
}

static bool has_column(const struct reading *reading, size_t field)
{
    return is_taken(reading, (struct heading){(int)field, false}) ||
           is_taken(reading, (struct heading){(int)field, true});
}

/* One level of nesting: the fields whose names begin with the first `prefix` bytes of the first one's. */
static void add_level(struct text *out, const struct reading *reading, const struct line *line, size_t *field,
                      size_t prefix)
{
    const char *like = reading->fields[*field].name;
    bool first = true;
    text_add_char(out, '{');
    while (*field < reading->field_count && strncmp(reading->fields[*field].name, like, prefix) == 0) {
        const struct field *here = &reading->fields[*field];
        const char *key = here->name + prefix;
        size_t length = here->open && prefix == here->opens_at ? strlen(key) : strcspn(key, ".");
        int column = key[length] || here->read_only ? -1 : column_of(reading, line, *field);
        bool cleared = column < 0 && !key[length] && !here->read_only && reading->wishes->blank_clears &&
                       here->nullable && has_column(reading, *field);
        if (!key[length] && column < 0 && !cleared) {
            ++*field;
            continue;
        }
        size_t before = out->length;
        text_add(out, first ? "" : ",");
        text_add_json(out, key, length);
        text_add_char(out, ':');
        if (key[length]) {
            size_t inner = out->length;
            add_level(out, reading, line, field, prefix + length + 1);
            if (out->length == inner + 2) /* {}: nothing of it was filled in */
                out->length = before;
            else
                first = false;
            continue;
        }
        first = false;
        ++*field;
        if (cleared) {
            text_add(out, "null");
            continue;
        }
        size_t bytes;
        const char *cell = line_text(line, (unsigned)column, &bytes);
        value_add(out, here, line->cells[column].kind, cell, bytes, reading->wishes);
    }
    text_add_char(out, '}');
}

static void begin_items(struct table *table)
{
    text_clear(&table->body);
    text_add(&table->body, "{\"items\":[");
    table->count = 0;
    json_decref(table->faults);
    table->faults = NULL;
}

static bool hand_over(struct reading *reading)
{
    struct table *table = reading->table;
    text_add(&table->body, "]}");
    table_place_faults(table, table->faults);
    bool taken = reading->wishes->take_batch(reading->wishes->taker, table, reading->problem);
    begin_items(table);
    return taken;
}

static bool keep_row(struct reading *reading, unsigned number)
{
    struct table *table = reading->table;
    if (table->count == table->rows_room) {
        table->rows_room = table->rows_room ? 2 * table->rows_room : 64;
        table->rows = memory_grow(table->rows, table->rows_room, sizeof *table->rows);
    }
    table->rows[table->count++] = number;
    if (reading->wishes->take_batch &&
        (table->count == reading->wishes->batch_rows || table->body.length > BATCH_BYTES))
        return hand_over(reading);
    return table->body.length <= TABLE_TEXT_MOST || problem_set(reading->problem, "table_too_large", "{s:i, s:i}",
                                                                "rows", TABLE_ROWS_MOST, "columns", TABLE_COLUMNS_MOST);
}

static void keep_faults(struct table *table, const struct problem *found)
{
    size_t i;
    json_t *fault;
    if (table->faults == NULL)
        table->faults = json_array();
    json_array_foreach(found->errors, i, fault) {
        json_t *kept = json_copy(fault);
        json_object_set_new(kept, "item", json_integer((json_int_t)table->count));
        json_array_append_new(table->faults, kept);
    }
    if (json_array_size(found->errors) == 0)
        json_array_append_new(table->faults, json_pack("{s:I, s:s, s:s, s:o}", "item", (json_int_t)table->count,
                                                       "pointer", "", "code", found->code, "params",
                                                       found->params ? json_incref(found->params) : json_object()));
}

/* A database holds some thousands of digits, and says so by an error that would take the other rows along. */
static bool is_immense(const char *number, size_t length)
{
    size_t mantissa = strcspn(number, "eE");
    return length > NUMBER_MOST || (mantissa < length && labs(strtol(number + mantissa + 1, NULL, 10)) > NUMBER_MOST);
}

static const char *behind_text(const char *quote)
{
    const char *at = quote + 1;
    while (*at && *at != '"')
        at += *at == '\\' && at[1] ? 2 : 1;
    return at + (*at != '\0');
}

static bool has_immense_number(const char *item)
{
    for (const char *at = item; *at;) {
        size_t length = strspn(at, "+-.0123456789eE");
        if (is_immense(at, length))
            return true;
        at = *at == '"' ? behind_text(at) : at + (length ? length : 1);
    }
    return false;
}

/* What a row says goes on even when a number in it is none of ours; what is no object at all, or what no database
 * holds, goes on as an empty item. Jansson passes over a zero byte, behind which nothing would be taken along. */
static const char *legible(const char *item, size_t length)
{
    json_auto_t *read = json_loadb(item, length, 0, NULL);
    bool whole = strlen(item) == length;
    return whole && json_is_object(read) && !has_immense_number(item) ? item : "{}";
}

/* Judged alone, so that one bad row does not spoil the others. */
static void check_item(struct reading *reading, const char *item, size_t length)
{
    scoped(problem_close) struct problem found = {0};
    scoped(free_string) char *normalised = NULL;
    json_auto_t *value = body_parse(item, length, &normalised, &found);
    if (value)
        schema_check(schema_item(reading->wishes->body), value, &found);
    if (problem_is_set(&found))
        keep_faults(reading->table, &found);
    text_add(&reading->table->body, normalised ? normalised : legible(item, length));
}

static bool refuse_stray(struct reading *reading, unsigned column, unsigned row)
{
    static const char code[] = "cell_without_column";
    char letters[8];
    table_column_letters(column, letters);
    scoped(text_close) struct text cell = {0};
    text_print(&cell, "%s%u", letters, row);
    json_t *params = json_pack("{s:s}", "cell", text_string(&cell));
    return problem_take(reading->problem, code, json_incref(params),
                        json_pack("[{s:s, s:s, s:o}]", "pointer", "/items", "code", code, "params", params));
}

static bool check_strays(struct reading *reading, const struct line *line)
{
    for (unsigned i = 0; i < line->count; i++)
        if (line->cells[i].length && (i >= reading->heading_count || reading->headings[i].field == WITHOUT_NAME))
            return refuse_stray(reading, i, line->number);
    return true;
}

/* Whether a row is to be looked at: not when it was before, or when it is only counted. */
static bool wants(struct reading *reading, unsigned number)
{
    const struct table_wishes *wishes = reading->wishes;
    if (number <= wishes->after_row)
        return false;
    reading->table->read++;
    return wishes->keep_most == 0 || reading->table->count < wishes->keep_most;
}

static bool add_item(struct reading *reading, unsigned number, const char *item, size_t length)
{
    struct text *body = &reading->table->body;
    text_add(body, reading->table->count ? "," : "");
    if (reading->wishes->each_row)
        check_item(reading, item, length);
    else
        text_add_bytes(body, item, length);
    return keep_row(reading, number);
}

static bool take_item(struct reading *reading, const struct line *line)
{
    scoped(text_close) struct text item = {0};
    size_t field = 0;
    if (!check_strays(reading, line))
        return false;
    if (!wants(reading, line->number))
        return true;
    add_level(&item, reading, line, &field, 0);
    if (strcmp(text_string(&item), "{}") == 0 && !reading->wishes->each_row)
        return true; /* nothing but what is passed over */
    return add_item(reading, line->number, text_string(&item), item.length);
}

static bool take_json_line(void *taker, unsigned number, const char *bytes, size_t length, struct problem *problem)
{
    (void)problem;
    return !wants(taker, number) || add_item(taker, number, bytes, length);
}

static bool take_line(void *taker, const struct line *line, struct problem *problem)
{
    (void)problem;
    struct reading *reading = taker;
    return reading->headed ? take_item(reading, line) : take_header(reading, line);
}

/* ---- the whole ---- */

/* A workbook is an archive; one with a password, and one of before 2007, is not. No column is called `{`. */
static const char *kind_of(const struct table_source *source, bool json_lines, struct problem *problem)
{
    char start[16] = {0};
    if (source->bytes)
        memcpy(start, source->bytes, source->length < sizeof start ? (size_t)source->length : sizeof start - 1);
    else if (pread(source->file, start, sizeof start - 1, 0) < 0)
        return problem_set(problem, "internal_error", NULL), NULL;
    if (memcmp(start, "\xD0\xCF\x11\xE0", 4) == 0)
        return problem_set(problem, "workbook_is_locked", NULL), NULL;
    if (memcmp(start, "PK\x03\x04", 4) == 0)
        return "xlsx";
    const char *first = start + (memcmp(start, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0);
    return json_lines && first[strspn(first, " \t\r\n")] == '{' ? "ndjson" : "csv";
}

static bool read_rows(struct reading *reading, const struct table_source *source)
{
    struct table *table = reading->table;
    reading->headed = strcmp(table->kind, "ndjson") == 0; /* its lines name what they say */
    if (reading->headed)
        return json_lines_read(source, take_json_line, reading, reading->problem);
    if (strcmp(table->kind, "csv") == 0)
        return csv_read(source, take_line, reading, reading->problem);
    return workbook_read(source, &table->sheet, take_line, reading, reading->problem);
}

bool table_read(const struct table_source *source, const struct table_wishes *wishes, struct table *table,
                struct problem *problem)
{
    struct reading *reading = memory_new(1, sizeof *reading);
    *reading = (struct reading){.wishes = wishes, .table = table, .problem = problem};
    reading->field_count = schema_fields(wishes->body, reading->fields, TABLE_FIELDS_MOST);
    table->kind = kind_of(source, wishes->json_lines, problem);
    begin_items(table);
    bool done = table->kind && read_rows(reading, source) &&
                (wishes->take_batch == NULL || table->count == 0 || hand_over(reading));
    bool foreign = table->kind && wishes->template_only && strcmp(table->kind, "xlsx") == 0 && table->sheet == NULL;
    text_add(&table->body, "]}");
    if (foreign && (done || strstr(problem->code, "column"))) {
        problem_close(problem);
        done = problem_set(problem, "not_our_template", NULL);
    }
    if (done && !reading->headed)
        done = problem_set(problem, "table_is_empty", NULL);
    free(reading);
    return done;
}

void table_close(struct table *table)
{
    text_close(&table->body);
    free(table->rows);
    json_decref(table->sheet);
    json_decref(table->faults);
    *table = (struct table){0};
}

/* ---- where a fault is ---- */

static const struct table_column *column_at(const struct table *table, const char *path)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        size_t k = 0;
        while (column->name[k] && (path[k] == column->name[k] || (path[k] == '/' && column->name[k] == '.')))
            k++;
        if (column->name[k] == '\0' && (path[k] == '\0' || path[k] == '/'))
            return column;
    }
    return NULL;
}

/* A sheet takes the words of a catalogue and is told them, not their codes. */
static json_t *words_for(const char *catalogue, const json_t *codes)
{
    size_t i;
    const json_t *code;
    json_t *words = json_array();
    json_array_foreach(codes, i, code) {
        json_array_append_new(words, json_string(contract_label(catalogue, json_string_value(code), "vi")));
    }
    return words;
}

static void place_fault(const struct table *table, json_t *params, unsigned long item, const char *path)
{
    const struct table_column *column = *path ? column_at(table, path + 1) : NULL;
    char letters[8];
    json_object_set_new(params, "row", json_integer(table->rows[item]));
    if (column == NULL)
        return;
    table_column_letters(column->number, letters);
    json_object_set_new(params, "column", json_string(letters));
    if (column->catalogue && json_is_array(json_object_get(params, "allowed")))
        json_object_set_new(params, "allowed", words_for(column->catalogue, json_object_get(params, "allowed")));
}

void table_place_faults(const struct table *table, json_t *errors)
{
    size_t i;
    json_t *fault;
    json_array_foreach(errors, i, fault) {
        const char *pointer = json_string_value(json_object_get(fault, "pointer"));
        const json_t *own = json_object_get(fault, "item");
        char *rest;
        if (pointer == NULL || (own == NULL && strncmp(pointer, "/items/", 7) != 0))
            continue;
        unsigned long item = own ? (unsigned long)json_integer_value(own) : strtoul(pointer + 7, &rest, 10);
        if (item >= table->count)
            continue;
        json_t *params = json_object_get(fault, "params") ? json_copy(json_object_get(fault, "params")) : json_object();
        place_fault(table, params, item, own ? pointer : rest);
        json_object_set_new(fault, "params", params);
    }
}

json_t *table_described(const struct table *table)
{
    json_t *rows = json_array(), *columns = json_object();
    for (size_t i = 0; i < table->count; i++)
        json_array_append_new(rows, json_integer(table->rows[i]));
    for (size_t i = 0; i < table->column_count; i++) {
        char letters[8];
        table_column_letters(table->columns[i].number, letters);
        json_object_set_new(columns, table->columns[i].name, json_string(letters));
    }
    return json_pack("{s:s, s:O?, s:o, s:o, s:O?}", "kind", table->kind, "sheet", table->sheet, "rows", rows, "columns",
                     columns, "faults", table->faults);
}
