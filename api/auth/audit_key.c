/* audit_key.c: the key by which heads of the audit are signed, and the look at such a signature. */
#include "auth/audit_key.h"

#include "auth/key_files.h"
#include "support/digest.h"
#include "support/scoped.h"
#include "support/text.h"

#include <openssl/pem.h>
#include <string.h>

static EVP_PKEY *signing;

static void free_bio(BIO **bio)
{
    BIO_free(*bio);
}

static void free_context(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

static void wipe_text(struct text *content)
{
    if (content->bytes)
        explicit_bzero(content->bytes, content->room);
    text_close(content);
}

static bool is_p256(const EVP_PKEY *key)
{
    char group[32] = "";
    return key && EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
           strcmp(group, SN_X9_62_prime256v1) == 0;
}

static EVP_PKEY *fit_key(EVP_PKEY *key, const char *path, char **fault)
{
    if (is_p256(key))
        return key;
    EVP_PKEY_free(key);
    *fault = text_format("%s holds no EC P-256 key in PEM without a passphrase.", path);
    return NULL;
}

bool audit_key_start(const char *path, char **fault)
{
    scoped(wipe_text) struct text pem = {0};
    if (path == NULL)
        return true;
    if (!key_file_read(path, &pem, fault))
        return false;
    scoped(free_bio) BIO *bio = BIO_new_mem_buf(pem.bytes, (int)pem.length);
    signing = fit_key(PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)""), path, fault);
    return signing != NULL;
}

void audit_key_stop(void)
{
    EVP_PKEY_free(signing);
    signing = NULL;
}

bool audit_key_is_there(void)
{
    return signing != NULL;
}

/* By its public half alone, so that whoever has only that finds the same name. */
bool audit_key_name(const EVP_PKEY *key, char id[AUDIT_KEY_ID])
{
    unsigned char *der = NULL;
    char digest[DIGEST_TEXT];
    int length = i2d_PUBKEY(key, &der);
    if (length > 0) {
        digest_text(der, (size_t)length, digest);
        memcpy(id, digest, AUDIT_KEY_ID - 1);
        id[AUDIT_KEY_ID - 1] = '\0';
    }
    OPENSSL_free(der);
    return length > 0;
}

char *audit_sign(const char *statement, char id[AUDIT_KEY_ID])
{
    scoped(free_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char signature[128];
    size_t length = sizeof signature;
    if (signing == NULL || context == NULL || !audit_key_name(signing, id) ||
        EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, signing) != 1 ||
        EVP_DigestSign(context, signature, &length, (const unsigned char *)statement, strlen(statement)) != 1)
        return NULL;
    char encoded[4 * sizeof signature / 3 + 4];
    EVP_EncodeBlock((unsigned char *)encoded, signature, (int)length);
    return text_copy(encoded);
}

EVP_PKEY *audit_key_read(const char *path, char **fault)
{
    scoped(free_bio) BIO *bio = BIO_new_file(path, "r");
    if (bio == NULL) {
        *fault = text_format("%s cannot be read.", path);
        return NULL;
    }
    EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, (void *)"");
    if (key == NULL && BIO_reset(bio) == 0)
        key = PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)"");
    return fit_key(key, path, fault);
}

bool audit_signature_is_right(EVP_PKEY *key, const char *statement, const char *signature)
{
    scoped(free_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char der[256];
    size_t length = strlen(signature);
    if (length == 0 || length % 4 || length / 4 * 3 > sizeof der)
        return false;
    int size = EVP_DecodeBlock(der, (const unsigned char *)signature, (int)length);
    size -= (signature[length - 1] == '=') + (signature[length - 2] == '=');
    return size > 0 && context && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
           EVP_DigestVerify(context, der, (size_t)size, (const unsigned char *)statement, strlen(statement)) == 1;
}
