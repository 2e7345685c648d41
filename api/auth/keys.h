/* keys.h: the keys that tokens may be signed with. Each key belongs to one issuer and to one algorithm, fixed when the
 * service starts; a token only names a key (`kid`) and chooses nothing. Read once, immutable, shared by all threads. */
#pragma once

#include "auth/auth.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

enum algorithm { ALGORITHM_ES256, ALGORITHM_RS256, ALGORITHM_HS256 };

/* Who signs: we, or an identity provider named in the issuers file. */
struct issuer {
    char *name;        /* `iss`, compared byte for byte */
    char *audience;    /* what `aud` must hold */
    char *unit_claim;  /* of an outside issuer: the claim that names the unit */
    long longest_life; /* exp - iat at most, seconds */
    bool outside;
};

struct key {
    char id[128]; /* kid */
    enum algorithm algorithm;
    const struct issuer *issuer;
    EVP_PKEY *public_key;  /* ES256 and RS256 */
    unsigned char *secret; /* HS256 */
    size_t secret_length;
};

enum { KEYS_MAX = 64, ISSUERS_MAX = 16 };

struct key_ring {
    struct key keys[KEYS_MAX];
    size_t key_count;
    struct issuer issuers[ISSUERS_MAX]; /* the first is ours */
    size_t issuer_count;
    const struct key *signing;
    char *signing_material; /* what libjwt signs with: the private key as PEM, or the HS256 secret */
    size_t signing_length;
};

/* Fills a zeroed ring. False with a sentence in *fault (caller frees). */
bool keys_read(struct key_ring *ring, const struct auth_settings *settings, char **fault);
/* Adds the outside issuers of a JSON list, each with its keys: iss, algorithm, pem_file with kid or jwks_file,
 * longest_life. */
bool keys_read_outside(struct key_ring *ring, const char *path, const char *audience, char **fault);
void keys_close(struct key_ring *ring);

/* NULL when no key has this id. */
const struct key *key_find(const struct key_ring *ring, const char *id);

const char *algorithm_name(enum algorithm algorithm);

/* The public keys that are ours, as RFC 7517 writes them. New reference. */
json_t *keys_jwks(const struct key_ring *ring);
