/* envelopes.h: signatures of the messages that come and go through gateways: a detached JWS (RFC 7515, appendix F) over
 * the canonical JSON (RFC 8785) of the message without its member `signature`. */
#pragma once

#include "support/problem.h"

#include <jansson.h>
#include <stdbool.h>

enum { ENVELOPE_SECONDS = 24 * 3600 }; /* how old a message may be, where its sender's entry says nothing else */

/* Reads the keys of senders, a list like that of outside issuers whose `iss` is an agency identifier; NULL: none is
 * known. False with a sentence in *fault (caller frees). */
bool envelopes_start(const char *senders_file, char **fault);
void envelopes_stop(void);

/* How old a message of this sender may be, in seconds. */
long envelope_life(const char *sender);

/* Whose keys are known must sign. False with `envelope_signature_missing` or `envelope_signature_invalid`. */
bool envelope_signature_check(const json_t *message, const char *sender, struct problem *problem);

/* Ours, verified with /.well-known/jwks.json. Caller frees; NULL where our tokens are signed by a shared secret. */
char *envelope_sign(const json_t *message);
