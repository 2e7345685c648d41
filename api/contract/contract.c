/* contract.c: reads openapi.json once at start, keeps what is compiled of it, and answers what it says. */
#include "contract/internal.h"

#include "support/hash.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* No chain of references is longer, unless it is a circle. */
#define REFERENCE_HOPS 16

bool contract_fail(struct contract *contract, const struct location *place, const char *format, ...)
{
    if (contract->fault)
        return false;
    char sentence[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    scoped(free_string) char *pointer = place_pointer(place);
    contract->fault = text_format("%s: %s", pointer, sentence);
    return false;
}

/* Undoes ~1 and ~0 (RFC 6901, 4) in a segment of a pointer. */
static char *member_name(const char *segment, size_t length)
{
    struct text name = {0};
    for (size_t i = 0; i < length; i++) {
        bool escaped = segment[i] == '~' && i + 1 < length;
        text_add_char(&name, !escaped ? segment[i] : segment[i + 1] == '1' ? '/' : '~');
        i += escaped;
    }
    return text_take(&name);
}

const json_t *contract_find(const struct contract *contract, const char *reference)
{
    const json_t *node = contract->document;
    const char *rest = strncmp(reference, "#/", 2) == 0 ? reference + 1 : NULL;
    while (node && rest && *rest == '/') {
        size_t length = strcspn(++rest, "/");
        scoped(free_string) char *name = member_name(rest, length);
        node = json_is_array(node) ? json_array_get(node, strtoul(name, NULL, 10)) : json_object_get(node, name);
        rest += length;
    }
    return rest ? node : NULL;
}

const json_t *contract_resolve(struct contract *contract, const json_t *node, const struct location *place,
                               const char **reference)
{
    for (int hops = 0; json_object_get(node, "$ref"); hops++) {
        const char *target = json_string_value(json_object_get(node, "$ref"));
        node = target ? contract_find(contract, target) : NULL;
        if (node == NULL || hops == REFERENCE_HOPS) {
            contract_fail(contract, place, node ? "`%s` is a circle" : "`%s` leads nowhere", target ? target : "$ref");
            return NULL;
        }
        *reference = target;
    }
    return node;
}

/* ---- what stays ---- */
struct once {
    struct once *next;
    void *kept;
    size_t size;
};
#define ONCE_ROOM 4096

void *contract_once(struct contract *contract, const void *bytes, size_t size)
{
    if (contract->once == NULL)
        contract->once = arena_new(&contract->reading, ONCE_ROOM, sizeof contract->once[0]);
    struct once **place = &contract->once[hash_bytes(HASH_BEGIN, bytes, size) % ONCE_ROOM];
    for (const struct once *known = *place; known; known = known->next)
        if (known->size == size && memcmp(known->kept, bytes, size) == 0)
            return known->kept;
    struct once *once = arena_new(&contract->reading, 1, sizeof *once);
    *once = (struct once){*place, memcpy(arena_new(&contract->arena, 1, size), bytes, size), size};
    *place = once;
    return once->kept;
}

const char *contract_text(struct contract *contract, const char *text)
{
    return text ? contract_once(contract, text, strlen(text) + 1) : NULL;
}

const json_t *contract_value(struct contract *contract, const json_t *value)
{
    scoped(free_string) char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    if (text == NULL)
        return NULL;
    if (json_object_get(contract->kept, text) == NULL)
        json_object_set_new(contract->kept, text, json_deep_copy(value));
    return json_object_get(contract->kept, text);
}

/* It takes several times the memory of what is made of it, and is asked no more. */
static void forget_document(struct contract *contract)
{
    arena_close(&contract->reading);
    contract->document = NULL;
    contract->once = NULL;
}

/* Schemas that nothing refers to yet are read too: a fault in them should not wait for their first use. */
static bool compile_schemas(struct contract *contract)
{
    const char *name;
    json_t *node;
    json_t *schemas = json_object_get(json_object_get(contract->document, "components"), "schemas");
    struct location root = {.name = "#/components/schemas"};
    json_object_foreach(schemas, name, node) {
        struct location place = {.parent = &root, .name = name};
        scoped(free_string) char *pointer = place_pointer(&place);
        if (!schema_at(contract, pointer, &root))
            return false;
    }
    return true;
}

/* Jansson takes no context, and starts are not many. */
static _Thread_local struct arena *reading;

static void *take(size_t size)
{
    return arena_new(reading, (size + alignof(max_align_t) - 1) / alignof(max_align_t), alignof(max_align_t));
}

static void leave(void *memory)
{
    (void)memory; /* the arena frees it, all at once */
}

static json_t *read_at_once(struct contract *contract, const char *json, size_t length, json_error_t *error)
{
    json_malloc_t usual_take;
    json_free_t usual_leave;
    json_get_alloc_funcs(&usual_take, &usual_leave);
    reading = &contract->reading;
    json_set_alloc_funcs(take, leave);
    json_t *document = json_loadb(json, length, JSON_REJECT_DUPLICATES, error);
    json_set_alloc_funcs(usual_take, usual_leave);
    return document;
}

static bool read_document(struct contract *contract, const char *json, size_t length)
{
    json_error_t error;
    struct location root = {.name = "#"};
    contract->document = read_at_once(contract, json, length, &error);
    if (contract->document == NULL)
        return contract_fail(contract, &root, "line %d, column %d: %s", error.line, error.column, error.text);
    return json_is_object(contract->document) || contract_fail(contract, &root, "an object is wanted");
}

struct contract *contract_load(const char *json, size_t length, char **fault)
{
    struct contract *contract = memory_new(1, sizeof *contract);
    contract->kept = json_object();
    if (read_document(contract, json, length) && contract_read_words(contract) && compile_schemas(contract) &&
        contract_compile_operations(contract)) {
        forget_document(contract);
        return contract;
    }
    *fault = contract->fault;
    contract->fault = NULL;
    contract_free(contract);
    return NULL;
}

void contract_free(struct contract *contract)
{
    if (contract == NULL)
        return;
    schema_close_all(contract);
    json_decref(contract->kept);
    arena_close(&contract->reading);
    arena_close(&contract->arena);
    free(contract->fault);
    free(contract);
}

const struct operation *contract_operation(const struct contract *contract, const char *operation_id)
{
    for (size_t i = 0; i < contract->operation_count; i++)
        if (strcmp(contract->operations[i]->id, operation_id) == 0)
            return contract->operations[i];
    return NULL;
}

const struct operation *const *contract_operations(const struct contract *contract, size_t *count)
{
    *count = contract->operation_count;
    return (const struct operation *const *)contract->operations;
}
