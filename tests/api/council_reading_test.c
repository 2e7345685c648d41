/* council_reading_test.c: a member of a council without another role reads the cases that are put before him, with
 * their papers, while they are before him; nothing else of the area, and nothing where he has a conflict of interest.
 */
#include "councils_cases.h"

TestSuite(council_reading, .init = council_law);

static struct dossier individual(void)
{
    return appraised(drafted());
}

/* Whatever belongs to a case, one path a line. */
static void expect_all(const char *account, struct dossier dossier, int status)
{
    const char *honouree = at("/honourees/%s", dossier.honouree_id);
    struct answer papers = as(DESK, GET, dossier.nomination);
    const char *paths[] = {
        dossier.nomination,
        at("%s/eligibility", dossier.nomination),
        at("%s/endorsements", dossier.nomination),
        at("%s/overrides", dossier.nomination),
        at("%s/forwardings", dossier.nomination),
        at("%s/moves", dossier.nomination),
        at("%s/moves/available", dossier.nomination),
        dossier.proposal,
        at("%s/check", dossier.proposal),
        at("%s/document", dossier.proposal),
        at("%s/moves", dossier.proposal),
        honouree,
        at("%s/record", honouree),
        at("%s/ratings", honouree),
        at("%s/transfers", honouree),
        at("/documents/%s", text(papers, "documents.0.document")),
        at("/documents/%s", text(as(DESK, GET, dossier.proposal), "documents.0.document")),
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        expect_status(as(account, GET, paths[i]), status);
}

/* What the lists of the area hold of this case. */
static void expect_listed(const char *account, struct dossier dossier, bool wanted)
{
    const char *lists[][2] = {{at("/nominations?proposal=%s", dossier.proposal_id), dossier.nomination_id},
                              {"/proposals?sort=-created_at&limit=500", dossier.proposal_id},
                              {"/honourees?sort=-created_at&limit=500", dossier.honouree_id}};
    for (size_t i = 0; i < 3; i++) {
        bool listed = item(as(account, GET, lists[i][0]), "items", "id", lists[i][1]) != NULL;
        cr_assert(listed == wanted, "%s as %s", lists[i][0], account);
    }
}

Test(council_reading, lasts_from_convening_until_the_minutes_are_signed)
{
    struct council council = council_of(4);
    struct dossier dossiers[] = {individual(), individual()}, elsewhere = individual();
    const char *member = council.accounts[3]; /* sits in no other */
    expect_status(patch(COMMUNE, at("/honourees/%s", dossiers[0].honouree_id),
                        body("{'citizen_identifier': '062099012345', 'birth_year': 1999}")),
                  200);
    const char *session = session_of(council, "paper", 2, dossiers);
    attend(session, council, 4, 0);
    expect_status(as(member, GET, session), 200);
    expect_all(member, dossiers[0], 404);
    expect_status(move(DESK, session, "convened"), 201);
    expect_all(member, dossiers[0], 200);
    expect_listed(member, dossiers[0], true);
    expect_all(member, elsewhere, 404);
    expect_listed(member, elsewhere, false);
    struct answer honouree = as(member, GET, at("/honourees/%s", dossiers[0].honouree_id));
    expect_text(as(DESK, GET, at("/honourees/%s", dossiers[0].honouree_id)), "citizen_identifier_masked",
                "062*******45");
    expect_null(honouree, "citizen_identifier_masked");
    expect_problem(as(member, POST, at("/honourees/%s/identity-readings", dossiers[0].honouree_id),
                      .json = body("{'reason': 'Để biết'}")),
                   403, "role_not_allowed");
    expect_count(as(member, GET, at("/nominations?limit=500")), "items", 2);
    expect_count(as(member, GET, at("/honourees?limit=500")), "items", 2);
    expect_status(move(DESK, session, "voting"), 201);
    expect_all(member, dossiers[0], 200);
    for (int i = 0; i < 2; i++)
        expect_status(count_case(session, dossiers[i], count_line("A", 4, 4, 0, 0), count_line("B", 4, 4, 0, 0)), 200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_all(member, dossiers[0], 200);
    expect_status(sign_minutes(CHAIR, session), 201);
    expect_all(member, dossiers[0], 404);
    expect_listed(member, dossiers[0], false);
    expect_status(as(member, GET, at("%s/results", session)), 200);
    expect_all(DESK, dossiers[0], 200);
}

Test(council_reading, ends_with_an_adjournment)
{
    struct council council = council_of(2);
    struct dossier dossier = individual();
    const char *session = voting_session(council, "paper", 2, 0, 1, &dossier);
    expect_all(council.accounts[1], dossier, 200);
    expect_status(move_with(DESK, session, body("{'to': 'adjourned', 'note': 'Mất điện'}")), 201);
    expect_all(council.accounts[1], dossier, 404);
}

/* Whose area it is reads it by that role: no article forbids it. His vote is closed to him whatever else he is. */
Test(council_reading, is_closed_to_who_has_a_conflict_save_by_another_role)
{
    struct council council = council_of(3);
    char both[40];
    council_account(both, 19);
    database(
        "insert into app.assignments(user_id, unit_id, role, valid_from) select id, unit_id, 'leader', '2020-01-01'"
        " from app.users where username = '%s' returning 1",
        both);
    struct answer seated =
        as(DESK, POST, at("%s/members", council.path), .json = body("{'items': [{'user': '%s'}]}", both));
    expect_status(seated, 201);
    struct dossier dossiers[] = {individual(), individual()};
    const char *session = session_of(council, "electronic_secret", 2, dossiers), *recused = council.accounts[2];
    attend(session, council, 3, 0);
    expect_status(put_in(session, "attendance",
                         body("{'items': [{'member': '%s', 'status': 'present'}]}", text(seated, "items.0.id"))),
                  200);
    for (int i = 0; i < 2; i++)
        expect_status(as(i ? both : recused, POST, at("%s/conflicts", session),
                         .json = body("{'nomination': '%s', 'reason': 'relative'}", dossiers[0].nomination_id)),
                      201);
    expect_status(move(DESK, session, "convened"), 201);
    expect_all(recused, dossiers[0], 404);
    expect_all(recused, dossiers[1], 200);
    expect_all(both, dossiers[0], 200);
    expect_status(move_with(DESK, session, body("{'to': 'voting', 'note': 'Vẫn biểu quyết'}")), 201);
    for (int i = 0; i < 2; i++)
        expect_problem(
            as(i ? both : recused, POST, at("%s/ballots", session),
               .json = body("{'votes': [{'nomination': '%s', 'choice': 'yes'}]}", dossiers[0].nomination_id)),
            403, "recused_from_case");
}

Test(council_reading, of_printed_papers_leaves_out_what_is_not_ones_own)
{
    struct council council = council_of(3);
    struct dossier dossiers[] = {individual(), appraised(drafted_for("GK_H", "individual", "Y Ngọc Đăng"))};
    const char *session = session_of(council, "paper", 2, dossiers), *recused = council.accounts[2];
    attend(session, council, 3, 0);
    expect_status(
        as(recused, POST, at("%s/conflicts", session), .json = body("{'nomination': '%s'}", dossiers[1].nomination_id)),
        201);
    expect_problem(as(recused, GET, at("%s/ballot-papers/document", session)), 409, "no_papers_to_print");
    expect_status(move(DESK, session, "convened"), 201);
    struct answer papers = as(recused, GET, at("%s/ballot-papers/document", session), .accept = "text/html");
    expect_in_body(papers, "A Brôl");
    cr_assert_null(strstr(papers.body, "Y Ngọc Đăng"));
    expect_in_body(as(council.accounts[1], GET, at("%s/ballot-papers/document", session), .accept = "text/html"),
                   "Y Ngọc Đăng");
}
