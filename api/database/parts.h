/* parts.h: a file that rests in the database, in parts: one of them in memory at a time, whatever its size. */
#pragma once

#include "database/database.h"

#include <stdint.h>
#include <stdio.h>

/* A file in memory, or behind a descriptor that stays the caller's. */
struct parts_source {
    const char *bytes; /* NULL: `file` */
    int file;
    uint64_t size;
};

/* Writes the file by a step that takes `owner`, `part` and `bytes`; each part has the time of a request of its own. */
bool parts_store(struct transaction *transaction, const char *step, const char *owner,
                 const struct parts_source *source, struct problem *problem);

/* Reads it back into a spool by a step that takes `owner`; at its beginning again afterwards. */
bool parts_read(struct transaction *transaction, const char *step, const char *owner, FILE *spool,
                struct problem *problem);
