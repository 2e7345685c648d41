/* queue_import.h: a long table becomes a job instead of being read in while its sender waits. */
#pragma once

#include "http/request.h"

/* Whether this request asks for a job, or is too long to be answered at once. */
bool import_is_long(const struct request *request);

/* What of the request the reading of the file depends on, as JSON. Caller frees. */
char *import_wishes(const struct request *request);

/* Stores the file of an import that was begun, queues its job and answers 202 with where it is. */
bool queue_import(struct request *request, const char *import, struct reply *reply, struct problem *problem);
