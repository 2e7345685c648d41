/* identities_test.c: citizen identifiers: sealed at the door, masked everywhere, found by whoever sees the person, read
 * in clear by those who need it, with a reason. */
#include "awards_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OVERSIGHT "tinh-kon-tum.oversight"

/* Twelve digits of a man or woman of 1984 that nobody else has. */
static const char *digits(int century)
{
    static int count;
    return at("062%d84%03d%03d", century, (int)getpid() % 1000, ++count);
}

static const char *masked(const char *clear)
{
    return at("%.3s*******%s", clear, clear + 10);
}

static struct answer entered(const char *account, const char *clear, const char *more)
{
    return as(account, POST, "/honourees",
              .json = body("{'kind': 'individual', 'name': 'A Brôl', 'citizen_identifier': '%s'%s}", clear, more));
}

static struct answer looked_up(const char *account, const char *clear)
{
    return as(account, POST, "/honourees/lookups", .json = body("{'citizen_identifier': '%s'}", clear));
}

static struct answer read_in_clear(const char *account, const char *honouree)
{
    return as(account, POST, at("/honourees/%s/identity-readings", honouree),
              .json = body("{'reason': 'Đối chiếu căn cước khi trao thưởng'}"));
}

Test(identities, are_masked_in_every_answer)
{
    const char *clear = digits(0);
    struct answer made = entered(COMMUNE, clear, "");
    expect_status(made, 201);
    expect_text(made, "citizen_identifier_masked", masked(clear));
    expect_text(made, "identifier_scheme", "citizen_identifier");
    cr_assert_null(strstr(made.body, clear));
    expect_header(made, "Cache-Control", "no-store");
    struct answer shown = as(DESK, GET, at("/honourees/%s", text(made, "id")));
    expect_text(shown, "citizen_identifier_masked", masked(clear));
    struct answer list = as(COMMUNE, GET, "/honourees?q=A%20Br%C3%B4l");
    cr_assert_null(strstr(list.body, masked(clear)));
    cr_assert_null(strstr(list.body, "birth_year"));
}

Test(identities, are_not_for_who_only_oversees)
{
    struct answer made = entered(COMMUNE, digits(0), "");
    expect_null(as(OVERSIGHT, GET, at("/honourees/%s", text(made, "id"))), "citizen_identifier_masked");
    expect_problem(read_in_clear(OVERSIGHT, text(made, "id")), 403, "role_not_allowed");
    expect_problem(looked_up(OVERSIGHT, digits(0)), 403, "role_not_allowed");
}

Test(identities, of_the_old_card_have_nine_digits)
{
    struct answer made = entered(COMMUNE, "233123456", "");
    expect_status(made, 201);
    expect_text(made, "citizen_identifier_masked", "233****56");
    expect_text(made, "identifier_scheme", "identity_card");
    expect_text(read_in_clear("xa-doan-ket.reviewer", text(made, "id")), "citizen_identifier", "233123456");
}

Test(identities, that_are_none_are_refused_without_an_echo)
{
    struct answer refused = entered(COMMUNE, "06218400123X", "");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/citizen_identifier", "wrong_format");
    cr_assert_null(strstr(refused.body, "06218400123"));
    refused = entered(COMMUNE, "0621840012", "");
    expect_fault(refused, "/citizen_identifier", "wrong_format");
    refused = as(COMMUNE, POST, "/honourees",
                 .json = body("{'kind': 'individual', 'name': 'A Thiu', 'citizen_identifier': 62184001234}"));
    expect_fault(refused, "/citizen_identifier", "wrong_type");
    cr_assert_null(strstr(refused.body, "62184001234"));
    refused = as(COMMUNE, POST, "/honourees",
                 .json = body("{'kind': 'household', 'name': 'Hộ A Thiu', 'citizen_identifier': '%s'}", digits(0)));
    expect_fault(refused, "/citizen_identifier", "only_a_person_has_a_gender");
}

Test(identities, have_a_place_of_their_own)
{
    struct answer refused =
        as(COMMUNE, POST, "/honourees",
           .json = body("{'kind': 'individual', 'name': 'A Thiu', 'position': 'CCCD 062084001234'}"));
    expect_fault(refused, "/position", "identifier_belongs_elsewhere");
    refused = as(COMMUNE, GET, "/honourees?q=062084001234");
    expect_problem(refused, 400, "invalid_parameter");
    cr_assert_null(strstr(refused.body, "062084001234"));
    expect_status(as(COMMUNE, GET, "/honourees?q=2025"), 200);
}

Test(identities, that_tell_another_birth_are_a_hint_only)
{
    struct answer made = entered(COMMUNE, digits(1), body(", 'birth_year': 1990, 'gender': 'male'"));
    expect_status(made, 201);
    json_t *year = item(made, "warnings", "code", "identifier_tells_another_birth_year");
    cr_assert_not_null(year);
    cr_assert(eq(int, (int)json_integer_value(within(year, "params.told")), 1984));
    cr_assert_not_null(item(made, "warnings", "code", "identifier_tells_another_gender"));
    const char *path = at("/honourees/%s", text(made, "id"));
    struct answer mended = patch(COMMUNE, path, body("{'birth_date': '1984-05-02', 'gender': 'female'}"));
    expect_status(mended, 200);
    expect_number(mended, "birth_year", 1984);
    cr_assert_null(item(mended, "warnings", "code", "identifier_tells_another_birth_year"));
    cr_assert_null(item(mended, "warnings", "code", "identifier_tells_another_gender"));
}

Test(identities, are_never_compared_with_the_provinces_of_today)
{
    expect_status(entered(COMMUNE, at("999%s", digits(0) + 3), ""), 201);
}

Test(identities, known_in_sight_are_a_conflict_and_out_of_sight_are_not_told)
{
    const char *clear = digits(0);
    struct answer first = entered(COMMUNE, clear, "");
    expect_status(first, 201);
    struct answer again = entered(COMMUNE, clear, "");
    expect_problem(again, 409, "honouree_is_known");
    expect_text(again, "params.honouree", text(first, "id"));
    cr_assert_null(strstr(again.body, clear));
    expect_problem(entered(DESK, clear, ""), 409, "honouree_is_known");
    struct answer sibling = entered(SIBLING, clear, "");
    expect_status(sibling, 201);
    cr_assert_null(strstr(sibling.body, text(first, "id")));
}

Test(identities, are_found_by_whoever_sees_the_person)
{
    const char *clear = digits(0);
    struct answer made = entered(COMMUNE, clear, "");
    struct answer found = looked_up(COMMUNE, clear);
    expect_status(found, 200);
    expect_count(found, "items", 1);
    expect_text(found, "items.0.id", text(made, "id"));
    expect_text(found, "items.0.citizen_identifier_masked", masked(clear));
    expect_count(looked_up(DESK, clear), "items", 1);
    struct answer foreign = looked_up(SIBLING, clear), none = looked_up(SIBLING, digits(0));
    expect_status(foreign, 200);
    cr_assert(eq(str, (char *)foreign.body, (char *)none.body));
    cr_assert(
        eq(str,
           (char *)database("select count(*) from app.audit_entries where action = 'looked_up' and thing_id = '%s'",
                            text(made, "id")),
           "2"));
    expect_problem(as(COMMUNE, POST, "/honourees/lookups", .json = body("{'citizen_identifier': '%s'}", clear),
                      .key = "khong-giu"),
                   400, "idempotency_not_offered");
}

Test(identities, are_looked_up_so_many_times_an_hour)
{
    struct answer set = as("tinh-kon-tum.admin", POST, "/work-terms",
                           .json = body("{'code': 'identity_lookups_per_hour', 'times': 2, 'valid_from': '2025-06-16',"
                                        " 'citation': 'Quy chế bảo vệ dữ liệu cá nhân (thử)'}"));
    expect_status(set, 201);
    database("delete from app.identity_lookups returning caller");
    expect_status(looked_up(SIBLING, digits(0)), 200);
    expect_status(looked_up(SIBLING, digits(0)), 200);
    struct answer refused = looked_up(SIBLING, digits(0));
    expect_problem(refused, 429, "too_many_lookups");
    cr_assert(ge(int, atoi(header(refused, "Retry-After")), 1));
    database("delete from app.work_terms where id = '%s' returning id", text(set, "id"));
}

Test(identities, are_read_in_clear_by_the_own_unit_with_a_reason_that_stays)
{
    const char *clear = digits(0);
    struct answer made = entered(COMMUNE, clear, "");
    struct answer reading = read_in_clear("xa-doan-ket.reviewer", text(made, "id"));
    expect_status(reading, 200);
    expect_text(reading, "citizen_identifier", clear);
    expect_header(reading, "Cache-Control", "no-store");
    cr_assert(eq(str,
                 (char *)database("select changes ->> 'reason' from app.audit_entries where action = 'read' and"
                                  " thing_id = '%s'",
                                  text(made, "id")),
                 "Đối chiếu căn cước khi trao thưởng"));
    const char *path = at("/honourees/%s/identity-readings", text(made, "id"));
    expect_problem(as("xa-doan-ket.reviewer", POST, path, .json = body("{'reason': 'x'}")), 422, "validation_failed");
    expect_fault(as("xa-doan-ket.reviewer", POST, path, .json = body("{'reason': 'so với 062084001234'}")), "/reason",
                 "identifier_belongs_elsewhere");
    expect_problem(as("xa-doan-ket.reviewer", POST, path, .json = body("{'reason': 'Đối chiếu'}"), .key = "khong-giu"),
                   400, "idempotency_not_offered");
    struct answer without = as(COMMUNE, POST, "/honourees", .json = body("{'kind': 'individual', 'name': 'A Lễ'}"));
    expect_problem(read_in_clear("xa-doan-ket.reviewer", text(without, "id")), 409, "identifier_not_recorded");
}

Test(identities, are_read_in_clear_by_nobody_else)
{
    struct answer made = entered(COMMUNE, digits(0), "");
    expect_problem(read_in_clear(COMMUNE, text(made, "id")), 403, "role_not_allowed");
    expect_problem(read_in_clear(DESK, text(made, "id")), 403, "not_allowed");
    expect_problem(read_in_clear(STRANGER, text(made, "id")), 404, "not_found");
    expect_problem(read_in_clear("xa-hoa-binh.reviewer", text(made, "id")), 404, "not_found");
}

static const char *token_for(const char *scope)
{
    struct answer given = as("xa-doan-ket.reviewer", POST, "/service-tokens",
                             .json = body("{'name': 'Hệ thống cán bộ', 'scopes': ['%s']}", scope));
    expect_status(given, 201);
    return text(given, "token");
}

Test(identities, are_read_by_another_system_by_a_scope_for_this_very_act)
{
    const char *clear = digits(0);
    const char *path = at("/honourees/%s/identity-readings", text(entered(COMMUNE, clear, ""), "id"));
    const char *reason = body("{'reason': 'Đối soát hồ sơ cán bộ'}"), *general = token_for("honourees:write");
    expect_problem(nobody(POST, path, .token = general, .json = reason), 403, "scope_missing");
    expect_text(nobody(POST, path, .token = token_for("create_identity_reading"), .json = reason), "citizen_identifier",
                clear);
    struct answer found =
        nobody(POST, "/honourees/lookups", .token = general, .json = body("{'citizen_identifier': '%s'}", clear));
    expect_count(found, "items", 1);
}

Test(identities, are_read_by_the_desk_that_judges_a_proposal)
{
    const char *clear = digits(0);
    struct dossier dossier = drafted();
    expect_status(patch(COMMUNE, at("/honourees/%s", dossier.honouree_id), body("{'citizen_identifier': '%s'}", clear)),
                  200);
    expect_problem(read_in_clear(DESK, dossier.honouree_id), 403, "not_allowed");
    sent(dossier);
    expect_text(read_in_clear(DESK, dossier.honouree_id), "citizen_identifier", clear);
}

Test(identities, are_corrected_and_taken_away)
{
    const char *first = digits(0), *second = digits(0);
    struct answer made = entered(COMMUNE, first, "");
    const char *path = at("/honourees/%s", text(made, "id"));
    struct answer changed = patch(COMMUNE, path, body("{'citizen_identifier': '%s'}", second));
    expect_text(changed, "citizen_identifier_masked", masked(second));
    cr_assert(ne(str, (char *)etag(made), (char *)etag(changed)));
    expect_count(looked_up(COMMUNE, first), "items", 0);
    struct answer same = patch(COMMUNE, path, body("{'citizen_identifier': '%s'}", second));
    cr_assert(eq(str, (char *)etag(same), (char *)etag(changed)));
    struct answer gone = patch(COMMUNE, path, body("{'citizen_identifier': null}"));
    expect_null(gone, "citizen_identifier_masked");
    expect_count(looked_up(COMMUNE, second), "items", 0);
}

Test(identities, come_with_a_whole_list_and_are_named_once_in_it)
{
    const char *one = digits(0), *other = digits(1);
    struct answer made =
        as(COMMUNE, POST, "/honourees/lists", .type = "text/csv",
           .raw = at("Loại,Tên,Số định danh,\"Chức vụ, nơi công tác\"\nindividual,A Brôl,%s,Thôn trưởng\n"
                     "individual,Y Blưt,%s,Bí thư chi bộ\n",
                     one, other));
    expect_status(made, 201);
    expect_count(made, "items", 2);
    expect_count(looked_up(COMMUNE, other), "items", 1);
    struct answer list =
        as(COMMUNE, POST, "/honourees/lists",
           .json = body("{'items': [{'kind': 'individual', 'name': 'A Thiu', 'citizen_identifier': '%s'},"
                        " {'kind': 'individual', 'name': 'Y Mơ', 'citizen_identifier': '%s'}]}",
                        digits(0), digits(1)));
    expect_status(list, 201);
    expect_text(list, "items.1.name", "Y Mơ");
    const char *twice = digits(0);
    struct answer refused =
        as(COMMUNE, POST, "/honourees/lists",
           .json = body("{'items': [{'kind': 'individual', 'name': 'A Thiu', 'citizen_identifier': '%s'},"
                        " {'kind': 'individual', 'name': 'Y Mơ', 'citizen_identifier': '%s'}]}",
                        twice, twice));
    expect_fault(refused, "/items/1/citizen_identifier", "identifier_named_twice");
    struct answer known =
        as(COMMUNE, POST, "/honourees/lists",
           .json = body("{'items': [{'kind': 'individual', 'name': 'A Thiu', 'citizen_identifier': '%s'}]}", one));
    expect_fault(known, "/items/0/citizen_identifier", "honouree_is_known");
}

Test(identities, are_replayed_and_compared_although_they_are_sealed_anew)
{
    const char *clear = digits(0);
    const char *said = body("{'kind': 'individual', 'name': 'A Khóa', 'citizen_identifier': '%s'}", clear);
    const char *key = at("khoa-%s", digits(0));
    struct answer first = as(COMMUNE, POST, "/honourees", .json = said, .key = key);
    struct answer again = as(COMMUNE, POST, "/honourees", .json = said, .key = key);
    expect_status(first, 201);
    expect_header(again, "Idempotency-Replayed", "true");
    expect_text(again, "id", text(first, "id"));
    struct answer other =
        as(COMMUNE, POST, "/honourees", .key = key,
           .json = body("{'kind': 'individual', 'name': 'A Khóa', 'citizen_identifier': '%s'}", digits(0)));
    expect_problem(other, 422, "idempotency_key_reused");
}

Test(identities, of_a_dry_run_leave_nothing)
{
    const char *clear = digits(0);
    struct answer tried =
        as(COMMUNE, POST, "/honourees?dry_run=true",
           .json = body("{'kind': 'individual', 'name': 'A Thử', 'citizen_identifier': '%s'}", clear));
    expect_status(tried, 201);
    expect_count(looked_up(COMMUNE, clear), "items", 0);
}

Test(identities, of_new_nominees_are_sealed_too)
{
    const char *clear = digits(0);
    struct answer proposal = as(COMMUNE, POST, "/proposals", .json = body("{'title': 'Thử', 'reason': 'ad_hoc'}"));
    const char *nominations = at("/proposals/%s/nominations", text(proposal, "id"));
    const char *said =
        body("{'items': [{'new_honouree': {'kind': 'individual', 'name': 'A Brôl', 'citizen_identifier': '%s'},"
             " 'award_type': 'GK_H', 'achievement': 'Cứu người bị nạn'}]}",
             clear);
    expect_status(as(COMMUNE, POST, nominations, .json = said), 201);
    expect_count(looked_up(COMMUNE, clear), "items", 1);
    expect_fault(as(COMMUNE, POST, nominations, .json = said), "/items/0/new_honouree/citizen_identifier",
                 "honouree_is_known");
}
