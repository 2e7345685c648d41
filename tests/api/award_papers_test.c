/* award_papers_test.c: papers of awards as official documents: the letter that proposes with its list, the decision
 * with its articles, money and list, whom they are shown to, and what they leave out. */
#include "awards_cases.h"

#include <string.h>

#define PAGE "text/html"
#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static const char *document(const char *path)
{
    return at("%s/document", path);
}

/* The first block that has this property, NULL when none does. */
static json_t *block_with(struct answer answer, const char *property, const char *text)
{
    size_t i;
    json_t *block;
    json_array_foreach(json(answer, "document.blocks"), i, block) {
        const char *words = json_string_value(json_object_get(block, property));
        if (json_object_get(block, property) && (text == NULL || (words && strstr(words, text))))
            return block;
    }
    return NULL;
}

Test(award_papers, proposal_is_a_letter_with_its_list)
{
    struct dossier dossier = drafted();
    struct answer letter = as(COMMUNE, GET, document(dossier.proposal));
    expect_status(letter, 200);
    expect_text(letter, "document.kind", "TỜ TRÌNH");
    expect_text(letter, "document.mark", "DỰ THẢO");
    expect_text(letter, "document.abstract", "Về việc đề nghị khen thưởng thử");
    expect_text(letter, "document.number", "…/TTr-UBND");
    cr_expect(block_with(letter, "addressee", "Kính gửi: Ủy ban nhân dân thành phố Kon Tum.") != NULL);
    cr_expect(block_with(letter, "paragraph", "khen thưởng 01 cá nhân có thành tích đột xuất") != NULL);
    struct answer page = as(COMMUNE, GET, document(dossier.proposal), .accept = PAGE);
    expect_in_body(page, "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;");
    expect_in_body(page, "báo cáo thành tích: 01 bản");
    cr_expect(strstr(page.body, "mức lương cơ sở") == NULL);
    expect_in_body(page, "DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG");
    expect_in_body(page, "A Brôl");
    expect_in_body(page, "Cứu người bị nạn");
    cr_expect(strstr(page.body, "Đã dũng cảm cứu người bị nạn") == NULL, "the decision's words are not the deed");
    expect_status(as(COMMUNE, GET, document(dossier.proposal), .accept = WORD), 200);
}

Test(award_papers, letter_names_who_signed_it)
{
    struct answer paper_of_it =
        as(COMMUNE, POST, "/documents",
           .json = body("{'kind': 'submission_letter', 'abstract': 'Tờ trình', 'signer_name': 'Y Hơ',"
                        " 'signer_position': 'Phó Chủ tịch Ủy ban nhân dân xã', 'capacity': 'KT'}"));
    expect_status(paper_of_it, 201);
    struct answer proposal = as(COMMUNE, POST, "/proposals",
                                .json = body("{'title': 'Đề nghị khen thưởng thử', 'reason': 'ad_hoc', 'documents':"
                                             " [{'document': '%s', 'purpose': 'proposal_letter'}]}",
                                             text(paper_of_it, "id")));
    expect_status(proposal, 201);
    struct answer letter = as(COMMUNE, GET, document(at("/proposals/%s", text(proposal, "id"))));
    expect_text(letter, "document.signature.capacity", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH");
    expect_text(letter, "document.signature.position", "PHÓ CHỦ TỊCH");
    expect_text(letter, "document.signature.name", "Y Hơ");
}

Test(award_papers, letter_is_read_by_who_sees_the_proposal)
{
    struct dossier dossier = drafted();
    expect_status(as(SIBLING, GET, document(dossier.proposal)), 404);
    sent(dossier);
    struct answer seen = as(DESK, GET, document(dossier.proposal));
    expect_status(seen, 200);
    cr_expect(eq(ptr, json(seen, "document.mark"), NULL));
    expect_status(as(STRANGER, GET, document(dossier.proposal)), 404);
}

Test(award_papers, nominees_who_left_are_named_below_the_list)
{
    struct dossier dossier = sent(drafted());
    expect_status(move(DESK, dossier.proposal, "received"), 201);
    expect_status(move_with(DESK, dossier.nomination, body("{'to': 'struck_out', 'note': 'Không đủ điều kiện'}")), 201);
    expect_in_body(as(COMMUNE, GET, document(dossier.proposal), .accept = PAGE),
                   "Không còn trong danh sách xét: A Brôl");
}

Test(award_papers, decision_says_by_what_right_for_whom_and_how_much)
{
    const char *decision = decision_for(passed(drafted_for("GK_H", "individual", "Y Blưt")));
    struct answer draft = as(DESK, GET, document(decision));
    expect_status(draft, 200);
    expect_text(draft, "document.mark", "DỰ THẢO");
    expect_text(draft, "document.number", "…/QĐ-UBND");
    cr_expect(block_with(draft, "heading", "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ KON TUM") != NULL);
    cr_expect(block_with(draft, "lead", "Điều 1.") != NULL);
    cr_expect(block_with(draft, "paragraph",
                         "Tặng Giấy khen của Chủ tịch Ủy ban nhân dân thành phố Kon Tum cho Y Blưt") != NULL);
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    struct answer page = as(DESK, GET, document(decision), .accept = PAGE);
    expect_status(page, 200);
    cr_expect(strstr(page.body, "DỰ THẢO") == NULL);
    expect_in_body(page, "Kon Tum, ngày 15 tháng 6 năm 2025");
    expect_in_body(page, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 02 năm 2025;");
    expect_in_body(page, "Xét đề nghị của Ủy ban nhân dân xã Đoàn Kết");
    expect_in_body(page, "<b>Điều 1.</b>");
    expect_in_body(page, "cho Y Blưt, xã Đoàn Kết, đã dũng cảm cứu người bị nạn.");
    expect_in_body(page, "đồng, chi từ Quỹ thi đua, khen thưởng của thành phố Kon Tum");
    expect_in_body(page, "đơn vị liên quan và cá nhân có tên tại Điều 1");
    expect_in_body(page, "Đỗ Minh Dũng");
    expect_status(as(DESK, GET, document(decision), .accept = WORD), 200);
    expect_status(as(STRANGER, GET, document(decision)), 404);
}

Test(award_papers, decision_on_an_award_says_what_it_changes)
{
    const char *decision = decision_for(passed(drafted_for("GK_H", "individual", "Y Blut")));
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    const char *number = text(as(DESK, GET, decision), "number");
    struct answer awards = as(DESK, GET, at("/awards?decision=%s", strrchr(decision, '/') + 1));
    struct answer made =
        as(DESK, POST, "/award-decisions",
           .json = body("{'kind': 'correction', 'title': 'Về việc đính chính tên', 'awards': [{'award':"
                        " '%s', 'name': 'Y Blưt'}]}",
                        text(awards, "items.0.id")));
    expect_status(made, 201);
    struct answer page = as(DESK, GET, document(at("/award-decisions/%s", text(made, "id"))), .accept = PAGE);
    expect_in_body(page, "tên “Y Blut” đính chính thành “Y Blưt”");
    expect_in_body(
        page, at("Căn cứ Quyết định số %s ngày 15 tháng 6 năm 2025 của Chủ tịch Ủy ban nhân dân thành phố", number));
    expect_in_body(page, "- Ủy ban nhân dân xã Đoàn Kết;");
}

Test(award_papers, revocation_names_its_article_its_ground_and_the_sum_to_take_back)
{
    const char *award = awarded(drafted());
    expect_status(as(DESK, POST, at("%s/payments", award), .json = body("{'paid_on': '2025-06-11', 'amount': 710000}")),
                  201);
    struct answer made =
        as(DESK, POST, "/award-decisions",
           .json = body("{'kind': 'revocation', 'title': 'Hủy bỏ khen thưởng', 'signer': {'name': 'Đỗ Minh Dũng',"
                        " 'position': 'Phó Chủ tịch Ủy ban nhân dân thành phố', 'capacity': 'KT'}, 'awards': [{'award':"
                        " '%s', 'ground': 'fraud', 'note': 'Kê khai không đúng'}]}",
                        strrchr(award, '/') + 1));
    expect_status(made, 201);
    struct answer paper_of_it = as(DESK, GET, document(at("/award-decisions/%s", text(made, "id"))));
    cr_expect(block_with(paper_of_it, "paragraph", "Hủy bỏ khen thưởng theo Điều 93 Luật 06/2022/QH15 đối với:") !=
              NULL);
    expect_in_body(paper_of_it, "gian dối trong kê khai thành tích: kê khai không đúng");
    expect_in_body(paper_of_it, "số tiền thưởng đã chi là 710.000 đồng");
    expect_text(paper_of_it, "document.signature.capacity", "KT. CHỦ TỊCH");
    expect_text(paper_of_it, "document.signature.position", "PHÓ CHỦ TỊCH");
}
