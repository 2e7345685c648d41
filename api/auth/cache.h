/* cache.h: callers whose token was verified, shared by all threads. It saves the work of a signature, never a decision:
 * whether a token was revoked is asked of the database with every request (begin_request). */
#pragma once

#include "http/request.h"
#include "support/digest.h"

#include <stdatomic.h>

/* A caller and all that he borrows. Counted: the cache holds one, each request on its way another. */
struct identity {
    atomic_int holders;
    char *token; /* the whole of it: equal hashes alone open nothing */
    size_t token_length;
    unsigned char digest[DIGEST_BYTES];
    long good_from, good_until; /* seconds of the real clock; before and after it counts as unknown */
    struct caller caller;       /* as it is handed out; its pointers are owned here */
};

/* A new identity with one holder and the token's copy and hash. */
struct identity *identity_new(const char *token, size_t length);
void identity_release(struct identity *identity);

/* The identity of a token, held for the caller; NULL when it is not known now. */
struct identity *cache_find(const char *token, size_t length, long now);

/* Keeps an identity until it expires or its place is needed. */
void cache_keep(struct identity *identity, long now);
void cache_clear(void);

enum { CACHE_SIZE = 4096 };
