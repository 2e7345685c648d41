/* memory.c: memory that is there, or the end. */
#include "support/memory.h"

#include <jansson.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* Without asking for any. */
_Noreturn void memory_lost(void)
{
    static const char line[] = "{\"level\":\"fatal\",\"event\":\"out_of_memory\"}\n";
    ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    abort();
}

void *memory_insist(void *memory)
{
    if (memory == NULL)
        memory_lost();
    return memory;
}

void *memory_take(size_t size)
{
    return memory_insist(malloc(size ? size : 1));
}

void *memory_new(size_t count, size_t size)
{
    return memory_insist(calloc(count ? count : 1, size));
}

void *memory_grow(void *array, size_t count, size_t size)
{
    if (count > SIZE_MAX / size)
        memory_lost();
    return memory_insist(realloc(array, count * size));
}

static void *take_for_openssl(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return size ? memory_take(size) : NULL;
}

static void *grow_for_openssl(void *memory, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return memory_insist(realloc(memory, size));
}

static void free_for_openssl(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    free(memory);
}

void memory_for_libraries(void)
{
    json_set_alloc_funcs(memory_take, free);
    CRYPTO_set_mem_functions(take_for_openssl, grow_for_openssl, free_for_openssl);
}

void memory_share_heaps(void)
{
    mallopt(M_ARENA_MAX, (int)sysconf(_SC_NPROCESSORS_ONLN));
}
