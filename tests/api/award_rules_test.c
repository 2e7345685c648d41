/* award_rules_test.c: the law on awards by its days, and how the administrator of a province enters a new row of it. */
#include "support/client.h"

static const char admin[] = "tinh-kon-tum.admin", desk[] = "tinh-kon-tum.reviewer", reader[] = "xa-doan-ket.reporter";

/* A decision of the province, registered with its number and date. */
static const char *decision(void)
{
    struct answer made = as(admin, POST, "/documents",
                            .json = body("{'kind': 'decision', 'abstract': 'Quy chế thi đua, khen thưởng (giả định)',"
                                         " 'number': '21/2025/QĐ-UBND', 'issued_on': '2025-06-10'}"));
    expect_status(made, 201);
    return text(made, "id");
}

/* A rule of the province from a day on; subject and value are written with apostrophes. */
static struct answer enter(const char *account, const char *subject, const char *value, const char *since)
{
    char *said = (char *)at("{%s, 'value': %s, 'valid_from': '%s', 'citation': 'Quyết định 21/2025/QĐ-UBND Điều 12',"
                            " 'document': '%s'}",
                            subject, value, since, decision());
    for (char *c = said; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    return as(account, POST, "/award-rules", .json = said);
}

static struct answer rules(const char *query)
{
    struct answer found = as(reader, GET, at("/award-rules?%s", query));
    expect_status(found, 200);
    return found;
}

Test(award_rules, are_read_by_everybody_by_day_subject_and_confidence)
{
    struct answer salary = rules("rule=base_salary&on=2025-06-16");
    expect_count(salary, "items", 1);
    expect_number(salary, "items.0.value.amount", 2340000);
    expect_text(rules("rule=consecutive&award_type=CSTDT&on=2025-06-16"), "items.0.value.award_type", "CSTDCS");
    expect_text(rules("rule=base_salary&confidence=weak&sort=-valid_from"), "items.0.confidence", "weak");
    expect_text(rules("rule=document&reason=ad_hoc&on=2025-06-16"), "items.0.citation", "Luật 06/2022/QH15 Điều 85");
    expect_count(rules("unit=code:huyen-kon-ray"), "items", 0);
    expect_in_body(as(reader, GET, "/award-rules?rule=quorum", .accept = "text/csv"), "Thông tư 01/2024/TT-TANDTC");
    const char *one = text(salary, "items.0.id");
    expect_text(as(reader, GET, at("/award-rules/%s", one)), "rule", "base_salary");
    expect_problem(as(reader, GET, "/award-rules/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"), 404, "not_found");
}

Test(award_rules, of_a_province_close_the_row_before_them_and_change_nothing_else)
{
    struct answer first = enter(admin, "'rule': 'time_limit', 'award_type': 'CSTDT', 'granting_level': 'province'",
                                "{'working_days': 15}", "2025-06-20");
    expect_status(first, 201);
    expect_text(first, "unit.name", "Tỉnh Kon Tum");
    expect_text(first, "confidence", "strong");
    struct answer second = enter(admin, "'rule': 'time_limit', 'award_type': 'CSTDT', 'granting_level': 'province'",
                                 "{'working_days': 12}", "2025-06-25");
    expect_status(second, 201);
    struct answer closed = as(reader, GET, at("/award-rules/%s", text(first, "id")));
    expect_text(closed, "valid_from", "2025-06-20");
    expect_text(closed, "valid_to", "2025-06-25");
    expect_number(closed, "value.working_days", 15);
    expect_count(rules("rule=time_limit&award_type=CSTDT&unit=code:tinh-kon-tum&on=2025-06-25"), "items", 1);
    expect_problem(enter(admin, "'rule': 'time_limit', 'award_type': 'CSTDT', 'granting_level': 'province'",
                         "{'working_days': 10}", "2025-06-22"),
                   409, "award_rule_overlaps");
}

Test(award_rules, of_a_province_do_not_lengthen_what_the_law_sets)
{
    static const char subject[] = "'rule': 'time_limit', 'award_type': 'BK_T', 'granting_level': 'province'";
    expect_fault(enter(admin, subject, "{'working_days': 26}", "2025-06-20"), "/value", "time_limit_longer_than_law");
    expect_status(enter(admin, subject, "{'working_days': 25}", "2025-06-20"), 201);
    /* Nor from a day before the law's own row began. */
    const char *old = text(as(desk, POST, "/documents",
                              .json = body("{'kind': 'decision', 'abstract': 'Quy chế cũ (giả định)', 'number':"
                                           " '9/2023/QĐ-UBND', 'issued_on': '2023-10-10'}")),
                           "id");
    static const char words[] = "{'rule': 'time_limit', 'award_type': 'CSTDT', 'granting_level': 'province', 'value':"
                                " {'working_days': 90}, 'valid_from': '2023-12-01', 'citation': 'Quyết định 9/2023',"
                                " 'document': '%s'%s}";
    expect_fault(as(admin, POST, "/award-rules", .json = body(words, old, "")), "/value", "time_limit_longer_than_law");
    expect_status(
        as(admin, POST, "/award-rules?dry_run=true", .json = body(words, old, ", \"valid_to\": \"2024-01-01\"")), 201);
}

Test(award_rules, of_a_province_do_not_ask_for_fewer_votes_or_steps)
{
    static const struct {
        char rule[64], less[96], enough[96];
    } cases[] = {
        {"'rule': 'threshold', 'award_type': 'CSTDT'", "{'percent': 89}", "{'percent': 95}"},
        {"'rule': 'threshold', 'award_type': 'CTDT'", "{'percent': 80, 'of': 'present'}", "{'percent': 80}"},
        {"'rule': 'threshold', 'award_type': 'TTLDXS'", "{'asked': false}", "{'percent': 50, 'more_than': true}"},
        {"'rule': 'threshold'", "{'percent': 60}", "{'percent': 90}"},
        {"'rule': 'quorum'", "{'numerator': 1, 'denominator': 2}", "{'numerator': 4, 'denominator': 5}"},
        {"'rule': 'ballots'", "{'at_most': 3}", "{'at_most': 1}"},
        {"'rule': 'voting_mode', 'award_type': 'CSTDT'", "{'modes': ['show_of_hands']}", "{'modes': ['paper']}"},
        {"'rule': 'publicity', 'award_type': 'CSTDTQ'", "{'working_days': 5}", "{'working_days': 12}"},
        {"'rule': 'route', 'award_type': 'CSTDTQ'", "{'steps': ['council']}",
         "{'steps': ['publicity', 'consultation', 'party_opinion', 'standing_committee']}"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_fault(enter(admin, cases[i].rule, cases[i].less, "2025-06-20"), "/value", "rule_weaker_than_law");
        expect_status(enter(admin, cases[i].rule, cases[i].enough, "2025-06-20"), 201);
    }
}

Test(award_rules, of_a_province_are_those_the_law_leaves_to_it)
{
    struct answer refused = enter(admin, "'rule': 'factor', 'award_type': 'LDTT'", "{'factor': 1}", "2025-07-01");
    expect_fault(refused, "/rule", "rule_is_not_local");
    expect_in_body(refused, "cho Lao động tiên tiến (Nghị định 152/2025/NĐ-CP Điều 6).");
    expect_in_body(enter(admin, "'rule': 'base_salary'", "{'amount': 5000000}", "2025-07-01"),
                   "cho mọi danh hiệu, hình thức khen thưởng (");
    expect_fault(
        enter(admin, "'rule': 'document', 'award_type': 'CSTDT'", "{'proposal': [], 'nomination': []}", "2025-06-20"),
        "/rule", "rule_is_not_local");
    expect_status(enter(admin, "'rule': 'document', 'award_type': 'CSTDCS'",
                        "{'proposal': ['proposal_letter', 'minutes'], 'nomination': ['achievement_report']}",
                        "2025-06-20"),
                  201);
}

Test(award_rules, say_neither_more_nor_less_than_their_kind_has)
{
    struct answer refused = enter(admin, "'rule': 'quota', 'award_type': 'XYZ'", "{'working_days': 3}", "2025-06-20");
    expect_fault(refused, "/value", "rule_value_is_empty");
    expect_fault(refused, "/value/working_days", "rule_part_not_wanted");
    expect_fault(refused, "/award_type", "award_type_not_found");
    expect_fault(enter(admin, "'rule': 'window'", "{'years_after': 1}", "2025-06-20"), "/value", "rule_value_is_empty");
    expect_fault(enter(admin, "'rule': 'window', 'valid_to': '2025-06-20'", "{'closes_on': '12-10'}", "2025-06-20"),
                 "/valid_to", "award_rule_ends_after_it_begins");
    expect_status(enter(admin, "'rule': 'window', 'reason': 'merit'",
                        "{'registration_opens_on': '01-02', 'registration_closes_on': '02-28', 'closes_on': '01-31',"
                        " 'years_after': 1}",
                        "2025-06-20"),
                  201);
    expect_fault(enter(admin, "'rule': 'window', 'reason': 'movement'", "{'closes_on': '02-30'}", "2025-06-20"),
                 "/value/closes_on", "no_such_day");
    expect_fault(enter(admin, "'rule': 'ballots', 'reason': 'movement'", "{'at_most': 0}", "2025-06-20"),
                 "/value/at_most", "too_small");
    expect_fault(
        enter(admin, "'rule': 'threshold', 'award_type': 'GK_X'", "{'asked': false, 'percent': 50}", "2025-06-20"),
        "/value/percent", "rule_part_not_wanted");
    expect_status(enter(admin, "'rule': 'quota', 'award_type': 'BK_T', 'honouree_kind': 'individual'", "{'at_most': 3}",
                        "2025-06-20"),
                  201);
}

Test(award_rules, rest_on_a_registered_document)
{
    const char *draft = text(
        as(desk, POST, "/documents", .json = body("{'kind': 'decision', 'abstract': 'Dự thảo (giả định)'}")), "id");
    static const char words[] = "{'rule': 'supplement', 'value': {'at_most': 1}, 'valid_from': '2025-06-20',"
                                " 'citation': 'Quyết định của tỉnh', 'document': '%s'}";
    expect_fault(as(admin, POST, "/award-rules", .json = body(words, draft)), "/document",
                 "document_is_not_registered");
    expect_fault(as(admin, POST, "/award-rules", .json = body(words, "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11")),
                 "/document", "document_not_found");
    const char *registered = decision();
    expect_fault(as(admin, POST, "/award-rules",
                    .json = body("{'rule': 'supplement', 'value': {'at_most': 1}, 'valid_from': '2025-06-09',"
                                 " 'citation': 'Quyết định của tỉnh', 'document': '%s'}",
                                 registered)),
                 "/valid_from", "rule_before_its_document");
    expect_fault(as(admin, POST, "/award-rules",
                    .json = body("{'rule': 'supplement', 'value': {'at_most': 1}, 'valid_from': '2025-06-20',"
                                 " 'citation': '     ', 'document': '%s'}",
                                 registered)),
                 "/citation", "too_short");
    expect_status(as(admin, POST, "/award-rules", .json = body(words, registered)), 201);
}

Test(award_rules, are_not_entered_below_the_province)
{
    static const char words[] = "{'rule': 'supplement', 'reason': 'merit', 'value': {'at_most': 1}, 'valid_from':"
                                " '2025-06-20', 'citation': 'Quyết định', 'document': '%s'}";
    const char *document = decision();
    expect_problem(as("thanh-pho-kon-tum.admin", POST, "/award-rules", .json = body(words, document)), 403,
                   "not_allowed");
    expect_problem(as("tinh-kon-tum.leader", POST, "/award-rules", .json = body(words, document)), 403,
                   "role_not_allowed");
    expect_status(as(admin, POST, "/award-rules?dry_run=true", .json = body(words, document)), 201);
}

Test(award_rules, that_have_not_begun_are_taken_back_by_who_keeps_them)
{
    static const char subject[] = "'rule': 'time_limit', 'award_type': 'GK_H'";
    struct answer first = enter(admin, subject, "{'working_days': 10}", "2025-06-16");
    struct answer later = enter(admin, subject, "{'working_days': 8}", "2025-06-30");
    expect_count(first, "allowed_actions", 0);
    expect_text(later, "allowed_actions.0", "delete");
    const char *standing = at("/award-rules/%s", text(first, "id")), *coming = at("/award-rules/%s", text(later, "id"));
    expect_problem(as(admin, DELETE, standing, .headers = {"If-Match: *"}), 409, "award_rule_has_begun");
    expect_problem(as("thanh-pho-kon-tum.admin", DELETE, coming, .headers = {"If-Match: *"}), 403, "not_allowed");
    expect_problem(as(admin, DELETE, at("/award-rules/%s", text(rules("rule=rounding&on=2025-07-01"), "items.0.id")),
                      .headers = {"If-Match: *"}),
                   403, "not_allowed");
    expect_status(as(admin, DELETE, coming, .headers = {"If-Match: *"}), 204);
    expect_problem(as(reader, GET, coming), 404, "not_found");
    expect_null(as(reader, GET, standing), "valid_to");
    expect_problem(as(admin, DELETE, coming, .headers = {"If-Match: *"}), 404, "not_found");
}

Test(award_rules, that_end_leave_no_day_without_one)
{
    static const char subject[] = "'rule': 'time_limit', 'award_type': 'GK_X'";
    expect_status(enter(admin, subject, "{'working_days': 10}", "2025-06-16"), 201);
    expect_problem(enter(admin, "'rule': 'time_limit', 'award_type': 'GK_X', 'valid_to': '2025-07-01'",
                         "{'working_days': 5}", "2025-06-20"),
                   409, "award_rule_leaves_a_gap");
    expect_problem(enter(admin, subject, "{'working_days': 9}", "2025-06-16"), 409, "award_rule_overlaps");
}
