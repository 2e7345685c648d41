/* changes_test.c: the feed of changes and its stream: what is told to whom, positions, what is forgotten, and that a
 * stream says what the feed says. */
/* service: THIDUA_LISTENERS=3 */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char province[] = "tinh-kon-tum.reviewer", commune[] = "xa-doan-ket.reporter";
static const char other_commune[] = "xa-tan-lap.reporter";

static const char *position(struct answer page)
{
    expect_status(page, 200);
    return text(page, "page.after");
}

static const char *now_of(const char *account)
{
    struct answer page = as(account, GET, "/changes?after=now");
    expect_count(page, "items", 0);
    expect_false(page, "page.has_more");
    return position(page);
}

/* Other tests of the cluster write too, and nothing is told beyond the oldest transaction that is running. */
static struct answer changes_of(const char *account, const char *after, const char *thing_id)
{
    struct answer page;
    for (int tries = 0; tries < 600; tries++) {
        page = as(account, GET, at("/changes?limit=500&after=%s", after));
        expect_status(page, 200);
        if (item(page, "items", "thing_id", thing_id))
            break;
        usleep(100 * 1000);
    }
    return page;
}

static const char *draft(const char *code)
{
    struct answer made =
        as(province, POST, "/campaigns",
           .json = body("{'code': '%s', 'title': 'Phong trào thử %s', 'kind': 'movement', 'starts_on': "
                        "'2025-07-01', 'ends_on': '2025-12-31'}",
                        code, code));
    expect_status(made, 201);
    return text(made, "id");
}

Test(changes, say_what_has_changed_and_where_it_is_read)
{
    const char *before = now_of(province), *id = draft("THAY-DOI-1");
    struct answer page = changes_of(province, before, id);
    json_t *change = item(page, "items", "thing_id", id);
    cr_assert_str_eq(json_string_value(within(change, "type")), "campaign.created");
    cr_assert_str_eq(json_string_value(within(change, "subject")), at("/campaigns/%s", id));
    cr_assert_str_eq(json_string_value(within(change, "state")), "draft");
    cr_assert(json_integer_value(within(change, "version")) == 1);
    cr_assert_not_null(json_string_value(within(change, "unit.code")));
    expect_status(as(province, GET, json_string_value(within(change, "subject"))), 200);
    /* from where it ended nothing comes twice */
    struct answer rest = as(province, GET, at("/changes?after=%s", position(page)));
    cr_assert_null(item(rest, "items", "thing_id", id));
}

Test(changes, come_in_the_order_of_a_thing_until_its_end)
{
    const char *before = now_of(province), *id = draft("THAY-DOI-2"), *path = at("/campaigns/%s", id);
    expect_status(patch(province, path, body("{'title': 'Tên mới'}")), 200);
    const char *after_that = position(changes_of(province, before, id));
    expect_status(withdraw(province, path), 204);
    struct answer page = changes_of(province, after_that, id);
    json_t *change = item(page, "items", "thing_id", id);
    cr_assert_str_eq(json_string_value(within(change, "type")), "campaign.deleted");
    /* who was not there for it hears of its end alone */
    struct answer late = as(province, GET, at("/changes?limit=500&type=campaign&after=%s", before));
    size_t told = 0, index;
    json_array_foreach(json(late, "items"), index, change) {
        told += strcmp(json_string_value(within(change, "thing_id")), id) == 0;
    }
    cr_assert(told == 1, "told %zu times", told);
}

Test(changes, are_told_only_to_who_may_read_the_thing)
{
    const char *before = now_of(commune), *mine = now_of(province), *id = draft("THAY-DOI-3");
    cr_assert_not_null(item(changes_of(province, mine, id), "items", "thing_id", id));
    expect_problem(as(commune, GET, at("/campaigns/%s", id)), 404, "not_found");
    struct answer page = as(commune, GET, at("/changes?limit=500&after=%s", before));
    expect_status(page, 200);
    cr_assert_null(item(page, "items", "thing_id", id));
    cr_assert_null(strstr(page.body, id));
}

Test(changes, are_filtered_by_kind_by_what_happened_and_by_area)
{
    const char *before = now_of(province), *id = draft("THAY-DOI-4");
    changes_of(province, before, id);
    struct {
        const char *filter;
        bool told;
    } cases[] = {{"type=campaign", true},
                 {"type=campaign.created", true},
                 {"type=submission,campaign.created", true},
                 {"type=campaign.launched", false},
                 {"type=submission", false},
                 {"unit=code:tinh-kon-tum", true},
                 {"unit=code:xa-doan-ket", false},
                 {"type=campaign&unit=code:tinh-kon-tum", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct answer page = as(province, GET, at("/changes?limit=500&after=%s&%s", before, cases[i].filter));
        expect_status(page, 200);
        bool told = item(page, "items", "thing_id", id) != NULL;
        cr_assert(told == cases[i].told, "%s", cases[i].filter);
    }
    expect_problem(as(province, GET, "/changes?type=campain"), 400, "change_type_unknown");
    expect_problem(as(province, GET, "/changes?type=comment"), 400, "change_type_unknown");
    expect_problem(as(province, GET, "/changes?type=campaign,campaign.lunched"), 400, "change_type_unknown");
    expect_problem(as(province, GET, "/changes?type=Campaign"), 400, "invalid_parameter");
}

Test(changes, are_read_to_the_end_page_by_page)
{
    size_t rows = 0, pages = 0;
    const char *path = "/changes?limit=500";
    struct answer page;
    do {
        page = as(province, GET, path);
        expect_status(page, 200);
        rows += count(page, "items");
        path = at("/changes?limit=500&after=%s", position(page));
        pages++;
    } while (json_is_true(json(page, "page.has_more")) && pages < 200);
    cr_assert(rows > 1000, "%zu rows", rows);
    expect_null(page, "page.next");
    /* the same as lines, the position in the header */
    struct answer lines = as(province, GET, "/changes?limit=3", .accept = "application/x-ndjson");
    expect_status(lines, 200);
    cr_assert_not_null(strstr(header(lines, "Link"), "after="));
}

Test(changes, know_their_positions)
{
    const char *good = now_of(province);
    expect_status(as(province, GET, at("/changes?after=%s", good)), 200);
    expect_problem(as(province, GET, at("/changes?after=%.*s", (int)strlen(good) - 4, good)), 400,
                   "position_not_valid");
    expect_problem(as(province, GET, "/changes?after=Zm9yZ2Vk"), 400, "position_not_valid");
    expect_problem(nobody(GET, "/changes"), 401, "token_missing");
}

Test(changes, are_told_to_a_token_within_its_scopes)
{
    struct answer given = as("tinh-kon-tum.leader", POST, "/service-tokens",
                             .json = body("{'name': 'Kho dữ liệu', 'scopes': ['exchange:read', 'campaigns:read']}"));
    expect_status(given, 201);
    const char *token = text(given, "token");
    struct answer page = client_call((struct call){.token = token, .verb = GET, .path = "/changes?limit=500"});
    expect_status(page, 200);
    cr_assert_not_null(item(page, "items", "thing", "campaign"));
    cr_assert_null(item(page, "items", "thing", "user"));
    cr_assert_null(item(page, "items", "thing", "award"));
    given = as("tinh-kon-tum.leader", POST, "/service-tokens",
               .json = body("{'name': 'Chỉ phong trào', 'scopes': ['campaigns:read']}"));
    expect_problem(client_call((struct call){.token = text(given, "token"), .verb = GET, .path = "/changes"}), 403,
                   "scope_missing");
}

/* ---- the stream; with-service.sh lets each last a second ---- */

static struct answer stream_of(const char *account, const char *last)
{
    return as(account, GET, at("/changes/stream%s%s", *last ? "?after=" : "", last), .accept = "text/event-stream");
}

Test(changes_stream, tells_what_the_feed_tells)
{
    const char *before = now_of(province), *id = draft("THAY-DOI-5");
    struct answer page = changes_of(province, before, id);
    struct answer heard = stream_of(province, before);
    expect_status(heard, 200);
    cr_assert_str_eq(heard.type, "text/event-stream");
    expect_header(heard, "X-Accel-Buffering", "no");
    expect_in_body(heard, "retry: 3000\n\n");
    expect_in_body(heard, at("event: change\ndata: {\"id\":\"%s\"",
                             json_string_value(within(item(page, "items", "thing_id", id), "id"))));
    cr_assert_str_eq(heard.body + heard.length - 2, "\n\n", "an event was cut");
    cr_assert_null(strstr(stream_of(commune, before).body, id));
    /* who comes again from its last event does not hear it twice */
    char last[512] = "";
    for (const char *line = heard.body; (line = strstr(line, "id: ")); line++)
        if (line == heard.body || line[-1] == '\n')
            sscanf(line, "id: %511s", last);
    struct answer again = as(province, GET, "/changes/stream", .headers = {at("Last-Event-ID: %s", last)});
    expect_status(again, 200);
    cr_assert_null(strstr(again.body, id));
}

Test(changes_stream, begins_now_and_knows_its_positions)
{
    struct answer heard = stream_of(other_commune, "");
    expect_status(heard, 200);
    cr_assert_null(strstr(heard.body, "data:"));
    expect_status(as(province, HEAD, "/changes/stream"), 200);
    expect_problem(stream_of(province, "Zm9yZ2Vk"), 400, "position_not_valid");
    expect_problem(as(province, GET, "/changes/stream?type=campain"), 400, "change_type_unknown");
}

/* ---- what is forgotten; last, since it takes the feed away from everybody ---- */

Test(forgotten_changes, are_told_to_be_gone_with_the_remedy)
{
    struct answer page = as(province, GET, "/changes?limit=2");
    const char *early = position(page);
    for (int tries = 0; tries < 200 && atoi(database("select app.forget_changes(0)")) > 0; tries++)
        ;
    expect_problem(as(province, GET, at("/changes?after=%s", early)), 410, "changes_forgotten");
    expect_problem(stream_of(province, early), 410, "changes_forgotten");
    expect_status(as(province, GET, at("/changes?after=%s", now_of(province))), 200);
    expect_status(as(province, GET, "/changes"), 200);
}
