/* ballots.h: secret ballots. While a voting runs, a ballot is sealed to the voting's public key, all of one length; the
 * secret key rests encrypted under a key of THIDUA_BALLOT_KEY_FILE. Whoever holds database and key file while it runs
 * can open them (docs/decisions/0007). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum ballot_choice { BALLOT_YES, BALLOT_NO, BALLOT_BLANK, BALLOT_CHOICES, BALLOT_BROKEN };

enum {
    BALLOT_PUBLIC_KEY_TEXT = 2 * 32 + 1,
    BALLOT_SECRET_KEY_TEXT = 2 * (24 + 32 + 16) + 1,
    BALLOT_SEALED_TEXT = 2 * (64 + 48) + 1
};

/* "yes", "no", "blank"; "broken" for what no ballot of ours says. */
const char *ballot_choice_name(enum ballot_choice choice);
enum ballot_choice ballot_choice_of(const char *name);

/* False with a sentence in *fault (caller frees). Without a path no secret voting opens. */
bool ballots_start(const char *path, char **fault);
void ballots_stop(void);

/* The keys of one voting, in hexadecimal. */
struct ballot_keys {
    char public_key[BALLOT_PUBLIC_KEY_TEXT];
    char encrypted_secret[BALLOT_SECRET_KEY_TEXT];
    const char *key_id; /* of the key that encrypts; borrowed */
};

/* False when there is no key file. */
bool ballot_keys_make(const char *session, struct ballot_keys *keys);

/* Nothing of the choice shows in the sealed text, not even its length. False for a key that is none. */
bool ballot_seal(const char *public_key, const char *voting, enum ballot_choice choice,
                 char sealed[BALLOT_SEALED_TEXT]);

/* Opens the ballots of a session one by one; the secret key is wiped at its end. */
struct ballot_opener {
    unsigned char public_key[32], secret_key[32];
};
bool ballot_opener_begin(struct ballot_opener *opener, const char *session, const struct ballot_keys *keys);
/* BALLOT_BROKEN for what cannot be opened, or was sealed for another voting. */
enum ballot_choice ballot_open(const struct ballot_opener *opener, const char *voting, const char *sealed);
void ballot_opener_end(struct ballot_opener *opener);

/* An order drawn by lot: every one as likely as any other. */
void ballots_shuffle(size_t *order, size_t count);
