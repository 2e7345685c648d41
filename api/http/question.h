/* question.h: what a request asks of a SQL file: its parameters by name, and the page of a list. */
#pragma once

#include "database/database.h"
#include "http/cursor.h"
#include "http/request.h"

/* Parameters of the contract by their names, and `body`, `table`, `language`, `if_match`, `request_id`,
 * `reference_date`. */
struct sql_arguments question_arguments(const struct request *request);

/* The SQL type of a parameter of this operation; "text" for what the contract does not know. */
const char *question_type(const struct operation *operation, const char *name);

/* The page asked for: sort, cursor, limit. `keys` keeps the cursor's values and must outlive the page. */
bool question_page(const struct request *request, const struct sql_file *file, struct sql_page *page,
                   struct cursor *keys, struct problem *problem);

/* The cursor that begins after this row, whose keys stand in the columns _key1 … . Caller frees. */
char *question_cursor(const struct request *request, const PGresult *rows, int row);

/* The path of the next page. Caller frees. */
char *question_next(const struct request *request, const char *cursor);
