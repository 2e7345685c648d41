/* targets_test.c: targets are shared out in one sheet whose sums hold, revised with a reason, negotiated where the
 * campaign says so; a change is measured against what its baseline says. */
#include "support/client.h"

#include <stdio.h>
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
