/* unlock_requests_test.c: a locked period is opened for one report, by another person than who asked, until a day, and
 * closes by itself. */
#include "reports_cases.h"

/* The calendar locks the first five months ten working days after their close; the campaign began in January. */
static void launch_locked(const char *code)
{
    database("update app.periods set lock_working_days = 10 where code = '2025-5M'");
    launch(code);
    database("update app.moves set moved_at = '2025-01-02' where to_state = 'launched' and thing_id ="
             " (select id from app.campaigns where code = '%s')",
             code);
}

static struct answer ask(const char *account, const char *code, const char *pointers)
{
    return as(account, POST, "/unlock-requests",
              .json = body("{'campaign': 'code:%s', 'period': '2025-5M', 'reason': 'Thôn 3 đính chính số liệu',"
                           " 'pointers': [%s]}",
                           code, quoted(pointers)));
}

static const char *asked(const char *code, const char *pointers)
{
    struct answer made = ask(reporter, code, pointers);
    expect_status(made, 201);
    return at("/unlock-requests/%s", text(made, "id"));
}

static struct answer grant(const char *account, const char *request, const char *until)
{
    return move_with(account, request, body("{'to': 'granted', 'details': {'until': '%s'}}", until));
}

static struct answer save(const char *code)
{
    return as(reporter, PATCH, sheet_at(code, "xa-doan-ket", "2025-5M"), .if_match = "\"0\"",
              .type = "application/merge-patch+json",
              .json = body("{'values': {'%s-1': {'value': 3}}, 'narratives': {'1': {'text': 'Xong'}}}", code));
}

/* The task of making the report of five months; NULL when there is none. */
static const char *told_to_make(const char *code)
{
    size_t i;
    json_t *each;
    struct answer tasks = as(reporter, GET, "/me/tasks?kind=make_report&limit=100");
    json_array_foreach(json(tasks, "items"), i, each)
        if (strcmp(json_string_value(within(each, "campaign.code")), code) == 0 &&
            strstr(json_string_value(within(each, "title")), "báo cáo 5 tháng"))
            return json_string_value(within(each, "title"));
    return NULL;
}

Test(unlock_requests, are_the_remedy_for_a_locked_period)
{
    launch_locked("MK-KHOA");
    struct answer locked = save("MK-KHOA");
    expect_problem(locked, 409, "period_locked");
    expect_in_body(locked, "đề nghị mở khóa");
    cr_assert_not_null(strstr(told_to_make("MK-KHOA"), "Đề nghị mở khóa báo cáo 5 tháng năm 2025"));
    struct answer sheet = as(reporter, GET, sheet_at("MK-KHOA", "xa-doan-ket", "2025-5M"));
    expect_text(sheet, "locks_on", "2025-05-28");
    expect_count(sheet, "allowed_actions", 1);
    expect_text(sheet, "allowed_actions.0", "request_unlock");
    expect_null(as(reporter, GET, sheet_at("MK-KHOA", "xa-doan-ket", "2025-6M")), "locks_on");
    expect_problem(as(neighbour, GET, sheet_at("MK-KHOA", "xa-doan-ket", "2025-5M")), 404, "not_found");
}

Test(unlock_requests, leave_those_their_time_who_were_asked_late)
{
    database("update app.periods set lock_working_days = 10 where code = '2025-5M'");
    launch("MK-MUON");
    expect_text(as(reporter, GET, sheet_at("MK-MUON", "xa-doan-ket", "2025-5M")), "locks_on", "2025-06-30");
    expect_status(save("MK-MUON"), 200);
    expect_problem(ask(reporter, "MK-MUON", ""), 409, "period_not_locked");
}

Test(unlock_requests, open_one_report_until_it_is_submitted)
{
    launch_locked("MK-MO");
    const char *request = asked("MK-MO", "");
    expect_problem(ask(reporter, "MK-MO", ""), 409, "unlock_already_requested");
    expect_problem(save("MK-MO"), 409, "period_locked");
    struct answer tasks = as(leader, GET, "/me/tasks?kind=grant_unlock&limit=100");
    cr_assert_not_null(item(tasks, "items", "link", at("/api/v1%s", request)));
    cr_assert_not_null(strstr(told_to_make("MK-MO"), "Chờ Thành phố Kon Tum xem xét mở khóa"));
    expect_status(grant(leader, request, "2025-06-20"), 201);
    cr_assert_null(told_to_make("MK-MO"));
    tasks = as(reporter, GET, "/me/tasks?kind=use_unlock&limit=100");
    cr_assert_not_null(item(tasks, "items", "due_on", "2025-06-20"));
    struct answer saved = save("MK-MO");
    const char *report = report_saved(saved);
    expect_problem(as(neighbour, PATCH, sheet_at("MK-MO", "xa-hoa-binh", "2025-5M"), .if_match = "\"0\"",
                      .json = body("{'values': {}}")),
                   409, "period_locked");
    expect_status(move(reporter, report, "submitted"), 201);
    struct answer closed = as(reporter, GET, request);
    expect_text(closed, "state", "relocked");
    expect_text(closed, "granted_by.name", "Đỗ Minh Dũng (giả định)");
    expect_text(closed, "submission_id", text(saved, "id"));
    struct answer moves = as(reporter, GET, at("%s/moves", request));
    expect_count(moves, "items", 3);
    expect_text(moves, "items.1.to", "used");
    expect_true(moves, "items.2.by_engine");
    approve_report("thanh-pho-kon-tum", report);
    expect_problem(move_with(reporter, report, body("{'to': 'amending', 'note': 'Sửa'}")), 409, "period_locked");
    struct answer available = as(reporter, GET, at("%s/moves/available", report));
    cr_assert_eq(within(item(available, "items", "to", "amending"), "possible"), json_false());
    expect_number(as(reviewer, GET, "/campaigns/code:MK-MO"), "unlocks.granted", 1);
    expect_number(as(reviewer, GET, "/campaigns/code:MK-MO"), "unlocks.used", 1);
}

Test(unlock_requests, open_what_they_name_and_no_more)
{
    launch_locked("MK-PHAN");
    expect_fault(ask(reporter, "MK-PHAN", "'/values/LA'"), "/pointers/0", "part_not_in_report");
    const char *request = asked("MK-PHAN", "'/values/MK-PHAN-1'");
    expect_status(grant(reviewer, request, "2025-06-16"), 201);
    expect_fault(save("MK-PHAN"), "/narratives/1", "part_not_unlocked");
    expect_status(as(reporter, PATCH, sheet_at("MK-PHAN", "xa-doan-ket", "2025-5M"), .if_match = "\"0\"",
                     .json = body("{'values': {'MK-PHAN-1': {'value': 3}}}")),
                  200);
}

Test(unlock_requests, are_granted_by_the_issuer_for_some_days)
{
    launch_locked("MK-AI");
    const char *request = asked("MK-AI", "");
    expect_problem(as(reporter, POST, at("%s/moves", request), .if_match = "*",
                      .json = body("{'to': 'granted', 'details': {'until': '2025-06-20'}}")),
                   403, "role_not_allowed");
    expect_problem(grant("xa-doan-ket.leader", request, "2025-06-20"), 403, "wrong_desk");
    expect_problem(grant("tinh-kon-tum.leader", request, "2025-06-20"), 403, "wrong_desk");
    expect_fault(move(leader, request, "granted"), "/details/until", "required");
    expect_fault(grant(leader, request, "2025-06-15"), "/details/until", "unlock_until_out_of_range");
    expect_fault(grant(leader, request, "2025-06-27"), "/details/until", "unlock_until_out_of_range");
    expect_fault(move(leader, request, "refused"), "/note", "required");
    expect_problem(as(leader, POST, at("%s/moves", request), .if_match = "\"9\"", .json = body("{'to': 'refused'}")),
                   412, "stale_version");
    struct answer available = as(leader, GET, at("%s/moves/available", request));
    cr_assert_eq(within(item(available, "items", "to", "refused"), "possible"), json_true());
    expect_status(move_with(leader, request, body("{'to': 'refused', 'note': 'Đã tổng hợp'}")), 201);
    expect_text(as(reporter, GET, request), "refusal", "Đã tổng hợp");
    expect_problem(grant(leader, request, "2025-06-20"), 409, "move_not_possible");
    expect_status(ask(reporter, "MK-AI", ""), 201);
    struct answer list = as(leader, GET, "/unlock-requests?campaign=code:MK-AI&state=refused");
    expect_count(list, "items", 1);
    expect_count(as(neighbour, GET, "/unlock-requests?campaign=code:MK-AI"), "items", 0);
    expect_problem(as(neighbour, GET, request), 404, "not_found");
}

Test(unlock_requests, are_granted_by_another_person)
{
    launch_locked("MK-KHAC");
    const char *request = asked("MK-KHAC", "");
    database("insert into app.assignments(user_id, unit_id, role, valid_from) select '%s', unit_id, role, '2025-01-01'"
             " from app.assignments where user_id = '%s' and role = 'leader'",
             person(reporter), person(leader));
    struct answer at_city = nobody(
        POST, "/auth/tokens",
        .json = body("{'username': '%s', 'password': 'thidua-demo', 'unit': 'code:thanh-pho-kon-tum'}", reporter));
    expect_problem(as(NULL, POST, at("%s/moves", request), .token = text(at_city, "access_token"), .if_match = "*",
                      .json = body("{'to': 'granted', 'details': {'until': '2025-06-20'}}")),
                   403, "maker_is_not_checker");
    database("delete from app.assignments where user_id = '%s' and role = 'leader'", person(reporter));
}

Test(unlock_requests, expire_with_their_last_day_and_can_be_taken_back)
{
    launch_locked("MK-HET");
    const char *request = asked("MK-HET", "");
    expect_status(grant(leader, request, "2025-06-16"), 201);
    database("update app.unlock_requests set granted_until = '2025-06-15' where id = '%s'",
             text(as(reporter, GET, request), "id"));
    expect_text(as(reporter, GET, request), "state", "expired");
    expect_problem(save("MK-HET"), 409, "period_locked");
    const char *next = asked("MK-HET", "");
    expect_text(as(reporter, GET, at("%s/moves", request)), "items.1.to", "expired");
    expect_status(grant(leader, next, "2025-06-20"), 201);
    expect_status(move_with(leader, next, body("{'to': 'relocked', 'note': 'Nhầm kỳ'}")), 201);
    expect_problem(save("MK-HET"), 409, "period_locked");
}

Test(unlock_requests, are_asked_by_who_owes_the_report)
{
    launch_locked("MK-NO");
    expect_problem(ask(reviewer, "MK-NO", ""), 404, "report_not_owed");
    expect_problem(ask(reporter, "KHONG-CO", ""), 404, "not_found");
    expect_problem(as(reporter, POST, "/unlock-requests",
                      .json = body("{'campaign': 'code:MK-NO', 'period': '2025-Q1', 'reason': 'Sửa'}")),
                   404, "report_not_owed");
}
