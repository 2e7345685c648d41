/* award_rounds_test.c: rounds of commendation, whom they are for, until when, and how many they take. */
#include "rounds_cases.h"

#include <string.h>

/* ---- rounds ---- */

Test(award_rounds, are_planned_then_open_to_the_units_below)
{
    struct round round = planned("");
    expect_problem(as(COMMUNE, GET, round.path), 404, "not_found");
    expect_problem(as(STRANGER, GET, round.path), 404, "not_found");
    expect_status(as(PROVINCE, GET, round.path), 200);
    expect_status(move(DESK, round.path, "open"), 201);
    struct answer seen = as(COMMUNE, GET, round.path);
    expect_text(seen, "state", "open");
    expect_true(seen, "takes_proposals");
    expect_false(seen, "takes_registrations");
    expect_problem(as(STRANGER, GET, round.path), 404, "not_found");
    struct answer list = as(COMMUNE, GET, "/award-rounds?reason=merit&year=2025&state=open&q=dot+xet&limit=500");
    cr_assert_not_null(item(list, "items", "id", round.id));
    cr_assert_null(item(as(STRANGER, GET, "/award-rounds?limit=500"), "items", "id", round.id));
    expect_count(as(COMMUNE, GET, at("%s/moves", round.path)), "items", 1);
    expect_status(as(COMMUNE, GET, at("%s/moves/available", round.path)), 200);
}

Test(award_rounds, are_kept_by_the_standing_body)
{
    struct round round = planned("");
    expect_problem(as(CHAIR, POST, "/award-rounds", .json = body("{'reason': 'merit', 'year': 2025, 'title': 'Đợt'}")),
                   403, "role_not_allowed");
    expect_problem(as("xa-doan-ket.reviewer", PATCH, round.path, .json = body("{'title': 'Khác đi'}"), .if_match = "*"),
                   404, "not_found");
    expect_text(patch(DESK, round.path, body("{'title': 'Đợt xét năm 2025', 'note': 'Gửi qua hệ thống'}")), "title",
                "Đợt xét năm 2025");
    expect_problem(as(DESK, PATCH, round.path, .json = body("{'title': 'Khác đi'}"), .if_match = "\"1\""), 412,
                   "stale_version");
    expect_status(withdraw(DESK, round.path), 204);
    expect_problem(as(DESK, GET, round.path), 404, "not_found");
    struct round open = opened("");
    expect_problem(withdraw(DESK, open.path), 409, "wrong_state");
    expect_problem(move(DESK, open.path, "open"), 409, "move_not_possible");
    expect_problem(as(DESK, POST, at("%s/moves", open.path), .json = body("{'to': 'closed'}"), .if_match = "\"77\""),
                   412, "stale_version");
}

Test(award_rounds, tell_all_that_is_wrong_with_them_at_once)
{
    struct answer refused =
        as(DESK, POST, "/award-rounds",
           .json = body("{'reason': 'merit', 'title': 'Đợt xét', 'opens_on': '2025-06-10', 'closes_on': '2025-06-01',"
                        " 'award_types': ['GK_H', 'KHONG_CO'], 'document': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'}"));
    expect_fault(refused, "/year", "merit_round_has_a_year");
    expect_fault(refused, "/closes_on", "round_closes_after_it_opens");
    expect_fault(refused, "/award_types/1", "award_type_not_found");
    expect_fault(refused, "/document", "document_not_found");
    expect_fault(as(DESK, POST, "/award-rounds", .json = body("{'reason': 'movement', 'title': 'Đợt xét'}")),
                 "/campaign", "movement_round_has_a_campaign");
    expect_fault(patch(DESK, planned("").path, body("{'award_types': ['KHONG_CO']}")), "/award_types/0",
                 "award_type_not_found");
}

Test(award_rounds, of_a_campaign_take_over_what_it_offers)
{
    const char *campaign = text(
        as(DESK, POST, "/campaigns",
           .json = body("{'code': 'DOT-%d', 'title': 'Đợt thi đua đặc biệt', 'kind': 'special_period', 'starts_on':"
                        " '2025-01-01', 'award_forms': [{'award_type': 'BK_T', 'name': 'Bằng khen',"
                        " 'achievement_from': '2013', 'achievement_to': '2023'}, {'award_type': 'GK_H', 'name':"
                        " 'Giấy khen', 'achievement_from': '2013', 'achievement_to': '2023'}]}",
                        (int)getpid())),
        "id");
    struct answer made =
        as(DESK, POST, "/award-rounds",
           .json = body("{'reason': 'movement', 'campaign': '%s', 'title': 'Tổng kết đợt'}", campaign));
    expect_status(made, 201);
    expect_text(made, "achievement_from", "2013-01-01");
    expect_text(made, "achievement_to", "2023-12-31");
    expect_text(made, "award_types.0", "BK_T");
    expect_text(made, "award_types.1", "GK_H");
}

/* Nobody could be nominated for what is in force on no day of the round: the district's Giấy khen ended with the
 * district. */
Test(award_rounds, award_nothing_that_ended_before_them)
{
    static const char round[] = "{'reason': 'merit', 'year': 2025, 'title': 'Đợt xét cuối năm', 'award_types': ['LDTT',"
                                " 'GK_H'], 'opens_on': '%s', 'closes_on': '2025-12-10'}";
    struct answer refused = as(DESK, POST, "/award-rounds", .json = body(round, "2025-07-01"));
    expect_fault(refused, "/award_types/1", "award_type_ends_before_round");
    expect_text(refused, "errors.0.params.until", "2025-06-30");
    expect_text(refused, "errors.0.params.citation", "Luật 06/2022/QH15 Điều 75");
    cr_assert_not_null(strstr(text(refused, "errors.0.message"), "Giấy khen của Chủ tịch Ủy ban nhân dân cấp huyện"));
    struct answer made = as(DESK, POST, "/award-rounds", .json = body(round, "2025-06-30"));
    expect_status(made, 201);
    const char *path = at("/award-rounds/%s", text(made, "id"));
    expect_fault(as(DESK, PATCH, path, .if_match = "*", .json = body("{'opens_on': '2025-11-01'}")), "/award_types/1",
                 "award_type_ends_before_round");
    expect_status(as(DESK, PATCH, path, .if_match = "*", .json = body("{'title': 'Đợt xét giữa năm'}")), 200);
    struct answer early = as(DESK, POST, "/award-rounds",
                             .json = body("{'reason': 'merit', 'year': 2023, 'title': 'Đợt xét cũ', 'award_types':"
                                          " ['XPTB'], 'opens_on': '2023-11-01', 'closes_on': '2023-12-10'}"));
    expect_fault(early, "/award_types/0", "award_type_not_in_force");
}

Test(award_rounds, close_on_the_day_the_law_sets)
{
    database(
        "insert into app.award_rules(rule, reason, value, valid_from, citation, confidence, unit_id)"
        " select 'window', 'merit', '{\"closes_on\": \"12-10\"}', '2025-01-01', 'Quy chế thử', 'strong', unit_id from"
        " app.unit_codes where code = 'thanh-pho-kon-tum'");
    struct answer made = as(DESK, GET, planned("").path);
    expect_text(made, "closes_on", "2025-12-10");
    expect_text(made, "window_citation", "Quy chế thử");
    struct answer own = as(DESK, GET, planned(body(", 'closes_on': '2025-11-30'")).path);
    expect_text(own, "closes_on", "2025-11-30");
    expect_null(own, "window_citation");
    database("delete from app.award_rules where citation = 'Quy chế thử'");
}

static struct answer of_the_province(int year, const char *more)
{
    return as("tinh-kon-tum.reviewer", POST, "/award-rounds",
              .json = body("{'reason': 'merit', 'year': %d, 'title': 'Xét khen thưởng của tỉnh'%s}", year, more));
}

Test(award_rounds, take_the_days_of_a_province_unless_they_are_told)
{
    struct answer made = of_the_province(2026, "");
    expect_status(made, 201);
    expect_text(made, "registration_opens_on", "2026-01-01");
    expect_text(made, "registration_closes_on", "2026-03-15");
    expect_text(made, "closes_on", "2026-12-10");
    expect_text(made, "window_citation", "Quyết định 86/2025/QĐ-UBND của tỉnh Bắc Ninh");
    struct answer late = of_the_province(2025, ""); /* registrations of this year are over in June */
    expect_null(late, "registration_closes_on");
    expect_text(late, "closes_on", "2025-12-10");
    expect_null(of_the_province(2024, ""), "closes_on");
    struct answer own = of_the_province(2026, body(", 'closes_on': null, 'registration_closes_on': '2026-02-28',"
                                                   " 'registration_opens_on': '2026-02-01'"));
    expect_null(own, "closes_on");
    expect_text(own, "registration_closes_on", "2026-02-28");
    expect_null(own, "window_citation");
    struct answer document = as("tinh-kon-tum.reviewer", POST, "/documents",
                                .json = body("{'kind': 'decision', 'number': '7/2025/QĐ-UBND', 'issued_on':"
                                             " '2025-06-12', 'abstract': 'Quyết định về thi đua, khen thưởng (thử)'}"));
    expect_status(document, 201);
    const char *rule = text(as("tinh-kon-tum.admin", POST, "/award-rules",
                               .json = body("{'rule': 'window', 'reason': 'merit', 'value': {'registration_closes_on':"
                                            " '02-28', 'closes_on': '01-31', 'years_after': 1}, 'valid_from':"
                                            " '2025-06-16', 'citation': 'Quyết định 7/2025/QĐ-UBND', 'document': '%s'}",
                                            text(document, "id"))),
                            "id");
    struct answer local = of_the_province(2026, "");
    expect_null(local, "registration_opens_on");
    expect_text(local, "registration_closes_on", "2026-02-28");
    expect_text(local, "closes_on", "2027-01-31");
    expect_text(local, "window_citation", "Quyết định 7/2025/QĐ-UBND");
    database("delete from app.award_rules where id = '%s'", rule);
}

Test(award_rounds, closed_ones_are_opened_by_the_leader)
{
    struct round round = opened("");
    expect_status(move(DESK, round.path, "closed"), 201);
    expect_problem(patch(DESK, round.path, body("{'title': 'Khác đi'}")), 409, "wrong_state");
    struct answer refused = as(COMMUNE, POST, "/proposals",
                               .json = body("{'title': 'Đề nghị', 'reason': 'merit', 'round': '%s'}", round.id));
    expect_fault(refused, "/round", "round_is_closed");
    expect_text(refused, "errors.0.params.closes_on", "2025-06-16");
    expect_text(refused, "errors.0.params.who", "Lãnh đạo của Thành phố Kon Tum");
    expect_problem(move_with(DESK, round.path, body("{'to': 'open', 'note': 'Mở lại'}")), 403, "wrong_role");
    expect_fault(move(CHAIR, round.path, "open"), "/note", "required");
    expect_status(
        move_with(CHAIR, round.path, body("{'to': 'open', 'note': 'Gia hạn', 'details': {'closes_on': '2025-06-30'}}")),
        201);
    expect_text(as(DESK, GET, round.path), "closes_on", "2025-06-30");
    proposal_from(COMMUNE, round);
}

Test(award_rounds, take_nothing_before_and_after_their_window)
{
    struct round early = opened(body(", 'opens_on': '2025-07-01'"));
    expect_fault(as(COMMUNE, POST, "/proposals",
                    .json = body("{'title': 'Đề nghị', 'reason': 'merit', 'round': '%s'}", early.id)),
                 "/round", "round_is_not_open_yet");
    struct round round = opened(body(", 'closes_on': '2025-06-20'"));
    const char *proposal = proposal_from(COMMUNE, round);
    expect_status(nominate(COMMUNE, proposal, "individual", 1, ""), 201);
    database("update app.award_rounds set closes_on = '2025-06-13' where id = '%s'", round.id);
    struct answer refused = move(COMMUNE, proposal, "submitted");
    expect_fault(refused, "/round", "round_is_closed");
    expect_text(refused, "errors.0.params.closes_on", "2025-06-13");
    expect_fault(patch(DESK, round.path, body("{'closes_on': '2025-06-30'}")), "/round", "round_is_closed");
    expect_status(move(DESK, round.path, "closed"), 201);
    expect_fault(move_with(CHAIR, round.path, body("{'to': 'open', 'note': 'Mở lại'}")), "/closes_on",
                 "round_window_is_over");
    expect_status(
        move_with(CHAIR, round.path, body("{'to': 'open', 'note': 'Gia hạn', 'details': {'closes_on': '2025-06-27'}}")),
        201);
    expect_status(move(COMMUNE, proposal, "submitted"), 201);
}

Test(award_rounds, are_chosen_among_those_of_the_receiving_unit)
{
    struct round round = opened("");
    expect_fault(as(COMMUNE, POST, "/proposals",
                    .json = body("{'title': 'Đề nghị', 'reason': 'ad_hoc', 'round': '%s'}", round.id)),
                 "/round", "round_for_another_reason");
    expect_fault(as(COMMUNE, POST, "/proposals",
                    .json = body("{'title': 'Đề nghị', 'reason': 'merit', 'receiving_unit': 'code:tinh-kon-tum',"
                                 " 'round': '%s'}",
                                 round.id)),
                 "/round", "round_of_another_unit");
    expect_fault(as(STRANGER, POST, "/proposals",
                    .json = body("{'title': 'Đề nghị', 'reason': 'merit', 'round': '%s'}", round.id)),
                 "/round", "round_not_found");
    expect_text(as(COMMUNE, GET, proposal_from(COMMUNE, round)), "round.title", "Đợt xét thử");
}

Test(award_rounds, for_what_cannot_wait_stand_all_year)
{
    struct answer proposal = as(COMMUNE, GET, drafted().proposal);
    expect_text(proposal, "round.title", "Khen thưởng đột xuất");
    struct answer round = as(COMMUNE, GET, at("/award-rounds/%s", text(proposal, "round.id")));
    expect_true(round, "standing");
    expect_true(round, "takes_proposals");
    expect_text(as(COMMUNE, GET, drafted().proposal), "round.id", text(proposal, "round.id"));
}

Test(award_rounds, look_at_what_they_award_and_when_it_was_done)
{
    struct round round =
        opened(body(", 'award_types': ['BK_T'], 'achievement_from': '2013-01-01', 'achievement_to': '2023-12-31'"));
    const char *proposal = proposal_from(COMMUNE, round);
    expect_status(nominate(COMMUNE, proposal, "individual", 1, ""), 201);
    expect_status(nominate(COMMUNE, proposal, "individual", 1,
                           body(", 'achievement_from': '2012-05-01', 'achievement_to': '2023-12-31'")),
                  201);
    struct answer refused = move(COMMUNE, proposal, "submitted");
    expect_fault(refused, "/nominations/0/award_type", "award_type_not_offered");
    expect_fault(refused, "/nominations/0/achievement_from", "achievement_period_missing");
    expect_fault(refused, "/nominations/1/achievement_from", "achievement_outside_period");
}

/* Titles follow the year of the achievement: one of 2024 is for the round of 2024. */
Test(award_rounds, take_what_was_achieved_in_their_year)
{
    const char *proposal = proposal_from(COMMUNE, opened(""));
    const char *years[] = {"2024", "2025"};
    for (int i = 0; i < 2; i++)
        expect_status(
            nominate(COMMUNE, proposal, "individual", 1,
                     body(", 'achievement_from': '%s-01-01', 'achievement_to': '%s-12-31'", years[i], years[i])),
            201);
    struct answer refused = move(COMMUNE, proposal, "submitted");
    expect_fault(refused, "/nominations/0/achievement_to", "achievement_of_another_year");
    expect_in_body(refused, "xét công trạng năm 2025; thành tích của A Thử");
    expect_in_body(refused, "kết thúc năm 2024");
    cr_expect(strstr(refused.body, "/nominations/1/achievement_to") == NULL, "%s", refused.body);
}

/* ---- quotas ---- */

static struct answer set_quotas(struct round round, const char *items, const char *members)
{
    return put(DESK, at("%s/quotas", round.path), body("{'quotas': [%s]%s}", items, members));
}

Test(award_rounds, keep_their_version_where_quotas_are_said_again)
{
    struct round round = opened("");
    const char *quotas = body("{'scope': 'each_unit', 'honouree_kind': 'individual', 'percent': 15},"
                              " {'scope': 'unit', 'unit': 'code:xa-doan-ket', 'at_most': 3}"),
               *members = body(", 'members': [{'unit': 'code:xa-doan-ket', 'honouree_kind': 'individual',"
                               " 'members': 20}]");
    double version = number(set_quotas(round, quotas, members), "version");
    expect_number(set_quotas(round, quotas, members), "version", version);
    expect_number(set_quotas(round, quotas, ""), "version", version);
    expect_number(set_quotas(round, quotas, ", \"members\": []"), "version", version + 1);
    expect_number(set_quotas(round, body("{'scope': 'each_unit', 'honouree_kind': 'individual', 'percent': 20}"), ""),
                  "version", version + 2);
}

Test(award_rounds, take_one_collective_and_three_persons_of_each_unit)
{
    struct round round = opened("");
    expect_status(set_quotas(round,
                             body("{'scope': 'each_unit', 'honouree_kind': 'collective', 'at_most': 1, 'citation':"
                                  " 'Kế hoạch 0125/KH-UBND'}, {'scope': 'each_unit', 'honouree_kind': 'individual',"
                                  " 'at_most': 3}"),
                             ""),
                  200);
    const char *proposal = proposal_from(COMMUNE, round);
    expect_status(nominate(COMMUNE, proposal, "individual", 4, ""), 201);
    expect_status(nominate(COMMUNE, proposal, "collective", 1, ""), 201);
    struct answer refused = move(COMMUNE, proposal, "submitted");
    expect_fault(refused, "/nominations", "quota_exceeded");
    expect_number(refused, "errors.0.params.limit", 3);
    expect_status(
        withdraw(COMMUNE, at("/nominations/%s", text(as(COMMUNE, GET, at("%s/nominations", proposal)), "items.0.id"))),
        204);
    expect_status(move(COMMUNE, proposal, "submitted"), 201);
    struct answer used = as(COMMUNE, GET, at("%s/quotas", round.path));
    expect_count(used, "quotas", 2);
    json_t *persons = item(used, "quotas", "honouree_kind", "individual");
    cr_assert(eq(int, (int)json_integer_value(within(persons, "used")), 3));
    const char *second = proposal_from(COMMUNE, round);
    expect_status(nominate(COMMUNE, second, "collective", 1, ""), 201);
    expect_fault(move(COMMUNE, second, "submitted"), "/nominations", "quota_exceeded");
    const char *sibling = proposal_from(SIBLING, round); /* each unit has its own */
    expect_status(nominate(SIBLING, sibling, "collective", 1, ""), 201);
    expect_status(move(SIBLING, sibling, "submitted"), 201);
}

Test(award_rounds, take_a_share_of_the_members)
{
    struct round round = opened("");
    expect_status(set_quotas(round,
                             body("{'scope': 'each_unit', 'honouree_kind': 'collective', 'percent': 10},"
                                  " {'scope': 'each_unit', 'honouree_kind': 'individual', 'percent': 5}"),
                             body(", 'members': [{'unit': 'code:xa-doan-ket', 'honouree_kind': 'individual', 'members':"
                                  " 59, 'source': 'Báo cáo biên chế'}]")),
                  200);
    const char *proposal = proposal_from(COMMUNE, round);
    expect_status(nominate(COMMUNE, proposal, "individual", 3, ""), 201);
    expect_status(nominate(COMMUNE, proposal, "collective", 1, ""), 201);
    struct answer check = as(COMMUNE, GET, at("%s/check", proposal));
    expect_text(check, "items.0.code", "quota_exceeded"); /* 5 % of 59 are 2 */
    expect_number(check, "items.0.params.limit", 2);
    cr_assert_not_null(item(check, "items", "code", "quota_base_missing"));
    struct answer own = as(COMMUNE, GET, at("%s/quotas", round.path));
    expect_count(own, "members", 1);
    expect_number(own, "members.0.members", 59);
    struct answer sibling = as(SIBLING, GET, at("%s/quotas", round.path));
    expect_count(sibling, "members", 0);
    expect_problem(as(SIBLING, GET, at("%s/quotas?unit=code:xa-doan-ket", round.path)), 404, "not_found");
    expect_number(as(DESK, GET, at("%s/quotas?unit=code:xa-doan-ket", round.path)), "quotas.0.used", 0);
}

Test(award_rounds, give_one_unit_a_quota_of_its_own)
{
    struct round round = opened("");
    expect_status(set_quotas(round,
                             body("{'scope': 'each_unit', 'at_most': 1}, {'scope': 'unit', 'unit': 'code:xa-doan-ket',"
                                  " 'at_most': 2}, {'scope': 'round', 'award_type': 'GK_H', 'at_most': 2}"),
                             ""),
                  200);
    const char *proposal = proposal_from(COMMUNE, round);
    expect_status(nominate(COMMUNE, proposal, "individual", 2, ""), 201);
    expect_status(move(COMMUNE, proposal, "submitted"), 201);
    const char *sibling = proposal_from(SIBLING, round);
    expect_status(nominate(SIBLING, sibling, "individual", 1, ""), 201);
    struct answer refused = move(SIBLING, sibling, "submitted"); /* the round is full */
    expect_text(refused, "errors.0.params.scope", "round");
    const char *nomination = text(as(COMMUNE, GET, at("%s/nominations", proposal)), "items.0.id");
    expect_status(move_with(COMMUNE, at("/nominations/%s", nomination), body("{'to': 'withdrawn', 'note': 'Rút'}")),
                  201);
    expect_status(move(SIBLING, sibling, "submitted"), 201);
}

Test(award_rounds, tell_what_is_wrong_with_quotas)
{
    struct round round = planned("");
    struct answer refused = set_quotas(
        round,
        body("{'scope': 'each_unit'}, {'scope': 'unit', 'at_most': 1}, {'scope': 'each_unit', 'award_type':"
             " 'KHONG_CO', 'at_most': 1}, {'scope': 'round', 'at_most': 5}, {'scope': 'round', 'at_most': 6}"),
        body(", 'members': [{'unit': 'code:khong-co', 'honouree_kind': 'individual', 'members': 5}]"));
    expect_fault(refused, "/quotas/0", "quota_is_a_number_or_a_share");
    expect_fault(refused, "/quotas/1/unit", "quota_names_its_unit");
    expect_fault(refused, "/quotas/2/award_type", "award_type_not_found");
    expect_fault(refused, "/quotas/4", "quota_stands_already");
    expect_fault(refused, "/members/0/unit", "unit_not_found");
    struct round some = planned(body(", 'award_types': ['CSTDCS', 'GK_H']"));
    refused = set_quotas(
        some,
        body("{'scope': 'round', 'award_type': 'CTDT', 'at_most': 1}, {'scope': 'round', 'award_type': 'CSTDCS',"
             " 'honouree_kind': 'collective', 'at_most': 1}, {'scope': 'unit', 'unit': 'code:tinh-kon-tum', 'at_most':"
             " 1}"),
        "");
    expect_fault(refused, "/quotas/0/award_type", "award_type_not_offered");
    expect_fault(refused, "/quotas/1/honouree_kind", "honouree_kind_does_not_fit");
    expect_fault(refused, "/quotas/2/unit", "unit_outside_the_area");
    const char *quotas = at("%s/quotas", round.path);
    expect_problem(as(DESK, PUT, quotas, .json = body("{'quotas': []}"), .if_match = "\"9\""), 412, "stale_version");
    expect_problem(as(DESK, PUT, "/award-rounds/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/quotas",
                      .json = body("{'quotas': []}"), .if_match = "*"),
                   404, "not_found");
    struct round closed = opened("");
    expect_status(move(DESK, closed.path, "closed"), 201);
    expect_problem(put(DESK, at("%s/quotas", closed.path), body("{'quotas': []}")), 409, "wrong_state");
    expect_problem(as(COMMUNE, GET, quotas), 404, "not_found");
}

/* ---- registrations ---- */

static const char *person(const char *account, const char *name)
{
    struct answer made = as(account, POST, "/honourees", .json = body("{'kind': 'individual', 'name': '%s'}", name));
    expect_status(made, 201);
    return text(made, "id");
}

Test(award_registrations, come_before_the_proposal_and_are_seen_with_it)
{
    struct round round =
        opened(body(", 'registration_opens_on': '2025-01-01', 'registration_closes_on': '2025-06-30'"));
    const char *registered = person(COMMUNE, "A Đăng Ký"), *other = person(COMMUNE, "A Khác");
    struct answer made =
        as(COMMUNE, POST, at("%s/registrations", round.path),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H', 'note': 'Phấn đấu'}]}", registered));
    expect_status(made, 201);
    expect_false(made, "items.0.proposed");
    const char *proposal = proposal_from(COMMUNE, round);
    struct answer form = as(COMMUNE, GET, at("%s/nominations/template", proposal));
    expect_count(form, "items", 1);
    expect_text(form, "items.0.honouree_name", "A Đăng Ký");
    struct answer nominations =
        as(COMMUNE, POST, at("%s/nominations", proposal),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H', 'achievement': 'Hoàn thành xuất sắc',"
                        " 'citation_text': 'Có thành tích'}, {'honouree': '%s', 'award_type': 'GK_H', 'achievement':"
                        " 'Hoàn thành xuất sắc', 'citation_text': 'Có thành tích'}]}",
                        registered, other));
    expect_status(nominations, 201);
    expect_true(nominations, "items.0.registered");
    expect_false(nominations, "items.1.registered");
    expect_text(as(COMMUNE, GET, at("%s/check", proposal)), "items.0.code", "not_registered");
    expect_status(move(COMMUNE, proposal, "submitted"), 201); /* a warning only */
    struct answer list = as(DESK, GET, at("%s/registrations?unit=code:xa-doan-ket&award_type=GK_H", round.path));
    expect_count(list, "items", 1);
    expect_true(list, "items.0.proposed");
    expect_count(as(SIBLING, GET, at("%s/registrations", round.path)), "items", 0);
    expect_problem(as(STRANGER, GET, at("%s/registrations", round.path)), 404, "not_found");
}

Test(award_registrations, are_of_the_own_people_and_once)
{
    struct round round = opened(body(", 'award_types': ['GK_H'], 'registration_opens_on': '2025-01-01'"));
    const char *own = person(COMMUNE, "A Của Mình"), *strange = person(SIBLING, "A Xã Khác");
    struct answer refused =
        as(COMMUNE, POST, at("%s/registrations", round.path),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H'}, {'honouree': '%s', 'award_type':"
                        " 'LDTT'}, {'honouree': '%s', 'award_type': 'TTLDTT'}]}",
                        strange, own, own));
    expect_fault(refused, "/items/0/honouree", "honouree_not_found");
    expect_fault(refused, "/items/1/award_type", "award_type_not_offered");
    expect_fault(refused, "/items/2/award_type", "honouree_kind_does_not_fit");
    const char *once = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H'}]}", own);
    struct answer made = as(COMMUNE, POST, at("%s/registrations", round.path), .json = once);
    expect_status(made, 201);
    expect_fault(as(COMMUNE, POST, at("%s/registrations", round.path), .json = once), "/items/0/honouree",
                 "registered_twice");
    const char *registration = at("/award-registrations/%s", text(made, "items.0.id"));
    expect_problem(as(SIBLING, DELETE, registration, .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, DELETE, registration, .if_match = "*"), 403, "not_allowed");
    expect_status(as(COMMUNE, DELETE, registration, .if_match = "*"), 204);
    expect_problem(as(COMMUNE, DELETE, registration, .if_match = "*"), 404, "not_found");
}

Test(award_registrations, have_a_window)
{
    struct round round = opened("");
    const char *items = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H'}]}", person(COMMUNE, "A Muộn"));
    expect_problem(as(COMMUNE, POST, at("%s/registrations", round.path), .json = items), 409,
                   "registrations_are_closed");
    expect_problem(as(STRANGER, POST, at("%s/registrations", round.path), .json = items), 404, "not_found");
    expect_status(patch(DESK, round.path, body("{'registration_opens_on': '2025-06-01'}")), 200);
    struct answer made = as(COMMUNE, POST, at("%s/registrations", round.path), .json = items);
    expect_status(made, 201);
    expect_status(patch(DESK, round.path, body("{'registration_closes_on': '2025-06-10'}")), 200);
    expect_problem(as(COMMUNE, DELETE, at("/award-registrations/%s", text(made, "items.0.id")), .if_match = "*"), 409,
                   "registrations_are_closed");
}

/* ---- lists ---- */

Test(proposals, take_nominees_from_a_table)
{
    struct round round = opened("");
    const char *proposal = proposal_from(COMMUNE, round), *list = at("%s/nominations", proposal);
    static const char table[] =
        "new_honouree.kind,new_honouree.name,new_honouree.position,award_type,achievement,citation_text\n"
        "individual,A Brôl,Nông dân,GK_H,Sản xuất giỏi,Có thành tích trong sản xuất\n"
        "household,Hộ bà Y Blưt,,GK_H,Hiến đất làm đường,Có thành tích trong xây dựng nông thôn mới\n"
        "collective,Thôn 5,,GK_H,Xây dựng nông thôn mới,Có thành tích\n";
    struct answer tried = as(COMMUNE, POST, at("%s?dry_run=true", list), .type = "text/csv", .raw = table);
    expect_status(tried, 201);
    expect_count(tried, "items", 3);
    expect_count(as(COMMUNE, GET, list), "items", 0);
    expect_status(as(COMMUNE, POST, list, .type = "text/csv", .raw = table), 201);
    struct answer kept = as(COMMUNE, GET, list);
    expect_text(kept, "items.1.honouree.name", "Hộ bà Y Blưt");
    expect_status(move(COMMUNE, proposal, "submitted"), 201);
}

Test(proposals, name_row_and_column_of_what_a_table_breaks)
{
    const char *proposal = proposal_from(COMMUNE, opened(""));
    struct answer refused = as(COMMUNE, POST, at("%s/nominations?dry_run=true", proposal), .type = "text/csv",
                               .raw = "new_honouree.kind;new_honouree.name;award_type;achievement\n"
                                      "individual;A Brôl;GK_H;Sản xuất giỏi\nhousehold;Hộ Y Blưt;LDTT;Sản xuất "
                                      "giỏi\nindividual;A Vương;KHONG_CO;Sản xuất giỏi\n");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/1/award_type", "honouree_kind_does_not_fit");
    expect_fault(refused, "/items/2/award_type", "award_type_not_found");
    json_t *fault = item(refused, "errors", "pointer", "/items/2/award_type");
    cr_assert(eq(int, (int)json_integer_value(within(fault, "params.row")), 4));
    cr_assert(eq(str, (char *)json_string_value(within(fault, "params.column")), "C"));
    expect_problem(as(COMMUNE, POST, at("%s/nominations", proposal), .type = "text/csv", .raw = "ten\nA\n"), 422,
                   "unknown_column");
    struct answer word =
        as(COMMUNE, POST, at("%s/nominations", proposal), .type = "text/csv",
           .raw = "new_honouree.kind,new_honouree.name,award_type,achievement\nNgười,A Brôl,GK_H,Tốt\n");
    expect_fault(word, "/items/0/new_honouree/kind", "not_in_list");
    expect_in_body(word, "Cá nhân, Tập thể, Hộ gia đình");
}

Test(proposals, take_back_the_list_they_gave_to_fill_in)
{
    struct round round = opened(body(", 'registration_opens_on': '2025-01-01'"));
    expect_status(as(COMMUNE, POST, at("%s/registrations", round.path),
                     .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H'}]}", person(COMMUNE, "A Mẫu"))),
                  201);
    const char *proposal = proposal_from(COMMUNE, round);
    struct answer form = as(COMMUNE, GET, at("%s/nominations/template", proposal), .accept = "text/csv");
    expect_status(form, 200);
    expect_in_body(form, "new_honouree.kind");
    expect_in_body(form, "A Mẫu");
    char filled[4096];
    snprintf(filled, sizeof filled, "%s", form.body);
    char *cell = strstr(filled, "GK_H,");
    cr_assert_not_null(cell);
    const char *rest = at("%s", cell + 5);
    snprintf(cell, sizeof filled - (size_t)(cell - filled), "GK_H,Hoàn thành tốt%s", rest);
    struct answer made = as(COMMUNE, POST, at("%s/nominations", proposal), .type = "text/csv", .raw = filled);
    expect_status(made, 201);
    expect_text(made, "items.0.honouree.name", "A Mẫu");
    expect_problem(as(STRANGER, GET, at("%s/nominations/template", proposal)), 404, "not_found");
}

Test(proposals, take_a_list_of_many_at_once)
{
    const char *proposal = proposal_from(COMMUNE, opened(""));
    char table[120 * 90 + 200] = "new_honouree.kind,new_honouree.name,award_type,achievement,citation_text\n";
    char *end = table + strlen(table);
    for (int i = 0; i < 120; i++)
        end += sprintf(end, "individual,A Đông %d,GK_H,Thành tích %d,Có thành tích\n", i, i);
    struct answer made = as(COMMUNE, POST, at("%s/nominations", proposal), .type = "text/csv", .raw = table,
                            .headers = {"Prefer: return=minimal"});
    cr_assert(eq(int, made.status / 100, 2), "%d %s", made.status, made.body);
    expect_number(as(COMMUNE, GET, proposal), "nomination_count", 120);
    expect_count(as(COMMUNE, GET, at("%s/check", proposal)), "items", 0);
    expect_status(move(COMMUNE, proposal, "submitted"), 201);
}
