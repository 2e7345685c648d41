/* document_002_test.c: document 002 as it happened. The district of Kon Plông stands at half of 2024 with 40 % of its
 * revenue and 19.6 % of the programme funds, its paper says of tea two things at once, and it opens a movement for the
 * second half from what is at risk. */
#include "support/client.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char reviewer[] = "huyen-kon-plong.reviewer";
static const char half[] = "/campaigns/code:KPL-2024/progress?period=2024-6M&limit=100";

static struct answer of(const char *code)
{
    struct answer found = as(reviewer, GET, at("%s&indicator=code:%s", half, code));
    expect_count(found, "items", 1);
    return found;
}

static void expect_position(const char *code, double value, double projected, const char *status)
{
    struct answer found = of(code);
    expect_number(found, "items.0.value", value);
    expect_number(found, "items.0.projected", projected);
    expect_text(found, "items.0.status", status);
}

static const char *code_of_its_own(const char *name)
{
    return at("%s-%d", name, (int)getpid());
}

Test(document_002, revenue_at_40_percent_on_30_june_is_at_risk_and_projects_to_80)
{
    expect_position("KPLN-01", 40, 80, "at_risk");
    struct answer revenue = of("KPLN-01");
    expect_text(revenue, "items.0.reason", "projection_falls_short");
    expect_number(revenue, "items.0.expected", 50);
    expect_text(revenue, "items.0.status_label", "Có khả năng không đạt");
    expect_text(revenue, "items.0.forecast_by_person.status", "at_risk");
    expect_number(revenue, "items.0.forecast_by_person.value", 85);
    expect_null(as("xa-hieu.reporter", GET, at("%s&indicator=code:KPLN-01", half)), "items.0.forecast_by_person");
}

Test(document_002, programme_funds_stand_at_19_6_with_parts_27_9_and_1_6)
{
    expect_position("KPLN-03", 19.6, 39.2, "at_risk");
    expect_position("KPLN-03A", 27.9, 55.8, "at_risk");
    expect_position("KPLN-03B", 1.6, 3.2, "at_risk");
    struct answer part = as(reviewer, GET, "/indicators/code:KPLN-03B");
    expect_text(part, "parent_code", "KPLN-03");
}

Test(document_002, public_investment_at_49_9_is_behind_and_forestry_trees_on_track)
{
    expect_position("KPLN-02", 49.9, 99.8, "behind");
    expect_position("KPLN-06", 90.2, 180.4, "on_track");
}

Test(document_002, tea_has_two_conflicting_observations_and_a_person_marks_one)
{
    struct answer made[2];
    static const struct {
        const char *printed, *place;
        double value;
    } said[] = {{"40,8%", "mở đầu", 40.8}, {"0%", "chú thích 9", 0}};
    for (size_t i = 0; i < 2; i++) {
        made[i] = as(
            reviewer, POST, "/observations",
            .json = body("{'campaign': 'code:KPL-2024', 'indicator': 'code:KPLN-05D', 'name': 'Diện tích trồng mới cây"
                         " chè', 'value': %g, 'printed': '%s', 'unit_of_measure': '%%', 'as_of': '2024-06-30',"
                         " 'base': 'kế hoạch', 'source_ref': '%s', 'conflict_note': 'Văn bản ghi hai số liệu'}",
                         said[i].value, said[i].printed, said[i].place));
        expect_status(made[i], 201);
        expect_false(made[i], "authoritative");
    }
    const char *chosen = at("/observations/%s", text(made[0], "id"));
    expect_fault(patch(reviewer, chosen, "{\"authoritative\": true}"), "/authority_note", "note_needed");
    expect_status(
        patch(reviewer, chosen,
              body("{'authoritative': true, 'authority_note': 'Phòng Nông nghiệp xác nhận số của phần mở đầu'}")),
        200);
    struct answer both = as(reviewer, GET, "/observations?indicator=code:KPLN-05D&as_of=2024-06-30");
    expect_count(both, "items", 2);
    struct answer one = as(reviewer, GET, "/observations?indicator=code:KPLN-05D&as_of=2024-06-30&authoritative=true");
    expect_count(one, "items", 1);
    expect_number(one, "items.0.value", 40.8);
    expect_position("KPLN-05D", 40.8, 81.6, "at_risk");
}

Test(document_002, opens_the_second_half_from_what_is_at_risk)
{
    const char *path = "/campaigns/code:KPL-2024/continuations";
    const char *code = code_of_its_own("KPL-H2");
    struct answer opened = as(
        reviewer, POST, path,
        .json = body("{'code': '%s', 'title': 'Phát động phong trào thi đua 6 tháng cuối năm 2024', 'kind': 'movement',"
                     " 'starts_on': '2024-07-01', 'ends_on': '2024-12-31', 'status': ['at_risk'], 'period': '2024-6M'}",
                     code));
    expect_status(opened, 201);
    expect_text(opened, "state", "draft");
    expect_text(opened, "triggered_by", text(as(reviewer, GET, "/campaigns/code:KPL-2024"), "id"));
    expect_text(opened, "triggered_on", "2024-06-14"); /* the day of the figures */
    expect_header(opened, "Location", at("/api/v1/campaigns/%s", text(opened, "id")));
    struct answer taken = as(reviewer, GET, at("/campaigns/%s/indicators?limit=100", text(opened, "id")));
    expect_count(taken, "items", 9); /* of 13: investment is behind; areca, perennial and forestry trees are on track */
    cr_assert_null(item(taken, "items", "code", at("%s-02", code)));
    json_t *revenue = item(taken, "items", "code", at("%s-01", code));
    cr_assert(eq(dbl, json_number_value(within(revenue, "target_value")), 60), "what remains of the estimate");
    cr_assert(eq(str, (char *)json_string_value(within(revenue, "printed")), "60%"));
    cr_assert(strstr(json_string_value(within(revenue, "definition_note")), "KPL-2024") != NULL);
    cr_assert(strstr(json_string_value(within(revenue, "quote")), "40%") != NULL, "the sentence comes along");
    cr_assert(eq(str, (char *)json_string_value(within(revenue, "triggered_by")),
                 (char *)text(as(reviewer, GET, "/indicators/code:KPLN-01"), "id")));
    json_t *part = item(taken, "items", "code", at("%s-03B", code));
    cr_assert(eq(str, (char *)json_string_value(within(part, "parent_code")), (char *)at("%s-03", code)),
              "parts stay with their whole");
    cr_assert(eq(dbl, json_number_value(within(part, "target_value")), 98.4));
    expect_status(withdraw(reviewer, at("/campaigns/%s", text(opened, "id"))), 204);
}

#define asked(more)                                                                                                    \
    body("{'code': '%s', 'title': 'Không có gì', 'kind': 'movement', 'starts_on': '2024-07-01',"                    \
         " 'ends_on': '2024-12-31', " more "}",                                                                        \
         code_of_its_own("KPL-0"))

Test(document_002, opens_nothing_where_nothing_is_at_risk)
{
    const char *path = "/campaigns/code:KPL-2024/continuations";
    expect_problem(as(reviewer, POST, path, .json = asked("'status': ['missed']")), 409, "nothing_at_risk");
    expect_problem(as(reviewer, POST, path, .json = asked("'period': '2024'")), 409, "nothing_at_risk");
    expect_fault(as(reviewer, POST, path, .json = asked("'period': '2023'")), "/period", "period_unknown");
    expect_fault(as(reviewer, POST, path, .json = asked("'period': '6703-0M'")), "/period", "period_unknown");
    struct answer chosen =
        as(reviewer, POST, path, .json = asked("'indicators': ['code:KPLN-01', 'code:KPLN-06', 'code:KPLN-99']"));
    expect_fault(chosen, "/indicators/1", "indicator_is_not_at_risk");
    expect_fault(chosen, "/indicators/2", "indicator_not_in_campaign");
    expect_problem(as("xa-doan-ket.reviewer", POST, path, .json = asked("'period': '2024-6M'")), 404, "not_found");
    struct answer one =
        as(reviewer, POST, at("%s?dry_run=true", path), .json = asked("'indicators': ['code:KPLN-04']"));
    expect_status(one, 201);
}

Test(document_002, the_movement_of_the_second_half_names_what_it_answers)
{
    struct answer second = as(reviewer, GET, "/campaigns/code:KPL-2024-H2");
    expect_text(second, "triggered_by", text(as(reviewer, GET, "/campaigns/code:KPL-2024"), "id"));
    expect_text(second, "triggered_on", "2024-06-30");
}
