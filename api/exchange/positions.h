/* positions.h: where a reader of the feed of changes stands (db/functions/changes.sql), as clients carry it: sealed, so
 * that it is ours and whole. */
#pragma once

#include <libpq-fe.h>

/* The position in a row of exchange/read_changes.sql. Caller frees. */
char *position_after(const PGresult *rows, int row);

/* The rows that follow: `after` is NULL for the beginning of the feed, "now" for its end, or a position. The last row
 * is none of them: it says where they end. Borrowed from the transaction; NULL with the problem set. */
struct problem;
struct transaction;
struct changes_asked {
    const char *after, *types, *unit;
    long most;
};
const PGresult *changes_read(struct transaction *transaction, const struct changes_asked *asked,
                             struct problem *problem);
