/* validation_rules_test.c: what must hold between figures of a report. An error keeps it from being submitted, a
 * warning wants a justification; wholes and parts are judged by themselves, and figures unlike those of the peers stand
 * out. */
#include "support/season.h"

static const char reporter[] = "xa-doan-ket.reporter";
static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";
static const char province[] = "tinh-kon-tum.reviewer";

static const char *const communes[] = {"xa-hoa-binh",  "xa-kroong",     "xa-ngok-bay",  "xa-ia-chim",
                                       "xa-dak-ro-wa", "xa-vinh-quang", "xa-chu-hreng", "phuong-duy-tan"};

/* A campaign of the city with a whole, its two parts, a subset and a figure that accumulates; `more` joins its fields.
 */
static void launch(const char *code, const char *more)
{
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': '%s', 'title': 'Phong trào thử %s', 'kind': 'movement',"
                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31',"
                         " 'report_periods': ['2025-Q1', '2025-6M']%s}",
                         code, code, more),
                    body("{'items': [{'code': '%s-1', 'name': 'Tổng diện tích', 'field': 'economy',"
                         " 'value_type': 'number', 'unit_of_measure': 'ha', 'comparator': 'gte', 'target_value': 10,"
                         " 'reporters': [{'level': 'commune'}]},"
                         " {'code': '%s-1A', 'name': 'Cây hàng năm', 'field': 'economy', 'value_type': 'number',"
                         " 'unit_of_measure': 'ha', 'comparator': 'improve', 'parent': 'code:%s-1',"
                         " 'component_rule': 'sum', 'reporters': [{'level': 'commune'}]},"
                         " {'code': '%s-1B', 'name': 'Cây lâu năm', 'field': 'economy', 'value_type': 'number',"
                         " 'unit_of_measure': 'ha', 'comparator': 'improve', 'parent': 'code:%s-1',"
                         " 'component_rule': 'sum', 'reporters': [{'level': 'commune'}]},"
                         " {'code': '%s-2', 'name': 'Sản lượng', 'field': 'economy', 'value_type': 'number',"
                         " 'unit_of_measure': 'tấn', 'comparator': 'gte', 'target_value': 10,"
                         " 'accumulation': 'cumulative', 'reporters': [{'level': 'commune'}]},"
                         " {'code': '%s-2A', 'name': 'Trong đó lúa', 'field': 'economy', 'value_type': 'number',"
                         " 'unit_of_measure': 'tấn', 'comparator': 'improve', 'accumulation': 'cumulative',"
                         " 'parent': 'code:%s-2', 'component_rule': 'subset', 'reporters': [{'level': 'commune'}]}]}",
                         code, code, code, code, code, code, code, code));
}

static const char *rules(const char *code)
{
    return at("/campaigns/code:%s/validation-rules", code);
}

static struct answer add_rule(const char *campaign, const char *code, const char *left, const char *operator,
                              const char * right, const char *severity)
{
    return as(reviewer, POST, rules(campaign),
              .json = body("{'code': '%s', 'left': '%s', 'operator': '%s', 'right': '%s', 'severity': '%s',"
                           " 'message': {'vi': 'Số liệu chưa hợp lý.', 'en': 'The figures do not fit.'}}",
                           code, left, operator, right, severity));
}

/* The report of a commune with all five figures; the path of the report by its id. */
static const char *saved(const char *commune, const char *code, const char *period, double whole, double a, double b,
                         double output, double rice)
{
    struct answer answer =
        as(at("%s.reporter", commune), PATCH, sheet_at(code, commune, period), .headers = {"If-None-Match: *"},
           .json = body("{'values': {'%s-1': {'value': %g}, '%s-1A': {'value': %g}, '%s-1B': {'value': %g},"
                        " '%s-2': {'value': %g}, '%s-2A': {'value': %g}}}",
                        code, whole, code, a, code, b, code, output, code, rice));
    return report_saved(answer);
}

static void approve(const char *report)
{
    approve_report("thanh-pho-kon-tum", report);
}

Test(validation_rules, are_kept_by_the_reviewer_of_the_issuer)
{
    launch("QT-GIU", "");
    struct answer made = add_rule("QT-GIU", "MOT", "QT-GIU-1A + QT-GIU-1B", "lte", "2 * (QT-GIU-2 - 1.5)", "warning");
    expect_status(made, 201);
    expect_count(made, "indicators", 3);
    expect_text(made, "importance", "medium");
    const char *rule = at("%s/%s", rules("QT-GIU"), text(made, "id"));
    expect_problem(add_rule("QT-GIU", "MOT", "QT-GIU-1", "gte", "0", "error"), 409, "validation_rule_code_taken");
    expect_problem(as(province, POST, rules("QT-GIU"), .json = made.call.json), 403, "not_allowed");
    expect_problem(as(reporter, POST, rules("QT-GIU"), .json = made.call.json), 403, "role_not_allowed");
    expect_problem(as("huyen-kon-plong.reviewer", POST, rules("QT-GIU"), .json = made.call.json), 404, "not_found");
    expect_problem(patch(province, rule, body("{'severity': 'error'}")), 403, "not_allowed");
    struct answer changed = patch(reviewer, rule, body("{'severity': 'error', 'importance': 'high'}"));
    expect_text(changed, "severity", "error");
    expect_number(changed, "version", 2);
    expect_problem(as(reviewer, PATCH, rule, .if_match = "\"1\"", .json = body("{'severity': 'error'}")), 412,
                   "stale_version");
    expect_text(as(reporter, GET, rule), "importance", "high");
    expect_count(as(reporter, GET, at("%s?severity=error&indicator=code:QT-GIU-2", rules("QT-GIU"))), "items", 1);
    expect_count(as(reporter, GET, at("%s?indicator=code:QT-GIU-1", rules("QT-GIU"))), "items", 0);
    expect_problem(as("huyen-kon-plong.reviewer", GET, rules("QT-GIU")), 404, "not_found");
    expect_problem(as("huyen-kon-plong.reviewer", GET, rule), 404, "not_found");
    expect_problem(as("huyen-kon-plong.reviewer", PATCH, rule, .if_match = "*", .json = body("{'importance': 'low'}")),
                   404, "not_found");
    expect_problem(as("huyen-kon-plong.reviewer", DELETE, rule, .if_match = "*"), 404, "not_found");
    expect_problem(as(reviewer, DELETE, rule, .if_match = "\"1\""), 412, "stale_version");
    expect_status(withdraw(reviewer, rule), 204);
    expect_problem(as(reviewer, GET, rule), 404, "not_found");
    expect_status(move(leader, "/campaigns/code:QT-GIU", "concluded"), 201);
    expect_status(move(leader, "/campaigns/code:QT-GIU", "closed"), 201);
    expect_problem(add_rule("QT-GIU", "HAI", "QT-GIU-1", "gte", "0", "error"), 409, "wrong_state");
}

Test(validation_rules, are_readable_expressions_over_the_campaign)
{
    launch("QT-DOC", "");
    expect_fault(add_rule("QT-DOC", "AB", "QT-DOC-1 +", "gte", "0", "error"), "/left", "formula_not_understood");
    expect_fault(add_rule("QT-DOC", "AB", "(QT-DOC-1", "gte", "0", "error"), "/left", "formula_not_understood");
    expect_fault(add_rule("QT-DOC", "AB", "QT-DOC-1; drop", "gte", "0", "error"), "/left", "formula_not_understood");
    expect_fault(add_rule("QT-DOC", "AB", "QT-DOC-1", "gte", "QT-DOC-9", "error"), "/right", "formula_code_unknown");
    expect_fault(add_rule("QT-DOC", "AB", "KT2025-05", "gte", "0", "error"), "/left", "formula_code_unknown");
    expect_fault(add_rule("QT-DOC", "AB", "1 + 2", "gte", "3", "error"), "/left", "rule_names_no_indicator");
    expect_fault(add_rule("QT-DOC", "AB", "1 + 2", "gte", "previous", "error"), "/left", "rule_names_no_indicator");
    struct answer made = add_rule("QT-DOC", "AB", "QT-DOC-1 - QT-DOC-1A", "eq", "QT-DOC-1B", "error");
    expect_status(made, 201);
    expect_fault(patch(reviewer, at("%s/%s", rules("QT-DOC"), text(made, "id")), body("{'right': 'QT-DOC-1B *'}")),
                 "/right", "formula_not_understood");
}

Test(validation_rules, that_are_errors_stop_a_report_at_every_cell_they_name)
{
    launch("QT-LOI", "");
    expect_status(add_rule("QT-LOI", "NANG-SUAT", "QT-LOI-2 / QT-LOI-1A", "lte", "12", "error"), 201);
    const char *report = saved("xa-doan-ket", "QT-LOI", "2025-6M", 30, 10, 20, 200, 150);
    struct answer sheet = as(reporter, GET, report, .language = "en");
    json_t *found = item(sheet, "warnings", "code", "rule_broken");
    cr_assert(eq(str, (char *)json_string_value(within(found, "severity")), "error"));
    cr_assert(eq(str, (char *)json_string_value(within(found, "message")), "The figures do not fit."));
    cr_assert(eq(str, (char *)json_string_value(within(found, "rule")), "NANG-SUAT"));
    struct answer refused = move(reporter, report, "submitted");
    expect_fault(refused, "/values/QT-LOI-2", "rule_broken");
    expect_fault(refused, "/values/QT-LOI-1A", "rule_broken");
    expect_in_body(refused, "Số liệu chưa hợp lý.");
    expect_count(patch(reporter, report, body("{'values': {'QT-LOI-2': {'value': 120}, 'QT-LOI-2A': {'value': 100}}}")),
                 "warnings", 0);
    expect_status(move(reporter, report, "submitted"), 201);
}

Test(validation_rules, that_warn_want_a_justification)
{
    launch("QT-NHAC", "");
    expect_status(add_rule("QT-NHAC", "CAO", "QT-NHAC-2", "lte", "10 * QT-NHAC-1A", "warning"), 201);
    const char *report = saved("xa-doan-ket", "QT-NHAC", "2025-6M", 30, 10, 20, 200, 150);
    expect_fault(move(reporter, report, "submitted"), "/values/QT-NHAC-2", "justification_needed");
    struct answer justified =
        patch(reporter, report, body("{'values': {'QT-NHAC-2': {'justification': 'Trúng mùa, có biên bản đo.'}}}"));
    expect_true(justified, "warnings.0.justified");
    /* the word spoke of that figure; of another it says nothing */
    struct answer changed = patch(reporter, report, body("{'values': {'QT-NHAC-2': {'value': 210}}}"));
    expect_false(changed, "warnings.0.justified");
    expect_null(changed, "values.QT-NHAC-2.justification");
    patch(reporter, report, body("{'values': {'QT-NHAC-1A': {'justification': 'Diện tích đã đo lại.'}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
    struct answer read = as(reviewer, GET, report);
    expect_true(read, "warnings.0.justified");
    expect_text(read, "warnings.0.severity", "warning");
    expect_text(as(reviewer, GET, at("%s/editions/1", report)), "values.QT-NHAC-1A.justification",
                "Diện tích đã đo lại.");
}

Test(validation_rules, are_told_when_a_save_is_tried)
{
    launch("QT-THU", "");
    expect_status(add_rule("QT-THU", "CAO", "QT-THU-2", "lte", "100", "warning"), 201);
    struct answer tried =
        as(reporter, PATCH, "/campaigns/code:QT-THU/units/code:xa-doan-ket/periods/2025-6M/submission?dry_run=true",
           .headers = {"If-None-Match: *"}, .json = body("{'values': {'QT-THU-2': {'value': 101}}}"));
    expect_text(tried, "warnings.0.pointer", "/values/QT-THU-2");
}

Test(validation_rules, hold_cumulative_figures_against_the_period_before)
{
    launch("QT-TRUOC", "");
    expect_status(add_rule("QT-TRUOC", "KHONG-GIAM", "QT-TRUOC-2", "gte", "previous", "error"), 201);
    const char *first = saved("xa-doan-ket", "QT-TRUOC", "2025-Q1", 30, 10, 20, 50, 40);
    expect_status(move(reporter, first, "submitted"), 201);
    const char *second = saved("xa-doan-ket", "QT-TRUOC", "2025-6M", 30, 10, 20, 45, 40);
    cr_assert_null(item(as(reporter, GET, second), "warnings", "code", "rule_broken"));
    approve(first); /* only what is official is a measure of rules */
    expect_fault(move(reporter, second, "submitted"), "/values/QT-TRUOC-2", "rule_broken");
    patch(reporter, second, body("{'values': {'QT-TRUOC-2': {'value': 50}}}"));
    expect_status(move(reporter, second, "submitted"), 201);
}

Test(validation_rules, of_wholes_and_parts_need_not_be_written)
{
    launch("QT-TONG", "");
    const char *report = saved("xa-doan-ket", "QT-TONG", "2025-6M", 31, 10, 20, 50, 60);
    struct answer refused = move(reporter, report, "submitted");
    expect_fault(refused, "/values/QT-TONG-1", "parts_do_not_sum");
    expect_fault(refused, "/values/QT-TONG-1B", "parts_do_not_sum");
    expect_fault(refused, "/values/QT-TONG-2A", "part_above_whole");
    expect_in_body(refused, "“Tổng diện tích” là 31, nhưng các phần cộng lại là 30");
    patch(reporter, report, body("{'values': {'QT-TONG-1': {'value': 30}, 'QT-TONG-2A': {'value': 50}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
}

Test(validation_rules, notice_what_is_unlike_the_peers)
{
    launch("QT-BAN", "");
    for (int i = 0; i < 5; i++) {
        const char *report = saved(communes[i], "QT-BAN", "2025-6M", 300 + i, 100, 200 + i, 900 + 10 * i, 800);
        expect_status(move(at("%s.reporter", communes[i]), report, "submitted"), 201);
    }
    const char *report = saved("xa-doan-ket", "QT-BAN", "2025-6M", 300, 100, 200, 8200, 800);
    struct answer sheet = as(reporter, GET, report);
    expect_count(sheet, "warnings", 1);
    expect_text(sheet, "warnings.0.code", "larger_than_peers");
    expect_text(sheet, "warnings.0.message",
                "“Sản lượng” là 8.200, lớn gấp 8,9 lần mức thường thấy ở 5 đơn vị cùng cấp (920)");
    expect_fault(move(reporter, report, "submitted"), "/values/QT-BAN-2", "justification_needed");
    patch(reporter, report, body("{'values': {'QT-BAN-2': {'justification': 'Xã có vùng chuyên canh.'}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
}

Test(validation_rules, are_silent_about_the_unusual_with_too_few_figures)
{
    launch("QT-IT", "");
    for (int i = 0; i < 4; i++) {
        const char *report = saved(communes[i], "QT-IT", "2025-6M", 300 + i, 100, 200 + i, 900, 800);
        expect_status(move(at("%s.reporter", communes[i]), report, "submitted"), 201);
    }
    expect_count(as(reporter, GET, saved("xa-doan-ket", "QT-IT", "2025-6M", 300, 100, 200, 8200, 800)), "warnings", 0);
}

Test(validation_rules, take_the_thresholds_of_the_campaign)
{
    launch("QT-NGUONG", body(", 'outlier_profile': {'times': 20}"));
    expect_number(as(reviewer, GET, "/campaigns/code:QT-NGUONG"), "outlier_profile.times", 20);
    expect_number(as(reviewer, GET, "/campaigns/code:QT-NGUONG"), "outlier_profile.points", 5);
    for (int i = 0; i < 5; i++) {
        const char *report = saved(communes[i], "QT-NGUONG", "2025-6M", 300 + i, 100, 200 + i, 900, 800);
        expect_status(move(at("%s.reporter", communes[i]), report, "submitted"), 201);
    }
    expect_count(as(reporter, GET, saved("xa-doan-ket", "QT-NGUONG", "2025-6M", 300, 100, 200, 8200, 800)), "warnings",
                 0);
}

Test(validation_rules, hold_figures_against_the_own_past)
{
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': 'QT-XUA', 'title': 'Phong trào theo tháng', 'kind': 'movement',"
                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'report_route': 'verify',"
                         " 'report_periods': ['2025-M01', '2025-M02', '2025-M03', '2025-M04', '2025-M05',"
                         " '2025-M06']}"),
                    body("{'items': [{'code': 'QT-XUA-1', 'name': 'Đàn bò', 'field': 'economy',"
                         " 'value_type': 'count', 'unit_of_measure': 'con', 'comparator': 'gte',"
                         " 'target_value': 900, 'reporters': [{'unit': 'code:xa-doan-ket'}]},"
                         " {'code': 'QT-XUA-2', 'name': 'Khách đến', 'field': 'economy',"
                         " 'value_type': 'count', 'comparator': 'gte', 'target_value': 900,"
                         " 'accumulation': 'cumulative', 'reporters': [{'unit': 'code:xa-doan-ket'}]}]}"));
    for (int month = 1; month <= 5; month++) {
        struct answer made =
            as(reporter, PATCH, at("/campaigns/code:QT-XUA/units/code:xa-doan-ket/periods/2025-M0%d/submission", month),
               .headers = {"If-None-Match: *"},
               .json = body("{'values': {'QT-XUA-1': {'value': %d}, 'QT-XUA-2': {'value': %d}}}", 800 + month,
                            1000 * month));
        const char *report = at("/submissions/%s", text(made, "id"));
        expect_status(move(reporter, report, "submitted"), 201);
        expect_status(move(reviewer, report, "verified"), 201);
    }
    struct answer june =
        as(reporter, PATCH, "/campaigns/code:QT-XUA/units/code:xa-doan-ket/periods/2025-M06/submission",
           .headers = {"If-None-Match: *"},
           .json = body("{'values': {'QT-XUA-1': {'value': 6440}, 'QT-XUA-2': {'value': 6100}}}"));
    expect_count(june, "warnings", 1);
    expect_text(june, "warnings.0.message",
                "“Đàn bò” là 6.440, lớn gấp 8 lần kỳ trước (805); qua 5 kỳ, mức thường thấy là 803");
}

/* ---- running totals within a campaign ---- */

/* A campaign with a running total of its own and one that must not fall, reported at three months, five, six and the
 * year. */
static void launch_totals(const char *code, const char *more)
{
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': '%s', 'title': 'Phong trào lũy kế %s', 'kind': 'movement',"
                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'report_route': 'verify',"
                         " 'report_periods': ['2025-Q1', '2025-5M', '2025-6M', '2025']%s}",
                         code, code, more),
                    body("{'items': [{'code': '%s-1', 'name': 'Diện tích trồng', 'field': 'economy',"
                         " 'value_type': 'number', 'unit_of_measure': 'ha', 'comparator': 'gte',"
                         " 'target_value': 3600, 'accumulation': 'cumulative',"
                         " 'reporters': [{'unit': 'code:xa-doan-ket'}]},"
                         " {'code': '%s-2', 'name': 'Hộ thoát nghèo', 'field': 'economy',"
                         " 'value_type': 'count', 'unit_of_measure': 'hộ', 'comparator': 'gte',"
                         " 'target_value': 900, 'accumulation': 'cumulative', 'when_falling': 'error',"
                         " 'reporters': [{'unit': 'code:xa-doan-ket'}]}]}",
                         code, code));
}

static struct answer save_totals(const char *code, const char *period, double area, int households)
{
    return as(reporter, PATCH, sheet_at(code, "xa-doan-ket", period), .headers = {"If-None-Match: *"},
              .json = body("{'values': {'%s-1': {'value': %g}, '%s-2': {'value': %d}}}", code, area, code, households));
}

/* Submits what was saved; the path of the report. */
static const char *submitted(struct answer saved_now)
{
    const char *report = at("/submissions/%s", text(saved_now, "id"));
    expect_status(move(reporter, report, "submitted"), 201);
    return report;
}

Test(validation_rules, warn_of_a_running_total_that_falls)
{
    launch_totals("QT-LUI", "");
    submitted(save_totals("QT-LUI", "2025-Q1", 842.6, 40)); /* said, even if nobody has verified it yet */
    struct answer five = save_totals("QT-LUI", "2025-5M", 800, 40);
    expect_count(five, "warnings", 1);
    expect_text(five, "warnings.0.code", "total_falls");
    expect_text(five, "warnings.0.severity", "warning");
    expect_text(five, "warnings.0.message",
                "“Diện tích trồng” lũy kế là 800, thấp hơn 842,6 đã báo cáo cho quý I năm 2025; số lũy kế không giảm");
    const char *report = at("/submissions/%s", text(five, "id"));
    expect_fault(move(reporter, report, "submitted"), "/values/QT-LUI-1", "justification_needed");
    patch(reporter, report, body("{'values': {'QT-LUI-1': {'justification': 'Đã trừ diện tích chết do hạn.'}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
}

Test(validation_rules, refuse_a_running_total_that_falls_where_the_indicator_says_so)
{
    launch_totals("QT-CHAN", "");
    expect_text(as(reporter, GET, "/indicators/code:QT-CHAN-1"), "when_falling", "warning");
    expect_text(as(reporter, GET, "/indicators/code:QT-CHAN-2"), "when_falling", "error");
    submitted(save_totals("QT-CHAN", "2025-Q1", 100, 40));
    struct answer five = save_totals("QT-CHAN", "2025-5M", 120, 39);
    const char *report = at("/submissions/%s", text(five, "id"));
    expect_fault(move(reporter, report, "submitted"), "/values/QT-CHAN-2", "total_falls");
    patch(reporter, report, body("{'values': {'QT-CHAN-2': {'value': 39, 'justification': 'Hộ tái nghèo.'}}}"));
    expect_fault(move(reporter, report, "submitted"), "/values/QT-CHAN-2", "total_falls");
    expect_count(patch(reporter, report, body("{'values': {'QT-CHAN-2': {'value': 40}}}")), "warnings", 0);
    expect_status(move(reporter, report, "submitted"), 201);
}

Test(validation_rules, warn_of_an_earlier_total_above_a_later_one)
{
    launch_totals("QT-SAU", "");
    submitted(save_totals("QT-SAU", "2025-5M", 800, 40));
    struct answer first = save_totals("QT-SAU", "2025-Q1", 842.6, 41);
    expect_count(first, "warnings", 2);
    cr_assert(eq(str,
                 (char *)json_string_value(within(item(first, "warnings", "pointer", "/values/QT-SAU-1"), "message")),
                 "“Diện tích trồng” lũy kế là 842,6, cao hơn 800 đã báo cáo cho 5 tháng năm 2025; số lũy kế không "
                 "giảm"));
    expect_fault(move(reporter, at("/submissions/%s", text(first, "id")), "submitted"), "/values/QT-SAU-2",
                 "total_above_later");
}

static void verify(const char *report)
{
    expect_status(move(reviewer, report, "verified"), 201);
}

Test(validation_rules, notice_a_leap_after_a_single_period)
{
    launch_totals("QT-VOT", "");
    verify(submitted(save_totals("QT-VOT", "2025-Q1", 95, 30)));
    /* five times as fast is not much to go by after one period; sixty times is a slip of the pen */
    expect_count(save_totals("QT-VOT", "2025-5M", 95 * 20, 60), "warnings", 0);
    struct answer five = as(reporter, PATCH, "/campaigns/code:QT-VOT/units/code:xa-doan-ket/periods/2025-5M/submission",
                            .if_match = "*", .json = body("{'values': {'QT-VOT-1': {'value': 9500}}}"));
    expect_count(five, "warnings", 1);
    expect_text(five, "warnings.0.code", "faster_than_before");
    expect_text(five, "warnings.0.message",
                "“Diện tích trồng” là 9.500, bình quân mỗi tháng 1.900, gấp 60 lần kỳ trước (95, mỗi tháng 31,67); đã "
                "đối chiếu 1 kỳ");
}

Test(validation_rules, hold_totals_of_different_length_against_each_other_by_the_month)
{
    launch_totals("QT-NHIP", "");
    verify(submitted(save_totals("QT-NHIP", "2025-Q1", 300, 30)));
    verify(submitted(save_totals("QT-NHIP", "2025-5M", 520, 50)));
    /* 3.600 in six months is six times the pace; in the whole year it would be three times */
    struct answer six = save_totals("QT-NHIP", "2025-6M", 3600, 60);
    expect_count(six, "warnings", 1);
    expect_text(six, "warnings.0.code", "faster_than_before");
    expect_fault(move(reporter, at("/submissions/%s", text(six, "id")), "submitted"), "/values/QT-NHIP-1",
                 "justification_needed");
    expect_count(save_totals("QT-NHIP", "2025", 3600, 120), "warnings", 0);
}

Test(validation_rules, take_from_the_campaign_how_many_periods_judge)
{
    launch_totals("QT-DU", ", \"outlier_profile\": {\"own_points\": 3, \"leap\": null}");
    expect_null(as(reviewer, GET, "/campaigns/code:QT-DU"), "outlier_profile.leap");
    expect_number(as(reviewer, GET, "/campaigns/code:QT-DU"), "outlier_profile.own_points", 3);
    verify(submitted(save_totals("QT-DU", "2025-Q1", 300, 30)));
    verify(submitted(save_totals("QT-DU", "2025-5M", 520, 50)));
    verify(submitted(save_totals("QT-DU", "2025-6M", 36000, 60)));
    expect_count(save_totals("QT-DU", "2025", 950000, 120), "warnings", 1);
}
