/* zip_stream.h: a ZIP archive written from its beginning to its end, piece by piece; nothing of it stays in memory but
 * the names. The same members give the same bytes. */
#pragma once

#include "support/digest.h"
#include "support/text.h"

#include <stdbool.h>
#include <stddef.h>

struct zip_stream;

/* What is finished is appended to `out`. */
struct zip_stream *zip_stream_begin(struct text *out);

/* A member's name is plain ASCII with slashes. False when the archive cannot go on. */
bool zip_stream_member(struct zip_stream *zip, const char *name);
bool zip_stream_add(struct zip_stream *zip, const void *bytes, size_t length);
/* Ends the member: how long it was, and its SHA-256. */
bool zip_stream_member_end(struct zip_stream *zip, unsigned long long *length, char sha256[DIGEST_TEXT]);

/* The last bytes; the rest of the archive is good for nothing without them. */
bool zip_stream_end(struct zip_stream *zip);
void zip_stream_close(struct zip_stream *zip); /* NULL is fine */
