/* cursor.c: signed page cursors: base64url of a 16-byte HMAC-SHA256 and a JSON array of the keys. */
#include "http/cursor.h"

#include "support/digest.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#define SEAL_LENGTH 16

static unsigned char secret[64];
static size_t secret_length;

void cursor_configure(const unsigned char *key, size_t length)
{
    secret_length = length < sizeof secret ? length : sizeof secret;
    memcpy(secret, key, secret_length);
}

static void seal(const char *shape, const char *payload, size_t length, unsigned char out[SEAL_LENGTH])
{
    scoped(text_close) struct text signed_text = {0};
    unsigned char digest[DIGEST_BYTES];
    text_add_bytes(&signed_text, shape, strlen(shape) + 1);
    text_add_bytes(&signed_text, payload, length);
    digest_keyed(secret, secret_length, signed_text.bytes, signed_text.length, digest);
    memcpy(out, digest, SEAL_LENGTH);
}

static void swap_letters(char *text, const char *from, const char *to)
{
    for (char *place = text; *place; place++)
        for (size_t i = 0; from[i]; i++)
            if (*place == from[i]) {
                *place = to[i];
                break;
            }
}

char *cursor_make(const char *shape, const char *const *values, size_t count)
{
    json_auto_t *keys = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(keys, json_string(values[i]));
    scoped(free_string) char *payload = json_dumps(keys, JSON_COMPACT);
    scoped(text_close) struct text sealed = {0};
    unsigned char mark[SEAL_LENGTH];
    seal(shape, payload, strlen(payload), mark);
    text_add_bytes(&sealed, mark, sizeof mark);
    text_add(&sealed, payload);
    char *encoded = memory_take(sealed.length * 4 / 3 + 5);
    int length = EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)sealed.bytes, (int)sealed.length);
    while (length > 0 && encoded[length - 1] == '=')
        encoded[--length] = '\0';
    swap_letters(encoded, "+/", "-_");
    return encoded;
}

/* base64url without padding → bytes; the length, or -1. */
static int decode(const char *sent, struct text *bytes)
{
    size_t length = strlen(sent), padding = (4 - length % 4) % 4;
    if (length == 0 || padding == 3 ||
        strspn(sent, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != length)
        return -1;
    scoped(text_close) struct text padded = {0};
    text_add(&padded, sent);
    text_add_bytes(&padded, "===", padding);
    swap_letters(padded.bytes, "-_", "+/");
    char *place = text_reserve(bytes, padded.length);
    int decoded = EVP_DecodeBlock((unsigned char *)place, (const unsigned char *)padded.bytes, (int)padded.length);
    if (decoded < 0)
        return -1;
    bytes->length = (size_t)decoded - padding;
    return (int)bytes->length;
}

bool cursor_read(const char *sent, const char *shape, struct cursor *cursor, struct problem *problem)
{
    scoped(text_close) struct text bytes = {0};
    unsigned char mark[SEAL_LENGTH];
    if (decode(sent, &bytes) < SEAL_LENGTH)
        return problem_set(problem, "cursor_not_valid", NULL);
    const char *payload = bytes.bytes + SEAL_LENGTH;
    size_t length = bytes.length - SEAL_LENGTH;
    seal(shape, payload, length, mark);
    if (CRYPTO_memcmp(mark, bytes.bytes, SEAL_LENGTH) != 0)
        return problem_set(problem, "cursor_not_valid", NULL);
    json_auto_t *keys = json_loadb(payload, length, 0, NULL);
    for (size_t i = 0; i < json_array_size(keys) && i < CURSOR_KEYS; i++)
        cursor->values[cursor->count++] = text_copy(json_string_value(json_array_get(keys, i)));
    return true;
}

void cursor_close(struct cursor *cursor)
{
    for (size_t i = 0; i < cursor->count; i++)
        free(cursor->values[i]);
    free(cursor->sort);
    *cursor = (struct cursor){0};
}
