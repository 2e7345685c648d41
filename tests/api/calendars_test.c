/* calendars_test.c: what a period covers and when it is due, per level and area; working days and holidays as yearly
 * data that the administrator of a level keeps. */
#include "support/season.h"

static const char admin[] = "tinh-kon-tum.admin";

static const char *national(void)
{
    struct answer all = as(admin, GET, "/calendars?regime=administrative");
    return text(all, "items.0.id");
}

static const char *made(const char *code, const char *level)
{
    struct answer calendar =
        as(admin, POST, "/calendars",
           .json = body("{'code': '%s', 'name': 'Lịch báo cáo của tỉnh', 'level': %s, 'unit': 'code:thanh-pho-kon-tum',"
                        " 'valid_from': '2025-01-01', 'citation': 'Công văn của tỉnh (giả định)'}",
                        code, level));
    expect_status(calendar, 201);
    return text(calendar, "id");
}

Test(calendars, close_half_years_on_the_14th_and_are_due_two_working_days_later)
{
    struct answer year = as("xa-doan-ket.reporter", GET, at("/calendars/%s/periods?year=2025&limit=100", national()));
    json_t *half = item(year, "items", "code", "2025-6M");
    cr_assert(eq(str, (char *)json_string_value(within(half, "starts_on")), "2024-12-15"));
    cr_assert(eq(str, (char *)json_string_value(within(half, "ends_on")), "2025-06-14"));
    cr_assert(eq(str, (char *)json_string_value(within(half, "due_on")), "2025-06-17"));
    static const char *const codes[] = {"2025", "2025-H1", "2025-H2", "2025-Q1", "2025-M01", "2025-2M", "2025-11M"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        cr_expect_not_null(item(year, "items", "code", codes[i]), "%s is not there", codes[i]);
    expect_count(as(admin, GET, at("/calendars/%s/periods?kind=years,full", national())), "items", 4);
}

Test(calendars, know_tet_and_the_saturdays_worked_in_exchange)
{
    const char *days = at("/calendars/%s/working-days", national());
    struct answer tet = as("xa-doan-ket.reporter", GET, at("%s?from=2025-01-25&to=2025-02-03", days));
    expect_number(tet, "working_days", 1);
    expect_text(tet, "days.2.name", "Tết Nguyên đán");
    struct answer april = as(admin, GET, at("%s?from=2025-04-26&to=2025-05-04", days));
    expect_number(april, "working_days", 3);
    expect_true(april, "days.0.works");
    expect_false(april, "days.4.works");
    expect_fault(as(admin, GET, at("%s?from=2025-05-04&to=2025-04-26", days)), "/to", "days_out_of_range");
    expect_problem(
        as(admin, GET, "/calendars/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/working-days?from=2025-05-04&to=2025-05-26"),
        404, "not_found");
}

Test(calendars, of_a_level_make_communes_report_earlier_with_grace_and_lock)
{
    const char *calendar = made("KT-XA-2025", "\"commune\"");
    const char *periods = at("/calendars/%s/periods", calendar);
    struct answer added = as(admin, POST, periods,
                             .json = body("{'items': [{'code': '2025-6M', 'due_working_days': 1,"
                                          " 'grace_working_days': 2, 'lock_working_days': 5}]}"));
    expect_status(added, 201);
    expect_text(added, "items.0.due_on", "2025-06-16");
    expect_text(added, "items.0.grace_until", "2025-06-17");
    expect_text(added, "items.0.locks_on", "2025-06-20");
    static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': 'LICH-XA', 'title': 'Thi đua theo lịch riêng', 'kind': 'plan', 'starts_on': "
                         "'2025-01-01', 'ends_on': '2025-12-31', 'report_periods': ['2025-6M']}"),
                    body("{'items': [{'code': 'LICH-XA-1', 'name': 'Số mô hình', 'field': 'economy', "
                         "'value_type': 'count', 'comparator': 'gte', 'target_value': 1, 'reporters': "
                         "[{'unit': 'code:xa-doan-ket'}, {'unit': 'code:phong-noi-vu-tp-kon-tum'}]}]}"));
    const char *owed = "/campaigns/code:LICH-XA/obligations?kind=report&unit=code";
    struct answer commune = as(reviewer, GET, at("%s:xa-doan-ket", owed));
    expect_text(commune, "items.0.due_on", "2025-06-16");
    expect_text(commune, "items.0.grace_until", "2025-06-17");
    expect_text(commune, "items.0.locks_on", "2025-06-20");
    struct answer agency = as(reviewer, GET, at("%s:phong-noi-vu-tp-kon-tum", owed));
    expect_text(agency, "items.0.due_on", "2025-06-17");
    expect_null(agency, "items.0.locks_on");
}

Test(calendars, are_kept_by_the_administrator_of_their_area_only)
{
    const char *calendar = made("KT-2025-RIENG", "null");
    const char *thing = at("/calendars/%s", calendar);
    expect_text(as("xa-doan-ket.reporter", GET, thing), "unit.name", "Thành phố Kon Tum");
    expect_text(patch(admin, thing, body("{'valid_to': '2026-01-01'}")), "valid_to", "2026-01-01");
    expect_problem(as(admin, PATCH, thing, .if_match = "\"77\"", .json = body("{'valid_to': null}")), 412,
                   "stale_version");
    expect_problem(as(admin, GET, "/calendars/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"), 404, "not_found");
    expect_problem(as(admin, PATCH, "/calendars/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", .if_match = "\"1\"",
                      .json = body("{'valid_to': null}")),
                   404, "not_found");
    expect_problem(patch(admin, at("/calendars/%s", national()), body("{'name': 'Lịch khác'}")), 403, "not_allowed");
    expect_problem(as(admin, POST, "/calendars",
                      .json = body("{'code': 'KT-2025-RIENG', 'name': 'Trùng mã', 'valid_from': '2025-01-01', "
                                   "'citation': 'Giả định'}")),
                   409, "calendar_code_taken");
    expect_problem(as(admin, POST, "/calendars",
                      .json = body("{'code': 'NGUOC', 'name': 'Ngược ngày', 'valid_from': '2025-01-01', "
                                   "'valid_to': '2024-01-01', 'citation': 'Giả định'}")),
                   422, "calendar_ends_after_it_starts");
    expect_problem(as(admin, POST, "/calendars",
                      .json = body("{'code': 'NGOAI', 'name': 'Ngoài địa bàn', 'unit': 'code:51', 'valid_from': "
                                   "'2025-01-01', 'citation': 'Giả định'}")),
                   403, "not_allowed");
    expect_problem(as("tinh-kon-tum.reviewer", POST, "/calendars",
                      .json = body("{'code': 'X1', 'name': 'Của người khác', 'valid_from': '2025-01-01', 'citation': "
                                   "'Giả định'}")),
                   403, "role_not_allowed");
}

Test(calendars, have_each_period_once_with_deadlines_in_order)
{
    const char *periods = at("/calendars/%s/periods", made("KT-KY-2025", "null"));
    struct answer added =
        as(admin, POST, periods, .json = body("{'items': [{'code': '2025-M07', 'due_working_days': 3}]}"));
    expect_status(added, 201);
    expect_text(added, "items.0.ends_on", "2025-07-14");
    const char *thing = at("/calendar-periods/%s", text(added, "items.0.id"));
    expect_text(as("xa-doan-ket.reporter", GET, thing), "due_on", "2025-07-17");
    expect_taken_back(admin, PATCH, thing);
    expect_text(patch(admin, thing, body("{'due_working_days': 1}")), "due_on", "2025-07-15");
    expect_problem(patch(admin, thing, body("{'grace_working_days': 0}")), 422, "period_deadlines_follow_each_other");
    expect_problem(as(admin, PATCH, thing, .if_match = "\"77\"", .json = body("{'due_working_days': 1}")), 412,
                   "stale_version");
    expect_problem(as(admin, POST, periods, .json = body("{'items': [{'code': '2025-M07'}]}")), 409,
                   "period_is_in_the_calendar_once");
    expect_fault(as(admin, POST, periods, .json = body("{'items': [{'code': '1950-Q1'}]}")), "/items/0/ends_on",
                 "period_dates_needed");
    struct answer grid = as(admin, GET, at("/calendars/%s/periods?year=2025", national()));
    expect_problem(patch(admin, at("/calendar-periods/%s", text(grid, "items.0.id")), body("{'due_working_days': 9}")),
                   403, "not_allowed");
    expect_problem(as(admin, POST, at("/calendars/%s/periods", national()),
                      .json = body("{'items': [{'code': '2040-Q1', 'starts_on': '2040-01-01', 'ends_on': "
                                   "'2040-03-31'}]}")),
                   403, "not_allowed");
    static const char nowhere[] = "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(as(admin, POST, at("/calendars/%s/periods", nowhere), .json = body("{'items': [{'code': '2025'}]}")),
                   404, "not_found");
    expect_problem(as(admin, GET, at("/calendar-periods/%s", nowhere)), 404, "not_found");
    expect_problem(as(admin, PATCH, at("/calendar-periods/%s", nowhere), .if_match = "\"1\"",
                      .json = body("{'due_working_days': 9}")),
                   404, "not_found");
}

Test(calendars, take_holidays_of_an_area_from_its_administrator)
{
    struct answer year = as("xa-doan-ket.reporter", GET, "/holidays?year=2025&limit=100");
    cr_assert_not_null(item(year, "items", "day", "2025-01-29"));
    struct answer added = as(admin, POST, "/holidays",
                             .json = body("{'items': [{'day': '2025-03-17', 'name': 'Kỷ niệm 50 năm giải phóng tỉnh'}],"
                                          " 'citation': 'Thông báo của tỉnh (giả định)'}"));
    expect_status(added, 201);
    expect_text(added, "items.0.unit.name", "Tỉnh Kon Tum");
    const char *thing = at("/holidays/%s", text(added, "items.0.id"));
    expect_false(as("xa-doan-ket.reporter", GET, thing), "works");
    expect_true(patch(admin, thing, body("{'works': true}")), "works");
    expect_problem(as(admin, PATCH, thing, .if_match = "\"77\"", .json = body("{'works': true}")), 412,
                   "stale_version");
    expect_problem(as(admin, POST, "/holidays",
                      .json = body("{'items': [{'day': '2025-03-17', 'name': 'Lần nữa'}], 'citation': 'Giả định'}")),
                   409, "holiday_is_known_already");
    expect_problem(as(admin, POST, "/holidays",
                      .json = body("{'items': [{'day': '2025-03-17', 'name': 'Ngoài'}], 'unit': 'code:51', 'citation': "
                                   "'Giả định'}")),
                   403, "not_allowed");
    expect_fault(as(admin, POST, "/holidays",
                    .json = body("{'items': [{'day': '2025-03-18', 'name': 'Khác'}], 'citation': 'Giả định', "
                                 "'document': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}")),
                 "/document", "document_not_found");
    struct answer tet = as(admin, GET, "/holidays?year=2025&works=false");
    expect_problem(patch(admin, at("/holidays/%s", text(tet, "items.0.id")), body("{'works': true}")), 403,
                   "not_allowed");
    static const char nowhere[] = "/holidays/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(as(admin, GET, nowhere), 404, "not_found");
    expect_problem(as(admin, PATCH, nowhere, .if_match = "\"1\"", .json = body("{'works': true}")), 404, "not_found");
}

/* ---- terms of work ---- */

static struct answer term(const char *account, const char *code, int days, const char *since)
{
    return as(account, POST, "/work-terms",
              .json = body("{'code': '%s', 'days': %d, 'valid_from': '%s', 'citation': 'Quy chế báo cáo (giả định)'}",
                           code, days, since));
}

Test(work_terms, are_set_by_a_province_from_a_day_on)
{
    struct answer shipped = as("xa-doan-ket.reporter", GET, "/work-terms?code=unlock_days&on=2025-06-16");
    expect_number(shipped, "items.0.days", 10);
    expect_null(shipped, "items.0.unit");
    struct answer set = term(admin, "unlock_days", 3, "2025-06-01");
    expect_status(set, 201);
    expect_text(set, "unit.name", "Tỉnh Kon Tum");
    expect_text(set, "citation", "Quy chế báo cáo (giả định)");
    expect_header(set, "Location", at("/api/v1/work-terms/%s", text(set, "id")));
    expect_status(term(admin, "unlock_days", 4, "2026-01-01"), 201);
    expect_text(as("xa-doan-ket.reporter", GET, at("/work-terms/%s", text(set, "id"))), "valid_to", "2026-01-01");
    struct answer now = as("xa-doan-ket.reporter", GET, "/work-terms?code=unlock_days&on=2025-06-16&unit=code:62");
    expect_count(now, "items", 1);
    expect_number(now, "items.0.days", 3);
    expect_text(now, "items.0.name", "Số ngày mở khóa báo cáo tối đa");
    cr_assert(eq(str,
                 (char *)database("set search_path = app, extensions;"
                                  " select set_config('app.business_offset',"
                                  "   extract(epoch from timestamptz '2025-06-16 08:00+07' - now())::text, false);"
                                  " select app.work_term('unlock_days', app.unit_named('code:xa-doan-ket@2025-06-16'))"
                                  " || ' ' || app.work_term('unlock_days', null)"),
                 "3 10"));
}

Test(work_terms, count_days_or_times_as_they_are_shipped)
{
    struct answer shipped = as("xa-doan-ket.reporter", GET, "/work-terms?code=identity_lookups_per_hour");
    expect_number(shipped, "items.0.times", 200);
    expect_null(shipped, "items.0.days");
    expect_null(as(admin, GET, "/work-terms?code=unlock_days"), "items.0.times");
    struct answer refused = term(admin, "identity_lookups_per_hour", 3, "2025-07-01");
    expect_fault(refused, "/times", "required");
    expect_fault(refused, "/days", "work_term_counts_otherwise");
    expect_in_body(refused, "tính bằng số lần");
    struct answer set = as(admin, POST, "/work-terms",
                           .json = body("{'code': 'identity_lookups_per_hour', 'times': 50, 'valid_from': '2025-07-01',"
                                        " 'citation': 'Quy chế bảo vệ dữ liệu cá nhân (giả định)'}"));
    expect_status(set, 201);
    expect_number(set, "times", 50);
}

Test(work_terms, are_added_and_never_changed)
{
    expect_status(term(admin, "return_working_days", 3, "2025-06-10"), 201);
    struct answer early = term(admin, "return_working_days", 5, "2025-06-10");
    expect_fault(early, "/valid_from", "rule_begins_too_early");
    expect_in_body(early, "10/06/2025");
    expect_fault(as(admin, POST, "/work-terms",
                    .json = body("{'code': 'unlock_days', 'days': 3, 'valid_from': '2027-01-01', 'citation': 'X',"
                                 " 'document': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}")),
                 "/document", "document_not_found");
    expect_fault(as(admin, POST, "/work-terms", .json = body("{'code': 'unlock_days', 'days': 3}")), "/citation",
                 "required");
    struct answer below = term("thanh-pho-kon-tum.admin", "unlock_days", 3, "2027-01-01");
    expect_problem(below, 403, "not_allowed");
    expect_in_body(below, "Tỉnh Kon Tum");
    expect_problem(term("tinh-kon-tum.reviewer", "unlock_days", 3, "2027-01-01"), 403, "role_not_allowed");
    expect_problem(as(admin, GET, "/work-terms/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"), 404, "not_found");
    expect_status(as(admin, POST, "/work-terms?dry_run=true",
                     .json = body("{'code': 'unlock_days', 'days': 3, 'valid_from': '2028-01-01', 'citation': 'X'}")),
                  201);
}
