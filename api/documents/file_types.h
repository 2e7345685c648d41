/* file_types.h: which files a document may carry. The list is the catalogue `document_type` of the contract; what a
 * file is, its bytes say, never its name or its sender. */
#pragma once

#include "support/problem.h"

/* The type of a file as its bytes tell it, one of those allowed; text that lives as long as the contract. NULL with
 * `document_type_not_allowed`, which names what was found. */
const char *file_type_of(int file, const char *language, struct problem *problem);

/* The same text for a type that was stored; "application/octet-stream" when it is no longer listed. */
const char *file_type_named(const char *media_type);
