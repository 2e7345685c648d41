/* comments_test.c: what the unit, its issuer and nobody else say about a report, and when others may read it. */
#include "reports_cases.h"

#define NOWHERE "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"

static struct answer say(const char *account, const char *report, const char *about, const char *words)
{
    return as(account, POST, at("%s/comments", report), .json = body("{'pointer': '%s', 'text': '%s'}", about, words));
}

static const char *said(const char *account, const char *report, const char *words)
{
    struct answer made = say(account, report, "", words);
    expect_status(made, 201);
    return at("%s/comments/%s", report, text(made, "id"));
}

Test(comments, stand_at_a_value_a_narrative_or_the_whole)
{
    launch("YK-CHO");
    const char *report = submitted("YK-CHO");
    struct answer made = say(reviewer, report, "/values/YK-CHO-1", "Số này đã gồm mô hình mới chưa?");
    expect_status(made, 201);
    expect_text(made, "about", "Số mô hình");
    expect_text(made, "by.name", "Hồ Thị Hồng Nga (giả định)");
    expect_text(made, "unit.name", "Thành phố Kon Tum");
    expect_number(made, "edition", 1);
    expect_false(made, "resolved");
    expect_header(made, "Location", at("/api/v1%s/comments/%s", report, text(made, "id")));
    expect_text(say(reviewer, report, "/narratives/1", "Viết rõ hơn."), "about", "Một");
    expect_fault(say(reviewer, report, "/values/LA", "?"), "/pointer", "part_not_in_report");
    struct answer list = as(reporter, GET, at("%s/comments?pointer=/values/YK-CHO-1", report));
    expect_count(list, "items", 1);
    expect_count(as(reporter, GET, at("%s/comments", report)), "items", 2);
    expect_problem(as(neighbour, GET, at("%s/comments", report)), 404, "not_found");
    expect_problem(say(neighbour, report, "", "?"), 404, "not_found");
    expect_problem(say("tinh-kon-tum.reviewer", report, "", "?"), 403, "not_allowed");
    expect_problem(as("thanh-pho-kon-tum.oversight", POST, at("%s/comments", report), .json = body("{'text': '?'}")),
                   403, "role_not_allowed");
}

Test(comments, are_answered_and_resolved)
{
    launch("YK-DAP");
    const char *report = submitted("YK-DAP"), *comment = said(reviewer, report, "Vì sao thấp hơn quý trước?");
    struct answer tasks = as(reporter, GET, "/me/tasks?kind=answer_comment&limit=100");
    cr_assert_not_null(item(tasks, "items", "link", at("/api/v1%s/comments", report)));
    struct answer answered = as(reporter, POST, at("%s/comments", report),
                                .json = body("{'text': 'Hai mô hình đã chuyển kỳ sau.', 'answer_to': '%s'}",
                                             text(as(reporter, GET, comment), "id")));
    expect_status(answered, 201);
    expect_number(as(reviewer, GET, comment), "answers", 1);
    tasks = as(reporter, GET, "/me/tasks?kind=answer_comment&limit=100");
    cr_assert_null(item(tasks, "items", "link", at("/api/v1%s/comments", report)));
    tasks = as(reviewer, GET, "/me/tasks?kind=answer_comment&limit=100");
    cr_assert_not_null(item(tasks, "items", "link", at("/api/v1%s/comments", report)));
    expect_taken_back(reviewer, PATCH, comment);
    expect_true(patch(reviewer, comment, body("{'resolved': true}")), "resolved");
    expect_text(as(reporter, GET, comment), "resolved_by.name", "Hồ Thị Hồng Nga (giả định)");
    expect_count(as(reporter, GET, at("%s/comments?resolved=false", report)), "items", 1);
    expect_false(patch(reporter, comment, body("{'resolved': false}")), "resolved");
    expect_problem(as("tinh-kon-tum.reviewer", PATCH, comment, .if_match = "*", .json = body("{'resolved': true}")),
                   404, "not_found");
    expect_fault(
        as(reporter, POST, at("%s/comments", report), .json = body("{'text': '?', 'answer_to': '" NOWHERE "'}")),
        "/answer_to", "comment_not_found");
}

Test(comments, are_their_authors_until_somebody_answers)
{
    launch("YK-LOI");
    const char *report = submitted("YK-LOI"), *comment = said(reviewer, report, "Sai chính tả");
    expect_problem(as(reporter, PATCH, comment, .if_match = "*", .json = body("{'text': 'x'}")), 403, "not_allowed");
    expect_text(patch(reviewer, comment, body("{'text': 'Sai chính tả, mục 1'}")), "text", "Sai chính tả, mục 1");
    expect_problem(as(reviewer, PATCH, comment, .if_match = "\"1\"", .json = body("{'text': 'y'}")), 412,
                   "stale_version");
    expect_problem(as(neighbour, PATCH, comment, .if_match = "*", .json = body("{'text': 'y'}")), 404, "not_found");
    expect_problem(withdraw(reporter, comment), 403, "not_allowed");
    expect_problem(as(reviewer, DELETE, comment, .if_match = "\"1\""), 412, "stale_version");
    const char *id = text(as(reviewer, GET, comment), "id");
    struct answer answered =
        as(reporter, POST, at("%s/comments", report), .json = body("{'text': 'Đã sửa.', 'answer_to': '%s'}", id));
    expect_problem(withdraw(reviewer, comment), 409, "comment_answered");
    expect_problem(patch(reviewer, comment, body("{'text': 'Khác'}")), 409, "comment_answered");
    expect_status(withdraw(reporter, at("%s/comments/%s", report, text(answered, "id"))), 204);
    expect_status(withdraw(reviewer, comment), 204);
    expect_problem(as(reviewer, GET, comment), 404, "not_found");
    expect_problem(as(reviewer, DELETE, comment, .if_match = "*"), 404, "not_found");
}

Test(comments, of_a_draft_stay_within_the_unit_until_it_submits)
{
    launch("YK-NOI-BO");
    const char *report = drafted("YK-NOI-BO");
    struct answer own = say("xa-doan-ket.leader", report, "", "Kiểm tra lại với thôn 3 đã.");
    expect_true(own, "within_unit");
    const char *comment = at("%s/comments/%s", report, text(own, "id"));
    expect_count(as(reporter, GET, at("%s/comments", report)), "items", 1);
    expect_count(as(reviewer, GET, at("%s/comments", report)), "items", 0);
    expect_problem(as(reviewer, GET, comment), 404, "not_found");
    expect_problem(as(reviewer, PATCH, comment, .if_match = "*", .json = body("{'resolved': true}")), 404, "not_found");
    expect_problem(as(reviewer, DELETE, comment, .if_match = "*"), 404, "not_found");
    expect_status(move(reporter, report, "submitted"), 201);
    expect_count(as(reviewer, GET, at("%s/comments", report)), "items", 1);
    expect_false(as(reviewer, GET, comment), "within_unit");
}

Test(comments, are_not_read_by_those_who_oversee_or_vote)
{
    launch("YK-GIAM-SAT");
    const char *report = submitted("YK-GIAM-SAT"), *comment = said(reviewer, report, "Vì sao giảm?");
    expect_count(as("xa-doan-ket.leader", GET, at("%s/comments", report)), "items", 1);
    static const char *const others[] = {"thanh-pho-kon-tum.oversight", "thanh-pho-kon-tum.council-1",
                                         "thanh-pho-kon-tum.admin"};
    for (size_t i = 0; i < 3; i++) {
        expect_status(as(others[i], GET, report), 200);
        expect_problem(as(others[i], GET, at("%s/comments", report)), 403, "role_not_allowed");
        expect_problem(as(others[i], GET, comment), 403, "role_not_allowed");
    }
    struct answer audit = as("thanh-pho-kon-tum.oversight", GET, "/audit-entries?limit=500");
    expect_status(audit, 200);
    cr_assert_null(strstr(audit.body, "Vì sao giảm?"));
}

Test(comments, are_heard_on_the_way_to_the_issuer_and_not_above_him)
{
    launch("YK-TREN");
    const char *report = submitted("YK-TREN"), *comment = said(reviewer, report, "Số này lấy ở đâu?");
    expect_status(as("tinh-kon-tum.reviewer", GET, report), 200);
    expect_count(as("tinh-kon-tum.reviewer", GET, at("%s/comments", report)), "items", 0);
    expect_problem(as("tinh-kon-tum.reviewer", GET, comment), 404, "not_found");
    expect_problem(as("tinh-kon-tum.reviewer", DELETE, comment, .if_match = "\"9\""), 404, "not_found");
    launch_by("tinh-kon-tum", "YK-GIUA", "through_parents", "");
    const char *passing = submitted("YK-GIUA");
    said("tinh-kon-tum.reviewer", passing, "Thành phố xem lại giúp.");
    expect_count(as(reviewer, GET, at("%s/comments", passing)), "items", 1);
    expect_count(as(leader, GET, at("%s/comments", passing)), "items", 1);
    said(reviewer, passing, "Đã xem.");
    expect_count(as(reporter, GET, at("%s/comments", passing)), "items", 2);
}

Test(comments, are_tried_without_being_kept)
{
    launch("YK-THU");
    const char *report = submitted("YK-THU");
    expect_status(as(reviewer, POST, at("%s/comments?dry_run=true", report), .json = body("{'text': 'Thử'}")), 201);
    expect_count(as(reviewer, GET, at("%s/comments", report)), "items", 0);
}
