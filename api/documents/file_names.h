/* file_names.h: the name a file came with, made safe to keep and to offer again. */
#pragma once

/* Without folders, controls, invisible characters and signs that file systems refuse; NFC; at most 200 bytes with its
 * ending kept. "file" when nothing is left. `name` is UTF-8; caller frees. */
char *file_name_cleaned(const char *name);

/* attachment; filename*=UTF-8''… (RFC 6266, RFC 8187). Caller frees. */
char *file_name_disposition(const char *name);
