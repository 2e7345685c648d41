/* areas_test.c: behind both walls, what belongs to a commune looks to its sibling exactly as what does not exist. */
#include "areas_cases.h"

TestSuite(areas, .init = make_belongings);

/* The same answer but for the request id: status, code, words. */
static void expect_as_if_nothing(struct visit visit)
{
    if (!strchr(visit.path, '{'))
        return;
    struct answer foreign = asked(visit, true, "");
    expect_nothing_foreign(visit, foreign);
    if (!names_a_belonging(foreign.call.path))
        return;
    struct answer nothing = asked(visit, false, "");
    if (visit.verb != GET)
        cr_expect(ge(int, foreign.status, 400), "%s as %s: %d", visit.id, visit.account, foreign.status);
    cr_expect(eq(int, foreign.status, nothing.status), "%s as %s tells %d from %d: %s", visit.id, visit.account,
              foreign.status, nothing.status, foreign.body);
    if (foreign.status < 400 || nothing.status < 400)
        return;
    cr_expect(eq(str, (char *)text(foreign, "code"), (char *)text(nothing, "code")), "%s as %s", visit.id,
              visit.account);
}

Test(areas, look_alike_from_outside_and_from_nowhere)
{
    walk(expect_as_if_nothing);
}

static void expect_list_without_it(struct visit visit)
{
    if (visit.verb != GET || strchr(visit.path, '{'))
        return;
    struct answer list = asked(visit, true, "");
    expect_nothing_foreign(visit, list);
    const char *name;
    json_t *media;
    json_object_foreach(within(visit.operation, "responses.200.content"), name, media)
        expect_nothing_foreign(visit, as(visit.account, GET, visit.path, .accept = name));
}

Test(areas, do_not_stand_in_lists_and_files)
{
    walk(expect_list_without_it);
}

static json_t *resolved(json_t *thing)
{
    const char *reference = json_string_value(json_object_get(thing, "$ref"));
    const char *name = reference ? strrchr(reference, '/') + 1 : NULL;
    return name ? json_object_get(json_object_get(json_object_get(contract(), "components"), "parameters"), name)
                : thing;
}

/* Every query parameter that takes an id or a reference, with what belongs to B. */
static void expect_filters_without_it(struct visit visit)
{
    size_t i;
    json_t *entry;
    if (visit.verb != GET)
        return;
    json_array_foreach(json_object_get(visit.operation, "parameters"), i, entry) {
        json_t *parameter = resolved(entry);
        const char *format = json_string_value(within(parameter, "schema.format"));
        const char *name = json_string_value(json_object_get(parameter, "name"));
        if (!format || strcmp(json_string_value(json_object_get(parameter, "in")), "query") != 0)
            continue;
        if (strcmp(format, "unit-reference") == 0)
            expect_nothing_foreign(visit, asked(visit, true, at("?%s=code:phuong-quyet-thang", name)));
        for (size_t b = 0; strstr(format, "uuid") && b < belonging_count; b++)
            expect_nothing_foreign(visit, asked(visit, true, at("?%s=%s", name, belongings[b].value)));
        if (strcmp(format, "campaign-reference") == 0)
            expect_nothing_foreign(visit, asked(visit, true, at("?%s=%s", name, belonging("campaign", 8))));
    }
    json_array_foreach(json_object_get(visit.operation, "parameters"), i, entry)
        if (strcmp(json_string_value(json_object_get(resolved(entry), "name")), "q") == 0)
            expect_nothing_foreign(visit, asked(visit, true, "?q=" CANARY));
}

Test(areas, are_not_found_by_filters)
{
    walk(expect_filters_without_it);
}

static void change(struct visit visit)
{
    if (visit.verb != GET && strchr(visit.path, '{'))
        asked(visit, true, "");
}

Test(areas, are_not_changed_from_outside)
{
    char before[48][32];
    for (size_t i = 0; i < belonging_count; i++)
        if (belongings[i].table)
            snprintf(before[i], sizeof before[i], "%s",
                     database("select version from app.%s where id = '%s'", belongings[i].table, belongings[i].value));
    walk(change);
    for (size_t i = 0; i < belonging_count; i++)
        if (belongings[i].table)
            cr_expect(eq(str, before[i],
                         (char *)database("select version from app.%s where id = '%s'", belongings[i].table,
                                          belongings[i].value)),
                      "%s was changed", belongings[i].parameter);
}

Test(areas, do_not_share_the_answers_kept_for_retries)
{
    const char *same = body("{'kind': 'report', 'abstract': 'Cùng một nội dung'}");
    struct answer theirs = as("phuong-quyet-thang.reporter", POST, "/documents", .json = same, .key = "khoa-chung");
    struct answer ours = as("xa-doan-ket.reporter", POST, "/documents", .json = same, .key = "khoa-chung");
    expect_status(theirs, 201);
    expect_status(ours, 201);
    cr_assert_null(header(ours, "Idempotency-Replayed"));
    cr_assert(ne(str, (char *)text(theirs, "id"), (char *)text(ours, "id")));
}

Test(areas, are_not_named_in_what_others_write)
{
    static const char observation[] =
        "{'name': 'Số hộ thoát nghèo', 'value': 40, 'printed': '40', 'as_of': '2025-05-31',"
        " 'quote': 'thoát nghèo 40 hộ', 'source_ref': 'Báo cáo', '%s': '%s'}";
    for (size_t i = 0; i < 2; i++) {
        const char *name = i ? "indicator" : "campaign";
        expect_fault(as("xa-doan-ket.reporter", POST, "/observations",
                        .json = body(observation, name, belonging(name, strlen(name)))),
                     at("/%s", name), i ? "indicator_not_in_campaign" : "campaign_not_found");
    }
}

/* An indicator stands only among those of its own campaign. */
Test(areas, are_not_told_as_figures_of_another_campaign)
{
    struct answer figures =
        as("xa-doan-ket.reporter", GET, at("/campaigns/code:KT-2025/progress?indicator=%s", belonging("indicator", 9)));
    expect_status(figures, 200);
    cr_assert_null(strstr(figures.body, CANARY));
    cr_assert(zero(sz, json_array_size(json_object_get(figures.document, "items"))));
}

Test(areas, are_hidden_below_while_they_are_drafted)
{
    static const char city[] = "thanh-pho-kon-tum.reviewer";
    const char *campaign = made(as(city, POST, "/campaigns",
                                   .json = body("{'code': 'TP-%d', 'title': 'Nháp', 'kind': 'plan'}", (int)getpid())));
    struct answer indicators =
        as(city, POST, at("/campaigns/%s/indicators", campaign),
           .json = body("{'items': [{'code': 'TP-%d-01', 'name': 'Nháp', 'field': 'other', 'value_type': 'number',"
                        " 'comparator': 'gte', 'target_value': 1}]}",
                        (int)getpid()));
    expect_status(indicators, 201);
    const char *path = at("/indicators/%s", text(indicators, "items.0.id"));
    expect_status(as(city, PATCH, path, .json = body("{'name': 'Vẫn là nháp'}"), .if_match = "*"), 200);
    expect_problem(as("xa-doan-ket.reviewer", PATCH, path, .json = body("{'name': 'Không'}"), .if_match = "*"), 404,
                   "not_found");
}

Test(areas, are_open_to_those_above)
{
    expect_status(as("thanh-pho-kon-tum.reviewer", GET, at("/documents/%s", belonging("document", 8))), 200);
    expect_status(as("thanh-pho-kon-tum.reviewer", GET, at("/campaigns/%s", belonging("campaign", 8))), 200);
}
