/* embedded.c: finds a file that travels inside the program. */
#include "support/embedded.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int by_path(const void *path, const void *file)
{
    return strcmp(path, ((const struct embedded_file *)file)->path);
}

const struct embedded_file *embedded_find(const char *path)
{
    return bsearch(path, embedded_files, embedded_count, sizeof embedded_files[0], by_path);
}

void embedded_leave(const struct embedded_file *file)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = ((uintptr_t)file->bytes + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)file->bytes + file->length) / page * page;
    if (start < end)
        madvise((void *)start, end - start, MADV_DONTNEED);
}
