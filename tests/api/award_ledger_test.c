/* award_ledger_test.c: what becomes of an award: embargo, correction, revocation and the way back; handed over, paid,
 * issued again, taken back. */
#include "awards_cases.h"

#include <string.h>

static const char *embargoed(struct dossier dossier, const char *until)
{
    const char *decision = decision_for(passed(dossier));
    expect_status(patch(DESK, decision, body("{'embargo_until': '%s'}", until)), 200);
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    return decision;
}

static const char *award_of(const char *decision)
{
    return at("/awards/%s", text(as(DESK, GET, at("/awards?decision=%s", decision + 17)), "items.0.id"));
}

static struct answer record(const char *account, const char *award, const char *what, const char *json)
{
    return as(account, POST, at("%s/%s", award, what), .json = json);
}

/* An award of an earlier year to the same person, as it would have been entered then: its id. */
static const char *entered(const char *award_type, int year, int bonus, const char *like)
{
    return database(
        "insert into app.awards(unit_id, issuer_id, decision_id, honouree_id, honouree_name, honouree_kind,"
        " award_type, reason, achievement, decision_number, decided_on, register_year, year, authority_citation,"
        " bonus, published) select unit_id, issuer_id, decision_id, honouree_id, honouree_name, honouree_kind,"
        " '%1$s', 'merit', 'Thành tích năm %2$d', '%1$s-%2$d/QĐ', make_date(%2$d, 6, 2), %2$d, %2$d, 'Luật',"
        " nullif(%3$d, 0), true from app.awards where id = '%4$s' returning id",
        award_type, year, bonus, like + 8);
}

/* ---- embargo ---- */

Test(embargoes, keep_what_is_signed_from_those_below)
{
    struct dossier dossier = drafted();
    const char *decision = embargoed(dossier, "2025-12-01T01:00:00Z"), *award = award_of(decision);
    expect_true(as(DESK, GET, award), "embargoed");
    expect_status(as(PROVINCE, GET, award), 200);
    expect_problem(as(COMMUNE, GET, award), 404, "not_found");
    expect_problem(as(COMMUNE, GET, decision), 404, "not_found");
    expect_count(as(COMMUNE, GET, at("/awards?honouree=%s", dossier.honouree_id)), "items", 0);
    struct answer nomination = as(COMMUNE, GET, dossier.nomination);
    expect_text(nomination, "state", "passed");
    expect_null(nomination, "award_id");
    expect_null(as(DESK, GET, award), "check_code");
    expect_problem(record("xa-doan-ket.reviewer", award, "presentations",
                          body("{'presented_on': '2025-06-16', 'place': 'Hội trường', 'presented_by': 'Chủ tịch'}")),
                   404, "not_found");
    expect_fault(record(DESK, award, "presentations",
                        body("{'presented_on': '2025-06-16', 'place': 'Hội trường', 'presented_by': 'Chủ tịch'}")),
                 "", "award_is_not_published");
    cr_assert_str_eq(database("select count(*) from app.outbox where thing = 'award' and thing_id = '%s'", award + 8),
                     "0");
}

Test(embargoes, end_at_once_for_all_named)
{
    struct dossier dossier = drafted();
    const char *decision = embargoed(dossier, "2025-12-01T01:00:00Z"), *award = award_of(decision);
    expect_fault(move(CHAIR, decision, "published"), "/note", "decision_is_embargoed");
    expect_status(move_with(CHAIR, decision, body("{'to': 'published', 'note': 'Hội nghị họp sớm hơn'}")), 201);
    struct answer nomination = as(COMMUNE, GET, dossier.nomination);
    expect_text(nomination, "state", "decided");
    expect_text(nomination, "award_id", award + 8);
    expect_status(as(COMMUNE, GET, award), 200);
    expect_text(as(COMMUNE, GET, dossier.proposal), "state", "decided");
    cr_assert_eq(strlen(text(as(DESK, GET, award), "check_code")), 24);
}

Test(embargoes, that_have_passed_need_no_word)
{
    const char *decision = embargoed(drafted(), "2025-06-15T01:00:00Z");
    expect_status(move(CHAIR, decision, "published"), 201);
}

/* A hold that begins after the signature stops nothing any more: what was granted is revoked, not suspended. */
Test(embargoes, are_not_undone_by_a_hold)
{
    struct dossier dossier = drafted();
    const char *decision = embargoed(dossier, "2025-06-15T01:00:00Z");
    database("insert into app.holds(unit_id, honouree_id, kind, source, starts_on) select issuer_id, honouree_id,"
             " 'complaint', 'Đơn thư', '2025-06-01' from app.nominations where id = '%s'",
             dossier.nomination_id);
    expect_text(as(DESK, GET, dossier.nomination), "state", "passed");
    expect_status(move(CHAIR, decision, "published"), 201);
    expect_text(as(DESK, GET, dossier.nomination), "state", "decided");
}

/* ---- the document system ---- */

Test(document_systems, sign_by_reference_and_write_nothing_else)
{
    const char *decision = decision_for(passed(drafted()));
    const char *reference = text(as(DESK, GET, decision), "reference");
    struct answer given =
        as("thanh-pho-kon-tum.leader", POST, "/service-tokens",
           .json = body("{'name': 'Hệ thống văn bản', 'scopes': ['list_award_decisions', 'move_award_decision:signed'],"
                        " 'expires_at': '2027-06-16T00:00:00Z'}"));
    expect_status(given, 201);
    const char *token = text(given, "token");
    struct answer found =
        client_call((struct call){.token = token, .verb = GET, .path = at("/award-decisions?reference=%s", reference)});
    expect_count(found, "items", 1);
    const char *same = at("/award-decisions/%s", text(found, "items.0.id"));
    cr_assert_str_eq(same, decision);
    expect_status(client_call((struct call){.token = token, .verb = GET, .path = same}), 403);
    struct call signing = {
        .token = token,
        .verb = POST,
        .path = at("%s/moves", same),
        .if_match = "*",
        .json = body("{'to': 'signed', 'details': {'number': 'VB-%d/QĐ-UBND', 'decided_on': '2025-06-14',"
                     " 'signer': {'name': 'Đỗ Minh Dũng', 'position': 'Chủ tịch', 'capacity': 'TM'},"
                     " 'file_sha256': '%064d'}}",
                     (int)getpid(), 7)};
    struct call more = signing;
    more.json = body("{'to': 'signed', 'details': {'number': '1/QĐ', 'decided_on': '2025-06-14', 'title': 'Khác'}}");
    expect_fault(client_call(more), "/details/title", "unknown_property");
    expect_status(client_call(signing), 201);
    struct answer read = as(CHAIR, GET, decision);
    expect_text(read, "state", "signed");
    expect_text(read, "signer.capacity", "TM");
    more.json = body("{'to': 'published'}");
    expect_status(client_call(more), 403);
}

/* ---- correction ---- */

Test(corrections, keep_the_old_entry_and_show_the_right_name)
{
    struct dossier dossier = drafted_for("GK_H", "individual", "A Brol");
    const char *award = awarded(dossier);
    struct answer refused = decide_on("correction", at("{\"award\": \"%s\", \"name\": \"A Brol\"}", award + 8));
    expect_fault(refused, "/awards/0/name", "name_is_the_same");
    expect_fault(decide_on("correction", at("{\"award\": \"%s\"}", award + 8)), "/awards/0/name", "required");
    const char *decision = decided_on("correction", at("{\"award\": \"%s\", \"name\": \"A Brôl\"}", award + 8));
    struct answer read = as(COMMUNE, GET, award);
    expect_text(read, "state", "corrected");
    expect_text(read, "honouree.name", "A Brôl");
    expect_text(read, "name_as_decided", "A Brol");
    expect_text(read, "correction.id", decision + 17);
    expect_text(as(DESK, GET, at("/honourees/%s", text(read, "honouree.id"))), "name", "A Brôl");
    const char *honouree = text(read, "honouree.id");
    cr_assert_null(strstr(as(DESK, GET, at("/honourees/%s/record", honouree)).body, "A Brol\""));
    expect_text(as(COMMUNE, GET, dossier.nomination), "honouree.name", "A Brôl");
    expect_text(as(COMMUNE, GET, at("%s/results", dossier.proposal)), "items.0.honouree", "A Brôl");
    expect_text(as(COMMUNE, GET, decision), "awards.0.name", "A Brôl");
    cr_assert_not_null(item(as(DESK, GET, "/awards?state=corrected&limit=200"), "items", "id", award + 8));
}

Test(corrections, are_made_by_who_granted_it)
{
    const char *award = awarded(drafted());
    struct answer refused =
        as("tinh-kon-tum.reviewer", POST, "/award-decisions",
           .json = body("{'kind': 'correction', 'title': 'Đính chính', 'awards': [{'award': '%s', 'name': 'A Khác'}]}",
                        award + 8));
    expect_fault(refused, "/awards/0/award", "award_not_granted_here");
    expect_in_body(refused, "Thành phố Kon Tum");
    refused =
        as("huyen-kon-plong.reviewer", POST, "/award-decisions",
           .json = body("{'kind': 'correction', 'title': 'Đính chính', 'awards': [{'award': '%s', 'name': 'A Khác'}]}",
                        award + 8));
    expect_fault(refused, "/awards/0/award", "award_not_found");
    refused = as(
        DESK, POST, "/award-decisions",
        .json = body("{'kind': 'correction', 'title': 'Đính chính', 'embargo_until': '2025-12-01T00:00:00Z', 'awards':"
                     " [{'award': '%s', 'name': 'A Khác'}, {'award': '%s', 'name': 'A Khác'}]}",
                     award + 8, award + 8));
    expect_fault(refused, "/embargo_until", "decision_of_another_kind");
    expect_fault(refused, "/awards/1/award", "not_unique");
    expect_fault(as(DESK, POST, "/award-decisions", .json = body("{'kind': 'revocation', 'title': 'Hủy bỏ'}")),
                 "/awards", "decision_needs_awards");
    expect_fault(as(DESK, POST, "/award-decisions", .json = body("{'title': 'Khen thưởng'}")), "/nominations",
                 "decision_needs_nominations");
}

Test(corrections, are_not_dated_before_the_award)
{
    const char *award = awarded(drafted());
    struct answer drafted = decide_on("correction", at("{\"award\": \"%s\", \"name\": \"A Khác\"}", award + 8));
    const char *decision = at("/award-decisions/%s", text(drafted, "id"));
    expect_fault(sign(CHAIR, decision, "2025-06-01"), "/details/decided_on", "decision_before_the_award");
    expect_status(sign(CHAIR, decision, "2025-06-16"), 201);
}

/* ---- revocation: Law 06/2022, Article 93 ---- */

Test(revocations, never_delete_and_name_their_ground)
{
    const char *award = awarded(drafted());
    struct answer refused = decide_on("revocation", at("{\"award\": \"%s\"}", award + 8));
    expect_fault(refused, "/awards/0/ground", "required");
    expect_fault(refused, "/awards/0/note", "required");
    const char *decision = decided_on("revocation", for_fraud(award));
    struct answer read = as(COMMUNE, GET, award);
    expect_text(read, "state", "revoked");
    expect_text(read, "revocation.id", decision + 17);
    expect_text(read, "revocation_ground", "fraud");
    expect_text(read, "honouree.name", "A Brôl");
    expect_false(read, "bonus_due");
    expect_text(read, "bonus_reason", "award_is_revoked");
    expect_text(read, "recovery.artefact", "due");
    expect_text(read, "recovery.bonus", "not_given");
    expect_fault(decide_on("revocation", for_fraud(award)), "/awards/0/award", "award_is_revoked");
}

Test(revocations, are_recovered_to_the_last_piece)
{
    const char *award = awarded(drafted());
    expect_problem(record(DESK, award, "recoveries",
                          body("{'what': 'artefact', 'outcome': 'recovered', 'recovered_on': '2025-06-16'}")),
                   409, "wrong_state");
    expect_status(record(DESK, award, "payments", body("{'paid_on': '2025-06-11', 'amount': 710000}")), 201);
    decided_on("revocation", for_fraud(award));
    expect_problem(record(DESK, award, "payments", body("{'paid_on': '2025-06-16', 'amount': 710000}")), 409,
                   "wrong_state");
    expect_problem(record("xa-doan-ket.reviewer", award, "recoveries",
                          body("{'what': 'artefact', 'outcome': 'recovered', 'recovered_on': '2025-06-16'}")),
                   403, "not_allowed");
    cr_assert_not_null(item(as(DESK, GET, "/awards?to_do=recover&limit=200"), "items", "id", award + 8));
    expect_status(record(DESK, award, "recoveries",
                         body("{'what': 'artefact', 'outcome': 'recovered', 'recovered_on': '2025-06-16'}")),
                  201);
    expect_fault(
        record(DESK, award, "recoveries",
               body("{'what': 'bonus', 'outcome': 'recovered', 'recovered_on': '2025-06-16', 'amount': 720000}")),
        "/amount", "recovered_more_than_paid");
    expect_fault(record(DESK, award, "recoveries",
                        body("{'what': 'bonus', 'outcome': 'recovered', 'recovered_on': '2025-06-16'}")),
                 "/amount", "recovery_names_its_amount");
    expect_status(
        record(DESK, award, "recoveries",
               body("{'what': 'bonus', 'outcome': 'recovered', 'recovered_on': '2025-06-16', 'amount': 300000}")),
        201);
    expect_text(as(DESK, GET, award), "recovery.bonus", "due");
    expect_fault(record(DESK, award, "recoveries",
                        body("{'what': 'bonus', 'outcome': 'written_off', 'recovered_on': '2025-06-16'}")),
                 "/note", "required");
    expect_status(
        record(DESK, award, "recoveries",
               body("{'what': 'bonus', 'outcome': 'recovered', 'recovered_on': '2025-06-16', 'amount': 410000}")),
        201);
    struct answer read = as(DESK, GET, award);
    expect_true(read, "recovery.done");
    expect_number(read, "recovery.bonus_recovered", 710000);
    expect_count(as(DESK, GET, at("%s/recoveries", award)), "items", 3);
    expect_fault(record(DESK, award, "recoveries",
                        body("{'what': 'artefact', 'outcome': 'not_given', 'recovered_on': '2025-06-16'}")),
                 "/what", "nothing_to_recover");
    cr_assert_null(item(as(DESK, GET, "/awards?to_do=recover&limit=200"), "items", "id", award + 8));
    expect_problem(as(STRANGER, GET, at("%s/recoveries", award)), 404, "not_found");
}

Test(restorations, bring_a_revoked_award_back)
{
    const char *award = awarded(drafted());
    const char *words = at("{\"award\": \"%s\", \"note\": \"Kết luận mới minh oan\"}", award + 8);
    expect_fault(decide_on("restoration", words), "/awards/0/award", "award_not_revoked");
    decided_on("revocation", for_fraud(award));
    const char *decision = decided_on("restoration", words);
    struct answer read = as(COMMUNE, GET, award);
    expect_text(read, "state", "active");
    expect_text(read, "restoration.id", decision + 17);
    expect_true(read, "bonus_due");
    expect_null(read, "recovery");
}

/* What was taken back is due anew once the award stands again. */
Test(restorations, pay_again_what_came_back)
{
    const char *award = awarded(drafted());
    const char *words = at("{\"award\": \"%s\", \"note\": \"Kết luận mới minh oan\"}", award + 8);
    expect_status(record(DESK, award, "payments", body("{'paid_on': '2025-06-11', 'amount': 710000}")), 201);
    decided_on("revocation", for_fraud(award));
    expect_status(
        record(DESK, award, "recoveries",
               body("{'what': 'bonus', 'outcome': 'recovered', 'recovered_on': '2025-06-16', 'amount': 710000}")),
        201);
    decided_on("restoration", words);
    cr_assert_not_null(item(as(DESK, GET, "/awards?to_do=pay&limit=200"), "items", "id", award + 8));
    expect_status(record(DESK, award, "payments", body("{'paid_on': '2025-06-16', 'amount': 710000}")), 201);
    cr_assert_null(item(as(DESK, GET, "/awards?to_do=pay&limit=200"), "items", "id", award + 8));
}

Test(revocations, do_not_call_never_given_what_was_handed_over_or_paid)
{
    const char *award = awarded(drafted());
    expect_status(record(DESK, award, "payments", body("{'paid_on': '2025-06-11', 'amount': 710000}")), 201);
    expect_status(
        record(DESK, award, "presentations",
               body("{'presented_on': '2025-06-12', 'place': 'Hội trường', 'presented_by': 'Ông Đỗ Minh Dũng'}")),
        201);
    decided_on("revocation", for_fraud(award));
    for (const char *const *what = (const char *const[]){"artefact", "bonus", NULL}; *what; what++)
        expect_fault(record(DESK, award, "recoveries",
                            body("{'what': '%s', 'outcome': 'not_given', 'recovered_on': '2025-06-16'}", *what)),
                     "/outcome", "award_was_given");
}

/* Ten years of one person, entered as they would have been; CSTDT asks for three CSTDCS in a row. */
Test(revocations, flag_the_titles_that_rested_on_them)
{
    struct dossier dossier = drafted();
    const char *award = awarded(dossier);
    const char *base = entered("CSTDCS", 2022, 0, award);
    const char *unrelated = entered("CSTDT", 2021, 0, award);
    entered("CSTDCS", 2023, 0, award);
    entered("CSTDCS", 2024, 0, award);
    const char *title = entered("CSTDT", 2024, 0, award);
    decided_on("revocation", for_fraud(at("/awards/%s", base)));
    expect_text(as(DESK, GET, at("/awards/%s", title)), "relies_on_revoked", base);
    expect_text(as(DESK, GET, at("/awards/%s", title)), "state", "active");
    expect_null(as(DESK, GET, at("/awards/%s", unrelated)), "relies_on_revoked");
    cr_assert_not_null(item(as(DESK, GET, "/awards?to_do=review&limit=200"), "items", "id", title));
    decided_on("restoration", at("{\"award\": \"%s\", \"note\": \"Khôi phục\"}", base));
    expect_null(as(DESK, GET, at("/awards/%s", title)), "relies_on_revoked");
}

/* ---- bonus ---- */

/* Of several titles of one period the highest only; a title and a form both: Decree 152/2025, Article 49. */
Test(bonuses, of_titles_of_one_period_are_the_highest_only)
{
    struct dossier dossier = drafted();
    const char *form = awarded(dossier);
    const char *lower = at("/awards/%s", entered("LDTT", 2025, 710000, form));
    const char *earlier = at("/awards/%s", entered("LDTT", 2024, 710000, form));
    expect_true(as(DESK, GET, lower), "bonus_due");
    expect_status(record(DESK, lower, "payments", body("{'paid_on': '2025-06-11', 'amount': 710000}")), 201);
    const char *higher = at("/awards/%s", entered("CSTDCS", 2025, 2340000, form));
    struct answer read = as(DESK, GET, lower);
    expect_false(read, "bonus_due");
    expect_text(read, "bonus_reason", "higher_title_of_period");
    expect_text(read, "bonus_reason_citation", "Nghị định 91/2017/NĐ-CP; Nghị định 98/2023/NĐ-CP");
    expect_in_body(read, "Chiến sĩ thi đua cơ sở, CSTDCS-2025/QĐ");
    expect_number(as(DESK, GET, higher), "amount_due", 2340000 - 710000);
    expect_true(as(DESK, GET, earlier), "bonus_due");
    expect_true(as(DESK, GET, form), "bonus_due");
    decided_on("revocation", for_fraud(higher));
    expect_true(as(DESK, GET, lower), "bonus_due");
}

static void expect_totals(const char *filter, int awards, double due, double paid, double to_pay, double to_recover)
{
    struct answer totals = as(DESK, GET, at("/awards/totals?%s", filter));
    expect_status(totals, 200);
    expect_number(totals, "awards", awards);
    expect_number(totals, "bonus_due", due);
    expect_number(totals, "bonus_paid", paid);
    expect_number(totals, "bonus_to_pay", to_pay);
    expect_number(totals, "bonus_to_recover", to_recover);
}

/* A form, and of two titles of its year the higher one: what was paid for the lower counts towards it. */
Test(bonuses, are_added_up_by_the_filters_of_the_ledger)
{
    struct dossier dossier = drafted();
    const char *form = awarded(dossier), *of_person = at("honouree=%s", dossier.honouree_id);
    expect_totals(of_person, 1, 710000, 0, 710000, 0);
    const char *lower = at("/awards/%s", entered("LDTT", 2025, 710000, form));
    expect_status(record(DESK, lower, "payments", body("{'paid_on': '2025-06-11', 'amount': 710000}")), 201);
    expect_totals(of_person, 2, 1420000, 710000, 710000, 0);
    const char *higher = at("/awards/%s", entered("CSTDCS", 2025, 2340000, form));
    expect_totals(of_person, 3, 710000 + 2340000 - 710000, 710000, 710000 + 2340000 - 710000, 0);
    expect_totals(at("%s&award_type=CSTDCS&year=2025", of_person), 1, 2340000 - 710000, 0, 2340000 - 710000, 0);
    decided_on("revocation", for_fraud(lower));
    expect_totals(of_person, 3, 710000 + 2340000, 710000, 710000 + 2340000, 710000);
    expect_number(as(DESK, GET, at("/awards/totals?%s", of_person)), "revoked", 1);
    expect_number(as(DESK, GET, at("/awards/totals?%s&class=title", of_person)), "awards", 2);
    expect_number(as(DESK, GET, at("/awards/totals?%s&to_do=pay", of_person)), "awards", 2);
    expect_number(as(DESK, GET, at("/awards/totals?%s&to_do=recover", of_person)), "awards", 1);
    expect_number(as(STRANGER, GET, at("/awards/totals?%s", of_person)), "awards", 0);
    expect_number(as(DESK, GET, at("/awards/totals?decision=%s", text(as(DESK, GET, higher), "decision_id"))), "awards",
                  3);
}

Test(payments, are_what_is_due_or_say_why_not)
{
    const char *award = awarded(drafted());
    struct answer refused = record(DESK, award, "payments", body("{'paid_on': '2025-06-11', 'amount': 702000}"));
    expect_fault(refused, "/amount", "payment_differs_from_due");
    expect_in_body(refused, "710.000");
    expect_fault(record(DESK, award, "payments", body("{'paid_on': '2025-06-01', 'amount': 710000}")), "/paid_on",
                 "before_the_decision");
    expect_fault(record(DESK, award, "payments", body("{'paid_on': '2025-06-17', 'amount': 710000}")), "/paid_on",
                 "date_after_today");
    expect_problem(
        record("xa-doan-ket.reviewer", award, "payments", body("{'paid_on': '2025-06-11', 'amount': 710000}")), 403,
        "not_allowed");
    expect_problem(record(STRANGER, award, "payments", body("{'paid_on': '2025-06-11', 'amount': 710000}")), 404,
                   "not_found");
    cr_assert_not_null(item(as(DESK, GET, "/awards?to_do=pay&limit=200"), "items", "id", award + 8));
    expect_status(record(DESK, award, "payments",
                         body("{'paid_on': '2025-06-11', 'amount': 700000, 'reason': 'Quỹ còn thiếu, chi tiếp sau'}")),
                  201);
    struct answer paid = record(DESK, award, "payments", body("{'paid_on': '2025-06-12', 'amount': 10000}"));
    expect_status(paid, 201);
    expect_text(paid, "fund", "Thành phố Kon Tum");
    expect_number(as(COMMUNE, GET, award), "amount_paid", 710000);
    expect_count(as(COMMUNE, GET, at("%s/payments", award)), "items", 2);
    expect_problem(as(STRANGER, GET, at("%s/payments", award)), 404, "not_found");
    cr_assert_null(item(as(DESK, GET, "/awards?to_do=pay&limit=200"), "items", "id", award + 8));
}

Test(presentations, are_recorded_once_by_either_desk)
{
    const char *award = awarded(drafted());
    const char *words =
        body("{'presented_on': '2025-06-12', 'place': 'Hội trường xã Đoàn Kết', 'presented_by': 'Ông Đỗ Minh"
             " Dũng', 'ceremony': 'Hội nghị sơ kết'}");
    expect_problem(record(STRANGER, award, "presentations", words), 404, "not_found");
    expect_problem(record("tinh-kon-tum.reviewer", award, "presentations", words), 403, "not_allowed");
    expect_fault(record(DESK, award, "presentations",
                        body("{'presented_on': '2025-06-01', 'place': 'Hội trường', 'presented_by': 'Chủ tịch'}")),
                 "/presented_on", "before_the_decision");
    struct answer made = record("xa-doan-ket.reviewer", award, "presentations", words);
    expect_status(made, 201);
    expect_text(made, "recorded_by.name", "Xã Đoàn Kết");
    expect_problem(record(DESK, award, "presentations", words), 409, "award_is_presented_already");
    expect_text(as(COMMUNE, GET, award), "presented_on", "2025-06-12");
    expect_count(as(COMMUNE, GET, at("%s/presentations", award)), "items", 1);
    expect_problem(as(STRANGER, GET, at("%s/presentations", award)), 404, "not_found");
}

Test(copies, are_asked_for_and_issued_with_a_number)
{
    const char *award = awarded(drafted());
    struct answer asked =
        record("xa-doan-ket.reviewer", award, "copies", body("{'kind': 'reissued_lost', 'reason': 'Cháy nhà'}"));
    expect_status(asked, 201);
    expect_text(asked, "due_on", "2025-07-07");
    expect_fault(record(DESK, award, "copies", body("{'kind': 'exchanged_damaged'}")), "", "copy_is_under_way");
    expect_problem(record(STRANGER, award, "copies", body("{'kind': 'exchanged_damaged'}")), 404, "not_found");
    expect_problem(record("tinh-kon-tum.reviewer", award, "copies", body("{'kind': 'exchanged_damaged'}")), 403,
                   "not_allowed");
    const char *copy = at("/award-copies/%s", text(asked, "id"));
    expect_problem(as(STRANGER, GET, copy), 404, "not_found");
    expect_in_body(as(DESK, GET, copy), "move:issued");
    expect_in_body(asked, "move:withdrawn");
    expect_count(as(COMMUNE, GET, copy), "allowed_actions", 0);
    struct answer moves = as(DESK, GET, at("%s/moves/available", copy));
    cr_assert(eq(int, json_is_true(within(item(moves, "items", "to", "withdrawn"), "possible")), 1));
    expect_problem(as(STRANGER, GET, at("%s/moves/available", copy)), 404, "not_found");
    struct answer refused = move(DESK, copy, "issued");
    expect_fault(refused, "/details/number", "required");
    refused = move_with(DESK, copy, body("{'to': 'issued', 'details': {'number': '7/CL', 'issued_on': '2025-06-17'}}"));
    expect_fault(refused, "/details/issued_on", "date_after_today");
    const char *issue = body("{'to': 'issued', 'details': {'number': '7/CL', 'issued_on': '2025-06-16'}}");
    expect_problem(move_with("xa-doan-ket.reviewer", copy, issue), 403, "wrong_desk");
    expect_problem(as(DESK, POST, at("%s/moves", copy), .json = issue, .if_match = "\"7\""), 412, "stale_version");
    expect_status(move_with(DESK, copy, issue), 201);
    expect_problem(move_with(DESK, copy, issue), 409, "move_not_possible");
    struct answer read = as(COMMUNE, GET, copy);
    expect_text(read, "number", "7/CL");
    expect_text(read, "state", "issued");
    expect_count(as(COMMUNE, GET, at("%s/moves", copy)), "items", 1);
    expect_count(as(COMMUNE, GET, at("%s/copies", award)), "items", 1);
    expect_problem(as(STRANGER, GET, at("%s/copies", award)), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/moves", copy)), 404, "not_found");
    expect_problem(as(STRANGER, POST, at("%s/moves", copy), .json = issue, .if_match = "*"), 404, "not_found");
}
