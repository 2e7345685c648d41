/* columns.h: what a result of PostgreSQL looks like from outside: its columns in the order they are printed, nested by
 * their dotted names, each with its kind. Planned once and kept per thread while results look alike. */
#pragma once

#include "render/render.h"

enum cell_kind {
    CELL_TEXT,
    CELL_INTEGER,
    CELL_DECIMAL, /* numeric and floats: NaN and infinities exist in PostgreSQL, not in JSON */
    CELL_TRUTH,
    CELL_JSON,
    CELL_DATE,
    CELL_INSTANT,
};

/* A column, or a group of columns that share a prefix; a group's members follow it up to `end`. */
struct node {
    const char *key;  /* `"code":`, ready for JSON */
    const char *name; /* "unit.code" */
    unsigned short key_length, end;
    short column; /* -1: a group */
    bool list;
    bool spread; /* "*": each element is a column of its own, named by the array `_names` of the same row */
    enum cell_kind kind;
};

enum { COLUMNS_MOST = 160, COLUMN_NAMES_ROOM = 8192 };

enum wall_column { WALL_UNIT, WALL_ISSUER, WALL_LEAD_UNIT, WALL_PUBLISHED, WALL_COLUMNS };

struct columns {
    int field_count;
    unsigned node_count;
    short wall[WALL_COLUMNS]; /* numbers of the hidden columns that the second wall reads, -1 for absent */
    bool walled;              /* there is one of them */
    short campaign;           /* number of the column that says of which campaign a row is, -1 for absent */
    short spread_names;       /* number of the hidden column `_names`, -1 for absent */
    struct node nodes[2 * COLUMNS_MOST];
    Oid types[COLUMNS_MOST];
    size_t names_length, keys_length;
    char names[COLUMN_NAMES_ROOM]; /* of all fields, each with its zero byte */
    char keys[2 * COLUMN_NAMES_ROOM];
};

/* The plan of a result, valid until the next call on this thread. NULL with the problem set for a result with more
 * columns than any file of ours has. */
const struct columns *columns_of(const PGresult *rows, struct problem *problem);

/* True when the column goes into tables: json does not, unless it is a sentence told by its code. */
bool is_tabular(const struct node *node, const struct rendering *rendering);

/* Walks an array literal of PostgreSQL: '{', '}', ',' or 'e' for an element, '\0' at the end. */
struct list_walk {
    const char *place;
    const char *bytes; /* of the element; NULL for a null */
    size_t length;
    struct text unescaped; /* holds elements that had backslashes; close with list_close */
};
struct list_walk list_of(const char *literal);
char list_next(struct list_walk *walk);
void list_close(struct list_walk *walk);

/* The next element, null or not; false at the end. */
bool list_element(struct list_walk *walk);

/* Walks the names of what a row spreads. */
struct list_walk names_spread(const struct columns *columns, const PGresult *rows, int row);

/* False for NaN, infinities and the infinite dates. */
bool cell_is_finite(enum cell_kind kind, const char *bytes, size_t length);

/* "2025-06-16 01:00:00.123+00" → 2025-06-16T01:00:00.123Z. */
void cell_add_instant(struct text *out, const char *bytes, size_t length);

/* A cell of a table, before quoting: true/false, instants as above, lists joined by "; ". */
bool cell_add_plain(struct text *out, const struct node *node, const char *bytes, size_t length, bool decimal_comma);

/* A number that is none (NaN): logs it and gives a fault of ours, `internal_error`. Always false. */
bool cell_refuse(const struct node *node, const struct rendering *rendering, struct problem *problem);

/* The second wall: false with `foreign_row` set when nothing puts the row within the caller's sight. */
bool wall_lets_pass(const struct columns *columns, const PGresult *rows, int row, const struct rendering *rendering,
                    struct problem *problem);
