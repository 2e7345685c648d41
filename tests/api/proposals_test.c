/* proposals_test.c: from the draft of a commune to the review at the city. */
#include "awards_cases.h"

#include <string.h>

Test(proposals, go_to_the_nearest_committee_above)
{
    struct answer proposal = as(COMMUNE, GET, drafted().proposal);
    expect_text(proposal, "receiving_unit.name", "Thành phố Kon Tum");
    expect_text(proposal, "state", "draft");
    expect_number(proposal, "nomination_count", 1);
    expect_text(proposal, "documents.0.purpose", "proposal_letter");
}

Test(proposals, go_to_no_unit_that_is_not_above)
{
    struct answer refused =
        as(COMMUNE, POST, "/proposals",
           .json = body("{'title': 'Đề nghị', 'reason': 'merit', 'receiving_unit':"
                        " 'code:huyen-kon-plong', 'campaign': 'code:KHONG-CO', 'issued_on': '2025-12-31'}"));
    expect_fault(refused, "/receiving_unit", "receiving_unit_not_above");
    expect_fault(refused, "/campaign", "campaign_not_found");
    expect_fault(refused, "/issued_on", "issue_date_in_the_future");
}

Test(proposals, are_not_written_by_leaders)
{
    expect_problem(as(CHAIR, POST, "/proposals", .json = body("{'title': 'Đề nghị', 'reason': 'merit'}")), 403,
                   "role_not_allowed");
}

Test(proposals, are_hidden_from_siblings_and_other_districts)
{
    struct dossier dossier = appraised(drafted());
    const char *const outsiders[] = {SIBLING, STRANGER};
    for (size_t i = 0; i < 2; i++) {
        expect_problem(as(outsiders[i], GET, dossier.proposal), 404, "not_found");
        expect_problem(as(outsiders[i], GET, at("%s/check", dossier.proposal)), 404, "not_found");
        expect_problem(as(outsiders[i], GET, at("%s/nominations", dossier.proposal)), 404, "not_found");
        expect_problem(as(outsiders[i], GET, at("%s/moves", dossier.proposal)), 404, "not_found");
        expect_problem(as(outsiders[i], GET, dossier.nomination), 404, "not_found");
        expect_problem(as(outsiders[i], GET, at("%s/moves/available", dossier.nomination)), 404, "not_found");
        struct answer list = as(outsiders[i], GET, at("/nominations?proposal=%s", dossier.proposal_id));
        expect_count(list, "items", 0);
    }
    expect_status(as(PROVINCE, GET, dossier.proposal), 200);
}

Test(proposals, nominate_nobody_of_another_area)
{
    struct answer stranger = as(SIBLING, POST, "/honourees", .json = body("{'kind': 'individual', 'name': 'Y Lan'}"));
    struct answer refused =
        as(COMMUNE, POST, at("%s/nominations", drafted().proposal),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H', 'achievement': 'Cứu người'}]}",
                        text(stranger, "id")));
    expect_fault(refused, "/items/0/honouree", "honouree_not_found");
}

Test(proposals, tell_all_that_is_wrong_with_nominees_at_once)
{
    struct answer refused =
        as(COMMUNE, POST, at("%s/nominations", drafted().proposal),
           .json =
               body("{'items': [{'award_type': 'GK_H', 'achievement': 'Cứu người'},"
                    " {'new_honouree': {'kind': 'household', 'name': 'Hộ A Thiu'}, 'award_type': 'LDTT', 'achievement':"
                    " 'Sản xuất giỏi'}, {'new_honouree': {'kind': 'individual', 'name': 'A Thiu'}, 'award_type': 'XYZ',"
                    " 'achievement': 'Sản xuất giỏi', 'documents': [{'purpose': 'other', 'document':"
                    " '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}]}]}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/0/honouree", "honouree_or_new_one");
    expect_fault(refused, "/items/1/award_type", "honouree_kind_does_not_fit");
    expect_fault(refused, "/items/2/award_type", "award_type_not_found");
    expect_fault(refused, "/items/2/documents/0/document", "document_not_found");
}

Test(proposals, hold_an_honouree_for_an_award_once)
{
    struct dossier dossier = drafted();
    struct answer refused =
        as(COMMUNE, POST, at("%s/nominations", dossier.proposal),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H', 'achievement': 'Việc khác'}]}",
                        dossier.honouree_id));
    expect_fault(refused, "/items/0/honouree", "nominated_twice");
}

/* ---- the check ---- */

Test(proposals, without_papers_are_not_sent)
{
    struct answer made = as(COMMUNE, POST, "/proposals", .json = body("{'title': 'Đề nghị', 'reason': 'movement'}"));
    const char *path = at("/proposals/%s", text(made, "id"));
    expect_fault(move(COMMUNE, path, "submitted"), "/nominations", "proposal_needs_nominations");
    expect_status(as(COMMUNE, POST, at("%s/nominations", path),
                     .json = body("{'items': [{'new_honouree': {'kind': 'collective', 'name': 'Thôn 1'}, 'award_type':"
                                  " 'GK_H', 'achievement': 'Phong trào', 'citation_text': 'Có thành tích'}]}")),
                  201);
    struct answer check = as(COMMUNE, GET, at("%s/check", path));
    expect_count(check, "items", 3); /* tờ trình, biên bản, báo cáo thành tích */
    expect_text(check, "items.0.code", "document_missing");
    expect_text(check, "items.0.params.citation", "Luật 06/2022/QH15 Điều 84");
    cr_assert_not_null(strstr(text(check, "items.0.message"), "Hãy"));
    struct answer missing = as(COMMUNE, GET, at("%s/moves/available", path));
    json_t *sending = item(missing, "items", "to", "submitted");
    cr_assert(eq(str, (char *)json_string_value(within(sending, "faults.0.message")),
                 (char *)text(move(COMMUNE, path, "submitted"), "errors.0.message")));
    struct answer refused = move(COMMUNE, path, "submitted");
    expect_fault(refused, "/documents", "document_missing");
    expect_fault(refused, "/nominations/0/documents", "document_missing");
}

Test(proposals, that_are_whole_have_nothing_to_tell)
{
    expect_count(as(COMMUNE, GET, at("%s/check", drafted().proposal)), "items", 0);
}

Test(proposals, for_what_is_decided_further_up_are_forwarded)
{
    struct dossier dossier = drafted_for("BK_T", "individual", "Y Thương");
    struct answer check = as(COMMUNE, GET, at("%s/check", dossier.proposal));
    expect_text(check, "items.0.code", "authority_is_above");
    expect_text(check, "items.0.severity", "warning");
    expect_text(check, "items.0.params.unit", "Tỉnh Kon Tum");
    struct answer table = as(COMMUNE, GET, at("%s/check", dossier.proposal), .accept = "text/csv");
    expect_in_body(table, "award_type,message\r\n"); /* the sentence, whose parameters have no place in a table */
    expect_in_body(table, text(check, "items.0.message"));
    sent(dossier);
}

Test(proposals, for_what_nobody_above_decides_are_refused)
{
    struct dossier dossier = drafted_for("GK_X", "individual", "Y Thương");
    expect_fault(move(COMMUNE, dossier.proposal, "submitted"), "/nominations/0/award_type", "authority_missing");
}

Test(proposals, for_one_achievement_take_one_form)
{
    struct dossier dossier = drafted();
    expect_status(
        as(COMMUNE, POST, at("%s/nominations", dossier.proposal),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'BK_T', 'achievement': 'Cứu người bị nạn',"
                        " 'documents': [{'document': '%s', 'purpose': 'achievement_report'}]}]}",
                        dossier.honouree_id, paper(COMMUNE, "achievement_report"))),
        201);
    struct answer refused = move(COMMUNE, dossier.proposal, "submitted");
    expect_fault(refused, "/nominations/1/achievement", "one_achievement_one_award");
    expect_in_body(refused, "Luật 06/2022/QH15 Điều 5");
}

Test(proposals, under_way_elsewhere_are_not_repeated)
{
    struct dossier first = sent(drafted());
    struct dossier second = drafted();
    expect_status(patch(COMMUNE, second.nomination, body("{'honouree': '%s'}", first.honouree_id)), 200);
    expect_fault(move(COMMUNE, second.proposal, "submitted"), "/nominations/0", "nominated_elsewhere");
}

/* Who left the list of one proposal may stand in another. */
Test(proposals, take_who_was_withdrawn_elsewhere)
{
    struct dossier first = sent(drafted());
    expect_status(move_with(COMMUNE, first.nomination, body("{'to': 'withdrawn', 'note': 'Gửi nhầm hồ sơ'}")), 201);
    struct dossier second = drafted();
    expect_status(patch(COMMUNE, second.nomination, body("{'honouree': '%s'}", first.honouree_id)), 200);
    expect_status(move(COMMUNE, second.proposal, "submitted"), 201);
}

/* A stop, a blank or a capital letter makes no other achievement, and another dossier no other form. */
Test(proposals, for_one_achievement_take_one_form_in_all_dossiers)
{
    struct dossier first = sent(drafted());
    struct dossier second = drafted();
    expect_status(patch(COMMUNE, second.nomination,
                        body("{'honouree': '%s', 'achievement': '%s. '}", first.honouree_id,
                             text(as(COMMUNE, GET, first.nomination), "achievement"))),
                  200);
    expect_fault(move(COMMUNE, second.proposal, "submitted"), "/nominations/0", "nominated_elsewhere");
    expect_status(patch(COMMUNE, second.nomination, body("{'award_type': 'BK_T'}")), 200);
    expect_fault(move(COMMUNE, second.proposal, "submitted"), "/nominations/0", "one_achievement_one_award");
}

/* ---- drafts ---- */

Test(proposals, change_while_they_are_drafts)
{
    struct dossier dossier = drafted();
    struct answer changed =
        patch(COMMUNE, dossier.proposal, body("{'title': 'Đề nghị khen thưởng đột xuất', 'number': '9/TTr'}"));
    expect_text(changed, "title", "Đề nghị khen thưởng đột xuất");
    expect_text(
        patch(COMMUNE, dossier.nomination, body("{'achievement': 'Cứu hai người', 'citation_text': 'Dũng cảm'}")),
        "achievement", "Cứu hai người");
    expect_taken_back(COMMUNE, PATCH, dossier.proposal);
    expect_taken_back(COMMUNE, PATCH, dossier.nomination);
    sent(dossier);
    expect_problem(patch(COMMUNE, dossier.proposal, body("{'title': 'Khác'}")), 409, "wrong_state");
    expect_problem(patch(COMMUNE, dossier.nomination, body("{'achievement': 'Khác'}")), 409, "wrong_state");
    expect_problem(withdraw(COMMUNE, dossier.proposal), 409, "wrong_state");
    expect_problem(withdraw(COMMUNE, dossier.nomination), 409, "wrong_state");
    expect_problem(as(COMMUNE, POST, at("%s/nominations", dossier.proposal),
                      .json = body("{'items': [{'honouree': '%s', 'award_type': 'BK_T', 'achievement': 'Việc khác'}]}",
                                   dossier.honouree_id)),
                   409, "wrong_state");
}

Test(proposals, go_away_while_they_are_drafts)
{
    struct dossier dossier = drafted();
    expect_status(withdraw(COMMUNE, dossier.nomination), 204);
    expect_problem(as(COMMUNE, GET, dossier.nomination), 404, "not_found");
    expect_status(withdraw(COMMUNE, dossier.proposal), 204);
    expect_problem(as(COMMUNE, GET, dossier.proposal), 404, "not_found");
}

Test(proposals, are_not_changed_by_an_old_version)
{
    struct dossier dossier = drafted();
    expect_status(patch(COMMUNE, dossier.proposal, body("{'number': '1/TTr'}")), 200);
    expect_problem(as(COMMUNE, PATCH, dossier.proposal, .json = body("{'number': '2/TTr'}"), .if_match = "\"1\""), 412,
                   "stale_version");
    expect_problem(as(COMMUNE, PATCH, dossier.nomination, .json = body("{'achievement': 'x y'}"), .if_match = "\"9\""),
                   412, "stale_version");
}

Test(proposals, that_are_not_there_are_not_changed)
{
    static const char proposal[] = "/proposals/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    static const char nomination[] = "/nominations/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(as(COMMUNE, PATCH, proposal, .json = body("{'number': '1'}"), .if_match = "*"), 404, "not_found");
    expect_problem(as(COMMUNE, DELETE, proposal, .if_match = "*"), 404, "not_found");
    expect_problem(as(COMMUNE, PATCH, nomination, .json = body("{'citation_text': 'x'}"), .if_match = "*"), 404,
                   "not_found");
    expect_problem(as(COMMUNE, DELETE, nomination, .if_match = "*"), 404, "not_found");
}

/* ---- the way of a proposal ---- */

Test(proposals, take_their_nominations_along)
{
    struct dossier dossier = sent(drafted());
    expect_text(as(DESK, GET, dossier.nomination), "state", "submitted");
    expect_status(move(DESK, dossier.proposal, "received"), 201);
    expect_status(move_with(DESK, dossier.proposal, body("{'to': 'incomplete', 'note': 'Thiếu xác nhận'}")), 201);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "incomplete");
    expect_status(patch(COMMUNE, dossier.nomination, body("{'citation_text': 'Đã dũng cảm cứu người'}")), 200);
    expect_status(move(COMMUNE, dossier.proposal, "received"), 201);
    expect_status(move_with(DESK, dossier.proposal, body("{'to': 'appraised', 'note': 'Đủ'}")), 201);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "appraised");
    expect_count(as(COMMUNE, GET, at("%s/moves", dossier.proposal)), "items", 5);
    struct answer history = as(COMMUNE, GET, at("%s/moves", dossier.nomination));
    expect_true(history, "items.0.by_engine");
}

Test(proposals, are_received_at_their_desk_only)
{
    struct dossier dossier = sent(drafted());
    expect_problem(move("tinh-kon-tum.reviewer", dossier.proposal, "received"), 403, "wrong_desk");
    expect_problem(move(COMMUNE, dossier.proposal, "received"), 403, "wrong_role");
    expect_problem(move(DESK, dossier.proposal, "appraised"), 409, "move_not_possible");
    expect_status(move(DESK, dossier.proposal, "received"), 201);
}

Test(proposals, do_not_move_by_an_old_version)
{
    struct dossier dossier = appraised(drafted());
    expect_problem(as(DESK, POST, at("%s/moves", dossier.proposal), .json = body("{'to': 'returned', 'note': 'x'}"),
                      .if_match = "\"1\""),
                   412, "stale_version");
    expect_problem(
        as(DESK, POST, at("%s/moves", dossier.nomination), .json = body("{'to': 'failed'}"), .if_match = "\"1\""), 412,
        "stale_version");
    expect_problem(as(DESK, POST, at("%s/moves", dossier.proposal), .json = body("{'to': 'returned'}")), 428,
                   "precondition_required");
}

Test(proposals, say_why_they_come_back)
{
    struct dossier dossier = sent(drafted());
    expect_fault(move(DESK, dossier.proposal, "returned"), "/note", "required");
    expect_fault(move_with(DESK, dossier.proposal, body("{'to': 'returned', 'note': '  \\n '}")), "/note", "required");
    expect_status(move_with(DESK, dossier.proposal, body("{'to': 'returned', 'note': 'Không đúng thẩm quyền'}")), 201);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "submitted");
    cr_assert_not_null(item(as(COMMUNE, GET, "/me/tasks?limit=200"), "items", "id", dossier.proposal_id));
}

Test(proposals, stand_among_the_tasks_of_the_desk)
{
    struct dossier dossier = sent(drafted());
    struct answer tasks = as(DESK, GET, "/me/tasks?kind=receive_proposal&limit=200");
    cr_assert_not_null(item(tasks, "items", "id", dossier.proposal_id));
    cr_assert_null(item(as(CHAIR, GET, "/me/tasks?limit=200"), "items", "id", dossier.proposal_id));
}

Test(proposals, tell_what_may_be_done_next)
{
    struct dossier dossier = sent(drafted());
    struct answer proposal = as(DESK, GET, dossier.proposal);
    cr_assert(strstr(proposal.body, "\"move:received\"") != NULL);
    struct answer available = as(COMMUNE, GET, at("%s/moves/available", dossier.proposal));
    json_t *received = item(available, "items", "to", "received");
    cr_assert(eq(int, json_is_false(json_object_get(received, "possible")), 1));
    cr_assert(strstr(json_string_value(json_object_get(received, "who")), "Thành phố Kon Tum") != NULL);
}

Test(proposals, are_listed_by_state_unit_and_reason)
{
    struct dossier dossier = sent(drafted());
    struct answer list = as(
        DESK, GET, "/proposals?unit=code:xa-doan-ket&state=submitted&reason=ad_hoc&limit=200&expand=allowed_actions");
    cr_assert_not_null(item(list, "items", "id", dossier.proposal_id));
    cr_assert_null(
        item(as(DESK, GET, "/proposals?state=draft,returned&limit=200"), "items", "id", dossier.proposal_id));
    expect_in_body(as(DESK, GET, "/proposals", .accept = "application/x-ndjson"), dossier.proposal_id);
    expect_in_body(as(DESK, GET, "/nominations?unit_under=code:thanh-pho-kon-tum", .accept = "text/csv"), "A Brôl");
}

/* ---- the review ---- */

Test(nominations, pass_with_their_minutes)
{
    struct dossier dossier = appraised(drafted());
    expect_fault(move(DESK, dossier.nomination, "passed"), "/details/minutes_document", "required");
    expect_fault(
        move_with(DESK, dossier.nomination,
                  body("{'to': 'passed', 'details': {'minutes_document': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}}")),
        "/details/minutes_document", "document_not_found");
    expect_status(judge(DESK, dossier, "passed"), 201);
    struct answer nomination = as(COMMUNE, GET, dossier.nomination);
    expect_text(nomination, "state", "passed");
    expect_count(as(COMMUNE, GET, at("%s/nominations", dossier.proposal)), "items", 1);
    expect_status(as(DESK, GET, at("%s/moves/available", dossier.nomination)), 200);
    expect_status(as(COMMUNE, GET, at("/documents/%s", text(nomination, "minutes_document_id"))), 200);
}

Test(nominations, are_not_judged_by_who_proposed_them)
{
    struct dossier dossier = appraised(drafted());
    expect_problem(judge("xa-doan-ket.reviewer", dossier, "passed"), 403, "wrong_desk");
}

/* Who both proposes and appraises for one unit does not appraise what is their own. */
Test(proposals, are_not_appraised_by_who_submitted_them)
{
    static const char both[] = "xa-doan-ket.reviewer";
    struct answer made =
        as(both, POST, "/proposals",
           .json = body("{'title': 'Đề nghị', 'reason': 'ad_hoc', 'receiving_unit': 'code:xa-doan-ket',"
                        " 'documents': [{'document': '%s', 'purpose': 'proposal_letter'}]}",
                        paper(both, "submission_letter")));
    const char *path = at("/proposals/%s", text(made, "id"));
    expect_status(as(both, POST, at("%s/nominations", path),
                     .json = body("{'items': [{'new_honouree': {'kind': 'individual', 'name': 'Y Sao'}, 'award_type':"
                                  " 'GK_X', 'achievement': 'Việc tốt', 'documents': [{'document': '%s', 'purpose':"
                                  " 'achievement_report'}]}]}",
                                  paper(both, "achievement_report"))),
                  201);
    expect_status(move(both, path, "submitted"), 201);
    expect_status(move(both, path, "received"), 201);
    expect_problem(move_with(both, path, body("{'to': 'appraised', 'note': 'Đủ'}")), 403, "maker_is_not_checker");
}

Test(nominations, are_not_decided_by_asking)
{
    struct dossier dossier = passed(drafted());
    expect_problem(move(DESK, dossier.nomination, "decided"), 409, "move_not_possible");
}

Test(nominations, that_fail_end_their_proposal)
{
    struct dossier dossier = appraised(drafted());
    expect_status(judge(DESK, dossier, "failed"), 201);
    expect_text(as(COMMUNE, GET, dossier.proposal), "state", "decided");
}

Test(nominations, that_passed_keep_their_proposal_here)
{
    struct dossier dossier = passed(drafted());
    expect_fault(move_with(DESK, dossier.proposal, body("{'to': 'returned', 'note': 'x'}")), "/nominations",
                 "proposal_has_results");
}
