/* hash.c: a quick hash for tables of our own. */
#include "support/hash.h"

#include <stddef.h>

uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; text && *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}
