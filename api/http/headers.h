/* headers.h: the values of conditional and retry headers, read strictly. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The version an If-Match names: what stands before the dot, without quotes and W/. "*" stays. NULL when the value is
 * neither; caller frees. */
char *header_version(const char *if_match);

/* True when If-None-Match names this tag, weakly compared, alone or in a list, or is "*" (RFC 9110, 13.1.2). */
bool header_lists_tag(const char *if_none_match, const char *etag);

/* An Idempotency-Key, with or without quotes: 1 to 255 visible ASCII characters. NULL when it is not; caller frees. */
char *header_key(const char *idempotency_key);

/* True when Prefer asks for this: "return=minimal". */
bool header_prefers(const char *prefer, const char *preference);

/* An id from outside that may be echoed and logged: 1 to 63 of letters, digits, dot, dash, underscore. */
bool header_id_is_clean(const char *id);

/* W3C trace context: 00-<32 hex>-<16 hex>-<2 hex>. */
bool header_trace_is_clean(const char *traceparent);

/* A media type at the head of a Content-Type: its length, and whether its charset, if any, is UTF-8. */
size_t header_media_type(const char *content_type, bool *is_utf8);
