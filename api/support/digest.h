/* digest.h: SHA-256 as the text that the database and headers keep. */
#pragma once

#include <stddef.h>

#define DIGEST_TEXT   65 /* 64 hexadecimal digits and the zero byte */
#define DIGEST_BASE64 45

/* The SHA-256 of some bytes, in hexadecimal. */
void digest_text(const void *bytes, size_t length, char text[DIGEST_TEXT]);

/* A finished digest of 32 bytes, in hexadecimal. */
void digest_print(const unsigned char digest[32], char text[DIGEST_TEXT]);

/* The SHA-256 of some bytes in base64, as a Content-Security-Policy names what it allows. */
void digest_base64(const void *bytes, size_t length, char text[DIGEST_BASE64]);
