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

/* The state of the structure that a transaction began in, as sight_of() wants it. The caller frees. */
char *answer_structure(const struct transaction *transaction);

/* What the caller of a handler may see, for rows that the handler prints itself. Needs the request's open transaction.
 * scoped(sight_close); NULL with the problem set. */
const struct sight *answer_sight(const struct request *request, struct problem *problem);

/* Fills the reply from rows: an object, a list with its page, or a table. 404 when an object has no row. */
bool answer_from_rows(const struct request *request, const struct answer_rows *found, const struct sight *sight,
                      struct reply *reply, struct problem *problem);

/* A long CSV or NDJSON: rows are collected in an unlinked file first, so that a fault can still be a problem and a
 * cut file never looks complete. At most two at once, else 503. */
bool answer_long(struct request *request, const struct sql_file *file, const struct sight *sight, struct reply *reply,
                 struct problem *problem);

/* The media type of a format, as Content-Type says it. */
const char *answer_media_type(enum format format);
