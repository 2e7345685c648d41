/* obligations_test.c: who owes what was frozen at the launch; where it stands follows from what was done and the date;
 * and everybody's tasks follow from that. */
#include "support/client.h"

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char all[] = "/campaigns/code:KT-2025/obligations?limit=500";

static size_t how_many(const char *account, const char *filter)
{
    return (size_t)number(as(account, GET, at("%s&count=true&%s", all, filter)), "page.total");
}

Test(obligations, are_frozen_for_every_reporter_and_period)
{
    cr_assert(eq(sz, how_many(reviewer, "kind=report&period=2025-6M"), 27));
    cr_assert(eq(sz, how_many(reviewer, "kind=report"), 27 * 4));
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
    cr_assert(eq(sz, how_many("tinh-kon-tum.reviewer", "kind=report"), 27 * 4));
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
    expect_problem(patch("xa-kroong.reporter", thing, body("{'excused_reason': 'Bận'}")), 403, "role_not_allowed");
    expect_problem(patch("tinh-kon-tum.reviewer", thing, body("{'excused_reason': 'Thiên tai'}")), 403, "not_allowed");
    expect_problem(as(reviewer, PATCH, thing, .if_match = "\"77\"", .json = body("{'excused_reason': 'Thiên tai'}")),
                   412, "stale_version");
    expect_problem(as("huyen-kon-plong.reviewer", PATCH, thing, .if_match = "\"1\"",
                      .json = body("{'excused_reason': 'Thiên tai'}")),
                   404, "not_found");
    struct answer excused = patch(reviewer, thing, body("{'excused_reason': 'Khắc phục hậu quả thiên tai'}"));
    expect_text(excused, "state", "excused");
    expect_text(patch(reviewer, thing, body("{'excused_reason': null}")), "state", "due");
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
    static const char *const accounts[] = {"tinh-kon-tum.leader",
                                           "tinh-kon-tum.reviewer",
                                           "tinh-kon-tum.reporter",
                                           "huyen-kon-plong.leader",
                                           "huyen-kon-plong.reviewer",
                                           "huyen-kon-plong.reporter",
                                           "huyen-kon-ray.leader",
                                           "huyen-kon-ray.reviewer",
                                           "huyen-kon-ray.reporter",
                                           "xa-dak-long-23368.leader",
                                           "phong-noi-vu-tp-kon-tum.reviewer",
                                           "thanh-pho-kon-tum.reporter"};
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++)
        cr_expect(ge(sz, count(as(accounts[i], GET, "/me/tasks"), "items"), 1), "%s has nothing to do", accounts[i]);
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
