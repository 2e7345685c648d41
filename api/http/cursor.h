/* cursor.h: where the next page of a list begins: the sort keys of the last row, signed together with the shape of the
 * question, so that a cursor works only for the list, filters and order it was made for. */
#pragma once

#include "support/problem.h"

#include <stdbool.h>
#include <stddef.h>

#define CURSOR_KEYS 8

struct cursor {
    char *values[CURSOR_KEYS]; /* owned */
    size_t count;
    char *sort; /* the sort keys of the page it belongs to; owned */
};

/* The secret that signs, at least 32 bytes; copied. */
void cursor_configure(const unsigned char *key, size_t length);

/* A cursor for the row with these keys. Caller frees. */
char *cursor_make(const char *shape, const char *const *values, size_t count);

/* Reads a cursor made for the same shape; false with 400 `cursor_not_valid`. */
bool cursor_read(const char *sent, const char *shape, struct cursor *cursor, struct problem *problem);
void cursor_close(struct cursor *cursor);
