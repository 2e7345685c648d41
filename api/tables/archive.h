/* archive.h: a workbook as the archive it is: opened only when nothing in it can harm, its parts read as XML piece by
 * piece within one budget. */
#pragma once

#include "tables/tables.h"

#include <expat.h>
#include <zip.h>

struct archive {
    zip_t *zip;
    uint64_t unpacked; /* so far */
    struct problem *problem;
};

bool archive_open(struct archive *archive, const struct table_source *source, struct problem *problem);
void archive_close(struct archive *archive);
bool archive_has(const struct archive *archive, const char *name);

/* Who reads a part. Names come without their prefix; either function may stop the parser after setting a problem. */
struct part_reader {
    void (*opens)(void *state, const char *name, const char **attributes);
    void (*closes)(void *state, const char *name);
    void (*says)(void *state, const char *bytes, int length);
};
bool archive_read(struct archive *archive, const char *name, const struct part_reader *reader, void *state);

/* An attribute by its name without prefix; NULL when absent. */
const char *attribute_named(const char **attributes, const char *name);
