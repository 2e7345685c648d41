/* certificates_test.c: bằng khen and giấy khen of a signed decision as one PDF: what stands on a sheet, who prints it,
 * and paper that a unit had printed for itself. */
#include "awards_cases.h"

#include <string.h>

#define PDF "application/pdf"

/* The path of a decision that the city's chairperson has signed. */
static const char *signed_on(const char *day, const char *kind, const char *name)
{
    const char *decision = decision_for(passed(drafted_for("GK_H", kind, name)));
    expect_status(sign(CHAIR, decision, day), 201);
    return decision;
}

static const char *signed_for(const char *kind, const char *name)
{
    return signed_on("2025-06-15", kind, name);
}

static const char *certificates(const char *decision)
{
    return at("%s/certificates", decision);
}

/* The words of the first sheet that stand at this height, "" when none do. */
static const char *words_at(struct answer answer, double y)
{
    size_t i;
    json_t *mark;
    json_array_foreach(json(answer, "sheets.sheets.0.marks"), i, mark)
        if (json_number_value(json_object_get(mark, "y")) == y && json_object_get(mark, "text"))
            return json_string_value(json_object_get(mark, "text"));
    return "";
}

Test(certificates, are_one_pdf_with_a_sheet_for_each_award)
{
    struct answer pdf = as(CHAIR, GET, certificates(signed_for("individual", "A Brôl")), .accept = PDF);
    expect_status(pdf, 200);
    expect_header(pdf, "Content-Type", PDF);
    expect_in_body(pdf, "%PDF-1.");
}

Test(certificates, say_whole_names_the_deed_and_the_decision)
{
    struct answer sheets = as(DESK, GET, certificates(signed_for("household", "Hộ gia đình bà Y Blưt")));
    expect_status(sheets, 200);
    expect_count(sheets, "sheets.sheets", 1);
    cr_expect(eq(str, (char *)words_at(sheets, 52), "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ KON TUM"));
    cr_expect(eq(str, (char *)words_at(sheets, 82), "GIẤY KHEN"));
    cr_expect(eq(str, (char *)words_at(sheets, 100), "Hộ gia đình bà Y Blưt"));
    cr_expect(eq(str, (char *)words_at(sheets, 128), "Đã dũng cảm cứu người bị nạn"));
    cr_expect(eq(str, (char *)words_at(sheets, 153), "Kon Tum, ngày 15 tháng 6 năm 2025"));
    cr_expect(eq(str, (char *)words_at(sheets, 193), "Đỗ Minh Dũng"));
}

Test(certificates, on_printed_paper_say_only_what_differs)
{
    struct answer sheets = as(DESK, GET, at("%s?paper=preprinted", certificates(signed_for("individual", "Y Mlơn"))));
    cr_expect(eq(str, (char *)words_at(sheets, 82), ""));
    cr_expect(eq(str, (char *)words_at(sheets, 100), "Y Mlơn"));
}

Test(certificates, are_printed_by_who_granted_them_once_the_decision_is_signed)
{
    const char *decision = decision_for(passed(drafted()));
    expect_problem(as(DESK, GET, certificates(decision), .accept = PDF), 409, "decision_is_not_signed");
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    expect_status(as(DESK, GET, certificates(decision), .accept = PDF), 200);
    expect_problem(as(PROVINCE, GET, certificates(decision), .accept = PDF), 403, "not_allowed");
    expect_status(as(STRANGER, GET, certificates(decision), .accept = PDF), 404);
}

Test(certificates, are_refused_when_a_name_does_not_fit_or_has_signs_without_a_shape)
{
    char name[400] = "";
    for (int i = 0; i < 20; i++)
        strcat(name, "Tổ xung kích");
    expect_problem(as(CHAIR, GET, certificates(signed_for("collective", name)), .accept = PDF), 409,
                   "certificate_cannot_be_drawn");
    expect_problem(as(CHAIR, GET, certificates(signed_for("individual", "A 王")), .accept = PDF), 409,
                   "certificate_cannot_be_drawn");
}

/* ---- layouts ---- */

#define LAYOUT(marks)                                                                                                  \
    "{'paper': 'preprinted', 'award_type': 'GK_H', 'width': 280, 'height': 200, 'valid_from': '%s', 'citation': "      \
    "'Phôi của thành phố (giả định)', 'marks': [" marks "]}"
#define NAME_MARK "{'text': '{honouree}', 'x': 30, 'y': 104.5, 'width': 220, 'align': 'center', 'size': 26}"

Test(certificates, follow_the_layout_that_the_granting_unit_measured_on_its_paper)
{
    struct answer layout = as(DESK, POST, "/certificate-layouts", .json = body(LAYOUT(NAME_MARK), "2025-06-16"));
    expect_status(layout, 201);
    struct answer again = as(SIBLING, GET, at("/certificate-layouts/%s", text(layout, "id")));
    expect_text(again, "unit.name", "Thành phố Kon Tum");
    struct answer sheets =
        as(DESK, GET, at("%s?paper=preprinted", certificates(signed_on("2025-06-16", "individual", "Y Blưt"))));
    expect_number(sheets, "sheets.sheets.0.width", 280);
    cr_expect(eq(str, (char *)words_at(sheets, 104.5), "Y Blưt"));
    expect_problem(as(DESK, POST, "/certificate-layouts", .json = body(LAYOUT(NAME_MARK), "2025-06-16")), 422,
                   "validation_failed");
    struct answer list = as(SIBLING, GET, "/certificate-layouts?unit=code:thanh-pho-kon-tum&on=2025-06-16");
    expect_count(list, "items", 1);
}

Test(certificates, name_each_mark_that_cannot_be_drawn)
{
    struct answer refused =
        as(DESK, POST, "/certificate-layouts",
           .json = body(LAYOUT("{'x': 1, 'y': 1}, {'text': 'Tặng {ten}', 'x': 1, 'y': 20, 'width': 50},"
                               " {'text': 'x', 'x': 270, 'y': 20, 'width': 50}"),
                        "2025-07-01"));
    expect_fault(refused, "/marks/0", "mark_shows_one_thing");
    expect_fault(refused, "/marks/1/text", "words_are_not_known");
    expect_fault(refused, "/marks/2", "mark_is_off_the_sheet");
    expect_status(as(SIBLING, GET, "/certificate-layouts/00000000-0000-7000-8000-000000000000"), 404);
}

/* ---- a picture behind everything ---- */

/* A PNG of eight by eight pixels. */
static const unsigned char png[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x08, 0x00, 0x00, 0x00, 0x08, 0x08, 0x02, 0x00, 0x00, 0x00, 0x4b, 0x6d, 0x29, 0xdc, 0x00, 0x00, 0x00, 0x11, 0x49,
    0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8, 0xff, 0xe1, 0x04, 0x56, 0xc4, 0x30, 0xb4, 0x24, 0x00, 0xf1, 0x75, 0xad,
    0xc1, 0xc3, 0xc7, 0x2d, 0x74, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

static const char *picture(void)
{
    char path[] = "/tmp/thidua-picture-XXXXXX";
    int file = mkstemp(path);
    cr_assert(eq(i64, (int64_t)write(file, png, sizeof png), (int64_t)sizeof png));
    close(file);
    struct answer made =
        as(DESK, POST, "/documents", .upload = path, .fields = {"kind=other", "abstract=Nền giấy khen (giả định)"});
    unlink(path);
    expect_status(made, 201);
    expect_text(made, "media_type", "image/png");
    return text(made, "id");
}

#define BEHIND(id)                                                                                                     \
    body("{'paper': 'plain', 'award_type': 'GK_H', 'width': 280, 'height': 200, 'valid_from': '2025-06-16', "          \
         "'citation': 'Phôi của thành phố (giả định)', 'background': '%s', 'marks': [" NAME_MARK "]}",                 \
         id)

Test(certificates, may_have_a_picture_behind_everything)
{
    expect_fault(as(DESK, POST, "/certificate-layouts", .json = BEHIND(paper(DESK, "plan"))), "/background",
                 "background_is_no_picture");
    const char *behind = picture();
    expect_status(as(DESK, POST, "/certificate-layouts", .json = BEHIND(behind)), 201);
    const char *decision = signed_on("2025-06-16", "individual", "A Brôl");
    expect_text(as(DESK, GET, certificates(decision)), "sheets.sheets.0.background", behind);
    struct answer pdf = as(DESK, GET, certificates(decision), .accept = PDF);
    expect_status(pdf, 200);
    expect_in_body(pdf, "%PDF-1.");
    const char *image = NULL;
    for (size_t i = 0; i + 15 < pdf.length && !image; i++)
        image = memcmp(pdf.body + i, "/Subtype /Image", 15) == 0 ? pdf.body + i : NULL;
    cr_expect(image != NULL, "the sheet has no picture");
}
