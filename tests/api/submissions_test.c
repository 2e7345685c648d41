/* submissions_test.c: a report is saved cell by cell by its unit, judged by the issuer's standing body and chairperson,
 * returned with a reason per value, amended while its figures stay official. */
#include "support/season.h"

static const char reporter[] = "xa-doan-ket.reporter";
static const char neighbour[] = "xa-hoa-binh.reporter";
static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";
static const char province[] = "tinh-kon-tum.reviewer";

/* A campaign of the city, launched, to which its communes report a sum and a share for the first five months and six.
 */
static void launch(const char *code, const char *route)
{
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': '%s', 'title': 'Phong trào thử %s', 'kind': 'movement',"
                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'report_route': '%s',"
                         " 'report_periods': ['2025-5M', '2025-6M'],"
                         " 'content_items': [{'key': '1', 'ordinal': 1, 'heading': 'Một', 'text': 'Nội dung'}]}",
                         code, code, route),
                    body("{'items': [{'code': '%s-1', 'name': 'Số mô hình', 'field': 'economy',"
                         " 'value_type': 'count', 'comparator': 'gte', 'target_value': 10,"
                         " 'accumulation': 'cumulative', 'reporters': [{'level': 'commune'}]},"
                         " {'code': '%s-2', 'name': 'Tỷ lệ trường chuẩn', 'field': 'culture_society',"
                         " 'value_type': 'ratio', 'unit_of_measure': '%%', 'decimals': 2, 'comparator': 'eq',"
                         " 'target_value': 75, 'rollup': 'ratio', 'reporters': [{'level': 'commune'}]}]}",
                         code, code));
}

static const char *sheet(const char *code, const char *period)
{
    return sheet_at(code, "xa-doan-ket", period);
}

/* Both cells of a sheet saved by the reporter; the path of the report by its id. */
static const char *filled(const char *code, const char *period)
{
    struct answer saved =
        as(reporter, PATCH, sheet(code, period), .if_match = "\"0\"", .type = "application/merge-patch+json",
           .json = body("{'values': {'%s-1': {'value': 3}, '%s-2': {'numerator': 2, 'denominator': 3}}}", code, code));
    return report_saved(saved);
}

static const char *submitted(const char *code, const char *period)
{
    const char *report = filled(code, period);
    expect_status(move(reporter, report, "submitted"), 201);
    return report;
}

Test(submissions, show_every_cell_before_the_first_save)
{
    launch("BC-O-TRONG", "verify_approve");
    struct answer empty = as(reporter, GET, sheet("BC-O-TRONG", "2025-6M"));
    expect_status(empty, 200);
    expect_text(empty, "state", "not_started");
    expect_number(empty, "version", 0);
    expect_null(empty, "id");
    expect_number(empty, "cells_missing", 2);
    expect_text(empty, "values.BC-O-TRONG-2.unit_of_measure", "%");
    expect_number(empty, "values.BC-O-TRONG-2.target_value", 75);
    expect_null(empty, "values.BC-O-TRONG-1.status");
    expect_null(empty, "values.BC-O-TRONG-1.target_value");
    expect_null(empty, "narratives.1.text");
    expect_null(empty, "narratives.difficulties.text");
    expect_text(empty, "period.due_on", "2025-06-17");
    expect_status(as(reviewer, GET, sheet("BC-O-TRONG", "2025-6M")), 200);
    expect_status(as(province, GET, sheet("BC-O-TRONG", "2025-6M")), 200);
    expect_problem(as(neighbour, GET, sheet("BC-O-TRONG", "2025-6M")), 404, "not_found");
    expect_problem(as(reporter, GET, sheet("BC-O-TRONG", "2025-Q1")), 404, "not_found");
}

Test(submissions, are_saved_one_cell_at_a_time)
{
    launch("BC-MOT-O", "verify_approve");
    const char *thing = sheet("BC-MOT-O", "2025-6M");
    struct answer first = as(reporter, PATCH, thing, .headers = {"If-None-Match: *"},
                             .json = body("{'values': {'BC-MOT-O-2': {'numerator': 43, 'denominator': 57}}}"));
    expect_status(first, 200);
    expect_number(first, "version", 1);
    expect_number(first, "values.BC-MOT-O-2.value", 75.44);
    expect_text(first, "values.BC-MOT-O-2.source", "typed");
    expect_problem(as(reporter, PATCH, thing, .headers = {"If-None-Match: *"}, .json = body("{'values': {}}")), 412,
                   "stale_version");
    struct answer second = patch(reporter, thing,
                                 body("{'values': {'BC-MOT-O-1': {'value': 4}},"
                                      " 'narratives': {'1': {'text': 'Đã làm xong.'}}}"));
    expect_number(second, "values.BC-MOT-O-2.numerator", 43);
    expect_number(second, "cells_missing", 0);
    expect_text(second, "narratives.1.text", "Đã làm xong.");
    expect_taken_back(reporter, PATCH, thing);
    expect_taken_back(reporter, PATCH, at("/submissions/%s", text(second, "id")));
    struct answer third = patch(reporter, thing, body("{'values': {'BC-MOT-O-1': null}, 'narratives': {'1': null}}"));
    expect_null(third, "values.BC-MOT-O-1.value");
    expect_null(third, "narratives.1.text");
    expect_problem(as(reporter, PATCH, thing, .if_match = "\"2\"", .json = body("{'values': {}}")), 412,
                   "stale_version");
    expect_problem(as(reporter, PATCH, thing, .json = body("{'values': {}}")), 428, "precondition_required");
}

Test(submissions, have_no_new_version_without_a_change)
{
    launch("BC-NHU-CU", "verify_approve");
    const char *thing = filled("BC-NHU-CU", "2025-6M");
    expect_number(as(reporter, GET, thing), "version", 1);
    expect_number(patch(reporter, thing, body("{'values': {}}")), "version", 1);
    expect_number(patch(reporter, thing, body("{'values': {'BC-NHU-CU-1': {'value': 3.0}}}")), "version", 1);
    expect_number(patch(reporter, thing, body("{'narratives': {'1': {'text': 'Mới'}}}")), "version", 2);
    expect_number(patch(reporter, thing, body("{'narratives': {'1': {'text': 'Mới'}}}")), "version", 2);
    expect_number(patch(reporter, thing, body("{'narratives': {'1': null}}")), "version", 3);
    expect_number(patch(reporter, thing, body("{'narratives': {'1': null}}")), "version", 3);
    expect_number(patch(reporter, thing, body("{'values': {'BC-NHU-CU-1': {'value': 4}}}")), "version", 4);
    expect_number(patch(reporter, thing, body("{'values': {'BC-NHU-CU-1': null}}")), "version", 5);
    expect_number(patch(reporter, thing, body("{'invented': true}")), "version", 6);
}

Test(submissions, of_a_neighbour_have_no_editions)
{
    launch("BC-LAN-GUI", "verify_approve");
    const char *editions = at("%s/editions", submitted("BC-LAN-GUI", "2025-6M"));
    expect_count(as(reporter, GET, editions), "items", 1);
    expect_problem(as(neighbour, GET, editions), 404, "not_found");
}

Test(submissions, say_all_that_is_wrong_at_its_place)
{
    launch("BC-SAI", "verify_approve");
    struct answer wrong =
        as(reporter, PATCH, sheet("BC-SAI", "2025-6M"), .if_match = "\"0\"",
           .json = body("{'values': {'BC-SAI-1': {'value': 1.5}, 'BC-SAI-2': {'numerator': 3}, 'LA': {'value': 1},"
                        " 'KT2025-01': {'value': 1}}, 'narratives': {'9': {'text': 'x'}}}"));
    expect_problem(wrong, 422, "validation_failed");
    expect_fault(wrong, "/values/BC-SAI-1/value", "whole_number_needed");
    expect_fault(wrong, "/values/BC-SAI-2/denominator", "ratio_needs_both");
    expect_fault(wrong, "/values/LA", "indicator_not_in_campaign");
    expect_fault(wrong, "/values/KT2025-01", "indicator_not_in_campaign");
    expect_fault(wrong, "/narratives/9", "narrative_not_in_campaign");
    struct answer more =
        as(reporter, PATCH, sheet("BC-SAI", "2025-6M"), .if_match = "\"0\"",
           .json = body("{'values': {'BC-SAI-1': {'status': 'nil'}, 'BC-SAI-2': {'numerator': 4, 'denominator': 3}}}"));
    expect_fault(more, "/values/BC-SAI-1/note", "note_needed");
    expect_fault(more, "/values/BC-SAI-2/numerator", "numerator_exceeds_denominator");
    struct answer another =
        as(reporter, PATCH, sheet("BC-SAI", "2025-6M"), .if_match = "\"0\"",
           .json = body("{'values': {'BC-SAI-2': {'value': 80, 'numerator': 3, 'denominator': 4}}}"));
    expect_fault(another, "/values/BC-SAI-2/value", "value_is_not_the_quotient");
    struct answer parts = as(reporter, PATCH, sheet("BC-SAI", "2025-6M"), .if_match = "\"0\"",
                             .json = body("{'values': {'BC-SAI-1': {'value': 3, 'numerator': 1, 'denominator': 2}}}"));
    expect_fault(parts, "/values/BC-SAI-1/numerator", "numerator_not_wanted");
    expect_fault(parts, "/values/BC-SAI-1/denominator", "denominator_not_wanted");
    expect_number(as(reporter, GET, sheet("BC-SAI", "2025-6M")), "version", 0);
}

/* A form sends the whole cell back: what stood there is no claim, nor is a quotient with fewer digits than are kept. */
Test(submissions, compute_a_ratio_whatever_stood_there)
{
    launch("BC-THUONG", "verify_approve");
    const char *report = sheet("BC-THUONG", "2025-6M");
    const struct {
        const char *said;
        int numerator, denominator;
        double value;
    } kept[] = {{"66.7", 2, 3, 66.67}, {"66.67", 1, 4, 25}, {"50", 1, 2, 50}};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        const char *cell = body("{'values': {'BC-THUONG-2': {'value': %s, 'numerator': %d, 'denominator': %d}}}",
                                kept[i].said, kept[i].numerator, kept[i].denominator);
        expect_status(as(reporter, PATCH, report, .if_match = i ? "*" : "\"0\"", .json = cell), 200);
        expect_number(as(reporter, GET, report), "values.BC-THUONG-2.value", kept[i].value);
    }
}

Test(submissions, are_written_by_their_unit_alone)
{
    launch("BC-AI-VIET", "verify_approve");
    const char *thing = sheet("BC-AI-VIET", "2025-6M");
    expect_problem(as(neighbour, PATCH, thing, .if_match = "\"0\"", .json = body("{'values': {}}")), 404, "not_found");
    expect_problem(as(reviewer, PATCH, thing, .if_match = "\"0\"", .json = body("{'values': {}}")), 403,
                   "role_not_allowed");
    expect_problem(as("thanh-pho-kon-tum.reporter", PATCH, thing, .if_match = "\"0\"", .json = body("{'values': {}}")),
                   403, "not_allowed");
    const char *report = filled("BC-AI-VIET", "2025-6M");
    expect_problem(as(neighbour, GET, report), 404, "not_found");
    expect_status(as(reporter, GET, report), 200);
    expect_number(as(reporter, GET, at("/submissions?campaign=code:BC-AI-VIET&count=true")), "page.total", 1);
    expect_number(as(neighbour, GET, at("/submissions?campaign=code:BC-AI-VIET&count=true")), "page.total", 0);
    static const char *const outside[] = {"thanh-pho-kon-tum.oversight", "thanh-pho-kon-tum.council-1"};
    for (size_t i = 0; i < 2; i++) {
        expect_number(as(outside[i], GET, at("/submissions?campaign=code:BC-AI-VIET&count=true")), "page.total", 0);
        expect_problem(as(outside[i], GET, report), 404, "not_found");
    }
}

Test(submissions, are_submitted_whole)
{
    launch("BC-THIEU", "verify_approve");
    struct answer saved = as(reporter, PATCH, sheet("BC-THIEU", "2025-6M"), .if_match = "\"0\"",
                             .json = body("{'values': {'BC-THIEU-1': {'value': 3}}}"));
    const char *report = at("/submissions/%s", text(saved, "id"));
    struct answer refused = move(reporter, report, "submitted");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/values/BC-THIEU-2", "cell_missing");
    expect_fault(patch(reporter, report, body("{'values': {'BC-THIEU-1': {'value': -1}}}")), "/values/BC-THIEU-1/value",
                 "value_below_range");
    struct answer available = as(reporter, GET, at("%s/moves/available", report));
    cr_assert_eq(within(item(available, "items", "to", "submitted"), "possible"), json_false());
    patch(reporter, report, body("{'values': {'BC-THIEU-2': {'status': 'not_available', 'note': 'Chưa thống kê'}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
    expect_problem(as(reporter, PATCH, report, .if_match = "\"1\"", .json = body("{'values': {}}")), 412,
                   "stale_version");
    expect_problem(as(neighbour, PATCH, report, .if_match = "\"1\"", .json = body("{'values': {}}")), 404, "not_found");
    expect_problem(patch(reporter, report, body("{'values': {'BC-THIEU-1': {'value': 4}}}")), 409, "wrong_state");
    expect_problem(patch(reporter, sheet("BC-THIEU", "2025-6M"), body("{'values': {}}")), 409, "wrong_state");
    struct answer read = as(reporter, GET, report);
    expect_text(read, "state", "submitted");
    expect_text(read, "submitted_by.name", "A Hùng (giả định)");
    expect_status(as("thanh-pho-kon-tum.oversight", GET, report), 200);
}

Test(submissions, are_not_verified_by_the_commune_itself)
{
    launch("BC-TU-DUYET", "verify_approve");
    const char *report = submitted("BC-TU-DUYET", "2025-6M");
    expect_problem(move(reporter, report, "verified"), 403, "wrong_role");
    expect_problem(move("xa-doan-ket.reviewer", report, "verified"), 403, "wrong_desk");
    expect_problem(move(province, report, "verified"), 403, "wrong_desk");
    expect_problem(move(leader, report, "approved"), 409, "move_not_possible");
    expect_problem(as(reviewer, POST, at("%s/moves", report), .if_match = "\"1\"", .json = body("{'to': 'verified'}")),
                   412, "stale_version");
    expect_status(move(reviewer, report, "verified"), 201);
    expect_problem(move("tinh-kon-tum.leader", report, "approved"), 403, "wrong_desk");
    expect_status(move(leader, report, "approved"), 201);
    struct answer read = as(reporter, GET, report);
    expect_number(read, "official_edition", 1);
    expect_count(as(reporter, GET, at("%s/moves", report)), "items", 3);
}

Test(submissions, come_back_with_a_reason_per_value)
{
    launch("BC-TRA-LAI", "verify_approve");
    const char *report = submitted("BC-TRA-LAI", "2025-6M");
    expect_problem(move(reviewer, report, "returned"), 422, "validation_failed");
    expect_fault(move_with(reviewer, report,
                           body("{'to': 'returned', 'reasons': [{'pointer': '/values/LA', 'code': 'other'}]}")),
                 "/reasons/0/pointer", "part_not_in_report");
    expect_status(move_with(reviewer, report,
                            body("{'to': 'returned', 'reasons': [{'pointer': '/values/BC-TRA-LAI-1',"
                                 " 'code': 'value_implausible', 'note': 'Cao hơn kế hoạch'}]}")),
                  201);
    struct answer returned = as(reporter, GET, report);
    expect_text(returned, "values.BC-TRA-LAI-1.returned_reason", "Cao hơn kế hoạch");
    expect_null(returned, "values.BC-TRA-LAI-2.returned_reason");
    struct answer tasks = as(reporter, GET, "/me/tasks?kind=mend_report&limit=100");
    cr_assert(ge(sz, count(tasks, "items"), 1));
    patch(reporter, report, body("{'values': {'BC-TRA-LAI-1': {'value': 2}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
    struct answer editions = as(reviewer, GET, at("%s/editions", report));
    expect_count(editions, "items", 2);
    expect_text(editions, "items.0.outcome", "returned");
    expect_number(as(reviewer, GET, at("%s/editions/1", report)), "values.BC-TRA-LAI-1.value", 3);
    expect_problem(as(reviewer, GET, at("%s/editions/9", report)), 404, "not_found");
    struct answer diff = as(reviewer, GET, at("%s/diff?from=1&to=2", report));
    expect_count(diff, "values", 1);
    expect_text(diff, "values.0.code", "BC-TRA-LAI-1");
    expect_text(diff, "values.0.change", "changed");
    expect_number(diff, "values.0.after.value", 2);
    expect_problem(as(reviewer, GET, at("%s/diff?from=1&to=9", report)), 404, "not_found");
    expect_problem(as(neighbour, GET, at("%s/diff?from=1&to=2", report)), 404, "not_found");
}

Test(submissions, stay_official_while_they_are_amended)
{
    launch("BC-DIEU-CHINH", "verify_approve");
    const char *report = submitted("BC-DIEU-CHINH", "2025-6M");
    approve_report("thanh-pho-kon-tum", report);
    expect_fault(move(reporter, report, "amending"), "/note", "required");
    expect_status(move_with(reporter, report, body("{'to': 'amending', 'note': 'Rà soát lại'}")), 201);
    patch(reporter, report, body("{'values': {'BC-DIEU-CHINH-1': {'value': 9}}}"));
    const char *row = "/campaigns/code:BC-DIEU-CHINH/progress?period=2025-6M&by=unit&indicator=code:BC-DIEU-CHINH-1"
                      "&unit=code:xa-doan-ket";
    expect_number(as(reviewer, GET, row), "items.0.value", 3);
    expect_status(move(reporter, report, "submitted"), 201);
    approve_report("thanh-pho-kon-tum", report);
    expect_number(as(reviewer, GET, row), "items.0.value", 9);
    expect_number(as(reporter, GET, report), "official_edition", 2);
}

Test(submissions, are_final_when_verified_where_the_route_ends_there)
{
    launch("BC-THAM-DINH", "verify");
    const char *report = submitted("BC-THAM-DINH", "2025-6M");
    expect_status(move(reviewer, report, "verified"), 201);
    expect_fault(move(leader, report, "approved"), "/to", "approval_not_needed");
    expect_number(as(reviewer, GET,
                     at("/campaigns/code:BC-THAM-DINH/progress?period=2025-6M&by=unit"
                        "&unit=code:xa-doan-ket&indicator=code:BC-THAM-DINH-1")),
                  "items.0.value", 3);
    expect_status(move_with(reporter, report, body("{'to': 'amending', 'note': 'Sửa số'}")), 201);
}

Test(submissions, pass_the_units_between_where_the_route_says_so)
{
    /* The demo's campaign of the province: a commune of Kon Rẫy goes by its district. */
    struct answer waiting =
        as("huyen-kon-ray.reviewer", GET, "/submissions?campaign=code:XNT-2025&unit=code:xa-dak-koi&state=submitted");
    expect_count(waiting, "items", 1);
    const char *report = at("/submissions/%s", text(waiting, "items.0.id"));
    struct answer early = move(province, report, "verified");
    expect_problem(early, 422, "validation_failed");
    expect_fault(early, "", "units_between_first");
    expect_number(move("huyen-kon-ray.reviewer", report, "submitted"), "version",
                  number(waiting, "items.0.version") + 1);
    expect_fault(move("huyen-kon-ray.reviewer", report, "submitted"), "/to", "passage_not_needed");
    expect_status(move(province, report, "verified"), 201);
    expect_problem(as("huyen-kon-plong.reviewer", GET, report), 404, "not_found");
}

Test(submissions, are_tried_without_being_kept)
{
    launch("BC-THU", "verify_approve");
    const char *thing = sheet("BC-THU", "2025-6M");
    struct answer tried = as(reporter, PATCH, at("%s?dry_run=true", thing), .if_match = "\"0\"",
                             .json = body("{'values': {'BC-THU-1': {'value': 3}}}"));
    expect_status(tried, 200);
    expect_text(as(reporter, GET, thing), "state", "not_started");
}

Test(submissions, are_answered_once_to_one_key)
{
    launch("BC-KHOA", "verify_approve");
    const char *thing = sheet("BC-KHOA", "2025-6M");
    struct answer once = as(reporter, PATCH, thing, .if_match = "\"0\"", .key = "luu-lan-mot",
                            .json = body("{'values': {'BC-KHOA-1': {'value': 3}}}"));
    struct answer again = as(reporter, PATCH, thing, .if_match = "\"0\"", .key = "luu-lan-mot",
                             .json = body("{'values': {'BC-KHOA-1': {'value': 3}}}"));
    expect_status(again, 200);
    expect_header(again, "Idempotency-Replayed", "true");
    cr_assert(eq(str, (char *)once.body, (char *)again.body));
}

Test(submissions, give_the_leading_unit_its_values_and_no_more)
{
    const char *leading = "phong-giao-duc-va-dao-tao-tp-kon-tum.reporter";
    struct answer values = as(leading, GET, "/submission-values?campaign=code:KT-2025&period=2025-Q1&limit=100");
    expect_count(values, "items", 21);
    for (size_t i = 0; i < count(values, "items"); i++)
        expect_text(values, at("items.%zu.indicator.code", i), "KT2025-19");
    struct answer reports = as(leading, GET, "/submissions?campaign=code:KT-2025&count=true");
    expect_number(reports, "page.total", 0);
    expect_problem(as(leading, GET, "/campaigns/code:KT-2025/units/code:xa-doan-ket/periods/2025-Q1/submission"), 404,
                   "not_found");
}

Test(submissions, carry_figures_found_in_documents)
{
    const char *account = "huyen-kon-plong.reviewer";
    struct answer made =
        as(account, POST, "/observations",
           .json = body("{'campaign': 'code:KPL-2024-H2', 'indicator': 'code:KPL2024-08',"
                        " 'name': 'Diện tích chè', 'value': 12.5, 'as_of': '2024-09-30',"
                        " 'quote': 'đạt 12,5 ha', 'provenance': {'document_label': 'Báo cáo quý III'}}"));
    expect_status(made, 201);
    expect_text(made, "indicator.code", "KPL2024-08");
    const char *thing = at("/observations/%s", text(made, "id"));
    expect_taken_back(account, PATCH, thing);
    expect_fault(patch(account, thing, body("{'authoritative': true}")), "/authority_note", "note_needed");
    expect_true(patch(account, thing, body("{'authoritative': true, 'authority_note': 'Có biên bản đo'}")),
                "authoritative");
    struct answer other = as(account, POST, "/observations",
                             .json = body("{'campaign': 'code:KPL-2024-H2', 'indicator': 'code:KPL2024-08',"
                                          " 'name': 'Diện tích chè', 'value': 0, 'as_of': '2024-09-30'}"));
    patch(account, at("/observations/%s", text(other, "id")),
          body("{'authoritative': true, 'authority_note': 'Bản ký'}"));
    expect_false(as(account, GET, thing), "authoritative");
    expect_problem(as("xa-doan-ket.reporter", GET, thing), 404, "not_found");
    expect_problem(as("xa-doan-ket.reporter", PATCH, thing, .if_match = "\"1\"", .json = body("{}")), 404, "not_found");
    expect_problem(as(account, PATCH, thing, .if_match = "\"1\"", .json = body("{}")), 412, "stale_version");
    expect_fault(as(account, POST, "/observations", .json = body("{'name': 'Thu ngân sách', 'as_of': '2025-12-31'}")),
                 "/as_of", "date_in_the_future");
    struct answer list =
        as("tinh-kon-tum.reviewer", GET, "/observations?campaign=code:KPL-2024-H2&as_of=2024-06-30&limit=100");
    expect_count(list, "items", 28);
}
