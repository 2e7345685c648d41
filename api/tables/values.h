/* values.h: what stands in a cell, as the JSON that its property wants. */
#pragma once

#include "tables/line.h"

/* Adds the cell as a JSON value of this field. What does not read as the field's type goes in as text, so that the
 * contract's own check names the fault. */
void value_add(struct text *out, const struct field *field, enum line_kind kind, const char *bytes, size_t length,
               const struct table_wishes *wishes);
