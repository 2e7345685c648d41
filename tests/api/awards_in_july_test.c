/* awards_in_july_test.c: two days after the districts ended, communes decide what they did not, and the awards of what
 * was merged are found with their predecessors only. service: THIDUA_BUSINESS_TIME=2025-07-02T08:00 */
#include "support/client.h"
#include "voted.h"

#include <unistd.h>

#define REPORTER "xa-kon-plong.reporter"
#define DESK     "xa-kon-plong.reviewer"
#define CHAIR    "xa-kon-plong.leader"

static const char *paper(const char *account, const char *kind)
{
    struct answer made =
        as(account, POST, "/documents", .json = body("{'kind': '%s', 'abstract': 'Tài liệu thử'}", kind));
    expect_status(made, 201);
    return text(made, "id");
}

/* A decision of the commune on a title of its own, ready to be signed; *nomination gets the path of what it grants. */
static const char *decision_of_the_commune(const char **nomination)
{
    struct answer proposal = as(
        REPORTER, POST, "/proposals",
        .json = body("{'title': 'Danh hiệu năm', 'reason': 'merit', 'receiving_unit': 'code:xa-kon-plong', 'documents':"
                     " [{'document': '%s', 'purpose': 'proposal_letter'}, {'document': '%s', 'purpose': 'minutes'},"
                     " {'document': '%s', 'purpose': 'vote_result'}]}",
                     paper(REPORTER, "submission_letter"), paper(REPORTER, "minutes"), paper(REPORTER, "minutes")));
    expect_status(proposal, 201);
    const char *path = at("/proposals/%s", text(proposal, "id"));
    struct answer nominations =
        as(REPORTER, POST, at("%s/nominations", path),
           .json = body("{'items': [{'new_honouree': {'kind': 'individual', 'name': 'A Brôl'}, 'award_type': 'CSTDCS',"
                        " 'achievement': 'Hoàn thành xuất sắc nhiệm vụ', 'documents': [{'document': '%s', 'purpose':"
                        " 'achievement_report'}, {'document': '%s', 'purpose': 'certificate'}]}]}",
                        paper(REPORTER, "achievement_report"), paper(REPORTER, "certificate")));
    expect_status(nominations, 201);
    *nomination = at("/nominations/%s", text(nominations, "items.0.id"));
    expect_status(move(REPORTER, path, "submitted"), 201);
    expect_status(move(DESK, path, "received"), 201);
    expect_status(move_with(DESK, path, body("{'to': 'appraised', 'note': 'Đủ'}")), 201);
    carried(DESK, text(nominations, "items.0.id"), "2025-07-01", paper(DESK, "minutes"));
    struct answer decision = as(
        DESK, POST, "/award-decisions",
        .json = body("{'title': 'Danh hiệu Chiến sĩ thi đua cơ sở', 'nominations': ['%s'], 'signer': {'name': 'A Thuk"
                     " Kon', 'position': 'Chủ tịch', 'capacity': 'none'}}",
                     text(nominations, "items.0.id")));
    expect_status(decision, 201);
    return at("/award-decisions/%s", text(decision, "id"));
}

static struct answer sign(const char *decision, const char *day)
{
    return move_with(
        CHAIR, decision,
        body("{'to': 'signed', 'details': {'number': '%d/QĐ-UBND', 'decided_on': '%s', 'file_sha256': '%064d'}}",
             (int)getpid(), day, 1));
}

Test(awards_in_july, are_decided_by_communes_from_the_first_on)
{
    const char *nomination, *decision = decision_of_the_commune(&nomination);
    struct answer refused = sign(decision, "2025-06-30");
    expect_fault(refused, "/details/decided_on", "decision_before_its_papers");
    expect_fault(refused, "/details/decided_on", "authority_missing");
    expect_text(refused, "errors.0.params.citation", "Luật 06/2022/QH15 Điều 80");
    expect_status(sign(decision, "2025-07-01"), 201);
    struct answer award = as(REPORTER, GET, at("/awards/%s", text(as(REPORTER, GET, nomination), "award_id")));
    expect_text(award, "authority_citation", "Nghị định 129/2025/NĐ-CP Điều 59");
    expect_number(award, "bonus", 2340000);
}

Test(awards_in_july, of_merged_communes_are_found_with_predecessors_only)
{
    struct answer alone = as(REPORTER, GET, "/awards?unit=code:23476&limit=200");
    cr_assert_null(item(alone, "items", "decision_number", "612/QĐ-UBND"));
    struct answer with = as(REPORTER, GET, "/awards?unit=code:23476&include_predecessors=true&limit=200");
    json_t *award = item(with, "items", "decision_number", "612/QĐ-UBND");
    cr_assert_not_null(award);
    cr_assert_str_eq(json_string_value(within(award, "unit.name")), "Xã Hiếu");
    cr_assert_str_eq(json_string_value(within(award, "granting_unit.name")), "Huyện Kon Plông");
    struct answer province = as("tinh-quang-ngai.leader", GET,
                                "/awards?unit_under=code:tinh-quang-ngai&include_predecessors=true&limit=200");
    cr_assert_not_null(item(province, "items", "decision_number", "612/QĐ-UBND"));
}

Test(awards_in_july, of_a_district_are_not_proposed_any_more)
{
    struct answer proposal = as(REPORTER, POST, "/proposals", .json = body("{'title': 'Đề nghị', 'reason': 'ad_hoc'}"));
    expect_text(proposal, "receiving_unit.name", "Tỉnh Quảng Ngãi");
    struct answer refused =
        as(REPORTER, POST, at("/proposals/%s/nominations", text(proposal, "id")),
           .json = body("{'items': [{'new_honouree': {'kind': 'individual', 'name': 'A Brôl'}, 'award_type': 'GK_H',"
                        " 'achievement': 'Cứu người'}]}"));
    expect_fault(refused, "/items/0/award_type", "award_type_not_in_force");
}

/* What a district granted is corrected and revoked by who has its dossiers since: the new province, and no commune. */
Test(awards_in_july, of_a_district_are_revoked_by_its_successor)
{
    struct answer list = as("tinh-quang-ngai.reviewer", GET, "/awards?q=A%20V%C6%B0%C6%A1ng&limit=200");
    json_t *award = item(list, "items", "decision_number", "612/QĐ-UBND");
    cr_assert_not_null(award);
    const char *id = json_string_value(within(award, "id"));
    const char *words =
        body("{'kind': 'revocation', 'title': 'Hủy bỏ khen thưởng', 'signer': {'name': 'Nguyễn Hoàng Giang',"
             " 'position': 'Chủ tịch', 'capacity': 'TM'}, 'awards': [{'award': '%s', 'ground': 'false_papers',"
             " 'note': 'Giấy xác nhận không đúng sự thật'}]}",
             id);
    struct answer refused = as(DESK, POST, "/award-decisions", .json = words);
    expect_fault(refused, "/awards/0/award", "award_not_granted_here");
    expect_in_body(refused, "Luật 06/2022/QH15 Điều 93");
    struct answer drafted = as("tinh-quang-ngai.reviewer", POST, "/award-decisions", .json = words);
    expect_status(drafted, 201);
    expect_status(move_with("tinh-quang-ngai.leader", at("/award-decisions/%s", text(drafted, "id")),
                            body("{'to': 'signed', 'details': {'number': 'HB-%d/QĐ-UBND', 'decided_on': '2025-07-02',"
                                 " 'file_sha256': '%064d'}}",
                                 (int)getpid(), 1)),
                  201);
    struct answer read = as(REPORTER, GET, at("/awards/%s", id));
    expect_text(read, "state", "revoked");
    expect_text(read, "recovery.bonus", "due");
    struct answer back =
        as("tinh-quang-ngai.reviewer", POST, at("/awards/%s/recoveries", id),
           .json = body("{'what': 'bonus', 'outcome': 'recovered', 'recovered_on': '2025-07-02', 'amount': 710000}"));
    expect_status(back, 201);
    cr_assert_not_null(
        item(as("tinh-quang-ngai.reviewer", GET, "/me/tasks?kind=recover_award&limit=200"), "items", "id", id));
    expect_problem(as(DESK, POST, at("/awards/%s/recoveries", id),
                      .json = body("{'what': 'artefact', 'outcome': 'recovered', 'recovered_on': '2025-07-02'}")),
                   403, "not_allowed");
}
