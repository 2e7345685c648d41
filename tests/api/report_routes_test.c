/* report_routes_test.c: the three ways of a report to its figures, what an approval saw, the day until which a returned
 * report is awaited, the signed document, and who in the unit makes it. */
#include "reports_cases.h"

static struct answer moved_with(const char *account, const char *report, const char *details)
{
    return as(account, POST, at("%s/moves", report), .if_match = "*", .json = quoted(details));
}

/* ---- the routes ---- */

Test(report_routes, verify_ends_with_the_standing_body)
{
    launch_by("thanh-pho-kon-tum", "LT-MOT", "verify", "");
    const char *report = submitted("LT-MOT");
    expect_problem(move(leader, report, "verified"), 403, "wrong_role");
    expect_status(move(reviewer, report, "verified"), 201);
    expect_number(as(reporter, GET, report), "official_edition", 1);
    expect_fault(move(leader, report, "approved"), "/to", "approval_not_needed");
}

Test(report_routes, verify_approve_wants_two_persons)
{
    launch("LT-HAI");
    const char *report = submitted("LT-HAI");
    expect_problem(move(leader, report, "approved"), 409, "move_not_possible");
    expect_status(move(reviewer, report, "verified"), 201);
    expect_null(as(reporter, GET, report), "official_edition");
    database("insert into app.assignments(user_id, unit_id, role, valid_from) select user_id, unit_id, 'leader', "
             "'2025-01-01' from app.assignments where user_id = '%s' on conflict do nothing",
             person(reviewer));
    struct answer both =
        nobody(POST, "/auth/tokens", .json = body("{'username': '%s', 'password': 'thidua-demo'}", reviewer));
    expect_fault(as(NULL, POST, at("%s/moves", report), .token = text(both, "access_token"), .if_match = "*",
                    .json = body("{'to': 'approved'}")),
                 "/to", "verifier_does_not_approve");
    expect_status(move(leader, report, "approved"), 201);
    expect_number(as(reporter, GET, report), "official_edition", 1);
}

Test(report_routes, through_parents_asks_each_unit_between)
{
    launch_by("tinh-kon-tum", "LT-BA", "through_parents", "");
    const char *report = submitted("LT-BA");
    expect_fault(move("tinh-kon-tum.reviewer", report, "verified"), "", "units_between_first");
    struct answer tasks = as(reviewer, GET, "/me/tasks?kind=pass_report&limit=100");
    cr_assert_not_null(item(tasks, "items", "link", at("/api/v1%s", report)));
    expect_status(move(reviewer, report, "submitted"), 201);
    expect_fault(move(reviewer, report, "submitted"), "/to", "passage_not_needed");
    expect_problem(moved_with("huyen-kon-ray.reviewer", report, "{'to': 'submitted'}"), 404, "not_found");
    approve_report("tinh-kon-tum", report);
    expect_number(as(reporter, GET, report), "official_edition", 1);
}

Test(report_routes, through_parents_ends_at_once_where_no_unit_stands_between)
{
    launch_by("thanh-pho-kon-tum", "LT-THANG", "through_parents", "");
    const char *report = submitted("LT-THANG");
    expect_problem(move(reviewer, report, "submitted"), 403, "wrong_desk");
    approve_report("thanh-pho-kon-tum", report);
}

Test(report_routes, through_parents_asks_again_for_the_next_edition)
{
    launch_by("tinh-kon-tum", "LT-LAI", "through_parents", "");
    const char *report = submitted("LT-LAI");
    expect_status(move(reviewer, report, "submitted"), 201);
    expect_status(move_with("tinh-kon-tum.reviewer", report,
                            body("{'to': 'returned', 'reasons': [{'pointer': '/values/LT-LAI-1', 'code': 'other'}]}")),
                  201);
    patch(reporter, report, body("{'values': {'LT-LAI-1': {'value': 4}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
    expect_fault(move("tinh-kon-tum.reviewer", report, "verified"), "", "units_between_first");
}

Test(report_routes, let_no_maker_check_what_he_made)
{
    launch_by("tinh-kon-tum", "LT-TU", "through_parents", "");
    const char *report = submitted("LT-TU");
    database("insert into app.assignments(user_id, unit_id, role, valid_from) select '%s', unit_id, role, '2025-01-01'"
             " from app.assignments where user_id = '%s' and role = 'reviewer'",
             person(reporter), person(reviewer));
    struct answer at_city = nobody(
        POST, "/auth/tokens",
        .json = body("{'username': '%s', 'password': 'thidua-demo', 'unit': 'code:thanh-pho-kon-tum'}", reporter));
    expect_status(at_city, 200);
    expect_problem(as(NULL, POST, at("%s/moves", report), .token = text(at_city, "access_token"), .if_match = "*",
                      .json = body("{'to': 'submitted'}")),
                   403, "maker_is_not_checker");
    database("delete from app.assignments where user_id = '%s' and role = 'reviewer'", person(reporter));
    expect_status(move(reviewer, report, "submitted"), 201);
}

/* ---- a unit between where nobody can let a report pass ---- */

/* The reviewer's assignment at a unit ends or begins again; so that other tests find the unit as it was. */
static void without_reviewer(const char *account, bool without)
{
    database("update app.assignments set valid_to = %s where role = 'reviewer' and user_id = '%s'",
             without ? "'2025-06-01'" : "null", person(account));
}

/* What the caller should know of a move before he makes it; NULL for nothing. */
static json_t *warning(const char *account, const char *thing, const char *to)
{
    struct answer available = as(account, GET, at("%s/moves/available", thing));
    expect_status(available, 200);
    json_t *found = item(available, "items", "to", to);
    cr_assert_not_null(found);
    cr_assert(eq(int, json_is_true(json_object_get(found, "possible")), 1));
    return within(found, "warnings.0");
}

Test(report_routes, tell_before_the_launch_who_on_the_way_cannot_let_pass)
{
    static const char province[] = "tinh-kon-tum.reviewer";
    expect_status(as(province, POST, "/campaigns",
                     .json = body("{'code': 'LT-TRUOC', 'title': 'Phong trào thử', 'kind': 'movement',"
                                  " 'report_route': 'through_parents', 'content_items':"
                                  " [{'key': '1', 'ordinal': 1, 'heading': 'Một', 'text': 'Nội dung'}]}")),
                  201);
    expect_status(as(province, POST, "/campaigns/code:LT-TRUOC/indicators",
                     .json = body("{'items': [{'code': 'LT-TRUOC-1', 'name': 'Số mô hình', 'field': 'economy',"
                                  " 'value_type': 'count', 'comparator': 'gte', 'target_value': 10,"
                                  " 'reporters': [{'unit': 'code:xa-doan-ket'}]}]}")),
                  201);
    cr_assert_null(warning(province, "/campaigns/code:LT-TRUOC", "proposed"));
    without_reviewer(reviewer, true);
    json_t *told = warning(province, "/campaigns/code:LT-TRUOC", "proposed");
    cr_assert(eq(str, (char *)json_string_value(within(told, "code")), "route_has_no_reviewer"));
    cr_assert(eq(str, (char *)json_string_value(within(told, "params.units")),
                 "Thành phố Kon Tum (chưa có người thẩm định, Tỉnh Kon Tum làm thay)"));
    expect_status(move(province, "/campaigns/code:LT-TRUOC", "proposed"), 201);
    cr_assert_not_null(warning("tinh-kon-tum.leader", "/campaigns/code:LT-TRUOC", "launched"));
    without_reviewer(reviewer, false);
}

Test(report_routes, go_on_by_the_issuer_where_nobody_between_can)
{
    launch_by("tinh-kon-tum", "LT-TRONG", "through_parents", "");
    const char *report = drafted("LT-TRONG"), *province = "tinh-kon-tum.reviewer";
    without_reviewer(reviewer, true);
    cr_assert_not_null(warning(reporter, report, "submitted"));
    expect_status(move(reporter, report, "submitted"), 201);
    struct answer available = as(province, GET, at("%s/moves/available", report));
    json_t *verify = item(available, "items", "to", "verified");
    cr_assert(eq(int, json_is_true(json_object_get(verify, "possible")), 1));
    cr_assert(eq(str, (char *)json_string_value(within(verify, "required_details.0")), "note"));
    cr_assert(eq(str, (char *)json_string_value(within(verify, "warnings.0.params.units")), "Thành phố Kon Tum"));
    struct answer silent = move(province, report, "verified");
    expect_fault(silent, "/note", "stand_in_says_why");
    expect_in_body(silent, "Thành phố Kon Tum");
    struct answer made =
        move_with(province, report, body("{'to': 'verified', 'note': 'Thành phố đang khuyết cán bộ Phòng Nội vụ'}"));
    expect_status(made, 201);
    expect_count(made, "details.in_place_of", 1);
    expect_text(made, "details.in_place_of.0.name", "Thành phố Kon Tum");
    without_reviewer(reviewer, false);
}

Test(report_routes, wait_again_once_somebody_is_there)
{
    launch_by("tinh-kon-tum", "LT-CO", "through_parents", "");
    without_reviewer(reviewer, true);
    const char *report = submitted("LT-CO"), *province = "tinh-kon-tum.reviewer";
    struct answer tasks = as(province, GET, "/me/tasks?kind=verify_report&limit=100");
    cr_assert_not_null(item(tasks, "items", "link", at("/api/v1%s", report)));
    without_reviewer(reviewer, false);
    expect_fault(move_with(province, report, body("{'to': 'verified', 'note': 'Gấp'}")), "", "units_between_first");
    tasks = as(province, GET, "/me/tasks?kind=verify_report&limit=100");
    cr_assert_null(item(tasks, "items", "link", at("/api/v1%s", report)));
    struct answer passed = move(reviewer, report, "submitted");
    expect_status(passed, 201);
    expect_absent(passed, "details.in_place_of");
    expect_status(move(province, report, "verified"), 201);
}

/* ---- what an approval saw ---- */

Test(report_routes, bind_an_approval_to_the_edition_it_saw)
{
    launch("LT-LAN");
    const char *report = submitted("LT-LAN");
    const char *first = text(as(reviewer, GET, at("%s/editions/1", report)), "content_hash");
    cr_assert(eq(sz, strlen(first), 64));
    expect_status(move_with(reviewer, report,
                            body("{'to': 'returned', 'reasons': [{'pointer': '/values/LT-LAN-1', 'code': 'other'}]}")),
                  201);
    patch(reporter, report, body("{'values': {'LT-LAN-1': {'value': 5}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
    struct answer stale = moved_with(reviewer, report, "{'to': 'verified', 'details': {'edition': 1}}");
    expect_problem(stale, 409, "edition_differs");
    expect_problem(moved_with(reviewer, report, body("{'to': 'verified', 'details': {'content_hash': '%s'}}", first)),
                   409, "edition_differs");
    expect_problem(as(reviewer, POST, at("%s/moves", report), .if_match = "\"1\"", .json = body("{'to': 'verified'}")),
                   412, "stale_version");
    const char *second = text(as(reviewer, GET, at("%s/editions", report)), "items.1.content_hash");
    cr_assert(ne(str, (char *)first, (char *)second));
    struct answer seen = moved_with(
        reviewer, report, body("{'to': 'verified', 'details': {'edition': 2, 'content_hash': '%s'}}", second));
    expect_status(seen, 201);
    struct answer approval = move(leader, report, "approved");
    expect_number(approval, "details.edition", 2);
    expect_text(approval, "details.content_hash", second);
    expect_null(approval, "behalf_of");
}

Test(report_routes, keep_the_official_figures_until_the_next_approval)
{
    launch("LT-CHINH");
    const char *report = approved("LT-CHINH");
    const char *row = "/campaigns/code:LT-CHINH/progress?period=2025-6M&by=unit&unit=code:xa-doan-ket";
    expect_status(move_with(reporter, report, body("{'to': 'amending', 'note': 'Rà soát'}")), 201);
    struct answer tasks = as(reporter, GET, "/me/tasks?kind=finish_report&limit=100");
    cr_assert_not_null(item(tasks, "items", "link", at("/api/v1%s", report)));
    patch(reporter, report, body("{'values': {'LT-CHINH-1': {'value': 8}}}"));
    expect_status(move(reporter, report, "submitted"), 201);
    expect_status(move(reviewer, report, "verified"), 201);
    expect_number(as(reviewer, GET, row), "items.0.value", 3);
    expect_number(as(reviewer, GET, report), "official_edition", 1);
    expect_status(move(leader, report, "approved"), 201);
    expect_number(as(reviewer, GET, row), "items.0.value", 8);
}

Test(report_routes, tell_before_sending_what_a_return_spoke_of_and_is_as_before)
{
    launch("LT-Y-CU");
    const char *report = submitted("LT-Y-CU");
    struct answer known = as(reviewer, GET, at("%s/moves/available", report));
    cr_assert_null(item(known, "items", "to", "submitted")); /* nobody lets it pass on this route */
    cr_assert(eq(str, (char *)json_string_value(json_object_get(item(known, "items", "to", "returned"), "who")),
                 "Cơ quan thường trực thi đua của Thành phố Kon Tum, Lãnh đạo của Thành phố Kon Tum"));
    expect_status(move_with(reviewer, report,
                            body("{'to': 'returned', 'reasons': [{'pointer': '/values/LT-Y-CU-1', 'code': 'other'}]}")),
                  201);
    json_t *told = warning(reporter, report, "submitted");
    cr_assert(eq(str, (char *)json_string_value(within(told, "code")), "returned_parts_unchanged"));
    cr_assert(eq(str, (char *)json_string_value(within(told, "params.parts")), "Số mô hình"));
    patch(reporter, report, body("{'values': {'LT-Y-CU-1': {'value': 4}}}"));
    cr_assert_null(warning(reporter, report, "submitted"));
    expect_status(move(reporter, report, "submitted"), 201);
}

/* ---- until when a returned report is awaited ---- */

Test(report_routes, say_until_when_a_returned_report_is_awaited)
{
    launch("LT-HAN");
    const char *report = submitted("LT-HAN");
    const char *reasons = "'reasons': [{'pointer': '/values/LT-HAN-1', 'code': 'other'}]";
    expect_fault(
        moved_with(reviewer, report, at("{'to': 'returned', %s, 'details': {'due_on': '2025-06-16'}}", reasons)),
        "/details/due_on", "return_due_not_ahead");
    expect_fault(
        moved_with(reviewer, report, at("{'to': 'returned', %s, 'details': {'due_on': '2025-06-21'}}", reasons)),
        "/details/due_on", "return_due_no_working_day");
    struct answer sent =
        moved_with(reviewer, report, at("{'to': 'returned', %s, 'details': {'due_on': '2025-06-20'}}", reasons));
    expect_text(sent, "details.due_on", "2025-06-20");
    expect_text(as(reporter, GET, report), "return_due_on", "2025-06-20");
    struct answer tasks = as(reporter, GET, "/me/tasks?kind=mend_report&limit=100");
    json_t *task = NULL, *each;
    size_t i;
    json_array_foreach(json(tasks, "items"), i, each)
        if (strcmp(json_string_value(within(each, "campaign.code")), "LT-HAN") == 0)
            task = each;
    cr_assert_not_null(task);
    cr_assert(eq(str, (char *)json_string_value(within(task, "due_on")), "2025-06-20"));
    struct answer owed = as(reporter, GET, "/campaigns/code:LT-HAN/obligations?limit=100");
    cr_assert_not_null(item(owed, "items", "state", "drafted"));
    expect_status(move(reporter, report, "submitted"), 201);
    expect_null(as(reporter, GET, report), "return_due_on");
    expect_text(moved_with(reviewer, report, at("{'to': 'returned', %s}", reasons)), "details.due_on", "2025-06-18");
}

/* ---- the signed document ---- */

Test(report_routes, want_the_signed_document_where_the_campaign_does)
{
    launch_by("thanh-pho-kon-tum", "LT-KY", "verify_approve", ", 'signed_report': true");
    const char *report = drafted("LT-KY");
    expect_fault(move(reporter, report, "submitted"), "/signed_document", "signed_document_missing");
    struct answer plain = as(reporter, POST, "/documents", .json = body("{'kind': 'report', 'abstract': 'Báo cáo'}"));
    expect_fault(patch(reporter, report, body("{'signed_document': '%s'}", text(plain, "id"))), "/signed_document",
                 "document_is_no_signed_report");
    struct answer foreign =
        as(reviewer, POST, "/documents",
           .json = body("{'kind': 'report', 'number': '1/BC', 'issued_on': '2025-06-16', 'abstract': 'Báo cáo'}"));
    expect_fault(patch(reporter, report, body("{'signed_document': '%s'}", text(foreign, "id"))), "/signed_document",
                 "document_not_found");
    struct answer signed_one = as(reporter, POST, "/documents",
                                  .json = body("{'kind': 'report', 'number': '12/BC-UBND', 'issued_on': '2025-06-16',"
                                               " 'abstract': 'Báo cáo kết quả'}"));
    const char *document = text(signed_one, "id");
    expect_text(patch(reporter, report, body("{'signed_document': '%s'}", document)), "signed_document", document);
    patch(reporter, report, body("{'values': {'LT-KY-1': {'value': 7}}}"));
    expect_fault(move(reporter, report, "submitted"), "/signed_document", "signed_document_outdated");
    expect_status(patch(reporter, report, body("{'signed_document': '%s'}", document)), 200);
    expect_status(move(reporter, report, "submitted"), 201);
    expect_text(as(reviewer, GET, report), "signed_document", document);
    struct answer linked = as(reviewer, GET, at("/documents/%s", document));
    expect_text(linked, "links.0.purpose", "signed_original");
}

/* ---- who in the unit makes it ---- */

Test(report_routes, tell_the_unit_who_makes_a_report)
{
    launch("LT-GIAO");
    const char *report = drafted("LT-GIAO"), *place = at("%s/assignee", report);
    const char *officer = person(reporter);
    expect_problem(as(reviewer, PUT, place, .if_match = "*", .json = body("{'assignee': '%s'}", officer)), 403,
                   "not_allowed");
    expect_problem(as(neighbour, PUT, place, .if_match = "*", .json = body("{'assignee': null}")), 404, "not_found");
    expect_fault(
        as("xa-doan-ket.leader", PUT, place, .if_match = "*", .json = body("{'assignee': '%s'}", person(neighbour))),
        "/assignee", "assignee_no_officer");
    expect_problem(as("xa-doan-ket.leader", PUT, place, .if_match = "\"9\"", .json = body("{'assignee': null}")), 412,
                   "stale_version");
    struct answer given =
        as("xa-doan-ket.leader", PUT, place, .if_match = "*", .json = body("{'assignee': '%s'}", officer));
    expect_status(given, 200);
    expect_text(given, "assignee.id", officer);
    struct answer tasks = as(reporter, GET, "/me/tasks?limit=100");
    expect_text(tasks, "items.0.assignee.id", officer);
    expect_text(tasks, "items.0.campaign.code", "LT-GIAO");
    struct answer owed = as(reporter, GET, "/campaigns/code:LT-GIAO/obligations?kind=report&period=2025-6M");
    expect_text(owed, "items.0.assignee.id", officer);
    const char *same = at("/obligations/%s/assignee", text(owed, "items.0.id"));
    expect_null(as(reporter, PUT, same, .if_match = "*", .json = body("{'assignee': null}")), "assignee");
    expect_null(as(reporter, GET, report), "assignee");
    expect_status(as(reporter, PUT, same, .if_match = "*", .json = body("{'assignee': '%s'}", officer)), 200);
    expect_text(as(reporter, GET, report), "assignee.id", officer);
    expect_null(as(reporter, PUT, place, .if_match = "*", .json = body("{'assignee': null}")), "assignee");
    expect_problem(
        as(reporter, PUT, place, .if_match = "*", .json = body("{'assignee': '%s'}", person("xa-doan-ket.leader"))),
        403, "not_allowed");
    expect_status(as(reporter, PUT, place, .if_match = "*", .json = body("{'assignee': '%s'}", officer)), 200);
    expect_status(move(reporter, report, "submitted"), 201);
    expect_problem(as("xa-doan-ket.leader", PUT, place, .if_match = "*", .json = body("{'assignee': null}")), 409,
                   "wrong_state");
}
