/* replies.c: what the handlers of this folder read from a body and write into a reply. */
#include "auth/replies.h"

#include <stdlib.h>

const char *body_text(const struct request *request, const char *name)
{
    return json_string_value(json_object_get(request->body, name));
}

void reply_json(struct reply *reply, json_t *json)
{
    char *body = json_dumps(json, JSON_COMPACT);
    text_add(&reply->body, body);
    free(body);
    json_decref(json);
}
