/* sql_file.h: an SQL file with its parameters filled in, ready to be sent. Inside api/database, and for its tests. */
#pragma once

#include "database/database.h"
#include "support/text.h"

#include <stdint.h>

enum { SQL_VALUES = 64, SQL_KEYS = 8 };

struct sql_statement {
    char *sql;
    uint64_t hash;    /* of the text: its name as a prepared statement */
    const char *name; /* for the log; borrowed from the file, or `sql` itself */
    int count;
    char *values[SQL_VALUES];
};

/* Chooses the lines, numbers the parameters, and adds keyset predicate, order and limit. False with the problem set. */
bool sql_assemble(const struct sql_file *file, const struct sql_arguments *arguments, const struct sql_page *page,
                  struct sql_statement *statement, struct problem *problem);

/* Names of the sort keys; returns the count. */
size_t sql_sorts(const struct sql_file *file, const char **names, size_t room);

/* The engine's own text. Copies everything. */
void sql_text(const char *sql, int count, const char *const *values, struct sql_statement *statement);
void sql_statement_close(struct sql_statement *statement);
