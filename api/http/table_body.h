/* table_body.h: a table sent as a body, CSV or XLSX, raw or as part `file` of a form, read as the JSON it stands for.
 */
#pragma once

#include "http/request.h"
#include "tables/tables.h"

/* True when the operation takes tables and this request brings one. */
bool table_is_sent(const struct request *request);

/* Fills body_text (and body, unless rows are judged one by one) from the table; false with the problem set. */
bool table_body_read(struct request *request, struct problem *problem);

/* How the rows of a table sent to this operation are to be understood. */
struct table_wishes table_body_wishes(const struct operation *operation, const char *chosen);

/* The schema of the same body in JSON; `chosen` is the value of the parameter that chooses among several, or NULL. */
const struct schema *table_body_schema(const struct operation *operation, const char *chosen);

/* Where the table is that a request brings; false with the problem set. */
bool table_body_source(const struct request *request, struct table_source *source, struct problem *problem);

/* Whether this media type is one of a table. */
bool is_table_type(const char *media_type);

/* Adds row and column to faults that lead into the items of a table. */
void table_body_place(const struct request *request, struct problem *problem);
