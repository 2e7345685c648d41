/* digest.c: SHA-256 as the text that the database and headers keep. */
#include "support/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

void digest_print(const unsigned char digest[32], char text[DIGEST_TEXT])
{
    for (size_t i = 0; i < 32; i++)
        snprintf(text + i * 2, 3, "%02x", digest[i]);
}

void digest_text(const void *bytes, size_t length, char text[DIGEST_TEXT])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(bytes, length, digest, &size, EVP_sha256(), NULL);
    digest_print(digest, text);
}

void digest_base64(const void *bytes, size_t length, char text[DIGEST_BASE64])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(bytes, length, digest, &size, EVP_sha256(), NULL);
    EVP_EncodeBlock((unsigned char *)text, digest, 32);
}
