/* embedded.c: finds a file that travels inside the program. */
#include "support/embedded.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *path, const void *file)
{
    return strcmp(path, ((const struct embedded_file *)file)->path);
}

const struct embedded_file *embedded_find(const char *path)
{
    return bsearch(path, embedded_files, embedded_count, sizeof embedded_files[0], by_path);
}
