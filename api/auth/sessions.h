/* sessions.h: at which unit a person works, and the tokens for it. */
#pragma once

#include "auth/auth.h"
#include "database/database.h"

/* One unit of a person, with all roles there. */
struct desk {
    char unit_id[37];
    char level[16];                 /* "" at the root unit */
    json_t *roles;                  /* new reference; by a delegation its giver's */
    long epoch;                     /* of the person */
    char delegation[37], giver[37]; /* for whom the person acts here; "" for himself */
};

/* The desk at `unit` (an id, or code:…), or the only one there is when `unit` is NULL. False with 409 `unit_required`
 * and the list of units, or 401 `no_assignment`. */
bool desk_choose(struct transaction *transaction, const char *user_id, const char *unit, struct desk *desk,
                 struct problem *problem);

/* An attempt at a password, counted. */
struct attempt {
    char *user_id, *username, *password_hash; /* NULL: nobody has this name, or he has no password */
};

/* Counts by this step in a transaction of its own, for the account and for the client's address. False with 429
 * `too_many_attempts` while a pause lasts. */
bool attempt_count(const char *step, const struct request *request, const char *username, struct attempt *attempt,
                   struct problem *problem);
/* The password was right: the address has done nothing wrong, however often people behind it sign in. Not so the
 * account, whose pauses a new session ends: who knows one password shall not win guesses at others. */
bool attempt_forgive(const struct request *request, struct problem *problem);
void attempt_close(struct attempt *attempt);
