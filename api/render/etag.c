/* etag.c: the tag of a representation: its version, and 32 bits of the hash of its bytes (RFC 9110, 8.8.3). */
#include "render/render.h"

#include "support/digest.h"

#include <stdio.h>

void etag_of(char etag[48], const char *version, const unsigned char *hash)
{
    snprintf(etag, 48, "\"%.36s.%02x%02x%02x%02x\"", version ? version : "0", hash[0], hash[1], hash[2], hash[3]);
}

void etag_make(char etag[48], const char *version, const char *bytes, size_t length)
{
    unsigned char hash[DIGEST_BYTES];
    digest_bytes(bytes, length, hash);
    etag_of(etag, version, hash);
}
