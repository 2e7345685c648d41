/* import_steps.h: what a table that is read in goes through, at once or as a job: begun, taken in batches, finished. */
#pragma once

#include "database/database.h"

/* Tries a batch of rows, {"items": […]}, and keeps what they say where `keep` is set; every row is noted down with what
 * became of it. How many were rejected; -1 with the problem set. */
long import_take_batch(struct transaction *transaction, const char *import, const char *body, const char *file,
                       bool keep, const char *language, struct problem *problem);
