/* webhook_secrets.c: makes, keeps and uses the secrets of webhooks, by libsodium. */
#include "exchange/webhook_secrets.h"

#include "auth/resting_keys.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "whsec_"

enum {
    SECRET_BYTES = 32,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEALED_BYTES = NONCE_BYTES + SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SIGNATURE_TEXT = sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES, sodium_base64_VARIANT_ORIGINAL)
};
_Static_assert(sizeof PREFIX - 1 + sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_ORIGINAL) ==
                   WEBHOOK_SECRET_TEXT,
               "a secret is shown in base64");
_Static_assert(sodium_base64_ENCODED_LEN(SEALED_BYTES, sodium_base64_VARIANT_ORIGINAL) == WEBHOOK_SEALED_TEXT,
               "a secret rests with nonce and tag");

static struct resting_keys *ring;

bool webhook_secrets_start(const char *path, char **fault)
{
    if (path == NULL)
        return true;
    ring = resting_keys_read(path, fault);
    return ring != NULL;
}

void webhook_secrets_stop(void)
{
    resting_keys_close(ring);
    ring = NULL;
}

bool webhook_secrets_are_there(void)
{
    return ring != NULL;
}

static bool resting_key(const char *id, unsigned char key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES])
{
    return ring && resting_keys_derive(ring, id, "webhooks", 1, key, crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
}

const char *webhook_secrets_newest_key(void)
{
    return ring ? resting_keys_newest(ring) : NULL;
}

/* Under the newest key, and bound to its webhook: in the row of another it opens for nobody. */
static bool seal_secret(const char *webhook, const unsigned char bytes[SECRET_BYTES], char base64[WEBHOOK_SEALED_TEXT])
{
    unsigned char key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES], sealed[SEALED_BYTES];
    if (!resting_key(webhook_secrets_newest_key(), key))
        return false;
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, bytes, SECRET_BYTES,
                                               (const unsigned char *)webhook, strlen(webhook), NULL, sealed, key);
    sodium_bin2base64(base64, WEBHOOK_SEALED_TEXT, sealed, sizeof sealed, sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(key, sizeof key);
    return true;
}

bool webhook_secret_make(const char *webhook, struct webhook_secret *secret)
{
    unsigned char bytes[SECRET_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    secret->key_id = webhook_secrets_newest_key();
    memcpy(secret->shown, PREFIX, sizeof PREFIX - 1);
    sodium_bin2base64(secret->shown + sizeof PREFIX - 1, sizeof secret->shown - (sizeof PREFIX - 1), bytes,
                      sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
    bool made = seal_secret(webhook, bytes, secret->sealed);
    sodium_memzero(bytes, sizeof bytes);
    return made;
}

static bool open_secret(const char *webhook, const char *key_id, const char *base64, unsigned char bytes[SECRET_BYTES])
{
    unsigned char key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES], sealed[SEALED_BYTES];
    size_t length = 0;
    bool opened =
        sodium_base642bin(sealed, sizeof sealed, base64, strlen(base64), NULL, &length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) == 0 &&
        length == sizeof sealed && resting_key(key_id, key) &&
        crypto_aead_xchacha20poly1305_ietf_decrypt(bytes, NULL, NULL, sealed + NONCE_BYTES, sizeof sealed - NONCE_BYTES,
                                                   (const unsigned char *)webhook, strlen(webhook), sealed, key) == 0;
    sodium_memzero(key, sizeof key);
    return opened;
}

bool webhook_secret_reseal(const char *webhook, const char *key_id, const char *sealed, char again[WEBHOOK_SEALED_TEXT])
{
    unsigned char bytes[SECRET_BYTES];
    bool done = open_secret(webhook, key_id, sealed, bytes) && seal_secret(webhook, bytes, again);
    sodium_memzero(bytes, sizeof bytes);
    return done;
}

bool webhook_sign(const char *webhook, const char *key_id, const char *sealed, const char *signed_text,
                  struct text *signatures)
{
    unsigned char bytes[SECRET_BYTES], hash[crypto_auth_hmacsha256_BYTES];
    char base64[SIGNATURE_TEXT];
    if (!open_secret(webhook, key_id, sealed, bytes))
        return false;
    crypto_auth_hmacsha256(hash, (const unsigned char *)signed_text, strlen(signed_text), bytes);
    sodium_memzero(bytes, sizeof bytes);
    sodium_bin2base64(base64, sizeof base64, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    text_print(signatures, "%sv1,%s", signatures->length ? " " : "", base64);
    return true;
}
