/* render_official.c: an official document as a page and as a file for Word: order, escaping, what is missing. */
#include "render/official.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static const char whole[] =
    "{\"above\": \"ỦY BAN NHÂN DÂN TỈNH KON TUM\", \"issuer\": [\"SỞ NỘI VỤ\"], \"number\": \"12/BC-SNV\", \"place\": "
    "\"Kon Tum\","
    " \"date\": \"2025-02-05\", \"kind\": \"BÁO CÁO\", \"abstract\": \"Sơ kết <6 tháng> & “thi đua”\","
    " \"blocks\": [{\"heading\": \"I. KẾT QUẢ\", \"level\": 1}, {\"paragraph\": \"Thu ngân sách đạt 1.842,6 tỷ "
    "đồng.\"},"
    " {\"list\": [\"Một\", \"Hai\"]}, {\"page\": \"landscape\"}, {\"heading\": \"Phụ lục\", \"level\": 0},"
    " {\"note\": \"(Kèm theo)\"}, {\"table\": {\"title\": \"BẢNG\", \"columns\": [{\"title\": \"TT\", \"align\": "
    "\"center\","
    " \"width\": 10}, {\"title\": \"Chỉ tiêu\"}, {\"title\": \"Số\", \"align\": \"right\"}],"
    " \"rows\": [[\"1\", \"A & B\", \"1,5\"], [\"2\", null]], \"notes\": [\"Ghi chú\"]}}],"
    " \"signature\": {\"capacity\": \"KT. GIÁM ĐỐC\", \"position\": \"PHÓ GIÁM ĐỐC\", \"name\": \"Y Blưt\"},"
    " \"recipients\": [\"- Như trên;\", \"- Lưu: VT.\"]}";

static char *page_of(const char *json)
{
    json_auto_t *document = json_loads(json, 0, NULL);
    struct text out = {0};
    cr_assert_not_null(document);
    official_html(document, &out);
    return text_take(&out);
}

/* A part of the package, as text; "" when there is none. */
static char *part_of(const struct text *package, const char *name)
{
    zip_source_t *source = zip_source_buffer_create(package->bytes, package->length, 0, NULL);
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
    cr_assert_not_null(archive, "no package");
    zip_stat_t found = {0};
    struct text out = {0};
    if (zip_stat(archive, name, 0, &found) == 0) {
        zip_file_t *file = zip_fopen(archive, name, 0);
        char *place = text_reserve(&out, (size_t)found.size);
        cr_assert_eq(zip_fread(file, place, found.size), (zip_int64_t)found.size);
        out.length += (size_t)found.size;
        out.bytes[out.length] = '\0';
        zip_fclose(file);
    }
    zip_discard(archive);
    return text_take(&out);
}

static void expect_well_formed(const char *name, const char *xml)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    enum XML_Status status = XML_Parse(parser, xml, (int)strlen(xml), 1);
    cr_expect(status == XML_STATUS_OK, "%s, line %lu: %s", name, XML_GetCurrentLineNumber(parser),
              XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

static char *body_of(const char *json)
{
    json_auto_t *document = json_loads(json, 0, NULL);
    scoped(text_close) struct text package = {0};
    cr_assert(official_docx(document, &package));
    return part_of(&package, "word/document.xml");
}

/* Each begins behind the one before it. */
static void expect_in_order(const char *text, const char *const *parts)
{
    const char *place = text;
    for (; *parts; parts++) {
        const char *found = strstr(place, *parts);
        cr_assert(found != NULL, "“%s” does not follow in:\n%s", *parts, place);
        place = found + strlen(*parts);
    }
}

static const char *const order[] = {"ỦY BAN NHÂN DÂN TỈNH KON TUM",
                                    "SỞ NỘI VỤ",
                                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                    "Độc lập - Tự do - Hạnh phúc",
                                    "Số: 12/BC-SNV",
                                    "Kon Tum, ngày 05 tháng 02 năm 2025",
                                    "BÁO CÁO",
                                    "Sơ kết &lt;6 tháng&gt; &amp; “thi đua”",
                                    "I. KẾT QUẢ",
                                    "Thu ngân sách đạt 1.842,6 tỷ đồng.",
                                    "- Một",
                                    "- Hai",
                                    "Nơi nhận:",
                                    "- Như trên;",
                                    "- Lưu: VT.",
                                    "KT. GIÁM ĐỐC",
                                    "PHÓ GIÁM ĐỐC",
                                    "Y Blưt",
                                    "Phụ lục",
                                    "(Kèm theo)",
                                    "BẢNG",
                                    "Chỉ tiêu",
                                    "A &amp; B",
                                    "1,5",
                                    "Ghi chú",
                                    NULL};

Test(official_documents, are_pages_in_the_order_of_the_decree)
{
    scoped(free_string) char *page = page_of(whole);
    expect_in_order(page, order);
    cr_assert(strstr(page, "<section class=\"annexes wide\">"));
    cr_assert(strstr(page, "<col width=\"10.0%\">"));
    cr_assert(strstr(page, "<td class=\"right\">1,5</td>"));
    cr_assert_null(strstr(page, "<script"));
    cr_assert(strstr(official_html_policy(), "style-src 'sha256-"));
}

Test(official_documents, are_files_for_word_in_the_same_order)
{
    scoped(free_string) char *body = body_of(whole);
    expect_in_order(body, order);
    cr_assert(strstr(body, "<w:tblHeader/>"));
    cr_assert(strstr(body, "w:orient=\"landscape\""));
    cr_assert(strstr(body, "<w:pgNumType w:start=\"1\"/>"));
}

Test(official_documents, are_packages_with_every_part)
{
    static const char *const parts[] = {"[Content_Types].xml", "_rels/.rels",       "word/_rels/document.xml.rels",
                                        "word/styles.xml",     "word/settings.xml", "word/header.xml",
                                        "docProps/core.xml",   "word/document.xml"};
    json_auto_t *document = json_loads(whole, 0, NULL);
    scoped(text_close) struct text package = {0}, again = {0};
    cr_assert(official_docx(document, &package) && official_docx(document, &again));
    cr_assert_eq(package.length, again.length);
    cr_assert_arr_eq(package.bytes, again.bytes, package.length, "the same document gives other bytes");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        scoped(free_string) char *part = part_of(&package, parts[i]);
        expect_well_formed(parts[i], part);
    }
}

/* Every style that a paragraph may name stands in the stylesheets of both. */
Test(official_documents, know_all_their_styles)
{
    json_auto_t *document = json_loads("{}", 0, NULL);
    scoped(text_close) struct text package = {0};
    cr_assert(official_docx(document, &package));
    scoped(free_string) char *styles = part_of(&package, "word/styles.xml");
    for (int style = 0; style < STYLE_COUNT; style++) {
        scoped(free_string) char *wanted = text_format("w:styleId=\"%s\"", official_style_name(style));
        cr_expect(strstr(styles, wanted) != NULL, "%s", wanted);
    }
    for (int rule = RULE_ISSUER; rule <= RULE_ABSTRACT; rule++) {
        scoped(free_string) char *wanted = text_format("w:styleId=\"rule-%s\"", official_rule_name(rule));
        cr_expect(strstr(styles, wanted) != NULL, "%s", wanted);
    }
}

Test(official_documents, leave_out_what_is_missing)
{
    scoped(free_string) char *page = page_of("{\"issuer\": [\"UBND\"], \"kind\": \"TỜ TRÌNH\", \"blocks\": []}");
    cr_assert(strstr(page, "ngày … tháng … năm …") && strstr(page, "Số: …"));
    cr_assert(strstr(page, "Nơi nhận") == NULL && strstr(page, "class=\"abstract\"") == NULL);
    scoped(free_string) char *body = body_of("{}");
    cr_assert(strstr(body, "</w:tcPr>\n</w:tc>") == NULL, "a cell without a paragraph");
    scoped(free_string) char *odd = body_of("{\"blocks\": [{\"table\": {\"columns\": [], \"rows\": []}}, {\"level\": "
                                            "9, \"heading\": \"Sâu\"}, {\"khác\": 1}]}");
    cr_assert(strstr(odd, "Sâu") && strstr(odd, "w:tblHeader") == NULL);
}

Test(official_documents, may_lie_on_their_side_from_the_first_page)
{
    scoped(free_string) char *page = page_of("{\"blocks\": [{\"page\": \"landscape\"}, {\"paragraph\": \"Một\"}]}");
    cr_assert(strstr(page, "<section class=\"body wide\">"));
    cr_assert_null(strstr(page, "annexes wide"));
    scoped(free_string) char *body = body_of("{\"blocks\": [{\"page\": \"landscape\"}, {\"paragraph\": \"Một\"}]}");
    cr_assert(strstr(body, "w:orient=\"landscape\""));
    cr_assert_null(strstr(body, "pgNumType"));
}

/* For Word tables without a paragraph between them are one, under the first one's heads. */
Test(official_documents, keep_tables_apart_and_notes_with_their_last_rows)
{
    scoped(free_string) char *tables =
        body_of("{\"blocks\": [{\"table\": {\"columns\": [{\"title\": \"Một\"}], \"rows\": [[\"1\"]]}},"
                " {\"table\": {\"columns\": [{\"title\": \"Hai\"}], \"rows\": [[\"2\"]]}}],"
                " \"signature\": {\"name\": \"Y Blưt\"}}");
    expect_in_order(tables, (const char *[]){"Một", "</w:tbl>\n<w:p>", "Hai", "</w:tbl>\n<w:p>", "Y Blưt", NULL});
    cr_assert_null(strstr(tables, "<w:pStyle w:val=\"cell\"/><w:keepNext/>"));
    scoped(free_string) char *noted =
        body_of("{\"blocks\": [{\"table\": {\"columns\": [{\"title\": \"Một\"}], \"rows\": [[\"1\"], [\"2\"], [\"3\"]],"
                " \"notes\": [\"Ghi chú\"]}}]}");
    expect_in_order(noted, (const char *[]){">1<", "cell\"/><w:keepNext/>", ">2<", "cell\"/><w:keepNext/>", ">3<",
                                            "</w:tbl>\n<w:p><w:pPr><w:pStyle w:val=\"remark\"/>", "Ghi chú", NULL});
}

Test(official_documents, keep_controls_out_of_their_files)
{
    scoped(free_string) char *body = body_of("{\"blocks\": [{\"paragraph\": \"A\\u0001B\\tC\\nD\"}]}");
    cr_assert(strstr(body, "AB C") && strstr(body, ">D<"));
    expect_well_formed("word/document.xml", body);
}
