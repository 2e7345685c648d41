/* digest.h: SHA-256, and as the text that the database and headers keep. It cannot fail but for want of memory, which
 * ends the process (memory.h): a hash that was never made is compared with nothing. */
#pragma once

#include <stddef.h>

#define DIGEST_BYTES  32
#define DIGEST_TEXT   65 /* 64 hexadecimal digits and the zero byte */
#define DIGEST_BASE64 45

void digest_bytes(const void *bytes, size_t length, unsigned char digest[DIGEST_BYTES]);

/* The same piece by piece, of what never lies in memory at once. digest_end() gives back what digest_begin() took; with
 * NULL for the digest nobody wants it any more. */
struct evp_md_ctx_st;
struct evp_md_ctx_st *digest_begin(void);
void digest_add(struct evp_md_ctx_st *run, const void *bytes, size_t length);
void digest_end(struct evp_md_ctx_st *run, unsigned char *digest);

/* HMAC-SHA256. */
void digest_keyed(const void *key, size_t key_length, const void *bytes, size_t length,
                  unsigned char digest[DIGEST_BYTES]);

/* The SHA-256 of some bytes, in hexadecimal. */
void digest_text(const void *bytes, size_t length, char text[DIGEST_TEXT]);

/* A finished digest, in hexadecimal. */
void digest_print(const unsigned char digest[DIGEST_BYTES], char text[DIGEST_TEXT]);

/* The SHA-256 of some bytes in base64, as a Content-Security-Policy names what it allows. */
void digest_base64(const void *bytes, size_t length, char text[DIGEST_BASE64]);
