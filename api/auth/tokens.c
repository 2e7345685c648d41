/* tokens.c: access tokens, made by libjwt and read by ourselves; the only user of libjwt (docs/decisions/0003).
 * A token chooses nothing: its `kid` names a key, and the key alone fixes the algorithm and the issuer. */
#include "auth/tokens.h"

#include "auth/encoding.h"
#include "auth/signatures.h"
#include "support/clock.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <jwt.h>
#include <openssl/pem.h>
#include <string.h>

enum { SKEW = 60, ROLES_MOST = 8, TOKEN_ID_MOST = 63, SUBJECT_MOST = 255 };

struct segments {
    const char *part[3];
    size_t length[3];
    size_t signed_length; /* header, dot, payload */
};

/* ---- shape ---- */

static bool split(const char *characters, size_t length, struct segments *segments)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    if (length > TOKEN_MOST || strspn(characters, allowed) != length)
        return false;
    size_t index = 0, start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && characters[i] != '.')
            continue;
        if (index == 3 || i - start < 2)
            return false;
        segments->part[index] = characters + start;
        segments->length[index++] = i - start;
        start = i + 1;
    }
    segments->signed_length = segments->length[0] + 1 + segments->length[1];
    return index == 3;
}

/* New reference; NULL unless the segment is one JSON object without a repeated key. */
static json_t *object_in(const struct segments *segments, int index)
{
    size_t size;
    scoped(free_string) char *bytes = (char *)base64url_decode(segments->part[index], segments->length[index], &size);
    json_t *object = bytes ? json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (json_is_object(object))
        return object;
    json_decref(object);
    return NULL;
}

/* ---- header ---- */

static const char *string_member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* Only members that cannot change how the token is read: no crit, jku, jwk, x5u, x5c, b64, zip. */
static bool has_only_harmless_members(json_t *header)
{
    static const char *const harmless[] = {"alg", "typ", "kid", "x5t", "x5t#S256"};
    const char *name;
    json_t *value;
    json_object_foreach(header, name, value) {
        size_t i = 0, count = sizeof harmless / sizeof harmless[0];
        while (i < count && strcmp(name, harmless[i]) != 0)
            i++;
        if (i == count)
            return false;
    }
    return true;
}

static const struct key *key_of_header(const struct key_ring *ring, json_t *header)
{
    const char *type = string_member(header, "typ"), *id = string_member(header, "kid");
    const char *algorithm = string_member(header, "alg");
    if (!type || !id || !algorithm || !has_only_harmless_members(header))
        return NULL;
    if (strcmp(type, "JWT") != 0 && strcmp(type, "at+jwt") != 0)
        return NULL;
    const struct key *key = key_find(ring, id);
    return key && strcmp(algorithm, algorithm_name(key->algorithm)) == 0 ? key : NULL;
}

/* ---- signature ---- */

static bool is_signed(const struct key *key, const struct segments *segments)
{
    size_t size;
    unsigned char *signature = base64url_decode(segments->part[2], segments->length[2], &size);
    bool right = signature && signature_is_right(key, segments->part[0], segments->signed_length, signature, size);
    free(signature);
    return right;
}

/* ---- claims ---- */

static bool instant_in(const json_t *claims, const char *name, json_int_t *instant)
{
    const json_t *value = json_object_get(claims, name);
    *instant = json_integer_value(value);
    return json_is_integer(value) && *instant >= 0 && *instant < 1LL << 40;
}

/* Our clock and the issuer's may differ by a minute; an expiry is kept to the second. */
static bool times_are_right(const json_t *claims, const struct issuer *issuer, long now)
{
    json_int_t issued, expires, begins;
    if (!instant_in(claims, "iat", &issued) || !instant_in(claims, "exp", &expires))
        return false;
    if (json_object_get(claims, "nbf") && (!instant_in(claims, "nbf", &begins) || begins > now + SKEW))
        return false;
    return issued <= now + SKEW && expires > now && expires > issued && expires - issued <= issuer->longest_life;
}

static bool audience_is_right(const json_t *claims, const char *audience)
{
    const json_t *value = json_object_get(claims, "aud"), *item;
    if (json_is_string(value))
        return strcmp(json_string_value(value), audience) == 0;
    bool found = false;
    size_t i;
    json_array_foreach(value, i, item) {
        if (!json_is_string(item))
            return false;
        found = found || strcmp(json_string_value(item), audience) == 0;
    }
    return found;
}

static bool is_between(const char *text, size_t least, size_t most)
{
    return text && strlen(text) >= least && strlen(text) <= most;
}

static bool roles_are_right(const json_t *roles)
{
    const json_t *role;
    size_t i;
    if (!json_is_array(roles) || json_array_size(roles) == 0 || json_array_size(roles) > ROLES_MOST)
        return false;
    json_array_foreach(roles, i, role)
        if (!is_between(json_string_value(role), 1, 32))
            return false;
    return true;
}

/* What only our own tokens carry; of an outside one nothing but iss and sub is believed. */
static bool own_claims_are_right(const json_t *claims)
{
    const char *subject = string_member(claims, "sub"), *unit = string_member(claims, "unit");
    const json_t *level = json_object_get(claims, "level"), *epoch = json_object_get(claims, "epoch");
    const json_t *delegation = json_object_get(claims, "delegation");
    return (delegation == NULL || (json_is_string(delegation) && is_uuid(json_string_value(delegation)))) && subject &&
           is_uuid(subject) && unit && is_uuid(unit) && roles_are_right(json_object_get(claims, "roles")) &&
           json_is_integer(epoch) && json_integer_value(epoch) >= 0 &&
           (json_is_null(level) || is_between(json_string_value(level), 1, 15));
}

static bool claims_are_right(const json_t *claims, const struct issuer *issuer, long now)
{
    const char *name = string_member(claims, "iss");
    return name && strcmp(name, issuer->name) == 0 && audience_is_right(claims, issuer->audience) &&
           is_between(string_member(claims, "sub"), 1, SUBJECT_MOST) &&
           is_between(string_member(claims, "jti"), 1, TOKEN_ID_MOST) && times_are_right(claims, issuer, now) &&
           (issuer->outside || own_claims_are_right(claims));
}

/* What claims are compared with: keys of pictures are ours alone, live longer, and have their own audience. */
static bool rules_for(enum purpose purpose, const struct issuer *issuer, struct issuer *rules)
{
    *rules = *issuer;
    if (purpose == FOR_ACCESS)
        return true;
    rules->audience = (char *)(size_t)PICTURE_AUDIENCE;
    rules->longest_life = PICTURE_SECONDS;
    return !issuer->outside;
}

bool token_read(const struct key_ring *ring, enum purpose purpose, const char *characters, size_t length, long now,
                struct token *token, struct problem *problem)
{
    struct issuer rules;
    struct segments segments;
    if (!split(characters, length, &segments))
        return problem_set(problem, "token_invalid", NULL);
    json_auto_t *header = object_in(&segments, 0);
    const struct key *key = header ? key_of_header(ring, header) : NULL;
    if (key == NULL || !is_signed(key, &segments))
        return problem_set(problem, "token_invalid", NULL);
    json_auto_t *claims = object_in(&segments, 1);
    problem->routine = json_integer_value(json_object_get(claims, "exp")) <= now;
    if (claims == NULL || !rules_for(purpose, key->issuer, &rules) || !claims_are_right(claims, &rules, now))
        return problem_set(problem, "token_invalid", NULL);
    problem->routine = false;
    *token = (struct token){
        .issuer = key->issuer,
        .expires = (long)json_integer_value(json_object_get(claims, "exp")),
        .claims = json_incref(claims),
    };
    return true;
}

void token_close(struct token *token)
{
    json_decref(token->claims);
    *token = (struct token){0};
}

/* ---- making ---- */

static jwt_alg_t libjwt_algorithm(enum algorithm algorithm)
{
    static const jwt_alg_t known[] = {
        [ALGORITHM_ES256] = JWT_ALG_ES256,
        [ALGORITHM_RS256] = JWT_ALG_RS256,
        [ALGORITHM_HS256] = JWT_ALG_HS256,
    };
    return known[algorithm];
}

char *token_sign(const struct key_ring *ring, const json_t *claims)
{
    scoped(free_string) char *payload = json_dumps(claims, JSON_COMPACT);
    jwt_t *jwt = NULL;
    char *token = NULL, *encoded;
    if (jwt_new(&jwt) == 0 && jwt_add_grants_json(jwt, payload) == 0 &&
        jwt_add_header(jwt, "kid", ring->signing->id) == 0 &&
        jwt_set_alg(jwt, libjwt_algorithm(ring->signing->algorithm), (const unsigned char *)ring->signing_material,
                    (int)ring->signing_length) == 0) {
        encoded = jwt_encode_str(jwt);
        token = text_copy(encoded);
        free(encoded);
    }
    jwt_free(jwt);
    return token;
}

/* What libjwt verifies with: the public half of the signing key as PEM (it cannot read the private one for that), or
 * the HS256 secret. Borrowed from `memory` or from the ring. */
static const unsigned char *verifying_material(const struct key_ring *ring, BIO *memory, int *length)
{
    if (ring->signing->public_key == NULL) {
        *length = (int)ring->signing_length;
        return (const unsigned char *)ring->signing_material;
    }
    char *bytes = NULL;
    if (PEM_write_bio_PUBKEY(memory, ring->signing->public_key) != 1)
        memory_lost();
    *length = (int)BIO_get_mem_data(memory, &bytes);
    return (const unsigned char *)bytes;
}

/* libjwt takes the algorithm from the token, so what it took is compared afterwards. */
static bool libjwt_agrees(const struct key_ring *ring, const char *characters)
{
    jwt_t *jwt = NULL;
    int length;
    BIO *memory = memory_insist(BIO_new(BIO_s_mem()));
    const unsigned char *material = verifying_material(ring, memory, &length);
    bool agrees = jwt_decode(&jwt, characters, material, length) == 0 &&
                  jwt_get_alg(jwt) == libjwt_algorithm(ring->signing->algorithm);
    jwt_free(jwt);
    BIO_free(memory);
    return agrees;
}

static bool reads(const struct key_ring *ring, const char *characters, long now)
{
    struct problem problem = {0};
    struct token token = {0};
    bool read = token_read(ring, FOR_ACCESS, characters, strlen(characters), now, &token, &problem);
    token_close(&token);
    problem_close(&problem);
    return read;
}

bool tokens_work(const struct key_ring *ring)
{
    static const char nobody[] = "00000000-0000-0000-0000-000000000000";
    long now = (long)clock_hour();
    json_auto_t *claims =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:n, s:[s], s:i, s:I, s:I}", "iss", ring->issuers[0].name, "aud",
                  ring->issuers[0].audience, "sub", nobody, "jti", "start", "unit", nobody, "level", "roles", "none",
                  "epoch", 0, "iat", (json_int_t)now, "exp", (json_int_t)now + 1);
    scoped(free_string) char *token = token_sign(ring, claims);
    if (token == NULL || !reads(ring, token, now) || !libjwt_agrees(ring, token))
        return false;
    char *altered = strrchr(token, '.') + 1;
    *altered = *altered == 'A' ? 'B' : 'A';
    return !reads(ring, token, now);
}
