/* url.h: reads a URL as it came over the wire. Ulfius mixes path and query into one map and drops what is not UTF-8,
 * so that a filter disappears in silence; here whatever is doubtful is refused. */
#pragma once

#include "support/problem.h"

#include <stdbool.h>
#include <stddef.h>

/* Splits at the first `?`. *query is NULL when there is none. Refuses with `malformed_url`: a path that does not begin
 * with a slash, empty and dot segments, encoded slashes and backslashes, controls, broken escapes, bad UTF-8. */
bool url_split(const char *url, char **path, char **query, struct problem *problem);

/* Undoes percent-encoding once, and `+` when asked. Returns new text, NULL with `malformed_url` when what comes out
 * holds a control character or is not UTF-8. */
char *url_decoded(const char *bytes, size_t length, bool plus_is_blank, struct problem *problem);

/* One pair of a query, still encoded; borrowed. */
struct url_pair {
    const char *name, *value;
    size_t name_length, value_length;
};

/* Takes the next pair from *rest; false at the end. Empty pairs are passed over. */
bool url_next_pair(const char **rest, struct url_pair *pair);
