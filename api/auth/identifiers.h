/* identifiers.h: citizen identifiers at rest. Sealed by XChaCha20-Poly1305, found by HMAC-SHA-256, each under a subkey
 * of its own, derived from the keys of a file (docs/decisions/0006). In clear they live in the memory of a request
 * only. */
#pragma once

#include "contract/contract.h"

#include <stdbool.h>
#include <stddef.h>

enum { IDENTIFIER_ROOM = 13 }; /* twelve digits, or the nine of the old card, and the zero behind them */

/* Reads the key file; false with a sentence in *fault (caller frees) when it is missing, short, open to others, or
 * holds anything but `id base64` lines. */
bool identifiers_start(const char *path, char **fault);
void identifiers_stop(void);

/* The seal_function of the contract. False when no keys were read. */
bool identifier_seal(const char *kind, const char *text, struct sealed_text *sealed);

/* Opens what was sealed under the key of this id, into a buffer of IDENTIFIER_ROOM that the caller wipes. `base64` is
 * as PostgreSQL's encode() writes it. */
enum identifier_opening { IDENTIFIER_OPENED, IDENTIFIER_KEY_UNKNOWN, IDENTIFIER_DAMAGED };
enum identifier_opening identifier_open(const char *key, const char *base64, char *digits);

/* The id of the key that seals now; NULL before the start. */
const char *identifier_newest_key(void);

/* HMAC-SHA-256 of any text under the newest key, in hexadecimal: for digests of what holds identifiers. */
bool identifier_digest(const char *text, char hex[65]);
