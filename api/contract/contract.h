/* contract.h: openapi.yaml as the program runs it: operations, their parameters, roles and schemas, the catalogue of
 * problems. Built once at start from the embedded JSON; immutable and shared by all threads afterwards. */
#pragma once

#include "support/problem.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_COUNT
};

/* How a parameter reaches PostgreSQL: `unit_reference` and its kin are resolved by app.unit_named($n) etc. */
enum value_kind {
    VALUE_TEXT,
    VALUE_UUID,
    VALUE_INTEGER,
    VALUE_NUMBER,
    VALUE_BOOLEAN,
    VALUE_DATE,
    VALUE_INSTANT,
    VALUE_UNIT_REFERENCE,      /* format: unit-reference, an id or code:[<scheme>:]<code>[@date] */
    VALUE_CAMPAIGN_REFERENCE,  /* format: campaign-reference */
    VALUE_INDICATOR_REFERENCE, /* format: indicator-reference */
};

enum place { IN_PATH, IN_QUERY, IN_HEADER };

/* A media type an operation can answer with, as a bit. */
enum format {
    FORMAT_JSON = 1,
    FORMAT_CSV = 2,
    FORMAT_NDJSON = 4,
    FORMAT_XLSX = 8,
    FORMAT_SVG = 16,
    FORMAT_TEXT = 32,
    FORMAT_HTML = 64,
    FORMAT_ANY = 128, /* content of a document: the handler sets the type */
    FORMAT_DOCX = 256,
    FORMAT_CALENDAR = 512,
    FORMAT_PDF = 1024,
    FORMAT_EVENTS = 2048,
    FORMAT_ZIP = 4096,
};

struct schema; /* one compiled schema; opaque outside contract/ */

struct parameter {
    const char *name;
    enum place place;
    bool required;
    bool list; /* an array: one value with commas, `state=submitted,returned` */
    enum value_kind kind;
    const struct schema *schema;
    const char *default_text; /* as a client would send it; NULL for none */
};

/* One way to be allowed: a role, at a level ("" for any). */
struct role_rule {
    const char *role;
    const char *level;
};

struct media_type {
    const char *name; /* "application/json", "application/merge-patch+json", "multipart/form-data", "text/csv" */
    const struct schema *schema;
    const char *chosen_by; /* x-chosen-by: the parameter that says which of several schemas it is; NULL */
    struct body_choice {
        const char *value; /* of that parameter */
        const struct schema *schema;
    } * choices; /* `schema` is the first one's */
    size_t choice_count;
};

/* The schema of a body where its parameter says `value`; the only one where nothing is chosen. */
const struct schema *media_schema(const struct media_type *type, const char *value);

/* What an address may ask within a span: a name that operations may share, a count, seconds; as SQL takes them. */
struct budget {
    const char *what, *most, *seconds;
};

struct operation {
    size_t number;  /* its place among contract_operations() */
    const char *id; /* operationId */
    const char *tag;
    const char *folder; /* of its SQL file: the tag's x-folder, "campaigns" */
    enum method method;
    const char *path;             /* template with the base path, "/api/v1/campaigns/{campaign}" */
    struct parameter *parameters; /* those of the path first, in its order */
    size_t parameter_count;
    bool needs_token; /* false when `security: []` */
    struct role_rule *roles;
    size_t role_count; /* 0: any signed-in caller */
    struct media_type *bodies;
    size_t body_count;
    bool body_required;
    size_t body_limit; /* bytes; x-body-limit, 256 kB unless said */
    int success_status;
    const struct schema *reply;    /* NULL when the success has no JSON body */
    const struct operation *shown; /* the GET of the same path; NULL for none, and of a GET */
    unsigned formats;              /* bits of enum format */
    bool is_list;                  /* the reply has `items` and `page` */
    bool has_items;                /* the reply has `items` */
    const char *head;              /* x-head: the step that answers the other properties of a list; NULL */
    const char *guards;            /* x-guards: the table that guard() locks; NULL for none */
    const char *guard_parameter;   /* the path parameter holding its id: the last of the path, or x-guard-parameter */
    bool creates_by_put;           /* x-creates: If-None-Match: * or If-Match: "0" may create */
    bool idempotent_key;           /* false by `x-idempotency: none` or `asks`, or a safe method */
    bool only_asks;                /* x-idempotency: asks: changes nothing, whatever its method */
    bool no_store;                 /* x-no-store: tokens and personal data */
    bool is_public;                /* x-public: cacheable by everybody */
    const char **kept;             /* x-kept: the tables its answer is made of, which is kept until one changes */
    size_t kept_count;             /* 0: it is not kept */
    bool is_open;                  /* x-open-data: its answers say under which licence they are given */
    const struct budget *budget;   /* x-budget: how often an address may ask; NULL for ever */
    bool seals;                    /* a body may hold texts marked x-sealed */
    bool says_words;               /* a column of the reply is marked x-words */
    bool is_quiet;                 /* x-quiet: asked all day by machines; logged only when it fails */
    const char **expansions;       /* enum of the `expand` parameter */
    size_t expansion_count;
    const char *picture;      /* x-picture: what its rows are drawn as; NULL */
    const char *guard_action; /* x-guard-action; NULL for the method's own */
    const char *location;     /* x-location: what stands before the id of a created thing; NULL for the path asked */
    bool tells_location;      /* its 201 declares the header Location */
    /* x-table: every row is judged by itself; a workbook must be one of ours; what is long becomes a job */
    bool table_rows, table_template, table_jobs;
    const char *deprecation, *sunset, *farewell; /* the headers of what is going, as they are sent; NULL */
};

struct path_value {
    const char *name;  /* of the path parameter; borrowed from the contract */
    const char *bytes; /* raw, still percent-encoded; borrowed from the path */
    size_t length;
};

struct route {
    const struct operation *operation; /* NULL when the path or the method is unknown */
    unsigned allowed_methods;          /* bits 1 << enum method; 0 when the path is unknown */
    struct path_value values[8];
    size_t value_count;
};

struct contract;

/* The one this process serves; set by main() before the first thread. */
extern const struct contract *contract_served;

/* The word of a catalogue for a code, "vi" or "en"; the code itself where there is none. Borrowed. */
const char *contract_label(const char *catalogue, const char *code, const char *language);

/* Compiles `json` (the contract with or without unresolved local $ref). NULL on a fault, with a sentence in *fault
 * (caller frees) that names the place: an unsupported keyword, a missing $ref, a problem code that x-problems lacks. */
struct contract *contract_load(const char *json, size_t length, char **fault);
void contract_free(struct contract *contract);

/* Matches a raw path (no query). GET also answers HEAD. Literal segments win over parameters. */
struct route contract_route(const struct contract *contract, enum method method, const char *path);

const struct operation *contract_operation(const struct contract *contract, const char *operation_id);
const struct operation *const *contract_operations(const struct contract *contract, size_t *count);

/* A text in both languages; NULLs where there is none. `language` is "vi" or "en" everywhere. */
struct said {
    const char *vi, *en;
};
const char *said_in(const struct said *said, const char *language);

/* One of x-problems. {name} in its texts is filled when it is told. */
struct problem_kind {
    const char *code;
    int status;
    struct said title, detail, remedy;
};
const struct problem_kind *contract_problem(const struct contract *contract, const char *code); /* NULL */
const struct problem_kind *contract_problems(const struct contract *contract, size_t *count);   /* by code */

/* One of x-catalogues, its entries in the order of the contract. */
struct catalogue {
    const char *name;
    struct catalogue_entry {
        const char *code;
        struct said label;
    } * entries;
    size_t count;
};
const struct catalogue *contract_catalogue(const struct contract *contract, const char *name); /* NULL */
const struct said *contract_entry(const struct contract *contract, const char *catalogue, const char *code);

/* The words of a problem. {name} in the texts is filled from params; {state:campaign_state}
 * prints the label that the catalogue `campaign_state` of x-catalogues has for the code in `state`. */
struct problem_words {
    int status;
    char *title;
    char *detail; /* at most two sentences; with the remedy appended */
};
bool contract_problem_words(const struct contract *contract, const char *code, const char *language,
                            const json_t *params, struct problem_words *words);
void problem_words_close(struct problem_words *words);
/* The detail of a code; the code itself where x-problems lacks it. The caller frees. */
char *contract_sentence(const struct contract *contract, const char *code, const char *language, const json_t *params);
int contract_problem_status(const struct contract *contract, const char *code); /* 500 for an unknown code */

/* Checks a parsed body; every fault is added to `problem` at its pointer. */
bool schema_check(const struct schema *schema, const json_t *value, struct problem *problem);

/* Whether a body is an answer of this schema sent back: it holds the `version`, which only answers have. */
bool schema_is_answer(const struct schema *body, const struct schema *reply, const json_t *sent);
/* Such a body (its text, and the same parsed) as what its sender wants changed (decisions/0016). `now` is the answer as
 * it is now, of which the sender can only change what bodies have: a fault is `read_only_property`; NULL where the body
 * takes the place of the whole, or where it is not known. Caller frees. */
char *schema_returned(const struct schema *body, const struct schema *reply, const char *text, const json_t *sent,
                      const json_t *now, struct problem *problem);

/* What takes the place of a text marked `x-sealed`: JSON for SQL, and JSON that is the same whenever the text is, for
 * comparing requests. Both owned. */
struct sealed_text {
    char *value, *fingerprint;
};
typedef bool seal_function(const char *kind, const char *text, struct sealed_text *sealed);
/* A body, accepted by its schema, with each such text replaced; *fingerprint likewise. Caller frees both. NULL when a
 * text could not be sealed. */
char *schema_seal(const struct schema *schema, const char *body, seal_function *seal, char **fingerprint);
bool schema_seals(const struct schema *schema);

/* Checks one text as the parameter's type wants it (full match; no silent conversion) and turns it into what
 * PostgreSQL reads: text itself, or an array literal for lists. Faults go to `problem` as `invalid_parameter`, whose
 * status is 400. Returns new text, NULL on a fault. */
char *parameter_value(const struct parameter *parameter, const char *text, struct problem *problem);

/* Reads a body: UTF-8, NFC (engine.md 31), depth at most 16, no repeated key, an object on top, numbers of at most 15
 * significant digits with 6 decimals and no exponent (engine.md 30). On success *normalised is the client's own text,
 * NFC (caller frees), which travels on to PostgreSQL. Returns a new reference, NULL with the problem set. */
json_t *body_parse(const char *bytes, size_t length, char **normalised, struct problem *problem);

/* The pointer to the first member that says this text, as "/items/3/unit"; caller frees. NULL when none does. */
char *body_place_of(const json_t *body, const char *text);

bool text_is_utf8(const char *bytes, size_t length);

/* NFC of a text from outside; NULL with `text_not_clean` for bad UTF-8, controls, bidi and zero-width characters. */
char *text_normalised(const char *bytes, size_t length, struct problem *problem);

/* Whether two texts read the same to a person: without regard to case and to how marks are encoded. */
bool text_alike(const char *bytes, size_t length, const char *other);

/* A column that a table may have for a body {"items": […]}: a property of its items that is no list of objects. */
struct field {
    char name[96];         /* dotted for nested objects, "period.code" */
    const char *title;     /* the Vietnamese label; "" for none */
    const char *catalogue; /* of its codes; NULL for none */
    enum value_kind kind;
    bool list, nullable, required;
    bool read_only;  /* shown for reading along; what a sender fills in is passed over */
    bool open;       /* no property but a key of its own, dots and all, as additionalProperties allow */
    size_t opens_at; /* where that key begins: behind `targets.` in an object of that name, at 0 in the item itself */
};
/* Fills `fields`, in the order of the contract and depth first; returns their count. */
size_t schema_fields(const struct schema *body, struct field *fields, size_t room);
/* Whether the items may have a property of this name that none of theirs is: `field` then says of which kind. In an
 * object of theirs, `targets.23329 Xã Đoàn Kết`, the key ends at a space; what follows is for people. */
bool schema_open_field(const struct schema *body, const char *name, size_t length, struct field *field);
/* One of the items of a body; NULL when it has none. */
const struct schema *schema_item(const struct schema *body);

/* The code that a word stands for in a catalogue: the code itself, or its label in either language. NULL for none. */
const char *contract_code_of(const struct contract *contract, const char *catalogue, const char *bytes, size_t length);

/* Property names of a reply schema (of one item when it is a list), for `check` and for CSV order. Dotted for nested
 * objects: "unit.id". Returns the count; names borrowed from the contract. */
size_t schema_columns(const struct schema *schema, const char **names, size_t room);

/* What `x-words: true` wants of a json column: the sentence of {"code", "params"} in its place where the contract says
 * a text, or beside each code within. With NULL for a name: of any column. */
enum words_wanted { WORDS_NONE, WORDS_WITHIN, WORDS_ALONE };
enum words_wanted schema_words(const struct schema *reply, const char *column);
