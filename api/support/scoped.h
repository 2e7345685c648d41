/* scoped.h: a variable that is closed when its block ends, so that no function needs a ladder of gotos.
 * Usage: scoped(text_close) struct text body = {0}; the function named gets a pointer to the variable. */
#pragma once

#include <stdlib.h>

#define scoped(close) __attribute__((cleanup(close)))

/* Frees what a scoped `char *` holds. */
static inline void free_string(char **string)
{
    free(*string);
}
