/* report_sources_test.c: a figure reported once is reused. Where it may come from, that it is taken by saving it and
 * stays tied to its origin, that its users are told when the origin is amended; and what nil, not available and excused
 * mean. */
#include "support/season.h"

static const char reporter[] = "xa-doan-ket.reporter";
static const char neighbour[] = "xa-hoa-binh.reporter";
static const char city[] = "thanh-pho-kon-tum.reviewer";
static const char city_reporter[] = "thanh-pho-kon-tum.reporter";
static const char province[] = "tinh-kon-tum.reviewer";

/* A launched campaign of the city or the province with these indicators, reporting for the first quarter and half-year.
 */
static void launch(const char *issuer, const char *code, const char *indicators)
{
    launch_campaign(issuer,
                    body("{'code': '%s', 'title': 'Phong trào %s', 'kind': 'movement',"
                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31',"
                         " 'report_periods': ['2025-Q1', '2025-6M']}",
                         code, code),
                    indicators);
}

/* One indicator of a number under a library code. */
static const char *one(const char *code, const char *library_code, const char *more)
{
    return body("{'items': [{'code': '%s', 'name': 'Kinh phí huy động', 'field': 'economy', 'value_type': 'number',"
                " 'comparator': 'gte', 'target_value': 10, 'accumulation': 'cumulative', 'library_code': '%s'%s}]}",
                code, library_code, more);
}

static struct answer save(const char *unit, const char *code, const char *period, const char *json)
{
    return as(at("%s.reporter", unit), PATCH, sheet_at(code, unit, period), .headers = {"If-None-Match: *"},
              .json = json);
}

/* Saved, submitted, verified and approved; the path of the report by its id. */
static const char *approved(const char *unit, const char *issuer, const char *code, const char *period,
                            const char *json)
{
    struct answer saved = save(unit, code, period, json);
    const char *report = report_saved(saved);
    expect_status(move(at("%s.reporter", unit), report, "submitted"), 201);
    approve_report(issuer, report);
    return report;
}

Test(report_sources, tell_the_user_of_a_figure_that_its_origin_was_amended)
{
    launch(
        "thanh-pho-kon-tum", "NG-TP",
        one("NG-TP-1", "KINH-PHI-XNT", body(", 'unit_of_measure': 'triệu đồng', 'reporters': [{'level': 'commune'}]")));
    launch(
        "tinh-kon-tum", "NG-TINH",
        one("NG-TINH-1", "KINH-PHI-XNT", body(", 'unit_of_measure': 'tỷ đồng', 'reporters': [{'level': 'commune'}]")));
    const char *origin = approved("xa-doan-ket", "thanh-pho-kon-tum", "NG-TP", "2025-6M",
                                  body("{'values': {'NG-TP-1': {'value': 850}}}"));
    /* offered to the unit itself, converted, and to nobody else */
    struct answer offered =
        as(reporter, GET, at("%s?expand=suggestions", sheet_at("NG-TINH", "xa-doan-ket", "2025-6M")));
    expect_text(offered, "suggestions.NG-TINH-1.0.source", "reused");
    expect_number(offered, "suggestions.NG-TINH-1.0.value", 0.85);
    expect_text(offered, "suggestions.NG-TINH-1.0.origin.campaign.code", "NG-TP");
    expect_null(offered, "values.NG-TINH-1.value");
    expect_absent(as(province, GET, at("%s?expand=suggestions", sheet_at("NG-TINH", "xa-doan-ket", "2025-6M"))),
                  "suggestions.NG-TINH-1");
    expect_absent(as(reporter, GET, at("%s?expand=suggestions", sheet_at("NG-TINH", "xa-doan-ket", "2025-Q1"))),
                  "suggestions.NG-TINH-1");
    /* taken as it stands, with its origin */
    expect_fault(save("xa-doan-ket", "NG-TINH", "2025-6M",
                      body("{'values': {'NG-TINH-1': {'value': 0.9, 'source': 'reused'}}}")),
                 "/values/NG-TINH-1/source", "figure_differs_from_source");
    const char *user = approved("xa-doan-ket", "tinh-kon-tum", "NG-TINH", "2025-6M",
                                body("{'values': {'NG-TINH-1': {'source': 'reused'}}}"));
    struct answer used = as(reporter, GET, user);
    expect_number(used, "values.NG-TINH-1.value", 0.85);
    expect_text(used, "values.NG-TINH-1.source", "reused");
    expect_text(used, "values.NG-TINH-1.origin.kind", "official_value");
    expect_number(used, "values.NG-TINH-1.origin.figure.value", 850);
    expect_null(used, "values.NG-TINH-1.origin.changed");
    cr_assert_null(item(as(reporter, GET, "/me/tasks?kind=check_origin&limit=100"), "items", "id", user + 13));
    /* an amendment that is not yet approved changes nothing */
    expect_status(move_with(reporter, origin, body("{'to': 'amending', 'note': 'Cộng thiếu'}")), 201);
    patch(reporter, origin, body("{'values': {'NG-TP-1': {'value': 900}}}"));
    expect_null(as(reporter, GET, user), "values.NG-TINH-1.origin.changed");
    expect_status(move(reporter, origin, "submitted"), 201);
    approve_report("thanh-pho-kon-tum", origin);
    /* approved, it is told to the unit and to the other issuer; the other official figure stays */
    struct answer flagged = as(reporter, GET, user);
    expect_number(flagged, "values.NG-TINH-1.origin.changed.before.value", 850);
    expect_number(flagged, "values.NG-TINH-1.origin.changed.after.value", 900);
    expect_number(as(province, GET, user), "values.NG-TINH-1.origin.changed.after.value", 900);
    struct answer tasks = as(reporter, GET, "/me/tasks?kind=check_origin&limit=100");
    cr_assert_not_null(item(tasks, "items", "id", user + 13), "%s", tasks.body);
    cr_assert_null(item(as(neighbour, GET, "/me/tasks?kind=check_origin&limit=100"), "items", "id", user + 13));
    const char *progress = "/campaigns/code:NG-TINH/progress?period=2025-6M&by=unit&unit=code:xa-doan-ket";
    expect_number(as(province, GET, progress), "items.0.value", 0.85);
    /* the using report is amended: the new figure is taken, and nothing is left to look at */
    expect_status(move_with(reporter, user, body("{'to': 'amending', 'note': 'Theo số liệu điều chỉnh'}")), 201);
    struct answer taken = patch(reporter, user, body("{'values': {'NG-TINH-1': {'source': 'reused'}}}"));
    expect_number(taken, "values.NG-TINH-1.value", 0.9);
    expect_null(taken, "values.NG-TINH-1.origin.changed");
    expect_number(as(province, GET, progress), "items.0.value", 0.85);
    expect_status(move(reporter, user, "submitted"), 201);
    approve_report("tinh-kon-tum", user);
    expect_number(as(province, GET, progress), "items.0.value", 0.9);
    struct answer diff = as(province, GET, at("%s/diff?from=1&to=2", user));
    expect_number(diff, "values.0.before.origin.figure.value", 850);
    expect_number(diff, "values.0.after.origin.figure.value", 900);
}

Test(report_sources, forget_the_origin_of_a_figure_that_is_typed_over)
{
    launch("thanh-pho-kon-tum", "NG-GO-TP", one("NG-GO-TP-1", "NG-GO", body(", 'reporters': [{'level': 'commune'}]")));
    launch("tinh-kon-tum", "NG-GO-TINH", one("NG-GO-TINH-1", "NG-GO", body(", 'reporters': [{'level': 'commune'}]")));
    approved("xa-doan-ket", "thanh-pho-kon-tum", "NG-GO-TP", "2025-6M",
             body("{'values': {'NG-GO-TP-1': {'value': 5}}}"));
    struct answer saved =
        save("xa-doan-ket", "NG-GO-TINH", "2025-6M", body("{'values': {'NG-GO-TINH-1': {'source': 'reused'}}}"));
    expect_text(saved, "values.NG-GO-TINH-1.source", "reused");
    const char *report = at("/submissions/%s", text(saved, "id"));
    expect_text(patch(reporter, report, body("{'values': {'NG-GO-TINH-1': {'note': 'Theo báo cáo thành phố'}}}")),
                "values.NG-GO-TINH-1.source", "reused");
    struct answer typed = patch(reporter, report, body("{'values': {'NG-GO-TINH-1': {'value': 6}}}"));
    expect_text(typed, "values.NG-GO-TINH-1.source", "typed");
    expect_null(typed, "values.NG-GO-TINH-1.origin");
}

Test(report_sources, are_no_indicators_of_another_definition)
{
    launch("thanh-pho-kon-tum", "NG-KHAC-TP",
           one("NG-KHAC-TP-1", "GIUONG-BENH",
               body(", 'reporters': [{'level': 'commune'}], 'definition_note': 'Không tính giường trạm y tế xã.'")));
    launch("tinh-kon-tum", "NG-KHAC-TINH",
           one("NG-KHAC-TINH-1", "GIUONG-BENH",
               body(", 'reporters': [{'level': 'commune'}], 'definition_note': 'Tính cả giường trạm y tế xã.'")));
    approved("xa-doan-ket", "thanh-pho-kon-tum", "NG-KHAC-TP", "2025-6M",
             body("{'values': {'NG-KHAC-TP-1': {'value': 5}}}"));
    expect_absent(as(reporter, GET, at("%s?expand=suggestions", sheet_at("NG-KHAC-TINH", "xa-doan-ket", "2025-6M"))),
                  "suggestions.NG-KHAC-TINH-1");
    struct answer refused =
        save("xa-doan-ket", "NG-KHAC-TINH", "2025-6M", body("{'values': {'NG-KHAC-TINH-1': {'source': 'reused'}}}"));
    expect_fault(refused, "/values/NG-KHAC-TINH-1/source", "definition_differs");
    expect_in_body(refused, "Phong trào NG-KHAC-TP");
    expect_fault(
        save("xa-doan-ket", "NG-KHAC-TINH", "2025-6M", body("{'values': {'NG-KHAC-TINH-1': {'source': 'prefilled'}}}")),
        "/values/NG-KHAC-TINH-1/source", "definition_differs");
}

Test(report_sources, offer_what_stays_from_the_period_before)
{
    launch("thanh-pho-kon-tum", "NG-KY",
           body("{'items': [{'code': 'NG-KY-1', 'name': 'Đàn bò', 'field': 'economy', 'value_type': 'count',"
                " 'comparator': 'gte', 'target_value': 10, 'reporters': [{'level': 'commune'}]},"
                " {'code': 'NG-KY-2', 'name': 'Sản lượng', 'field': 'economy', 'value_type': 'number',"
                " 'comparator': 'gte', 'target_value': 10, 'accumulation': 'cumulative',"
                " 'reporters': [{'level': 'commune'}]},"
                " {'code': 'NG-KY-3', 'name': 'Mô hình', 'field': 'economy', 'value_type': 'text',"
                " 'comparator': 'improve', 'reporters': [{'level': 'commune'}]}]}"));
    approved("xa-doan-ket", "thanh-pho-kon-tum", "NG-KY", "2025-Q1",
             body("{'values': {'NG-KY-1': {'value': 31}, 'NG-KY-2': {'value': 5}, 'NG-KY-3': {'text': 'Vườn mẫu'}}}"));
    struct answer offered = as(reporter, GET, at("%s?expand=suggestions", sheet_at("NG-KY", "xa-doan-ket", "2025-6M")));
    expect_number(offered, "suggestions.NG-KY-1.0.value", 31);
    expect_text(offered, "suggestions.NG-KY-1.0.origin.period", "2025-Q1");
    expect_text(offered, "suggestions.NG-KY-3.0.text", "Vườn mẫu");
    expect_absent(offered, "suggestions.NG-KY-2");
    expect_fault(save("xa-doan-ket", "NG-KY", "2025-6M", body("{'values': {'NG-KY-2': {'source': 'prefilled'}}}")),
                 "/values/NG-KY-2/source", "no_figure_to_take");
    struct answer saved =
        save("xa-doan-ket", "NG-KY", "2025-6M",
             body("{'values': {'NG-KY-1': {'source': 'prefilled'}, 'NG-KY-3': {'source': 'prefilled'}}}"));
    expect_number(saved, "values.NG-KY-1.value", 31);
    expect_text(saved, "values.NG-KY-1.source", "prefilled");
    expect_text(saved, "values.NG-KY-3.text", "Vườn mẫu");
    expect_number(saved, "cells_missing", 1);
}

Test(report_sources, offer_a_district_the_roll_up_of_its_own_campaign)
{
    launch(
        "thanh-pho-kon-tum", "NG-GOP-TP",
        one("NG-GOP-TP-1", "NG-GOP", body(", 'unit_of_measure': 'triệu đồng', 'reporters': [{'level': 'commune'}]")));
    launch(
        "tinh-kon-tum", "NG-GOP-TINH",
        one("NG-GOP-TINH-1", "NG-GOP", body(", 'unit_of_measure': 'tỷ đồng', 'reporters': [{'level': 'district'}]")));
    approved("xa-doan-ket", "thanh-pho-kon-tum", "NG-GOP-TP", "2025-6M",
             body("{'values': {'NG-GOP-TP-1': {'value': 700}}}"));
    approved("xa-hoa-binh", "thanh-pho-kon-tum", "NG-GOP-TP", "2025-6M",
             body("{'values': {'NG-GOP-TP-1': {'value': 550}}}"));
    struct answer offered =
        as(city_reporter, GET, at("%s?expand=suggestions", sheet_at("NG-GOP-TINH", "thanh-pho-kon-tum", "2025-6M")));
    const char *origin = "suggestions.NG-GOP-TINH-1.0.origin";
    expect_text(offered, "suggestions.NG-GOP-TINH-1.0.source", "computed");
    expect_number(offered, "suggestions.NG-GOP-TINH-1.0.value", 1.25);
    expect_number(offered, at("%s.coverage.reported", origin), 2);
    expect_number(offered, at("%s.coverage.expected", origin), 21);
    expect_count(offered, at("%s.missing", origin), 19);
    struct answer saved = save("thanh-pho-kon-tum", "NG-GOP-TINH", "2025-6M",
                               body("{'values': {'NG-GOP-TINH-1': {'source': 'computed'}}}"));
    expect_number(saved, "values.NG-GOP-TINH-1.value", 1.25);
    expect_text(saved, "values.NG-GOP-TINH-1.origin.kind", "roll_up");
    expect_text(saved, "values.NG-GOP-TINH-1.origin.indicator.code", "NG-GOP-TP-1");
}

/* ---- the library ---- */

static const char library[] = "/indicator-library";

Test(report_sources, share_codes_of_the_library)
{
    const char *code = body("{'code': 'GIUONG-10K', 'name': 'Số giường bệnh', 'field': 'culture_society',"
                            " 'value_type': 'number', 'unit_of_measure': 'giường',"
                            " 'definition_note': 'Không tính giường trạm y tế xã.'}");
    expect_problem(as(city, POST, library, .json = code), 403, "role_not_allowed");
    struct answer made = as(province, POST, library, .json = code);
    expect_status(made, 201);
    expect_text(made, "unit.name", "Tỉnh Kon Tum");
    expect_problem(as("tinh-kon-tum.admin", POST, library, .json = code), 409, "library_code_taken");
    expect_status(as(city, POST, "/campaigns",
                     .json = body("{'code': 'NG-THU-VIEN', 'title': 'Dùng chung', 'kind': 'movement'}")),
                  201);
    const char *indicators = "/campaigns/code:NG-THU-VIEN/indicators";
    struct answer refused = as(city, POST, indicators, .json = one("NG-TV-1", "GIUONG-10K", ""));
    expect_fault(refused, "/items/0/library_code", "library_definition_differs");
    expect_in_body(refused, "Không tính giường trạm y tế xã.");
    expect_status(
        as(city, POST, indicators,
           .json = one("NG-TV-1", "GIUONG-10K",
                       body(", 'unit_of_measure': 'giường', 'definition_note': 'Không tính giường trạm y tế xã.'"))),
        201);
    expect_fault(patch(city, "/indicators/code:NG-TV-1", body("{'definition_note': null}")), "/library_code",
                 "library_definition_differs");
    struct answer seen = as(city, GET, at("%s?code=GIUONG-10K", library));
    expect_text(seen, "items.0.used_by.0.campaign.code", "NG-THU-VIEN");
    expect_text(seen, "items.0.used_by.0.indicator.code", "NG-TV-1");
    /* a draft is nobody else's business */
    expect_count(as("huyen-kon-plong.reviewer", GET, at("%s?code=GIUONG-10K", library)), "items.0.used_by", 0);
    expect_count(as(reporter, GET, at("%s?q=giuong%%20benh&field=culture_society", library)), "items", 1);
}

Test(report_sources, correct_a_code_of_the_library_by_who_registered_it)
{
    struct answer made =
        as(province, POST, library,
           .json = body("{'code': 'CAY-XANH', 'name': 'Số cây đã trồg', 'field': 'environment', 'value_type': 'count',"
                        " 'unit_of_measure': 'cây', 'definition_note': 'Cây sống sau 3 tháng.'}"));
    expect_status(made, 201);
    const char *code = at("%s/%s", library, text(made, "id"));
    expect_text(as(reporter, GET, code), "code", "CAY-XANH");
    expect_problem(as(reporter, GET, at("%s/01a201da-0000-7000-8000-000000000000", library)), 404, "not_found");
    expect_problem(as(province, PATCH, at("%s/01a201da-0000-7000-8000-000000000000", library), .if_match = "*",
                      .json = body("{'name': 'Số cây đã trồng'}")),
                   404, "not_found");
    expect_problem(patch(city, code, body("{'name': 'Số cây đã trồng'}")), 403, "role_not_allowed");
    expect_problem(as(province, PATCH, code, .if_match = "\"7\"", .json = body("{'name': 'Số cây đã trồng'}")), 412,
                   "stale_version");
    expect_problem(patch(province, code, body("{'code': 'CAY'}")), 422, "validation_failed");
    struct answer changed =
        patch("tinh-kon-tum.admin", code,
              body("{'name': 'Số cây đã trồng', 'definition_note': 'Cây còn sống sau 3 tháng.', 'citation': null}"));
    expect_text(changed, "name", "Số cây đã trồng");
    expect_number(changed, "version", 2);
    expect_status(
        as(city, POST, "/campaigns", .json = body("{'code': 'NG-CAY', 'title': 'Trồng cây', 'kind': 'movement'}")),
        201);
    expect_status(
        as(city, POST, "/campaigns/code:NG-CAY/indicators",
           .json = body("{'items': [{'code': 'NG-CAY-1', 'name': 'Số cây', 'field': 'environment',"
                        " 'value_type': 'count', 'unit_of_measure': 'cây', 'comparator': 'gte', 'target_value': 9,"
                        " 'library_code': 'CAY-XANH', 'definition_note': 'Cây còn sống sau 3 tháng.',"
                        " 'reporters': [{'level': 'commune'}]}]}")),
        201);
    /* another note is another indicator, even of a draft that the province does not see */
    expect_problem(patch(province, code, body("{'definition_note': 'Mọi cây đã trồng.'}")), 409, "library_code_in_use");
    expect_text(patch(province, code, body("{'definition_note': 'CÂY còn sống sau 3 tháng.'}")), "name",
                "Số cây đã trồng");
}

/* ---- figures that changed since ---- */

/* Figures of NG-SINCE after an instant of a reply, whose `+` an address would read as a space. */
static const char *changed_since(const char *instant)
{
    return at("/submission-values?campaign=code:NG-SINCE&updated_after=%.*sZ", (int)strcspn(instant, "+Z"), instant);
}

Test(report_sources, list_the_figures_written_or_moved_since_an_instant)
{
    launch("thanh-pho-kon-tum", "NG-SINCE",
           one("NG-SINCE-1", "NG-SINCE", body(", 'reporters': [{'level': 'commune'}]")));
    struct answer drafted =
        save("xa-doan-ket", "NG-SINCE", "2025-6M", body("{'values': {'NG-SINCE-1': {'value': 12}}}"));
    const char *since = changed_since(text(drafted, "values.NG-SINCE-1.updated_at"));
    expect_count(as(city, GET, since), "items", 0);
    /* what was written before, but handed in only now, is news */
    expect_status(move(reporter, at("/submissions/%s", text(drafted, "id")), "submitted"), 201);
    struct answer news = as(city, GET, since);
    expect_count(news, "items", 1);
    expect_count(as(city, GET, changed_since(text(news, "items.0.updated_at"))), "items", 0);
    expect_problem(as("huyen-kon-plong.reviewer", GET, since), 404, "not_found");
}

/* ---- what is said when there is no figure ---- */

static double coverage(const char *campaign, const char *part)
{
    struct answer progress = as(city, GET, at("/campaigns/code:%s/progress?period=2025-6M", campaign));
    return number(progress, at("items.0.coverage.%s", part));
}

Test(report_sources, keep_nil_apart_from_what_is_not_there)
{
    launch("thanh-pho-kon-tum", "NG-KHONG",
           one("NG-KHONG-1", "NG-KHONG", body(", 'reporters': [{'level': 'commune'}]")));
    cr_assert(eq(dbl, coverage("NG-KHONG", "expected"), 21));
    approved("xa-doan-ket", "thanh-pho-kon-tum", "NG-KHONG", "2025-6M",
             body("{'values': {'NG-KHONG-1': {'status': 'nil', 'note': 'Không phát sinh'}}}"));
    approved("xa-hoa-binh", "thanh-pho-kon-tum", "NG-KHONG", "2025-6M",
             body("{'values': {'NG-KHONG-1': {'status': 'not_applicable', 'note': 'Không thuộc diện'}}}"));
    approved("xa-kroong", "thanh-pho-kon-tum", "NG-KHONG", "2025-6M",
             body("{'values': {'NG-KHONG-1': {'status': 'not_available', 'note': 'Chưa thống kê'}}}"));
    /* nil is a figure; not applicable leaves the denominator; not available is missing */
    cr_assert(eq(dbl, coverage("NG-KHONG", "reported"), 1));
    cr_assert(eq(dbl, coverage("NG-KHONG", "expected"), 20));
    struct answer progress = as(city, GET, "/campaigns/code:NG-KHONG/progress?period=2025-6M");
    expect_number(progress, "items.0.value", 0);
    expect_count(progress, "items.0.missing", 19);
    cr_assert_not_null(item(progress, "items.0.missing", "name", "Xã Kroong"));
}

Test(report_sources, excuse_a_figure_by_the_word_of_the_issuer)
{
    launch("thanh-pho-kon-tum", "NG-MIEN",
           body("{'items': [{'code': 'NG-MIEN-1', 'name': 'Đàn bò', 'field': 'economy', 'value_type': 'count',"
                " 'comparator': 'gte', 'target_value': 10, 'reporters': [{'level': 'commune'}]},"
                " {'code': 'NG-MIEN-2', 'name': 'Đàn trâu', 'field': 'economy', 'value_type': 'count',"
                " 'comparator': 'gte', 'target_value': 10, 'reporters': [{'level': 'commune'}]}]}"));
    expect_fault(save("xa-doan-ket", "NG-MIEN", "2025-6M",
                      body("{'values': {'NG-MIEN-1': {'status': 'excused', 'note': 'Bận'}}}")),
                 "/values/NG-MIEN-1/status", "excused_by_the_issuer");
    struct answer owed =
        as(city, GET, "/campaigns/code:NG-MIEN/obligations?kind=report&period=2025-6M&unit=code:xa-doan-ket");
    const char *obligation = at("/obligations/%s", text(owed, "items.0.id"));
    const char *word = body("{'excused_values': {'NG-MIEN-1': 'Dịch bệnh, chưa kiểm kê được'}}");
    expect_problem(patch(reporter, obligation, word), 403, "not_allowed");
    expect_fault(patch(city, obligation, body("{'excused_values': {'NG-MIEN-9': 'Không có'}}")),
                 "/excused_values/NG-MIEN-9", "indicator_not_owed");
    expect_text(patch(city, obligation, word), "excused_values.NG-MIEN-1", "Dịch bệnh, chưa kiểm kê được");
    cr_assert(eq(dbl, coverage("NG-MIEN", "expected"), 20));
    struct answer empty = as(reporter, GET, sheet_at("NG-MIEN", "xa-doan-ket", "2025-6M"));
    expect_text(empty, "values.NG-MIEN-1.status", "excused");
    expect_text(empty, "values.NG-MIEN-1.note", "Dịch bệnh, chưa kiểm kê được");
    expect_number(empty, "cells_missing", 1);
    const char *report = approved("xa-doan-ket", "thanh-pho-kon-tum", "NG-MIEN", "2025-6M",
                                  body("{'values': {'NG-MIEN-2': {'value': 4}}}"));
    cr_assert(eq(dbl, coverage("NG-MIEN", "expected"), 20));
    /* a figure that is reported all the same counts */
    expect_status(move_with(reporter, report, body("{'to': 'amending', 'note': 'Đã kiểm kê'}")), 201);
    patch(reporter, report, body("{'values': {'NG-MIEN-1': {'value': 7}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
    approve_report("thanh-pho-kon-tum", report);
    cr_assert(eq(dbl, coverage("NG-MIEN", "expected"), 21));
    /* and taken back, an excuse leaves nothing behind */
    struct answer other =
        as(city, GET, "/campaigns/code:NG-MIEN/obligations?kind=report&period=2025-6M&unit=code:xa-hoa-binh");
    const char *whole = at("/obligations/%s", text(other, "items.0.id"));
    patch(city, whole, body("{'excused_reason': 'Khắc phục thiên tai'}"));
    cr_assert(eq(dbl, coverage("NG-MIEN", "expected"), 20));
    struct answer freed = patch(city, whole, body("{'excused_reason': null, 'excused_values': {'NG-MIEN-1': null}}"));
    expect_text(freed, "state", "due");
    cr_assert(eq(dbl, coverage("NG-MIEN", "expected"), 21));
}
