/* multipart.h: a multipart/form-data upload as it arrives: short fields in memory, one file spooled to an unlinked
 * temporary file with its SHA-256 running along, so that 100 MB cost no memory. */
#pragma once

#include "support/problem.h"
#include "support/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evp_md_ctx_st;

struct multipart_field {
    char *name;
    struct text value;
};

struct multipart {
    struct multipart_field *fields;
    size_t field_count, field_bytes;
    int file;         /* descriptor, at its beginning after multipart_finish(); -1 without a file */
    char *file_field; /* the name of the form's field */
    char *file_name;  /* the client's, without folders */
    char *file_type;  /* what the client says it is; NULL */
    uint64_t size, limit;
    char sha256[65]; /* hex, after multipart_finish() */
    struct evp_md_ctx_st *digest;
};

/* A piece of one part, as it comes off the wire; borrowed. */
struct multipart_piece {
    const char *name;
    const char *file_name; /* NULL for a field */
    const char *type;
    const char *bytes;
    uint64_t offset; /* in its part */
    size_t length;
};

struct multipart *multipart_new(uint64_t limit);

/* False with the problem set: too large, too many fields, a second file, a repeated field, no room on the disk. */
bool multipart_add(struct multipart *multipart, const struct multipart_piece *piece, struct problem *problem);
bool multipart_finish(struct multipart *multipart, struct problem *problem);

/* The text of a field; NULL when it was not sent. */
const char *multipart_field(const struct multipart *multipart, const char *name);

/* Closes the file and frees; NULL is nothing to do. */
void multipart_close(struct multipart *multipart);
