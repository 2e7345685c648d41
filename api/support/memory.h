/* memory.h: memory that is there. Running out of it ends the process with one line, `out_of_memory`, and nothing half
 * done: every input is bounded, and a restart takes less than a second (crash-only, docs/architecture.md). */
#pragma once

#include <stddef.h>

/* `memory`, which is not NULL. */
void *memory_insist(void *memory);
/* The end, for want of memory or of what needs some. */
_Noreturn void memory_lost(void);

/* `size` bytes, as malloc(). */
void *memory_take(size_t size);
/* `count` zeroed things of a size. */
void *memory_new(size_t count, size_t size);
/* An array that has grown, or shrunk, to `count` things. */
void *memory_grow(void *array, size_t count, size_t size);

/* From now on jansson and OpenSSL take their memory here as well, so that no call of theirs fails for want of it. First
 * thing in main(). */
void memory_for_libraries(void);
/* Before the first thread: they share as many heaps as the machine has processors. glibc would give each thread its
 * own, which keeps what its dearest request took; no more than one thread runs on each processor. */
void memory_share_heaps(void);
