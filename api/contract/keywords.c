/* keywords.c: JSON Schema, as much of it as the contract uses: every keyword is a row of one table, with a function
 * that compiles it and a function that judges a value by it. Any other keyword stops the start. */
#include "contract/schema.h"

#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <string.h>

/* One value while it is judged. */
struct subject {
    const struct schema *schema;
    const json_t *value;
    const struct location *place;
    struct problem *problem;
};

static void check_value(const struct subject *subject);

static void report(const struct subject *subject, const char *code, json_t *params)
{
    place_report(subject->place, subject->problem, code, params);
}

/* ---- type ---- */
static const char *const type_names[] = {"null", "boolean", "integer", "number", "string", "array", "object"};
#define TYPE_COUNT (sizeof type_names / sizeof type_names[0])

static bool add_type(struct site *site, const json_t *name)
{
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (json_is_string(name) && strcmp(json_string_value(name), type_names[i]) == 0) {
            site->schema->types |= 1U << i;
            return true;
        }
    return contract_fail(site->contract, &site->place, "there is no such type");
}

static bool compile_type(struct site *site)
{
    site->schema->types = 0;
    if (!json_is_array(site->value))
        return add_type(site, site->value);
    size_t i;
    json_t *name;
    json_array_foreach(site->value, i, name) {
        if (!add_type(site, name))
            return false;
    }
    return true;
}

/* The types that a value has: an integer is a number too. */
static unsigned types_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_NULL:
        return TYPE_NULL;
    case JSON_TRUE:
    case JSON_FALSE:
        return TYPE_BOOLEAN;
    case JSON_INTEGER:
        return TYPE_INTEGER | TYPE_NUMBER;
    case JSON_REAL:
        return TYPE_NUMBER;
    case JSON_STRING:
        return TYPE_STRING;
    case JSON_ARRAY:
        return TYPE_ARRAY;
    default:
        return TYPE_OBJECT;
    }
}

/* {"expected": "integer"}, an array when several types will do; that null is allowed too is not said. */
static json_t *expected_types(unsigned types)
{
    json_t *names = json_array();
    for (size_t i = 1; i < TYPE_COUNT; i++)
        if (types & 1U << i)
            json_array_append_new(names, json_string(type_names[i]));
    if (json_array_size(names) != 1)
        return json_pack("{s:o}", "expected", names);
    json_t *params = json_pack("{s:O}", "expected", json_array_get(names, 0));
    json_decref(names);
    return params;
}

/* 3,5 and 1.234,5: as figures are written in Vietnam, and as spreadsheets there save them. */
static bool has_comma(const json_t *value)
{
    static const char digits[] = "0123456789";
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    const char *comma = text + strspn(text, "+-. 0123456789");
    size_t decimals = *comma == ',' ? strspn(comma + 1, digits) : 0;
    return comma > text && decimals && strcmp(comma + 1 + decimals + (comma[1 + decimals] == '%'), "") == 0;
}

static void check_type(const struct subject *subject)
{
    unsigned wanted = subject->schema->types;
    if (types_of(subject->value) & wanted)
        return;
    if (wanted & TYPE_NUMBER && has_comma(subject->value))
        report(subject, "number_with_comma", json_pack("{s:O}", "value", subject->value));
    else
        report(subject, "wrong_type", expected_types(wanted));
}

/* ---- objects ---- */
static bool compile_properties(struct site *site)
{
    struct schema *schema = site->schema;
    struct property *properties =
        arena_new(&site->contract->reading, json_object_size(site->value), sizeof properties[0]);
    const char *name;
    json_t *node;
    json_object_foreach((json_t *)site->value, name, node) {
        struct location place = {.parent = &site->place, .name = name};
        struct property *property = &properties[schema->property_count++];
        property->name = contract_text(site->contract, name);
        property->schema = schema_compile(site->contract, node, &place);
        property->title = contract_text(site->contract, json_string_value(json_object_get(node, "title")));
        property->read_only = json_is_true(json_object_get(node, "readOnly"));
        property->words = json_is_true(json_object_get(node, "x-words"));
        if (property->schema == NULL)
            return false;
    }
    schema->properties = contract_once(site->contract, properties, schema->property_count * sizeof properties[0]);
    return true;
}

static void check_properties(const struct subject *subject)
{
    for (size_t i = 0; i < subject->schema->property_count; i++) {
        const struct property *property = &subject->schema->properties[i];
        const json_t *value = json_object_get(subject->value, property->name);
        struct location place = {.parent = subject->place, .name = property->name};
        if (value)
            check_value(&(struct subject){property->schema, value, &place, subject->problem});
    }
}

static bool compile_required(struct site *site)
{
    struct schema *schema = site->schema;
    const char **required = arena_new(&site->contract->reading, json_array_size(site->value), sizeof required[0]);
    size_t i;
    json_t *name;
    json_array_foreach(site->value, i, name) {
        if (!json_is_string(name))
            return contract_fail(site->contract, &site->place, "names of properties are wanted");
        required[schema->required_count++] = contract_text(site->contract, json_string_value(name));
    }
    schema->required = contract_once(site->contract, required, schema->required_count * sizeof required[0]);
    return json_is_array(site->value) || contract_fail(site->contract, &site->place, "an array is wanted");
}

static void check_required(const struct subject *subject)
{
    for (size_t i = 0; i < subject->schema->required_count; i++) {
        struct location place = {.parent = subject->place, .name = subject->schema->required[i]};
        if (json_is_object(subject->value) && !json_object_get(subject->value, place.name))
            place_report(&place, subject->problem, "required", json_pack("{s:s}", "property", place.name));
    }
}

static bool compile_additional(struct site *site)
{
    if (json_is_true(site->value))
        return true;
    site->schema->closed = json_is_false(site->value);
    if (site->schema->closed)
        return true;
    site->schema->additional = schema_compile(site->contract, site->value, &site->place);
    return site->schema->additional != NULL;
}

static void check_additional(const struct subject *subject)
{
    const char *name;
    json_t *value;
    const struct schema *schema = subject->schema;
    json_object_foreach((json_t *)subject->value, name, value) {
        struct location place = {.parent = subject->place, .name = name};
        if (schema_declares(schema, name))
            continue;
        if (schema->additional)
            check_value(&(struct subject){schema->additional, value, &place, subject->problem});
        else if (schema->closed)
            place_report(&place, subject->problem, "unknown_property", json_pack("{s:s}", "property", name));
    }
}

/* ---- arrays ---- */
static bool compile_items(struct site *site)
{
    site->schema->items = schema_compile(site->contract, site->value, &site->place);
    return site->schema->items != NULL;
}

static void check_items(const struct subject *subject)
{
    size_t i;
    json_t *value;
    json_array_foreach(subject->value, i, value) {
        struct location place = {.parent = subject->place, .index = i};
        check_value(&(struct subject){subject->schema->items, value, &place, subject->problem});
    }
}

static bool read_count(const struct site *site, size_t *count)
{
    json_int_t value = json_is_integer(site->value) ? json_integer_value(site->value) : -1;
    *count = (size_t)value;
    return value >= 0 || contract_fail(site->contract, &site->place, "a count is wanted");
}

static json_t *limit_of(size_t limit)
{
    return json_pack("{s:I}", "limit", (json_int_t)limit);
}

static bool compile_min_items(struct site *site)
{
    return read_count(site, &site->schema->min_items);
}

static void check_min_items(const struct subject *subject)
{
    if (json_is_array(subject->value) && json_array_size(subject->value) < subject->schema->min_items)
        report(subject, "too_few", limit_of(subject->schema->min_items));
}

static bool compile_max_items(struct site *site)
{
    return read_count(site, &site->schema->max_items);
}

static void check_max_items(const struct subject *subject)
{
    if (json_is_array(subject->value) && json_array_size(subject->value) > subject->schema->max_items)
        report(subject, "too_many", limit_of(subject->schema->max_items));
}

static bool compile_unique(struct site *site)
{
    return json_is_true(site->value) || contract_fail(site->contract, &site->place, "only true makes sense here");
}

/* By the text of each item in a hashed object, so that a long array does not cost its square. */
static void check_unique(const struct subject *subject)
{
    json_auto_t *seen = json_object();
    size_t i;
    json_t *value;
    json_array_foreach(subject->value, i, value) {
        scoped(free_string) char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
        struct location place = {.parent = subject->place, .index = i};
        if (json_object_get(seen, text))
            place_report(&place, subject->problem, "not_unique", NULL);
        json_object_set_new(seen, text, json_true());
    }
}

/* ---- any value ---- */
static bool compile_enum(struct site *site)
{
    site->schema->allowed = contract_value(site->contract, site->value);
    return json_array_size(site->value) || contract_fail(site->contract, &site->place, "a list of values is wanted");
}

/* Who may leave it empty is told what it may say. */
static void check_enum(const struct subject *subject)
{
    size_t i;
    json_t *allowed;
    json_auto_t *sayable = json_array();
    json_array_foreach(subject->schema->allowed, i, allowed) {
        if (json_equal(allowed, subject->value))
            return;
        if (!json_is_null(allowed))
            json_array_append(sayable, allowed);
    }
    report(subject, "not_in_list", json_pack("{s:O}", "allowed", sayable));
}

static bool compile_const(struct site *site)
{
    site->schema->constant = contract_value(site->contract, site->value);
    return true;
}

static void check_const(const struct subject *subject)
{
    if (!json_equal(subject->schema->constant, subject->value))
        report(subject, "not_the_constant", json_pack("{s:O}", "expected", subject->schema->constant));
}

/* ---- numbers ---- */
static bool read_number(const struct site *site, const json_t **number)
{
    *number = contract_value(site->contract, site->value);
    return json_is_number(site->value) || contract_fail(site->contract, &site->place, "a number is wanted");
}

static bool compile_minimum(struct site *site)
{
    return read_number(site, &site->schema->minimum);
}

static void check_minimum(const struct subject *subject)
{
    const json_t *limit = subject->schema->minimum;
    if (json_is_number(subject->value) && json_number_value(subject->value) < json_number_value(limit))
        report(subject, "too_small", json_pack("{s:O}", "limit", limit));
}

static bool compile_maximum(struct site *site)
{
    return read_number(site, &site->schema->maximum);
}

static void check_maximum(const struct subject *subject)
{
    const json_t *limit = subject->schema->maximum;
    if (json_is_number(subject->value) && json_number_value(subject->value) > json_number_value(limit))
        report(subject, "too_large", json_pack("{s:O}", "limit", limit));
}

/* ---- texts ---- */
static bool compile_min_length(struct site *site)
{
    return read_count(site, &site->schema->min_length);
}

/* A text of blanks says nothing, however many. */
static void check_min_length(const struct subject *subject)
{
    const char *text = json_string_value(subject->value);
    if (text && characters_said(text) < subject->schema->min_length)
        report(subject, "too_short", limit_of(subject->schema->min_length));
}

static bool compile_max_length(struct site *site)
{
    return read_count(site, &site->schema->max_length);
}

static void check_max_length(const struct subject *subject)
{
    const char *text = json_string_value(subject->value);
    if (text && characters_count(text) > subject->schema->max_length)
        report(subject, "too_long", limit_of(subject->schema->max_length));
}

static bool compile_format(struct site *site)
{
    site->schema->format = json_is_string(site->value) ? text_format_find(json_string_value(site->value)) : NULL;
    return site->schema->format || contract_fail(site->contract, &site->place, "there is no such format");
}

static void check_format(const struct subject *subject)
{
    const struct text_format *format = subject->schema->format;
    const char *text = json_string_value(subject->value);
    if (text && format->check && !format->check(text))
        report(subject, "wrong_format", json_pack("{s:s}", "expected", format->name));
}

static pcre2_code *known_pattern(const struct contract *contract, const char *expression)
{
    for (const struct pattern *pattern = contract->patterns; pattern; pattern = pattern->next)
        if (pattern->expression == expression)
            return pattern->code;
    return NULL;
}

/* The limits stand in the expression itself: an expression that runs away over a text counts as not matching. As in
 * ECMAScript `$` is the very end and `\d` is ASCII. */
static bool compile_pattern(struct site *site)
{
    const char *expression = json_string_value(site->value);
    if (expression == NULL)
        return contract_fail(site->contract, &site->place, "an expression is wanted");
    site->schema->expression = contract_text(site->contract, expression);
    site->schema->pattern = known_pattern(site->contract, site->schema->expression);
    if (site->schema->pattern)
        return true;
    scoped(free_string) char *limited = text_format("(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=2000)%s", expression);
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)limited, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_DOLLAR_ENDONLY,
                                     &error, &offset, NULL);
    if (code == NULL)
        return contract_fail(site->contract, &site->place, "not an expression that PCRE2 reads");
    struct pattern *pattern = arena_new(&site->contract->arena, 1, sizeof *pattern);
    *pattern = (struct pattern){site->contract->patterns, code, site->schema->expression};
    site->contract->patterns = pattern;
    site->schema->pattern = code;
    return true;
}

static void check_pattern(const struct subject *subject)
{
    const char *text = json_string_value(subject->value);
    if (text == NULL)
        return;
    pcre2_match_data *match = memory_insist(pcre2_match_data_create_from_pattern(subject->schema->pattern, NULL));
    int count = pcre2_match(subject->schema->pattern, (PCRE2_SPTR)text, strlen(text), 0, 0, match, NULL);
    pcre2_match_data_free(match);
    if (count == PCRE2_ERROR_NOMEMORY)
        memory_lost();
    if (count < 0)
        report(subject, "wrong_pattern", json_pack("{s:s}", "pattern", subject->schema->expression));
}

/* ---- x-sealed: judged as any text, and then replaced (seal.c) ---- */
static bool compile_sealed(struct site *site)
{
    site->schema->sealed = contract_text(site->contract, json_string_value(site->value));
    if (site->schema->sealed == NULL || strcmp(site->schema->sealed, "citizen_identifier") != 0)
        return contract_fail(site->contract, &site->place, "nobody can seal this");
    return true;
}

/* ---- the table ---- */
struct keyword {
    const char *name;
    bool (*compile)(struct site *site); /* NULL for words that only describe */
    void (*check)(const struct subject *subject);
};

static const struct keyword keywords[] = {
    {.name = "type", .compile = compile_type, .check = check_type},
    {.name = "required", .compile = compile_required, .check = check_required},
    {.name = "properties", .compile = compile_properties, .check = check_properties},
    {.name = "additionalProperties", .compile = compile_additional, .check = check_additional},
    {.name = "items", .compile = compile_items, .check = check_items},
    {.name = "minItems", .compile = compile_min_items, .check = check_min_items},
    {.name = "maxItems", .compile = compile_max_items, .check = check_max_items},
    {.name = "uniqueItems", .compile = compile_unique, .check = check_unique},
    {.name = "enum", .compile = compile_enum, .check = check_enum},
    {.name = "const", .compile = compile_const, .check = check_const},
    {.name = "minimum", .compile = compile_minimum, .check = check_minimum},
    {.name = "maximum", .compile = compile_maximum, .check = check_maximum},
    {.name = "minLength", .compile = compile_min_length, .check = check_min_length},
    {.name = "maxLength", .compile = compile_max_length, .check = check_max_length},
    {.name = "format", .compile = compile_format, .check = check_format},
    {.name = "pattern", .compile = compile_pattern, .check = check_pattern},
    {.name = "title"},
    {.name = "description"},
    {.name = "examples"},
    {.name = "example"},
    {.name = "default"},
    {.name = "readOnly"},
};
#define KEYWORD_COUNT (sizeof keywords / sizeof keywords[0])

static const struct keyword *find_keyword(const char *name)
{
    for (size_t i = 0; i < KEYWORD_COUNT; i++)
        if (strcmp(keywords[i].name, name) == 0)
            return &keywords[i];
    return NULL;
}

bool keyword_compile(struct site *site)
{
    const char *name = site->place.name;
    if (strcmp(name, "x-sealed") == 0)
        return compile_sealed(site);
    if (strncmp(name, "x-", 2) == 0)
        return true;
    const struct keyword *keyword = find_keyword(name);
    if (keyword == NULL)
        return contract_fail(site->contract, site->place.parent, "the keyword `%s` is not supported", name);
    if (keyword->compile == NULL)
        return true;
    site->schema->keywords |= 1U << (keyword - keywords);
    return keyword->compile(site);
}

bool keyword_describes(const char *name)
{
    const struct keyword *keyword = find_keyword(name);
    if (strcmp(name, "x-sealed") == 0)
        return false;
    return strncmp(name, "x-", 2) == 0 || (keyword && keyword->compile == NULL);
}

/* ---- judging ---- */
static void check_value(const struct subject *subject)
{
    const struct schema *schema = subject->schema;
    if (!place_reports_more(subject->problem))
        return;
    if (!(types_of(subject->value) & schema->types)) {
        check_type(subject); /* nothing else makes sense then */
        return;
    }
    for (size_t i = 0; i < KEYWORD_COUNT; i++)
        if (schema->keywords & 1U << i)
            keywords[i].check(subject);
}

void schema_check_at(const struct schema *schema, const json_t *value, const struct location *place,
                     struct problem *problem)
{
    check_value(&(struct subject){schema, value, place, problem});
}

bool schema_check(const struct schema *schema, const json_t *value, struct problem *problem)
{
    struct location root = {.name = ""};
    schema_check_at(schema, value, &root, problem);
    return !problem_is_set(problem);
}
