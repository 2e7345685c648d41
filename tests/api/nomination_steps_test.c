/* nomination_steps_test.c: what stands beside a nomination on its way: opinions, questions to others, rules set aside,
 * who leaves the list, and the clock. */
#include "rounds_cases.h"

#include <stdio.h>
#include <string.h>

#define ASKED "xa-hoa-binh.reviewer"

/* ---- who leaves the list ---- */

static struct answer leave(const char *account, const char *nomination, const char *to)
{
    return move_with(account, nomination, body("{'to': '%s', 'note': 'Không đủ điều kiện'}", to));
}

Test(nominations, are_struck_out_without_stopping_the_rest)
{
    const char *proposal = proposal_from(COMMUNE, opened(""));
    struct answer four = nominate(COMMUNE, proposal, "individual", 4, "");
    const char *paths[4];
    for (int i = 0; i < 4; i++)
        paths[i] = at("/nominations/%s", text(four, at("items.%d.id", i)));
    struct answer refused = leave(COMMUNE, paths[0], "struck_out");
    expect_problem(refused, 403, "wrong_role");
    expect_in_body(refused, "tự xóa (DELETE) khi còn là dự thảo");
    expect_status(leave("xa-doan-ket.reviewer", paths[0], "struck_out"), 201); /* by the unit's own reviewer */
    expect_status(move(COMMUNE, proposal, "submitted"), 201);
    expect_fault(move(DESK, paths[1], "struck_out"), "/note", "required");
    expect_status(leave(DESK, paths[1], "struck_out"), 201);
    expect_problem(leave(DESK, paths[2], "withdrawn"), 403, "wrong_desk");
    expect_status(leave(COMMUNE, paths[2], "withdrawn"), 201);
    expect_status(move(DESK, proposal, "received"), 201);
    expect_status(move_with(DESK, proposal, body("{'to': 'appraised', 'note': 'Hồ sơ đủ'}")), 201);
    static const char *const states[] = {"struck_out", "struck_out", "withdrawn", "appraised"};
    for (int i = 0; i < 4; i++)
        expect_text(as(COMMUNE, GET, paths[i]), "state", states[i]);
    expect_problem(leave(COMMUNE, paths[1], "withdrawn"), 409, "move_not_possible");
    expect_status(move_with(DESK, paths[3],
                            body("{'to': 'failed', 'note': 'Chưa đạt', 'details': {'minutes_document': '%s'}}",
                                 paper(DESK, "minutes"))),
                  201);
    expect_text(as(COMMUNE, GET, proposal), "state", "decided"); /* its last nomination has ended */
    struct answer tasks = as(COMMUNE, GET, "/me/tasks?limit=500");
    cr_assert_not_null(strstr(tasks.body, "read_refusal"));
}

Test(nominations, written_into_a_decision_are_not_struck_out)
{
    struct dossier dossier = passed(drafted());
    decision_for(dossier);
    expect_fault(leave(DESK, dossier.nomination, "struck_out"), "", "nomination_is_in_a_decision");
}

Test(nominations, all_withdrawn_end_their_proposal)
{
    struct dossier dossier = sent(drafted());
    expect_status(leave(COMMUNE, dossier.nomination, "withdrawn"), 201);
    expect_text(as(DESK, GET, dossier.proposal), "state", "decided");
}

/* ---- one achievement, one award ---- */

Test(nominations, for_what_was_honoured_before_are_judged_with_a_reason)
{
    struct dossier first = sent(drafted()), second = drafted();
    expect_status(patch(COMMUNE, second.nomination, body("{'honouree': '%s'}", first.honouree_id)), 200);
    expect_fault(move(COMMUNE, second.proposal, "submitted"), "/nominations/0", "nominated_elsewhere");
    expect_status(
        patch(COMMUNE, second.nomination, body("{'exception_note': 'Hai lần cứu người khác nhau, cùng một đợt lũ'}")),
        200);
    expect_status(move(COMMUNE, second.proposal, "submitted"), 201);
    expect_status(move(DESK, second.proposal, "received"), 201);
    const char *appraised = body("{'to': 'appraised', 'note': 'Hồ sơ đủ'}");
    expect_fault(move_with(DESK, second.proposal, appraised), "/nominations/0", "nominated_elsewhere");
    const char *overrides = at("%s/overrides", second.nomination);
    const char *aside = body("{'rule': 'one_achievement', 'reason': 'Đã xác minh là hai việc khác nhau'}");
    expect_problem(as(COMMUNE, POST, overrides, .json = aside), 403, "role_not_allowed");
    expect_problem(as("xa-doan-ket.reviewer", POST, overrides, .json = aside), 403, "not_allowed");
    expect_problem(as(STRANGER, POST, overrides, .json = aside), 404, "not_found");
    expect_fault(as(DESK, POST, overrides,
                    .json = body("{'rule': 'one_achievement', 'reason': 'Đã xác minh rồi',"
                                 " 'document': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}")),
                 "/document", "document_not_found");
    expect_status(as(DESK, POST, overrides, .json = aside), 201);
    expect_fault(as(DESK, POST, overrides, .json = aside), "/rule", "overridden_already");
    expect_text(as(COMMUNE, GET, overrides), "items.0.reason", "Đã xác minh là hai việc khác nhau");
    expect_problem(as(STRANGER, GET, overrides), 404, "not_found");
    expect_status(move_with(DESK, second.proposal, appraised), 201);
    expect_problem(as(DESK, POST, at("%s/overrides", drafted().nomination), .json = aside), 409, "wrong_state");
    expect_status(judge(DESK, second, "passed"), 201);
    expect_problem(as(DESK, POST, overrides, .json = aside), 409, "wrong_state");
}

/* ---- opinions ---- */

static struct answer endorse(const char *account, const char *nomination, const char *more)
{
    return as(account, POST, at("%s/endorsements", nomination),
              .json =
                  body("{'body': 'Ban Thường vụ Đảng ủy xã', 'opinion': 'agree', 'given_on': '2025-06-10'%s}", more));
}

Test(endorsements, are_recorded_with_their_paper)
{
    struct dossier dossier = sent(drafted());
    expect_fault(endorse(COMMUNE, dossier.nomination, body(", 'kind': 'party_opinion'")), "/document", "required");
    struct answer made =
        endorse(COMMUNE, dossier.nomination,
                body(", 'kind': 'party_opinion', 'document': '%s', 'number': '12-CV/ĐU'", paper(COMMUNE, "report")));
    expect_status(made, 201);
    expect_text(made, "recorded_by.name", "Xã Đoàn Kết");
    expect_status(as(DESK, GET, at("/documents/%s", text(made, "document_id"))), 200); /* read with it */
    expect_fault(
        endorse(DESK, dossier.nomination, body(", 'kind': 'party_opinion', 'document': '%s'", paper(DESK, "report"))),
        "/body", "endorsed_twice");
    expect_status(endorse(DESK, dossier.nomination, body(", 'kind': 'organisation'")), 201);
    expect_fault(as(COMMUNE, POST, at("%s/endorsements", dossier.nomination),
                    .json = body("{'kind': 'unit_head', 'body': 'Chủ tịch xã', 'opinion': 'agree', 'given_on':"
                                 " '2025-07-10'}")),
                 "/given_on", "issue_date_in_the_future");
    expect_count(as(COMMUNE, GET, at("%s/endorsements", dossier.nomination)), "items", 2);
    expect_problem(endorse(STRANGER, dossier.nomination, body(", 'kind': 'unit_head'")), 404, "not_found");
    expect_problem(endorse("tinh-kon-tum.reviewer", dossier.nomination, body(", 'kind': 'unit_head'")), 403,
                   "not_allowed");
    expect_problem(as(STRANGER, GET, at("%s/endorsements", dossier.nomination)), 404, "not_found");
}

Test(endorsements, are_taken_back_by_who_recorded_them)
{
    struct dossier dossier = sent(drafted());
    struct answer made = endorse(COMMUNE, dossier.nomination, body(", 'kind': 'unit_head'"));
    const char *path = at("/endorsements/%s", text(made, "id"));
    expect_problem(as(DESK, DELETE, path, .if_match = "*"), 403, "not_allowed");
    expect_problem(as(STRANGER, DELETE, path, .if_match = "*"), 404, "not_found");
    expect_status(as(COMMUNE, DELETE, path, .if_match = "*"), 204);
    expect_problem(as(COMMUNE, DELETE, path, .if_match = "*"), 404, "not_found");
    struct dossier ended = appraised(drafted());
    struct answer kept = endorse(DESK, ended.nomination, body(", 'kind': 'organisation'"));
    expect_status(judge(DESK, ended, "passed"), 201);
    expect_problem(as(DESK, DELETE, at("/endorsements/%s", text(kept, "id")), .if_match = "*"), 409,
                   "nomination_has_a_result");
    expect_problem(endorse(DESK, ended.nomination, body(", 'kind': 'unit_head'")), 409, "wrong_state");
}

/* ---- questions to other bodies ---- */

static struct answer ask(const char *account, const char *nomination, const char *units)
{
    return as(account, POST, at("%s/consultations", nomination),
              .json =
                  body("{'units': [%s], 'question': 'Đơn vị có ý kiến gì về trường hợp này?', 'due_on': '2025-06-27'}",
                       units));
}

Test(consultations, show_what_is_asked_and_nothing_else)
{
    struct dossier dossier = sent(drafted());
    struct answer made = ask(DESK, dossier.nomination, "\"code:xa-hoa-binh\"");
    expect_status(made, 201);
    const char *path = at("/consultations/%s", text(made, "items.0.id"));
    struct answer seen = as(ASKED, GET, path);
    expect_text(seen, "honouree.name", "A Brôl");
    expect_null(seen, "nomination_id");
    expect_problem(as(ASKED, GET, dossier.nomination), 404, "not_found");
    expect_problem(as(ASKED, GET, dossier.proposal), 404, "not_found");
    expect_text(as(ASKED, GET, "/consultations?state=asked&limit=500"), "items.0.asked_unit.name", "Xã Hòa Bình");
    expect_problem(as(COMMUNE, GET, path), 404, "not_found"); /* nor does the proposing unit see it */
    expect_problem(as(STRANGER, GET, path), 404, "not_found");
    expect_text(as(DESK, GET, at("%s/consultations", dossier.nomination)), "items.0.nomination_id",
                dossier.nomination_id);
    expect_problem(as(STRANGER, GET, at("%s/consultations", dossier.nomination)), 404, "not_found");
    cr_assert_not_null(strstr(as(ASKED, GET, "/me/tasks?limit=500").body, "answer_consultation"));
}

Test(consultations, are_answered_by_the_body_that_is_asked)
{
    struct dossier dossier = sent(drafted());
    struct answer made = ask(DESK, dossier.nomination, "\"code:xa-hoa-binh\", \"code:phuong-quyet-thang\"");
    const char *path = at("/consultations/%s", text(made, "items.0.id"));
    const char *other = at("/consultations/%s", text(made, "items.1.id"));
    const char *document = paper(ASKED, "report");
    const char *reply = body(
        "{'to': 'answered', 'note': 'Không có vi phạm', 'details': {'opinion': 'agree', 'document': '%s'}}", document);
    expect_problem(move_with(DESK, path, reply), 403, "wrong_desk");
    expect_fault(move(ASKED, path, "answered"), "/details/opinion", "required");
    expect_fault(move_with(ASKED, path,
                           body("{'to': 'answered', 'details': {'opinion': 'agree', 'document':"
                                " '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}}")),
                 "/details/document", "document_not_found");
    expect_problem(as(ASKED, POST, at("%s/moves", path), .json = reply, .if_match = "\"9\""), 412, "stale_version");
    expect_status(move_with(ASKED, path, reply), 201);
    struct answer answered = as(DESK, GET, path);
    expect_text(answered, "opinion", "agree");
    expect_text(answered, "reply", "Không có vi phạm");
    expect_status(as(DESK, GET, at("/documents/%s", document)), 200);
    expect_problem(move_with(ASKED, path, reply), 409, "move_not_possible");
    expect_status(move_with(DESK, other, body("{'to': 'withdrawn', 'note': 'Không cần nữa'}")), 201);
    expect_count(as(ASKED, GET, at("%s/moves", path)), "items", 1);
    expect_status(as(ASKED, GET, at("%s/moves/available", path)), 200);
}

Test(consultations, go_to_bodies_that_are_there_once)
{
    struct dossier dossier = sent(drafted());
    struct answer refused =
        ask(DESK, dossier.nomination, "\"code:khong-co\", \"code:thanh-pho-kon-tum\", \"code:xa-hoa-binh\"");
    expect_fault(refused, "/units/0", "unit_not_found");
    expect_fault(refused, "/units/1", "consulted_is_judge");
    expect_status(ask(DESK, dossier.nomination, "\"code:xa-hoa-binh\""), 201);
    expect_fault(ask(DESK, dossier.nomination, "\"code:xa-hoa-binh\""), "/units/0", "consulted_twice");
    expect_fault(as(DESK, POST, at("%s/consultations", dossier.nomination),
                    .json = body("{'units': ['code:phuong-quyet-thang'], 'question': 'Có ý kiến gì không?', 'due_on':"
                                 " '2025-06-16'}")),
                 "/due_on", "answer_due_not_ahead");
    expect_problem(ask("xa-doan-ket.reviewer", dossier.nomination, "\"code:xa-hoa-binh\""), 403, "not_allowed");
    expect_problem(ask(STRANGER, dossier.nomination, "\"code:xa-hoa-binh\""), 404, "not_found");
    expect_status(leave(DESK, dossier.nomination, "struck_out"), 201);
    expect_problem(ask(DESK, dossier.nomination, "\"code:phuong-quyet-thang\""), 409, "wrong_state");
}

/* ---- the route ---- */

static const char *step(const char *nomination, const char *name)
{
    struct answer seen = as(DESK, GET, nomination);
    return json_string_value(within(item(seen, "steps", "step", name), "state"));
}

Test(nominations, follow_the_route_of_their_award)
{
    database("insert into app.award_rules(rule, award_type, reason, value, valid_from, citation, confidence, unit_id)"
             " select 'route', 'GK_H', 'ad_hoc', '{\"steps\": [\"consultation\", \"party_opinion\"]}', '2025-01-01',"
             " 'Quy chế thử', 'strong', unit_id from app.unit_codes where code = 'thanh-pho-kon-tum'");
    struct dossier dossier = appraised(drafted());
    cr_assert(eq(str, (char *)step(dossier.nomination, "consultation"), "waiting"));
    cr_assert(eq(str, (char *)step(dossier.nomination, "council"), "not_needed"));
    struct answer refused = judge(DESK, dossier, "passed");
    expect_fault(refused, "", "step_is_waiting");
    expect_count(refused, "errors", 2);
    struct answer asked = ask(DESK, dossier.nomination, "\"code:xa-hoa-binh\"");
    expect_status(move_with(ASKED, at("/consultations/%s", text(asked, "items.0.id")),
                            body("{'to': 'answered', 'details': {'opinion': 'no_opinion'}}")),
                  201);
    cr_assert(eq(str, (char *)step(dossier.nomination, "consultation"), "done"));
    expect_status(
        endorse(DESK, dossier.nomination, body(", 'kind': 'party_opinion', 'document': '%s'", paper(DESK, "report"))),
        201);
    cr_assert(eq(str, (char *)step(dossier.nomination, "party_opinion"), "done"));
    expect_status(judge(DESK, dossier, "passed"), 201);
    database("delete from app.award_rules where rule = 'route' and citation = 'Quy chế thử'");
}

/* ---- the clock ---- */

Test(proposals, are_appraised_within_the_days_of_the_law)
{
    database("insert into app.award_rules(rule, award_type, value, valid_from, citation, confidence, unit_id)"
             " select 'time_limit', 'GK_H', '{\"working_days\": 5}', '2025-01-01', 'Quy chế thử', 'strong', unit_id"
             " from app.unit_codes where code = 'thanh-pho-kon-tum'");
    struct dossier dossier = sent(drafted());
    expect_null(as(DESK, GET, dossier.proposal), "due_on");
    expect_status(move(DESK, dossier.proposal, "received"), 201);
    struct answer seen = as(DESK, GET, dossier.proposal);
    expect_text(seen, "received_on", "2025-06-16"); /* a Monday */
    expect_text(seen, "due_on", "2025-06-23");
    expect_false(seen, "overdue");
    expect_number(seen, "supplements.at_most", 1);
    database("update app.moves set moved_at = moved_at - interval '14 days' where thing_id = '%s'",
             dossier.proposal_id);
    seen = as(DESK, GET, dossier.proposal);
    expect_text(seen, "due_on", "2025-06-09");
    expect_true(seen, "overdue");
    struct answer list = as(DESK, GET, "/proposals?state=received&limit=500");
    json_t *row = item(list, "items", "id", dossier.proposal_id);
    cr_assert(eq(int, json_is_true(within(row, "overdue")), 1));
    struct answer tasks = as(DESK, GET, "/me/tasks?limit=500");
    json_t *task = item(tasks, "items", "id", dossier.proposal_id);
    cr_assert(eq(str, (char *)json_string_value(within(task, "due_on")), "2025-06-09"));
    /* papers are asked for: the clock stands still */
    expect_status(move_with(DESK, dossier.proposal, body("{'to': 'incomplete', 'note': 'Thiếu xác nhận'}")), 201);
    database("update app.moves set moved_at = '2025-06-04 09:00+07' where thing_id = '%s' and to_state = 'incomplete'",
             dossier.proposal_id);
    seen = as(COMMUNE, GET, dossier.proposal);
    expect_true(seen, "paused");
    expect_false(seen, "overdue");
    expect_text(seen, "pauses.0.from", "2025-06-04");
    expect_text(seen, "due_on", "2025-06-19"); /* five working days, and the eight of waiting */
    expect_status(move(COMMUNE, dossier.proposal, "received"), 201);
    seen = as(DESK, GET, dossier.proposal);
    expect_text(seen, "pauses.0.to", "2025-06-16");
    expect_text(seen, "due_on", "2025-06-19");
    /* only once */
    struct answer refused = move_with(DESK, dossier.proposal, body("{'to': 'incomplete', 'note': 'Thiếu nữa'}"));
    expect_fault(refused, "/to", "supplement_asked_again");
    expect_text(refused, "errors.0.params.citation", "Thủ tục hành chính của địa phương");
    database("delete from app.award_rules where rule = 'time_limit' and citation = 'Quy chế thử'");
}
