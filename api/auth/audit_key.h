/* audit_key.h: signatures of the audit's heads: ECDSA on P-256 over SHA-256, in DER and base64, as openssl reads them.
 */
#pragma once

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

#define AUDIT_KEY_ID 17 /* 16 hexadecimal digits and the zero byte */

/* Reads the private key that signs; without a path nothing is signed. False with a sentence in *fault (caller frees).
 */
bool audit_key_start(const char *path, char **fault);
void audit_key_stop(void);
bool audit_key_is_there(void);

/* Signs the statement and says by which key. Caller frees; NULL when it cannot be signed. */
char *audit_sign(const char *statement, char id[AUDIT_KEY_ID]);

/* The keys of an auditor, public or private, in PEM. NULL with a sentence in *fault (caller frees). */
EVP_PKEY *audit_key_read(const char *path, char **fault);
bool audit_key_name(const EVP_PKEY *key, char id[AUDIT_KEY_ID]);
bool audit_signature_is_right(EVP_PKEY *key, const char *statement, const char *signature);
