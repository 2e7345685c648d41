/* handlers.h: operations of documents that carry files; listed in api/handlers.c. Both work within the engine's
 * transaction. */
#pragma once

#include "http/request.h"

enum { DOCUMENT_BYTES_AT_MOST = 25 * 1024 * 1024 };

handler_function create_document;
handler_function get_document_content;
