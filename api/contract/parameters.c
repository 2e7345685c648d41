/* parameters.c: texts of paths, queries and headers, judged by the schema of their parameter and turned into what
 * PostgreSQL reads. */
#include "contract/internal.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

static bool looks_like_number(const char *text)
{
    return *text && text[strspn(text, "-+.0123456789eE")] == '\0';
}

/* A JSON number in the limits of all our numbers; the fault's code in *fault otherwise. */
static json_t *number_value(const char *text, bool integer, const char **fault)
{
    json_t *value = looks_like_number(text) ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    *fault = value || looks_like_number(text) ? number_fault(text, strlen(text)) : NULL;
    if (*fault == NULL && value && (json_is_integer(value) || !integer))
        return value;
    json_decref(value);
    return NULL;
}

/* `excel=1` is as good as `excel=true`. */
static json_t *boolean_value(const char *text)
{
    if (strcmp(text, "true") == 0 || strcmp(text, "1") == 0)
        return json_true();
    return strcmp(text, "false") == 0 || strcmp(text, "0") == 0 ? json_false() : NULL;
}

static json_t *typed_value(enum value_kind kind, const char *text, const char **fault)
{
    switch (kind) {
    case VALUE_INTEGER:
    case VALUE_NUMBER:
        return number_value(text, kind == VALUE_INTEGER, fault);
    case VALUE_BOOLEAN:
        return boolean_value(text);
    default:
        return json_string(text);
    }
}

static const char *expected_type(enum value_kind kind)
{
    return kind == VALUE_INTEGER ? "integer" : kind == VALUE_NUMBER ? "number" : "boolean";
}

static json_t *typed(const struct parameter *parameter, const char *text, const struct location *place,
                     struct problem *problem)
{
    const char *fault = NULL;
    json_t *value = typed_value(parameter->kind, text, &fault);
    if (value == NULL && fault)
        place_report(place, problem, fault, NULL);
    else if (value == NULL)
        place_report(place, problem, "wrong_type", json_pack("{s:s}", "expected", expected_type(parameter->kind)));
    return value;
}

static void add_element(struct text *literal, const char *text)
{
    text_add(literal, literal->length > 1 ? ",\"" : "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            text_add_char(literal, '\\');
        text_add_char(literal, *text);
    }
    text_add_char(literal, '"');
}

/* Both what is checked and what is sent: the items of "submitted,returned" as JSON and as {"submitted","returned"}. */
static json_t *read_list(const struct parameter *parameter, char *text, const struct location *place,
                         struct text *literal, struct problem *problem)
{
    json_t *values = json_array();
    text_add_char(literal, '{');
    for (char *item = text, *comma; item; item = comma) {
        comma = strchr(item, ',');
        if (comma)
            *comma++ = '\0';
        json_t *value = typed(parameter, item, place, problem);
        if (value)
            json_array_append_new(values, value);
        add_element(literal, item);
    }
    text_add_char(literal, '}');
    return values;
}

static json_t *read_value(const struct parameter *parameter, char *text, const struct location *place,
                          struct text *literal, struct problem *problem)
{
    if (parameter->list)
        return read_list(parameter, text, place, literal, problem);
    text_add(literal, text);
    return typed(parameter, text, place, problem);
}

/* A copy of the text that may be cut into items; NULL when it is not clean. */
static char *clean_copy(const char *text)
{
    size_t bad;
    char *normalised = characters_normalise(text, strlen(text), &bad);
    if (normalised && characters_clean(normalised, strlen(normalised), true))
        return normalised;
    free(normalised);
    return NULL;
}

/* Judges into `faults`, so that the status of the problem can be another one than that of a body. */
static char *judged(const struct parameter *parameter, const char *text, struct problem *faults)
{
    scoped(free_string) char *root = text_format("?%s", parameter->name);
    scoped(free_string) char *copy = clean_copy(text);
    scoped(text_close) struct text literal = {0};
    struct location place = {.name = root};
    if (copy == NULL) {
        place_report(&place, faults, "text_not_clean", NULL);
        return NULL;
    }
    json_auto_t *value = read_value(parameter, copy, &place, &literal, faults);
    if (value)
        schema_check_at(parameter->schema, value, &place, faults);
    return problem_is_set(faults) ? NULL : text_take(&literal);
}

/* Faults of several parameters come together in one problem. */
static void hand_over(const char *name, const struct problem *faults, struct problem *problem)
{
    if (!problem_is_set(problem))
        problem_take(problem, "invalid_parameter", json_pack("{s:s}", "name", name), json_array());
    if (problem->errors)
        json_array_extend(problem->errors, faults->errors);
}

char *parameter_value(const struct parameter *parameter, const char *text, struct problem *problem)
{
    scoped(problem_close) struct problem faults = {0};
    char *value = judged(parameter, text, &faults);
    if (value == NULL)
        hand_over(parameter->name, &faults, problem);
    return value;
}
