/* key_files.h: files that hold secrets are read only when nobody else may reach them. */
#pragma once

#include "support/text.h"

#include <stdbool.h>

/* False with a sentence in *fault (caller frees) for what is missing, no file, empty, too long, writable by the group
 * or open to all others. Whoever reads wipes the text. */
bool key_file_read(const char *path, struct text *content, char **fault);
