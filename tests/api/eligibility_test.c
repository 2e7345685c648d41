/* eligibility_test.c: what every rule says of a nomination, as its officer, its judge and strangers get it. */
#include "awards_cases.h"

/* What one rule says: an item of the list. */
static json_t *rule_of(struct answer answer, const char *rule)
{
    expect_status(answer, 200);
    json_t *found = item(answer, "items", "rule", rule);
    cr_assert(found != NULL, "the rule %s is not told of", rule);
    return found;
}

static const char *said(json_t *rule, const char *part)
{
    return json_string_value(json_object_get(rule, part));
}

Test(eligibility, is_explained_rule_by_rule_with_its_article)
{
    struct dossier dossier = drafted();
    struct answer all = as(COMMUNE, GET, at("%s/eligibility", dossier.nomination));
    json_t *authority = rule_of(all, "authority");
    cr_expect_str_eq(said(authority, "result"), "met");
    cr_expect_str_eq(said(authority, "citation"), "Luật 06/2022/QH15 Điều 80");
    cr_expect_str_eq(said(authority, "confidence"), "strong");
    cr_expect_str_eq(said(rule_of(all, "consecutive"), "result"), "not_applicable");
    cr_expect_str_eq(said(rule_of(all, "hold"), "text"), "Không có việc tạm dừng xét khen thưởng.");
}

Test(eligibility, follows_the_law_of_the_day_asked)
{
    struct dossier dossier = drafted();
    struct answer july = as(COMMUNE, GET, at("%s/eligibility?on=2025-07-01", dossier.nomination));
    cr_expect_str_eq(said(rule_of(july, "award_in_force"), "result"), "not_met");
    cr_expect_str_eq(said(rule_of(july, "authority"), "severity"), "fault");
    expect_in_body(july, "không còn ai");
}

Test(eligibility, says_what_would_settle_the_unknown)
{
    struct dossier dossier = drafted_for("CSTDT", "individual", "A Vương");
    struct answer vietnamese = as(COMMUNE, GET, at("%s/eligibility", dossier.nomination));
    json_t *titles = rule_of(vietnamese, "consecutive");
    cr_expect_str_eq(said(titles, "result"), "unknown");
    cr_expect(strstr(said(titles, "text"), "Hãy bổ sung") != NULL, "%s", said(titles, "text"));
    cr_expect(eq(sz, json_array_size(within(titles, "evidence.missing_years")), 3));
    struct answer english = as(COMMUNE, GET, at("%s/eligibility", dossier.nomination), .language = "en");
    cr_expect(strstr(said(rule_of(english, "initiative"), "text"), "Enter it") != NULL);
}

/* The explanation, the check and the moves of the proposal say one thing of a rating that nobody entered. */
Test(eligibility, is_never_silent_of_a_rating_nobody_entered)
{
    struct dossier dossier = drafted_for("CSTDCS", "individual", "Y Blưt");
    json_t *rating = rule_of(as(COMMUNE, GET, at("%s/eligibility", dossier.nomination)), "rating");
    cr_expect_str_eq(said(rating, "result"), "unknown");
    cr_expect_str_eq(said(rating, "severity"), "warning");
    struct answer check = as(COMMUNE, GET, at("%s/check", dossier.proposal));
    json_t *told = item(check, "items", "code", "eligibility_unknown");
    cr_assert(told != NULL, "%s", check.body);
    cr_expect_str_eq(said(told, "severity"), "warning");
    expect_in_body(check, "Chưa có kết quả xếp loại năm");
    struct answer moves = as(COMMUNE, GET, at("%s/moves/available", dossier.proposal));
    json_t *sending = item(moves, "items", "to", "submitted");
    cr_assert(sending != NULL, "%s", moves.body);
    cr_expect(json_array_size(json_object_get(sending, "warnings")) > 0, "%s", moves.body);
    expect_in_body(moves, "eligibility_unknown");
}

/* A rating that does not suffice has another way in the same article; nobody is told to change it. */
Test(eligibility, names_the_initiative_that_stands_in_for_a_rating)
{
    struct dossier dossier = drafted_for("CSTDCS", "individual", "A Brôl");
    expect_status(as(COMMUNE, PUT, at("/honourees/%s/ratings/2025", dossier.honouree_id), .if_match = "\"0\"",
                     .json = body("{'rating': 'good'}")),
                  200);
    struct answer check = as(COMMUNE, GET, at("%s/check", dossier.proposal));
    cr_assert(item(check, "items", "code", "rating_or_initiative_missing") != NULL, "%s", check.body);
    expect_in_body(check, "hoặc bổ sung sáng kiến đã được công nhận trong năm, phạm vi cấp cơ sở");
    cr_expect(strstr(check.body, "sửa kết quả xếp loại") == NULL, "%s", check.body);
}

Test(eligibility, is_read_by_who_sees_the_proposal_only)
{
    struct dossier dossier = sent(drafted());
    const char *path = at("%s/eligibility", dossier.nomination);
    expect_status(as(COMMUNE, GET, path), 200);
    expect_status(as(DESK, GET, path), 200);
    expect_status(as(PROVINCE, GET, path), 200);
    expect_problem(as(SIBLING, GET, path), 404, "not_found");
    expect_problem(as(STRANGER, GET, path), 404, "not_found");
}

Test(eligibility, tells_of_discipline_to_who_judges_only)
{
    struct dossier dossier = sent(drafted());
    database(
        "insert into app.holds(unit_id, honouree_id, kind, source, starts_on, ends_on) select issuer_id, honouree_id,"
        " 'discipline', 'Quyết định kỷ luật', '2024-01-01', '2024-06-30' from app.nominations where id = '%s' "
        "returning id",
        dossier.nomination_id);
    const char *path = at("%s/eligibility", dossier.nomination);
    json_t *judge = rule_of(as(DESK, GET, path), "discipline"), *own = rule_of(as(COMMUNE, GET, path), "discipline");
    cr_expect_str_eq(said(judge, "result"), "unknown");
    cr_expect_str_eq(said(json_object_get(judge, "evidence"), "since"), "2024-07-01");
    cr_expect_str_eq(said(own, "text"), "Nơi thẩm định hồ sơ xem xét điều kiện này.");
    cr_expect(eq(sz, json_object_size(json_object_get(own, "evidence")), 0));
}
