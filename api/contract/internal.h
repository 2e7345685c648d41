/* internal.h: what the files of contract/ share: the contract itself, its memory, and places inside a document. */
#pragma once

#include "contract/contract.h"

#include <stdint.h>

/* Where we are in a document, as a chain on the stack; it becomes a JSON pointer only when something is wrong. */
struct location {
    const struct location *parent;
    const char *name; /* of a member; of the root "" for a body, "?limit" for a parameter, "#" for the contract */
    size_t index;     /* in an array, when there is no name */
};

/* Caller frees. A parameter is always named as a whole, "?state", whichever item of its list is meant. */
char *place_pointer(const struct location *place);

/* Adds a fault at the place, up to 100 of them; takes over `params`. Always returns false. */
bool place_report(const struct location *place, struct problem *problem, const char *code, json_t *params);
bool place_reports_more(const struct problem *problem);

/* Memory in blocks that goes all at once; always zeroed, and aligned as what has such a size may need. */
struct block;
struct arena {
    struct block *blocks;
};
void *arena_new(struct arena *arena, size_t count, size_t size);
void arena_close(struct arena *arena);

struct node;
struct pattern;

struct contract {
    json_t *document;     /* while it is compiled */
    struct arena reading; /* what the document lies in, and all that is needed no longer than it */
    struct arena arena;
    struct once **once;            /* what was kept, by its bytes, while it is compiled */
    json_t *kept;                  /* values that were kept, by their text */
    struct problem_kind *problems; /* by code */
    size_t problem_count;
    struct catalogue *catalogues; /* by name */
    size_t catalogue_count;
    struct operation **operations; /* in the order of the document */
    size_t operation_count;
    struct node *routes;
    void *references;         /* compiled schemas by their $ref, a tree of tsearch() */
    struct pattern *patterns; /* compiled expressions, to be freed */
    char *fault;
};

/* Keeps the first fault, "#/paths/~1units/get: …". Always returns false. */
bool contract_fail(struct contract *contract, const struct location *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What stands in the document, or was made of it, for as long as the contract lives: the same bytes are kept once. The
 * bytes of what is no text have no gaps that are not zero. NULL gives NULL. */
struct once;
void *contract_once(struct contract *contract, const void *bytes, size_t size);
const char *contract_text(struct contract *contract, const char *text);
const json_t *contract_value(struct contract *contract, const json_t *value);

/* The node at "#/components/schemas/Unit"; NULL when there is none. */
const json_t *contract_find(const struct contract *contract, const char *reference);

/* What a local $ref in `node` leads to (a chain of them too), or the node itself; *reference becomes the last $ref, or
 * stays as it was. NULL with the fault set. */
const json_t *contract_resolve(struct contract *contract, const json_t *node, const struct location *place,
                               const char **reference);

bool contract_compile_operations(struct contract *contract);
bool contract_read_words(struct contract *contract);

bool routes_add(struct contract *contract, struct operation *operation, const struct location *place);

/* The compiled schema of a node; what is reached by $ref is compiled once and may contain itself. */
struct schema *schema_compile(struct contract *contract, const json_t *node, const struct location *place);
struct schema *schema_at(struct contract *contract, const char *reference, const struct location *place);
void schema_close_all(struct contract *contract);

/* Makes schema_columns() answer for this reply. */
void schema_index_columns(struct contract *contract, struct schema *schema);
/* What one of the `items` of a reply is; NULL when it has none. With `page` beside them they come in pages. */
const struct schema *schema_row(const struct schema *reply);
bool schema_has_pages(const struct schema *reply);

/* NULL when the schema is no array; without `items` also NULL. */
const struct schema *schema_items(const struct schema *schema);
const json_t *schema_choices(const struct schema *schema); /* its enum; NULL for none */
bool schema_is_array(const struct schema *schema);
enum value_kind schema_kind(const struct schema *schema);

/* Like schema_check() for a value that stands at a place. */
void schema_check_at(const struct schema *schema, const json_t *value, const struct location *place,
                     struct problem *problem);

/* The formats of texts. `check` is NULL when any text will do. */
struct text_format {
    const char *name;
    bool (*check)(const char *text);
    enum value_kind kind;
};
const struct text_format *text_format_find(const char *name);

/* NULL when the number may be stored, else the code of its fault. `length` bytes that are a JSON number. */
const char *number_fault(const char *text, size_t length);

/* A walk over text that body_parse() has accepted: each gives the place behind what begins at `at`. */
const char *json_text_behind_space(const char *at);
const char *json_text_behind_value(const char *at);
/* The string that begins at *at, with its escapes read; *at is then behind it. Caller owns it. */
json_t *json_text_string(const char **at);

/* UTF-8 text as NFC, NULL when it is no UTF-8; *bad is then the place of the first bad byte. Caller frees. */
char *characters_normalise(const char *bytes, size_t length, size_t *bad);
/* NFC, and nothing in it that is not seen: controls, bidi and zero-width characters, noncharacters. */
bool characters_clean(const char *text, size_t length, bool lines_allowed);
size_t characters_count(const char *text);
/* The same without the white space around the text. */
size_t characters_said(const char *text);
