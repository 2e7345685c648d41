/* reminders_test.c: the issuer reminds those who still owe; who was told sees it among the tasks, and says so. */
#include "support/client.h"

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char reminders[] = "/campaigns/code:KT-2025/reminders";
static const char late[] = "{'kind': ['report'], 'period': ['2025-5M'], 'state': ['overdue'], 'units': "
                           "['code:phuong-quyet-thang'], 'expected_count': 1,"
                           " 'note': 'Đề nghị gửi báo cáo trong ngày.'}";

Test(reminders, tell_those_who_owe_and_stand_among_their_tasks)
{
    struct answer sent = as(reviewer, POST, reminders, .json = body(late));
    expect_status(sent, 201);
    expect_count(sent, "items", 1);
    expect_text(sent, "items.0.unit.name", "Phường Quyết Thắng");
    expect_null(sent, "items.0.seen_at");
    struct answer task = as("phuong-quyet-thang.reporter", GET, "/me/tasks?kind=make_report&overdue=true");
    expect_text(task, "items.0.reminded.id", text(sent, "items.0.id"));
    expect_text(task, "items.0.reminded.note", "Đề nghị gửi báo cáo trong ngày.");
    expect_in_body(task, "Thành phố Kon Tum – Hồ Thị Hồng Nga");
    const char *thing = at("/reminders/%s", text(sent, "items.0.id"));
    expect_text(as("phuong-quyet-thang.reporter", GET, thing), "note", "Đề nghị gửi báo cáo trong ngày.");
    expect_problem(as("xa-doan-ket.reporter", GET, thing), 404, "not_found");
    expect_problem(as(reviewer, PATCH, thing, .json = body("{'seen': true}"), .if_match = "\"1\""), 403, "not_allowed");
    expect_problem(as("xa-doan-ket.reporter", PATCH, thing, .json = body("{'seen': true}"), .if_match = "\"1\""), 404,
                   "not_found");
    expect_taken_back("phuong-quyet-thang.reporter", PATCH, thing);
    struct answer seen = patch("phuong-quyet-thang.reporter", thing, body("{'seen': true}"));
    expect_status(seen, 200);
    expect_text(as(reviewer, GET, thing), "seen_at", text(seen, "seen_at"));
    expect_text(as(reviewer, GET, reminders), "items.0.unit.name", "Phường Quyết Thắng");
    expect_count(as("xa-doan-ket.reporter", GET, reminders), "items", 0);
}

Test(reminders, are_sent_by_the_issuer_to_whom_it_means)
{
    const char *trial = at("%s?dry_run=true", reminders);
    expect_problem(as("thanh-pho-kon-tum.leader", POST, trial, .json = body(late)), 403, "role_not_allowed");
    expect_problem(as("tinh-kon-tum.reviewer", POST, trial, .json = body(late)), 403, "not_allowed");
    expect_problem(as("huyen-kon-plong.reviewer", POST, trial, .json = body(late)), 404, "not_found");
    expect_problem(as(reviewer, POST, trial, .json = body("{'kind': ['report'], 'expected_count': 999}")), 409,
                   "obligation_count_differs");
    expect_problem(as(reviewer, POST, trial,
                      .json = body("{'kind': ['report'], 'units': ['code:cong-an-tp-kon-tum@2025-02-28']}")),
                   422, "nobody_to_remind");
    struct answer all = as(reviewer, POST, trial, .json = body("{'kind': ['report'], 'period': ['2025-6M']}"));
    expect_status(all, 201);
    cr_assert(le(sz, count(all, "items"), 27));
    expect_count(as(reviewer, POST, trial, .json = body("{'units': ['code:xa-kroong']}")), "items", 1);
}
