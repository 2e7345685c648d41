/* canonical.h: the one way of writing a JSON value (RFC 8785), so that two systems sign the same bytes. */
#pragma once

#include "support/text.h"

#include <jansson.h>

/* Without the member `except` of the outermost object; NULL leaves out nothing. */
void canonical_add(struct text *text, const json_t *value, const char *except);
