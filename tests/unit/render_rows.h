/* render_rows.h: results of PostgreSQL made by hand, for the tests of the render room. */
#pragma once

#include "render/render.h"

#include <libpq-fe.h>
#include <string.h>

struct attribute {
    const char *name;
    Oid type;
};

enum { BOOL = 16, INT8 = 20, INT4 = 23, TEXT = 25, JSON = 114, NUMERIC = 1700, DATE = 1082, TIMESTAMP = 1114 };
enum { INSTANT = 1184, UUID = 2950, JSONB = 3802, TEXTS = 1009, UUIDS = 2951, INTS = 1007, DATES = 1182 };
enum { NUMERICS = 1231, BOOLS = 1000, INSTANTS = 1185, INTERVAL = 1186, FLOAT = 701 };

static inline void result_close(PGresult **result)
{
    PQclear(*result);
}

static inline void fill_row(PGresult *result, int row, const char *const *values, int count)
{
    for (int i = 0; i < count; i++)
        PQsetvalue(result, row, i, (char *)(size_t)values[i], values[i] ? (int)strlen(values[i]) : -1);
}

static inline PGresult *result_new(const struct attribute *attributes, int count)
{
    PGresAttDesc described[256];
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    memset(described, 0, sizeof described);
    for (int i = 0; i < count; i++) {
        described[i].name = (char *)(size_t)attributes[i].name;
        described[i].typid = attributes[i].type;
        described[i].typlen = -1;
    }
    PQsetResultAttrs(result, count, described);
    return result;
}

/* ROWS(name, {{"id", UUID}, …}, {"…", …}, …): a result that is freed with its block. */
#define ATTRIBUTES(...) __VA_ARGS__
#define ROWS(name, attributes, ...)                                                                                    \
    static const struct attribute name##_attributes[] = {attributes};                                                  \
    enum { name##_width = sizeof name##_attributes / sizeof name##_attributes[0] };                                    \
    static const char *const name##_values[][name##_width] = {__VA_ARGS__};                                            \
    scoped(result_close) PGresult *name = result_new(name##_attributes, name##_width);                                 \
    for (int name##_row = 0; name##_row < (int)(sizeof name##_values / sizeof name##_values[0]); name##_row++)         \
    fill_row(name, name##_row, name##_values[name##_row], name##_width)
