/* calendar_feeds.c: makes and reads the keys of calendars' addresses. */
#include "http/calendar_feeds.h"

#include "auth/auth.h"
#include "config.h"
#include "database/database.h"
#include "http/url.h"
#include "render/render.h"
#include "support/scoped.h"
#include "support/text.h"

#include <string.h>

static const char parameter[] = "feed_key";

static struct url_pair key_in(const char *query)
{
    struct url_pair pair;
    for (const char *rest = query; rest && url_next_pair(&rest, &pair);)
        if (pair.name_length == sizeof parameter - 1 && strncmp(pair.name, parameter, pair.name_length) == 0)
            return pair;
    return (struct url_pair){0};
}

bool feed_key_given(const struct request *request)
{
    return request->operation->formats & FORMAT_CALENDAR && key_in(request->query).value;
}

bool authenticate_feed(const struct request *request, struct caller *caller, struct problem *problem)
{
    struct url_pair pair = key_in(request->query);
    scoped(free_string) char *key = text_format("%.*s", (int)pair.value_length, pair.value);
    return feed_key_read(key, caller, problem);
}

/* The address is shown this once. */
bool create_calendar_feed(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *key = secret_new(), *hash = secret_hash(key);
    if (request->caller.service)
        return problem_set(problem, "for_people_only", NULL);
    const PGresult *made = transaction_step(request->transaction, problem, "auth/make_calendar_feed", "content",
                                            request->body_text, "secret_hash", hash, NULL);
    if (made == NULL)
        return false;
    const char *id = column(made, 0, "id"), *start = config.public_url ? config.public_url : "";
    scoped(free_string) char *href = text_format("%s/api/v1/me/calendar.ics?%s=%s", start, parameter, key);
    text_print(&reply->body, "{\"id\":\"%s\",\"href\":", id);
    text_add_json(&reply->body, href, strlen(href));
    text_add_char(&reply->body, '}');
    reply->location = text_format("/api/v1/me/calendar-feeds/%s", id);
    return true;
}
