/* targets_test.c: targets are shared out in one sheet whose sums hold, revised with a reason, negotiated where the
 * campaign says so; a change is measured against what its baseline says. */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";
static const char ward[] = "phuong-quyet-thang.reporter";
static const char lead[] = "phong-kinh-te-tp-kon-tum.reporter";

/* A draft of the city with the indicators given, under a code of its own. */
static const char *draft(const char *code, const char *more, const char *indicators)
{
    struct answer made = as(reviewer, POST, "/campaigns",
                            .json = body("{'code': '%s', 'title': 'Giao chỉ tiêu thử nghiệm %s', 'kind': 'movement',"
                                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31'%s}",
                                         code, code, more));
    expect_status(made, 201);
    expect_status(as(reviewer, POST, at("/campaigns/code:%s/indicators", code), .json = indicators), 201);
    return at("/campaigns/%s", text(made, "id"));
}

static void launch(const char *thing)
{
    expect_status(move(reviewer, thing, "proposed"), 201);
    expect_status(move_with(leader, thing, body("{'to': 'launched', 'details': {'issued_on': '2025-02-19'}}")), 201);
}

/* ---- baselines ---- */

/* A share that is to fall, reported by every commune and led by an agency. */
static const char *falling(const char *code)
{
    return draft(
        code, "",
        body("{'items': [{'code': '%s-01', 'name': 'Mức giảm tỷ lệ hộ nghèo', 'field': 'culture_society',"
             " 'value_type': 'ratio', 'unit_of_measure': '%%', 'decimals': 2, 'comparator': 'decrease_by',"
             " 'target_value': 0.2, 'change_basis': 'percentage_point', 'direction': 'down', 'rollup': 'ratio',"
             " 'lead_unit': 'code:phong-kinh-te-tp-kon-tum', 'reporters': [{'level': 'commune'}]}]}",
             code));
}

Test(baselines, are_said_by_the_unit_that_leads_the_indicator)
{
    launch(falling("GOC-1"));
    const char *sheet = "/indicators/code:GOC-1-01/baselines";
    const char *one = body("{'items': [{'unit': 'code:phuong-quyet-thang', 'year': 2024, 'numerator': 41,"
                           " 'denominator': 2870, 'source': 'Rà soát hộ nghèo năm 2024'}]}");
    struct answer empty = as(lead, GET, sheet);
    expect_status(empty, 200);
    expect_count(empty, "items", 0);
    expect_count(empty, "missing", 21);
    expect_problem(as("phong-noi-vu-tp-kon-tum.reporter", PUT, sheet, .json = one, .if_match = etag(empty)), 403,
                   "not_allowed");
    expect_problem(as(lead, PUT, sheet, .json = one), 428, "precondition_required");
    struct answer written = put(lead, sheet, one);
    expect_status(written, 200);
    expect_number(written, "items.0.numerator", 41);
    expect_text(written, "items.0.unit.code", "23287");
    expect_count(written, "missing", 20);
    expect_problem(as(lead, PUT, sheet, .json = one, .if_match = etag(empty)), 412, "stale_version");
}

Test(baselines, stay_as_they_are_when_the_same_is_said_again)
{
    falling("GOC-2");
    const char *sheet = "/indicators/code:GOC-2-01/baselines";
    const char *one = body("{'items': [{'unit': 'code:phuong-quyet-thang', 'year': 2024, 'value': 1.43,"
                           " 'source': 'Rà soát hộ nghèo năm 2024'}]}");
    struct answer first = put(reviewer, sheet, one), again = put(reviewer, sheet, one);
    expect_status(first, 200);
    expect_number(again, "version", number(first, "version"));
    expect_taken_back(reviewer, PUT, sheet);
    struct answer tried = as(reviewer, PUT, at("%s?dry_run=true", sheet), .if_match = etag(again),
                             .json = body("{'items': [{'unit': 'code:xa-doan-ket', 'year': 2024, 'value': 2,"
                                          " 'source': 'Rà soát'}]}"));
    expect_status(tried, 200);
    expect_count(tried, "items", 2);
    expect_count(as(reviewer, GET, sheet), "items", 1);
}

Test(baselines, name_every_fault_at_once)
{
    falling("GOC-3");
    struct answer refused =
        put(reviewer, "/indicators/code:GOC-3-01/baselines",
            body("{'items': [{'unit': 'code:huyen-kon-plong', 'year': 2024, 'value': 1, 'source': 'Rà soát'},"
                 " {'unit': 'code:xa-doan-ket', 'year': 2024, 'numerator': 3, 'source': 'Rà soát'},"
                 " {'unit': 'code:xa-hoa-binh', 'year': 2026, 'source': 'Rà soát'},"
                 " {'unit': 'code:khong-co', 'year': 2024, 'value': 1, 'source': 'Rà soát'},"
                 " {'unit': 'code:xa-hoa-binh', 'year': 2024, 'value': 1, 'rank': 9, 'number_ranked': 3,"
                 "  'source': 'Rà soát', 'document': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}]}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/0/unit", "unit_outside_the_campaign");
    expect_fault(refused, "/items/1/denominator", "ratio_needs_both");
    expect_fault(refused, "/items/2/value", "baseline_needs_a_figure");
    expect_fault(refused, "/items/2/year", "baseline_year_lies_ahead");
    expect_fault(refused, "/items/3/unit", "unit_not_found");
    expect_fault(refused, "/items/4/number_ranked", "baseline_rank_is_among_the_ranked");
    expect_fault(refused, "/items/4/document", "document_not_found");
}

Test(baselines, are_each_units_own_where_nobody_leads)
{
    launch(draft("GOC-4", "",
                 body("{'items': [{'code': 'GOC-4-01', 'name': 'Xếp hạng chuyển đổi số', 'field': 'home_affairs',"
                      " 'value_type': 'rank', 'comparator': 'improve', 'change_basis': 'rank', 'rollup': 'none',"
                      " 'direction': 'down', 'reporters': [{'level': 'commune'}]}]}")));
    const char *sheet = "/indicators/code:GOC-4-01/baselines";
    const char *own = body("{'items': [{'unit': 'code:phuong-quyet-thang', 'year': 2024, 'rank': 4,"
                           " 'number_ranked': 21, 'source': 'Bảng xếp hạng năm 2024'}]}");
    expect_status(put(ward, sheet, own), 200);
    expect_problem(put("xa-doan-ket.reporter", sheet, own), 403, "not_allowed");
    struct answer read = as("xa-doan-ket.reporter", GET, sheet);
    expect_number(read, "items.0.rank", 4);
    expect_null(read, "missing");
    expect_problem(as("huyen-kon-plong.leader", GET, sheet), 404, "not_found");
}

/* ---- the sheet ---- */

/* What the city's annex of 2025 shares out among its 21 wards and communes; the shares are invented by the tests. */
static const char *annex(const char *code)
{
    char items[6000];
    static const struct {
        const char *name;
        double whole;
        bool part;
    } indicators[] = {
        {"Tổng diện tích cây trồng", 24890, false}, {"Diện tích cây hàng năm", 12008, true},
        {"Diện tích cây lâu năm", 12882, true},     {"Tổng sản lượng lương thực cây có hạt", 21727, false},
        {"Tổng đàn gia cầm", 503000, false},
    };
    size_t length = (size_t)sprintf(items, "{'items': [");
    for (int i = 0; i < 5; i++) {
        length += (size_t)sprintf(items + length,
                                  "%s{'code': '%s-%d', 'name': '%s', 'field': 'economy', 'value_type': 'number',"
                                  " 'unit_of_measure': 'ha', 'comparator': 'eq', 'target_value': %.0f,"
                                  " 'reporters': [{'level': 'commune'}]",
                                  i ? ", " : "", code, i, indicators[i].name, indicators[i].whole);
        if (indicators[i].part)
            length += (size_t)sprintf(items + length, ", 'parent': 'code:%s-0', 'component_rule': 'sum'", code);
        length += (size_t)sprintf(items + length, "}");
    }
    sprintf(items + length,
            ", {'code': '%s-19', 'name': 'Tỷ lệ trường đạt chuẩn quốc gia', 'field': 'culture_society',"
            " 'value_type': 'ratio', 'unit_of_measure': '%%', 'decimals': 2, 'comparator': 'eq', 'target_value': 75.44,"
            " 'numerator': 43, 'denominator': 57, 'rollup': 'ratio', 'reporters': [{'level': 'commune'}]}]}",
            code);
    for (char *quote = strchr(items, '\''); quote; quote = strchr(quote, '\''))
        *quote = '"';
    return draft(code, "", at("%s", items));
}

/* The share of the nth of 21 units: all alike, the last takes what is left. */
static double share(double whole, int nth)
{
    double each = (double)(long)(whole / 21);
    return nth == 20 ? whole - 20 * each : each;
}

static void set(json_t *row, const char *code, const char *ending, double value)
{
    json_object_set_new(row, at("%s-%s", code, ending), json_integer((json_int_t)value));
}

/* The wide sheet of an annex with a share in every cell. */
static json_t *shared_out(const char *thing, const char *code)
{
    struct answer sheet = as(reviewer, GET, at("%s/targets?shape=wide", thing));
    expect_status(sheet, 200);
    size_t i;
    json_t *row;
    int nth = 0;
    json_array_foreach(json(sheet, "items"), i, row) {
        if (strcmp(json_string_value(json_object_get(row, "row")), "unit") != 0)
            continue;
        double year = share(12008, nth), longer = share(12882, nth);
        set(row, code, "0", year + longer);
        set(row, code, "1", year);
        set(row, code, "2", longer);
        set(row, code, "3", share(21727, nth));
        set(row, code, "4", share(503000, nth));
        json_object_set_new(row, at("%s-19", code), json_null()); /* what the counts make */
        json_object_set_new(row, at("%s-19:numerator", code), json_integer(nth < 20 ? 2 : 3));
        json_object_set_new(row, at("%s-19:denominator", code), json_integer(nth < 6 ? 2 : 3));
        nth++;
    }
    cr_assert(eq(int, nth, 21));
    return sheet.document;
}

static json_t *row_of(json_t *sheet, const char *name)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(sheet, "items"), i, row) {
        const char *found = json_string_value(json_object_get(row, "unit_name"));
        if (found && strcmp(found, name) == 0)
            return row;
    }
    return NULL;
}

static int place_of(json_t *sheet, const char *name)
{
    size_t i;
    json_t *row, *wanted = row_of(sheet, name);
    json_array_foreach(json_object_get(sheet, "items"), i, row) {
        if (row == wanted)
            return (int)i;
    }
    return -1;
}

static const char *dumped(const json_t *sheet)
{
    char *text = json_dumps(sheet, JSON_COMPACT | JSON_REAL_PRECISION(12));
    const char *kept = at("%s", text);
    free(text);
    return kept;
}

Test(the_sheet, takes_the_annex_of_the_city_at_once)
{
    const char *thing = annex("PL-1"), *sheet = at("%s/targets?shape=wide", thing);
    struct answer empty = as(reviewer, GET, sheet);
    expect_count(empty, "indicators.0.without_target", 21);
    expect_null(empty, "indicators.0.sum");
    expect_false(empty, "indicators.0.differs");
    struct answer written = put(reviewer, sheet, dumped(shared_out(thing, "PL-1")));
    expect_status(written, 200);
    expect_number(written, "indicators.0.sum", 24890);
    expect_number(written, "indicators.0.gap", 0);
    expect_number(written, "indicators.0.shares", 21);
    expect_count(written, "indicators.0.without_target", 0);
    expect_number(written, "indicators.5.sum", 75.44);
    expect_number(written, "version", number(empty, "version") + 1);
    launch(thing);
    struct answer below = as("xa-doan-ket.reporter", GET, at("%s/targets", thing));
    expect_status(below, 200);
    cr_assert(gt(sz, count(below, "items"), 120));
}

Test(the_sheet, names_two_planted_cells_that_break_a_sum)
{
    const char *thing = annex("PL-2"), *sheet = at("%s/targets?shape=wide", thing);
    json_t *cells = shared_out(thing, "PL-2");
    /* in a sheet that is new as a whole, the parts of the commune tell which cell of the column it is */
    set(row_of(cells, "Xã Hòa Bình"), "PL-2", "1", 671);
    struct answer fresh = put(reviewer, sheet, dumped(cells));
    expect_problem(fresh, 422, "validation_failed");
    expect_fault(fresh, at("/items/%d/PL-2-1", place_of(cells, "Xã Hòa Bình")), "target_sum_differs");
    expect_fault(fresh, at("/items/%d/PL-2-1", place_of(cells, "Xã Hòa Bình")), "target_parts_differ");
    expect_count(fresh, "errors", 2);

    set(row_of(cells, "Xã Hòa Bình"), "PL-2", "1", 571);
    expect_status(put(reviewer, sheet, dumped(cells)), 200);
    set(row_of(cells, "Xã Hòa Bình"), "PL-2", "1", 671);
    set(row_of(cells, "Phường Duy Tân"), "PL-2", "3", 1000);
    struct answer refused = put(reviewer, sheet, dumped(cells));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, at("/items/%d/PL-2-1", place_of(cells, "Xã Hòa Bình")), "target_sum_differs");
    expect_fault(refused, at("/items/%d/PL-2-3", place_of(cells, "Phường Duy Tân")), "target_sum_differs");
    expect_in_body(refused, "12.108");
    expect_number(as(reviewer, GET, sheet), "indicators.1.sum", 12008);
}

Test(the_sheet, changes_nothing_when_it_comes_back_unchanged)
{
    const char *thing = annex("PL-3");
    expect_status(put(reviewer, at("%s/targets?shape=wide", thing), dumped(shared_out(thing, "PL-3"))), 200);
    static const char *const shapes[] = {"long", "wide"};
    for (int i = 0; i < 2; i++) {
        const char *sheet = at("%s/targets?shape=%s", thing, shapes[i]);
        struct answer read = as(reviewer, GET, sheet), again = put(reviewer, sheet, read.body);
        expect_status(again, 200);
        cr_assert(eq(str, (char *)etag(again), (char *)etag(read)), "the same sheet, byte for byte");
    }
}

Test(the_sheet, is_tried_without_keeping_anything)
{
    const char *thing = annex("PL-4"), *sheet = at("%s/targets?shape=wide", thing);
    struct answer before = as(reviewer, GET, sheet);
    struct answer tried = as(reviewer, PUT, at("%s&dry_run=true", sheet), .if_match = etag(before),
                             .json = dumped(shared_out(thing, "PL-4")));
    expect_status(tried, 200);
    expect_number(tried, "indicators.0.sum", 24890);
    expect_null(as(reviewer, GET, sheet), "indicators.0.sum");
}

Test(the_sheet, is_kept_while_it_is_in_progress)
{
    const char *thing = annex("PL-5"), *sheet = at("%s/targets", thing);
    struct answer begun = put(reviewer, sheet,
                              body("{'items': [{'indicator': 'PL-5-3', 'unit': 'code:23287', 'target_value': 5000},"
                                   " {'indicator': 'PL-5-3', 'unit': '23284', 'target_value': 6000.5}]}"));
    expect_status(begun, 200);
    expect_number(begun, "indicators.3.sum", 11000.5);
    expect_number(begun, "indicators.3.shares", 2);
    expect_count(begun, "indicators.3.without_target", 19);
    /* an empty cell takes its target back, one that is not named stays */
    struct answer less =
        put(reviewer, sheet, body("{'items': [{'indicator': 'PL-5-3', 'unit': 'code:23284', 'target_value': null}]}"));
    expect_number(less, "indicators.3.sum", 5000);
    launch(thing); /* a sheet in progress does not hold up the launch */
}

Test(the_sheet, names_every_cell_that_is_wrong_by_itself)
{
    const char *sheet = at("%s/targets", annex("PL-6"));
    struct answer refused = put(
        reviewer, sheet,
        body("{'items': [{'indicator': 'PL-6-99', 'unit': 'code:23287', 'target_value': 1},"
             " {'indicator': 'PL-6-3', 'unit': 'code:99999', 'target_value': 1},"
             " {'indicator': 'PL-6-3', 'unit': 'code:huyen-kon-plong', 'target_value': 1},"
             " {'indicator': 'PL-6-19', 'unit': 'code:23287', 'numerator': 2},"
             " {'indicator': 'PL-6-19', 'unit': 'code:23284', 'target_value': 50, 'numerator': 2, 'denominator': 3},"
             " {'indicator': 'PL-6-4', 'unit': 'code:23287', 'target_value': 5},"
             " {'indicator': 'PL-6-4', 'unit': 'code:23287', 'target_value': 6},"
             " {'indicator': 'PL-6-4', 'group': 'khong-co', 'target_value': 6},"
             " {'indicator': 'PL-6-3', 'unit': 'code:phong-noi-vu-tp-kon-tum', 'target_value': 1},"
             " {'row': 'whole', 'indicator': 'PL-6-3', 'unit': 'code:thanh-pho-kon-tum', 'target_value': 1}]}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/0/target_value", "indicator_not_in_campaign");
    expect_fault(refused, "/items/1/unit", "unit_not_found");
    expect_fault(refused, "/items/2/unit", "unit_outside_the_campaign");
    expect_fault(refused, "/items/3/target_value", "ratio_needs_both");
    expect_fault(refused, "/items/4/target_value", "target_is_not_its_ratio");
    expect_fault(refused, "/items/6/target_value", "target_said_twice");
    expect_fault(refused, "/items/7/group", "unit_group_not_found");
    expect_fault(refused, "/items/8/target_value", "indicator_not_owed");
    expect_fault(refused, "/items/9/target_value", "whole_stands_on_its_indicator");
}

Test(the_sheet, lets_parts_differ_with_a_reason_only)
{
    const char *thing = annex("PL-7"), *sheet = at("%s/targets?shape=wide", thing);
    json_t *cells = shared_out(thing, "PL-7");
    set(row_of(cells, "Phường Duy Tân"), "PL-7", "4", 30000);
    expect_problem(put(reviewer, sheet, dumped(cells)), 422, "validation_failed");
    const char *allowing = at("%s&allow_gap=true", sheet);
    struct answer version = as(reviewer, GET, sheet);
    expect_fault(as(reviewer, PUT, allowing, .json = dumped(cells), .if_match = etag(version)), "/gap_reason",
                 "gap_needs_a_reason");
    json_object_set_new(cells, "gap_reason", json_string("Giao tăng để dự phòng"));
    struct answer kept = as(reviewer, PUT, allowing, .json = dumped(cells), .if_match = etag(version));
    expect_status(kept, 200);
    expect_true(kept, "indicators.4.differs");
    expect_number(kept, "indicators.4.gap", 6048);
    expect_text(kept, "gap_reason", "Giao tăng để dự phòng");
    launch(thing);
}

Test(the_sheet, is_not_overwritten_by_who_has_not_seen_the_last_one)
{
    const char *sheet = at("%s/targets", annex("PL-8"));
    struct answer seen = as(reviewer, GET, sheet);
    const char *one = body("{'items': [{'indicator': 'PL-8-3', 'unit': 'code:23287', 'target_value': 5}]}");
    expect_problem(as(reviewer, PUT, sheet, .json = one), 428, "precondition_required");
    expect_status(as(reviewer, PUT, sheet, .json = one, .if_match = etag(seen)), 200);
    expect_problem(as(reviewer, PUT, sheet, .json = one, .if_match = etag(seen)), 412, "stale_version");
    expect_status(as(reviewer, POST, "/indicators/code:PL-8-4/targets",
                     .json = body("{'items': [{'unit': 'code:23287', 'target_value': 7}]}")),
                  201);
    expect_problem(as(reviewer, PUT, sheet, .json = one, .if_match = at("\"%d\"", (int)number(seen, "version") + 1)),
                   412, "stale_version");
}

Test(the_sheet, is_for_the_issuer_and_not_told_elsewhere_before_the_launch)
{
    const char *sheet = at("%s/targets", annex("PL-9"));
    const char *one = body("{'items': [{'indicator': 'PL-9-3', 'unit': 'code:23287', 'target_value': 5}]}");
    expect_problem(as(ward, PUT, sheet, .json = one, .if_match = "\"1\""), 403, "role_not_allowed");
    expect_problem(as("xa-doan-ket.reviewer", PUT, sheet, .json = one, .if_match = "\"1\""), 404, "not_found");
    expect_problem(as(ward, GET, sheet), 404, "not_found");
    expect_problem(as("huyen-kon-plong.reviewer", PUT, sheet, .json = one, .if_match = "\"1\""), 404, "not_found");
    expect_status(as("tinh-kon-tum.leader", GET, sheet), 200);
    expect_problem(as("tinh-kon-tum.reviewer", PUT, sheet, .json = one, .if_match = "\"1\""), 403, "not_allowed");
}

/* ---- revisions ---- */

/* A document of the city, as a revision wants one. */
static const char *document(void)
{
    struct answer made = as(reviewer, POST, "/documents",
                            .json = body("{'kind': 'decision', 'number': '77/QĐ-UBND', 'issued_on': '2025-06-10',"
                                         " 'abstract': 'Điều chỉnh chỉ tiêu năm 2025'}"));
    expect_status(made, 201);
    return text(made, "id");
}

Test(targets, are_revised_during_the_year_with_reason_and_document)
{
    const char *thing = annex("DC-1"), *sheet = at("%s/targets", thing);
    json_t *cells = shared_out(thing, "DC-1");
    expect_status(put(reviewer, at("%s?shape=wide", sheet), dumped(cells)), 200);
    launch(thing);
    struct answer bare = put(reviewer, sheet,
                             body("{'items': [{'indicator': 'DC-1-3', 'unit': 'code:23287', 'target_value': 1100},"
                                  " {'indicator': 'DC-1-3', 'unit': 'code:23284', 'target_value': 968}]}"));
    expect_fault(bare, "/items/0/reason", "revision_needs_a_reason");
    expect_fault(bare, "/items/1/document", "revision_needs_a_document");
    const char *moved = body("{'reason': 'Chuyển diện tích sang phường bên', 'document': '%s', 'items': ["
                             "{'indicator': 'DC-1-3', 'unit': 'code:23287', 'target_value': 1100},"
                             " {'indicator': 'DC-1-3', 'unit': 'code:23284', 'target_value': %d}]}",
                             document(), 1034 + 1034 - 1100);
    struct answer revised = put(reviewer, sheet, moved);
    expect_status(revised, 200);
    expect_number(revised, "indicators.3.gap", 0);
    json_t *now = NULL, *row;
    size_t i;
    json_array_foreach(json(revised, "items"), i, row) {
        if (strcmp(json_string_value(json_object_get(row, "indicator")), "DC-1-3") == 0 &&
            strcmp(json_string_value(json_object_get(row, "row")), "unit") == 0 &&
            strcmp(json_string_value(json_object_get(row, "unit")), "code:23287") == 0)
            now = row;
    }
    cr_assert(eq(dbl, json_number_value(json_object_get(now, "target_value")), 1100));
    cr_assert(eq(dbl, json_number_value(json_object_get(now, "first_target")), 1034));

    struct answer both = as(ward, GET, "/targets?indicator=code:DC-1-3&unit=code:23287&sort=valid_from");
    expect_count(both, "items", 2);
    expect_text(both, "items.0.state", "revised");
    expect_text(both, "items.0.valid_to", "2025-06-16");
    expect_text(both, "items.1.reason", "Chuyển diện tích sang phường bên");
    struct answer moves = as(ward, GET, at("/targets/%s/moves", text(both, "items.0.id")));
    expect_text(moves, "items.0.to", "revised");
    expect_text(moves, "items.0.note", "Chuyển diện tích sang phường bên");
    expect_number(as(ward, GET, at("%s?on=2025-06-15", sheet)), "indicators.3.sum", 21727);
}

Test(targets, of_a_revision_begin_after_the_one_that_they_revise)
{
    const char *thing = annex("DC-2");
    const char *give = "/indicators/code:DC-2-4/targets";
    expect_status(as(reviewer, POST, give, .json = body("{'items': [{'unit': 'code:23287', 'target_value': 10}]}")),
                  201);
    launch(thing);
    struct answer early = as(reviewer, POST, give,
                             .json = body("{'items': [{'unit': 'code:23287', 'target_value': 12, 'reason': 'Bổ sung',"
                                          " 'document': '%s', 'valid_from': '2025-01-01'}]}",
                                          document()));
    expect_fault(early, "/items/0/valid_from", "revision_begins_too_early");
    struct answer unreasoned =
        as(reviewer, POST, give, .json = body("{'items': [{'unit': 'code:23287', 'target_value': 12}]}"));
    expect_fault(unreasoned, "/items/0/reason", "revision_needs_a_reason");
}

/* A cell without its reason is not in the sum yet: who gives what was taken from it is not told that the sum differs.
 */
Test(targets, at_fault_let_no_sum_be_judged_that_wants_them)
{
    const char *thing = annex("DC-3"), *sheet = at("%s/targets", thing);
    json_t *cells = shared_out(thing, "DC-3");
    expect_status(put(reviewer, at("%s?shape=wide", sheet), dumped(cells)), 200);
    launch(thing);
    static const char moved[] = "{'items': [{'indicator': 'DC-3-3', 'unit': 'code:23287', 'target_value': 1100%s},"
                                " {'indicator': 'DC-3-3', 'unit': 'code:23284', 'target_value': 968%s},"
                                " {'indicator': 'DC-3-4', 'unit': 'code:23284', 'target_value': 1%s}]}";
    const char *why = body(", 'reason': 'Chuyển diện tích', 'document': '%s'", document());
    struct answer refused = put(reviewer, sheet, body(moved, "", why, why));
    expect_fault(refused, "/items/0/reason", "revision_needs_a_reason");
    expect_fault(refused, "/items/2/target_value", "target_sum_differs");
    expect_count(refused, "errors", 3); /* reason and document of the first */
    expect_number(as(reviewer, GET, sheet), "indicators.3.gap", 0);
    struct answer wide = put(reviewer, at("%s?shape=wide", sheet),
                             body("{'items': [{'row': 'unit', 'unit': 'code:23287', 'DC-3-3': 1100, 'DC-3-4': 7}]}"));
    expect_fault(wide, "/items/0/reason", "revision_needs_a_reason");
    expect_fault(wide, "/items/0/document", "revision_needs_a_document");
    expect_count(wide, "errors", 2); /* once for the row, however many of its cells */
}

/* What is given after the end would never hold: without a day it begins on the last one, and is seen and summed there.
 */
Test(targets, of_a_campaign_that_is_over_begin_on_its_last_day)
{
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': 'DC-4', 'title': 'Đợt thi đua đã hết thời gian', 'kind': 'movement',"
                                  " 'starts_on': '2025-01-01', 'ends_on': '2025-05-31'}")),
                  201);
    expect_status(
        as(reviewer, POST, "/campaigns/code:DC-4/indicators",
           .json = body("{'items': [{'code': 'DC-4-1', 'name': 'Số mô hình', 'field': 'economy', 'value_type': 'count',"
                        " 'comparator': 'gte', 'target_value': 10, 'rollup': 'sum',"
                        " 'reporters': [{'unit': 'code:xa-doan-ket'}, {'unit': 'code:xa-hoa-binh'}]}]}")),
        201);
    launch("/campaigns/code:DC-4");
    const char *targets = "/indicators/code:DC-4-1/targets";
    struct answer first =
        as(reviewer, POST, targets, .json = body("{'items': [{'unit': 'code:xa-doan-ket', 'target_value': 6}]}"));
    expect_status(first, 201);
    expect_text(first, "items.0.valid_from", "2025-05-31");
    static const char other[] = "{'items': [{'unit': 'code:xa-hoa-binh', 'indicator': 'DC-4-1', 'target_value': %d}]}";
    struct answer refused = put(reviewer, "/campaigns/code:DC-4/targets", body(other, 5));
    expect_fault(refused, "/items/0/target_value", "target_sum_differs");
    struct answer sheet = put(reviewer, "/campaigns/code:DC-4/targets", body(other, 4));
    expect_status(sheet, 200);
    expect_number(sheet, "indicators.0.sum", 10);
    expect_number(sheet, "indicators.0.shares", 2);
    /* a slip of the pen on that day is corrected where it stands */
    expect_status(put(reviewer, "/campaigns/code:DC-4/targets",
                      body("{'reason': 'Ghi nhầm', 'document': '%s', 'items': ["
                           "{'unit': 'code:xa-hoa-binh', 'indicator': 'DC-4-1', 'target_value': 3},"
                           "{'unit': 'code:xa-doan-ket', 'indicator': 'DC-4-1', 'target_value': 7}]}",
                           document())),
                  200);
}

Test(targets, that_count_are_not_below_what_can_be_counted)
{
    static const char indicator[] = "{'items': [{'code': 'DC-5-%d', 'name': 'Số vụ cháy', 'field': 'economy',"
                                    " 'value_type': 'count', 'comparator': '%s', 'target_value': %d,"
                                    " 'reporters': [{'unit': 'code:xa-doan-ket'}]}]}";
    const char *thing = draft("DC-5", body(", 'negotiated_targets': true"), body(indicator, 1, "lte", 5));
    const char *more = at("%s/indicators", thing);
    expect_fault(as(reviewer, POST, more, .json = body(indicator, 2, "lte", -5)), "/items/0/target_value",
                 "target_below_range");
    expect_status(as(reviewer, POST, more, .json = body(indicator, 2, "increase_by", -5)), 201);
    expect_fault(as(reviewer, PATCH, "/indicators/code:DC-5-1", .if_match = "*", .json = body("{'target_value': -1}")),
                 "/target_value", "target_below_range");
    static const char given[] = "{'items': [{'unit': 'code:xa-doan-ket', 'target_value': %d%s}]}";
    struct answer refused = as(reviewer, POST, "/indicators/code:DC-5-1/targets", .json = body(given, -1, ""));
    expect_fault(refused, "/items/0/target_value", "target_below_range");
    expect_status(as(reviewer, POST, "/indicators/code:DC-5-2/targets", .json = body(given, -5, "")), 201);
    struct answer offered =
        as(reviewer, POST, "/indicators/code:DC-5-1/targets", .json = body(given, 0, body(", 'proposed': true")));
    expect_status(offered, 201);
    expect_fault(move_with("xa-doan-ket.reporter", at("/targets/%s", text(offered, "items.0.id")),
                           body("{'to': 'countered', 'note': 'Xin giảm', 'details': {'target_value': -3}}")),
                 "/details/target_value", "target_below_range");
}

/* A sole reporter answers for the whole: 40 of 36 is a gap, as it is in the sheet. */
Test(targets, given_one_by_one_make_their_whole_or_say_why_not)
{
    draft("CT-LE", "",
          body("{'items': [{'code': 'CT-LE-1', 'name': 'Thu ngân sách', 'field': 'economy', 'value_type': 'number',"
               " 'comparator': 'eq', 'target_value': 36, 'reporters': [{'unit': 'code:xa-doan-ket'},"
               " {'unit': 'code:xa-hoa-binh'}]}]}"));
    const char *targets = "/indicators/code:CT-LE-1/targets";
    expect_fault(as(reviewer, POST, targets, .json = body("{'items': [{'target_value': 30}]}")), "/items/0/unit",
                 "required");
    expect_status(
        as(reviewer, POST, targets, .json = body("{'items': [{'unit': 'code:xa-doan-ket', 'target_value': 30}]}")),
        201);
    struct answer refused =
        as(reviewer, POST, targets, .json = body("{'items': [{'unit': 'code:xa-hoa-binh', 'target_value': 10}]}"));
    expect_fault(refused, "/items/0/target_value", "target_sum_differs");
    expect_status(as(reviewer, POST, targets,
                     .json = body("{'gap_reason': 'Phần vượt do xã đăng ký thêm', 'items':"
                                  " [{'unit': 'code:xa-hoa-binh', 'target_value': 10}]}")),
                  201);
}

/* ---- groups ---- */

Test(targets, of_a_group_hold_for_its_members_unless_they_have_their_own)
{
    static const char standing[] = "tinh-kon-tum.reviewer";
    struct answer made = as(standing, POST, "/campaigns",
                            .json = body("{'code': 'NHOM-1', 'title': 'Giảm nghèo', 'kind': 'plan',"
                                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31'}"));
    expect_status(made, 201);
    expect_status(as(standing, POST, "/campaigns/code:NHOM-1/indicators",
                     .json = body("{'items': [{'code': 'NHOM-1-08', 'name': 'Mức giảm tỷ lệ hộ nghèo',"
                                  " 'field': 'culture_society', 'value_type': 'ratio', 'unit_of_measure': '%%',"
                                  " 'comparator': 'decrease_by', 'change_basis': 'percentage_point', 'bound': 'gte',"
                                  " 'target_value': 4, 'rollup': 'ratio', 'direction': 'down',"
                                  " 'reporters': [{'level': 'district'}]}]}")),
                  201);
    struct answer given = as(
        standing, POST, "/indicators/code:NHOM-1-08/targets",
        .json = body("{'items': [{'unit': 'code:tinh-kon-tum', 'group': 'huyen-ngheo-tinh-kon-tum', 'target_value': 6},"
                     " {'unit': 'code:huyen-kon-plong', 'target_value': 6.5}]}"));
    expect_status(given, 201);
    expect_text(given, "items.0.group.code", "huyen-ngheo-tinh-kon-tum");
    struct answer sheet = as(standing, GET, "/campaigns/code:NHOM-1/targets?shape=wide");
    expect_status(sheet, 200);
    static const struct {
        const char *unit;
        double target;
    } wanted[] = {{"Huyện Kon Plông", 6.5}, {"Huyện Tu Mơ Rông", 6}, {"Huyện Đắk Hà", 4}};
    for (int i = 0; i < 3; i++)
        cr_assert(eq(dbl, json_number_value(json_object_get(row_of(sheet.document, wanted[i].unit), "NHOM-1-08")),
                     wanted[i].target),
                  "%s", wanted[i].unit);
    expect_status(put(standing, "/campaigns/code:NHOM-1/targets?shape=wide", dumped(sheet.document)), 200);
    expect_count(as(standing, GET, "/targets?campaign=code:NHOM-1"), "items", 2);
}

/* ---- proposals and counter-proposals ---- */

static const char *negotiated(const char *code)
{
    return draft(code, ", \"negotiated_targets\": true",
                 body("{'items': [{'code': '%s-01', 'name': 'Diện tích rừng trồng', 'field': 'economy',"
                      " 'value_type': 'number', 'comparator': 'gte', 'target_value': 100,"
                      " 'reporters': [{'level': 'commune'}]}]}",
                      code));
}

static const char *proposed(const char *code)
{
    struct answer made = as(reviewer, POST, at("/indicators/code:%s-01/targets", code),
                            .json = body("{'items': [{'unit': 'code:phuong-quyet-thang', 'target_value': 40,"
                                         " 'proposed': true}]}"));
    expect_status(made, 201);
    expect_text(made, "items.0.state", "proposed");
    return at("/targets/%s", text(made, "items.0.id"));
}

Test(proposals, are_answered_with_a_figure_and_a_reason)
{
    const char *thing = negotiated("TL-1"), *target = proposed("TL-1");
    struct answer seen = as(ward, GET, target); /* before the campaign itself is told */
    expect_text(seen, "indicator.name", "Diện tích rừng trồng");
    expect_problem(as("xa-doan-ket.reporter", GET, target), 404, "not_found");
    expect_fault(move_with(ward, target, body("{'to': 'countered', 'note': 'Không đủ đất'}")), "/details/target_value",
                 "required");
    expect_problem(move(ward, target, "assigned"), 403, "wrong_role");
    expect_status(
        move_with(ward, target, body("{'to': 'countered', 'note': 'Không đủ đất', 'details': {'target_value': 25}}")),
        201);
    struct answer countered = as(reviewer, GET, target);
    expect_number(countered, "counter.target_value", 25);
    expect_text(countered, "counter.reason", "Không đủ đất");
    expect_number(countered, "target_value", 40);
    expect_status(move_with(reviewer, target,
                            body("{'to': 'proposed', 'note': 'Thêm đất đồi', 'details': {'target_value': 30}}")),
                  201);
    expect_status(
        move_with(ward, target, body("{'to': 'countered', 'note': 'Chỉ được 28', 'details': {'target_value': 28}}")),
        201);
    expect_null(as(reviewer, GET, at("%s/targets", thing)), "indicators.0.sum");
    expect_problem(as(reviewer, POST, at("%s/moves", target), .if_match = "\"1\"", .json = body("{'to': 'assigned'}")),
                   412, "stale_version");
    expect_status(move_with(reviewer, target, body("{'to': 'assigned'}")), 201);
    expect_number(as(reviewer, GET, target), "target_value", 28);
    expect_number(as(reviewer, GET, at("%s/targets", thing)), "indicators.0.sum", 28);
    expect_count(as(reviewer, GET, at("%s/moves", target)), "items", 4);
}

Test(proposals, end_before_the_launch)
{
    const char *thing = negotiated("TL-2"), *target = proposed("TL-2");
    struct answer open = move(reviewer, thing, "proposed");
    expect_problem(open, 422, "validation_failed");
    expect_fault(open, "/targets", "targets_still_proposed");
    expect_status(as(reviewer, GET, at("%s/moves/available", target)), 200);
    struct answer twice = as(reviewer, POST, "/indicators/code:TL-2-01/targets",
                             .json = body("{'items': [{'unit': 'code:phuong-quyet-thang', 'target_value': 41,"
                                          " 'proposed': true}]}"));
    expect_fault(twice, "/items/0/unit", "proposal_is_open");
    expect_problem(withdraw(ward, target), 403, "role_not_allowed");
    expect_status(withdraw(reviewer, target), 204);
    launch(thing);
}

/* The one task of a kind about a target, for whom it is; NULL for whom it is none. */
static json_t *task_about(const char *account, const char *kind, const char *target)
{
    return item(as(account, GET, at("/me/tasks?kind=%s&limit=100", kind)), "items", "link", at("/api/v1%s", target));
}

Test(proposals, stand_among_the_tasks_of_who_must_answer)
{
    const char *thing = negotiated("TL-5"), *target = proposed("TL-5");
    json_t *offered = task_about(ward, "answer_target", target);
    cr_assert_not_null(offered);
    cr_assert(eq(str, (char *)json_string_value(json_object_get(offered, "due_on")), "2025-01-01"));
    cr_assert_not_null(strstr(json_string_value(json_object_get(offered, "title")), "“Diện tích rừng trồng”: 40"));
    cr_assert_not_null(task_about("phuong-quyet-thang.leader", "answer_target", target));
    cr_assert_null(task_about("xa-doan-ket.reporter", "answer_target", target));
    cr_assert_null(task_about(reviewer, "answer_target,answer_counter_target", target));
    expect_status(
        move_with(ward, target, body("{'to': 'countered', 'note': 'Ít đất', 'details': {'target_value': 25}}")), 201);
    cr_assert_null(task_about(ward, "answer_target,answer_counter_target", target));
    json_t *countered = task_about(reviewer, "answer_counter_target", target);
    cr_assert_not_null(countered);
    cr_assert_not_null(strstr(json_string_value(json_object_get(countered, "title")), "Phường Quyết Thắng"));
    expect_status(move(reviewer, target, "assigned"), 201);
    cr_assert_null(task_about(reviewer, "answer_counter_target", target));
    launch(thing);
}

Test(proposals, are_politely_refused_where_the_campaign_does_not_negotiate)
{
    annex("TL-3");
    struct answer refused =
        as(reviewer, POST, "/indicators/code:TL-3-4/targets",
           .json = body("{'items': [{'unit': 'code:23287', 'target_value': 4, 'proposed': true},"
                        " {'unit': 'code:thanh-pho-kon-tum', 'group': 'huyen-ngheo-tinh-kon-tum', 'target_value': 4,"
                        "  'proposed': true}]}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/0/proposed", "targets_not_negotiated");
    expect_fault(refused, "/items/1/group", "groups_do_not_negotiate");
}

Test(proposals, replace_what_is_in_force_only_when_they_are_assigned)
{
    const char *thing = negotiated("TL-4");
    expect_status(as(reviewer, POST, "/indicators/code:TL-4-01/targets",
                     .json = body("{'items': [{'unit': 'code:phuong-quyet-thang', 'target_value': 20}]}")),
                  201);
    launch(thing);
    const char *target = proposed("TL-4");
    expect_number(as(ward, GET, at("%s/targets", thing)), "indicators.0.sum", 20);
    expect_problem(as("xa-doan-ket.reporter", GET, target), 404, "not_found");
    expect_count(as("xa-doan-ket.reporter", GET, "/targets?campaign=code:TL-4"), "items", 1);
    expect_status(move(reviewer, target, "assigned"), 201);
    expect_number(as(ward, GET, at("%s/targets", thing)), "indicators.0.sum", 40);
    expect_problem(withdraw(reviewer, target), 409, "wrong_state");
    expect_problem(move(reviewer, target, "countered"), 409, "move_not_possible");
}

/* ---- files ---- */

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Test(the_sheet, comes_back_from_a_file_as_it_was_written)
{
    const char *thing = annex("TEP-1");
    expect_status(put(reviewer, at("%s/targets?shape=wide", thing), dumped(shared_out(thing, "TEP-1"))), 200);
    static const char *const types[] = {"text/csv", XLSX}, *const shapes[] = {"long", "wide"};
    for (int i = 0; i < 4; i++) {
        const char *sheet = at("%s/targets?shape=%s", thing, shapes[i / 2]), *type = types[i % 2];
        struct answer file = as(reviewer, GET, sheet, .accept = type);
        expect_status(file, 200);
        struct answer now = as(reviewer, GET, sheet);
        struct answer again =
            as(reviewer, PUT, sheet, .type = type, .raw = file.body, .raw_length = file.length, .if_match = etag(now));
        expect_status(again, 200);
        cr_assert(eq(str, (char *)etag(again), (char *)etag(now)), "%s %s", shapes[i / 2], type);
    }
}

Test(the_sheet, names_row_and_column_of_what_a_file_breaks)
{
    const char *thing = annex("TEP-2"), *sheet = at("%s/targets?shape=wide", thing);
    expect_status(put(reviewer, sheet, dumped(shared_out(thing, "TEP-2"))), 200);
    struct answer file = as(reviewer, GET, sheet, .accept = "text/csv");
    cr_assert_not_null(strstr(file.body, "TEP-2-19:denominator"));
    struct answer refused = as(reviewer, PUT, sheet, .type = "text/csv", .if_match = etag(as(reviewer, GET, sheet)),
                               .raw = "unit;TEP-2-1;TEP-2-3\n23287;571;1034\n23284;671;1.034,5\n");
    expect_status(refused, 422);
    refused =
        as(reviewer, PUT, at("%s&decimal=comma", sheet), .type = "text/csv", .if_match = etag(as(reviewer, GET, sheet)),
           .raw = "unit;TEP-2-1;TEP-2-3\n23287;571;1034\n23284;671;1.034,5\n");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/1/TEP-2-1", "target_sum_differs");
    expect_fault(refused, "/items/1/TEP-2-3", "target_sum_differs");
    json_t *fault = item(refused, "errors", "pointer", "/items/1/TEP-2-3");
    cr_assert(eq(int, (int)json_integer_value(within(fault, "params.row")), 3));
    cr_assert(eq(str, (char *)json_string_value(within(fault, "params.column")), "C"));
    struct answer unknown = as(reviewer, PUT, sheet, .type = "text/csv", .if_match = etag(as(reviewer, GET, sheet)),
                               .raw = "unit,KHONG-CO\n23287,5\n");
    expect_fault(unknown, "/items/0/KHONG-CO", "indicator_not_in_campaign");
}

Test(the_annex, is_printed_in_the_official_layout)
{
    const char *thing = annex("IN-1"), *printed = at("%s/targets/annex", thing);
    expect_status(put(reviewer, at("%s/targets?shape=wide", thing), dumped(shared_out(thing, "IN-1"))), 200);
    struct answer draft_of = as(reviewer, GET, printed);
    expect_status(draft_of, 200);
    expect_text(draft_of, "document.kind", "PHỤ LỤC");
    expect_text(draft_of, "document.mark", "DỰ THẢO");
    expect_text(draft_of, "document.blocks.0.page", "landscape");
    expect_text(draft_of, "document.blocks.2.table.rows.0.3", "24.890");
    expect_text(draft_of, "document.blocks.2.table.rows.5.3", "75,44 (43/57)");
    expect_count(draft_of, "document.blocks", 5); /* 21 units, seven to a table */
    expect_problem(as(ward, GET, printed), 404, "not_found");
    struct answer page = as(reviewer, GET, printed, .accept = "text/html");
    expect_status(page, 200);
    expect_in_body(page, "Phường Quyết Thắng");
    expect_in_body(page, "(Kèm theo Kế hoạch số");
    launch(thing);
    expect_absent(as(ward, GET, printed), "document.mark");
}

Test(targets, stay_when_the_campaign_is_over)
{
    expect_problem(
        as("huyen-kon-ray.reviewer", PUT, "/campaigns/code:KRY-2022/targets", .if_match = "*",
           .json = body("{'items': [{'unit': 'code:xa-tan-lap', 'indicator': 'KRY2022-01', 'target_value': 90}]}")),
        409, "wrong_state");
}
