/* keys.c: reads the keys that tokens may be signed with. Whatever is missing, weak or open to others stops the start:
 * a verifier without its key would be a verifier that believes everybody. */
#include "auth/keys.h"

#include "auth/encoding.h"
#include "auth/key_files.h"
#include "support/digest.h"
#include "support/scoped.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 256 * 1024, HS256_LEAST = 32, RSA_BITS_LEAST = 2048, COORDINATE = 32 };

static bool complain(char **fault, char *sentence)
{
    free(*fault);
    *fault = sentence;
    return false;
}

static void close_file(int *file)
{
    if (*file >= 0)
        close(*file);
}

/* ---- files ---- */

/* Reads a whole file whose permissions deny what `denied` names. */
static bool read_file(const char *path, mode_t denied, struct text *content, char **fault)
{
    scoped(close_file) int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat facts;
    if (file < 0 || fstat(file, &facts) != 0)
        return complain(fault, text_format("%s cannot be read: %s.", path, strerror(errno)));
    if (!S_ISREG(facts.st_mode))
        return complain(fault, text_format("%s is not a file.", path));
    if (facts.st_mode & denied)
        return complain(fault, text_format("%s has mode %04o: others may reach it. chmod 0600.", path,
                                           (unsigned)(facts.st_mode & 07777)));
    if (facts.st_size > FILE_MOST)
        return complain(fault, text_format("%s is too long to be a key.", path));
    for (;;) {
        char *place = text_reserve(content, 4096);
        ssize_t got = read(file, place, 4096);
        if (got < 0 || content->length > FILE_MOST)
            return complain(fault, text_format("%s cannot be read.", path));
        if (got == 0)
            break;
        content->length += (size_t)got;
        content->bytes[content->length] = '\0';
    }
    return content->length > 0 || complain(fault, text_format("%s is empty.", path));
}

bool key_file_read(const char *path, struct text *content, char **fault)
{
    return read_file(path, S_IWGRP | S_IRWXO, content, fault);
}

static bool read_public_file(const char *path, struct text *content, char **fault)
{
    return read_file(path, S_IWGRP | S_IWOTH, content, fault);
}

static void wipe_text(struct text *content)
{
    if (content->bytes)
        explicit_bzero(content->bytes, content->room);
    text_close(content);
}

static void free_bio(BIO **bio)
{
    BIO_free(*bio);
}

static void free_key(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

/* ---- what a key is worth ---- */

static bool is_p256(const EVP_PKEY *key)
{
    char group[32] = "";
    return EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
           strcmp(group, SN_X9_62_prime256v1) == 0;
}

static bool fits(const EVP_PKEY *key, enum algorithm algorithm)
{
    if (algorithm == ALGORITHM_ES256)
        return is_p256(key);
    return algorithm == ALGORITHM_RS256 && EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) >= RSA_BITS_LEAST;
}

const char *algorithm_name(enum algorithm algorithm)
{
    static const char *const names[] = {"ES256", "RS256", "HS256"};
    return names[algorithm];
}

static bool coordinate(const EVP_PKEY *key, const char *name, char **text)
{
    BIGNUM *number = NULL;
    unsigned char bytes[COORDINATE];
    bool read = EVP_PKEY_get_bn_param(key, name, &number) == 1 && BN_bn2binpad(number, bytes, COORDINATE) == COORDINATE;
    BN_free(number);
    *text = read ? base64url_encode(bytes, COORDINATE) : NULL;
    return read;
}

/* RFC 7638: the hash of the key's own members, in this order, without blanks. */
static bool thumbprint(const EVP_PKEY *key, char id[128])
{
    scoped(free_string) char *x = NULL, *y = NULL;
    if (!coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X, &x) || !coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y, &y))
        return false;
    scoped(free_string) char *members =
        text_format("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}", x, y);
    unsigned char digest[DIGEST_BYTES];
    digest_bytes(members, strlen(members), digest);
    scoped(free_string) char *encoded = base64url_encode(digest, sizeof digest);
    snprintf(id, 128, "%s", encoded);
    return true;
}

/* ---- the ring ---- */

const struct key *key_find(const struct key_ring *ring, const char *id)
{
    for (size_t i = 0; i < ring->key_count; i++)
        if (strcmp(ring->keys[i].id, id) == 0)
            return &ring->keys[i];
    return NULL;
}

/* Takes over the public key on success. */
static struct key *add_key(struct key_ring *ring, const struct key *key, char **fault)
{
    if (ring->key_count == KEYS_MAX || key_find(ring, key->id)) {
        complain(fault,
                 text_format("the key id '%s' is given twice, or there are more than %d keys.", key->id, KEYS_MAX));
        return NULL;
    }
    ring->keys[ring->key_count] = *key;
    return &ring->keys[ring->key_count++];
}

static struct issuer *add_issuer(struct key_ring *ring, const struct issuer *issuer, char **fault)
{
    if (ring->issuer_count == ISSUERS_MAX) {
        complain(fault, text_format("there are more than %d issuers.", ISSUERS_MAX - 1));
        return NULL;
    }
    ring->issuers[ring->issuer_count] = (struct issuer){
        .name = text_copy(issuer->name),
        .audience = text_copy(issuer->audience),
        .unit_claim = text_copy(issuer->unit_claim),
        .longest_life = issuer->longest_life,
        .outside = issuer->outside,
    };
    return &ring->issuers[ring->issuer_count++];
}

/* ---- our own keys ---- */

static bool add_own_key(struct key_ring *ring, const char *path, bool signs, char **fault)
{
    scoped(wipe_text) struct text pem = {0};
    if (!key_file_read(path, &pem, fault))
        return false;
    scoped(free_bio) BIO *bio = BIO_new_mem_buf(pem.bytes, (int)pem.length);
    scoped(free_key) EVP_PKEY *private_key = PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)"");
    struct key key = {.algorithm = ALGORITHM_ES256, .issuer = &ring->issuers[0]};
    if (private_key == NULL || !is_p256(private_key) || !thumbprint(private_key, key.id))
        return complain(fault, text_format("%s holds no EC P-256 private key in PEM without a passphrase.", path));
    const struct key *added = add_key(ring, &key, fault);
    if (added == NULL)
        return false;
    ring->keys[ring->key_count - 1].public_key = private_key;
    private_key = NULL;
    if (signs) {
        ring->signing = added;
        ring->signing_length = pem.length;
        ring->signing_material = text_take(&pem);
    }
    return true;
}

/* The id says nothing about the secret beyond recognising it. */
static void name_secret(const struct text *secret, char id[128])
{
    static const unsigned char label[] = "thidua key id";
    unsigned char digest[DIGEST_BYTES];
    digest_keyed(secret->bytes, secret->length, label, sizeof label - 1, digest);
    scoped(free_string) char *encoded = base64url_encode(digest, 12);
    snprintf(id, 128, "%s", encoded);
}

/* An editor's last newline is no part of the secret. */
static void drop_newline(struct text *secret)
{
    while (secret->length && strchr("\r\n", secret->bytes[secret->length - 1]))
        secret->bytes[--secret->length] = '\0';
}

static bool add_shared_secret(struct key_ring *ring, const char *path, char **fault)
{
    scoped(wipe_text) struct text secret = {0};
    if (!key_file_read(path, &secret, fault))
        return false;
    drop_newline(&secret);
    if (secret.length < HS256_LEAST)
        return complain(fault, text_format("%s is shorter than %d bytes.", path, HS256_LEAST));
    struct key key = {.algorithm = ALGORITHM_HS256, .issuer = &ring->issuers[0]};
    name_secret(&secret, key.id);
    struct key *added = add_key(ring, &key, fault);
    if (added == NULL)
        return false;
    struct text copy = {0};
    text_add_bytes(&copy, secret.bytes, secret.length);
    added->secret_length = ring->signing_length = secret.length;
    added->secret = (unsigned char *)text_take(&copy);
    ring->signing = added;
    free(ring->signing_material);
    ring->signing_material = text_take(&secret);
    return true;
}

static bool read_own_keys(struct key_ring *ring, const struct auth_settings *settings, char **fault)
{
    const struct issuer ours = {
        .name = (char *)settings->issuer,
        .audience = (char *)settings->audience,
        .longest_life = settings->lifetime_seconds,
    };
    if (!settings->key_file && !settings->hs256_secret_file)
        return complain(fault, text_copy("there is no key for tokens: set THIDUA_JWT_KEY_FILE."));
    return add_issuer(ring, &ours, fault) &&
           (!settings->key_file || add_own_key(ring, settings->key_file, true, fault)) &&
           (!settings->previous_key_file || add_own_key(ring, settings->previous_key_file, false, fault)) &&
           (!settings->hs256_secret_file || add_shared_secret(ring, settings->hs256_secret_file, fault));
}

/* ---- keys of outside issuers ---- */

static bool read_algorithm(const char *name, enum algorithm *algorithm)
{
    for (enum algorithm each = ALGORITHM_ES256; each <= ALGORITHM_RS256; each++)
        if (strcmp(name, algorithm_name(each)) == 0) {
            *algorithm = each;
            return true;
        }
    return false;
}

static bool add_outside_key(struct key_ring *ring, const char *id, EVP_PKEY *public_key, enum algorithm algorithm,
                            char **fault)
{
    struct key key = {.algorithm = algorithm, .issuer = &ring->issuers[ring->issuer_count - 1]};
    if (strlen(id) == 0 || strlen(id) >= sizeof key.id)
        return complain(fault, text_format("issuer '%s': a key without a usable id.", key.issuer->name));
    snprintf(key.id, sizeof key.id, "%s", id);
    if (!fits(public_key, algorithm))
        return complain(fault, text_format("issuer '%s': key '%s' does not fit %s (EC P-256, or RSA from %d bits).",
                                           key.issuer->name, id, algorithm_name(algorithm), RSA_BITS_LEAST));
    struct key *added = add_key(ring, &key, fault);
    if (added == NULL)
        return false;
    EVP_PKEY_up_ref(public_key);
    added->public_key = public_key;
    return true;
}

static bool add_pem(struct key_ring *ring, const char *path, const char *id, enum algorithm algorithm, char **fault)
{
    scoped(text_close) struct text pem = {0};
    if (!read_public_file(path, &pem, fault))
        return false;
    scoped(free_bio) BIO *bio = BIO_new_mem_buf(pem.bytes, (int)pem.length);
    scoped(free_key) EVP_PKEY *public_key = PEM_read_bio_PUBKEY(bio, NULL, NULL, (void *)"");
    if (public_key == NULL)
        return complain(fault, text_format("%s holds no public key in PEM.", path));
    return add_outside_key(ring, id ? id : "", public_key, algorithm, fault);
}

static BIGNUM *member_number(const json_t *jwk, const char *name)
{
    const json_t *member = json_object_get(jwk, name);
    size_t size = 0;
    unsigned char *bytes =
        json_is_string(member) ? base64url_decode(json_string_value(member), json_string_length(member), &size) : NULL;
    BIGNUM *number = bytes ? BN_bin2bn(bytes, (int)size, NULL) : NULL;
    free(bytes);
    return number;
}

static bool push_ec(OSSL_PARAM_BLD *build, const BIGNUM *x, const BIGNUM *y, unsigned char point[1 + 2 * COORDINATE])
{
    point[0] = POINT_CONVERSION_UNCOMPRESSED;
    return BN_bn2binpad(x, point + 1, COORDINATE) == COORDINATE &&
           BN_bn2binpad(y, point + 1 + COORDINATE, COORDINATE) == COORDINATE &&
           OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) &&
           OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * COORDINATE);
}

/* OpenSSL itself refuses a point that is not on the curve. */
static EVP_PKEY *key_of_jwk(const json_t *jwk, enum algorithm algorithm)
{
    bool elliptic = algorithm == ALGORITHM_ES256;
    BIGNUM *first = member_number(jwk, elliptic ? "x" : "n"), *second = member_number(jwk, elliptic ? "y" : "e");
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    unsigned char point[1 + 2 * COORDINATE];
    EVP_PKEY *key = NULL;
    if (first && second &&
        (elliptic ? push_ec(build, first, second, point)
                  : OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, first) &&
                        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, second))) {
        OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(build);
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, elliptic ? "EC" : "RSA", NULL);
        if (EVP_PKEY_fromdata_init(context) != 1 ||
            EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
            key = NULL;
        EVP_PKEY_CTX_free(context);
        OSSL_PARAM_free(parameters);
    }
    OSSL_PARAM_BLD_free(build);
    BN_free(first);
    BN_free(second);
    return key;
}

/* Keys for encryption and of other kinds stand beside the ones we want; they are passed over. */
static bool is_wanted(const json_t *jwk, enum algorithm algorithm)
{
    const char *kind = json_string_value(json_object_get(jwk, "kty"));
    const char *use = json_string_value(json_object_get(jwk, "use"));
    const char *named = json_string_value(json_object_get(jwk, "alg"));
    return kind && strcmp(kind, algorithm == ALGORITHM_ES256 ? "EC" : "RSA") == 0 &&
           (!use || strcmp(use, "sig") == 0) && (!named || strcmp(named, algorithm_name(algorithm)) == 0);
}

static bool add_jwks(struct key_ring *ring, const char *path, enum algorithm algorithm, char **fault)
{
    scoped(text_close) struct text content = {0};
    if (!read_public_file(path, &content, fault))
        return false;
    json_auto_t *set = json_loadb(content.bytes, content.length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *keys = json_object_get(set, "keys"), *jwk;
    size_t i, before = ring->key_count;
    json_array_foreach(keys, i, jwk) {
        if (!is_wanted(jwk, algorithm))
            continue;
        const char *id = json_string_value(json_object_get(jwk, "kid"));
        scoped(free_key) EVP_PKEY *key = key_of_jwk(jwk, algorithm);
        if (key == NULL)
            return complain(fault, text_format("%s: key %zu cannot be read.", path, i));
        if (!add_outside_key(ring, id ? id : "", key, algorithm, fault))
            return false;
    }
    return ring->key_count > before ||
           complain(fault, text_format("%s holds no %s key (RFC 7517).", path, algorithm_name(algorithm)));
}

static bool add_outside_issuer(struct key_ring *ring, const json_t *entry, const char *audience, char **fault)
{
    const char *name = NULL, *algorithm_text = NULL, *pem = NULL, *id = NULL, *jwks = NULL, *unit_claim = "unit";
    json_int_t life = 0;
    enum algorithm algorithm;
    json_error_t error;
    if (json_unpack_ex((json_t *)entry, &error, JSON_STRICT, "{s:s, s:s, s?s, s?s, s?s, s:I, s?s, s?s}", "iss", &name,
                       "algorithm", &algorithm_text, "pem_file", &pem, "kid", &id, "jwks_file", &jwks, "longest_life",
                       &life, "audience", &audience, "unit_claim", &unit_claim) != 0)
        return complain(fault, text_format("an outside issuer is not described rightly: %s.", error.text));
    if (!read_algorithm(algorithm_text, &algorithm))
        return complain(fault, text_format("issuer '%s': the algorithm must be ES256 or RS256.", name));
    if (life < 1 || life > 86400 || !pem == !jwks)
        return complain(fault,
                        text_format("issuer '%s' needs longest_life from 1 to 86400 seconds, and either pem_file "
                                    "with kid or jwks_file.",
                                    name));
    for (size_t i = 0; i < ring->issuer_count; i++)
        if (strcmp(ring->issuers[i].name, name) == 0)
            return complain(fault, text_format("the issuer '%s' is given twice.", name));
    const struct issuer issuer = {
        .name = (char *)name,
        .audience = (char *)audience,
        .unit_claim = (char *)unit_claim,
        .longest_life = (long)life,
        .outside = true,
    };
    return add_issuer(ring, &issuer, fault) &&
           (pem ? add_pem(ring, pem, id, algorithm, fault) : add_jwks(ring, jwks, algorithm, fault));
}

bool keys_read_outside(struct key_ring *ring, const char *path, const char *audience, char **fault)
{
    scoped(text_close) struct text content = {0};
    if (!read_public_file(path, &content, fault))
        return false;
    json_auto_t *list = json_loadb(content.bytes, content.length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_array(list))
        return complain(fault, text_format("%s is not a JSON list of issuers.", path));
    const json_t *entry;
    size_t i;
    json_array_foreach(list, i, entry)
        if (!add_outside_issuer(ring, entry, audience, fault))
            return false;
    return true;
}

bool keys_read(struct key_ring *ring, const struct auth_settings *settings, char **fault)
{
    return read_own_keys(ring, settings, fault) &&
           (!settings->issuers_file || keys_read_outside(ring, settings->issuers_file, settings->audience, fault));
}

void keys_close(struct key_ring *ring)
{
    for (size_t i = 0; i < ring->key_count; i++) {
        EVP_PKEY_free(ring->keys[i].public_key);
        if (ring->keys[i].secret)
            explicit_bzero(ring->keys[i].secret, ring->keys[i].secret_length);
        free(ring->keys[i].secret);
    }
    for (size_t i = 0; i < ring->issuer_count; i++) {
        free(ring->issuers[i].name);
        free(ring->issuers[i].audience);
        free(ring->issuers[i].unit_claim);
    }
    if (ring->signing_material)
        explicit_bzero(ring->signing_material, ring->signing_length);
    free(ring->signing_material);
    *ring = (struct key_ring){0};
}

/* ---- to publish, and to make ---- */

json_t *keys_jwks(const struct key_ring *ring)
{
    json_t *keys = json_array();
    for (size_t i = 0; i < ring->key_count; i++) {
        const struct key *key = &ring->keys[i];
        scoped(free_string) char *x = NULL, *y = NULL;
        if (key->issuer->outside || key->algorithm != ALGORITHM_ES256)
            continue;
        if (!coordinate(key->public_key, OSSL_PKEY_PARAM_EC_PUB_X, &x) ||
            !coordinate(key->public_key, OSSL_PKEY_PARAM_EC_PUB_Y, &y)) {
            json_decref(keys);
            return NULL;
        }
        json_array_append_new(keys, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kty", "EC", "crv", "P-256", "x",
                                              x, "y", y, "kid", key->id, "alg", "ES256", "use", "sig"));
    }
    return json_pack("{s:o}", "keys", keys);
}

bool auth_key_create(const char *path, char **fault)
{
    scoped(free_key) EVP_PKEY *key = EVP_EC_gen(SN_X9_62_prime256v1);
    scoped(free_bio) BIO *bio = BIO_new(BIO_s_mem());
    char *pem;
    if (key == NULL || bio == NULL || PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1)
        return complain(fault, text_copy("a key cannot be made."));
    long length = BIO_get_mem_data(bio, &pem);
    scoped(close_file) int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    if (file < 0)
        return complain(fault, text_format("%s cannot be made: %s.", path, strerror(errno)));
    if (write(file, pem, (size_t)length) != length || fsync(file) != 0)
        return complain(fault, text_format("%s cannot be written: %s.", path, strerror(errno)));
    return true;
}
