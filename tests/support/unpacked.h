/* unpacked.h: the words of an answer that hides them from a search of its bytes: of a workbook, a document, an archive
 * with such things in it, and a PDF. */
#pragma once

#include <stddef.h>

/* The bytes themselves where nothing hides them. Lives until the next call. */
const char *unpacked(const char *bytes, size_t length);
