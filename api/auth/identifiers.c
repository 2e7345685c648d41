/* identifiers.c: the keys of citizen identifiers, and what is done with them. */
#include "auth/identifiers.h"

#include "auth/resting_keys.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEALED_MOST = NONCE_BYTES + IDENTIFIER_ROOM + TAG_BYTES,
    BASE64_MOST = sodium_base64_ENCODED_LEN(SEALED_MOST, sodium_base64_VARIANT_ORIGINAL)
};

struct identifier_key {
    char id[KEY_ID_ROOM];
    unsigned char sealing[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    unsigned char finding[crypto_auth_hmacsha256_KEYBYTES];
};

/* In guarded memory that is neither swapped nor dumped; the newest first. */
static struct identifier_key *keys;
static size_t key_count;

static const struct identifier_key *find_key(const char *id)
{
    for (size_t i = 0; i < key_count; i++)
        if (strcmp(keys[i].id, id) == 0)
            return &keys[i];
    return NULL;
}

/* jansson keeps copies of what it reads; none of them stays behind in freed memory. */
static void free_wiped(void *memory)
{
    if (memory)
        sodium_memzero(memory, malloc_usable_size(memory));
    free(memory);
}

static void derive(const struct resting_keys *ring, struct identifier_key *made, const char *id)
{
    snprintf(made->id, sizeof made->id, "%s", id);
    resting_keys_derive(ring, id, "identity", 1, made->sealing, sizeof made->sealing);
    resting_keys_derive(ring, id, "identity", 2, made->finding, sizeof made->finding);
}

bool identifiers_start(const char *path, char **fault)
{
    if (path == NULL)
        return *fault = text_copy("is not set; `thidua identity-key FILE` makes one."), false;
    struct resting_keys *ring = resting_keys_read(path, fault);
    if (ring == NULL)
        return false;
    key_count = resting_keys_count(ring);
    keys = sodium_allocarray(key_count, sizeof *keys);
    for (size_t i = 0; keys && i < key_count; i++)
        derive(ring, &keys[i], resting_keys_id(ring, i));
    resting_keys_close(ring);
    if (keys == NULL)
        return key_count = 0, *fault = text_copy("there is no memory for keys."), false;
    sodium_mprotect_readonly(keys);
    json_set_alloc_funcs(memory_take, free_wiped);
    return true;
}

void identifiers_stop(void)
{
    sodium_free(keys);
    keys = NULL;
    key_count = 0;
}

const char *identifier_newest_key(void)
{
    return key_count ? keys[0].id : NULL;
}

/* ---- sealing and opening ---- */

/* What is bound to each sealed text beside it: what it is, and by which key. */
static size_t purpose_of(const struct identifier_key *key, char purpose[64])
{
    return (size_t)snprintf(purpose, 64, "citizen identifier %s", key->id);
}

static void seal_digits(const struct identifier_key *key, const char *digits, char base64[BASE64_MOST])
{
    unsigned char sealed[SEALED_MOST];
    unsigned long long length = 0;
    char purpose[64];
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, &length, (const unsigned char *)digits,
                                               strlen(digits), (const unsigned char *)purpose, purpose_of(key, purpose),
                                               NULL, sealed, key->sealing);
    sodium_bin2base64(base64, BASE64_MOST, sealed, NONCE_BYTES + (size_t)length, sodium_base64_VARIANT_ORIGINAL);
}

static void hash_text(const struct identifier_key *key, const char *text, char hex[65])
{
    unsigned char hash[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256(hash, (const unsigned char *)text, strlen(text), key->finding);
    sodium_bin2hex(hex, 65, hash, sizeof hash);
}

/* `062*******34`: where it was registered, and two digits to tell it by. */
static void mask_digits(const char *digits, char masked[IDENTIFIER_ROOM])
{
    size_t length = strlen(digits);
    memset(masked, '*', length);
    memcpy(masked, digits, 3);
    memcpy(masked + length - 2, digits + length - 2, 3);
}

static bool is_identifier(const char *text)
{
    size_t length = strlen(text);
    return (length == 12 || length == 9) && strspn(text, "0123456789") == length;
}

/* The fourth digit tells century and sex, the next two the year; the nine of the old card tell neither. */
static void tell_birth(const char *digits, json_t *told)
{
    if (strlen(digits) != 12)
        return;
    int century = digits[3] - '0', year = (digits[4] - '0') * 10 + (digits[5] - '0');
    json_object_set_new(told, "birth_year", json_integer(1900 + 100 * (century / 2) + year));
    json_object_set_new(told, "gender", json_string(century % 2 ? "female" : "male"));
}

static json_t *hashes_of(const char *digits)
{
    json_t *hashes = json_array();
    char hex[65];
    for (size_t i = 0; i < key_count; i++) {
        hash_text(&keys[i], digits, hex);
        json_array_append_new(hashes, json_string(hex));
    }
    return hashes;
}

static json_t *sealed_identifier(const char *digits)
{
    char base64[BASE64_MOST], masked[IDENTIFIER_ROOM], hex[65];
    seal_digits(&keys[0], digits, base64);
    hash_text(&keys[0], digits, hex);
    mask_digits(digits, masked);
    json_t *told = json_pack("{s:s, s:s, s:s, s:o, s:s, s:s}", "sealed", base64, "key", keys[0].id, "hash", hex,
                             "hashes", hashes_of(digits), "masked", masked, "scheme",
                             strlen(digits) == 12 ? "citizen_identifier" : "identity_card");
    tell_birth(digits, told);
    return told;
}

/* What is no identifier was refused, or is in a row of a table that is: nothing of it travels on. */
bool identifier_seal(const char *kind, const char *text, struct sealed_text *sealed)
{
    char hex[65];
    (void)kind;
    if (key_count == 0)
        return false;
    json_auto_t *told = is_identifier(text) ? sealed_identifier(text) : json_object();
    hash_text(&keys[0], text, hex);
    sealed->value = json_dumps(told, JSON_COMPACT);
    sealed->fingerprint = text_format("{\"hash\":\"%s\"}", hex);
    return sealed->value != NULL;
}

enum identifier_opening identifier_open(const char *id, const char *base64, char *digits)
{
    const struct identifier_key *key = find_key(id);
    unsigned char sealed[SEALED_MOST];
    unsigned long long opened = 0;
    char purpose[64];
    size_t length = 0;
    if (key == NULL)
        return IDENTIFIER_KEY_UNKNOWN;
    if (sodium_base642bin(sealed, sizeof sealed, base64, strlen(base64), "\n", &length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        length < NONCE_BYTES + TAG_BYTES || length - NONCE_BYTES - TAG_BYTES >= IDENTIFIER_ROOM ||
        crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)digits, &opened, NULL, sealed + NONCE_BYTES,
                                                   length - NONCE_BYTES, (const unsigned char *)purpose,
                                                   purpose_of(key, purpose), sealed, key->sealing) != 0)
        return IDENTIFIER_DAMAGED;
    digits[opened] = '\0';
    return IDENTIFIER_OPENED;
}

bool identifier_digest(const char *text, char hex[65])
{
    if (key_count)
        hash_text(&keys[0], text, hex);
    return key_count > 0;
}
