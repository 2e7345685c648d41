/* document_004_test.c: document 004 as it happened after its special period. Huyện Kon Rẫy's council votes by a show of
 * hands, the province's on paper; one member stays out of a case, one complaint suspends, one case fails, one name is
 * put right, one award is taken back. */
#include "support/client.h"

static const char desk[] = "huyen-kon-ray.reviewer";
static const char city[] = "thanh-pho-kon-tum.reviewer";

static const char *session_of(const char *account)
{
    return at("/council-sessions/%s", text(as(account, GET, "/council-sessions?state=minutes_signed"), "items.0.id"));
}

static struct answer award_to(const char *folded_name)
{
    struct answer found = as(desk, GET, at("/awards?q=%s", folded_name));
    expect_count(found, "items", 1);
    return found;
}

static const char *of_item(struct answer answer, const char *name, const char *value, const char *wanted)
{
    return json_string_value(json_object_get(item(answer, "items", name, value), wanted));
}

Test(document_004, its_round_takes_types_and_years_from_the_plan)
{
    struct answer rounds = as(desk, GET, "/award-rounds?campaign=code:KRY-2022");
    expect_count(rounds, "items", 1);
    expect_text(rounds, "items.0.achievement_from", "2013-01-01");
    expect_text(rounds, "items.0.achievement_to", "2023-12-31");
    expect_count(rounds, "items.0.award_types", 2);
    expect_number(rounds, "items.0.proposal_count", 6);
    expect_text(rounds, "items.0.state", "closed");
}

Test(document_004, the_districts_council_needs_five_of_nine_hands)
{
    struct answer results = as(desk, GET, at("%s/results", session_of(desk)));
    expect_count(results, "items", 10);
    expect_text(results, "items.0.honouree", "A Brôl");
    expect_number(results, "items.0.needed", 5);
    expect_number(results, "items.0.base", 9);
    expect_text(results, "items.0.citation", "46/2022/QĐ-UBND Điều 7");
    expect_text(results, "items.4.honouree", "A Khưi");
    expect_text(results, "items.4.ratio", "4/9");
    expect_false(results, "items.4.passed");
    struct answer failed = as(desk, GET, "/nominations?state=failed&campaign=code:KRY-2022");
    expect_count(failed, "items", 1);
    expect_text(failed, "items.0.honouree.name", "A Khưi");
}

Test(document_004, who_proposed_a_case_does_not_vote_on_it_and_the_minutes_say_so)
{
    const char *session = session_of(desk);
    struct answer results = as(desk, GET, at("%s/results", session));
    expect_text(results, "items.5.honouree", "Trịnh Thị Mỹ Lệ");
    expect_number(results, "items.5.recused", 1);
    expect_number(results, "items.5.issued", 8);
    expect_number(results, "items.5.base", 9);
    struct answer conflicts = as(desk, GET, at("%s/conflicts", session));
    cr_assert_str_eq(of_item(conflicts, "reason", "proposer", "source"), "found");
    struct answer minutes = as(desk, GET, at("%s/minutes/document", session), .accept = "text/html");
    expect_in_body(minutes, "Không tham gia biểu quyết do xung đột lợi ích");
    expect_in_body(minutes, "Đinh Thị Bích Thủy (giả định)");
}

Test(document_004, the_head_of_a_unit_speaks_for_his_nominee)
{
    struct answer brol = as(desk, GET, at("/nominations/%s", text(award_to("a+brol"), "items.0.nomination_id")));
    struct answer opinions = as(desk, GET, at("/nominations/%s/endorsements", text(brol, "id")));
    expect_count(opinions, "items", 1);
    expect_text(opinions, "items.0.opinion", "agree");
    expect_text(opinions, "items.0.kind", "unit_head");
}

Test(document_004, a_complaint_suspends_and_lets_go)
{
    struct answer holds = as(desk, GET, "/holds?state=released&kind=complaint");
    expect_text(holds, "items.0.honouree.name", "Nguyễn Thị Hoài Thương");
    struct answer dossier = as(desk, GET, at("/nominations?honouree=%s&limit=1", text(holds, "items.0.honouree.id")));
    struct answer moves = as(desk, GET, at("/nominations/%s/moves", text(dossier, "items.0.id")));
    cr_assert_str_eq(of_item(moves, "to", "held", "from"), "appraised");
    cr_assert_str_eq(of_item(moves, "from", "held", "to"), "appraised");
    expect_text(dossier, "items.0.state", "decided");
}

Test(document_004, bonuses_are_those_of_its_day)
{
    struct answer person = award_to("a+brol"), province = award_to("a+hyom");
    expect_number(person, "items.0.base_salary", 1490000);
    expect_number(person, "items.0.bonus", 450000);
    expect_text(person, "items.0.presented_on", "2023-02-08");
    expect_number(person, "items.0.amount_paid", 450000);
    expect_number(province, "items.0.bonus", 1490000);
    expect_text(province, "items.0.authority_citation", "Luật 15/2003/QH11 Điều 79");
    expect_number(award_to("phong+noi+vu"), "items.0.bonus", 2980000);
}

Test(document_004, a_misspelt_name_is_put_right_by_a_decision_of_its_own)
{
    struct answer award = award_to("a+thung");
    expect_text(award, "items.0.state", "corrected");
    expect_text(award, "items.0.name_as_decided", "A Thung");
    expect_text(award, "items.0.honouree.name", "A Thưng");
    expect_text(award, "items.0.correction.number", "164/QĐ-UBND");
    expect_in_body(as(desk, GET, at("/award-decisions/%s/certificates", text(award, "items.0.decision_id"))),
                   "A Thưng");
}

Test(document_004, an_award_on_false_papers_is_taken_back_with_its_money)
{
    struct answer award = as(desk, GET, "/awards?state=revoked&campaign=code:KRY-2022");
    expect_count(award, "items", 1);
    expect_text(award, "items.0.revocation.number", "231/QĐ-UBND");
    expect_text(award, "items.0.revocation_ground", "false_papers");
    expect_true(award, "items.0.recovery.done");
    expect_number(award, "items.0.recovery.bonus_recovered", 900000);
    struct answer shown = nobody(GET, at("/public/awards/%s", text(award, "items.0.check_code")));
    expect_problem(shown, 410, "award_revoked");
    expect_in_body(shown, "231/QĐ-UBND");
}

Test(document_004, its_dossiers_are_no_neighbours_business)
{
    expect_problem(as(city, GET, session_of(desk)), 404, "not_found");
    expect_count(as(city, GET, "/holds"), "items", 0);
}
