/* obligations_test.c: who owes what was frozen at the launch; where it stands follows from what was done and the date;
 * and everybody's tasks follow from that. */
#include "support/season.h"

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char all[] = "/campaigns/code:KT-2025/obligations?limit=500";

static size_t how_many(const char *account, const char *filter)
{
    return (size_t)number(as(account, GET, at("%s&count=true&%s", all, filter)), "page.total");
}

Test(obligations, are_frozen_for_every_reporter_and_period)
{
    const char *owed = "kind=report&state=due,drafted,met_on_time,met_late,overdue";
    cr_assert(eq(sz, how_many(reviewer, at("%s&period=2025-6M", owed)), 27));
    cr_assert(eq(sz, how_many(reviewer, owed), 27 * 4));
    struct answer six = as(reviewer, GET, at("%s&kind=report&period=2025-6M&unit=code:xa-doan-ket", all));
    expect_text(six, "items.0.due_on", "2025-06-17");
    expect_text(six, "items.0.closes_on", "2025-06-14");
    expect_text(six, "items.0.state", "due");
}

Test(obligations, stand_where_what_was_done_puts_them)
{
    struct answer overdue = as(reviewer, GET, at("%s&kind=report&state=overdue", all));
    json_t *ward = NULL;
    for (size_t i = 0; i < count(overdue, "items"); i++)
        if (strcmp(text(overdue, at("items.%zu.unit.name", i)), "Phường Quyết Thắng") == 0)
            ward = json(overdue, at("items.%zu", i));
    cr_assert_not_null(ward);
    cr_assert(eq(int, (int)json_integer_value(within(ward, "days_late")), 31));
    cr_assert(eq(sz, how_many(reviewer, "kind=report&state=met_late"), 4));
    cr_assert(eq(sz, how_many(reviewer, "kind=report&period=2025-Q1&state=overdue"), 1));
    cr_assert(eq(sz, how_many(reviewer, "kind=report&state=drafted"), 4));
    struct answer plan = as(reviewer, GET, at("%s&kind=plan&unit=code:xa-doan-ket", all));
    expect_text(plan, "items.0.state", "met_on_time");
    expect_text(plan, "items.0.plan.code", "DK-2025");
}

Test(obligations, are_seen_by_the_unit_above_and_issuer)
{
    cr_assert(eq(sz, how_many("xa-doan-ket.reporter", "kind=report"), 4));
    cr_assert(eq(sz, how_many("tinh-kon-tum.reviewer", "kind=report"), 28 * 4));
    expect_problem(as("huyen-kon-plong.reviewer", GET, all), 404, "not_found");
    struct answer six = as(reviewer, GET, at("%s&kind=report&period=2025-6M&unit=code:xa-hoa-binh", all));
    const char *thing = at("/obligations/%s", text(six, "items.0.id"));
    expect_status(as("xa-hoa-binh.reporter", GET, thing), 200);
    expect_problem(as("xa-doan-ket.reporter", GET, thing), 404, "not_found");
}

Test(obligations, are_excused_by_the_issuer_with_a_reason)
{
    struct answer found = as(reviewer, GET, at("%s&kind=report&period=2025-6M&unit=code:xa-kroong", all));
    const char *thing = at("/obligations/%s", text(found, "items.0.id"));
    expect_problem(patch("xa-kroong.reporter", thing, body("{'excused_reason': 'Bận'}")), 403, "not_allowed");
    expect_problem(patch("tinh-kon-tum.reviewer", thing, body("{'excused_reason': 'Thiên tai'}")), 403, "not_allowed");
    expect_problem(as(reviewer, PATCH, thing, .if_match = "\"77\"", .json = body("{'excused_reason': 'Thiên tai'}")),
                   412, "stale_version");
    expect_problem(as("huyen-kon-plong.reviewer", PATCH, thing, .if_match = "\"1\"",
                      .json = body("{'excused_reason': 'Thiên tai'}")),
                   404, "not_found");
    expect_taken_back(reviewer, PATCH, thing);
    struct answer excused = patch(reviewer, thing, body("{'excused_reason': 'Khắc phục hậu quả thiên tai'}"));
    expect_text(excused, "state", "excused");
    expect_text(patch(reviewer, thing, body("{'excused_reason': null}")), "state", "due");
}

Test(obligations, pass_to_the_new_reporter_when_the_district_police_closed)
{
    struct answer old = as(reviewer, GET, at("%s&kind=report&unit=code:cong-an-tp-kon-tum@2025-02-28", all));
    expect_count(old, "items", 4);
    for (size_t i = 0; i < 4; i++) {
        expect_text(old, at("items.%zu.state", i), "not_required");
        expect_text(old, at("items.%zu.passed_on_to.name", i), "Công an tỉnh Kon Tum");
    }
    struct answer now = as(reviewer, GET, at("%s&kind=report&sort=due_on&unit=code:cong-an-tinh-kon-tum", all));
    expect_count(now, "items", 4);
    expect_text(now, "items.0.state", "met_on_time");
    expect_text(as("cong-an-tinh-kon-tum.reporter", GET, "/campaigns/code:KT-2025"), "code", "KT-2025");
    /* What is judged against last year's figure: who reports it now owes that figure too. */
    struct answer baseline = as(reviewer, GET, at("%s&kind=baseline&unit=code:cong-an-tinh-kon-tum", all));
    expect_text(as(reviewer, GET, at("%s&kind=baseline&unit=code:cong-an-tp-kon-tum@2025-02-28", all)), "items.0.state",
                "not_required");
    expect_text(baseline, "items.0.state", "overdue");
    static const char *const periods[] = {"2025-Q1", "2025-5M", "2025-6M", "2025"};
    for (size_t i = 0; i < 4; i++) {
        struct answer row =
            as(reviewer, GET, at("/campaigns/code:KT-2025/progress?indicator=code:KT2025-27&period=%s", periods[i]));
        expect_count(row, "items", 1);
        expect_number(row, "items.0.coverage.expected", 1);
        cr_assert(le(dbl, number(row, "items.0.coverage.reported"), 1));
    }
    struct answer waiting =
        as(reviewer, GET, "/campaigns/code:KT-2025/progress?indicator=code:KT2025-26&period=2025-6M");
    expect_text(waiting, "items.0.missing.0.name", "Công an tỉnh Kon Tum");
    struct answer changes = as(reviewer, GET, "/indicators/code:KT2025-27/reporter-changes");
    expect_text(changes, "items.0.on", "2025-03-01");
    expect_text(changes, "items.0.from_unit.name", "Công an thành phố Kon Tum");
    expect_count(as("xa-doan-ket.reporter", GET, "/indicators/code:KT2025-27/reporter-changes"), "items", 0);
    expect_problem(as("huyen-kon-plong.reviewer", GET, "/indicators/code:KT2025-27/reporter-changes"), 404,
                   "not_found");
}

Test(obligations, change_hands_only_by_the_issuer_with_a_reason_and_ahead_of_reports)
{
    static const char changes[] = "/indicators/code:KT2025-04/reporter-changes?dry_run=true";
    const char *change =
        body("{'from_unit': 'code:chi-cuc-thue-tp-kon-tum', 'to_unit': 'code:phong-tai-chinh-ke-hoach-tp-kon-tum',"
             " 'on': '2025-06-01', 'reason': 'Sắp xếp tổ chức'}");
    struct answer made = as(reviewer, POST, changes, .json = change);
    expect_status(made, 201);
    expect_text(made, "to_unit.name", "Phòng Tài chính - Kế hoạch thành phố Kon Tum");
    expect_problem(as("thanh-pho-kon-tum.leader", POST, changes, .json = change), 403, "role_not_allowed");
    expect_problem(as("tinh-kon-tum.reviewer", POST, changes, .json = change), 403, "not_allowed");
    expect_problem(as("huyen-kon-plong.reviewer", POST, changes, .json = change), 404, "not_found");
    expect_fault(as(reviewer, POST, changes,
                    .json = body("{'from_unit': 'code:xa-doan-ket', 'to_unit': 'code:xa-hoa-binh', 'on': '2025-06-01', "
                                 "'reason': 'Sắp xếp'}")),
                 "/from_unit", "unit_is_no_reporter");
    expect_fault(as(reviewer, POST, changes,
                    .json = body("{'from_unit': 'code:chi-cuc-thue-tp-kon-tum', 'to_unit': 'code:huyen-kon-plong', "
                                 "'on': '2025-06-01', 'reason': 'Sắp xếp'}")),
                 "/to_unit", "unit_outside_the_campaign");
    expect_fault(
        as(reviewer, POST, changes,
           .json = body(
               "{'from_unit': 'code:chi-cuc-thue-tp-kon-tum', 'to_unit': 'code:phong-tai-chinh-ke-hoach-tp-kon-tum',"
               " 'on': '2025-03-01', 'reason': 'Sắp xếp'}")),
        "/on", "period_reported_already");
    const char *draft = body("{'code': 'NHAP-BC', 'title': 'Dự thảo', 'kind': 'plan'}");
    expect_status(as(reviewer, POST, "/campaigns", .json = draft), 201);
    struct answer indicator =
        as(reviewer, POST, "/campaigns/code:NHAP-BC/indicators",
           .json = body("{'items': [{'code': 'NHAP-1', 'name': 'Thu ngân sách', 'field': 'economy', 'value_type': "
                        "'number', 'comparator': 'gte',"
                        " 'target_value': 1, 'reporters': [{'unit': 'code:chi-cuc-thue-tp-kon-tum'}]}]}"));
    expect_status(indicator, 201);
    expect_problem(as(reviewer, POST, "/indicators/code:NHAP-1/reporter-changes", .json = change), 409, "wrong_state");
}

Test(obligations, are_counted_and_never_above_a_hundred_percent)
{
    struct answer periods = as(reviewer, GET, at("%s&kind=report&group_by=period", all));
    expect_count(periods, "items", 4);
    for (size_t i = 0; i < 4; i++) {
        expect_number(periods, at("items.%zu.owed", i), 27);
        expect_number(periods, at("items.%zu.counts.not_required", i), 1);
        cr_assert(le(dbl, number(periods, at("items.%zu.completeness", i)), 100));
    }
    json_t *quarter = item(periods, "items", "group.key", "2025-Q1");
    cr_assert(eq(int, (int)json_integer_value(within(quarter, "met")), 26));
    cr_assert(epsilon_eq(dbl, json_number_value(within(quarter, "completeness")), 96.3, 0.01));
    struct answer units = as(reviewer, GET, at("%s&kind=report&group_by=unit&due_before=2025-06-16", all));
    json_t *closed = item(units, "items", "group.label", "Công an thành phố Kon Tum");
    cr_assert(eq(int, (int)json_integer_value(within(closed, "owed")), 0));
    cr_assert(eq(int, (int)json_integer_value(within(closed, "counts.not_required")), 2));
    expect_count(as(reviewer, GET, at("%s&group_by=kind", all)), "items", 5);
    expect_count(as(reviewer, GET, at("%s&group_by=level&kind=report", all)), "items", 3);
    expect_status(as(reviewer, GET, at("%s&group_by=group", all)), 200);
    struct answer own = as("xa-doan-ket.reporter", GET, at("%s&group_by=unit", all));
    expect_count(own, "items", 1);
    expect_status(as(reviewer, GET, "/campaigns/code:KT-2025/obligations?group_by=unit", .accept = "text/csv"), 200);
}

Test(obligations, that_are_late_are_a_call_list)
{
    const char *late = "/campaigns/code:KT-2025/obligations?kind=report&state=overdue&expand=contact";
    struct answer list = as(reviewer, GET, late);
    expect_text(list, "items.1.unit.name", "Phường Quyết Thắng");
    expect_text(list, "items.0.contact.position", "Cán bộ báo cáo");
    cr_assert(eq(sz, strlen(text(list, "items.0.contact.phone")), 14));
    expect_in_body(as(reviewer, GET, late, .accept = "text/csv"), "contact.phone");
    expect_status(
        as(reviewer, GET, late, .accept = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), 200);
}

Test(obligations, of_duties_are_met_by_the_word_of_the_unit)
{
    struct answer found = as(reviewer, GET, at("%s&kind=duty&unit=code:phong-noi-vu-tp-kon-tum", all));
    expect_count(found, "items", 1);
    expect_text(found, "items.0.due_on", "2025-12-31");
    const char *thing = at("/obligations/%s", text(found, "items.0.id"));
    const char *done = body("{'fulfilled_on': '2025-06-10', 'note': 'Đã kiểm tra, đôn đốc 21 xã, phường'}");
    expect_problem(patch(reviewer, thing, done), 403, "not_allowed");
    expect_fault(patch("phong-noi-vu-tp-kon-tum.reviewer", thing, body("{'fulfilled_on': '2025-07-10'}")),
                 "/fulfilled_on", "date_in_the_future");
    struct answer met = patch("phong-noi-vu-tp-kon-tum.reviewer", thing, done);
    expect_text(met, "state", "met_on_time");
    expect_text(met, "note", "Đã kiểm tra, đôn đốc 21 xã, phường");
    expect_text(patch("phong-noi-vu-tp-kon-tum.reviewer", thing, body("{'fulfilled_on': null}")), "state", "due");
    struct answer report = as("xa-doan-ket.reporter", GET, at("%s&kind=report&period=2025-6M", all));
    expect_fault(patch("xa-doan-ket.reporter", at("/obligations/%s", text(report, "items.0.id")),
                       body("{'fulfilled_on': '2025-06-10'}")),
                 "/fulfilled_on", "duty_is_done_by_its_own_act");
    struct answer reviews = as(reviewer, GET, at("%s&kind=review&sort=due_on", all));
    expect_count(reviews, "items", 2);
    expect_text(reviews, "items.0.period", "2025-6M");
    expect_text(reviews, "items.0.due_on", "2025-07-15");
    expect_text(reviews, "items.1.period", "2025");
}

Test(obligations, of_reviews_are_met_by_signing_them)
{
    static const char leader[] = "thanh-pho-kon-tum.leader";
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': 'SK-NV', 'title': 'Thi đua có sơ kết', 'kind': 'plan', 'starts_on': "
                         "'2025-01-01', 'ends_on': '2025-12-31', 'report_periods': ['2025-6M', '2025']}"),
                    body("{'items': [{'code': 'SK-NV-1', 'name': 'Số mô hình', 'field': 'economy', "
                         "'value_type': 'count', 'comparator': 'gte', 'target_value': 1, 'reporters': "
                         "[{'unit': 'code:xa-hoa-binh'}]}]}"));
    static const char owed[] = "/campaigns/code:SK-NV/obligations?kind=review&period=2025-6M";
    expect_text(as(reviewer, GET, owed), "items.0.state", "due");
    struct answer drafted = as(reviewer, POST, "/campaigns/code:SK-NV/reviews",
                               .json = body("{'kind': 'preliminary', 'period': '2025-6M'}"));
    expect_status(drafted, 201);
    const char *review = at("/reviews/%s", text(drafted, "id"));
    expect_text(as(reviewer, GET, owed), "items.0.state", "due");
    struct answer whole = move(reviewer, review, "proposed");
    if (whole.status == 422)
        for (size_t i = 0; i < count(whole, "errors"); i++) {
            const char *section = text(whole, at("errors.%zu.pointer", i)) + strlen("/sections/");
            patch(reviewer, review, body("{'sections': {'%s': {'text': 'Tiếp tục đôn đốc.'}}}", section));
        }
    if (whole.status == 422)
        expect_status(move(reviewer, review, "proposed"), 201);
    expect_text(as(reviewer, GET, owed), "items.0.state", "due");
    expect_status(move_with(leader, review,
                            body("{'to': 'signed', 'details': {'number': '7/BC-UBND', 'signed_on': '2025-06-16', "
                                 "'signer': {'name': 'Nguyễn Thanh Mân', 'position': 'Chủ tịch'}}}")),
                  201);
    struct answer met = as(reviewer, GET, owed);
    expect_text(met, "items.0.state", "met_on_time");
    expect_text(met, "items.0.met_on", "2025-06-16");
    expect_text(as(reviewer, GET, "/campaigns/code:SK-NV/obligations?kind=review&period=2025"), "items.0.state", "due");
}

Test(obligations, become_the_tasks_of_everybody)
{
    struct answer ward = as("phuong-quyet-thang.reporter", GET, "/me/tasks?limit=100");
    json_t *late = item(ward, "items", "due_on", "2025-05-16");
    cr_assert_not_null(late);
    cr_assert_eq(within(late, "overdue"), json_true());
    expect_count(as("phuong-quyet-thang.reporter", GET, "/me/tasks?overdue=true&kind=make_report"), "items", 1);
    expect_count(as(reviewer, GET, "/me/tasks?kind=verify_report&limit=100"), "items", 3);
    expect_count(as("thanh-pho-kon-tum.leader", GET, "/me/tasks?kind=approve_report&limit=100"), "items", 2);
    expect_count(as("xa-doan-ket.reporter", GET, "/me/tasks?kind=mend_report"), "items", 1);
    expect_count(as("thanh-pho-kon-tum.council-1", GET, "/me/tasks?kind=make_report,verify_report,approve_report"),
                 "items", 0);
}

Test(obligations, of_everybody_with_a_desk_are_not_empty)
{
    static const char *const accounts[] = {"tinh-kon-tum.leader",       "tinh-kon-tum.reviewer",
                                           "tinh-kon-tum.reporter",     "huyen-kon-plong.leader",
                                           "huyen-kon-plong.reviewer",  "huyen-kon-ray.leader",
                                           "huyen-kon-ray.reviewer",    "huyen-kon-ray.reporter",
                                           "xa-dak-long-23368.leader",  "phong-noi-vu-tp-kon-tum.reviewer",
                                           "thanh-pho-kon-tum.reporter"};
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++)
        cr_expect(ge(sz, count(as(accounts[i], GET, "/me/tasks"), "items"), 1), "%s has nothing to do", accounts[i]);
}

/* ---- who in the unit fills it in ---- */

static const char *id_of(const char *account)
{
    return at("%s", database("select id from app.users where username = '%s'", account));
}

static struct answer give(const char *account, const char *owed, const char *assignee)
{
    return as(account, PUT, at("%s/assignee", owed), .if_match = "*", .json = body("{'assignee': '%s'}", assignee));
}

/* An obligation of Xã Đoàn Kết that nobody has touched. */
static const char *owed_by_the_commune(const char *kind, const char *period)
{
    return at("/obligations/%s",
              database("select o.id from app.obligations o join app.campaigns c on c.id = o.campaign_id"
                       " join app.unit_codes u on u.unit_id = o.unit_id and u.code = 'xa-doan-ket'"
                       " where c.code = 'KT-2025' and o.kind = '%s' and o.period is not distinct from %s",
                       kind, period));
}

Test(obligations, are_given_to_an_officer_before_the_first_save)
{
    static const char chief[] = "xa-doan-ket.leader", officer[] = "xa-doan-ket.reporter";
    const char *owed = owed_by_the_commune("report", "'2025'");
    const char *sheet = "/campaigns/code:KT-2025/units/code:xa-doan-ket/periods/2025/submission";
    expect_null(as(chief, GET, owed), "assignee");
    struct answer tasks = as(officer, GET, "/me/tasks?kind=make_report&limit=100");
    cr_assert_null(item(tasks, "items", "link", at("/api/v1%s", sheet))); /* not due for half a year */
    struct answer given = give(chief, owed, id_of(officer));
    expect_status(given, 200);
    expect_text(given, "assignee.id", id_of(officer));
    tasks = as(officer, GET, "/me/tasks?kind=make_report&limit=100");
    expect_text(tasks, "items.0.assignee.id", id_of(officer));
    cr_assert_not_null(strstr(text(tasks, "items.0.link"), "/periods/2025/submission"));
    struct answer unsaved = as(officer, GET, sheet);
    expect_text(unsaved, "state", "not_started");
    expect_text(unsaved, "assignee.id", id_of(officer));
    struct answer list = as(reviewer, GET, "/campaigns/code:KT-2025/obligations?period=2025&unit=code:xa-doan-ket");
    expect_text(list, "items.0.assignee.id", id_of(officer));
    struct answer begun = as(officer, PATCH, at("%s?dry_run=true", sheet), .headers = {"If-None-Match: *"},
                             .json = body("{'narratives': {'difficulties': {'text': 'Chưa có.'}}}"));
    expect_status(begun, 200);
    expect_text(begun, "assignee.id", id_of(officer));
    expect_null(as(officer, PUT, at("%s/assignee", owed), .if_match = "*", .json = body("{'assignee': null}")),
                "assignee");
    expect_null(as(officer, GET, sheet), "assignee");
}

Test(obligations, are_given_by_the_unit_itself_to_who_may_do_them)
{
    static const char chief[] = "xa-doan-ket.leader", officer[] = "xa-doan-ket.reporter";
    const char *owed = owed_by_the_commune("plan", "null"), *sent = owed_by_the_commune("report", "'2025-Q1'");
    struct answer wrong = give(chief, owed, id_of(officer));
    expect_fault(wrong, "/assignee", "assignee_no_officer");
    expect_in_body(wrong, "Xã Đoàn Kết");
    expect_text(give(chief, owed, id_of(chief)), "assignee.id", id_of(chief));
    expect_problem(give(reviewer, owed, id_of(reviewer)), 403, "not_allowed");
    expect_problem(give(officer, owed, id_of(chief)), 403, "not_allowed");
    expect_problem(give("xa-hoa-binh.leader", owed, id_of("xa-hoa-binh.leader")), 404, "not_found");
    expect_problem(give("thanh-pho-kon-tum.council-1", owed, id_of(chief)), 403, "role_not_allowed");
    expect_problem(give(chief, sent, id_of(officer)), 409, "wrong_state");
    expect_problem(as(chief, PUT, at("%s/assignee", owed), .if_match = "\"99\"", .json = body("{'assignee': null}")),
                   412, "stale_version");
}

Test(obligations, name_periods_the_calendar_knows)
{
    struct answer refused =
        as(reviewer, POST, "/campaigns",
           .json = body("{'code': 'KY-LA', 'title': 'Kỳ lạ', 'kind': 'plan', 'report_periods': ['1950-Q1']}"));
    expect_fault(refused, "/report_periods/0", "period_unknown");
    struct answer usual = as(reviewer, POST, "/campaigns?dry_run=true",
                             .json = body("{'code': 'KY-NAM', 'title': 'Cả năm', 'kind': 'plan',"
                                          " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31'}"));
    expect_text(usual, "report_periods.0", "2025-6M");
    expect_text(usual, "report_periods.1", "2025");
}

Test(obligations, of_a_unit_begin_with_the_periods_that_close_in_its_time)
{
    expect_status(as("thanh-pho-kon-tum.admin", POST, "/imports?type=units&mode=commit", .type = "text/csv",
                     .raw = "code,name,type,kind,parent\n90777,Phường Mới Lập,phường,ward,608\n"),
                  201);
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': 'MOI-LAP', 'title': 'Có đơn vị mới', 'kind': 'plan', 'starts_on': "
                                  "'2025-01-01', 'ends_on': '2025-12-31', 'report_periods': ['2025-6M', '2025']}")),
                  201);
    expect_status(as(reviewer, POST, "/campaigns/code:MOI-LAP/indicators",
                     .json = body("{'items': [{'code': 'ML-1', 'name': 'Số mô hình mới', 'field': 'economy', "
                                  "'value_type': 'count', 'comparator': 'gte', 'target_value': 1, 'reporters': "
                                  "[{'unit': 'code:xa-hoa-binh'}, {'unit': 'code:90777'}]}]}")),
                  201);
    expect_status(move(reviewer, "/campaigns/code:MOI-LAP", "proposed"), 201);
    expect_status(move("thanh-pho-kon-tum.leader", "/campaigns/code:MOI-LAP", "launched"), 201);
    const char *of = "/campaigns/code:MOI-LAP/obligations?kind=report&sort=due_on&unit=";
    cr_assert(eq(sz, count(as(reviewer, GET, at("%scode:xa-hoa-binh", of)), "items"), 2));
    struct answer young = as(reviewer, GET, at("%scode:90777", of));
    cr_assert(eq(sz, count(young, "items"), 1));
    expect_text(young, "items.0.period", "2025");
}
