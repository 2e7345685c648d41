/* auth.h: tokens, passwords and keys. tokens.c is the only user of libjwt and never believes it alone
 * (docs/decisions/0003): shape, header, algorithm and claims are checked by us before and after. */
#pragma once

#include "http/request.h"

#include <jansson.h>
#include <stdbool.h>

struct auth_settings {
    const char *key_file;          /* EC P-256 private key, PEM; made on first `make run` */
    const char *previous_key_file; /* still accepted while rotating; NULL */
    const char *hs256_secret_file; /* only by explicit setting; NULL */
    const char *issuer;            /* iss of our tokens */
    const char *audience;          /* aud */
    const char *issuers_file;      /* JSON: outside issuers with PEM or JWKS file, algorithm, longest life; NULL */
    long lifetime_seconds;         /* 900 */
};

/* Reads keys; false with a sentence in *fault (caller frees): a missing, weak or readable-by-all key stops the start.
 */
bool auth_start(const struct auth_settings *settings, char **fault);
void auth_stop(void);

/* Verifies "Bearer …" as sent and fills the caller. False with 401 `token_…`; looks up service tokens by hash, which
 * needs the database. The signature is checked once per token, then a bounded cache shared by all threads answers. */
bool authenticate(const char *authorization, struct caller *caller, struct problem *problem);
void caller_close(struct caller *caller);

/* True when the operation's security lets the caller in; else 403 `role_not_allowed` with the roles that may. */
bool authorise(const struct operation *operation, const struct caller *caller, struct problem *problem);

/* Signs an access token for a person at a unit. Caller frees. */
char *token_issue(const char *user_id, const char *unit_id, const char *level, const json_t *roles, long epoch);
/* 256 random bits, base64url; and the SHA-256 by which the database finds it (hex). Caller frees both. */
char *secret_new(void);
char *secret_hash(const char *secret);
json_t *auth_jwks(void);

/* yescrypt by libxcrypt; at most two at once, else 503 `busy` with Retry-After 1. */
char *password_hash(const char *password, struct problem *problem);
bool password_check(const char *password, const char *hash, bool *matches, struct problem *problem);
