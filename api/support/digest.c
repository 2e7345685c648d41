/* digest.c: SHA-256, and as the text that the database and headers keep. */
#include "support/digest.h"

#include "support/memory.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>

void digest_bytes(const void *bytes, size_t length, unsigned char digest[DIGEST_BYTES])
{
    if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1)
        memory_lost();
}

struct evp_md_ctx_st *digest_begin(void)
{
    EVP_MD_CTX *run = EVP_MD_CTX_new();
    if (run == NULL || EVP_DigestInit_ex(run, EVP_sha256(), NULL) != 1)
        memory_lost();
    return run;
}

void digest_add(struct evp_md_ctx_st *run, const void *bytes, size_t length)
{
    if (EVP_DigestUpdate(run, bytes, length) != 1)
        memory_lost();
}

void digest_end(struct evp_md_ctx_st *run, unsigned char *digest)
{
    if (digest && EVP_DigestFinal_ex(run, digest, NULL) != 1)
        memory_lost();
    EVP_MD_CTX_free(run);
}

void digest_keyed(const void *key, size_t key_length, const void *bytes, size_t length,
                  unsigned char digest[DIGEST_BYTES])
{
    if (HMAC(EVP_sha256(), key, (int)key_length, bytes, length, digest, NULL) == NULL)
        memory_lost();
}

void digest_print(const unsigned char digest[DIGEST_BYTES], char text[DIGEST_TEXT])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        snprintf(text + i * 2, 3, "%02x", digest[i]);
}

void digest_text(const void *bytes, size_t length, char text[DIGEST_TEXT])
{
    unsigned char digest[DIGEST_BYTES];
    digest_bytes(bytes, length, digest);
    digest_print(digest, text);
}

void digest_base64(const void *bytes, size_t length, char text[DIGEST_BASE64])
{
    unsigned char digest[DIGEST_BYTES];
    digest_bytes(bytes, length, digest);
    EVP_EncodeBlock((unsigned char *)text, digest, DIGEST_BYTES);
}
