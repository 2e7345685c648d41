/* embedded.h: files that travel inside the program: the contract, all of db/, the pages of the documentation. The
 * table is written by embed.sh at build time. */
#pragma once

#include <stddef.h>

struct embedded_file {
    const char *path; /* as in the repository: "db/api/units/list_units.sql" */
    const char *bytes;
    size_t length;
    const char *digest; /* the first 40 digits of its SHA-256 */
};

extern const struct embedded_file embedded_files[]; /* sorted by path */
extern const size_t embedded_count;

/* NULL when there is no such file. */
const struct embedded_file *embedded_find(const char *path);

/* Gives back the memory of a file that was read and is not needed soon; read again it comes from the program's file. */
void embedded_leave(const struct embedded_file *file);
