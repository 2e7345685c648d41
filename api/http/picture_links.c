/* picture_links.c: makes and reads the keys of pictures' addresses. */
#include "http/picture_links.h"

#include "auth/auth.h"
#include "http/url.h"
#include "support/clock.h"
#include "support/digest.h"
#include "support/scoped.h"
#include "support/text.h"

#include <string.h>
#include <time.h>

static const char parameter[] = "picture_key";
static const char base[] = "/api/v1/";

static bool is_key(const struct url_pair *pair)
{
    return pair->name_length == sizeof parameter - 1 && strncmp(pair->name, parameter, pair->name_length) == 0;
}

/* What a key is bound to: the hash of path and query, the key itself left out. */
static void hash_address(const char *path, const char *query, char hex[DIGEST_TEXT])
{
    scoped(text_close) struct text address = {0};
    struct url_pair pair;
    text_add(&address, path);
    for (const char *rest = query; rest && url_next_pair(&rest, &pair);)
        if (!is_key(&pair)) {
            text_add_char(&address, '\n');
            text_add_bytes(&address, pair.name, pair.name_length);
            text_add_char(&address, '=');
            text_add_bytes(&address, pair.value, pair.value_length);
        }
    digest_text(text_string(&address), address.length, hex);
}

static struct url_pair key_in(const char *query)
{
    struct url_pair pair;
    for (const char *rest = query; rest && url_next_pair(&rest, &pair);)
        if (is_key(&pair))
            return pair;
    return (struct url_pair){0};
}

bool picture_key_given(const struct request *request)
{
    return request->method == METHOD_GET && request->operation->formats & FORMAT_SVG && key_in(request->query).value;
}

bool authenticate_picture(const struct request *request, struct caller *caller, struct problem *problem)
{
    struct url_pair key = key_in(request->query);
    char hex[DIGEST_TEXT];
    hash_address(request->path, request->query, hex);
    return picture_key_read(key.value, key.value_length, hex, caller, problem);
}

/* ---- making ---- */

/* The path must be one of ours whose answer can be a picture. */
static bool is_picture(const char *path)
{
    struct route route = contract_route(contract_served, METHOD_GET, path);
    return strncmp(path, base, sizeof base - 1) == 0 && route.operation && route.operation->formats & FORMAT_SVG;
}

static void answer_with(struct reply *reply, const char *address, const char *query, const char *key)
{
    char until[32];
    time_t expires = (time_t)clock_hour() + PICTURE_SECONDS;
    struct tm parts;
    strftime(until, sizeof until, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&expires, &parts));
    scoped(free_string) char *link = text_format("%s%c%s=%s", address, query ? '&' : '?', parameter, key);
    text_add_char(&reply->body, '{');
    text_add_member(&reply->body, "href", link);
    text_print(&reply->body, ",\"expires_at\":\"%s\"}", until);
    reply->no_store = true;
}

bool create_picture_link(struct request *request, struct reply *reply, struct problem *problem)
{
    const char *address = json_string_value(json_object_get(request->body, "path"));
    scoped(free_string) char *path = NULL, *query = NULL;
    scoped(problem_close) struct problem malformed = {0};
    char hex[DIGEST_TEXT];
    if (!url_split(address, &path, &query, &malformed) || !is_picture(path) || key_in(query).value)
        return problem_add(problem, "/path", "not_a_picture", NULL);
    hash_address(path, query, hex);
    scoped(free_string) char *key = picture_key_issue(&request->caller, hex);
    if (key == NULL)
        return problem_set(problem, "internal_error", NULL);
    answer_with(reply, address, query, key);
    return true;
}
