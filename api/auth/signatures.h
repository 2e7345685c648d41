/* signatures.h: signatures over bytes by the algorithms that JOSE calls ES256, RS256 and HS256 (RFC 7518). */
#pragma once

#include "auth/keys.h"

#include <stdbool.h>
#include <stddef.h>

bool signature_is_right(const struct key *key, const char *bytes, size_t length, const unsigned char *signature,
                        size_t size);

/* By a private key for ES256, base64url. Caller frees; NULL for a key that others could not verify. */
char *signature_make(const struct key *key, const char *bytes, size_t length);
