/* encoding.c: base64url without padding, and the shape of a UUID. */
#include "auth/encoding.h"

#include "support/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *base64url_encode(const unsigned char *bytes, size_t length)
{
    struct text out = {0};
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t group = (uint32_t)bytes[i] << 16;
        if (left > 1)
            group |= (uint32_t)bytes[i + 1] << 8;
        if (left > 2)
            group |= bytes[i + 2];
        for (size_t j = 0; j <= (left > 2 ? 3 : left); j++)
            text_add_char(&out, alphabet[group >> (18 - 6 * j) & 63]);
    }
    return text_take(&out);
}

static int digit(char character)
{
    const char *place = character ? strchr(alphabet, character) : NULL;
    return place ? (int)(place - alphabet) : -1;
}

unsigned char *base64url_decode(const char *text, size_t length, size_t *size)
{
    if (length % 4 == 1)
        return NULL;
    struct text out = {0};
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < length; i++) {
        int value = digit(text[i]);
        if (value < 0) {
            text_close(&out);
            return NULL;
        }
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            text_add_char(&out, (char)(bits >> held & 0xff));
        }
    }
    if (bits & ((1U << held) - 1)) {
        text_close(&out);
        return NULL;
    }
    *size = out.length;
    return (unsigned char *)text_take(&out);
}

bool is_uuid(const char *text)
{
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !(text[i] && strchr("0123456789abcdef", text[i])))
            return false;
    }
    return text[36] == '\0';
}
