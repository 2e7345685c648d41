/* replies.h: what the handlers of this folder read from a body and write into a reply. */
#pragma once

#include "http/request.h"

/* A text member of the body, borrowed; NULL when absent or null. */
const char *body_text(const struct request *request, const char *name);

/* Writes a JSON body; takes over the reference. */
bool reply_json(struct reply *reply, json_t *json, struct problem *problem);
