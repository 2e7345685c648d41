/* tokens.h: access tokens, made and read. Reading asks nothing of the database: who the subject is there and whether
 * the token was revoked is the business of authenticate() and begin_request. */
#pragma once

#include "auth/keys.h"
#include "support/problem.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { TOKEN_MOST = 8192 };

/* What a verified token says. `claims` is its payload, owned. */
struct token {
    const struct issuer *issuer;
    json_t *claims;
    long expires; /* seconds of the real clock */
};

/* What a token is for; each kind has an audience of its own, so that none passes for another. */
enum purpose { FOR_ACCESS, FOR_PICTURES };
#define PICTURE_AUDIENCE "thidua pictures"

/* Verifies `length` characters as RFC 8725 asks, at the instant `now`. Every refusal is 401 `token_invalid`, whatever
 * the reason: a forger learns nothing. */
bool token_read(const struct key_ring *ring, enum purpose purpose, const char *characters, size_t length, long now,
                struct token *token, struct problem *problem);
void token_close(struct token *token);

/* Signs claims with the ring's own key. Caller frees. */
char *token_sign(const struct key_ring *ring, const json_t *claims);

/* Signs, reads back, asks libjwt for its own opinion, and makes sure that one altered bit is refused: an update of a
 * library that breaks either side stops the start. */
bool tokens_work(const struct key_ring *ring);
