/* holds_test.c: what suspends an honouree, who knows of it, and that the others go on. */
#include "rounds_cases.h"

#include <string.h>

#define REASON "don-to-cao-8812" /* stands in the text of every hold; no one below may ever read it */

static struct answer hold(const char *account, const char *honouree, const char *more)
{
    return as(account, POST, "/holds",
              .json = body("{'honouree': '%s', 'kind': 'complaint', 'source': 'Đơn " REASON "', 'note': '" REASON
                           "', 'starts_on': '2025-06-10'%s}",
                           honouree, more));
}

static const char *held(const char *account, const char *honouree)
{
    struct answer made = hold(account, honouree, "");
    expect_status(made, 201);
    return at("/holds/%s", text(made, "id"));
}

static void release(const char *path)
{
    expect_status(move_with(DESK, path, body("{'to': 'released', 'note': 'Đã có kết luận'}")), 201);
}

Test(holds, suspend_one_nominee_and_leave_the_others)
{
    const char *proposal = proposal_from(COMMUNE, opened(""));
    struct answer two = nominate(COMMUNE, proposal, "individual", 2, "");
    expect_status(two, 201);
    const char *first = at("/nominations/%s", text(two, "items.0.id"));
    const char *second = at("/nominations/%s", text(two, "items.1.id"));
    expect_status(move(COMMUNE, proposal, "submitted"), 201);
    const char *path = held(DESK, text(two, "items.0.honouree.id"));
    expect_text(as(DESK, GET, first), "state", "held");
    expect_number(as(DESK, GET, path), "suspends", 1);
    expect_status(move(DESK, proposal, "received"), 201);
    expect_status(move_with(DESK, proposal, body("{'to': 'appraised', 'note': 'Hồ sơ đủ'}")), 201);
    expect_text(as(DESK, GET, first), "state", "held");
    expect_text(as(DESK, GET, second), "state", "appraised");
    expect_problem(move_with(DESK, first, body("{'to': 'passed'}")), 409, "move_not_possible");
    const char *minutes = paper(DESK, "minutes");
    expect_status(move_with(DESK, second, body("{'to': 'passed', 'details': {'minutes_document': '%s'}}", minutes)),
                  201);
    release(path);
    expect_text(as(DESK, GET, first), "state", "appraised"); /* where its proposal has come meanwhile */
    expect_status(move_with(DESK, first, body("{'to': 'passed', 'details': {'minutes_document': '%s'}}", minutes)),
                  201);
}

Test(holds, let_a_nomination_go_to_where_it_stood)
{
    struct dossier dossier = passed(drafted());
    const char *path = held(DESK, dossier.honouree_id);
    expect_text(as(DESK, GET, dossier.nomination), "state", "held");
    release(path);
    expect_text(as(DESK, GET, dossier.nomination), "state", "passed");
    expect_number(as(DESK, GET, path), "suspends", 0);
    expect_text(as(DESK, GET, path), "released_on", "2025-06-16");
    expect_problem(move_with(DESK, path, body("{'to': 'released', 'note': 'Lần nữa'}")), 409, "move_not_possible");
}

Test(holds, go_on_while_another_one_stands)
{
    struct dossier dossier = sent(drafted());
    const char *one = held(DESK, dossier.honouree_id), *other = held(DESK, dossier.honouree_id);
    release(one);
    expect_text(as(DESK, GET, dossier.nomination), "state", "held");
    release(other);
    expect_text(as(DESK, GET, dossier.nomination), "state", "submitted");
}

Test(holds, wait_for_what_is_sent_later)
{
    struct dossier dossier = drafted();
    const char *path = held(DESK, dossier.honouree_id);
    struct answer check = as(COMMUNE, GET, at("%s/check", dossier.proposal));
    expect_text(check, "items.0.code", "nominee_is_held");
    expect_text(check, "items.0.severity", "warning");
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "draft");
    sent(dossier);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "held");
    release(path);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "submitted");
}

Test(holds, are_not_told_to_the_unit_of_the_honouree)
{
    struct dossier dossier = sent(drafted());
    const char *path = held(DESK, dossier.honouree_id);
    const char *const outsiders[] = {"xa-doan-ket.reviewer", "xa-doan-ket.leader", "xa-hoa-binh.reviewer", STRANGER};
    for (size_t i = 0; i < 4; i++) {
        expect_problem(as(outsiders[i], GET, path), 404, "not_found");
        expect_problem(as(outsiders[i], GET, at("%s/moves", path)), 404, "not_found");
        expect_count(as(outsiders[i], GET, "/holds"), "items", 0);
        expect_problem(as(outsiders[i], PATCH, path, .json = body("{'note': 'x'}"), .if_match = "*"),
                       i == 1 ? 403 : 404, i == 1 ? "role_not_allowed" : "not_found");
    }
    expect_problem(as(COMMUNE, GET, "/holds"), 403, "role_not_allowed");
    const char *const seen[] = {dossier.nomination, dossier.proposal, at("%s/moves", dossier.nomination),
                                at("%s/check", dossier.proposal), at("%s/moves/available", dossier.nomination)};
    for (size_t i = 0; i < 5; i++)
        cr_assert_null(strstr(as(COMMUNE, GET, seen[i]).body, REASON), "%s", seen[i]);
    expect_status(as("tinh-kon-tum.reviewer", GET, path), 200);
    expect_text(as(CHAIR, GET, path), "source", "Đơn " REASON);
}

/* Kept by the province, of somebody whom the city judges: who reads a hold reads its paper and its moves. */
Test(holds, show_their_paper_to_whoever_judges)
{
    struct dossier dossier = sent(drafted());
    const char *keeper = "tinh-kon-tum.reviewer", *document = paper(keeper, "other");
    struct answer made = hold(keeper, dossier.honouree_id, body(", 'document': '%s'", document));
    expect_status(made, 201);
    const char *const paths[] = {at("/holds/%s", text(made, "id")), at("/documents/%s", document),
                                 at("/holds/%s/moves", text(made, "id"))};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        expect_status(as(DESK, GET, paths[i]), 200);
        expect_status(as("xa-doan-ket.leader", GET, paths[i]), 404);
        expect_status(as(STRANGER, GET, paths[i]), 404);
    }
}

Test(holds, are_of_people_within_reach)
{
    struct dossier dossier = sent(drafted());
    expect_fault(hold(STRANGER, dossier.honouree_id, ""), "/honouree", "honouree_not_found");
    expect_fault(hold(DESK, "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", ""), "/honouree", "honouree_not_found");
    expect_problem(hold(CHAIR, dossier.honouree_id, ""), 403, "role_not_allowed");
    struct answer refused = as(DESK, POST, "/holds",
                               .json = body("{'honouree': '%s', 'kind': 'discipline', 'source': 'Quyết định kỷ luật',"
                                            " 'starts_on': '2025-07-01', 'ends_on': '2025-06-20'}",
                                            dossier.honouree_id));
    expect_fault(refused, "/starts_on", "hold_starts_in_the_future");
    expect_fault(refused, "/ends_on", "hold_ends_after_it_starts");
}

Test(holds, that_have_ended_suspend_nothing)
{
    struct dossier dossier = drafted();
    struct answer made = as(DESK, POST, "/holds",
                            .json = body("{'honouree': '%s', 'kind': 'discipline', 'measure': 'warning', 'source':"
                                         " 'Quyết định kỷ luật', 'starts_on': '2024-06-11', 'ends_on': '2025-06-10'}",
                                         dossier.honouree_id));
    expect_status(made, 201);
    expect_text(made, "measure", "warning");
    expect_text(made, "state", "released");
    expect_text(made, "released_on", "2025-06-11");
    sent(dossier);
    expect_text(as(DESK, GET, dossier.nomination), "state", "submitted");
    const char *list = at("/holds?honouree=%s&kind=discipline", dossier.honouree_id);
    expect_count(as(DESK, GET, at("%s&state=open", list)), "items", 0);
    expect_count(as(DESK, GET, at("%s&state=released", list)), "items", 1);
    struct answer tasks = as(DESK, GET, "/me/tasks?limit=500&kind=read_release");
    cr_assert_not_null(strstr(tasks.body, text(made, "id")));
    expect_count(as(COMMUNE, GET, "/me/tasks?kind=read_release"), "items", 0);
}

/* The last day of a hold passes, as time does: without a trigger. */
static void let_pass(const char *path)
{
    database("do $$ begin perform set_config('session_replication_role', 'replica', true);"
             " update app.holds set ends_on = '2025-06-15' where id = '%s'; end $$",
             strrchr(path, '/') + 1);
}

Test(holds, are_over_with_their_last_day_though_nobody_releases_them)
{
    struct dossier dossier = sent(drafted());
    const char *path = at("/holds/%s", text(hold(DESK, dossier.honouree_id, body(", 'ends_on': '2025-06-20'")), "id"));
    expect_text(as(DESK, GET, dossier.nomination), "state", "held");
    let_pass(path);
    expect_text(as(DESK, GET, dossier.nomination), "state", "submitted");
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "submitted");
    expect_count(as(DESK, GET, at("/nominations?honouree=%s&state=held", dossier.honouree_id)), "items", 0);
    expect_count(as(DESK, GET, at("/nominations?honouree=%s&state=submitted", dossier.honouree_id)), "items", 1);
    struct answer over = as(DESK, GET, path);
    expect_text(over, "state", "released");
    expect_text(over, "released_on", "2025-06-16");
    expect_number(over, "suspends", 0);
    expect_count(over, "allowed_actions", 0);
    struct answer rules = as(DESK, GET, at("%s/eligibility", dossier.nomination));
    cr_expect_str_eq(json_string_value(json_object_get(item(rules, "items", "rule", "hold"), "result")), "met");
    /* whoever changes anything next has it written down, as nobody's doing */
    int late = move_with(DESK, path, body("{'to': 'released', 'note': 'Muộn'}")).status;
    cr_expect(late == 412 || late == 409, "%d", late);
    expect_status(move(DESK, dossier.proposal, "received"), 201);
    expect_text(as(DESK, GET, dossier.nomination), "state", "received");
    struct answer moves = as(DESK, GET, at("%s/moves", path));
    expect_count(moves, "items", 1);
    expect_text(moves, "items.0.note", "Hết thời hạn ngày 15/06/2025");
    expect_null(moves, "items.0.by");
}

Test(holds, follow_their_last_day_when_it_changes)
{
    struct dossier dossier = sent(drafted());
    const char *path = at("/holds/%s", text(hold(DESK, dossier.honouree_id, body(", 'ends_on': '2025-06-20'")), "id"));
    expect_text(patch(DESK, path, body("{'ends_on': '2025-06-12'}")), "state", "released");
    expect_text(as(DESK, GET, dossier.nomination), "state", "submitted");
    expect_fault(hold(DESK, dossier.honouree_id, body(", 'measure': 'warning'")), "/measure",
                 "only_discipline_has_a_measure");
}

Test(holds, are_completed_while_they_are_open)
{
    struct dossier dossier = sent(drafted());
    const char *path = held(DESK, dossier.honouree_id);
    const char *document = paper(DESK, "report");
    expect_taken_back(DESK, PATCH, path);
    struct answer changed = patch(DESK, path, body("{'note': 'Bổ sung', 'document': '%s'}", document));
    expect_text(changed, "document_id", document);
    expect_fault(patch(DESK, path, body("{'ends_on': '2025-01-01'}")), "/ends_on", "hold_ends_after_it_starts");
    expect_problem(as(DESK, PATCH, path, .json = body("{'note': 'x'}"), .if_match = "\"1\""), 412, "stale_version");
    expect_problem(as("tinh-kon-tum.reviewer", PATCH, path, .json = body("{'note': 'x'}"), .if_match = "*"), 403,
                   "not_allowed");
    expect_fault(move(DESK, path, "released"), "/note", "required");
    expect_problem(
        as(DESK, POST, at("%s/moves", path), .json = body("{'to': 'released', 'note': 'x'}"), .if_match = "\"1\""), 412,
        "stale_version");
    release(path);
    expect_problem(patch(DESK, path, body("{'note': 'Muộn'}")), 409, "wrong_state");
    expect_count(as(DESK, GET, at("%s/moves", path)), "items", 1);
    expect_status(as(DESK, GET, at("%s/moves/available", path)), 200);
}
