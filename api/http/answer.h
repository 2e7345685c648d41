/* answer.h: rows of a committed transaction → the reply, in the format asked for. */
#pragma once

#include "database/database.h"
#include "http/question.h"
#include "http/request.h"
#include "render/render.h"

struct answer_rows {
    const PGresult *rows;
    const struct sql_page *page; /* NULL unless the file is a list */
    const char *total;           /* of count=true; NULL */
    const char *updated_until;   /* NULL */
    const PGresult *head;        /* one row: what stands beside the items; NULL */
};

/* Fills the reply from rows: an object, a list with its page, or a table. 404 when an object has no row. */
bool answer_from_rows(const struct request *request, const struct answer_rows *found, const struct sight *sight,
                      struct reply *reply, struct problem *problem);

/* A long CSV or NDJSON: rows are collected in an unlinked file first, so that a fault can still be a problem and a
 * cut file never looks complete. At most two at once, else 503. */
bool answer_long(struct request *request, const struct sql_file *file, const struct sight *sight, struct reply *reply,
                 struct problem *problem);

/* The media type of a format, as Content-Type says it. */
const char *answer_media_type(enum format format);
