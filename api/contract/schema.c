/* schema.c: schemas as a whole: compiled from the contract, found by $ref, asked about by others. */
#include "contract/schema.h"

#include "support/scoped.h"
#include "support/text.h"

#include <search.h>
#include <string.h>

const struct schema *schema_property(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->property_count; i++)
        if (strcmp(schema->properties[i].name, name) == 0)
            return schema->properties[i].schema;
    return NULL;
}

bool schema_declares(const struct schema *schema, const char *name)
{
    return schema_property(schema, name) != NULL;
}

bool schema_requires(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->required_count; i++)
        if (strcmp(schema->required[i], name) == 0)
            return true;
    return false;
}

/* A property that is wanted but not known would refuse every body. */
static bool check_closed(struct contract *contract, const struct schema *schema, const json_t *node,
                         const struct location *place)
{
    if (schema->types & TYPE_OBJECT && schema->types != TYPE_ANY && !json_object_get(node, "additionalProperties"))
        return contract_fail(contract, place, "an object must say what additionalProperties are");
    for (size_t i = 0; i < schema->required_count; i++)
        if (schema->closed && !schema_declares(schema, schema->required[i]))
            return contract_fail(contract, place, "`%s` is required but not declared", schema->required[i]);
    return true;
}

static bool fill(struct contract *contract, struct schema *schema, const json_t *node, const struct location *place)
{
    schema->types = TYPE_ANY;
    schema->title = contract_text(contract, json_string_value(json_object_get(node, "title")));
    schema->catalogue = contract_text(contract, json_string_value(json_object_get(node, "x-catalogue")));
    schema->read_only = json_is_true(json_object_get(node, "readOnly"));
    schema->words = json_is_true(json_object_get(node, "x-words"));
    if (!json_is_object(node))
        return contract_fail(contract, place, "a schema is wanted");
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)node, name, value) {
        struct site site = {contract, {.parent = place, .name = name}, schema, value};
        if (!keyword_compile(&site))
            return false;
    }
    return check_closed(contract, schema, node, place);
}

/* ---- references ---- */
struct reference {
    const char *name;
    struct schema schema;
};

static int by_name(const void *one, const void *other)
{
    return strcmp(((const struct reference *)one)->name, ((const struct reference *)other)->name);
}

/* The entry stands in the tree before it is filled, so that a schema finds itself. */
struct schema *schema_at(struct contract *contract, const char *name, const struct location *place)
{
    struct reference wanted = {.name = name};
    struct reference *const *known = tfind(&wanted, &contract->references, by_name);
    if (known)
        return &(*known)->schema;
    const json_t *node = contract_find(contract, name);
    if (node == NULL) {
        contract_fail(contract, place, "`%s` leads nowhere", name);
        return NULL;
    }
    struct location root = {.name = name};
    if (json_object_get(node, "$ref"))
        return schema_compile(contract, node, &root);
    struct reference *reference = arena_new(&contract->arena, 1, sizeof *reference);
    reference->name = contract_text(contract, name);
    tsearch(reference, &contract->references, by_name);
    return fill(contract, &reference->schema, node, &root) ? &reference->schema : NULL;
}

static bool only_describes(struct contract *contract, const json_t *node, const struct location *place)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)node, name, value) {
        if (strcmp(name, "$ref") != 0 && !keyword_describes(name))
            return contract_fail(contract, place, "`%s` may not stand beside $ref", name);
    }
    return true;
}

struct schema *schema_compile(struct contract *contract, const json_t *node, const struct location *place)
{
    const char *reference = NULL;
    if (!json_object_get(node, "$ref")) {
        struct schema *schema = arena_new(&contract->reading, 1, sizeof *schema);
        return fill(contract, schema, node, place) ? contract_once(contract, schema, sizeof *schema) : NULL;
    }
    if (!only_describes(contract, node, place) || !contract_resolve(contract, node, place, &reference))
        return NULL;
    return schema_at(contract, reference, place);
}

static void keep(void *entry)
{
    (void)entry; /* the arena frees it */
}

void schema_close_all(struct contract *contract)
{
    for (struct pattern *pattern = contract->patterns; pattern; pattern = pattern->next)
        pcre2_code_free(pattern->code);
    tdestroy(contract->references, keep);
}

/* ---- what others ask of a schema ---- */
bool schema_is_array(const struct schema *schema)
{
    return schema->types != TYPE_ANY && schema->types & TYPE_ARRAY;
}

const struct schema *schema_items(const struct schema *schema)
{
    return schema_is_array(schema) ? schema->items : NULL;
}

const struct schema *schema_row(const struct schema *reply)
{
    const struct schema *items = schema_property(reply, "items");
    return items ? schema_items(items) : NULL;
}

bool schema_has_pages(const struct schema *reply)
{
    return schema_row(reply) && schema_property(reply, "page");
}

enum value_kind schema_kind(const struct schema *schema)
{
    switch (schema->types & ~(unsigned)TYPE_NULL) {
    case TYPE_INTEGER:
        return VALUE_INTEGER;
    case TYPE_NUMBER:
        return VALUE_NUMBER;
    case TYPE_BOOLEAN:
        return VALUE_BOOLEAN;
    default:
        return schema->format ? schema->format->kind : VALUE_TEXT;
    }
}

/* A schema may contain itself; no row has columns of a deeper object than this. */
#define COLUMN_DEPTH 3

struct columns {
    struct contract *contract;
    const char *names[1000];
    size_t count;
};

static void add_columns(struct columns *columns, const struct schema *schema, const char *prefix, int depth)
{
    for (size_t i = 0; i < schema->property_count; i++) {
        const struct property *property = &schema->properties[i];
        scoped(free_string) char *name = text_format("%s%s", prefix, property->name);
        if (property->schema->property_count && depth < COLUMN_DEPTH) {
            scoped(free_string) char *inner = text_format("%s.", name);
            add_columns(columns, property->schema, inner, depth + 1);
        } else if (columns->count < sizeof columns->names / sizeof columns->names[0]) {
            columns->names[columns->count++] = contract_text(columns->contract, name);
        }
    }
}

void schema_index_columns(struct contract *contract, struct schema *schema)
{
    if (schema->columns)
        return;
    struct columns columns = {.contract = contract};
    const struct schema *row = schema_row(schema);
    add_columns(&columns, row ? row : schema, "", 1);
    schema->columns = contract_once(contract, columns.names, columns.count * sizeof columns.names[0]);
    schema->column_count = columns.count;
}

size_t schema_columns(const struct schema *schema, const char **names, size_t room)
{
    for (size_t i = 0; i < schema->column_count && i < room; i++)
        names[i] = schema->columns[i];
    return schema->column_count;
}

const json_t *schema_choices(const struct schema *schema)
{
    return schema->allowed;
}

/* ---- what a table may hold ---- */

const struct schema *schema_item(const struct schema *body)
{
    return schema_row(body);
}

enum words_wanted schema_words(const struct schema *reply, const char *column)
{
    const struct schema *item = schema_row(reply), *row = item ? item : reply;
    for (size_t i = 0; i < row->property_count; i++)
        if ((column == NULL || strcmp(row->properties[i].name, column) == 0) &&
            (row->properties[i].words || row->properties[i].schema->words))
            return row->properties[i].schema->types & TYPE_STRING ? WORDS_ALONE : WORDS_WITHIN;
    return WORDS_NONE;
}

struct fields {
    struct field *fields;
    size_t count, room;
};

static void add_field(struct fields *fields, const struct property *property, const char *name, bool required)
{
    const struct schema *kind = property->schema, *each = schema_is_array(kind) ? kind->items : kind;
    const char *title = property->title ? property->title : kind->title;
    if (each == NULL || each->types == TYPE_ANY || each->types & (TYPE_OBJECT | TYPE_ARRAY) ||
        fields->count == fields->room || strlen(name) >= sizeof fields->fields[0].name)
        return;
    struct field *field = &fields->fields[fields->count++];
    *field = (struct field){.title = title ? title : "",
                            .catalogue = each->catalogue,
                            .kind = schema_kind(each),
                            .list = each != kind,
                            .nullable = kind->types & TYPE_NULL,
                            .required = required,
                            .read_only = property->read_only || kind->read_only};
    memcpy(field->name, name, strlen(name) + 1);
}

/* What an object cannot do without is wanted of a table where the object itself is. */
static void add_fields(struct fields *fields, const struct schema *schema, const char *prefix, int depth, bool wanted)
{
    for (size_t i = 0; i < schema->property_count; i++) {
        const struct property *property = &schema->properties[i];
        scoped(free_string) char *name = text_format("%s%s", prefix, property->name);
        scoped(free_string) char *inner = text_format("%s.", name);
        bool required = wanted && schema_requires(schema, property->name);
        if (property->schema->property_count && depth < COLUMN_DEPTH)
            add_fields(fields, property->schema, inner, depth + 1, required);
        else
            add_field(fields, property, name, required);
    }
}

size_t schema_fields(const struct schema *body, struct field *fields, size_t room)
{
    struct fields found = {.fields = fields, .room = room};
    const struct schema *item = schema_row(body);
    if (item)
        add_fields(&found, item, "", 1, true);
    return found.count;
}

/* The object of an item that a dotted name begins with, by its property or its label; `key` is what follows. */
static const struct property *open_object(const struct schema *item, const char *name, size_t length, const char **key)
{
    const char *dot = memchr(name, '.', length);
    for (size_t i = 0; item && dot && i < item->property_count; i++) {
        const struct property *property = &item->properties[i];
        const char *title = property->schema->title;
        if (!(property->schema->types & TYPE_OBJECT) || property->schema->property_count ||
            !property->schema->additional)
            continue;
        *key = dot + 1;
        if (text_alike(name, (size_t)(dot - name), property->name) ||
            (title && text_alike(name, (size_t)(dot - name), title)))
            return property;
    }
    return NULL;
}

bool schema_open_field(const struct schema *body, const char *name, size_t length, struct field *field)
{
    const struct schema *item = schema_row(body), *each = item ? item->additional : NULL;
    const char *key = name;
    const struct property *object = open_object(item, name, length, &key);
    if (object) {
        each = object->schema->additional;
        length -= (size_t)(key - name);
        length = strcspn(key, " ") < length ? strcspn(key, " ") : length;
    }
    size_t opens_at = object ? strlen(object->name) + 1 : 0;
    if (each == NULL || each->types == TYPE_ANY || length == 0 || opens_at + length >= sizeof field->name)
        return false;
    *field = (struct field){.title = object && object->schema->title ? object->schema->title : "",
                            .kind = schema_kind(each),
                            .nullable = each->types & TYPE_NULL,
                            .open = true,
                            .opens_at = opens_at};
    snprintf(field->name, sizeof field->name, "%s%s%.*s", object ? object->name : "", object ? "." : "", (int)length,
             key);
    return true;
}
