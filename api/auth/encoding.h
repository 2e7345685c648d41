/* encoding.h: base64url without padding (RFC 7515), as tokens and secrets use it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Caller frees. */
char *base64url_encode(const unsigned char *bytes, size_t length);

/* Decodes `length` characters into new bytes (caller frees; one zero byte follows them). NULL unless the text is the
 * one way of writing these bytes: no padding, no other character, no leftover bits. */
unsigned char *base64url_decode(const char *text, size_t length, size_t *size);

/* xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx in lower case. */
bool is_uuid(const char *text);
