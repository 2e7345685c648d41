/* walls_token_cases.h: what a narrowed service token asks for beyond its campaign and its area, while one of the two
 * walls is down. */
#pragma once

#include "support/client.h"

#include <string.h>

static inline struct answer asked_by(const char *token, enum verb verb, const char *path, const char *json)
{
    return client_call(
        (struct call){.token = token, .verb = verb, .path = path, .json = json, .if_match = verb == GET ? NULL : "*"});
}

static inline const char *narrowed(const char *giver, const char *name, const char *value)
{
    struct answer made =
        as(giver, POST, "/service-tokens",
           .json = body("{'name': 'Hẹp', 'scopes': ['campaigns:read', 'campaigns:write', 'reports:read',"
                        " 'reports:write', 'reports:move'], '%s': '%s'}",
                        name, value));
    expect_status(made, 201);
    return at("%s", text(made, "token"));
}

/* A report of a unit to a campaign, by their codes. */
static inline const char *report_of(const char *unit, const char *campaign)
{
    return at("/submissions/%s", database("select s.id from app.submissions s"
                                          " join app.campaigns c on c.id = s.campaign_id and c.code = '%s'"
                                          " join app.unit_codes u on u.unit_id = s.unit_id and u.code = '%s' limit 1",
                                          campaign, unit));
}

/* Neither read nor moved, while the giver reads it. */
static inline void expect_beyond(const char *giver, const char *token, const char *thing)
{
    expect_status(as(giver, GET, thing), 200);
    struct answer read = asked_by(token, GET, thing, NULL);
    cr_expect(read.status == 404 || read.status == 500, "%s: %d", thing, read.status);
    cr_expect_null(strstr(read.body, "\"unit\""), "%s", thing);
    cr_expect_eq(asked_by(token, POST, at("%s/moves", thing), body("{'to': 'returned'}")).status, 404, "%s", thing);
}

/* Lists leave out what is beyond, or fail as a whole; they never show it. */
static inline void expect_not_listed(const char *token, const char *list, const char *foreign)
{
    struct answer answer = asked_by(token, GET, list, NULL);
    cr_expect(answer.status == 200 || answer.status == 404 || answer.status == 500, "%s: %d", list, answer.status);
    cr_expect_null(strstr(answer.body, foreign), "%s", list);
}

static inline void expect_kept_within(void)
{
    static const char province[] = "tinh-kon-tum.reviewer";
    const char *token = narrowed(province, "campaign", "code:KT-2025");
    expect_beyond(province, token, report_of("xa-dak-koi", "KRY-2022"));
    expect_not_listed(token, "/campaigns?limit=500", "\"KRY-2022\"");
    expect_not_listed(token, "/submissions?limit=500", "\"KRY-2022\"");
    expect_status(asked_by(token, GET, "/campaigns/code:KT-2025", NULL), 200);
    token = narrowed(province, "area", "code:huyen-kon-ray");
    expect_beyond(province, token, report_of("xa-hoa-binh", "KT-2025"));
    expect_not_listed(token, "/submissions?limit=500", "Xã Hòa Bình");
    expect_not_listed(token, "/campaigns/code:KT-2025/obligations?limit=500", "Xã Hòa Bình");
}
