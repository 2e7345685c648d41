/* question.c: what a request asks of a SQL file. */
#include "http/question.h"

#include "render/render.h"
#include "support/scoped.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parameters that say how to show a list, not which rows: a cursor survives their change. */
static const char *const of_presentation[] = {"limit",   "cursor", "count",       "excel",   "delimiter",
                                              "decimal", "expand", "picture_key", "feed_key"};

/* The day that a unit in the path is named by: 2025-06-30 of `code:23476@2025-06-30`; NULL without one. */
static const char *reference_date(const struct request *request)
{
    for (size_t i = 0; i < request->operation->parameter_count; i++) {
        const struct parameter *parameter = &request->operation->parameters[i];
        const char *value = request->arguments[i].value;
        if (parameter->place == IN_PATH && parameter->kind == VALUE_UNIT_REFERENCE && value && strchr(value, '@'))
            return strchr(value, '@') + 1;
    }
    return NULL;
}

static const char *value_of(void *context, const char *name)
{
    const struct request *request = context;
    if (strcmp(name, "body") == 0)
        return request->body_text;
    if (strcmp(name, "table") == 0)
        return request->table_text;
    if (strcmp(name, "language") == 0)
        return request->language;
    if (strcmp(name, "request_id") == 0)
        return request->id;
    if (strcmp(name, "if_match") == 0)
        return request->if_match;
    if (strcmp(name, "reference_date") == 0)
        return reference_date(request);
    return request_argument(request, name);
}

const char *question_type(const struct operation *operation, const char *name)
{
    static const char *const names[][2] = {
        [VALUE_TEXT] = {"text", "text[]"},
        [VALUE_UUID] = {"uuid", "uuid[]"},
        [VALUE_INTEGER] = {"bigint", "bigint[]"},
        [VALUE_NUMBER] = {"numeric", "numeric[]"},
        [VALUE_BOOLEAN] = {"boolean", "boolean[]"},
        [VALUE_DATE] = {"date", "date[]"},
        [VALUE_INSTANT] = {"timestamptz", "timestamptz[]"},
        [VALUE_UNIT_REFERENCE] = {"unit-reference", "text[]"},
        [VALUE_CAMPAIGN_REFERENCE] = {"campaign-reference", "text[]"},
        [VALUE_INDICATOR_REFERENCE] = {"indicator-reference", "text[]"},
    };
    if (strcmp(name, "body") == 0 || strcmp(name, "table") == 0)
        return "jsonb";
    if (strcmp(name, "reference_date") == 0)
        return "date";
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (strcmp(operation->parameters[i].name, name) == 0)
            return names[operation->parameters[i].kind][operation->parameters[i].list];
    return "text";
}

static const char *type_of(void *context, const char *name)
{
    return question_type(((const struct request *)context)->operation, name);
}

/* Whether `expand` names this. */
static bool question_expands(const struct request *request, const char *name)
{
    const char *list = request_argument(request, "expand");
    size_t length = strlen(name);
    for (const char *place = list; place && (place = strstr(place, name)); place += length)
        if (strchr("{,\"", place[-1]) && strchr("},\"", place[length]))
            return true;
    return false;
}

static bool is_given(void *context, const char *name)
{
    const struct request *request = context;
    if (strncmp(name, "expand.", 7) == 0)
        return question_expands(request, name + 7);
    const char *wanted = strchr(name, '.'); /* "shape.wide": the parameter has this very value */
    if (wanted) {
        scoped(free_string) char *parameter = text_format("%.*s", (int)(wanted - name), name);
        const char *value = value_of(context, parameter);
        return value && strcmp(value, wanted + 1) == 0;
    }
    return value_of(context, name) != NULL;
}

struct sql_arguments question_arguments(const struct request *request)
{
    return (struct sql_arguments){
        .context = (void *)(uintptr_t)request, .value = value_of, .type = type_of, .given = is_given};
}

static bool is_presentation(const char *name)
{
    for (size_t i = 0; i < sizeof of_presentation / sizeof of_presentation[0]; i++)
        if (strcmp(of_presentation[i], name) == 0)
            return true;
    return false;
}

/* Which rows in which order: what a cursor is bound to. */
static void add_shape(struct text *shape, const struct request *request)
{
    text_add(shape, request->operation->id);
    for (size_t i = 0; i < request->operation->parameter_count; i++) {
        const struct argument *argument = &request->arguments[i];
        const struct parameter *parameter = &request->operation->parameters[i];
        if (parameter->place != IN_HEADER && argument->value && !is_presentation(parameter->name))
            text_print(shape, "\n%s=%s", parameter->name, argument->value);
    }
}

/* `{-score,-name}` → "score,name" and descending; all keys must go one way. */
static bool read_sort(const char *list, struct text *keys, bool *descending, struct problem *problem)
{
    bool up = false, down = false;
    for (const char *place = list + 1; *place && *place != '}';) {
        size_t length = strcspn(place, ",}");
        const char *key = place;
        size_t key_length = length;
        if (*key == '"') {
            key++;
            key_length -= 2;
        }
        if (*key == '-') {
            down = true;
            key++;
            key_length--;
        } else {
            up = true;
        }
        if (keys->length)
            text_add_char(keys, ',');
        text_add_bytes(keys, key, key_length);
        place += length + (place[length] == ',');
    }
    *descending = down;
    return !(up && down) || problem_set(problem, "sort_directions_differ", NULL);
}

bool question_page(const struct request *request, const struct sql_file *file, struct sql_page *page,
                   struct cursor *keys, struct problem *problem)
{
    *page = (struct sql_page){.limit = request->limit};
    const char *sort = request_argument(request, "sort");
    if (sort) {
        scoped(text_close) struct text names = {0};
        if (!read_sort(sort, &names, &page->descending, problem))
            return false;
        page->sort = keys->sort = text_take(&names);
        page->descending_given = true;
    }
    if (request->cursor) {
        scoped(text_close) struct text shape = {0};
        add_shape(&shape, request);
        if (!cursor_read(request->cursor, text_string(&shape), keys, problem))
            return false;
        if (keys->count != sql_page_keys(file, page))
            return problem_set(problem, "cursor_not_valid", NULL);
        page->after = (const char *const *)keys->values;
        page->after_count = keys->count;
    }
    return true;
}

char *question_cursor(const struct request *request, const PGresult *rows, int row)
{
    scoped(text_close) struct text shape = {0};
    const char *values[CURSOR_KEYS];
    size_t count = 0;
    add_shape(&shape, request);
    for (; count < CURSOR_KEYS; count++) {
        char name[16];
        snprintf(name, sizeof name, "_key%zu", count + 1);
        values[count] = column(rows, row, name);
        if (values[count] == NULL)
            break;
    }
    return cursor_make(text_string(&shape), values, count);
}

char *question_next(const struct request *request, const char *cursor)
{
    struct text next = {0};
    text_print(&next, "%s?", request->path);
    for (const char *pair = request->query; pair && *pair;) {
        size_t length = strcspn(pair, "&");
        if (length && strncmp(pair, "cursor=", 7) != 0) {
            text_add_bytes(&next, pair, length);
            text_add_char(&next, '&');
        }
        pair += length + (pair[length] == '&');
    }
    text_print(&next, "cursor=%s", cursor);
    return text_take(&next);
}
