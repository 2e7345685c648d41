/* award_decisions_test.c: decisions in competence, and the ledger that a signature writes. */
#include "awards_cases.h"
#include "voted.h"

#include <string.h>

Test(award_decisions, hold_what_passed_at_the_own_desk)
{
    struct dossier dossier = appraised(drafted());
    struct answer refused =
        as(DESK, POST, "/award-decisions",
           .json = body("{'title': 'Quyết định', 'nominations': ['%s', '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11']}",
                        dossier.nomination_id));
    expect_fault(refused, "/nominations/0", "nomination_not_passed");
    expect_fault(refused, "/nominations/1", "nomination_not_found");
    expect_status(judge(DESK, dossier, "passed"), 201);
    expect_fault(as("tinh-kon-tum.reviewer", POST, "/award-decisions",
                    .json = body("{'title': 'Quyết định', 'nominations': ['%s']}", dossier.nomination_id)),
                 "/nominations/0", "nomination_not_found");
    struct answer decision = as(DESK, GET, decision_for(dossier));
    expect_text(decision, "nominations.0.honouree", "A Brôl");
    expect_text(decision, "state", "drafted");
}

Test(award_decisions, do_not_share_a_nomination)
{
    struct dossier dossier = passed(drafted());
    const char *first = decision_for(dossier);
    expect_fault(as(DESK, POST, "/award-decisions",
                    .json = body("{'title': 'Quyết định khác', 'nominations': ['%s']}", dossier.nomination_id)),
                 "/nominations/0", "nomination_is_in_a_decision");
    expect_status(withdraw(DESK, first), 204);
    decision_for(dossier);
}

/* 2025-06-16 is the business day: of 2025-07-01 both the date and the end of districts speak against it. */
Test(award_decisions, dated_after_the_end_of_districts_are_refused_with_every_fault)
{
    struct dossier dossier = passed(drafted());
    const char *decision = decision_for(dossier);
    struct answer refused = sign(CHAIR, decision, "2025-07-01");
    expect_problem(refused, 422, "validation_failed");
    expect_count(refused, "errors", 2);
    expect_fault(refused, "/details/decided_on", "decision_date_after_today");
    expect_fault(refused, "/details/decided_on", "authority_missing");
    expect_in_body(refused, "Nghị định 129/2025/NĐ-CP Điều 59");
    expect_text(as(CHAIR, GET, decision), "state", "drafted");
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
}

Test(award_decisions, are_refused_beyond_the_authority_of_a_district)
{
    struct dossier dossier = passed(drafted_for("BK_T", "household", "Hộ A Thiu"));
    struct answer refused = sign(CHAIR, decision_for(dossier), "2025-06-15");
    expect_count(refused, "errors", 1);
    expect_fault(refused, "/details/decided_on", "authority_missing");
    expect_text(refused, "errors.0.params.level", "district");
    expect_text(refused, "errors.0.params.citation", "Luật 06/2022/QH15 Điều 80");
    expect_text(refused, "errors.0.params.allowed.0", "Chủ tịch Ủy ban nhân dân cấp tỉnh");
}

/* A commune may not decide CSTDCS before 2025-07-01: Law 06/2022, Article 80. */
Test(award_decisions, of_a_commune_know_its_limits)
{
    static const char reporter[] = "xa-doan-ket.reporter", desk[] = "xa-doan-ket.reviewer",
                      chair[] = "xa-doan-ket.leader";
    struct answer proposal =
        as(reporter, POST, "/proposals",
           .json = body("{'title': 'Danh hiệu thi đua', 'reason': 'ad_hoc', 'receiving_unit': 'code:xa-doan-ket',"
                        " 'documents': [{'document': '%s', 'purpose': 'proposal_letter'}, {'document': '%s', 'purpose':"
                        " 'minutes'}, {'document': '%s', 'purpose': 'vote_result'}]}",
                        paper(reporter, "submission_letter"), paper(reporter, "minutes"), paper(reporter, "minutes")));
    expect_status(proposal, 201);
    const char *path = at("/proposals/%s", text(proposal, "id"));
    struct answer nominations =
        as(reporter, POST, at("%s/nominations", path),
           .json = body("{'items': [{'new_honouree': {'kind': 'individual', 'name': 'Y Ngọc'}, 'award_type': 'CSTDCS',"
                        " 'achievement': 'Hoàn thành xuất sắc nhiệm vụ', 'documents': [{'document': '%s', 'purpose':"
                        " 'achievement_report'}, {'document': '%s', 'purpose': 'certificate'}]}]}",
                        paper(reporter, "achievement_report"), paper(reporter, "certificate")));
    expect_status(nominations, 201);
    expect_status(move(reporter, path, "submitted"), 201);
    expect_status(move(desk, path, "received"), 201);
    expect_status(move_with(desk, path, body("{'to': 'appraised', 'note': 'Đủ'}")), 201);
    struct dossier dossier = {.nomination = at("/nominations/%s", text(nominations, "items.0.id")),
                              .nomination_id = text(nominations, "items.0.id")};
    carried(desk, dossier.nomination_id, "2025-06-16", paper(desk, "minutes"));
    struct answer decision =
        as(desk, POST, "/award-decisions",
           .json = body("{'title': 'Danh hiệu thi đua', 'nominations': ['%s']}", dossier.nomination_id));
    struct answer refused = sign(chair, at("/award-decisions/%s", text(decision, "id")), "2025-06-16");
    expect_fault(refused, "/details/decided_on", "authority_missing");
    expect_fault(refused, "/details/signer", "required");
    expect_in_body(refused, "Luật 06/2022/QH15 Điều 80");
}

Test(award_decisions, are_signed_by_the_chairperson_with_number_and_date)
{
    const char *decision = decision_for(passed(drafted()));
    expect_problem(sign(DESK, decision, "2025-06-15"), 403, "role_not_allowed");
    expect_problem(
        as("xa-doan-ket.leader", POST, at("%s/moves", decision), .if_match = "*", .json = body("{'to': 'signed'}")),
        404, "not_found");
    expect_problem(sign(PROVINCE, decision, "2025-06-15"), 403, "wrong_desk");
    struct answer refused = move(CHAIR, decision, "signed");
    expect_fault(refused, "/details/number", "required");
    expect_fault(refused, "/details/decided_on", "required");
    cr_assert_not_null(item(as(CHAIR, GET, "/me/tasks?kind=sign_decision&limit=200"), "items", "id", decision + 17));
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    expect_problem(sign(CHAIR, decision, "2025-06-15"), 409, "move_not_possible");
    expect_problem(patch(DESK, decision, body("{'title': 'Khác hẳn'}")), 409, "wrong_state");
    expect_problem(withdraw(DESK, decision), 409, "wrong_state");
}

Test(award_decisions, enter_the_ledger_with_what_the_law_of_the_day_said)
{
    struct dossier dossier = passed(drafted());
    const char *decision = decision_for(dossier);
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    struct answer nomination = as(COMMUNE, GET, dossier.nomination);
    expect_text(nomination, "state", "decided");
    expect_text(as(COMMUNE, GET, dossier.proposal), "state", "decided");
    struct answer award = as(COMMUNE, GET, at("/awards/%s", text(nomination, "award_id")));
    expect_text(award, "honouree.name", "A Brôl");
    expect_text(award, "decided_on", "2025-06-15");
    expect_number(award, "factor", 0.3);
    expect_number(award, "base_salary", 2340000);
    expect_number(award, "bonus", 710000);
    expect_text(award, "authority_citation", "Luật 06/2022/QH15 Điều 80");
    cr_assert(number(award, "register_number") >= 1);
    expect_text(award, "granting_unit.name", "Thành phố Kon Tum");
    struct answer twice = as(COMMUNE, GET, at("/awards?honouree=%s", dossier.honouree_id));
    expect_count(twice, "items", 1);
}

Test(award_decisions, number_the_register_without_gaps)
{
    struct dossier one = passed(drafted()), two = passed(drafted());
    expect_status(sign(CHAIR, decision_for(one), "2025-06-14"), 201);
    expect_status(sign(CHAIR, decision_for(two), "2025-06-14"), 201);
    cr_assert_str_eq(
        database("select count(*) = max(register_number) from app.awards a join app.unit_codes c on c.unit_id ="
                 " a.issuer_id and c.code = 'thanh-pho-kon-tum' where register_year = 2025"),
        "t");
}

Test(award_decisions, have_a_number_of_their_own)
{
    const char *first = decision_for(passed(drafted())), *second = decision_for(passed(drafted()));
    const char *same = body(
        "{'to': 'signed', 'details': {'number': 'T%d/QĐ-UBND', 'decided_on': '2025-06-13', 'file_sha256': '%064d'}}",
        (int)getpid(), 1);
    const char *later = body("{'to': 'signed', 'details': {'number': 't%d/qđ-ubnd', 'decided_on': '2025-06-16',"
                             " 'file_sha256': '%064d'}}",
                             (int)getpid(), 2);
    expect_status(move_with(CHAIR, first, same), 201);
    expect_problem(move_with(CHAIR, second, same), 409, "decision_number_taken");
    expect_problem(move_with(CHAIR, second, later), 409, "decision_number_taken");
    expect_fault(move_with(CHAIR, second,
                           body("{'to': 'signed', 'details': {'number': ' 12/QĐ-UBND', 'decided_on': '2025-06-16'}}")),
                 "/details/number", "wrong_pattern");
    expect_text(as(CHAIR, GET, second), "state", "drafted");
}

/* A decision rests on its letter and its minutes: one dated before them would choose its law. */
Test(award_decisions, are_not_dated_before_what_they_rest_on)
{
    struct dossier dossier = appraised(drafted());
    struct answer minutes = as(DESK, POST, "/documents",
                               .json = body("{'kind': 'minutes', 'abstract': 'Biên bản', 'issued_on': '2025-06-12'}"));
    expect_status(move_with(DESK, dossier.nomination,
                            body("{'to': 'passed', 'details': {'minutes_document': '%s'}}", text(minutes, "id"))),
                  201);
    const char *decision = decision_for(dossier);
    struct answer refused = sign(CHAIR, decision, "2025-06-11");
    expect_fault(refused, "/details/decided_on", "decision_before_its_papers");
    expect_in_body(refused, "đề ngày 12/06/2025");
    expect_status(sign(CHAIR, decision, "2025-06-12"), 201);
}

Test(award_decisions, are_signed_with_a_signer_and_a_signed_file)
{
    const char *decision = decision_for(passed(drafted()));
    struct answer refused = move_with(CHAIR, decision,
                                      body("{'to': 'signed', 'details': {'number': '%d/QĐ-KY', 'decided_on':"
                                           " '2025-06-15', 'signer': {'name': 'Đỗ Minh Dũng'}}}",
                                           (int)getpid()));
    expect_fault(refused, "/details/file_sha256", "signed_file_needed");
    expect_fault(refused, "/details/signer/position", "required");
    expect_status(move_with(CHAIR, decision,
                            body("{'to': 'signed', 'details': {'number': '%d/QĐ-KY', 'decided_on': '2025-06-15',"
                                 " 'document': '%s'}}",
                                 (int)getpid(), paper(CHAIR, "decision"))),
                  201);
}

Test(award_decisions, are_tried_without_a_trace)
{
    struct dossier dossier = passed(drafted());
    const char *decision = decision_for(dossier);
    struct answer before = as(CHAIR, GET, decision);
    struct answer tried =
        as(CHAIR, POST, at("%s/moves?dry_run=true", decision), .if_match = etag(before),
           .json = body("{'to': 'signed', 'details': {'number': '1/QĐ-THU', 'decided_on': '2025-06-15', 'file_sha256':"
                        " '%064d'}}",
                        1));
    cr_assert(tried.status < 300, "%s", tried.body);
    expect_text(as(CHAIR, GET, decision), "state", "drafted");
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "passed");
}

Test(award_decisions, are_heard_below_once_published)
{
    struct dossier dossier = passed(drafted());
    const char *decision = decision_for(dossier);
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    expect_problem(as(COMMUNE, GET, decision), 404, "not_found");
    expect_status(move(CHAIR, decision, "published"), 201);
    struct answer own = as(COMMUNE, GET, decision);
    expect_count(as(CHAIR, GET, at("%s/moves", decision)), "items", 2);
    cr_assert_not_null(
        item(as(SIBLING, GET, "/award-decisions?state=published&limit=200"), "items", "id", text(own, "id")));
    expect_text(own, "nominations.0.honouree", "A Brôl");
    struct answer others = as(SIBLING, GET, decision);
    expect_status(others, 200);
    expect_count(others, "nominations", 0);
    expect_count(as(SIBLING, GET, at("%s/moves", decision)), "items", 2);
    expect_problem(as(STRANGER, GET, decision), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/moves", decision)), 404, "not_found");
}

Test(award_decisions, change_while_they_are_drafts)
{
    const char *decision = decision_for(passed(drafted()));
    struct dossier more = passed(drafted());
    struct answer changed =
        patch(DESK, decision, body("{'title': 'Về việc khen thưởng', 'nominations': ['%s']}", more.nomination_id));
    expect_text(changed, "nominations.0.id", more.nomination_id);
    expect_count(changed, "nominations", 1);
    expect_problem(as(DESK, PATCH, decision, .json = body("{'title': 'Khác'}"), .if_match = "\"77\""), 412,
                   "stale_version");
    expect_problem(as(CHAIR, POST, at("%s/moves", decision), .json = body("{'to': 'signed'}"), .if_match = "\"77\""),
                   412, "stale_version");
    struct answer available = as(CHAIR, GET, at("%s/moves/available", decision));
    expect_text(available, "items.0.to", "signed");
    static const char none[] = "/award-decisions/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(as(DESK, PATCH, none, .json = body("{'title': 'Khác'}"), .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, DELETE, none, .if_match = "*"), 404, "not_found");
}

Test(awards, of_another_area_are_nobody_s_business)
{
    struct dossier dossier = passed(drafted());
    expect_status(sign(CHAIR, decision_for(dossier), "2025-06-15"), 201);
    const char *award = text(as(COMMUNE, GET, dossier.nomination), "award_id");
    expect_problem(as(SIBLING, GET, at("/awards/%s", award)), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("/awards/%s", award)), 404, "not_found");
    expect_count(as(SIBLING, GET, at("/awards?honouree=%s", dossier.honouree_id)), "items", 0);
    expect_status(as(PROVINCE, GET, at("/awards/%s", award)), 200);
}

Test(awards, are_found_by_unit_type_year_and_day)
{
    struct dossier dossier = passed(drafted());
    expect_status(sign(CHAIR, decision_for(dossier), "2025-06-12"), 201);
    const char *award = text(as(COMMUNE, GET, dossier.nomination), "award_id");
    struct answer list =
        as(DESK, GET,
           "/awards?unit=code:xa-doan-ket&award_type=GK_H&year=2025&decided_from=2025-06-12&decided_to=2025-06-12"
           "&granting_unit=code:thanh-pho-kon-tum&limit=200");
    cr_assert_not_null(item(list, "items", "id", award));
    cr_assert_null(item(as(DESK, GET, "/awards?decided_to=2025-06-11&limit=200"), "items", "id", award));
    cr_assert_not_null(
        item(as(PROVINCE, GET, "/awards?unit_under=code:thanh-pho-kon-tum&include_predecessors=true&limit=200"),
             "items", "id", award));
    expect_in_body(as(DESK, GET, "/awards", .accept = "text/csv"), "A Brôl");
}
