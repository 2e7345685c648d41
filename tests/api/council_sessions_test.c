/* council_sessions_test.c: sessions of a council, with papers and hands as councils really vote: who came, who does not
 * vote, what two counters counted, and what follows from signed minutes. */
#include "councils_cases.h"

TestSuite(council_sessions, .init = council_law);
TestSuite(paper_votes, .init = council_law);

static struct dossier collective(void)
{
    return appraised(drafted_for("GK_H", "collective", "Đội dân phòng"));
}

static struct dossier individual(void)
{
    return appraised(drafted());
}

Test(council_sessions, are_planned_by_the_standing_body_with_appraised_cases)
{
    struct council council = council_of(3);
    struct dossier early = sent(drafted()), ready = individual();
    expect_problem(as(CHAIR, POST, "/council-sessions", .json = body("{}")), 403, "role_not_allowed");
    struct answer refused =
        as(DESK, POST, "/council-sessions",
           .json = body("{'council': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11', 'title': 'Xét', 'held_on': '2025-06-16',"
                        " 'presided_by': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11', 'agenda': [{'nomination': '%s'},"
                        " {'nomination': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}]}",
                        early.nomination_id));
    expect_fault(refused, "/council", "council_not_found");
    expect_fault(refused, "/presided_by", "council_member_not_found");
    expect_fault(refused, "/agenda/0/nomination", "nomination_is_not_appraised");
    expect_fault(refused, "/agenda/1/nomination", "nomination_not_found");
    expect_fault(as("tinh-kon-tum.reviewer", POST, "/council-sessions",
                    .json = body("{'council': '%s', 'title': 'Xét', 'held_on': '2025-06-16'}", council.id)),
                 "/council", "council_not_found");
    expect_fault(as(DESK, POST, "/council-sessions",
                    .json = body("{'council': '%s', 'title': 'Xét', 'held_on': '2019-06-16'}", council.id)),
                 "/held_on", "council_not_in_office");
    struct answer made = as(
        DESK, POST, "/council-sessions",
        .json = body("{'council': '%s', 'title': 'Xét khen thưởng', 'held_on': '2025-06-16', 'agenda': [{'nomination':"
                     " '%s', 'mode': 'paper'}]}",
                     council.id, ready.nomination_id));
    expect_status(made, 201);
    expect_text(made, "state", "planned");
    expect_text(made, "agenda.0.honouree", "A Brôl");
    expect_fault(
        as(DESK, POST, "/council-sessions",
           .json =
               body("{'council': '%s', 'title': 'Xét khen thưởng', 'held_on': '2025-06-16', 'agenda': [{'nomination':"
                    " '%s', 'mode': 'paper'}]}",
                    council.id, ready.nomination_id)),
        "/agenda/0/nomination", "nomination_is_before_a_council");
    const char *session = at("/council-sessions/%s", text(made, "id"));
    struct answer changed = patch(DESK, session, body("{'place': 'Phòng họp số 2', 'agenda': []}"));
    expect_text(changed, "place", "Phòng họp số 2");
    expect_count(changed, "agenda", 0);
    expect_fault(move(DESK, session, "convened"), "/agenda", "agenda_is_empty");
    expect_problem(as(DESK, PATCH, session, .json = body("{'place': 'x'}"), .if_match = "\"77\""), 412,
                   "stale_version");
    expect_status(withdraw(DESK, session), 204);
    static const char none[] = "/council-sessions/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(as(DESK, PATCH, none, .json = body("{'place': 'x'}"), .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, DELETE, none, .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, PUT, at("%s/attendance", none), .if_match = "*",
                      .json = body("{'items': [{'member': '%s', 'status': 'present'}]}", council.members[0])),
                   404, "not_found");
}

Test(council_sessions, are_for_members_and_their_unit)
{
    struct council council = council_of(2);
    struct dossier dossier = individual();
    const char *session = session_of(council, "paper", 1, &dossier);
    expect_status(as("thanh-pho-kon-tum.council-1", GET, session), 200);
    expect_problem(as("thanh-pho-kon-tum.council-5", GET, session), 404, "not_found");
    expect_status(as("tinh-kon-tum.leader", GET, session), 200);
    expect_problem(as("thanh-pho-kon-tum.oversight", GET, session), 404, "not_found");
    expect_problem(as(COMMUNE, GET, session), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/attendance", session)), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/conflicts", session)), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/results", session)), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/minutes/document", session)), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/ballot-papers/document", session)), 404, "not_found");
    expect_problem(as("thanh-pho-kon-tum.council-1", POST, at("%s/moves", session), .if_match = "*",
                      .json = body("{'to': 'convened'}")),
                   403, "role_not_allowed");
    cr_assert_not_null(item(as(DESK, GET, at("/council-sessions?nomination=%s&state=planned", dossier.nomination_id)),
                            "items", "id", session + 18));
}

Test(council_sessions, need_their_quorum_at_opening_and_at_close)
{
    struct council council = council_of(9);
    struct dossier dossier = individual();
    const char *session = session_of(council, "paper", 1, &dossier);
    attend(session, council, 5, 0);
    struct answer refused = move(DESK, session, "convened");
    expect_fault(refused, "/attendance", "quorum_missing");
    expect_number(refused, "errors.0.params.needed", 6);
    attend(session, council, 6, 3);
    expect_status(move(DESK, session, "convened"), 201);
    struct answer convened = as(DESK, GET, session);
    expect_number(convened, "total_members", 9);
    expect_number(convened, "quorum_needed", 6);
    expect_number(convened, "agenda.0.rule.percent", 90);
    expect_text(convened, "agenda.0.rule.citation", "Quy chế thử của thành phố");
    expect_problem(patch(DESK, session, body("{'held_on': '2025-06-15'}")), 409, "session_has_begun");
    expect_status(move(DESK, session, "voting"), 201);
    expect_status(count_case(session, dossier, count_line("A Thuk", 9, 9, 0, 0), count_line("Y Hơ", 9, 9, 0, 0)), 200);
    expect_status(
        put_in(session, "attendance",
               body("{'items': [{'member': '%s', 'status': 'present', 'left_early': true}]}", council.members[5])),
        200);
    expect_fault(move(DESK, session, "closed"), "/attendance", "quorum_missing");
    attend(session, council, 6, 3);
    expect_status(move(DESK, session, "closed"), 201);
    expect_number(as(DESK, GET, session), "present_at_close", 6);
}

Test(paper_votes, that_do_not_add_up_are_refused_with_the_line)
{
    struct council council = council_of(9);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "paper", 9, 0, 1, &dossier);
    const char *good = count_line("A Thuk", 9, 8, 1, 0);
    struct answer refused = count_case(session, dossier, good,
                                       "{\"counter\": \"Y Hơ\", \"issued\": 10, \"returned\": 11, \"valid\": 9,"
                                       " \"invalid\": 1, \"yes\": 7, \"no\": 1}");
    expect_fault(refused, "/items/0/counts/1/issued", "more_papers_than_voters");
    expect_fault(refused, "/items/0/counts/1/returned", "more_returned_than_issued");
    expect_fault(refused, "/items/0/counts/1/returned", "count_does_not_add_up");
    expect_fault(refused, "/items/0/counts/1/valid", "count_does_not_add_up");
    expect_fault(refused, "/items/0/counts/1/yes", "counters_disagree");
    expect_in_body(refused, "số phiếu hợp lệ");
    expect_fault(count_case(session, dossier, good, count_line("a thuk", 9, 8, 1, 0)), "/items/0/counts/1/counter",
                 "counters_are_one_person");
    expect_fault(count_case(session, dossier, good, count_line("Y Hơ", 9, 9, 0, 0)), "/items/0/counts/1/yes",
                 "counters_disagree");
    struct dossier other = individual();
    expect_fault(count_case(session, other, good, count_line("Y Hơ", 9, 8, 1, 0)), "/items/0/nomination",
                 "nomination_not_on_the_agenda");
    expect_fault(move(DESK, session, "closed"), "/agenda/0", "count_missing");
    expect_problem(
        as("thanh-pho-kon-tum.council-1", PUT, at("%s/counts", session), .if_match = "*", .json = body("{}")), 403,
        "role_not_allowed");
    expect_status(count_case(session, dossier, good, count_line("Y Hơ", 9, 8, 1, 0)), 200);
    expect_problem(as(DESK, GET, at("%s/results", session)), 409, "voting_not_closed");
    expect_problem(as(DESK, GET, at("%s/minutes/document", session)), 409, "voting_not_closed");
    expect_problem(as(DESK, PUT, at("%s/counts", session), .if_match = "\"77\"",
                      .json = at("{\"items\": [{\"nomination\": \"%s\", \"counts\": [%s, %s]}]}", dossier.nomination_id,
                                 good, good)),
                   412, "stale_version");
}

/* domain.md, section 7: 9 at 80 % need 8; an absent member's written yes counts. */
Test(paper_votes, of_nine_at_80_percent_need_eight_absent_ones_in_writing)
{
    struct council council = council_of(9);
    struct dossier dossiers[] = {collective(), collective()};
    const char *session = voting_session(council, "paper", 7, 2, 2, dossiers);
    expect_status(count_case(session, dossiers[0], count_line("A Thuk", 9, 8, 1, 0), count_line("Y Hơ", 9, 8, 1, 0)),
                  200);
    expect_status(count_case(session, dossiers[1], count_line("A Thuk", 9, 7, 1, 1), count_line("Y Hơ", 9, 7, 1, 1)),
                  200);
    expect_status(move(DESK, session, "closed"), 201);
    struct answer results = as(DESK, GET, at("%s/results", session));
    expect_number(results, "items.0.needed", 8);
    expect_number(results, "items.0.base", 9);
    expect_true(results, "items.0.passed");
    expect_text(results, "items.0.ratio", "8/9");
    expect_false(results, "items.1.passed");
    expect_number(results, "items.1.invalid", 1);
    struct answer again = as("thanh-pho-kon-tum.council-2", POST, at("%s/recounts", session));
    expect_true(again, "items.0.same_count");
    expect_true(again, "items.1.same_count");
}

Test(paper_votes, move_the_cases_when_the_minutes_are_signed)
{
    struct council council = council_of(9);
    struct dossier dossiers[] = {collective(), individual()};
    expect_fault(judge(DESK, dossiers[0], "passed"), "", "vote_is_needed");
    const char *session = voting_session(council, "show_of_hands", 9, 0, 2, dossiers);
    expect_status(count_case(session, dossiers[0], count_line("A Thuk", 9, 9, 0, 0), count_line("Y Hơ", 9, 9, 0, 0)),
                  200);
    expect_status(count_case(session, dossiers[1], count_line("A Thuk", 9, 8, 1, 0), count_line("Y Hơ", 9, 8, 1, 0)),
                  200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_text(as(DESK, GET, dossiers[0].nomination), "state", "appraised");
    expect_fault(move_with(DESK, session,
                           body("{'to': 'minutes_signed', 'details': {'minutes_document':"
                                " '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11', 'signed_on': '2025-06-01'}}")),
                 "/details/signed_on", "minutes_signed_before_the_session");
    expect_fault(move(DESK, session, "minutes_signed"), "/details/minutes_document", "required");
    expect_status(sign_minutes(CHAIR, session), 201);
    struct answer passed_one = as(DESK, GET, dossiers[0].nomination);
    expect_text(passed_one, "state", "passed");
    expect_text(passed_one, "minutes_document_id", text(as(DESK, GET, session), "minutes_document_id"));
    expect_text(as(DESK, GET, dossiers[1].nomination), "state", "failed");
    expect_text(as(DESK, GET, dossiers[1].proposal), "state", "decided");
    struct answer moves = as(DESK, GET, at("%s/moves", dossiers[1].nomination));
    expect_in_body(moves, "8/9 phiếu đồng ý, cần 9");
    expect_count(as(DESK, GET, at("%s/moves", session)), "items", 4);
    struct answer minutes = as(DESK, GET, at("%s/minutes/document", session), .accept = "text/html");
    expect_status(minutes, 200);
    expect_in_body(minutes, "BIÊN BẢN");
    expect_in_body(minutes, "Giơ tay");
    expect_in_body(minutes, "Không thông qua");
    expect_in_body(minutes, "IV. KẾT LUẬN");
    expect_in_body(minutes, "THƯ KÝ");
    expect_in_body(minutes, "NGƯỜI KIỂM PHIẾU");
    expect_status(as(DESK, GET, at("%s/minutes/document", session),
                     .accept = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                  200);
    expect_problem(withdraw(DESK, session), 409, "wrong_state");
}

Test(paper_votes, are_held_a_second_time_on_what_did_not_carry)
{
    struct council council = council_of(9);
    struct dossier dossiers[] = {collective(), individual()};
    const char *session = voting_session(council, "paper", 9, 0, 2, dossiers);
    expect_status(count_case(session, dossiers[0], count_line("A Thuk", 9, 8, 1, 0), count_line("Y Hơ", 9, 8, 1, 0)),
                  200);
    expect_status(count_case(session, dossiers[1], count_line("A Thuk", 9, 8, 1, 0), count_line("Y Hơ", 9, 8, 1, 0)),
                  200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_status(move(DESK, session, "voting"), 201);
    expect_fault(count_case(session, dossiers[0], count_line("A Thuk", 9, 9, 0, 0), count_line("Y Hơ", 9, 9, 0, 0)),
                 "/items/0/nomination", "not_counted_on_paper");
    expect_status(count_case(session, dossiers[1], count_line("A Thuk", 9, 9, 0, 0), count_line("Y Hơ", 9, 9, 0, 0)),
                  200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_true(as(DESK, GET, session), "agenda.1.result.passed");
    expect_number(as(DESK, GET, session), "agenda.1.result.ballot", 2);
    expect_fault(move(DESK, session, "voting"), "", "no_second_ballot");
    expect_count(as(DESK, GET, at("%s/results", session)), "items", 3);
}

Test(paper_votes, are_printed_for_each_voter_without_a_name)
{
    struct council council = council_of(3);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "paper", 3, 0, 1, &dossier);
    struct answer papers = as(DESK, GET, at("%s/ballot-papers/document", session), .accept = "text/html");
    expect_in_body(papers, "PHIẾU BIỂU QUYẾT");
    expect_in_body(papers, "A Brôl");
    expect_in_body(papers, "<hr class=\"cut\">");
    cr_assert_null(strstr(papers.body, "Nguyễn Thị Kim Yến"));
    cr_assert_null(strstr(papers.body, "Số:"), "a numbered ballot would be told from others");
    expect_status(count_case(session, dossier, count_line("A Thuk", 3, 3, 0, 0), count_line("Y Hơ", 3, 3, 0, 0)), 200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_problem(as(DESK, GET, at("%s/ballot-papers/document", session)), 409, "no_papers_to_print");
}

Test(council_sessions, adjourned_are_void_and_free_their_cases)
{
    struct council council = council_of(9);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "paper", 9, 0, 1, &dossier);
    expect_status(count_case(session, dossier, count_line("A Thuk", 9, 9, 0, 0), count_line("Y Hơ", 9, 9, 0, 0)), 200);
    expect_fault(move(DESK, session, "adjourned"), "/note", "required");
    expect_status(move_with(DESK, session, body("{'to': 'adjourned', 'note': 'Mất điện'}")), 201);
    expect_problem(as(DESK, GET, at("%s/results", session)), 409, "voting_not_closed");
    expect_problem(move(DESK, session, "closed"), 409, "move_not_possible");
    expect_text(as(DESK, GET, dossier.proposal), "state", "appraised");
    const char *next = voting_session(council, "paper", 9, 0, 1, &dossier);
    expect_status(count_case(next, dossier, count_line("A Thuk", 9, 9, 0, 0), count_line("Y Hơ", 9, 9, 0, 0)), 200);
    expect_status(move(DESK, next, "closed"), 201);
    expect_status(sign_minutes(DESK, next), 201);
    expect_text(as(DESK, GET, dossier.nomination), "state", "passed");
}

/* What was counted is not voted away by who keeps the papers: only the chairperson adjourns then, with a word. */
Test(council_sessions, once_counted_are_adjourned_by_the_leader_only)
{
    struct council council = council_of(9);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "paper", 9, 0, 1, &dossier);
    expect_status(count_case(session, dossier, count_line("A Thuk", 9, 3, 6, 0), count_line("Y Hơ", 9, 3, 6, 0)), 200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_problem(move_with(DESK, session, body("{'to': 'adjourned', 'note': 'Bỏ phiếu lại'}")), 403, "wrong_role");
    expect_status(move_with(CHAIR, session, body("{'to': 'adjourned', 'note': 'Phiếu in sai tên'}")), 201);
}

/* The law wants a share of all members: the standing committee is not asked in their place. */
Test(council_sessions, of_the_standing_committee_take_no_case_of_the_full_council)
{
    struct council council = council_of(5);
    database("insert into app.award_rules(rule, award_type, value, valid_from, citation, confidence, unit_id) values"
             " ('route', 'GK_H', '{\"steps\": [\"council\"]}', '2025-01-01', 'Quy chế thử của thành phố', 'strong',"
             " app.unit_named('code:thanh-pho-kon-tum@2025-06-16')) returning 1");
    struct dossier dossier = individual();
    const char *planned = body("{'council': '%s', 'title': 'Thường trực họp', 'body': 'standing', 'held_on':"
                               " '2025-06-16', 'agenda': [{'nomination': '%s'}]}",
                               council.id, dossier.nomination_id);
    expect_fault(as(DESK, POST, "/council-sessions", .json = planned), "/agenda/0/nomination", "full_council_is_asked");
    const char *session = session_of(council, "paper", 1, &dossier);
    expect_fault(patch(DESK, session, body("{'body': 'standing'}")), "/agenda/0/nomination", "full_council_is_asked");
}

/* A member with an account speaks for himself: nobody keeps him from voting by a conflict he did not declare. */
Test(conflicts, are_declared_for_another_only_where_he_has_no_account)
{
    struct council council = council_of(3);
    const char *seated = member_without_account(council, "A Thuk");
    struct dossier dossier = individual();
    const char *session = session_of(council, "paper", 1, &dossier);
    expect_fault(as(DESK, POST, at("%s/conflicts", session),
                    .json = body("{'nomination': '%s', 'member': '%s', 'note': 'Bạn thân'}", dossier.nomination_id,
                                 council.members[0])),
                 "/member", "member_declares_himself");
    expect_status(
        as(DESK, POST, at("%s/conflicts", session),
           .json = body("{'nomination': '%s', 'member': '%s', 'note': 'Bạn thân'}", dossier.nomination_id, seated)),
        201);
}

Test(conflicts, declared_by_mistake_are_taken_back_until_the_vote_begins)
{
    struct council council = council_of(5);
    const char *seated = member_without_account(council, "A Thuk");
    struct dossier dossier = individual();
    const char *head = at("/council-members/%s", council.members[3]);
    expect_status(patch(DESK, head, body("{'honouree': '%s'}", dossier.honouree_id)), 200);
    const char *session = session_of(council, "paper", 1, &dossier), *conflicts = at("%s/conflicts", session);
    const char *of_the_case = body("{'nomination': '%s', 'note': 'Nhầm tên'}", dossier.nomination_id);
    struct answer declared = as(council.accounts[0], POST, conflicts, .json = of_the_case);
    const char *own = at("%s/%s", conflicts, text(declared, "id"));
    expect_problem(as(council.accounts[1], DELETE, own), 403, "conflict_is_anothers");
    expect_problem(as(DESK, DELETE, own), 403, "conflict_is_anothers");
    expect_status(as(council.accounts[0], DELETE, own), 204);
    expect_problem(as(council.accounts[0], DELETE, own), 404, "not_found");
    expect_count(as(DESK, GET, conflicts), "items", 0);
    struct answer kept = as("thanh-pho-kon-tum.admin", GET,
                            at("/audit-entries?thing=council_conflicts&thing_id=%s", text(declared, "id")));
    expect_count(kept, "items", 2); /* that it was declared, and that it was taken back */
    struct answer written =
        as(DESK, POST, conflicts, .json = body("{'nomination': '%s', 'member': '%s'}", dossier.nomination_id, seated));
    expect_status(as(DESK, DELETE, at("%s/%s", conflicts, text(written, "id"))), 204);
    const char *stays = text(as(council.accounts[0], POST, conflicts, .json = of_the_case), "id");
    attend(session, council, 5, 0);
    expect_status(move(DESK, session, "convened"), 201);
    json_t *found = item(as(DESK, GET, conflicts), "items", "source", "found");
    expect_problem(
        as(council.accounts[3], DELETE, at("%s/%s", conflicts, json_string_value(json_object_get(found, "id")))), 409,
        "conflict_was_found");
    expect_status(move_with(DESK, session, body("{'to': 'voting', 'note': 'Hội đồng muốn biểu quyết ngay'}")), 201);
    expect_problem(as(council.accounts[0], DELETE, at("%s/%s", conflicts, stays)), 409, "conflict_vote_has_begun");
}

Test(conflicts, are_found_at_the_opening_and_taken_out_of_the_base_by_rule)
{
    struct council council = council_of(9);
    struct dossier dossiers[] = {collective(), individual()};
    const char *members[] = {at("/council-members/%s", council.members[2]),
                             at("/council-members/%s", council.members[3]),
                             at("/council-members/%s", council.members[4])};
    expect_status(patch(DESK, members[0], body("{'honouree': '%s'}", dossiers[1].honouree_id)), 200);
    expect_status(patch(DESK, members[1], body("{'relatives': ['%s']}", dossiers[0].honouree_id)), 200);
    expect_status(patch(DESK, members[2], body("{'work_unit': 'code:xa-doan-ket', 'heads_work_unit': true}")), 200);
    const char *session = session_of(council, "paper", 2, dossiers);
    attend(session, council, 9, 0);
    struct answer declared = as("thanh-pho-kon-tum.council-1", POST, at("%s/conflicts", session),
                                .json = body("{'nomination': '%s', 'note': 'Thầy cũ'}", dossiers[0].nomination_id));
    expect_status(declared, 201);
    expect_text(declared, "reason", "other");
    expect_problem(as("thanh-pho-kon-tum.council-1", POST, at("%s/conflicts", session),
                      .json = body("{'nomination': '%s'}", dossiers[0].nomination_id)),
                   409, "conflict_is_known_already");
    expect_fault(as("thanh-pho-kon-tum.council-1", POST, at("%s/conflicts", session),
                    .json = body("{'nomination': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}")),
                 "/nomination", "nomination_not_on_the_agenda");
    expect_status(move(DESK, session, "convened"), 201);
    /* A case is read by the members whom it is put before, and not by those who do not vote on it. */
    expect_status(as(council.accounts[5], GET, dossiers[0].nomination), 200);
    expect_status(as(council.accounts[5], GET, dossiers[0].proposal), 200);
    expect_problem(as(council.accounts[0], GET, dossiers[0].nomination), 404, "not_found");
    expect_problem(as(council.accounts[2], GET, dossiers[1].nomination), 404, "not_found");
    expect_status(as(council.accounts[2], GET, dossiers[0].nomination), 200);
    struct dossier elsewhere = individual();
    expect_problem(as(council.accounts[5], GET, elsewhere.nomination), 404, "not_found");
    struct answer found = as(DESK, GET, at("%s/conflicts", session));
    expect_text(found, "items.0.source", "declared");
    cr_assert_not_null(item(found, "items", "reason", "relative"));
    cr_assert_not_null(item(found, "items", "reason", "self"));
    cr_assert_not_null(item(found, "items", "reason", "head_of_unit"));
    expect_fault(move(DESK, session, "voting"), "/note", "vote_cannot_carry");
    expect_status(move_with(DESK, session, body("{'to': 'voting', 'note': 'Hội đồng muốn biểu quyết ngay'}")), 201);
    expect_fault(count_case(session, dossiers[0], count_line("A Thuk", 9, 9, 0, 0), count_line("Y Hơ", 9, 9, 0, 0)),
                 "/items/0/counts/0/issued", "more_papers_than_voters");
    expect_status(count_case(session, dossiers[0], count_line("A Thuk", 6, 5, 1, 0), count_line("Y Hơ", 6, 5, 1, 0)),
                  200);
    expect_status(count_case(session, dossiers[1], count_line("A Thuk", 7, 7, 0, 0), count_line("Y Hơ", 7, 7, 0, 0)),
                  200);
    expect_status(move(DESK, session, "closed"), 201);
    struct answer results = as(DESK, GET, at("%s/results", session));
    expect_number(results, "items.0.recused", 3); /* they leave the base of a collective: 5 of 6 at 80 % */
    expect_number(results, "items.0.base", 6);
    expect_number(results, "items.0.needed", 5);
    expect_true(results, "items.0.passed");
    expect_number(results, "items.1.recused", 2); /* and stay in that of a person: 7 of 9 at 90 % fail */
    expect_number(results, "items.1.base", 9);
    expect_false(results, "items.1.passed");
    expect_text(results, "items.0.recused_members", "leave_base");
    expect_text(results, "items.1.recused_members", "stay_in_base");
    expect_text(results, "items.1.recused_citation", "Quy chế thử của thành phố");
    struct answer minutes = as(DESK, GET, at("%s/minutes/document", session), .accept = "text/html");
    expect_in_body(minutes, "Không tham gia biểu quyết do xung đột lợi ích");
    expect_in_body(minutes, "người không tham gia biểu quyết vẫn tính trong tổng số (Quy chế thử của thành phố)");
    expect_in_body(minutes, "người không tham gia biểu quyết không tính trong tổng số (Quy chế thử của thành phố)");
}

/* Nine members, one absent and one recused: seven votes never reach 90 % of nine. */
Test(council_sessions, say_before_the_vote_that_it_cannot_carry)
{
    struct council council = council_of(9);
    struct dossier dossier = individual();
    expect_status(
        patch(DESK, at("/council-members/%s", council.members[0]), body("{'relatives': ['%s']}", dossier.honouree_id)),
        200);
    const char *session = session_of(council, "paper", 1, &dossier);
    attend(session, council, 8, 0);
    struct answer moves = as(DESK, GET, at("%s/moves/available", session));
    json_t *convening = item(moves, "items", "to", "convened");
    cr_assert_not_null(convening);
    json_t *told = json_array_get(json_object_get(convening, "warnings"), 0);
    cr_assert_not_null(told, "%s", moves.body);
    cr_assert_str_eq(json_string_value(json_object_get(told, "code")), "vote_cannot_carry");
    cr_assert_str_eq(json_string_value(json_object_get(told, "pointer")), "/agenda/0");
    json_t *params = json_object_get(told, "params");
    cr_expect(eq(int, (int)json_integer_value(json_object_get(params, "voters")), 7));
    cr_expect(eq(int, (int)json_integer_value(json_object_get(params, "needed")), 9));
    expect_in_body(moves, "Có 7 người biểu quyết về");
    expect_status(move(DESK, session, "convened"), 201);
    expect_in_body(as(DESK, GET, at("%s/moves/available", session)), "vote_cannot_carry");
    expect_fault(move(DESK, session, "voting"), "/note", "vote_cannot_carry");
    expect_status(move_with(DESK, session, body("{'to': 'voting', 'note': 'Vẫn biểu quyết'}")), 201);
}

/* Every refusal that the operations of a session declare, each beside its success elsewhere in this file. */
Test(council_sessions, refuse_what_is_stale_missing_or_over)
{
    struct council council = council_of(3);
    struct dossier dossier = individual();
    const char *session = session_of(council, "paper", 1, &dossier);
    static const char none[] = "/council-sessions/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    const char *came = body("{'items': [{'member': '%s', 'status': 'present'}]}", council.members[0]);
    const char *line = count_line("A Thuk", 0, 0, 0, 0), *other = count_line("Y Hơ", 0, 0, 0, 0);
    const char *counts =
        at("{\"items\": [{\"nomination\": \"%s\", \"counts\": [%s, %s]}]}", dossier.nomination_id, line, other);
    expect_problem(as(DESK, PUT, at("%s/attendance", session), .json = came, .if_match = "\"77\""), 412,
                   "stale_version");
    expect_problem(as(DESK, POST, at("%s/moves", session), .json = body("{'to': 'convened'}"), .if_match = "\"77\""),
                   412, "stale_version");
    expect_fault(patch(DESK, session, body("{'presided_by': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}")), "/presided_by",
                 "council_member_not_found");
    expect_problem(as(DESK, PUT, at("%s/counts", none), .json = counts, .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, PUT, at("%s/counts", session), .json = counts, .if_match = "*"), 409, "wrong_state");
    expect_problem(as(DESK, POST, at("%s/recounts", none)), 404, "not_found");
    expect_problem(as("thanh-pho-kon-tum.council-5", POST, at("%s/conflicts", session),
                      .json = body("{'nomination': '%s'}", dossier.nomination_id)),
                   403, "not_a_voter");
    expect_problem(withdraw(DESK, council.path), 409, "council_has_met");
    attend(session, council, 3, 0);
    expect_taken_back(DESK, PUT, at("%s/attendance", session));
    expect_status(move(DESK, session, "convened"), 201);
    expect_status(move(DESK, session, "voting"), 201);
    expect_status(count_case(session, dossier, count_line("A Thuk", 3, 3, 0, 0), count_line("Y Hơ", 3, 3, 0, 0)), 200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_problem(as(DESK, PUT, at("%s/attendance", session), .json = came, .if_match = "*"), 409, "wrong_state");
}

Test(council_sessions, circulate_papers_and_let_alternates_stand_in)
{
    struct council council = council_of(3);
    struct dossier dossiers[] = {individual(), collective()};
    struct answer made = as(DESK, POST, "/council-sessions",
                            .json = body("{'council': '%s', 'title': 'Lấy ý kiến', 'kind': 'written_circulation',"
                                         " 'body': 'standing', 'held_on': '2025-06-16', 'agenda': [{'nomination': '%s',"
                                         " 'mode': 'paper'}]}",
                                         council.id, dossiers[0].nomination_id));
    expect_status(made, 201);
    const char *circulation = at("/council-sessions/%s", text(made, "id"));
    expect_status(move(DESK, circulation, "convened"), 201);
    expect_number(as(DESK, GET, circulation), "total_members", 3);
    expect_status(move(DESK, circulation, "voting"), 201);
    expect_status(count_case(circulation, dossiers[0], count_line("A", 3, 1, 0, 0), count_line("B", 3, 1, 0, 0)), 200);
    expect_fault(move(DESK, circulation, "closed"), "/attendance", "quorum_missing");
    expect_status(count_case(circulation, dossiers[0], count_line("A", 3, 3, 0, 0), count_line("B", 3, 3, 0, 0)), 200);
    expect_status(move(DESK, circulation, "closed"), 201);

    struct answer alternate =
        as(DESK, POST, at("%s/members", council.path),
           .json = body("{'items': [{'name': 'Y Hơ', 'alternate_for': '%s'}]}", council.members[2]));
    expect_status(alternate, 201);
    const char *session = session_of(council, "show_of_hands", 1, &dossiers[1]);
    attend(session, council, 2, 0);
    expect_status(put_in(session, "attendance",
                         body("{'items': [{'member': '%s', 'status': 'present'}]}", text(alternate, "items.0.id"))),
                  200);
    expect_status(move(DESK, session, "convened"), 201);
    expect_number(as(DESK, GET, session), "total_members", 3);
    expect_number(as(DESK, GET, session), "present_at_opening", 3);
}
