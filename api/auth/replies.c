/* replies.c: what the handlers of this folder read from a body and write into a reply. */
#include "auth/replies.h"

#include "support/scoped.h"

const char *body_text(const struct request *request, const char *name)
{
    return json_string_value(json_object_get(request->body, name));
}

bool reply_json(struct reply *reply, json_t *json, struct problem *problem)
{
    scoped(free_string) char *body = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (body == NULL)
        return problem_set(problem, "internal_error", NULL);
    text_add(&reply->body, body);
    return true;
}
