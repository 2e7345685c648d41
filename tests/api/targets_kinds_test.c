/* targets_kinds_test.c: kinds of targets that a report shows: named items with a status each, additional counts with
 * the list behind them, parts within their whole; and a campaign made after the model of another. */
#include "support/client.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char city[] = "thanh-pho-kon-tum.reviewer", commune[] = "xa-doan-ket.reporter";

static const char *fresh(const char *name)
{
    static int made;
    return at("%s-%d-%d", name, (int)getpid(), made++);
}

/* A launched campaign with communes named (T9), an additional count (T10) and a share of named things. */
static const char *launched(const char *code)
{
    struct answer made =
        as(city, POST, "/campaigns",
           .json = body("{'code': '%s', 'title': 'Các loại chỉ tiêu', 'kind': 'plan', 'year': 2025,"
                        " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'report_periods': ['2025-Q1']}",
                        code));
    expect_status(made, 201);
    const char *campaign = at("/campaigns/%s", text(made, "id"));
    struct answer indicators = as(
        city, POST, at("%s/indicators", campaign),
        .json = body(
            "{'items': [{'code': '%s-09', 'name': 'Xã đạt nông thôn mới nâng cao', 'field': 'economy', 'value_type': "
            "'set',"
            " 'comparator': 'complete', 'unit_of_measure': 'xã', 'named_items': [{'name': 'Đoàn Kết', 'unit':"
            " 'code:xa-doan-ket'}, {'name': 'Hòa Bình', 'unit': 'code:xa-hoa-binh'}], 'reporters': [{'unit':"
            " 'code:xa-doan-ket'}, {'unit': 'code:xa-hoa-binh'}]},"
            " {'code': '%s-10', 'name': 'Sản phẩm OCOP thêm', 'field': 'economy', 'value_type': 'count', 'comparator':"
            " 'increase_by', 'bound': 'gte', 'target_value': 3, 'accumulation': 'cumulative', 'unit_of_measure': 'sản "
            "phẩm',"
            " 'reporters': [{'unit': 'code:xa-doan-ket'}]},"
            " {'code': '%s-11', 'name': 'Công trình hoàn thành', 'field': 'economy', 'value_type': 'set', "
            "'comparator': 'complete',"
            " 'unit_of_measure': '%%', 'named_items': [{'name': 'Đường thôn 1'}, {'name': 'Trường mầm non'}, {'name': "
            "'Trạm y tế'}],"
            " 'reporters': [{'unit': 'code:xa-doan-ket'}], 'rollup': 'none', 'decimals': 1}]}",
            code, code, code));
    expect_status(indicators, 201);
    expect_status(move(city, campaign, "proposed"), 201);
    expect_status(move_with("thanh-pho-kon-tum.leader", campaign,
                            body("{'to': 'launched', 'details': {'number': '9/KH-UBND', 'issued_on': '2025-01-10'}}")),
                  201);
    return campaign;
}

static struct answer report(const char *campaign, const char *values)
{
    const char *thing = at("%s/units/code:xa-doan-ket/periods/2025-Q1/submission", campaign);
    struct answer stands = as(commune, GET, thing);
    return as(commune, PATCH, thing, .json = at("{\"values\": %s}", values),
              .if_match = number(stands, "version") > 0 ? etag(stands) : "\"0\"");
}

Test(targets_kinds, t9_name_their_items_and_count_those_that_are_done)
{
    const char *code = fresh("T9"), *campaign = launched(code);
    struct answer done = report(
        campaign, body("{'%s-09': {'items': [{'name': 'Đoàn Kết', 'status': 'done', 'on': '2025-03-01'}]}}", code));
    expect_status(done, 200);
    expect_number(done, at("values.%s-09.value", code), 1);
    expect_text(done, at("values.%s-09.items.0.status", code), "done");
    expect_count(done, at("values.%s-09.named_items", code), 2);
    struct answer shares = report(
        campaign, body("{'%s-11': {'items': [{'name': 'Đường thôn 1', 'status': 'done'}, {'name': 'Trường mầm non',"
                       " 'status': 'in_progress'}, {'name': 'Trạm y tế', 'status': 'not_started'}]}}",
                       code));
    expect_status(shares, 200);
    expect_number(shares, at("values.%s-11.value", code), 33.33);
}

Test(targets_kinds, t9_refuse_names_that_the_target_does_not_know_and_miss_none)
{
    const char *code = fresh("T9"), *campaign = launched(code);
    struct answer refused = report(
        campaign,
        body("{'%s-09': {'items': [{'name': 'Đắk Rơ Wa', 'status': 'done'}]},"
             " '%s-11': {'items': [{'name': 'Trạm y tế', 'status': 'done'}, {'name': 'Trạm y tế', 'status': 'done'}]}}",
             code, code));
    expect_fault(refused, at("/values/%s-09/items/0/name", code), "item_not_named");
    expect_fault(refused, at("/values/%s-09/items", code), "items_missing");
    expect_fault(refused, at("/values/%s-11/items/1/name", code), "item_named_twice");
    expect_fault(refused, at("/values/%s-11/items", code), "items_missing");
    expect_fault(
        report(campaign, body("{'%s-09': {'value': 0, 'items': [{'name': 'Đoàn Kết', 'status': 'done'}]}}", code)),
        at("/values/%s-09/value", code), "items_differ_from_value");
}

Test(targets_kinds, t10_count_what_their_list_holds)
{
    const char *code = fresh("T10"), *campaign = launched(code);
    struct answer listed =
        report(campaign,
               body("{'%s-10': {'items': [{'name': 'Rượu sim', 'status': 'done', 'note': 'Quyết định 12/QĐ-UBND'},"
                    " {'name': 'Cà phê xứ lạnh', 'status': 'done'}, {'name': 'Măng khô', 'status': 'in_progress'}]}}",
                    code));
    expect_status(listed, 200);
    expect_number(listed, at("values.%s-10.value", code), 2);
    expect_fault(report(campaign, body("{'%s-10': {'value': 3}}", code)), at("/values/%s-10/value", code),
                 "items_differ_from_value");
    struct answer alone = report(campaign, body("{'%s-10': {'value': 3, 'items': []}}", code));
    expect_status(alone, 200);
    expect_number(alone, at("values.%s-10.value", code), 3);
}

Test(targets_kinds, t5_parts_do_not_exceed_their_whole)
{
    const char *code = fresh("T5");
    struct answer made =
        as(city, POST, "/campaigns", .json = body("{'code': '%s', 'title': 'Trong đó', 'kind': 'plan'}", code));
    const char *campaign = at("/campaigns/%s", text(made, "id"));
    struct answer both =
        as(city, POST, at("%s/indicators", campaign),
           .json = body(
               "{'items': [{'code': '%s-1', 'name': 'Lao động qua đào tạo', 'field': 'culture_society', 'value_type':"
               " 'percent', 'unit_of_measure': '%%', 'comparator': 'gte', 'target_value': 65.4},"
               " {'code': '%s-2', 'name': 'Có bằng cấp', 'field': 'culture_society', 'value_type': 'percent',"
               " 'unit_of_measure': '%%', 'comparator': 'gte', 'target_value': 74.5, 'parent': 'code:%s-1',"
               " 'component_rule': 'subset'}]}",
               code, code, code));
    expect_status(both, 201);
    expect_fault(move(city, campaign, "proposed"), "/indicators", "subset_exceeds_whole");
    expect_status(patch(city, at("/indicators/%s", text(both, "items.1.id")), "{\"target_value\": 47.5}"), 200);
    expect_status(move(city, campaign, "proposed"), 201);
}

Test(campaigns, are_copied_from_a_model_with_indicators_of_their_own_codes)
{
    const char *code = fresh("KT-2026");
    struct answer made =
        as(city, POST, "/campaigns",
           .json = body("{'code': '%s', 'title': 'Phong trào thi đua năm 2026', 'kind': 'plan', 'copied_from':"
                        " 'code:KT-2025', 'starts_on': '2026-01-01', 'ends_on': '2026-12-31'}",
                        code));
    expect_status(made, 201);
    struct answer model = as(city, GET, "/campaigns/code:KT-2025");
    expect_text(made, "state", "draft");
    expect_text(made, "theme", text(model, "theme"));
    expect_text(made, "starts_on", "2026-01-01");
    expect_null(made, "document_number");
    cr_assert(eq(sz, count(made, "content_items"), count(model, "content_items")));
    struct answer copies = as(city, GET, at("/campaigns/%s/indicators?limit=100&count=true", text(made, "id")));
    expect_number(copies, "page.total",
                  number(as(city, GET, "/campaigns/code:KT-2025/indicators?count=true"), "page.total"));
    json_t *schools = item(copies, "items", "code", at("%s-19", code)),
           *maize = item(copies, "items", "code", at("%s-05A", code));
    cr_assert(eq(dbl, json_number_value(within(schools, "target_value")), 75.44));
    cr_assert(eq(str, (char *)json_string_value(within(maize, "parent_code")), (char *)at("%s-05", code)));
    expect_fault(
        as(city, POST, "/campaigns",
           .json = body("{'code': 'X-9', 'title': 'Không có mẫu', 'kind': 'plan', 'copied_from': 'code:KHONG-CO'}")),
        "/copied_from", "campaign_not_found");
    expect_status(withdraw(city, at("/campaigns/%s", text(made, "id"))), 204);
}

/* The forest of Kon Rẫy is planted in the rains: 40 % by June, 85 % by August. */
Test(campaigns, copied_take_seasons_and_formulas_with_them)
{
    const char *code = fresh("KRY-H2"), *forester = "huyen-kon-ray.reviewer";
    struct answer made =
        as(forester, POST, "/campaigns",
           .json = body("{'code': '%s', 'title': 'Trồng rừng cuối năm', 'kind': 'movement', 'copied_from':"
                        " 'code:KRY-2025', 'starts_on': '2025-07-01', 'ends_on': '2025-12-31'}",
                        code));
    expect_status(made, 201);
    struct answer copies = as(forester, GET, at("/campaigns/%s/indicators", text(made, "id")));
    expect_text(copies, "items.0.seasonal_profile.points.0.on", "2025-08-31");
    expect_number(copies, "items.0.seasonal_profile.points.0.share", 75); /* 45 of the 60 that were left */
    expect_number(copies, "items.0.seasonal_profile.points.1.share", 100);
    expect_text(copies, "items.3.formula", at("%s-03 / %s-01", code, code));
    expect_status(withdraw(forester, at("/campaigns/%s", text(made, "id"))), 204);
}

/* Document 002, footnote 8: "2.293 hộ, 29 trường, 06 trạm", of which nothing is demanded. */
Test(targets_kinds, p3_are_counted_without_any_target)
{
    const char *code = fresh("P3");
    struct answer made =
        as(city, POST, "/campaigns",
           .json = body("{'code': '%s', 'title': 'Theo dõi số liệu', 'kind': 'plan', 'starts_on': '2025-01-01',"
                        " 'ends_on': '2025-12-31'}",
                        code));
    const char *indicators = at("/campaigns/%s/indicators", text(made, "id"));
    const char *households = "\"name\": \"Số hộ được hỗ trợ\", \"field\": \"economy\", \"value_type\": \"count\","
                             " \"unit_of_measure\": \"hộ\", \"reporters\": [{\"level\": \"commune\"}]";
    expect_fault(as(city, POST, indicators,
                    .json = body("{'items': [{'code': '%s-1', %s, 'target_value': 5}]}", code, households)),
                 "/items/0/comparator", "target_needs_a_comparator");
    struct answer needs = as(city, POST, indicators,
                             .json = body("{'items': [{'code': '%s-1', %s, 'comparator': 'eq'}]}", code, households));
    expect_fault(needs, "/items/0/target_value", "target_needs_a_figure");
    cr_assert_not_null(strstr(needs.body, "“đạt”"), "the comparison in words, not its code");
    expect_status(as(city, POST, indicators, .json = body("{'items': [{'code': '%s-1', %s}]}", code, households)), 201);
    struct answer counted = as(city, GET, at("%s?limit=1", indicators));
    expect_text(counted, "items.0.comparator", "none");
    expect_fault(as(city, POST, at("/indicators/%s/targets", text(counted, "items.0.id")),
                    .json = body("{'items': [{'unit': 'code:xa-doan-ket', 'target_value': 5}]}")),
                 "/items/0/target_value", "indicator_takes_no_target");
    struct answer progress = as(city, GET, at("/campaigns/%s/progress?period=2025-Q1", text(made, "id")));
    expect_text(progress, "items.0.status", "no_data");
    expect_text(progress, "items.0.reason", "no_target");
    expect_text(progress, "items.0.status_label", "Theo dõi, không giao chỉ tiêu");
    expect_in_body(
        as(city, GET, at("/campaigns/%s/progress?period=2025-Q1", text(made, "id")), .accept = "image/svg+xml"),
        "Theo dõi, không giao chỉ tiêu");
    expect_status(withdraw(city, at("/campaigns/%s", text(made, "id"))), 204);
}

/* Document 001, II.8: "giảm ít nhất 4%/năm". */
Test(targets_kinds, t12_are_wanted_each_year_where_the_document_says_so)
{
    const char *code = fresh("NAM");
    struct answer made = as(city, POST, "/campaigns",
                            .json = body("{'code': '%s', 'title': 'Giai đoạn 2024-2026', 'kind': 'plan',"
                                         " 'starts_on': '2024-01-01', 'ends_on': '2026-12-31'}",
                                         code));
    const char *indicators = at("/campaigns/%s/indicators", text(made, "id"));
    const char *poverty =
        "\"name\": \"Tỷ lệ hộ nghèo\", \"field\": \"culture_society\", \"value_type\": \"percent\","
        " \"unit_of_measure\": \"%\", \"direction\": \"down\", \"target_value\": 4, \"per_year\": true";
    expect_fault(as(city, POST, indicators,
                    .json = body("{'items': [{'code': '%s-1', %s, 'comparator': 'lte'}]}", code, poverty)),
                 "/items/0/per_year", "per_year_needs_a_change");
    struct answer kept =
        as(city, POST, indicators,
           .json = body("{'items': [{'code': '%s-1', %s, 'comparator': 'decrease_by', 'bound': 'gte', 'change_basis':"
                        " 'percentage_point', 'baseline': {'year': 2023, 'value': 20}}]}",
                        code, poverty));
    expect_status(kept, 201);
    expect_true(kept, "items.0.per_year");
    struct answer progress = as(city, GET, at("/campaigns/%s/progress?period=2025", text(made, "id")));
    expect_true(progress, "items.0.per_year");
    expect_number(progress, "items.0.target", 4);
    expect_status(withdraw(city, at("/campaigns/%s", text(made, "id"))), 204);
}

Test(targets_kinds, t12_and_t13_say_in_what_a_change_of_percent_is_counted)
{
    const char *code = fresh("TD");
    struct answer made =
        as(city, POST, "/campaigns", .json = body("{'code': '%s', 'title': 'Mức thay đổi', 'kind': 'plan'}", code));
    const char *indicators = at("/campaigns/%s/indicators", text(made, "id"));
    const char *unclear = "\"field\": \"economy\", \"value_type\": \"number\", \"comparator\": \"decrease_by\","
                          " \"target_value\": 5";
    expect_fault(
        as(city, POST, indicators,
           .json = body("{'items': [{'code': '%s-1', 'name': 'Số vụ', 'unit_of_measure': '%%', %s}]}", code, unclear)),
        "/items/0/change_basis", "change_needs_its_basis");
    expect_status(
        as(city, POST, indicators,
           .json = body("{'items': [{'code': '%s-1', 'name': 'Số vụ', 'unit_of_measure': 'vụ', %s}]}", code, unclear)),
        201);
    struct answer relative = as(city, POST, indicators,
                                .json = body("{'items': [{'code': '%s-2', 'name': 'Số vụ', 'unit_of_measure': '%%',"
                                             " 'change_basis': 'relative', %s}]}",
                                             code, unclear));
    expect_status(relative, 201);
    const char *indicator = at("/indicators/code:%s-2", code);
    struct answer stands = as(city, GET, indicator);
    expect_fault(as(city, PATCH, indicator, .json = body("{'change_basis': null}"), .if_match = etag(stands)),
                 "/change_basis", "change_needs_its_basis");
}
