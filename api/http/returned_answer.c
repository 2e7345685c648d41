/* returned_answer.c: an answer that is sent back is held against what GET answers now, asked as its sender: the
 * difference is what he wants changed (decisions/0016). */
#include "http/returned_answer.h"

#include "http/inner.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *header_of(void *context, const char *name)
{
    const struct request *outer = context;
    if (strcasecmp(name, "Accept") == 0)
        return "application/json";
    return strcasecmp(name, "Accept-Language") == 0 ? outer->language : NULL;
}

/* NULL where the sender may not read it, and where another version is there by now: then If-Match or the key under
 * which this was sent before decides, and what cannot be changed cannot be told from what has changed. */
static json_t *answer_now(struct request *request, const json_t *version)
{
    scoped(inner_close) struct request inner = {.deadline = request->deadline};
    scoped(reply_close) struct reply reply = {0};
    scoped(problem_close) struct problem problem = {0};
    struct incoming incoming = {.method = "GET", .url = request->path, .header = header_of, .context = request};
    if (!inner_ask(request, &incoming, NULL, &inner, &reply, &problem))
        return NULL;
    json_t *now = json_loadb(text_string(&reply.body), reply.body.length, 0, NULL);
    if (json_equal(json_object_get(now, "version"), version))
        return now;
    json_decref(now);
    return NULL;
}

/* The version within counts like that of If-Match, and is as good as one where any would do. */
static bool check_version(struct request *request, const json_t *version, struct problem *problem)
{
    scoped(free_string) char *sent = text_format("%lld", (long long)json_integer_value(version));
    if (request->if_match && strcmp(request->if_match, "*") != 0)
        return strcmp(request->if_match, sent) == 0 || problem_set(problem, "version_not_if_match", "{s:s, s:s}",
                                                                   "version", sent, "if_match", request->if_match);
    if (request->if_match) {
        free(request->if_match);
        request->if_match = text_copy(sent);
    }
    return true;
}

bool returned_answer_take(struct request *request, const struct schema *schema, struct problem *problem)
{
    const struct operation *shown = request->operation->shown;
    bool changes = request->method == METHOD_PATCH, replaces = request->method == METHOD_PUT;
    if (!(changes || replaces) || shown == NULL || shown->reply == NULL ||
        !schema_is_answer(schema, shown->reply, request->body))
        return true;
    const json_t *version = json_object_get(request->body, "version");
    if (!check_version(request, version, problem))
        return false;
    json_auto_t *now = changes ? answer_now(request, version) : NULL;
    char *taken = schema_returned(schema, shown->reply, request->body_text, request->body, now, problem);
    if (request->operation->seals)
        explicit_bzero(request->body_text, strlen(request->body_text));
    free(request->body_text);
    json_decref(request->body);
    request->body_text = taken;
    request->body = json_loads(taken, 0, NULL);
    return request->body || problem_set(problem, "internal_error", NULL);
}
