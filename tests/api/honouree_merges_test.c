/* honouree_merges_test.c: one person entered by two units is found, becomes one, and keeps everything that was theirs.
 */
#include "awards_cases.h"

#include <string.h>

TestSuite(honouree_merges);

static const char *entered(const char *account, const char *json)
{
    struct answer made = as(account, POST, "/honourees", .json = json);
    expect_status(made, 201);
    return text(made, "id");
}

static const char *born(const char *account, const char *name, int year)
{
    return entered(account, body("{'kind': 'individual', 'name': '%s', 'birth_year': %d}", name, year));
}

static const char *place(const char *honouree)
{
    return at("/honourees/%s", honouree);
}

static struct answer merge(const char *account, const char *one, const char *into, const char *query)
{
    return as(account, POST, at("%s/merges%s", place(one), query), .if_match = "*",
              .json = body("{'into': '%s', 'note': 'Cùng một người'}", into));
}

static void rate(const char *account, const char *honouree, int year, const char *rating)
{
    expect_status(as(account, PUT, at("%s/ratings/%d", place(honouree), year), .if_match = "\"0\"",
                     .json = body("{'rating': '%s'}", rating)),
                  200);
}

static const char *makers(struct dossier dossier)
{
    return database("select created_by || ' ' || changed_by from app.nominations where id = '%s'",
                    dossier.nomination_id);
}

/* The dossier of a person whom both communes know: Đoàn Kết has an award, a rating and a nomination of theirs. */
static struct dossier known(const char *name)
{
    struct dossier dossier = drafted_for("GK_H", "individual", name);
    awarded(dossier);
    rate(COMMUNE, dossier.honouree_id, 2023, "excellent");
    return dossier;
}

Test(honouree_merges, let_everything_follow_who_stays)
{
    struct dossier dossier = known("A Hợp");
    const char *gone = dossier.honouree_id, *stays = born(SIBLING, "A Hợp", 1980);
    const char *wrote = makers(dossier);
    rate(SIBLING, stays, 2023, "excellent");
    rate(SIBLING, stays, 2024, "good");
    struct answer initiative =
        as(COMMUNE, POST, "/initiatives",
           .json = body("{'title': 'Bếp đun tiết kiệm', 'authors': [{'honouree': '%s'}]}", gone));
    expect_status(initiative, 201);
    struct dossier under_way = sent(drafted_for("GK_H", "individual", "A Hợp"));
    expect_status(merge(DESK, under_way.honouree_id, gone, ""), 201);
    expect_status(as(DESK, POST, "/holds",
                     .json = body("{'honouree': '%s', 'kind': 'complaint', 'source': 'Đơn thư', 'starts_on': "
                                  "'2025-06-10'}",
                                  stays)),
                  201);

    expect_number(merge(DESK, gone, stays, "?dry_run=true"), "followed.awards", 1);
    expect_null(as(COMMUNE, GET, place(gone)), "merged_into");
    struct answer merged = merge(DESK, gone, stays, "");
    expect_status(merged, 201);
    expect_number(merged, "followed.nominations", 2);
    expect_number(merged, "followed.awards", 1);
    expect_number(merged, "followed.initiatives", 1);
    expect_absent(merged, "followed.honouree_ratings"); /* the same rating of the same year stands once */

    expect_text(as(COMMUNE, GET, place(gone)), "merged_into.id", stays);
    expect_text(as(COMMUNE, GET, place(under_way.honouree_id)), "merged_into.id", stays);
    struct answer record = as(SIBLING, GET, at("%s/record", place(stays)));
    expect_count(record, "awards", 1);
    expect_count(record, "ratings", 2);
    expect_count(record, "initiatives", 1);
    struct answer remembered = as(COMMUNE, GET, at("%s/record", place(gone)));
    expect_text(remembered, "honouree.id", stays);
    expect_count(remembered, "awards", 1);
    expect_text(as(COMMUNE, GET, dossier.nomination), "honouree.id", stays);
    expect_text(as(COMMUNE, GET, under_way.nomination), "state", "held");
    cr_assert_str_eq(makers(dossier), wrote);
    expect_text(as(COMMUNE, GET, at("/awards/%s", text(as(COMMUNE, GET, dossier.nomination), "award_id"))),
                "honouree.id", stays);
    struct answer merges = as(COMMUNE, GET, at("%s/merges", place(gone)));
    expect_count(merges, "items", 2);
    expect_text(merges, "items.0.into.id", stays);
    expect_text(merges, "items.0.note", "Cùng một người");
    expect_count(as(SIBLING, GET, at("%s/merges", place(stays))), "items", 1);
    cr_assert_null(item(as(DESK, GET, "/honourees?q=a%20hop&limit=500"), "items", "id", gone));
    cr_assert_not_null(item(as(DESK, GET, "/honourees?q=a%20hop&limit=500&merged=true"), "items", "id", gone));
    cr_assert_str_eq(database("select count(*) from app.audit_entries where thing = 'honouree_merges' and action ="
                              " 'created' and changes ->> 'honouree_id' = '%s'",
                              gone),
                     "1");
    expect_problem(as(STRANGER, GET, at("%s/merges", place(gone))), 404, "not_found");
}

Test(honouree_merges, leave_nothing_to_be_done_with_who_is_gone)
{
    const char *gone = born(COMMUNE, "Y Gộp", 1990), *stays = born(SIBLING, "Y Gộp", 1990);
    expect_status(merge(DESK, gone, stays, ""), 201);
    struct answer refused = patch(COMMUNE, place(gone), body("{'position': 'Thôn trưởng'}"));
    expect_problem(refused, 409, "honouree_is_merged");
    expect_in_body(refused, "đã hợp nhất vào Y Gộp, Xã Hòa Bình");
    expect_problem(
        as(COMMUNE, PUT, at("%s/ratings/2024", place(gone)), .if_match = "\"0\"", .json = body("{'rating': 'good'}")),
        409, "honouree_is_merged");
    expect_problem(
        as(DESK, POST, "/holds",
           .json = body("{'honouree': '%s', 'kind': 'press', 'source': 'Báo', 'starts_on': '2025-06-10'}", gone)),
        409, "honouree_is_merged");
    struct dossier other = drafted();
    expect_problem(
        as(COMMUNE, POST, at("%s/nominations", other.proposal),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H', 'achievement': 'Cứu người'}]}", gone)),
        409, "honouree_is_merged");
    expect_problem(as(COMMUNE, POST, at("%s/transfers", place(gone)), .if_match = "*",
                      .json = body("{'to_unit': 'code:xa-hoa-binh', 'transferred_on': '2025-06-01'}")),
                   409, "honouree_is_merged");
    expect_problem(merge(DESK, gone, stays, ""), 409, "honouree_is_merged");
    expect_fault(merge(DESK, born(SIBLING, "Y Gộp", 1990), gone, ""), "/into", "honouree_is_merged");
    expect_count(as(COMMUNE, GET, place(gone)), "allowed_actions", 0);
}

Test(honouree_merges, are_for_a_standing_body_above_both)
{
    const char *one = born(COMMUNE, "A Trên", 1970), *other = born(SIBLING, "A Trên", 1970);
    const char *far = born("huyen-kon-plong.reporter", "A Trên", 1970);
    expect_problem(merge(COMMUNE, one, other, ""), 403, "role_not_allowed");
    expect_problem(merge(CHAIR, one, other, ""), 403, "role_not_allowed");
    expect_problem(merge(STRANGER, one, other, ""), 404, "not_found");
    expect_fault(merge(DESK, one, far, ""), "/into", "honouree_not_found");
    expect_fault(merge(DESK, one, "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", ""), "/into", "honouree_not_found");
    expect_problem(as(DESK, POST, at("%s/merges", place(one)), .if_match = "\"77\"",
                      .json = body("{'into': '%s', 'note': 'Cùng một người'}", other)),
                   412, "stale_version");
    expect_problem(as(DESK, POST, at("%s/merges", place(one)), .json = body("{'into': '%s', 'note': 'x'}", other)), 428,
                   "precondition_required");
    expect_status(merge("tinh-kon-tum.reviewer", one, far, ""), 201);
    expect_problem(as(COMMUNE, GET, place(other)), 404, "not_found");
    expect_status(as(COMMUNE, GET, place(far)), 200); /* whom the commune's own became, as after a change of unit */
}

Test(honouree_merges, are_refused_where_the_two_contradict_each_other)
{
    const char *one = entered(COMMUNE, body("{'kind': 'individual', 'name': 'A Khác', 'birth_year': 1981, 'gender': "
                                            "'male', 'citizen_identifier': '062081000017'}"));
    const char *other = entered(SIBLING, body("{'kind': 'individual', 'name': 'A Khác', 'birth_year': 1982, 'gender': "
                                              "'female', 'citizen_identifier': '062182000018'}"));
    rate(COMMUNE, one, 2022, "good");
    rate(SIBLING, other, 2022, "excellent");
    struct answer refused = merge(DESK, one, other, "");
    expect_fault(refused, "/into", "merged_ones_differ");
    expect_fault(refused, "/into", "ratings_differ");
    expect_in_body(refused, "Năm sinh của hai hồ sơ khác nhau: 1981 và 1982");
    expect_in_body(refused, "Số định danh của hai hồ sơ khác nhau: 062*******17 và 062*******18");
    expect_in_body(refused, "Giới tính của hai hồ sơ khác nhau: Nam và Nữ");
    expect_fault(merge(DESK, one, one, ""), "/into", "merged_into_another");
    struct dossier dossier = drafted_for("GK_H", "individual", "A Hai");
    struct answer second =
        as(COMMUNE, POST, at("%s/nominations", dossier.proposal),
           .json = body("{'items': [{'new_honouree': {'kind': 'individual', 'name': 'A Hai'}, 'award_type': 'GK_H',"
                        " 'achievement': 'Cứu người bị nạn'}]}"));
    expect_status(second, 201);
    expect_fault(merge(DESK, dossier.honouree_id, text(second, "items.0.honouree.id"), ""), "/into",
                 "both_in_one_proposal");
    expect_fault(as(DESK, POST, at("%s/merges", place(one)), .if_match = "*",
                    .json = body("{'into': '%s', 'note': 'Số 062081000017'}", other)),
                 "/note", "identifier_belongs_elsewhere");
}

/* Two lists of one unit, neither with a year of birth: nothing tells them apart. */
Test(honouree_duplicates, are_told_row_by_row_of_lists_of_nominees)
{
    static const char table[] =
        "new_honouree.kind,new_honouree.name,award_type,achievement\n"
        "individual,A Khác Hẳn,GK_H,Sản xuất giỏi\nindividual,Y Hlan Hai Lần,GK_H,Sản xuất giỏi\n";
    const char *ids[2];
    for (int i = 0; i < 2; i++) {
        struct answer proposal =
            as(COMMUNE, POST, "/proposals", .json = body("{'title': 'Đề nghị khen thưởng', 'reason': 'ad_hoc'}"));
        struct answer made =
            as(COMMUNE, POST, at("/proposals/%s/nominations", text(proposal, "id")), .type = "text/csv", .raw = table);
        expect_status(made, 201);
        expect_count(made, "items.1.warnings", i);
        ids[i] = text(made, "items.1.honouree.id");
        if (i == 1) {
            expect_text(made, "items.1.warnings.0.code", "looks_like_another");
            expect_text(made, "items.1.warnings.0.params.honouree", ids[0]);
            expect_in_body(made, "`honouree`");
        }
    }
    cr_assert_not_null(
        strstr(as(DESK, GET, "/honourees/duplicates?unit_under=code:xa-doan-ket&limit=500").body, ids[1]));
    expect_status(patch(COMMUNE, at("/honourees/%s", ids[1]), body("{'birth_year': 1980}")), 200);
    expect_status(patch(COMMUNE, at("/honourees/%s", ids[0]), body("{'birth_year': 1981}")), 200);
    cr_assert_null(strstr(as(DESK, GET, "/honourees/duplicates?unit_under=code:xa-doan-ket&limit=500").body, ids[1]));
}

Test(honouree_duplicates, are_told_to_who_enters_and_listed_for_who_may_merge)
{
    const char *first = born(COMMUNE, "Y Trùng", 1977);
    struct answer again =
        as(COMMUNE, POST, "/honourees", .json = body("{'kind': 'individual', 'name': 'Y TRÙNG', 'birth_year': 1977}"));
    expect_status(again, 201);
    expect_text(again, "warnings.0.code", "looks_like_another");
    expect_text(again, "warnings.0.params.honouree", first);
    expect_in_body(again, "Xã Đoàn Kết đã có Y Trùng cùng tên (mã ");
    expect_count(as(SIBLING, POST, "/honourees",
                    .json = body("{'kind': 'individual', 'name': 'Y Trùng', 'birth_year': "
                                 "1977}")),
                 "warnings", 0);
    const char *names[] = {"A Định", "A Định Danh"}, *accounts[] = {COMMUNE, SIBLING}, *same[2];
    for (int i = 0; i < 2; i++)
        same[i] = entered(accounts[i], body("{'kind': 'individual', 'name': '%s', 'citizen_identifier':"
                                            " '062075000033', 'birth_year': 1975}",
                                            names[i]));
    static const char list[] = "/honourees/duplicates?limit=500&reason=same_identifier,same_name&sort=-reason";
    struct answer found = as(DESK, GET, list);
    json_t *pair = item(found, "items", "reason", "same_identifier");
    cr_assert_str_eq(json_string_value(within(pair, "honouree.id")), same[0]);
    cr_assert_str_eq(json_string_value(within(pair, "other.id")), same[1]);
    cr_assert_not_null(
        strstr(as(DESK, GET, "/honourees/duplicates?unit_under=code:xa-doan-ket&limit=500").body, first));
    cr_assert_null(strstr(as(STRANGER, GET, list).body, first));
    expect_problem(as(COMMUNE, GET, list), 403, "role_not_allowed");
    expect_status(merge(DESK, same[0], same[1], ""), 201);
    cr_assert_null(strstr(as(DESK, GET, list).body, same[0]));
    struct answer looked = as(DESK, POST, "/honourees/lookups", .json = body("{'citizen_identifier': '062075000033'}"));
    expect_count(looked, "items", 1);
    expect_text(looked, "items.0.id", same[1]);
}
