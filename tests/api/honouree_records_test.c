/* honouree_records_test.c: what stays with people and collectives through the years: changes of unit, ratings, the
 * record, initiatives and where they were used. */
#include "awards_cases.h"

#include <stdio.h>
#include <string.h>

#define NEIGHBOUR "phuong-quyet-thang.reporter"

static const char *person(const char *account, const char *name)
{
    struct answer made = as(
        account, POST, "/honourees",
        .json = body("{'kind': 'individual', 'name': '%s', 'position': 'Công chức', 'worker_class': 'farmer'}", name));
    expect_status(made, 201);
    return text(made, "id");
}

static struct answer transferred(const char *account, const char *honouree, const char *to, const char *day)
{
    return as(account, POST, at("/honourees/%s/transfers", honouree), .if_match = "*",
              .json = body("{'to_unit': '%s', 'transferred_on': '%s', 'new_position': 'Chuyên viên'}", to, day));
}

static struct answer rated(const char *account, const char *honouree, int year, const char *rating,
                           const char *if_match)
{
    return as(account, PUT, at("/honourees/%s/ratings/%d", honouree, year), .if_match = if_match,
              .json = body("{'rating': '%s', 'decision_number': '12/QĐ-UBND', 'decided_on': '2024-12-31'}", rating));
}

static struct answer record_of(const char *account, const char *honouree)
{
    return as(account, GET, at("/honourees/%s/record", honouree));
}

/* ---- collectives ---- */

Test(collectives, tell_how_many_they_are)
{
    struct answer made =
        as(COMMUNE, POST, "/honourees",
           .json = body("{'kind': 'collective', 'name': 'Thôn Kon Rơ Bàng', 'members': 40, 'women': 28,"
                        " 'small_collective': true, 'enterprise': false}"));
    expect_status(made, 201);
    expect_number(made, "women", 28);
    expect_true(made, "small_collective");
    struct answer refused = as(COMMUNE, POST, "/honourees",
                               .json = body("{'kind': 'collective', 'name': 'Thôn', 'members': 4, 'women': 5}"));
    expect_fault(refused, "/women", "women_are_members");
    refused = as(COMMUNE, POST, "/honourees", .json = body("{'kind': 'individual', 'name': 'A Brôl', 'members': 4}"));
    expect_fault(refused, "/members", "only_a_collective_has_members");
    refused =
        as(COMMUNE, POST, "/honourees",
           .json = body("{'kind': 'individual', 'name': 'A Brôl', 'birth_date': '2026-01-01', 'birth_year': 1990}"));
    expect_fault(refused, "/birth_date", "birth_in_the_future");
    expect_fault(refused, "/birth_year", "birth_year_is_that_of_the_date");
}

Test(collectives, are_told_the_difficulty_of_their_area)
{
    const char *honouree = person("xa-dak-ring.reporter", "A Ring");
    expect_text(as("xa-dak-ring.reporter", GET, at("/honourees/%s", honouree)), "area_kinds.0", "poor_districts");
    expect_count(as(COMMUNE, GET, at("/honourees/%s", person(COMMUNE, "A Gần"))), "area_kinds", 0);
}

/* ---- changes of unit ---- */

Test(transfers, take_the_record_along_and_leave_the_past_readable)
{
    const char *honouree = person(COMMUNE, "Y Chuyển");
    expect_status(rated(COMMUNE, honouree, 2023, "good", "\"0\""), 200);
    struct answer gone = transferred(COMMUNE, honouree, "code:phuong-quyet-thang", "2025-05-01");
    expect_status(gone, 201);
    expect_text(gone, "position", "Công chức");
    expect_text(gone, "to_unit.code", "23287");
    struct answer there = as(NEIGHBOUR, GET, at("/honourees/%s", honouree));
    expect_status(there, 200);
    expect_text(there, "position", "Chuyên viên");
    expect_status(rated(NEIGHBOUR, honouree, 2024, "excellent", "\"0\""), 200);
    struct answer record = record_of(NEIGHBOUR, honouree);
    expect_status(record, 200);
    expect_count(record, "ratings", 2);
    expect_count(record, "transfers", 1);
    expect_null(record, "until");

    struct answer past = as(COMMUNE, GET, at("/honourees/%s", honouree));
    expect_status(past, 200);
    expect_null(past, "worker_class");
    expect_text(record_of(COMMUNE, honouree), "until", "2025-05-01");
    expect_problem(rated(COMMUNE, honouree, 2022, "good", "\"0\""), 403, "not_allowed");
    expect_count(as(COMMUNE, GET, at("/honourees/%s/transfers", honouree)), "items", 1);
    expect_problem(record_of(SIBLING, honouree), 404, "not_found");
    expect_problem(as(SIBLING, GET, at("/honourees/%s/transfers", honouree)), 404, "not_found");
}

Test(transfers, need_another_unit_and_a_day_that_has_come)
{
    const char *honouree = person(COMMUNE, "Y Ở Lại");
    struct answer refused = transferred(COMMUNE, honouree, "code:23329", "2025-07-01");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/to_unit", "transfer_leads_elsewhere");
    expect_fault(refused, "/transferred_on", "transfer_in_the_future");
    expect_fault(transferred(COMMUNE, honouree, "code:khong-co", "2025-05-01"), "/to_unit", "unit_not_found");
    expect_problem(transferred("thanh-pho-kon-tum.reporter", honouree, "code:phuong-quyet-thang", "2025-05-01"), 403,
                   "not_allowed");
    expect_problem(transferred(SIBLING, honouree, "code:phuong-quyet-thang", "2025-05-01"), 404, "not_found");
    expect_problem(as(COMMUNE, POST, at("/honourees/%s/transfers", honouree), .if_match = "\"9\"",
                      .json = body("{'to_unit': 'code:phuong-quyet-thang', 'transferred_on': '2025-05-01'}")),
                   412, "stale_version");
    expect_status(transferred(DESK, honouree, "code:phuong-quyet-thang", "2025-05-01"), 201);
    refused = transferred(NEIGHBOUR, honouree, "code:23329", "2025-04-01");
    expect_fault(refused, "/transferred_on", "transferred_later_already");
}

Test(transfers, keep_nominations_of_the_unit_left_whole)
{
    struct dossier dossier = drafted();
    expect_status(transferred(COMMUNE, dossier.honouree_id, "code:phuong-quyet-thang", "2025-05-01"), 201);
    struct answer nomination = as(COMMUNE, GET, dossier.nomination);
    expect_status(nomination, 200);
    expect_text(nomination, "honouree.name", "A Brôl");
}

/* ---- ratings ---- */

Test(ratings, are_one_a_year)
{
    const char *honouree = person(COMMUNE, "A Xếp");
    struct answer made = rated(COMMUNE, honouree, 2024, "excellent", "\"0\"");
    expect_status(made, 200);
    expect_text(made, "rating", "excellent");
    expect_problem(rated(COMMUNE, honouree, 2024, "good", "\"0\""), 412, "stale_version");
    struct answer corrected = rated(COMMUNE, honouree, 2024, "good", etag(made));
    expect_text(corrected, "rating", "good");
    expect_count(as(COMMUNE, GET, at("/honourees/%s/ratings", honouree)), "items", 1);
    expect_status(rated(DESK, honouree, 2023, "good", "\"0\""), 200);
    expect_problem(rated(SIBLING, honouree, 2022, "good", "\"0\""), 404, "not_found");
    expect_fault(rated(COMMUNE, honouree, 2026, "good", "\"0\""), "/year", "rated_before_the_year_began");
    expect_problem(as(SIBLING, GET, at("/honourees/%s/ratings", honouree)), 404, "not_found");
}

Test(ratings, of_a_whole_unit_come_as_a_table)
{
    const char *one = person(COMMUNE, "A Bảng"), *other = person(COMMUNE, "Y Bảng");
    const char *identifier = at("062084%06d", (int)getpid() % 1000000);
    expect_status(patch(COMMUNE, at("/honourees/%s", other), body("{'citizen_identifier': '%s'}", identifier)), 200);
    const char *table =
        at("honouree,citizen_identifier,year,rating\n%s,,2023,good\n%s,,2024,excellent\n,%s,2024,good\n", one, one,
           identifier);
    struct answer saved = as(COMMUNE, POST, "/honouree-ratings", .type = "text/csv", .raw = table);
    expect_status(saved, 200);
    expect_number(saved, "created", 3);
    saved = as(COMMUNE, POST, "/honouree-ratings", .type = "text/csv", .raw = table);
    expect_number(saved, "unchanged", 3);
    expect_number(saved, "created", 0);
    struct answer list = as(COMMUNE, GET, at("/honouree-ratings?honouree=%s&sort=year", one));
    expect_count(list, "items", 2);
    expect_text(list, "items.0.honouree.name", "A Bảng");
    expect_count(as(SIBLING, GET, at("/honouree-ratings?honouree=%s", one)), "items", 0);
    struct answer refused = as(SIBLING, POST, "/honouree-ratings",
                               .json = body("{'items': [{'honouree': '%s', 'year': 2024, 'rating': 'good'},"
                                            " {'citizen_identifier': '%s', 'year': 2024, 'rating': 'good'}]}",
                                            one, identifier));
    expect_fault(refused, "/items/0/honouree", "honouree_not_found");
    expect_fault(refused, "/items/1/citizen_identifier", "honouree_not_found");
    cr_assert_null(strstr(refused.body, identifier));
    refused = as(COMMUNE, POST, "/honouree-ratings",
                 .json = body("{'items': [{'honouree': '%s', 'year': 2024, 'rating': 'good'},"
                              " {'honouree': '%s', 'year': 2024, 'rating': 'good'}]}",
                              one, one));
    expect_fault(refused, "/items/1/year", "rated_twice_in_the_table");
}

/* ---- the record ---- */

Test(records, hold_awards_through_a_change_of_unit)
{
    struct dossier dossier = passed(drafted());
    const char *decision = decision_for(dossier);
    expect_status(sign(CHAIR, decision, "2025-06-16"), 201);
    expect_status(transferred(COMMUNE, dossier.honouree_id, "code:phuong-quyet-thang", "2025-06-16"), 201);
    struct answer record = record_of(NEIGHBOUR, dossier.honouree_id);
    expect_text(record, "awards.0.award_type", "GK_H");
    expect_text(record, "awards.0.unit.name", "Xã Đoàn Kết");
    expect_false(record, "awards.0.predecessor");
    expect_count(record, "nominations", 0);
    expect_count(record_of(DESK, dossier.honouree_id), "nominations", 1);
}

/* ---- initiatives ---- */

static const char *initiative_of(const char *account, const char *honouree)
{
    struct answer made =
        as(account, POST, "/initiatives",
           .json = body("{'title': 'Bể lọc nước tự chảy', 'authors': [{'honouree': '%s', 'share': 60}], 'scope':"
                        " 'grassroots', 'decision_number': '45/QĐ-UBND', 'recognised_on': '2024-11-20'}",
                        honouree));
    expect_status(made, 201);
    return text(made, "id");
}

static struct answer nominated(const char *honouree, const char *initiative)
{
    struct answer proposal =
        as(COMMUNE, POST, "/proposals", .json = body("{'title': 'Tờ trình sáng kiến', 'reason': 'merit'}"));
    expect_status(proposal, 201);
    return as(COMMUNE, POST, at("/proposals/%s/nominations", text(proposal, "id")),
              .json = body("{'items': [{'honouree': '%s', 'award_type': 'CSTDCS', 'achievement': 'Sáng kiến lọc nước',"
                           " 'initiatives': ['%s']}]}",
                           honouree, initiative));
}

Test(initiatives, ground_one_nomination_of_each_author)
{
    const char *author = person(COMMUNE, "A Sáng");
    const char *initiative = initiative_of(COMMUNE, author);
    struct answer first = nominated(author, initiative);
    expect_status(first, 201);
    expect_text(first, "items.0.initiatives.0.title", "Bể lọc nước tự chảy");
    struct answer again = nominated(author, initiative);
    expect_problem(again, 422, "validation_failed");
    expect_fault(again, "/items/0/initiatives/0", "initiative_is_used");
    expect_in_body(again, "Tờ trình sáng kiến");
    struct answer shown = as(COMMUNE, GET, at("/initiatives/%s", initiative));
    expect_text(shown, "uses.0.award_type", "CSTDCS");
    expect_problem(withdraw(COMMUNE, at("/initiatives/%s", initiative)), 409, "initiative_is_in_use");
    expect_status(withdraw(COMMUNE, at("/nominations/%s", text(first, "items.0.id"))), 204);
    expect_status(nominated(author, initiative), 201);
    expect_true(record_of(COMMUNE, author), "initiatives.0.used");
}

Test(initiatives, are_named_by_their_authors_once_they_are_recognised)
{
    const char *author = person(COMMUNE, "A Nghĩ"), *other = person(COMMUNE, "A Khác");
    struct answer idea = as(COMMUNE, POST, "/initiatives",
                            .json = body("{'title': 'Máy tách hạt', 'authors': [{'honouree': '%s'}]}", author));
    expect_status(idea, 201);
    const char *path = at("/initiatives/%s", text(idea, "id"));
    expect_fault(nominated(author, text(idea, "id")), "/items/0/initiatives/0", "initiative_not_recognised");
    expect_fault(patch(COMMUNE, path, body("{'scope': 'grassroots'}")), "/decision_number",
                 "recognition_is_told_whole");
    expect_status(patch(COMMUNE, path,
                        body("{'scope': 'grassroots', 'decision_number': '7/QĐ-UBND', 'recognised_on': '2025-01-05'}")),
                  200);
    expect_fault(nominated(other, text(idea, "id")), "/items/0/initiatives/0", "initiative_of_others");
    expect_fault(nominated(other, "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"), "/items/0/initiatives/0",
                 "initiative_not_found");
    expect_status(nominated(author, text(idea, "id")), 201);
}

Test(initiatives, are_of_their_unit_and_seen_from_above)
{
    const char *author = person(COMMUNE, "A Riêng");
    const char *path = at("/initiatives/%s", initiative_of(COMMUNE, author));
    expect_status(as(DESK, GET, path), 200);
    expect_problem(as(SIBLING, GET, path), 404, "not_found");
    expect_problem(patch(DESK, path, body("{'title': 'Tên khác'}")), 403, "not_allowed");
    expect_problem(as(COMMUNE, PATCH, path, .json = body("{'title': 'Tên khác'}"), .if_match = "\"9\""), 412,
                   "stale_version");
    expect_status(withdraw(COMMUNE, path), 204);
    expect_problem(as(COMMUNE, GET, path), 404, "not_found");
    struct answer refused = as(SIBLING, POST, "/initiatives",
                               .json = body("{'title': 'Máy tách hạt', 'authors': [{'honouree': '%s', 'share': 60},"
                                            " {'honouree': '%s', 'share': 60}]}",
                                            author, author));
    expect_fault(refused, "/authors/0/honouree", "honouree_not_found");
    expect_fault(refused, "/authors/1/honouree", "author_named_twice");
    expect_fault(refused, "/authors", "shares_above_all");
}

Test(initiatives, come_as_files_too)
{
    initiative_of(COMMUNE, person(COMMUNE, "A Tệp"));
    struct answer file = as(COMMUNE, GET, "/initiatives?q=be%20loc&scope=grassroots", .accept = "text/csv");
    expect_status(file, 200);
    expect_in_body(file, "Bể lọc nước tự chảy");
    cr_assert_null(strstr(as(SIBLING, GET, "/initiatives").body, "Bể lọc"));
}
