/* auth.h: tokens, passwords and keys. tokens.c is the only user of libjwt and never believes it alone
 * (docs/decisions/0003): shape, header, algorithm and claims are checked by us before and after. */
#pragma once

#include "http/request.h"

#include <jansson.h>
#include <stdbool.h>

enum { ACCESS_TOKEN_SECONDS = 900, PICTURE_SECONDS = 12 * 3600 };

struct auth_settings {
    const char *key_file;          /* EC P-256 private key, PEM; made on first `make run` */
    const char *previous_key_file; /* still accepted while rotating; NULL */
    const char *hs256_secret_file; /* signs with HS256 instead, only by explicit setting; NULL */
    const char *issuer;            /* iss of our tokens */
    const char *audience;          /* aud */
    const char *issuers_file;      /* JSON: outside issuers with PEM or JWKS file, algorithm, longest life; NULL */
    long lifetime_seconds;         /* ACCESS_TOKEN_SECONDS */
    long password_minimum;         /* characters of a new password */
    long failures_per_address;     /* wrong passwords within 15 minutes */
};

/* Reads keys; false with a sentence in *fault (caller frees): a missing, weak or readable-by-all key stops the start.
 */
bool auth_start(const struct auth_settings *settings, char **fault);
void auth_stop(void);
/* Of the settings. */
long auth_lifetime(void);
long auth_password_minimum(void);
long auth_failures_per_address(void);

/* Verifies "Bearer …" as sent and fills the caller. False with 401 `token_…`; looks up service tokens by hash, and
 * people of outside issuers, which needs the database. The signature is checked once per token, then a bounded cache
 * shared by all threads answers. Runs transactions of its own: call it before the request's begins. */
bool authenticate(const char *authorization, struct caller *caller, struct problem *problem);
void caller_close(struct caller *caller);

/* True when the operation's security lets the caller in; else 403 `role_not_allowed` with the roles that may, or of a
 * service token `address_not_allowed`, `scope_missing`. */
bool authorise(const struct request *request, struct problem *problem);

struct desk;
struct key;
/* Signs an access token for a person at a desk. `session` is the family of its refresh tokens, NULL for none. Caller
 * frees. */
char *token_issue(const char *user_id, const struct desk *desk, const char *session);
/* A key that opens one picture as this person: bound to the hash of its address, of an audience of its own so that it
 * is no access token, good for PICTURE_SECONDS. NULL for a service token. Caller frees. */
char *picture_key_issue(const struct caller *caller, const char *address_hash);
/* Verifies such a key for this address and fills the caller; false with 401 `token_invalid`. */
bool picture_key_read(const char *key, size_t length, const char *address_hash, struct caller *caller,
                      struct problem *problem);
/* Finds whose calendar a key opens and fills the caller with the desk as it is now; false with 401 `feed_key_invalid`.
 * Asks the database. */
bool feed_key_read(const char *key, struct caller *caller, struct problem *problem);
/* 256 random bits, base64url; and the SHA-256 by which the database finds it (hex). Caller frees both. */
char *secret_new(void);
char *secret_hash(const char *secret);
json_t *auth_jwks(void);
/* What we sign with; immutable while the service runs. */
const struct key *auth_signing_key(void);

/* Writes a new EC P-256 key to a file that must not exist yet, mode 0400. */
bool auth_key_create(const char *path, char **fault);
