/* councils_test.c: councils and who sits in them, by the days of their decision. */
#include "awards_cases.h"

static const char *council_from(const char *day)
{
    struct answer made =
        as(DESK, POST, "/councils",
           .json = body("{'name': 'Hội đồng Thi đua - Khen thưởng thử', 'decision_number': '12/QĐ-UBND', 'decided_on':"
                        " '2021-09-14', 'valid_from': '%s'}",
                        day));
    expect_status(made, 201);
    return at("/councils/%s", text(made, "id"));
}

static struct answer seat(const char *council, const char *member)
{
    return as(DESK, POST, at("%s/members", council), .json = at("{\"items\": [%s]}", member));
}

Test(councils, are_kept_by_the_standing_body_of_their_unit)
{
    const char *council = council_from("2021-09-14");
    const char *new = body("{'name': 'Hội đồng', 'valid_from': '2025-01-01'}");
    expect_problem(as(CHAIR, POST, "/councils", .json = new), 403, "role_not_allowed");
    expect_problem(as(STRANGER, GET, council), 404, "not_found");
    expect_problem(patch("tinh-kon-tum.reviewer", council, body("{'note': 'x'}")), 403, "not_allowed");
    struct answer changed = patch(DESK, council, body("{'valid_until': '2026-01-01', 'note': 'Nhiệm kỳ 2021-2026'}"));
    expect_text(changed, "valid_until", "2026-01-01");
    expect_text(changed, "unit.name", "Thành phố Kon Tum");
    expect_problem(as(DESK, PATCH, council, .json = body("{'note': 'x'}"), .if_match = "\"77\""), 412, "stale_version");
    static const char none[] = "/councils/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(as(DESK, PATCH, none, .json = body("{'note': 'x'}"), .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, DELETE, none, .if_match = "*"), 404, "not_found");
    expect_status(withdraw(DESK, council), 204);
}

Test(councils, are_refused_with_every_fault)
{
    struct answer refused =
        as(DESK, POST, "/councils",
           .json = body("{'name': 'Hội đồng', 'valid_from': '2025-01-01', 'valid_until': '2024-01-01', 'decided_on':"
                        " '2025-12-01', 'document': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}"));
    expect_count(refused, "errors", 3);
    expect_fault(refused, "/document", "document_not_found");
    expect_fault(refused, "/decided_on", "issue_date_in_the_future");
    expect_fault(refused, "/valid_until", "ends_before_it_starts");
    expect_fault(patch(DESK, council_from("2025-01-01"), body("{'valid_until': '2024-01-01'}")), "/valid_until",
                 "ends_before_it_starts");
}

Test(councils, count_their_members_on_a_day)
{
    const char *council = council_from("2021-09-14");
    struct answer chair = seat(council, body("{'name': 'Đỗ Minh Dũng', 'role': 'chair', 'standing': true}"));
    expect_status(chair, 201);
    expect_status(seat(council, body("{'name': 'A Thuk', 'valid_until': '2025-01-01'}")), 201);
    expect_status(seat(council, body("{'user': 'thanh-pho-kon-tum.council-1', 'role': 'secretary', 'standing': true}")),
                  201);
    expect_status(seat(council, body("{'name': 'Y Hơ', 'alternate_for': '%s'}", text(chair, "items.0.id"))), 201);
    struct answer now = as(DESK, GET, council);
    expect_number(now, "total_members", 2);
    expect_number(now, "standing_members", 2);
    struct answer then = item(as(DESK, GET, "/councils?on=2024-06-01&unit=code:thanh-pho-kon-tum&limit=200"), "items",
                              "id", text(now, "id"))
                             ? as(DESK, GET, at("%s/members?on=2024-06-01", council))
                             : now;
    expect_count(then, "items", 4);
    expect_count(as(DESK, GET, at("%s/members?on=2025-06-16", council)), "items", 3);
    expect_count(as(DESK, GET, at("%s/members?standing=true&role=secretary", council)), "items", 1);
    expect_in_body(as(DESK, GET, at("%s/members", council), .accept = "text/csv"), "Y Hơ");
}

Test(councils, have_one_chair_and_nobody_twice)
{
    const char *council = council_from("2021-09-14");
    expect_status(seat(council, body("{'name': 'Đỗ Minh Dũng', 'role': 'chair', 'valid_until': '2024-01-01'}")), 201);
    expect_status(seat(council, body("{'name': 'A Thuk', 'role': 'chair', 'valid_from': '2024-01-01', 'user':"
                                     " 'thanh-pho-kon-tum.council-1'}")),
                  201);
    struct answer refused =
        seat(council, body("{'user': 'thanh-pho-kon-tum.council-1', 'role': 'chair', 'work_unit': 'code:khong-co'}"));
    expect_fault(refused, "/items/0/role", "council_has_one");
    expect_fault(refused, "/items/0/user", "council_member_twice");
    expect_fault(refused, "/items/0/work_unit", "unit_not_found");
    expect_fault(seat(council, body("{'role': 'member'}")), "/items/0/name", "required");
    expect_fault(seat(council, body("{'user': 'khong.ai'}")), "/items/0/user", "user_not_found");
    expect_fault(seat(council, body("{'user': 'huyen-kon-plong.reviewer'}")), "/items/0/user", "user_not_found");
    expect_fault(seat(council, body("{'name': 'Y Hơ', 'valid_from': '2020-01-01'}")), "/items/0/valid_from",
                 "before_the_council_was_established");
    expect_fault(
        seat(council, body("{'name': 'Y Hơ', 'alternate_for': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11', 'honouree':"
                           " '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}")),
        "/items/0/alternate_for", "council_member_not_found");
}

Test(council_members, change_and_end)
{
    const char *council = council_from("2021-09-14");
    struct answer seated = seat(council, body("{'name': 'A Thuk', 'position': 'Trưởng phòng Nội vụ'}"));
    const char *member = at("/council-members/%s", text(seated, "items.0.id"));
    struct answer changed =
        patch(DESK, member,
              body("{'role': 'vice_chair', 'work_unit': 'code:phong-noi-vu-tp-kon-tum', 'valid_until':"
                   " '2026-01-01', 'user': 'thanh-pho-kon-tum.council-2'}"));
    expect_text(changed, "role", "vice_chair");
    expect_text(changed, "user.name", "Trần Văn Tâm (giả định)");
    expect_fault(patch(DESK, member, body("{'valid_until': '2020-01-01'}")), "/valid_until", "ends_before_it_starts");
    expect_problem(as(DESK, PATCH, member, .json = body("{'name': 'B'}"), .if_match = "\"77\""), 412, "stale_version");
    expect_problem(patch("thanh-pho-kon-tum.council-2", member, body("{'name': 'B'}")), 403, "role_not_allowed");
    expect_problem(as(STRANGER, GET, member), 404, "not_found");
    struct answer second = seat(council, body("{'name': 'Y Hơ', 'alternate_for': '%s'}", text(changed, "id")));
    expect_problem(withdraw(DESK, member), 409, "council_member_has_sat");
    expect_status(withdraw(DESK, at("/council-members/%s", text(second, "items.0.id"))), 204);
    expect_status(withdraw(DESK, member), 204);
    static const char none[] = "/council-members/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(as(DESK, PATCH, none, .json = body("{'name': 'x'}"), .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, DELETE, none, .if_match = "*"), 404, "not_found");
}
