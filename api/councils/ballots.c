/* ballots.c: sealing, opening and shuffling of secret ballots, by libsodium. */
#include "councils/ballots.h"

#include "auth/resting_keys.h"

#include <sodium.h>
#include <string.h>

enum {
    PLAIN_BYTES = 64,
    CHOICE_PLACE = 16, /* behind the voting's id; the rest is by chance */
    SEALED_BYTES = PLAIN_BYTES + crypto_box_SEALBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SECRET_BYTES = NONCE_BYTES + crypto_box_SECRETKEYBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES
};
_Static_assert(2 * SEALED_BYTES + 1 == BALLOT_SEALED_TEXT, "sealed ballots have one length");
_Static_assert(2 * SECRET_BYTES + 1 == BALLOT_SECRET_KEY_TEXT, "a secret key is kept with nonce and tag");
_Static_assert(2 * crypto_box_PUBLICKEYBYTES + 1 == BALLOT_PUBLIC_KEY_TEXT, "a public key is in hexadecimal");

static struct resting_keys *ring;

static const char *const names[] = {"yes", "no", "blank"};

const char *ballot_choice_name(enum ballot_choice choice)
{
    return choice < BALLOT_CHOICES ? names[choice] : "broken";
}

enum ballot_choice ballot_choice_of(const char *name)
{
    for (enum ballot_choice choice = BALLOT_YES; choice < BALLOT_CHOICES; choice++)
        if (name && strcmp(name, names[choice]) == 0)
            return choice;
    return BALLOT_BROKEN;
}

bool ballots_start(const char *path, char **fault)
{
    if (path == NULL)
        return true;
    ring = resting_keys_read(path, fault);
    return ring != NULL;
}

void ballots_stop(void)
{
    resting_keys_close(ring);
    ring = NULL;
}

static bool read_hex(const char *hex, unsigned char *bytes, size_t count)
{
    size_t length = 0;
    return hex && sodium_hex2bin(bytes, count, hex, strlen(hex), NULL, &length, NULL) == 0 && length == count;
}

/* ---- the keys of a voting ---- */

static bool resting_key(const char *id, unsigned char key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES])
{
    return ring && resting_keys_derive(ring, id, "ballots_", 1, key, crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
}

/* Bound to its session, so that no key opens the ballots of another. */
bool ballot_keys_make(const char *session, struct ballot_keys *keys)
{
    unsigned char public_key[crypto_box_PUBLICKEYBYTES], secret_key[crypto_box_SECRETKEYBYTES];
    unsigned char resting[crypto_aead_xchacha20poly1305_ietf_KEYBYTES], sealed[SECRET_BYTES];
    keys->key_id = ring ? resting_keys_newest(ring) : NULL;
    if (keys->key_id == NULL || !resting_key(keys->key_id, resting))
        return false;
    crypto_box_keypair(public_key, secret_key);
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, secret_key, sizeof secret_key,
                                               (const unsigned char *)session, strlen(session), NULL, sealed, resting);
    sodium_bin2hex(keys->public_key, sizeof keys->public_key, public_key, sizeof public_key);
    sodium_bin2hex(keys->encrypted_secret, sizeof keys->encrypted_secret, sealed, sizeof sealed);
    sodium_memzero(secret_key, sizeof secret_key);
    sodium_memzero(resting, sizeof resting);
    return true;
}

bool ballot_opener_begin(struct ballot_opener *opener, const char *session, const struct ballot_keys *keys)
{
    unsigned char resting[crypto_aead_xchacha20poly1305_ietf_KEYBYTES], sealed[SECRET_BYTES];
    bool opened = read_hex(keys->public_key, opener->public_key, sizeof opener->public_key) &&
                  read_hex(keys->encrypted_secret, sealed, sizeof sealed) && resting_key(keys->key_id, resting) &&
                  crypto_aead_xchacha20poly1305_ietf_decrypt(
                      opener->secret_key, NULL, NULL, sealed + NONCE_BYTES, sizeof sealed - NONCE_BYTES,
                      (const unsigned char *)session, strlen(session), sealed, resting) == 0;
    sodium_memzero(resting, sizeof resting);
    return opened;
}

void ballot_opener_end(struct ballot_opener *opener)
{
    sodium_memzero(opener, sizeof *opener);
}

/* ---- ballots ---- */

static bool read_uuid(const char *text, unsigned char id[16])
{
    size_t length = 0;
    return text && sodium_hex2bin(id, 16, text, strlen(text), "-", &length, NULL) == 0 && length == 16;
}

bool ballot_seal(const char *public_key, const char *voting, enum ballot_choice choice, char sealed[BALLOT_SEALED_TEXT])
{
    unsigned char key[crypto_box_PUBLICKEYBYTES], plain[PLAIN_BYTES], bytes[SEALED_BYTES];
    if (!read_hex(public_key, key, sizeof key))
        return false;
    randombytes_buf(plain, sizeof plain);
    bool made = read_uuid(voting, plain);
    plain[CHOICE_PLACE] = (unsigned char)choice;
    made = made && crypto_box_seal(bytes, plain, sizeof plain, key) == 0;
    sodium_memzero(plain, sizeof plain);
    sodium_bin2hex(sealed, BALLOT_SEALED_TEXT, bytes, sizeof bytes);
    return made;
}

enum ballot_choice ballot_open(const struct ballot_opener *opener, const char *voting, const char *sealed)
{
    unsigned char id[16], plain[PLAIN_BYTES], bytes[SEALED_BYTES];
    enum ballot_choice choice = BALLOT_BROKEN;
    if (read_uuid(voting, id) && read_hex(sealed, bytes, sizeof bytes) &&
        crypto_box_seal_open(plain, bytes, sizeof bytes, opener->public_key, opener->secret_key) == 0 &&
        sodium_memcmp(plain, id, sizeof id) == 0 && plain[CHOICE_PLACE] < BALLOT_CHOICES)
        choice = plain[CHOICE_PLACE];
    sodium_memzero(plain, sizeof plain);
    return choice;
}

void ballots_shuffle(size_t *order, size_t count)
{
    for (size_t left = count; left > 1; left--) {
        size_t drawn = randombytes_uniform((uint32_t)left), kept = order[left - 1];
        order[left - 1] = order[drawn];
        order[drawn] = kept;
    }
}
