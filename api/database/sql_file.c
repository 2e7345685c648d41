/* sql_file.c: the SQL files of operations and steps, read once, and how a request's parameters turn one into a
 * statement: lines that stay, `:name` → $n, and for lists the keyset predicate, order and limit. Assembling costs
 * less than looking a combination up would, so nothing is cached here; the server side is (prepared.c). */
#include "database/sql_file.h"

#include "support/embedded.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>

enum piece_kind { PIECE_TEXT, PIECE_PARAMETER, PIECE_KEYS };

struct piece {
    enum piece_kind kind;
    int line;
    const char *bytes; /* of the embedded file; the name (owned) when it is a parameter */
    size_t length;
};

/* The line stays only if `name` was given, or, negated, was not. */
struct condition {
    int line;
    bool negated;
    char *name;
};

struct template
{
    struct piece *pieces;
    size_t count, room;
};

struct sort_key {
    char *name;
    struct template expression;
};

struct sql_file {
    char *name; /* "list_units", or "units/find_unit" for a step */
    const char *path;
    bool is_step;
    struct template body;
    struct condition *conditions;
    size_t condition_count;
    struct sort_key sorts[16];
    size_t sort_count;
    struct template unique; /* its count is 0 where the head has none */
    char *default_sort;     /* without its sign */
    bool default_descending;
    char
        *shown; /* the function that makes what is printed of a page's rows; NULL where the columns stand in the file */
    char *expands, *expansion; /* a column beside those that are shown, where `expand` names it, and what it is */
};

static struct sql_file *files; /* sorted by name */
static size_t file_count;

static void *grown(void *array, size_t count, size_t size)
{
    if (count & (count - 1))
        return array; /* grows at powers of two only */
    return memory_grow(array, count ? count * 2 : 1, size);
}

static bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_';
}

static bool is_word(char character)
{
    return is_letter(character) || (character >= '0' && character <= '9');
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

/* ---- reading ---- */

struct reader {
    const char *start, *at, *end;
    const char *run; /* beginning of the text not yet put into a piece */
    int line, depth;
    struct template *into;
    struct sql_file *file; /* NULL inside a sort key */
    char **fault;
};

static bool refuse(const struct reader *reader, const char *why)
{
    if (*reader->fault == NULL)
        *reader->fault = text_format("%s, line %d: %s", reader->file->path, reader->line, why);
    return false;
}

static void add_piece(struct reader *reader, enum piece_kind kind, const char *bytes, size_t length)
{
    struct template *into = reader->into;
    into->pieces = grown(into->pieces, into->count, sizeof *into->pieces);
    into->pieces[into->count++] = (struct piece){kind, reader->line, bytes, length};
}

/* Everything since the last piece, up to `until`. */
static void end_run(struct reader *reader, const char *until)
{
    while (reader->into->count == 0 && reader->run < until && is_blank(*reader->run))
        reader->run++;
    if (until > reader->run)
        add_piece(reader, PIECE_TEXT, reader->run, (size_t)(until - reader->run));
    reader->run = reader->at;
}

static const char *end_of_line(const struct reader *reader)
{
    const char *end = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    return end ? end : reader->end;
}

/* The end of a quoted string or name that begins at `at`; NULL when it never ends. E'…' knows backslashes. */
static const char *after_quotes(const char *at, const char *end, bool backslashes)
{
    char quote = *at;
    for (at++; at < end; at++) {
        if (backslashes && *at == '\\')
            at++;
        else if (*at == quote)
            return at + 1; /* a doubled quote begins the next string at once, which comes to the same */
    }
    return NULL;
}

/* The end of $tag$ … $tag$; `at` itself when this is no tag; NULL when it never ends. */
static const char *after_dollars(const char *at, const char *end)
{
    const char *tag_end = at + 1;
    while (tag_end < end && is_word(*tag_end))
        tag_end++;
    if (tag_end == end || *tag_end != '$' || (at[1] >= '0' && at[1] <= '9'))
        return at;
    size_t length = (size_t)(tag_end + 1 - at);
    const char *close = memmem(tag_end + 1, (size_t)(end - tag_end - 1), at, length);
    return close ? close + length : NULL;
}

static const char *after_block_comment(const char *at, const char *end)
{
    int depth = 0;
    for (; at + 1 < end; at++) {
        if (at[0] == '/' && at[1] == '*')
            depth++, at++;
        else if (at[0] == '*' && at[1] == '/' && (at++, --depth == 0))
            return at + 1;
    }
    return NULL;
}

static char *copy(const char *bytes, size_t length)
{
    while (length && is_blank(bytes[length - 1]))
        length--;
    while (length && is_blank(*bytes))
        bytes++, length--;
    return text_format("%.*s", (int)length, bytes);
}

static void read_conditions(struct reader *reader, const char *at, const char *end)
{
    struct sql_file *file = reader->file;
    while (at < end) {
        const char *word = at;
        while (at < end && !is_blank(*at))
            at++;
        if (at > word) {
            bool negated = *word == '!';
            file->conditions = grown(file->conditions, file->condition_count, sizeof *file->conditions);
            file->conditions[file->condition_count++] =
                (struct condition){reader->line, negated, copy(word + negated, (size_t)(at - word - negated))};
        }
        at++;
    }
}

static bool read_template(struct reader *reader);

static bool read_expression(struct reader *outer, const char *at, const char *end, struct template *into)
{
    struct reader reader = {.start = at,
                            .at = at,
                            .end = end,
                            .run = at,
                            .line = outer->line,
                            .into = into,
                            .file = outer->file,
                            .fault = outer->fault};
    return read_template(&reader);
}

/* "name = expression | name = expression"; a single bar with blanks around it, since || concatenates. */
static bool read_sorts(struct reader *reader, const char *at, const char *end)
{
    struct sql_file *file = reader->file;
    while (at < end) {
        const char *bar = memmem(at, (size_t)(end - at), " | ", 3);
        const char *last = bar ? bar : end;
        const char *equals = memchr(at, '=', (size_t)(last - at));
        if (equals == NULL || file->sort_count == sizeof file->sorts / sizeof file->sorts[0])
            return refuse(reader, "`-- sort:` wants at most 16 of `name = expression`, separated by ` | `");
        struct sort_key *key = &file->sorts[file->sort_count++];
        key->name = copy(at, (size_t)(equals - at));
        equals++;
        while (equals < last && is_blank(*equals))
            equals++;
        while (last > equals && is_blank(last[-1]))
            last--;
        if (!read_expression(reader, equals, last, &key->expression))
            return false;
        at = bar ? bar + 3 : end;
    }
    return true;
}

static bool read_head(struct reader *reader, const char *word, const char *end)
{
    struct sql_file *file = reader->file;
    size_t length = (size_t)(end - word);
    if (length > 5 && memcmp(word, "sort:", 5) == 0)
        return read_sorts(reader, word + 5, end);
    if (length > 7 && memcmp(word, "unique:", 7) == 0) {
        scoped(free_string) char *expression = copy(word + 7, length - 7);
        const char *at = memmem(word, length, expression, strlen(expression));
        return read_expression(reader, at, at + strlen(expression), &file->unique);
    }
    if (length > 8 && memcmp(word, "default:", 8) == 0) {
        scoped(free_string) char *value = copy(word + 8, length - 8);
        file->default_descending = value[0] == '-';
        free(file->default_sort);
        file->default_sort = text_copy(value + file->default_descending);
    }
    if (length > 6 && memcmp(word, "shown:", 6) == 0) {
        free(file->shown);
        file->shown = copy(word + 6, length - 6);
    }
    const char *equals = length > 8 && memcmp(word, "expands:", 8) == 0 ? memchr(word, '=', length) : NULL;
    if (equals) {
        free(file->expands);
        free(file->expansion);
        scoped(free_string) char *name = copy(word + 8, (size_t)(equals - word) - 8);
        scoped(free_string) char *expression = copy(equals + 1, (size_t)(end - equals) - 1);
        file->expands = text_format("expand.%s", name);
        file->expansion = text_format("%s as %s", expression, name);
    }
    return true;
}

/* A comment: a condition, a line of the head, or words for people, which are not sent. */
static bool read_comment(struct reader *reader)
{
    const char *comment = reader->at, *end = end_of_line(reader), *word = comment + 2;
    reader->at = end;
    end_run(reader, comment);
    if (word < end && *word == '?') {
        read_conditions(reader, word + 1, end);
        return true;
    }
    while (word < end && is_blank(*word))
        word++;
    return read_head(reader, word, end);
}

static bool read_parameter(struct reader *reader)
{
    const char *colon = reader->at, *name = colon + 1;
    for (reader->at = name; reader->at < reader->end && is_word(*reader->at);)
        reader->at++;
    size_t length = (size_t)(reader->at - name);
    end_run(reader, colon);
    if (length == 4 && memcmp(name, "keys", 4) == 0)
        add_piece(reader, PIECE_KEYS, name, length);
    else
        add_piece(reader, PIECE_PARAMETER, copy(name, length), length);
    return true;
}

/* A page is cut by what the engine adds at the end, so nothing that must come after `where` may stand on top. */
static bool read_word(struct reader *reader)
{
    static const char *const endings[] = {"order", "limit", "offset", "group", "having", "union", "fetch"};
    const char *word = reader->at;
    while (reader->at < reader->end && is_word(*reader->at))
        reader->at++;
    size_t length = (size_t)(reader->at - word);
    if (reader->depth != 0 || reader->into != &reader->file->body || reader->file->unique.count == 0)
        return true;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (strlen(endings[i]) == length && strncasecmp(endings[i], word, length) == 0)
            return refuse(reader, "a list ends with its where clause; wrap order, limit, group, union in a subselect");
    return true;
}

/* Steps over one thing at `at`; what is quoted is passed over unread. */
static bool read_next(struct reader *reader)
{
    const char *at = reader->at, *end = reader->end;
    char next = at + 1 < end ? at[1] : '\0', before = at > reader->start ? at[-1] : ' ';
    const char *after = at;
    if (*at == '-' && next == '-')
        return read_comment(reader);
    if (*at == '/' && next == '*') {
        if ((reader->at = after_block_comment(at, end)) == NULL)
            return refuse(reader, "a comment never ends");
        end_run(reader, at);
        return true;
    }
    if (*at == ':' && before != ':' && is_letter(next))
        return read_parameter(reader);
    if (is_letter(*at) && !is_word(before))
        return read_word(reader);
    if (*at == '\'' || *at == '"')
        after = after_quotes(at, end, *at == '\'' && (before == 'e' || before == 'E'));
    else if (*at == '$' && !is_word(before))
        after = after_dollars(at, end);
    if (after == NULL)
        return refuse(reader, "a quote never ends");
    reader->depth += (*at == '(') - (*at == ')');
    reader->at = after > at ? after : at + 1;
    if (*at == '\n') {
        end_run(reader, reader->at);
        reader->line++;
    }
    return true;
}

static bool read_template(struct reader *reader)
{
    while (reader->at < reader->end)
        if (!read_next(reader))
            return false;
    end_run(reader, reader->end);
    return true;
}

static bool has_keys(const struct template *template)
{
    for (size_t i = 0; i < template->count; i++)
        if (template->pieces[i].kind == PIECE_KEYS)
            return true;
    return false;
}

/* The keys named in "score,name"; -1 when there is no such key. */
static int find_keys(const struct sql_file *file, const char *names, const struct template *keys[SQL_KEYS])
{
    int count = 0;
    while (*names) {
        size_t length = strcspn(names, ","), i = 0;
        while (i < file->sort_count &&
               (strlen(file->sorts[i].name) != length || memcmp(file->sorts[i].name, names, length) != 0))
            i++;
        if (i == file->sort_count || count == SQL_KEYS - 1)
            return -1;
        keys[count++] = &file->sorts[i].expression;
        names += length + (names[length] == ',');
    }
    keys[count++] = &file->unique;
    return count;
}

static bool read_file(struct sql_file *file, const struct embedded_file *source, char **fault)
{
    struct reader reader = {.start = source->bytes,
                            .at = source->bytes,
                            .end = source->bytes + source->length,
                            .run = source->bytes,
                            .line = 1,
                            .into = &file->body,
                            .file = file,
                            .fault = fault};
    const struct template *keys[SQL_KEYS];
    if (!read_template(&reader))
        return false;
    if (!sql_is_list(file))
        return has_keys(&file->body) ? refuse(&reader, "`:keys` is for lists, which have `-- unique:` in their head")
                                     : true;
    if (file->unique.count == 0 || file->default_sort == NULL || !has_keys(&file->body))
        return refuse(&reader, "a list wants `-- sort:`, `-- default:`, `-- unique:` and `select :keys …`");
    if (find_keys(file, file->default_sort, keys) < 0)
        return refuse(&reader, "`-- default:` names a key that `-- sort:` lacks");
    return true;
}

/* ---- all files ---- */

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct sql_file *)left)->name, ((const struct sql_file *)right)->name);
}

static bool begins(const char *path, const char *with)
{
    return strncmp(path, with, strlen(with)) == 0;
}

/* "db/api/units/list_units.sql" → list_units; "db/steps/units/find_unit.sql" → units/find_unit. */
static bool name_file(struct sql_file *file, const char *path)
{
    size_t length = strlen(path);
    file->is_step = begins(path, "db/steps/");
    if ((!file->is_step && !begins(path, "db/api/")) || length < 4 || strcmp(path + length - 4, ".sql") != 0)
        return false;
    const char *name = file->is_step ? path + strlen("db/steps/") : strrchr(path, '/') + 1;
    file->path = path;
    file->name = copy(name, strlen(name) - 4);
    return true;
}

bool sql_load(char **fault)
{
    *fault = NULL;
    for (size_t i = 0; i < embedded_count; i++) {
        struct sql_file file = {0};
        if (!name_file(&file, embedded_files[i].path))
            continue;
        files = grown(files, file_count, sizeof *files);
        files[file_count] = file;
        if (!read_file(&files[file_count++], &embedded_files[i], fault))
            return false;
    }
    if (file_count)
        qsort(files, file_count, sizeof *files, by_name);
    for (size_t i = 1; i < file_count; i++)
        if (by_name(&files[i - 1], &files[i]) == 0) {
            *fault = text_format("two files for %s: %s and %s", files[i].name, files[i - 1].path, files[i].path);
            return false;
        }
    return true;
}

static const struct sql_file *find(const char *name, bool is_step)
{
    struct sql_file wanted = {.name = (char *)(size_t)name};
    const struct sql_file *file = file_count ? bsearch(&wanted, files, file_count, sizeof *files, by_name) : NULL;
    return file && file->is_step == is_step ? file : NULL;
}

const struct sql_file *sql_operation(const char *operation_id)
{
    return find(operation_id, false);
}

const struct sql_file *sql_step(const char *name)
{
    return find(name, true);
}

size_t sql_operations(const char **names, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < file_count; i++)
        if (!files[i].is_step && count < room)
            names[count++] = files[i].name;
    return count;
}

bool sql_is_list(const struct sql_file *file)
{
    return file->sort_count > 0 || file->unique.count > 0;
}

size_t sql_sorts(const struct sql_file *file, const char **names, size_t room)
{
    size_t count = 0;
    for (; count < file->sort_count && count < room; count++)
        names[count] = file->sorts[count].name;
    return count;
}

static const char *sort_of(const struct sql_file *file, const struct sql_page *page)
{
    return page->sort && page->sort[0] ? page->sort : file->default_sort;
}

size_t sql_page_keys(const struct sql_file *file, const struct sql_page *page)
{
    const struct template *keys[SQL_KEYS];
    int count = sql_is_list(file) ? find_keys(file, sort_of(file, page), keys) : 0;
    return count > 0 ? (size_t)count : 0;
}

/* ---- assembling ---- */

struct assembly {
    const struct sql_file *file;
    const struct sql_arguments *arguments;
    const struct sql_page *page; /* NULL: the text alone */
    const struct template *keys[SQL_KEYS];
    int key_count;
    bool descending;
    struct text sql;
    const char *names[SQL_VALUES]; /* of the values; NULL for the engine's own */
    struct sql_statement *statement;
    bool overfull;
};

static int add_value(struct assembly *assembly, const char *name, const char *value)
{
    struct sql_statement *statement = assembly->statement;
    if (statement->count == SQL_VALUES) {
        assembly->overfull = true;
        return SQL_VALUES;
    }
    assembly->names[statement->count] = name;
    statement->values[statement->count] = text_copy(value);
    return ++statement->count;
}

/* `:page_after` and `:page_rows` let a file work out only what the page shows: the first key of the last row seen, and
 * how many rows are asked for. NULL where the whole list is needed: another order, a count, no limit. */
static const char *value_of(const struct assembly *assembly, const char *name, char room[32])
{
    const struct sql_page *page = assembly->page;
    bool after = strcmp(name, "page_after") == 0;
    if (!after && strcmp(name, "page_rows") != 0)
        return assembly->arguments->value(assembly->arguments->context, name);
    if (!page || page->count_only || page->limit <= 0 || assembly->descending ||
        strcmp(sort_of(assembly->file, page), assembly->file->default_sort) != 0)
        return NULL;
    if (after)
        return page->after ? page->after[0] : NULL;
    snprintf(room, 32, "%ld", page->limit + 1);
    return room;
}

static int number_of(struct assembly *assembly, const char *name)
{
    char room[32];
    for (int i = 0; i < assembly->statement->count; i++)
        if (assembly->names[i] && strcmp(assembly->names[i], name) == 0)
            return i + 1;
    return add_value(assembly, name, value_of(assembly, name, room));
}

static const char *type_of(const struct assembly *assembly, const char *name)
{
    static const char *const own[][2] = {{"body", "jsonb"}, {"own_unit", "integer"}, {"language", "text"}};
    const char *type = assembly->arguments->type(assembly->arguments->context, name);
    for (size_t i = 0; type == NULL && i < sizeof own / sizeof own[0]; i++)
        if (strcmp(own[i][0], name) == 0)
            type = own[i][1];
    return type;
}

/* References are resolved on the way in: "unit-reference" → app.unit_named(). */
static void add_parameter(struct assembly *assembly, const char *name)
{
    static const char *const references[][2] = {{"unit-reference", "unit_named"},
                                                {"campaign-reference", "campaign_named"},
                                                {"indicator-reference", "indicator_named"}};
    const char *type = type_of(assembly, name);
    int number = number_of(assembly, name);
    for (size_t i = 0; type && i < sizeof references / sizeof references[0]; i++) {
        size_t length = strlen(references[i][0]);
        if (!begins(type, references[i][0]))
            continue;
        if (type[length] == '\0')
            text_print(&assembly->sql, "(select app.%s($%d::text))", references[i][1], number);
        else
            text_print(&assembly->sql, "array(select app.%s(named) from unnest($%d::text[]) as named)",
                       references[i][1], number);
        return;
    }
    text_print(&assembly->sql, type ? "$%d::%s" : "$%d", number, type);
}

/* The engine knows how the page is sorted; everything else the caller does. */
static bool is_given(const struct assembly *assembly, const char *name)
{
    if (!assembly->page || !assembly->key_count || !begins(name, "sort."))
        return assembly->arguments->given(assembly->arguments->context, name);
    const char *sort = sort_of(assembly->file, assembly->page);
    for (size_t length; *sort; sort += length + (sort[length] == ',')) {
        length = strcspn(sort, ",");
        if (strlen(name + 5) == length && memcmp(name + 5, sort, length) == 0)
            return true;
    }
    return false;
}

static bool line_stays(const struct assembly *assembly, int line, size_t *next)
{
    const struct sql_file *file = assembly->file;
    while (*next < file->condition_count && file->conditions[*next].line < line)
        ++*next;
    for (size_t i = *next; i < file->condition_count && file->conditions[i].line == line; i++)
        if (is_given(assembly, file->conditions[i].name) == file->conditions[i].negated)
            return false;
    return true;
}

static void add_expression(struct assembly *assembly, const struct template *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        const struct piece *piece = &expression->pieces[i];
        if (piece->kind == PIECE_PARAMETER)
            add_parameter(assembly, piece->bytes);
        else
            text_add_bytes(&assembly->sql, piece->bytes, piece->length);
    }
}

static void add_key_columns(struct assembly *assembly)
{
    for (int i = 0; assembly->page && !assembly->page->count_only && i < assembly->key_count; i++) {
        add_expression(assembly, assembly->keys[i]);
        text_print(&assembly->sql, " as _key%d, ", i + 1);
    }
}

static void add_body(struct assembly *assembly)
{
    const struct template *body = &assembly->file->body;
    int line = 0;
    size_t next_condition = 0;
    bool stays = true;
    for (size_t i = 0; i < body->count; i++) {
        const struct piece *piece = &body->pieces[i];
        if (piece->line != line)
            stays = line_stays(assembly, line = piece->line, &next_condition);
        if (!stays)
            continue;
        if (piece->kind == PIECE_KEYS)
            add_key_columns(assembly);
        else if (piece->kind == PIECE_PARAMETER)
            add_parameter(assembly, piece->bytes);
        else
            text_add_bytes(&assembly->sql, piece->bytes, piece->length);
    }
    struct text *sql = &assembly->sql;
    while (sql->length && (is_blank(sql->bytes[sql->length - 1]) || sql->bytes[sql->length - 1] == ';'))
        sql->length--;
    text_reserve(sql, 0)[0] = '\0';
}

/* " and (k1, k2, unique) > ($8, $9, $10)" */
static void add_keyset(struct assembly *assembly)
{
    for (int i = 0; i < assembly->key_count; i++) {
        text_add(&assembly->sql, i ? ", " : "\n and (");
        add_expression(assembly, assembly->keys[i]);
    }
    text_add(&assembly->sql, assembly->descending ? ") < (" : ") > (");
    for (int i = 0; i < assembly->key_count; i++)
        text_print(&assembly->sql, i ? ", $%d" : "$%d", add_value(assembly, NULL, assembly->page->after[i]));
    text_add_char(&assembly->sql, ')');
}

static void add_order(struct assembly *assembly)
{
    for (int i = 0; i < assembly->key_count; i++) {
        text_add(&assembly->sql, i ? ", " : "\n order by ");
        add_expression(assembly, assembly->keys[i]);
        text_add(&assembly->sql, assembly->descending ? " desc" : "");
    }
    if (assembly->page->limit > 0) {
        char rows[32];
        snprintf(rows, sizeof rows, "%ld", assembly->page->limit + 1);
        text_print(&assembly->sql, "\n limit $%d::bigint", add_value(assembly, NULL, rows));
    }
}

static void add_page(struct assembly *assembly)
{
    if (assembly->page->count_only) {
        struct text inner = assembly->sql;
        assembly->sql = (struct text){0};
        text_print(&assembly->sql, "select count(*) from (%s) as counted", text_string(&inner));
        text_close(&inner);
        return;
    }
    if (assembly->page->after)
        add_keyset(assembly);
    add_order(assembly);
}

/* The rows of the page, found first, go to the function in lists of 500: what is dear is asked for a page, and for many
 * at once. `_nth` says which of them each of its rows is. */
static void add_shown(struct assembly *assembly)
{
    struct text inner = assembly->sql, *sql = &assembly->sql;
    *sql = (struct text){0};
    text_add(sql, "select ");
    for (int i = 1; i <= assembly->key_count; i++)
        text_print(sql, "page._key%d[s._nth] as _key%d, ", i, i);
    text_add(sql, "s.*");
    if (assembly->file->expands && is_given(assembly, assembly->file->expands))
        text_print(sql, ", %s", assembly->file->expansion);
    text_add(sql, " from (select array_agg(found._shown order by found._place) as shown");
    for (int i = 1; i <= assembly->key_count; i++)
        text_print(sql, ", array_agg(found._key%d order by found._place) as _key%d", i, i);
    text_print(sql,
               "\n from (select rows.*, row_number() over () as _place from (%s) rows) found"
               "\n group by (found._place - 1) / 500 order by (found._place - 1) / 500) page"
               "\n cross join lateral app.%s(page.shown) s",
               text_string(&inner), assembly->file->shown);
    text_close(&inner);
}

static bool choose_keys(struct assembly *assembly, struct problem *problem)
{
    const struct sql_page *page = assembly->page;
    if (page == NULL || !sql_is_list(assembly->file)) {
        assembly->page = NULL;
        return true;
    }
    assembly->key_count = find_keys(assembly->file, sort_of(assembly->file, page), assembly->keys);
    if (assembly->key_count < 0)
        return problem_set(problem, "invalid_parameter", "{s:s}", "name", "sort");
    if (page->after && page->after_count != (size_t)assembly->key_count)
        return problem_set(problem, "cursor_not_valid", NULL);
    assembly->descending = page->descending_given ? page->descending : assembly->file->default_descending;
    return true;
}

/* FNV-1a over words of eight bytes: only equal texts must meet, nobody outside chooses them. */
static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037u ^ length, word;
    for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 29;
    }
    for (; length; text++, length--)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

bool sql_assemble(const struct sql_file *file, const struct sql_arguments *arguments, const struct sql_page *page,
                  struct sql_statement *statement, struct problem *problem)
{
    struct assembly assembly = {.file = file, .arguments = arguments, .page = page, .statement = statement};
    *statement = (struct sql_statement){.name = file->name};
    if (!choose_keys(&assembly, problem))
        return false;
    add_body(&assembly);
    if (assembly.page)
        add_page(&assembly);
    if (file->shown && !(assembly.page && page->count_only))
        add_shown(&assembly);
    statement->hash = hash_of(assembly.sql.bytes, assembly.sql.length);
    statement->sql = text_take(&assembly.sql);
    if (!assembly.overfull)
        return true;
    sql_statement_close(statement);
    return problem_set(problem, "internal_error", NULL);
}

void sql_text(const char *sql, int count, const char *const *values, struct sql_statement *statement)
{
    *statement = (struct sql_statement){.sql = text_copy(sql), .hash = hash_of(sql, strlen(sql)), .count = count};
    statement->name = statement->sql;
    for (int i = 0; i < count; i++)
        statement->values[i] = text_copy(values[i]);
}

void sql_statement_close(struct sql_statement *statement)
{
    for (int i = 0; i < statement->count; i++)
        free(statement->values[i]);
    free(statement->sql);
    *statement = (struct sql_statement){0};
}
