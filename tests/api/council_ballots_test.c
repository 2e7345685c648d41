/* council_ballots_test.c: electronic votes, open and secret: each votes once, on what he may, while the voting runs; of
 * the secret ones nobody learns more than who has voted. */
#include "councils_cases.h"

#include <stdlib.h>

TestSuite(open_votes, .init = council_law);
TestSuite(secret_votes, .init = council_law);
TestSuite(council_tasks, .init = council_law);

static struct answer vote(const char *account, const char *session, struct dossier dossier, const char *choice)
{
    return as(account, POST, at("%s/ballots", session),
              .json = body("{'votes': [{'nomination': '%s', 'choice': '%s'}], 'padding': '%.*s'}",
                           dossier.nomination_id, choice, 8 - (int)strlen(choice), "xxxxxxxx"));
}

static struct dossier individual(void)
{
    return appraised(drafted());
}

static int holds_receipt(struct answer results, const char *receipt)
{
    size_t i;
    json_t *hash;
    json_array_foreach(json(results, "items.0.ballot_hashes"), i, hash)
        if (strcmp(json_string_value(hash), receipt) == 0)
            return 1;
    return 0;
}

/* domain.md, section 7: of 17 at 90 % sixteen are needed, 15 of 17 fail. */
Test(secret_votes, of_seventeen_at_90_percent_need_sixteen)
{
    struct council council = council_of(17);
    struct dossier dossiers[] = {individual(), individual()};
    const char *session = voting_session(council, "electronic_secret", 17, 0, 2, dossiers);
    const char *before = etag(as(DESK, GET, session));
    const char *receipts[17];
    for (int i = 0; i < 17; i++) {
        struct answer cast =
            as(council.accounts[i], POST, at("%s/ballots", session),
               .json = body("{'votes': [{'nomination': '%s', 'choice': '%s'}, {'nomination': '%s',"
                            " 'choice': '%s'}]}",
                            dossiers[0].nomination_id, i == 3 ? "no" : "yes", dossiers[1].nomination_id,
                            i == 3   ? "no"
                            : i == 9 ? "blank"
                                     : "yes"));
        expect_status(cast, 201);
        receipts[i] = text(cast, "items.0.receipt");
        cr_assert_null(header(cast, "ETag"));
    }
    cr_assert_str_eq(etag(as(DESK, GET, session)), before);
    expect_problem(as(DESK, GET, at("%s/results", session)), 409, "voting_not_closed");
    expect_problem(as(DESK, POST, at("%s/recounts", session)), 409, "wrong_state");
    struct answer attendance = as(DESK, GET, at("%s/attendance", session));
    expect_true(attendance, "items.16.voted");
    struct answer available = as(DESK, GET, at("%s/moves/available", session));
    cr_assert_not_null(item(available, "items", "to", "closed"));
    expect_status(move(DESK, session, "closed"), 201);
    struct answer results = as(DESK, GET, at("%s/results", session));
    expect_number(results, "items.0.yes", 16);
    expect_number(results, "items.0.needed", 16);
    expect_true(results, "items.0.passed");
    expect_number(results, "items.1.yes", 15);
    expect_number(results, "items.1.invalid", 1);
    expect_false(results, "items.1.passed");
    expect_null(results, "items.0.votes");
    expect_count(results, "items.0.ballot_hashes", 17);
    for (int i = 0; i < 17; i++)
        cr_assert(holds_receipt(results, receipts[i]), "the receipt of member %d is among those counted", i);
    struct answer again = as(council.accounts[5], POST, at("%s/recounts", session));
    expect_true(again, "items.0.same_count");
    expect_true(again, "items.0.same_ballots");
    expect_text(again, "items.0.ballot_set_hash", text(results, "items.0.ballot_set_hash"));
    expect_problem(vote(council.accounts[0], session, dossiers[0], "yes"), 409, "wrong_state");
    expect_status(sign_minutes(CHAIR, session), 201);
    expect_text(as(DESK, GET, dossiers[0].nomination), "state", "passed");
    expect_text(as(DESK, GET, dossiers[1].nomination), "state", "failed");
    cr_assert_str_eq(
        database("select (select count(*) from app.council_sealed_ballots b join app.council_votings v on v.id"
                 " = b.voting_id where v.session_id = '%s') + (select count(*) from app.council_ballot_keys"
                 " where session_id = '%s')",
                 session + 18, session + 18),
        "0");
}

Test(secret_votes, are_given_once_by_members_who_are_there_and_have_no_conflict)
{
    struct council council = council_of(5);
    struct dossier dossiers[] = {individual(), individual()};
    const char *member = at("/council-members/%s", council.members[4]);
    expect_status(patch(DESK, member, body("{'honouree': '%s'}", dossiers[1].honouree_id)), 200);
    const char *session = session_of(council, "electronic_secret", 2, dossiers);
    attend(session, council, 5, 0);
    expect_status(move(DESK, session, "convened"), 201);
    expect_problem(vote(council.accounts[0], session, dossiers[0], "yes"), 409, "wrong_state");
    expect_status(move_with(DESK, session, body("{'to': 'voting', 'note': 'Một trường hợp không thể đạt'}")), 201);
    expect_status(vote(council.accounts[0], session, dossiers[0], "yes"), 201);
    expect_problem(vote(council.accounts[0], session, dossiers[0], "no"), 409, "already_voted");
    expect_problem(vote(council.accounts[0], session, dossiers[0], "yes"), 409, "already_voted");
    expect_problem(vote(council.accounts[4], session, dossiers[1], "yes"), 403, "recused_from_case");
    expect_status(vote(council.accounts[4], session, dossiers[0], "yes"), 201);
    char outside[40];
    council_account(outside, 6);
    expect_problem(vote(outside, session, dossiers[0], "yes"), 403, "not_a_voter");
    expect_problem(vote("tinh-kon-tum.council-1", session, dossiers[0], "yes"), 403, "not_allowed");
    expect_problem(vote(DESK, session, dossiers[0], "yes"), 403, "not_a_voter");
    expect_problem(vote(CHAIR, session, dossiers[0], "yes"), 403, "role_not_allowed");
    static const char none[] = "/council-sessions/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
    expect_problem(vote(council.accounts[1], none, dossiers[0], "yes"), 404, "not_found");
    struct dossier other = individual();
    expect_fault(vote(council.accounts[1], session, other, "yes"), "/votes/0/nomination",
                 "nomination_not_on_the_agenda");
    expect_problem(as(council.accounts[1], POST, at("%s/ballots", session), .key = "la-phieu",
                      .json = body("{'votes': [{'nomination': '%s', 'choice': 'yes'}]}", dossiers[0].nomination_id)),
                   400, "idempotency_not_offered");
    expect_problem(as(council.accounts[0], POST, at("%s/conflicts", session),
                      .json = body("{'nomination': '%s'}", dossiers[0].nomination_id)),
                   409, "already_voted");
    expect_fault(
        put_in(session, "attendance", body("{'items': [{'member': '%s', 'status': 'absent'}]}", council.members[0])),
        "/items/0/status", "member_has_voted");
    expect_status(
        put_in(session, "attendance", body("{'items': [{'member': '%s', 'status': 'absent'}]}", council.members[3])),
        200);
    expect_problem(vote(council.accounts[3], session, dossiers[0], "yes"), 403, "not_a_voter");
    expect_status(as(council.accounts[2], POST, at("%s/conflicts", session),
                     .json = body("{'nomination': '%s', 'reason': 'relative'}", dossiers[0].nomination_id)),
                  201);
    expect_problem(vote(council.accounts[2], session, dossiers[0], "yes"), 403, "recused_from_case");
    expect_false(as(DESK, GET, at("%s/attendance", session)), "items.1.voted");
}

Test(secret_votes, of_absent_members_come_in_letters_that_are_told_apart_from_their_ballots)
{
    struct council council = council_of(9);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "electronic_secret", 7, 2, 1, &dossier);
    for (int i = 0; i < 7; i++)
        expect_status(vote(council.accounts[i], session, dossier, "yes"), 201);
    expect_fault(as(DESK, POST, at("%s/written-ballots", session),
                    .json = body("{'members': ['%s', '%s'], 'ballots': [{'nomination': '%s', 'yes': 3}]}",
                                 council.members[7], council.members[8], dossier.nomination_id)),
                 "/ballots", "letters_and_ballots_differ");
    expect_fault(as(DESK, POST, at("%s/written-ballots", session),
                    .json = body("{'members': ['0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'], 'ballots': [{'nomination':"
                                 " '%s'}]}",
                                 dossier.nomination_id)),
                 "/members/0", "council_member_not_found");
    static const char none[] = "/council-sessions/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/written-ballots";
    const char *good = body("{'members': ['%s', '%s'], 'ballots': [{'nomination': '%s', 'yes': 2}]}",
                            council.members[7], council.members[8], dossier.nomination_id);
    expect_problem(as(DESK, POST, none, .json = good), 404, "not_found");
    expect_problem(as("tinh-kon-tum.reviewer", POST, at("%s/written-ballots", session), .json = good), 403,
                   "not_allowed");
    struct answer taken = as(DESK, POST, at("%s/written-ballots", session), .json = good);
    expect_status(taken, 201);
    expect_number(taken, "letters", 2);
    expect_problem(as(DESK, POST, at("%s/written-ballots", session), .json = good), 409, "already_voted");
    expect_problem(vote(council.accounts[8], session, dossier, "no"), 409, "already_voted");
    expect_status(move(DESK, session, "closed"), 201);
    struct answer results = as(DESK, GET, at("%s/results", session));
    expect_number(results, "items.0.yes", 9);
    expect_true(results, "items.0.passed");
}

static json_t *task(const char *account, const char *kind, const char *id)
{
    return item(as(account, GET, at("/me/tasks?kind=%s&limit=200", kind)), "items", "id", id);
}

Test(council_tasks, tell_members_and_the_standing_body_what_to_do_next)
{
    struct council council = council_of(3);
    struct dossier dossier = individual();
    cr_assert_not_null(task(DESK, "put_before_council", dossier.proposal_id));
    cr_assert_null(task(DESK, "judge_nominations", dossier.proposal_id));
    const char *session = session_of(council, "electronic_secret", 1, &dossier), *id = session + 18;
    cr_assert_null(task(DESK, "put_before_council", dossier.proposal_id));
    cr_assert_not_null(task(DESK, "convene_session", id));
    cr_assert_not_null(task(council.accounts[2], "declare_conflicts", id));
    cr_assert_null(task("thanh-pho-kon-tum.council-5", "declare_conflicts", id));
    attend(session, council, 3, 0);
    expect_status(move(DESK, session, "convened"), 201);
    cr_assert_not_null(task(DESK, "open_voting", id));
    expect_status(move(DESK, session, "voting"), 201);
    cr_assert_not_null(task(DESK, "close_voting", id));
    cr_assert_not_null(task(council.accounts[2], "cast_vote", id));
    for (int i = 0; i < 3; i++)
        expect_status(vote(council.accounts[i], session, dossier, "yes"), 201);
    cr_assert_null(task(council.accounts[2], "cast_vote", id));
    expect_status(move(DESK, session, "closed"), 201);
    cr_assert_not_null(task(DESK, "sign_minutes", id));
    expect_status(sign_minutes(DESK, session), 201);
    cr_assert_null(task(DESK, "sign_minutes", id));
    cr_assert_not_null(task(DESK, "draft_decision", dossier.proposal_id));
}

Test(secret_votes, adjourned_are_destroyed)
{
    struct council council = council_of(3);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "electronic_secret", 3, 0, 1, &dossier);
    expect_status(vote(council.accounts[0], session, dossier, "yes"), 201);
    expect_status(move_with(CHAIR, session, body("{'to': 'adjourned', 'note': 'Mất điện'}")), 201);
    cr_assert_str_eq(database("select count(*) from app.council_sealed_ballots b join app.council_votings v on v.id ="
                              " b.voting_id where v.session_id = '%s'",
                              session + 18),
                     "0");
}

/* Who is there votes himself: the standing body puts no ballot in for a member with an account. */
Test(secret_votes, of_members_who_are_there_are_nobody_else_s_to_enter)
{
    struct council council = council_of(3);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "electronic_secret", 3, 0, 1, &dossier);
    expect_fault(as(DESK, POST, at("%s/written-ballots", session),
                    .json = body("{'members': ['%s'], 'ballots': [{'nomination': '%s', 'no': 1}]}", council.members[2],
                                 dossier.nomination_id)),
                 "/members/0", "member_votes_himself");
    expect_status(vote(council.accounts[2], session, dossier, "yes"), 201);
}

/* Somebody without an account may hand in his paper though he is there. */
Test(secret_votes, of_members_without_an_account_are_handed_in)
{
    struct council council = council_of(3);
    const char *seated = member_without_account(council, "Y Hơ");
    struct dossier dossier = individual();
    const char *session = session_of(council, "electronic_secret", 1, &dossier);
    attend(session, council, 3, 0);
    expect_status(put_in(session, "attendance", body("{'items': [{'member': '%s', 'status': 'present'}]}", seated)),
                  200);
    expect_status(move(DESK, session, "convened"), 201);
    expect_status(move(DESK, session, "voting"), 201);
    expect_status(as(DESK, POST, at("%s/written-ballots", session),
                     .json = body("{'members': ['%s'], 'ballots': [{'nomination': '%s', 'yes': 1}]}", seated,
                                  dossier.nomination_id)),
                  201);
}

/* One seat, one vote: who was away when his alternate voted does not vote as well when he comes after all. */
Test(secret_votes, are_one_a_seat)
{
    struct council council = council_of(3);
    char account[40];
    council_account(account, 6);
    struct answer alternate =
        as(DESK, POST, at("%s/members", council.path),
           .json = body("{'items': [{'user': '%s', 'alternate_for': '%s'}]}", account, council.members[2]));
    expect_status(alternate, 201);
    const char *stand_in = text(alternate, "items.0.id");
    struct dossier dossier = individual();
    const char *session = session_of(council, "electronic_secret", 1, &dossier);
    expect_fault(put_in(session, "attendance",
                        body("{'items': [{'member': '%s', 'status': 'present'}, {'member': '%s', 'status':"
                             " 'present'}]}",
                             council.members[2], stand_in)),
                 "/items/1/status", "seat_is_taken");
    attend(session, council, 2, 0);
    expect_status(put_in(session, "attendance", body("{'items': [{'member': '%s', 'status': 'present'}]}", stand_in)),
                  200);
    expect_fault(
        put_in(session, "attendance", body("{'items': [{'member': '%s', 'status': 'present'}]}", council.members[2])),
        "/items/0/status", "seat_is_taken");
    expect_status(move(DESK, session, "convened"), 201);
    expect_status(move(DESK, session, "voting"), 201);
    expect_status(vote(account, session, dossier, "yes"), 201);
    expect_fault(put_in(session, "attendance",
                        body("{'items': [{'member': '%s', 'status': 'present'}, {'member': '%s', 'status':"
                             " 'absent'}]}",
                             council.members[2], stand_in)),
                 "/items/1/status", "member_has_voted");
}

Test(open_votes, say_who_voted_how_once_the_voting_is_closed)
{
    struct council council = council_of(3);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "electronic_open", 2, 1, 1, &dossier);
    expect_status(vote(council.accounts[0], session, dossier, "yes"), 201);
    struct answer second = vote(council.accounts[1], session, dossier, "no");
    expect_status(second, 201);
    expect_problem(vote(council.accounts[1], session, dossier, "yes"), 409, "already_voted");
    expect_status(as(DESK, POST, at("%s/ballots", session),
                     .json = body("{'member': '%s', 'votes': [{'nomination': '%s', 'choice': 'yes'}]}",
                                  council.members[2], dossier.nomination_id)),
                  201);
    expect_fault(as(DESK, POST, at("%s/written-ballots", session),
                    .json = body("{'members': ['%s'], 'ballots': [{'nomination': '%s', 'yes': 1}]}", council.members[2],
                                 dossier.nomination_id)),
                 "/ballots/0/nomination", "not_voted_in_secret");
    expect_status(move(DESK, session, "closed"), 201);
    struct answer results = as(DESK, GET, at("%s/results", session));
    expect_text(results, "items.0.votes.1.choice", "no");
    expect_number(results, "items.0.yes", 2);
    cr_assert(holds_receipt(results, text(second, "items.0.receipt")));
    expect_true(as(CHAIR, POST, at("%s/recounts", session)), "items.0.same_ballots");
}

Test(paper_votes, are_not_given_electronically)
{
    struct council council = council_of(3);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "paper", 3, 0, 1, &dossier);
    expect_problem(vote(council.accounts[0], session, dossier, "yes"), 409, "not_voted_electronically");
}

/* The service's role, with whatever SQL it likes: it reads no mark, no ballot, no key, and counts nothing that runs. */
Test(secret_votes, are_nothing_that_the_service_s_role_reads)
{
    static const char *const tables[] = {"council_ballot_marks",  "council_open_ballots", "council_sealed_ballots",
                                         "council_plain_ballots", "council_ballot_keys",  "council_counts",
                                         "council_votings"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        cr_assert_str_eq(database("select has_table_privilege('thidua_service', 'app.%s', 'select') or"
                                  " has_any_column_privilege('thidua_service', 'app.%s', 'select')",
                                  tables[i], tables[i]),
                         "f", "%s", tables[i]);
    static const char *const functions[] = {"app.votes_counted(app.council_votings)",
                                            "app.count_voting(app.council_votings)", "app.destroy_ballots(uuid)",
                                            "app.seal_voting(uuid)"};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        cr_assert_str_eq(database("select has_function_privilege('thidua_service', '%s', 'execute')", functions[i]),
                         "f", "%s", functions[i]);
}
