/* schema.h: a compiled schema as keywords.c fills and judges it and schema.c finds it. */
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include "contract/internal.h"

#include <pcre2.h>

enum type {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_INTEGER = 4,
    TYPE_NUMBER = 8,
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64,
    TYPE_ANY = 127
};

struct property {
    const char *name;
    struct schema *schema;
    const char *title; /* what stands beside a $ref describes the property, as the schema it leads to does; NULL */
    bool read_only, words;
};

struct schema {
    unsigned keywords; /* bits: the rows of the table of keywords that judge a value */
    unsigned types;    /* bits of enum type */
    struct property *properties;
    size_t property_count;
    bool closed;               /* additionalProperties: false */
    struct schema *additional; /* additionalProperties: {…} */
    struct schema *items;
    const char **required;
    size_t required_count;
    const json_t *allowed, *constant;
    const json_t *minimum, *maximum; /* as they are written, for who goes beyond them */
    size_t min_length, max_length, min_items, max_items;
    const struct text_format *format;
    pcre2_code *pattern;
    const char *expression; /* of the pattern */
    const char *title;      /* NULL for none */
    const char *catalogue;  /* x-catalogue: whose codes it holds; NULL */
    bool read_only, words;  /* words: x-words */
    const char *sealed;     /* x-sealed: what kind of text it is that never travels on in clear; NULL */
    const char **columns;   /* of a reply, dotted */
    size_t column_count;
};

/* An expression, kept in a list because the contract frees it. */
struct pattern {
    struct pattern *next;
    pcre2_code *code;
    const char *expression;
};

/* One keyword while it is compiled. */
struct site {
    struct contract *contract;
    struct location place;
    struct schema *schema;
    const json_t *value;
};

/* Compiles the keyword that the site's place is named after; words that only describe are passed over. */
bool keyword_compile(struct site *site);
bool keyword_describes(const char *name);

/* What `properties` says of a name; NULL for nothing. */
const struct schema *schema_property(const struct schema *schema, const char *name);
bool schema_declares(const struct schema *schema, const char *name);
bool schema_requires(const struct schema *schema, const char *name);
