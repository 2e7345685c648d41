/* hash.h: a quick hash for tables of our own; nothing secret rests on it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HASH_BEGIN 14695981039346656037u

/* FNV-1a of what was hashed before and these bytes, or this text; a text that is NULL adds nothing. */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length);
uint64_t hash_text(uint64_t hash, const char *text);
