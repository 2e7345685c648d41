/* passwords.h: hashing by yescrypt, two at once at most. Whoever hashes takes a place first:
 *     scoped(password_place_leave) bool placed = password_place_take(problem); */
#pragma once

#include "support/problem.h"

#include <stdbool.h>

/* 503 `busy`, Retry-After 1, when both places are taken. */
bool password_place_take(struct problem *problem);
void password_place_leave(bool *placed);

/* A hash with a salt of its own; needs a place. Caller frees; NULL with the problem set. */
char *password_hash(const char *password, struct problem *problem);

/* Compares; needs a place. `hash` may be NULL: it takes as long as a wrong password. With the problem set where memory
 * for it was missing, which says nothing of the password. */
bool password_check(const char *password, const char *hash, struct problem *problem);

/* What a new password must be: at least `least` characters, and not among the first to be guessed. No rules of
 * composition (NIST SP 800-63B-4, 3.1.1.2). Faults are added at `pointer`. */
bool password_acceptable(const char *password, const char *username, long least, const char *pointer,
                         struct problem *problem);
