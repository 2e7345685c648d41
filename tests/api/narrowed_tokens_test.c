/* narrowed_tokens_test.c: a service token for one campaign, or for one area, reads and writes nothing else, whatever
 * its giver may. */
#include "support/client.h"

#include <stdint.h>
#include <string.h>

#define CITY     "thanh-pho-kon-tum.reviewer"
#define PROVINCE "tinh-kon-tum.reviewer"

/* Its apostrophes as quotes, as body() writes those of a format. */
static const char *quoted(const char *text)
{
    char *copy = (char *)(uintptr_t)at("%s", text); /* kept like everything of a test */
    for (char *at = copy; *at; at++)
        *at = *at == '\'' ? '"' : *at;
    return copy;
}

/* A token of this giver with `more` of its description. */
static const char *given(const char *giver, const char *more)
{
    struct answer made =
        as(giver, POST, "/service-tokens",
           .json = body("{'name': 'Hệ thống', 'scopes': ['campaigns:read', 'campaigns:write', 'reports:read',"
                        " 'reports:write', 'reports:move', 'move_submission:verified', 'move_submission:returned', "
                        "'progress:read', 'rankings:read', 'awards:read', 'units:read', 'documents:read',"
                        " 'honourees:read', 'people:read', 'exchange:read', 'statistics:read'], %s}",
                        quoted(more)));
    expect_status(made, 201);
    return text(made, "token");
}

static struct answer by(const char *token, enum verb verb, const char *path, const char *json)
{
    return client_call(
        (struct call){.token = token, .verb = verb, .path = path, .json = json, .if_match = verb == GET ? NULL : "*"});
}

/* Every value at `path` of the items is `wanted`, and there are some. */
static void expect_all(struct answer answer, const char *path, const char *wanted)
{
    size_t i;
    json_t *row;
    expect_status(answer, 200);
    cr_assert(gt(sz, count(answer, "items"), 0), "%s", answer.call.path);
    json_array_foreach(json(answer, "items"), i, row) {
        cr_expect_str_eq(json_string_value(within(row, path)), wanted, "%s", answer.call.path);
    }
}

static const char *submission_of(const char *unit, const char *campaign)
{
    return database("select s.id from app.submissions s join app.campaigns c on c.id = s.campaign_id and c.code = '%s' "
                    "join app.unit_codes u on u.unit_id = s.unit_id and u.code = '%s'"
                    " order by s.period limit 1",
                    campaign, unit);
}

Test(tokens_for_a_campaign, read_nothing_of_another)
{
    const char *token = at("%s", given(CITY, "'campaign': 'code:KT-2025'"));
    expect_all(by(token, GET, "/campaigns?limit=200", NULL), "code", "KT-2025");
    expect_all(by(token, GET, "/submissions?limit=200", NULL), "campaign.code", "KT-2025");
    expect_status(by(token, GET, "/campaigns/code:KT-2025", NULL), 200);
    expect_status(by(token, GET, "/campaigns/code:KT-2025/obligations?limit=5", NULL), 200);
    expect_status(by(token, GET, "/campaigns/code:KT-2025/progress?period=2025-5M&limit=5", NULL), 200);
    cr_assert(gt(sz, count(as(CITY, GET, "/campaigns?limit=200"), "items"), 1));

    const char *other = at("%s", database("select id from app.campaigns where code = 'DK-2025'"));
    cr_assert(gt(sz, strlen(other), 30));
    static const char *const paths[] = {"",
                                        "/indicators",
                                        "/progress?period=2025",
                                        "/obligations",
                                        "/targets",
                                        "/rankings",
                                        "/reviews",
                                        "/reminders",
                                        "/moves",
                                        "/forecasts"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct answer whole = as(CITY, GET, at("/campaigns/%s%s", other, paths[i]));
        struct answer narrowed = by(token, GET, at("/campaigns/%s%s", other, paths[i]), NULL);
        cr_expect(whole.status == 200 || whole.status == 422, "%s: %d", paths[i], whole.status);
        if (narrowed.status == 200)
            expect_count(narrowed, "items", 0);
        else
            cr_expect(narrowed.status == 404, "%s: %d %s", paths[i], narrowed.status, narrowed.body);
    }
    expect_status(by(token, GET,
                     at("/indicators/%s", database("select i.id from app.indicators i join app.campaigns c on c.id = "
                                                   "i.campaign_id where c.code = 'DK-2025' limit 1")),
                     NULL),
                  404);
}

Test(tokens_for_a_campaign, write_nothing_of_another)
{
    const char *token = at("%s", given(CITY, "'campaign': 'code:KT-2025'"));
    struct answer draft =
        as(CITY, POST, "/campaigns",
           .json = body("{'code': 'NT-1', 'title': 'Dự thảo (giả định)', 'kind': 'movement', 'invented': ['title'], "
                        "'starts_on': '2025-07-01', 'ends_on': '2025-12-31'}"));
    expect_status(draft, 201);
    const char *same = at("/campaigns/%s", text(draft, "id"));
    expect_status(by(token, PATCH, same, body("{'title': 'Khác'}")), 404);
    expect_status(by(token, DELETE, same, NULL), 404);
    struct answer another = by(token, POST, "/campaigns",
                               body("{'code': 'NT-2', 'title': 'Mới', 'kind': 'movement', 'starts_on': '2025-07-01', "
                                    "'ends_on': '2025-12-31'}"));
    cr_assert(ge(int, another.status, 400));
    cr_assert_str_eq(database("select count(*) from app.campaigns where code = 'NT-2'"), "0");
    const char *whole = at("%s", given(CITY, "'address_ranges': []"));
    expect_status(by(whole, PATCH, same, body("{'title': 'Khác'}")), 200);
}

Test(tokens_for_a_campaign, see_nothing_that_belongs_to_none)
{
    const char *token = at("%s", given(CITY, "'campaign': 'code:KT-2025'"));
    expect_count(by(token, GET, "/honourees", NULL), "items", 0);
    expect_count(by(token, GET, "/users", NULL), "items", 0);
    expect_count(by(token, GET, "/documents", NULL), "items", 0);
    cr_assert(gt(sz, count(as(CITY, GET, "/honourees"), "items"), 0));
    expect_status(by(token, GET, "/units/code:608", NULL), 200);
    expect_status(by(token, GET, "/award-types", NULL), 200);
    expect_text(by(token, GET, "/me", NULL), "kind", "service");
}

Test(tokens_for_an_area, read_and_write_nothing_outside)
{
    const char *token = at("%s", given(PROVINCE, "'area': 'code:huyen-kon-ray'"));
    struct answer reports = by(token, GET, "/submissions?limit=500", NULL);
    expect_status(reports, 200);
    struct answer whole = as(PROVINCE, GET, "/submissions?limit=500"),
                  inside = as(PROVINCE, GET, "/submissions?limit=500&unit_under=code:huyen-kon-ray");
    cr_assert(gt(sz, count(whole, "items"), count(inside, "items")));
    cr_assert(eq(sz, count(reports, "items"), count(inside, "items")));
    const char *foreign = submission_of("xa-hoa-binh", "KT-2025");
    cr_assert(gt(sz, strlen(foreign), 30));
    foreign = at("%s", foreign);
    expect_status(as(PROVINCE, GET, at("/submissions/%s", foreign)), 200);
    expect_status(by(token, GET, at("/submissions/%s", foreign), NULL), 404);
    expect_status(by(token, POST, at("/submissions/%s/moves", foreign), body("{'to': 'verified'}")), 404);
    struct answer people = by(token, GET, "/honourees?limit=500", NULL);
    expect_status(people, 200);
    cr_assert(lt(sz, count(people, "items"), count(as(PROVINCE, GET, "/honourees?limit=500"), "items")));
    expect_text(by(token, GET, "/me", NULL), "kind", "service");
}

Test(tokens_for_an_area, hear_what_was_launched_above_and_no_more)
{
    const char *token = at("%s", given(PROVINCE, "'area': 'code:huyen-kon-ray'"));
    struct answer draft =
        as(PROVINCE, POST, "/campaigns",
           .json = body("{'code': 'NT-3', 'title': 'Dự thảo của tỉnh (giả định)', 'kind': 'movement', 'invented': "
                        "['title'], 'starts_on': '2025-07-01', 'ends_on': '2025-12-31'}"));
    expect_status(draft, 201);
    const char *same = at("/campaigns/%s", text(draft, "id"));
    expect_status(by(token, GET, same, NULL), 404);
    expect_status(by(token, PATCH, same, body("{'title': 'Khác'}")), 404);
    expect_status(by(token, DELETE, same, NULL), 404);
    const char *launched =
        at("%s", database("select c.id from app.campaigns c join app.unit_codes u on u.unit_id = c.unit_id and u.code "
                          "= 'tinh-kon-tum' where c.state not in ('draft', 'proposed') limit 1"));
    expect_status(by(token, GET, at("/campaigns/%s", launched), NULL), 200);
    expect_status(by(token, GET, "/campaigns?limit=100", NULL), 200);
}

Test(narrowed_tokens, are_given_within_the_givers_area_and_sight)
{
    expect_fault(as(CITY, POST, "/service-tokens",
                    .json = body("{'name': 'x', 'scopes': ['campaigns:read'], 'area': 'code:huyen-kon-ray'}")),
                 "/area", "unit_outside_area");
    expect_fault(as(CITY, POST, "/service-tokens",
                    .json = body("{'name': 'x', 'scopes': ['campaigns:read'], 'campaign': 'code:NOBODY'}")),
                 "/campaign", "campaign_not_found");
    struct answer made = as(
        CITY, POST, "/service-tokens",
        .json = body(
            "{'name': 'Hẹp', 'scopes': ['campaigns:read'], 'area': 'code:xa-doan-ket', 'campaign': 'code:KT-2025'}"));
    struct answer read = as(CITY, GET, at("/service-tokens/%s", text(made, "id")));
    expect_text(read, "area.name", "Xã Đoàn Kết");
    expect_text(read, "campaign.code", "KT-2025");
    expect_null(read, "last_used_at");
    expect_status(by(text(made, "token"), GET, "/campaigns", NULL), 200);
    cr_assert_not_null(
        json_string_value(json(as(CITY, GET, at("/service-tokens/%s", text(made, "id"))), "last_used_at")));
}
