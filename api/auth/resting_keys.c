/* resting_keys.c: files of keys with ids, for what rests encrypted in the database. */
#include "auth/resting_keys.h"

#include "auth/key_files.h"
#include "support/scoped.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEYS_MOST = 16, KEY_BYTES = crypto_kdf_KEYBYTES };

struct resting_keys {
    size_t count;
    struct {
        char id[KEY_ID_ROOM];
        unsigned char bytes[KEY_BYTES];
    } keys[KEYS_MOST];
};

static bool complain(char **fault, char *sentence)
{
    free(*fault);
    *fault = sentence;
    return false;
}

/* ---- reading: a line for each key, the newest first ---- */

static bool is_id(const char *id)
{
    size_t length = strlen(id);
    return length >= 1 && length < KEY_ID_ROOM &&
           strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length;
}

static long find_key(const struct resting_keys *ring, const char *id)
{
    for (size_t i = 0; i < ring->count; i++)
        if (strcmp(ring->keys[i].id, id) == 0)
            return (long)i;
    return -1;
}

static bool add_key(struct resting_keys *ring, const char *id, const char *base64, char **fault)
{
    size_t length = 0;
    const char *end = NULL;
    if (!is_id(id) || find_key(ring, id) >= 0)
        return complain(fault, text_copy("a key needs an id of its own."));
    if (ring->count == KEYS_MOST)
        return complain(fault, text_format("there are more than %d keys.", KEYS_MOST));
    unsigned char *key = ring->keys[ring->count].bytes;
    if (sodium_base642bin(key, KEY_BYTES, base64, strlen(base64), NULL, &length, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        length != KEY_BYTES || *end)
        return complain(fault, text_format("a key is %d bytes in base64, as `thidua identity-key`,"
                                           " `ballot-key` and `webhook-key` make it.",
                                           KEY_BYTES));
    snprintf(ring->keys[ring->count++].id, KEY_ID_ROOM, "%s", id);
    return true;
}

static bool read_line(struct resting_keys *ring, char *line, char **fault)
{
    line[strcspn(line, "\r")] = '\0';
    char *rest = line, *id = strsep(&rest, " \t");
    if (*id == '\0' || *id == '#')
        return true;
    return add_key(ring, id, rest ? rest + strspn(rest, " \t") : "", fault);
}

static void wipe_text(struct text *content)
{
    if (content->bytes)
        sodium_memzero(content->bytes, content->room);
    text_close(content);
}

static bool read_keys(struct resting_keys *ring, const char *path, struct text *content, char **fault)
{
    int number = 0;
    for (char *rest = content->bytes, *line; (line = strsep(&rest, "\n"));) {
        number++;
        if (!read_line(ring, line, fault)) {
            scoped(free_string) char *why = *fault;
            *fault = NULL;
            return complain(fault, text_format("%s line %d: %s", path, number, why));
        }
    }
    return ring->count > 0 || complain(fault, text_format("%s holds no key.", path));
}

struct resting_keys *resting_keys_read(const char *path, char **fault)
{
    scoped(wipe_text) struct text content = {0};
    if (sodium_init() < 0) {
        complain(fault, text_copy("libsodium does not start."));
        return NULL;
    }
    if (!key_file_read(path, &content, fault))
        return NULL;
    struct resting_keys *ring = sodium_malloc(sizeof *ring);
    if (ring == NULL) {
        complain(fault, text_copy("there is no memory for keys."));
        return NULL;
    }
    memset(ring, 0, sizeof *ring);
    if (!read_keys(ring, path, &content, fault)) {
        resting_keys_close(ring);
        return NULL;
    }
    sodium_mprotect_readonly(ring);
    return ring;
}

void resting_keys_close(struct resting_keys *ring)
{
    sodium_free(ring);
}

size_t resting_keys_count(const struct resting_keys *ring)
{
    return ring->count;
}

const char *resting_keys_id(const struct resting_keys *ring, size_t place)
{
    return ring->keys[place].id;
}

const char *resting_keys_newest(const struct resting_keys *ring)
{
    return ring->keys[0].id;
}

bool resting_keys_derive(const struct resting_keys *ring, const char *id, const char purpose[8], uint64_t number,
                         unsigned char *subkey, size_t size)
{
    long place = id ? find_key(ring, id) : -1;
    return place >= 0 && crypto_kdf_derive_from_key(subkey, size, number, purpose, ring->keys[place].bytes) == 0;
}

/* ---- making a key ---- */

static bool write_file(const char *path, const struct text *content, char **fault)
{
    scoped(free_string) char *beside = text_format("%s.new", path);
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    if (file < 0)
        return complain(fault, text_format("%s cannot be made: %s.", beside, strerror(errno)));
    bool written = write(file, content->bytes, content->length) == (ssize_t)content->length && fsync(file) == 0;
    if (close(file) != 0 || !written || rename(beside, path) != 0) {
        unlink(beside);
        return complain(fault, text_format("%s cannot be written: %s.", path, strerror(errno)));
    }
    return true;
}

/* What is in the file already, unless it has a key of this id. */
static bool read_before(const char *path, const char *id, struct text *before, char **fault)
{
    if (access(path, F_OK) != 0)
        return true;
    struct resting_keys *ring = resting_keys_read(path, fault);
    if (ring == NULL)
        return false;
    bool taken = find_key(ring, id) >= 0;
    resting_keys_close(ring);
    if (taken)
        return complain(fault, text_format("%s has a key of this id already.", path));
    return key_file_read(path, before, fault);
}

bool resting_keys_create(const char *path, const char *id, char **fault)
{
    scoped(wipe_text) struct text before = {0}, content = {0};
    unsigned char key[KEY_BYTES];
    char base64[sodium_base64_ENCODED_LEN(KEY_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    if (!is_id(id))
        return complain(fault, text_copy("an id is 1 to 40 letters, digits, dots, dashes and underscores."));
    if (sodium_init() < 0)
        return complain(fault, text_copy("libsodium does not start."));
    if (!read_before(path, id, &before, fault))
        return false;
    crypto_kdf_keygen(key);
    sodium_bin2base64(base64, sizeof base64, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
    text_print(&content, "%s %s\n", id, base64);
    text_add_bytes(&content, before.bytes, before.length);
    sodium_memzero(key, sizeof key);
    sodium_memzero(base64, sizeof base64);
    return write_file(path, &content, fault);
}
