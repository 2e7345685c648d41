/* webhook_secrets.h: secrets that sign deliveries (Standard Webhooks). They rest in the database encrypted under a key
 * of THIDUA_WEBHOOK_KEY_FILE, bound to their webhook; in clear they live in the memory of one request or one delivery.
 */
#pragma once

#include "support/text.h"

#include <stdbool.h>

enum { WEBHOOK_SECRET_TEXT = 51, WEBHOOK_SEALED_TEXT = 97 };

/* False with a sentence in *fault (caller frees). Without a path there are no webhooks. */
bool webhook_secrets_start(const char *path, char **fault);
void webhook_secrets_stop(void);
bool webhook_secrets_are_there(void);
/* The id of the key that seals now. */
const char *webhook_secrets_newest_key(void);

/* A new secret, `whsec_…` as its owner is shown it once, and as it rests; the caller wipes `shown`. */
struct webhook_secret {
    char shown[WEBHOOK_SECRET_TEXT];
    char sealed[WEBHOOK_SEALED_TEXT];
    const char *key_id; /* borrowed */
};
/* False when there is no key file. */
bool webhook_secret_make(const char *webhook, struct webhook_secret *secret);

/* The same secret under the newest key; false when the file has no key that opens it. */
bool webhook_secret_reseal(const char *webhook, const char *key_id, const char *sealed,
                           char again[WEBHOOK_SEALED_TEXT]);

/* Adds "v1,…" to a list of signatures with blanks between them; false when the secret cannot be opened. */
bool webhook_sign(const char *webhook, const char *key_id, const char *sealed, const char *signed_text,
                  struct text *signatures);
