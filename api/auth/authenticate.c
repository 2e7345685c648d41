/* authenticate.c: from an Authorization header to a caller. Our own tokens need no database; outside ones and service
 * tokens ask it which person or system they mean, and everything found is kept in the cache. */
#include "auth/auth.h"

#include "auth/cache.h"
#include "auth/encoding.h"
#include "auth/keys.h"
#include "auth/sessions.h"
#include "auth/tokens.h"
#include "database/database.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/digest.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* How long what the database said of a caller is kept; our own tokens say it themselves, until they expire. */
enum { SERVICE_TOKEN_SECONDS = 1, OUTSIDE_PERSON_SECONDS = 60, SECRET_BYTES = 32 };

static const char service_prefix[] = "thidua_";

static struct key_ring ring;
static struct auth_settings started;

bool auth_start(const struct auth_settings *settings, char **fault)
{
    if (!keys_read(&ring, settings, fault))
        return false;
    started = *settings;
    if (tokens_work(&ring))
        return true;
    *fault = text_copy("the signing key does not verify what it signs; libjwt and OpenSSL disagree.");
    return false;
}

void auth_stop(void)
{
    cache_clear();
    keys_close(&ring);
}

json_t *auth_jwks(void)
{
    return keys_jwks(&ring);
}

const struct key *auth_signing_key(void)
{
    return ring.signing;
}

long auth_lifetime(void)
{
    return started.lifetime_seconds;
}

long auth_password_minimum(void)
{
    return started.password_minimum;
}

long auth_failures_per_address(void)
{
    return started.failures_per_address;
}

/* ---- secrets ---- */

char *secret_new(void)
{
    unsigned char bytes[SECRET_BYTES];
    arc4random_buf(bytes, sizeof bytes);
    char *secret = base64url_encode(bytes, sizeof bytes);
    explicit_bzero(bytes, sizeof bytes);
    return secret;
}

char *secret_hash(const char *secret)
{
    char hash[DIGEST_TEXT];
    digest_text(secret, strlen(secret), hash);
    return text_copy(hash);
}

char *token_issue(const char *user_id, const struct desk *desk, const char *session)
{
    unsigned char random[12];
    long now = (long)clock_hour();
    arc4random_buf(random, sizeof random);
    scoped(free_string) char *part = base64url_encode(random, sizeof random);
    scoped(free_string) char *id = session ? text_format("%s.%s", session, part) : text_copy(part);
    json_auto_t *claims = json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:s?, s:O, s:I, s:s*, s:s*}", "iss", started.issuer, "aud",
        started.audience, "sub", user_id, "iat", (json_int_t)now, "exp", (json_int_t)(now + started.lifetime_seconds),
        "jti", id, "unit", desk->unit_id, "level", *desk->level ? desk->level : NULL, "roles", desk->roles, "epoch",
        (json_int_t)desk->epoch, "delegation", *desk->delegation ? desk->delegation : NULL, "behalf_of",
        *desk->giver ? desk->giver : NULL);
    return token_sign(&ring, claims);
}

/* ---- callers ---- */

static void copy_roles(struct caller *caller, const json_t *roles)
{
    const json_t *role;
    size_t i;
    caller->roles = memory_new(json_array_size(roles) + 1, sizeof *caller->roles);
    json_array_foreach(roles, i, role)
        caller->roles[caller->role_count++] = text_copy(json_string_value(role));
}

static void keep_text(char *place, size_t room, const char *value)
{
    snprintf(place, room, "%s", value ? value : "");
}

/* What begin_request compares with the rows. */
static bool keep_person(struct caller *caller, const char *user, const char *unit, const char *level,
                        const json_t *roles, json_int_t epoch, const char *token_id, const char *delegation,
                        struct problem *problem)
{
    json_auto_t *claims = json_pack("{s:s, s:s, s:s?, s:O, s:I, s:s, s:s*}", "user", user, "unit", unit, "level",
                                    level && *level ? level : NULL, "roles", (json_t *)roles, "epoch", epoch, "token",
                                    token_id, "delegation", delegation);
    caller->known = true;
    caller->delegated = delegation != NULL;
    keep_text(caller->user_id, sizeof caller->user_id, user);
    keep_text(caller->unit_id, sizeof caller->unit_id, unit);
    keep_text(caller->level, sizeof caller->level, level);
    keep_text(caller->token_id, sizeof caller->token_id, token_id);
    copy_roles(caller, roles);
    caller->claims = json_dumps(claims, JSON_COMPACT);
    return caller->claims || problem_set(problem, "internal_error", NULL);
}

static const char *claim(const json_t *claims, const char *name)
{
    return json_string_value(json_object_get(claims, name));
}

static bool keep_own(struct caller *caller, const json_t *claims, struct problem *problem)
{
    return keep_person(caller, claim(claims, "sub"), claim(claims, "unit"), claim(claims, "level"),
                       json_object_get(claims, "roles"), json_integer_value(json_object_get(claims, "epoch")),
                       claim(claims, "jti"), claim(claims, "delegation"), problem);
}

/* An outside token says who; unit and roles come from our assignments. */
static bool keep_outside(struct caller *caller, const struct token *token, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const char *unit = claim(token->claims, token->issuer->unit_claim);
    const PGresult *person;
    struct desk desk = {0};
    if (!transaction_begin(&transaction, "{}", true, 0, problem) ||
        (person = transaction_step(&transaction, problem, "auth/find_outside_person", "issuer", token->issuer->name,
                                   "subject", claim(token->claims, "sub"), NULL)) == NULL)
        return false;
    if (PQntuples(person) == 0)
        return problem_set(problem, "person_unknown", NULL);
    const char *user = column(person, 0, "user_id");
    if (!desk_choose(&transaction, user, unit, &desk, problem))
        return false;
    json_auto_t *roles = desk.roles;
    return keep_person(caller, user, desk.unit_id, desk.level, roles, desk.epoch, claim(token->claims, "jti"), NULL,
                       problem) &&
           transaction_commit(&transaction, problem);
}

/* The roles here are what the giver was; authorise() asks for them, for a scope and for the address. */
static bool keep_service(struct caller *caller, const char *characters, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(free_string) char *hash = secret_hash(characters);
    const PGresult *token;
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        (token = transaction_step(&transaction, problem, "auth/find_service_token", "secret_hash", hash, NULL)) ==
            NULL ||
        !transaction_commit(&transaction, problem))
        return false;
    if (PQntuples(token) == 0)
        return problem_set(problem, "token_invalid", NULL);
    json_auto_t *roles = json_loads(column(token, 0, "roles"), 0, NULL);
    const char *id = column(token, 0, "id"), *unit = column(token, 0, "unit_id"), *level = column(token, 0, "level");
    json_auto_t *claims = json_pack("{s:b, s:s, s:s, s:s?}", "service", 1, "token", id, "unit", unit, "level", level);
    caller->known = caller->service = true;
    keep_text(caller->user_id, sizeof caller->user_id, id);
    keep_text(caller->unit_id, sizeof caller->unit_id, unit);
    keep_text(caller->level, sizeof caller->level, level);
    keep_text(caller->token_id, sizeof caller->token_id, id);
    caller->campaign_id = text_copy(column(token, 0, "campaign_id"));
    caller->sight_id = text_copy(column(token, 0, "area_id"));
    copy_roles(caller, roles);
    caller->scopes = json_loads(column(token, 0, "scopes"), 0, NULL);
    caller->address_ranges = json_loads(column(token, 0, "address_ranges"), 0, NULL);
    caller->claims = json_dumps(claims, JSON_COMPACT);
    return (caller->claims && json_is_array(caller->scopes) && json_is_array(caller->address_ranges)) ||
           problem_set(problem, "internal_error", NULL);
}

/* ---- the header ---- */

static bool learn_service(struct identity *identity, long now, struct problem *problem)
{
    identity->good_until = now + SERVICE_TOKEN_SECONDS;
    return keep_service(&identity->caller, identity->token, problem);
}

static bool learn_token(struct identity *identity, long now, struct problem *problem)
{
    struct token token;
    if (!token_read(&ring, FOR_ACCESS, identity->token, identity->token_length, now, &token, problem))
        return false;
    bool learnt = true;
    identity->good_until = identity->caller.ends = token.expires;
    if (token.issuer->outside) {
        learnt = keep_outside(&identity->caller, &token, problem);
        if (identity->good_until > now + OUTSIDE_PERSON_SECONDS)
            identity->good_until = now + OUTSIDE_PERSON_SECONDS;
    } else {
        learnt = keep_own(&identity->caller, token.claims, problem);
    }
    token_close(&token);
    return learnt;
}

static struct identity *learn(const char *characters, size_t length, long now, struct problem *problem)
{
    struct identity *identity = identity_new(characters, length);
    bool service = strncmp(characters, service_prefix, sizeof service_prefix - 1) == 0;
    identity->good_from = now;
    if (!(service ? learn_service : learn_token)(identity, now, problem)) {
        identity_release(identity);
        return NULL;
    }
    cache_keep(identity, now);
    return identity;
}

/* RFC 6750, 2.1: one scheme, one blank, one token. */
static const char *characters_in(const char *authorization)
{
    return strncasecmp(authorization, "Bearer ", 7) == 0 ? authorization + 7 : "";
}

bool authenticate(const char *authorization, struct caller *caller, struct problem *problem)
{
    if (authorization == NULL)
        return problem_set(problem, "token_missing", NULL);
    const char *characters = characters_in(authorization);
    size_t length = strlen(characters);
    if (length == 0 || length > TOKEN_MOST)
        return problem_set(problem, "token_invalid", NULL);
    long now = (long)clock_hour();
    struct identity *identity = cache_find(characters, length, now);
    if (identity == NULL)
        identity = learn(characters, length, now, problem);
    if (identity == NULL)
        return false;
    *caller = identity->caller;
    caller->identity = identity;
    return true;
}

/* ---- keys of pictures ---- */

char *picture_key_issue(const struct caller *caller, const char *address_hash)
{
    json_auto_t *claims = caller->service ? NULL : json_loads(caller->claims, 0, NULL);
    long now = (long)clock_hour();
    if (claims == NULL)
        return NULL;
    json_auto_t *key = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:O?, s:O, s:O, s:O*, s:s}", "iss",
                                 started.issuer, "aud", PICTURE_AUDIENCE, "sub", caller->user_id, "iat",
                                 (json_int_t)now, "exp", (json_int_t)(now + PICTURE_SECONDS), "jti", caller->token_id,
                                 "unit", caller->unit_id, "level", json_object_get(claims, "level"), "roles",
                                 json_object_get(claims, "roles"), "epoch", json_object_get(claims, "epoch"),
                                 "delegation", json_object_get(claims, "delegation"), "picture", address_hash);
    return token_sign(&ring, key);
}

/* Never kept in the cache, which would take it for an access token. */
bool picture_key_read(const char *key, size_t length, const char *address_hash, struct caller *caller,
                      struct problem *problem)
{
    struct token token;
    if (length == 0 || length > TOKEN_MOST ||
        !token_read(&ring, FOR_PICTURES, key, length, (long)clock_hour(), &token, problem))
        return problem_is_set(problem) ? false : problem_set(problem, "token_invalid", NULL);
    const char *bound = claim(token.claims, "picture");
    bool right = bound && strcmp(bound, address_hash) == 0;
    if (right) {
        struct identity *identity = identity_new(key, length);
        right = keep_own(&identity->caller, token.claims, problem);
        *caller = identity->caller;
        caller->identity = identity;
    }
    token_close(&token);
    return right || problem_set(problem, "token_invalid", NULL);
}

/* ---- keys of calendars ---- */

bool feed_key_read(const char *key, struct caller *caller, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(free_string) char *hash = secret_hash(key);
    const PGresult *found;
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        (found = transaction_step(&transaction, problem, "auth/find_calendar_feed", "secret_hash", hash, NULL)) ==
            NULL ||
        !transaction_commit(&transaction, problem))
        return false;
    if (PQntuples(found) == 0)
        return problem_set(problem, "feed_key_invalid", NULL);
    json_auto_t *roles = json_loads(column(found, 0, "roles"), 0, NULL);
    struct identity *identity = identity_new(key, strlen(key));
    bool kept = keep_person(&identity->caller, column(found, 0, "user_id"), column(found, 0, "unit_id"),
                            column(found, 0, "level"), roles, atoll(column(found, 0, "epoch")), column(found, 0, "id"),
                            NULL, problem);
    *caller = identity->caller;
    caller->identity = identity;
    return kept;
}

void caller_close(struct caller *caller)
{
    identity_release(caller->identity);
    *caller = (struct caller){0};
}
