/* resting_keys.h: the keys of a file, a line `id base64` each, the newest first, in guarded memory that is neither
 * swapped nor dumped. Nobody uses them as they are: each purpose derives a subkey of its own. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_ID_ROOM = 41 };

struct resting_keys;

/* NULL with a sentence in *fault (caller frees) when the file is missing, open to others, or holds anything but keys.
 */
struct resting_keys *resting_keys_read(const char *path, char **fault);
void resting_keys_close(struct resting_keys *ring);

size_t resting_keys_count(const struct resting_keys *ring);
const char *resting_keys_id(const struct resting_keys *ring, size_t place);
/* The id of the key that is used from now on. */
const char *resting_keys_newest(const struct resting_keys *ring);

/* The subkey of a purpose, eight letters, and a number within it. False for an id that is not on the ring. */
bool resting_keys_derive(const struct resting_keys *ring, const char *id, const char purpose[8], uint64_t number,
                         unsigned char *subkey, size_t size);

/* Makes the file with a first key, or puts a newer key before those in it. */
bool resting_keys_create(const char *path, const char *id, char **fault);
