/* delegations_test.c: who acts for whom: some moves, of a campaign or an area, until a day, revoked at once; both names
 * in every record. */
#include "reports_cases.h"

static const char deputy[] = "thanh-pho-kon-tum.reporter";

static struct answer delegate(const char *giver, const char *holder, const char *verbs, const char *more)
{
    return as(giver, POST, "/delegations",
              .json =
                  body("{'holder': '%s', 'verbs': [%s], 'valid_to': '2025-07-01', 'document': 'Quyết định số 45'%s}",
                       person(holder), quoted(verbs), quoted(more)));
}

static const char *delegated(const char *giver, const char *holder, const char *verbs, const char *more)
{
    struct answer made = delegate(giver, holder, verbs, more);
    expect_status(made, 201);
    return text(made, "id");
}

static struct answer sign_in(const char *account, const char *delegation)
{
    return nobody(POST, "/auth/tokens",
                  .json =
                      body("{'username': '%s', 'password': 'thidua-demo', 'delegation': '%s'}", account, delegation));
}

static const char *acting(const char *account, const char *delegation)
{
    struct answer tokens = sign_in(account, delegation);
    expect_status(tokens, 200);
    return text(tokens, "access_token");
}

static struct answer move_by(const char *token, const char *thing, const char *to)
{
    return as(NULL, POST, at("%s/moves", thing), .token = token, .if_match = "*", .json = body("{'to': '%s'}", to));
}

Test(delegations, let_another_approve_with_both_names_in_the_record)
{
    launch("UQ-DUYET");
    const char *report = submitted("UQ-DUYET");
    expect_status(move(reviewer, report, "verified"), 201);
    struct answer given = delegate(leader, deputy, "'move_submission:approved'", "");
    expect_status(given, 201);
    expect_text(given, "giver.name", "Đỗ Minh Dũng (giả định)");
    expect_text(given, "holder.name", "Ngô Quang Long (giả định)");
    expect_text(given, "capacity", "KT");
    expect_text(given, "state", "in_force");
    expect_problem(move(deputy, report, "approved"), 403, "wrong_role");
    const char *token = acting(deputy, text(given, "id"));
    struct answer me = as(NULL, GET, "/me", .token = token);
    expect_text(me, "behalf_of.name", "Đỗ Minh Dũng (giả định)");
    expect_text(me, "username", deputy);
    expect_text(me, "scopes.0", "move_submission:approved");
    struct answer tasks = as(NULL, GET, "/me/tasks?kind=approve_report&limit=100", .token = token);
    cr_assert_not_null(item(tasks, "items", "link", at("/api/v1%s", report)));
    cr_assert_null(item(as(deputy, GET, "/me/tasks?limit=100"), "items", "link", at("/api/v1%s", report)));
    struct answer made = move_by(token, report, "approved");
    expect_status(made, 201);
    expect_text(made, "by.name", "Ngô Quang Long (giả định)");
    expect_text(made, "behalf_of.name", "Đỗ Minh Dũng (giả định)");
    struct answer entries = as("thanh-pho-kon-tum.admin", GET,
                               at("/audit-entries?thing_id=%s&limit=1", text(as(leader, GET, report), "id")));
    expect_text(entries, "items.0.actor.name", "Ngô Quang Long (giả định)");
    expect_text(entries, "items.0.behalf_of.name", "Đỗ Minh Dũng (giả định)");
    expect_number(as(reporter, GET, report), "official_edition", 1);
}

Test(delegations, carry_what_they_name_and_nothing_else)
{
    launch("UQ-HEP");
    const char *report = submitted("UQ-HEP");
    const char *token = acting(deputy, delegated(leader, deputy, "'move_submission:approved'", ""));
    expect_status(as(NULL, GET, report, .token = token), 200);
    expect_problem(move_by(token, report, "returned"), 403, "wrong_role");
    expect_problem(move_by(token, report, "verified"), 403, "wrong_role");
    expect_problem(as(NULL, POST, at("%s/comments", report), .token = token, .json = body("{'text': 'x'}")), 403,
                   "outside_delegation");
    expect_problem(as(NULL, POST, "/delegations", .token = token, .json = body("{}")), 403, "outside_delegation");
    expect_status(move(reviewer, report, "verified"), 201);
    expect_number(as(NULL, POST, "/bulk-moves", .token = token,
                     .json = body("{'thing': 'submission', 'filter': {'campaign': 'code:UQ-HEP', 'state':"
                                  " ['verified']}, 'to': 'approved', 'expected_count': 1}")),
                  "moved", 1);
}

Test(delegations, end_with_a_sign_out)
{
    static const char visitor[] = "phong-noi-vu-tp-kon-tum.reviewer";
    database("insert into app.assignments(user_id, unit_id, role, valid_from) select '%s', unit_id, 'reporter',"
             " '2025-01-01' from app.assignments where user_id = '%s' and role = 'leader'",
             person(visitor), person(leader));
    const char *token = acting(visitor, delegated(leader, visitor, "'move_submission:approved'", ""));
    expect_status(as(NULL, DELETE, "/auth/tokens", .token = token), 204);
    expect_problem(as(NULL, GET, "/me", .token = token), 401, "token_revoked");
}

Test(delegations, end_at_once_when_revoked)
{
    launch("UQ-THU");
    const char *report = submitted("UQ-THU");
    expect_status(move(reviewer, report, "verified"), 201);
    const char *id = delegated(leader, deputy, "'move_submission:approved'", ""), *thing = at("/delegations/%s", id);
    struct answer tokens = sign_in(deputy, id);
    const char *token = text(tokens, "access_token");
    expect_status(as(NULL, GET, report, .token = token), 200);
    expect_problem(withdraw(deputy, thing), 403, "not_allowed");
    expect_problem(as(leader, DELETE, thing, .if_match = "\"9\""), 412, "stale_version");
    expect_text(withdraw(leader, thing), "state", "revoked");
    expect_problem(as(NULL, GET, report, .token = token), 401, "delegation_ended");
    expect_problem(move_by(token, report, "approved"), 401, "delegation_ended");
    expect_problem(sign_in(deputy, id), 403, "delegation_not_in_force");
    expect_problem(
        nobody(POST, "/auth/tokens/refresh", .json = body("{'refresh_token': '%s'}", text(tokens, "refresh_token"))),
        401, "refresh_token_invalid");
    expect_problem(withdraw(leader, thing), 409, "delegation_revoked");
    expect_problem(as(reporter, GET, thing), 404, "not_found");
    expect_problem(as(reporter, DELETE, thing, .if_match = "*"), 404, "not_found");
    expect_text(as("thanh-pho-kon-tum.admin", GET, thing), "revoked_by.name", "Đỗ Minh Dũng (giả định)");
}

Test(delegations, end_with_the_role_of_their_giver)
{
    launch("UQ-CHUC");
    const char *report = submitted("UQ-CHUC");
    const char *token = acting(deputy, delegated(reviewer, deputy, "'move_submission:verified'", ""));
    database("update app.assignments set valid_to = '2025-06-01' where user_id = '%s' and role = 'reviewer'",
             person(reviewer));
    expect_problem(move_by(token, report, "verified"), 401, "delegation_ended");
    database("update app.assignments set valid_to = '2025-07-01' where user_id = '%s' and role = 'reviewer'",
             person(reviewer));
    expect_status(move_by(token, report, "verified"), 201);
}

Test(delegations, stay_with_their_session_and_begin_in_one)
{
    const char *id = delegated(leader, deputy, "'move_submission:approved'", "");
    struct answer own =
        nobody(POST, "/auth/tokens", .json = body("{'username': '%s', 'password': 'thidua-demo'}", deputy));
    expect_null(as(NULL, GET, "/me", .token = text(own, "access_token")), "behalf_of");
    struct answer switched =
        nobody(POST, "/auth/tokens/refresh",
               .json = body("{'refresh_token': '%s', 'delegation': '%s'}", text(own, "refresh_token"), id));
    expect_text(as(NULL, GET, "/me", .token = text(switched, "access_token")), "delegation", id);
    struct answer again =
        nobody(POST, "/auth/tokens/refresh", .json = body("{'refresh_token': '%s'}", text(switched, "refresh_token")));
    expect_text(as(NULL, GET, "/me", .token = text(again, "access_token")), "delegation", id);
}

Test(delegations, reach_the_campaign_and_area_they_name)
{
    launch("UQ-NAY");
    launch("UQ-KIA");
    const char *here = submitted("UQ-NAY"), *there = submitted("UQ-KIA");
    const char *one =
        acting(deputy, delegated(reviewer, deputy, "'move_submission:verified'", ", 'campaign': 'code:UQ-NAY'"));
    expect_problem(move_by(one, there, "verified"), 403, "outside_delegation");
    const char *area =
        acting(deputy, delegated(reviewer, deputy, "'move_submission:verified'", ", 'area': 'code:xa-hoa-binh'"));
    expect_problem(move_by(area, here, "verified"), 403, "outside_delegation");
    expect_status(move_by(one, here, "verified"), 201);
    expect_fault(delegate(reviewer, deputy, "'move_submission:verified'", ", 'campaign': 'code:KHONG-CO'"), "/campaign",
                 "campaign_not_found");
    expect_fault(delegate(reviewer, deputy, "'move_submission:verified'", ", 'area': 'code:tinh-kon-tum'"), "/area",
                 "unit_outside_area");
}

Test(delegations, give_no_more_than_one_has)
{
    expect_fault(delegate(reviewer, deputy, "'move_submission:approved'", ""), "/verbs/0", "verb_beyond_giver");
    expect_fault(delegate(leader, deputy, "'move_submission:gone'", ""), "/verbs/0", "verb_unknown");
    expect_fault(delegate(leader, leader, "'move_submission:approved'", ""), "/holder", "holder_not_of_unit");
    expect_fault(delegate(leader, reporter, "'move_submission:approved'", ""), "/holder", "holder_not_of_unit");
    expect_problem(delegate(reporter, neighbour, "'move_submission:submitted'", ""), 403, "role_not_allowed");
    expect_fault(as(leader, POST, "/delegations",
                    .json = body("{'holder': '%s', 'verbs': ['move_submission:approved'], 'valid_to': '2025-06-16',"
                                 " 'document': 'Quyết định số 45'}",
                                 person(deputy))),
                 "/valid_to", "delegation_ends_after_it_begins");
    expect_fault(as(leader, POST, "/delegations",
                    .json = body("{'holder': '%s', 'verbs': ['move_submission:approved'], 'valid_to': '2027-06-16',"
                                 " 'document': 'Quyết định số 45'}",
                                 person(deputy))),
                 "/valid_to", "delegation_too_long");
}

Test(delegations, count_both_persons_as_makers_and_as_checkers)
{
    launch("UQ-HAI-NGUOI");
    const char *report = submitted("UQ-HAI-NGUOI");
    const char *verifies = acting(deputy, delegated(reviewer, deputy, "'move_submission:verified'", ""));
    const char *approves = acting(deputy, delegated(leader, deputy, "'move_submission:approved'", ""));
    const char *giver_approves = acting(reviewer, delegated(leader, reviewer, "'move_submission:approved'", ""));
    expect_status(move_by(verifies, report, "verified"), 201);
    expect_fault(move_by(approves, report, "approved"), "/to", "verifier_does_not_approve");
    expect_fault(move_by(giver_approves, report, "approved"), "/to", "verifier_does_not_approve");
    expect_status(move(leader, report, "approved"), 201);
}

Test(delegations, make_no_checker_of_the_maker)
{
    struct answer drafted_one =
        as(reviewer, POST, "/campaigns",
           .json = body("{'code': 'UQ-PHAT', 'title': 'Phong trào thử', 'kind': 'movement',"
                        " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'content_items': [{'key': '1',"
                        " 'ordinal': 1, 'heading': 'Một', 'text': 'Nội dung'}]}"));
    expect_status(drafted_one, 201);
    const char *campaign = at("/campaigns/%s", text(drafted_one, "id"));
    expect_status(move(reviewer, campaign, "proposed"), 201);
    const char *token = acting(reviewer, delegated(leader, reviewer, "'move_campaign:launched'", ""));
    expect_problem(move_by(token, campaign, "launched"), 403, "maker_is_not_checker");
}

Test(delegations, are_listed_for_their_unit_and_above)
{
    const char *id = delegated(leader, deputy, "'move_submission:approved'", "");
    struct answer list = as(deputy, GET, at("/delegations?holder=%s&in_force=true&limit=100", person(deputy)));
    cr_assert_not_null(item(list, "items", "id", id));
    cr_assert_not_null(
        item(as("tinh-kon-tum.admin", GET, "/delegations?unit=code:thanh-pho-kon-tum&limit=100"), "items", "id", id));
    cr_assert_null(item(as(reporter, GET, "/delegations?limit=100"), "items", "id", id));
    expect_status(as(deputy, GET, at("/delegations/%s", id)), 200);
}

/* ---- POST /access-checks ---- */

static struct answer may(const char *account, const char *report, const char *action)
{
    return as(account, POST, "/access-checks",
              .json = body("{'thing': 'submission', 'id': '%s', 'action': '%s'}", strrchr(report, '/') + 1, action));
}

Test(delegations, and_rules_are_told_to_who_asks)
{
    launch("UQ-HOI");
    const char *report = submitted("UQ-HOI");
    struct answer open = may(reviewer, report, "move:verified");
    expect_true(open, "allowed");
    expect_null(open, "rule");
    struct answer closed = may(leader, report, "move:verified");
    expect_false(closed, "allowed");
    expect_text(closed, "rule", "wrong_role");
    expect_in_body(closed, "Cơ quan thường trực thi đua của Thành phố Kon Tum");
    expect_in_body(closed, "Vai trò hiện tại không được chuyển báo cáo");
    expect_text(may(reporter, report, "patch"), "rule", "wrong_state");
    expect_in_body(may(reporter, report, "patch"), "Việc này không làm được khi báo cáo kết quả đang ở");
    expect_text(may(reviewer, report, "patch"), "rule", "wrong_role");
    expect_text(may(neighbour, report, "patch"), "code", "not_found");
    expect_problem(may(neighbour, report, "patch"), 404, "not_found");
    expect_text(may(reporter, report, "move:concluded"), "rule", "move_not_possible");
    expect_problem(may(reporter, report, "Không rõ"), 422, "validation_failed");
}
