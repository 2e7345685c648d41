/* forwardings_test.c: nominations on their way up, step by step, and what a higher level decides. */
#include "awards_cases.h"

static struct answer send_up(const char *account, struct dossier dossier, const char *json)
{
    return as(account, POST, at("%s/forwardings", dossier.nomination), .json = json);
}

static const char *to_province(void)
{
    return body("{'level': 'province', 'receiving_unit': 'code:tinh-kon-tum', 'number': '88/TTr-UBND', 'sent_on':"
                " '2025-06-12'}");
}

static const char *to_prime_minister(void)
{
    return body("{'level': 'prime_minister', 'body': 'Thủ tướng Chính phủ', 'sent_on': '2025-06-14'}");
}

static const char *step(struct answer sent)
{
    expect_status(sent, 201);
    return at("/forwardings/%s", text(sent, "id"));
}

Test(forwardings, show_the_unit_where_its_nominee_is)
{
    struct dossier dossier = appraised(drafted_for("BK_TTG", "individual", "A Brôl"));
    expect_problem(send_up(COMMUNE, dossier, to_province()), 403, "role_not_allowed");
    expect_problem(send_up("xa-doan-ket.reviewer", dossier, to_province()), 403, "not_allowed");
    expect_problem(send_up(STRANGER, dossier, to_province()), 404, "not_found");
    expect_problem(send_up(PROVINCE, dossier, to_prime_minister()), 403, "not_allowed");
    expect_fault(send_up(DESK, dossier, body("{'level': 'province', 'receiving_unit': 'code:huyen-kon-plong'}")),
                 "/receiving_unit", "receiving_unit_not_above");
    expect_fault(send_up(DESK, dossier, body("{'level': 'province', 'body': 'Tỉnh', 'sent_on': '2025-06-17'}")),
                 "/sent_on", "date_after_today");
    struct answer sent = send_up(DESK, dossier, to_province());
    expect_text(sent, "body", "Tỉnh Kon Tum");
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "forwarded_up");
    struct answer steps = as(COMMUNE, GET, at("%s/forwardings", dossier.nomination));
    expect_text(steps, "items.0.state", "sent");
    expect_text(steps, "items.0.number", "88/TTr-UBND");
    expect_problem(as(STRANGER, GET, at("%s/forwardings", dossier.nomination)), 404, "not_found");
    expect_problem(as(STRANGER, GET, step(sent)), 404, "not_found");
    expect_problem(as(STRANGER, GET, at("%s/moves", step(sent))), 404, "not_found");
    cr_assert_not_null(item(as(DESK, GET, at("%s/moves/available", step(sent))), "items", "to", "received"));
    expect_problem(as(STRANGER, GET, at("%s/moves/available", step(sent))), 404, "not_found");
    expect_problem(as(STRANGER, POST, at("%s/moves", step(sent)), .json = body("{'to': 'received'}"), .if_match = "*"),
                   404, "not_found");
}

Test(forwardings, climb_by_who_has_the_case)
{
    struct dossier dossier = appraised(drafted_for("BK_TTG", "individual", "A Brôl"));
    const char *first = step(send_up(DESK, dossier, to_province()));
    expect_fault(send_up(DESK, dossier, to_prime_minister()), "", "forwarding_not_received");
    expect_problem(move("xa-doan-ket.reviewer", first, "received"), 403, "wrong_desk");
    expect_fault(move_with(PROVINCE, first, body("{'to': 'received', 'details': {'received_on': '2025-06-11'}}")),
                 "/details/received_on", "forwarding_is_received_after_it_is_sent");
    expect_status(move_with(PROVINCE, first, body("{'to': 'received', 'details': {'received_on': '2025-06-13'}}")),
                  201);
    expect_problem(send_up(DESK, dossier, to_prime_minister()), 403, "not_allowed");
    expect_fault(send_up(PROVINCE, dossier, body("{'level': 'province', 'body': 'Tỉnh khác'}")), "/level",
                 "forwarding_goes_up");
    const char *second = step(send_up(PROVINCE, dossier, to_prime_minister()));
    expect_fault(move_with(DESK, first, body("{'to': 'returned', 'note': 'Trả'}")), "", "forwarding_is_not_last");
    expect_count(as(COMMUNE, GET, at("%s/forwardings", dossier.nomination)), "items", 2);
    expect_fault(move(PROVINCE, second, "returned"), "/note", "required");
    expect_status(move_with(PROVINCE, second, body("{'to': 'returned', 'note': 'Thiếu ý kiến bộ'}")), 201);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "forwarded_up");
    expect_status(move_with(PROVINCE, first, body("{'to': 'returned', 'note': 'Bổ sung hồ sơ'}")), 201);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "appraised");
    expect_text(as(COMMUNE, GET, first), "note", "Bổ sung hồ sơ");
    expect_count(as(COMMUNE, GET, at("%s/moves", first)), "items", 2);
}

Test(forwardings, enter_what_was_decided_above_in_the_ledger)
{
    struct dossier dossier = appraised(drafted_for("BK_TTG", "household", "Hộ A Thiu"));
    const char *first = step(send_up(DESK, dossier, to_province()));
    const char *decided = body("{'to': 'decided', 'details': {'number': '700/QĐ-UBND', 'decided_on': '2025-06-13'}}");
    struct answer refused = move_with(PROVINCE, first, decided);
    expect_fault(refused, "/details/decided_on", "authority_missing");
    expect_in_body(refused, "Luật 06/2022/QH15 Điều 78");
    expect_status(move(PROVINCE, first, "received"), 201);
    const char *second = step(send_up(PROVINCE, dossier, to_prime_minister()));
    expect_problem(as(PROVINCE, POST, at("%s/moves", second), .json = decided, .if_match = "\"77\""), 412,
                   "stale_version");
    expect_fault(move_with(PROVINCE, second, body("{'to': 'decided', 'details': {'decided_on': '2025-06-13'}}")),
                 "/details/number", "required");
    expect_status(
        move_with(PROVINCE, second,
                  body("{'to': 'decided', 'details': {'number': '512/QĐ-TTg', 'decided_on': '2025-06-15', 'decider':"
                       " 'Thủ tướng Chính phủ'}}")),
        201);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "decided");
    expect_text(as(COMMUNE, GET, dossier.proposal), "state", "decided");
    struct answer award = as(COMMUNE, GET, at("/awards/%s", text(as(COMMUNE, GET, second), "award_id")));
    expect_text(award, "decision_number", "512/QĐ-TTg");
    expect_text(award, "decider", "Thủ tướng Chính phủ");
    expect_text(award, "authority_citation", "Luật 06/2022/QH15 Điều 78");
    expect_text(award, "fund", "Thủ tướng Chính phủ");
    expect_number(award, "bonus", 12290000); /* 5.25 × 2,340,000 = 12,285,000, rounded up */
    expect_null(award, "decision_id");
    expect_null(award, "register_number");
    const char *id = text(award, "id");
    refused =
        as("tinh-kon-tum.reviewer", POST, "/award-decisions",
           .json = body(
               "{'kind': 'correction', 'title': 'Đính chính', 'awards': [{'award': '%s', 'name': 'Hộ A Thiêu'}]}", id));
    expect_fault(refused, "/awards/0/award", "award_decided_elsewhere");
    expect_status(
        move_with(PROVINCE, second,
                  body("{'to': 'cancelled', 'note': 'Hủy bỏ do khai gian', 'details': {'number': '513/QĐ-TTg',"
                       " 'decided_on': '2025-06-16'}}")),
        201);
    expect_text(as(COMMUNE, GET, at("/awards/%s", id)), "state", "revoked");
}

Test(forwardings, answer_a_refusal_with_its_reason)
{
    struct dossier dossier = appraised(drafted_for("BK_TTG", "individual", "A Brôl"));
    const char *first = step(send_up(DESK, dossier, to_province()));
    expect_status(move_with(PROVINCE, first, body("{'to': 'refused', 'note': 'Chưa đủ thời gian lập thành tích'}")),
                  201);
    expect_text(as(COMMUNE, GET, dossier.nomination), "state", "failed");
    struct answer results = as(COMMUNE, GET, at("%s/results", dossier.proposal));
    expect_text(results, "items.0.state", "failed");
    expect_text(results, "items.0.reason", "Chưa đủ thời gian lập thành tích");
    expect_problem(as(STRANGER, GET, at("%s/results", dossier.proposal)), 404, "not_found");
}

Test(forwardings, take_nothing_that_a_decision_grants)
{
    struct dossier dossier = passed(drafted());
    decision_for(dossier);
    expect_fault(send_up(DESK, dossier, to_province()), "", "nomination_is_in_a_decision");
}

Test(results, answer_what_failed_with_the_reason)
{
    struct dossier dossier = appraised(drafted());
    expect_status(judge(DESK, dossier, "failed"), 201);
    struct answer results = as(COMMUNE, GET, at("%s/results", dossier.proposal));
    expect_text(results, "items.0.reason", "Theo biên bản");
    expect_text(results, "items.0.honouree", "A Brôl");
    expect_null(results, "items.0.award_id");
    cr_assert_not_null(
        item(as(COMMUNE, GET, "/me/tasks?kind=read_refusal&limit=200"), "items", "id", dossier.nomination_id));
    dossier = passed(drafted());
    expect_null(as(COMMUNE, GET, at("%s/results", dossier.proposal)), "items.0.reason");
}
