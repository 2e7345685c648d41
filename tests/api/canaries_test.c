/* canaries_test.c: the words that stand in rows of every unit are heard where they may be, and an answer that tells one
 * to somebody else is noticed: with the second wall down, and one row policy too wide. */
/* service: THIDUA_TEST_WALLS=policies */
#include "support/canaries.h"

#include <string.h>
#include <zip.h>

static const char reporter[] = "xa-doan-ket.reporter";

static struct answer listed(const char *path, const char *form)
{
    struct answer answer = as(reporter, GET, path, .accept = form);
    expect_status(answer, 200);
    return answer;
}

static void expect_noticed(const char *table, const char *path)
{
    static const char *const forms[] = {"application/json", "text/csv",
                                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    struct answer leaked[3];
    canaries_are_awaited = true;
    for (size_t i = 0; i < 3; i++)
        cr_expect_null(canary_in(listed(path, forms[i])), "%s as %s, as it should be", path, forms[i]);
    database("create policy wide_open on app.%s for select to thidua_service using (true)", table);
    for (size_t i = 0; i < 3; i++)
        leaked[i] = listed(path, forms[i]);
    database("drop policy wide_open on app.%s", table);
    for (size_t i = 0; i < 3; i++)
        cr_expect_not_null(canary_in(leaked[i]), "%s as %s, with its rows open to all", path, forms[i]);
}

Test(canaries, of_another_province_are_noticed)
{
    expect_noticed("campaigns", "/campaigns?limit=200");
}

Test(canaries, of_a_sibling_are_noticed)
{
    expect_noticed("honourees", "/honourees?limit=200");
}

Test(canaries, are_heard_by_those_who_may)
{
    struct answer heard = as("tinh-kon-tum.reviewer", GET, "/honourees?limit=200"); /* fails when one is foreign */
    cr_expect_not_null(strstr(heard.body, " chim"));
    heard.call.account = reporter;
    cr_expect_not_null(canary_in(heard), "the same words, told to a commune");
    heard.call.account = NULL;
    cr_expect_not_null(canary_in(heard), "the same words, told to nobody");
    heard.headers = at("Content-Disposition: attachment; filename*=UTF-8''%.16s.pdf\r\n", canary_in(heard));
    heard.body = "";
    heard.length = 0;
    cr_expect_not_null(canary_in(heard), "one of them in a header, told to nobody");
}

/* What is packed in an archive that is packed in another, and what the page of a PDF says. */
Test(canaries, are_seen_in_archives_and_on_pages)
{
    struct answer heard = as("tinh-kon-tum.reviewer", GET, "/honourees?limit=200",
                             .accept = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    zip_source_t *outer = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = zip_open_from_source(outer, ZIP_TRUNCATE, NULL);
    zip_source_keep(outer);
    zip_file_add(archive, "book.xlsx", zip_source_buffer(archive, heard.body, heard.length, 0), 0);
    cr_assert(zero(int, zip_close(archive)));
    static char packed[1 << 20];
    cr_assert(zero(int, zip_source_open(outer)));
    zip_int64_t length = zip_source_read(outer, packed, sizeof packed);
    cr_assert(length > 0 && length < (zip_int64_t)sizeof packed);
    zip_source_free(outer);
    struct answer dossier = heard;
    dossier.call.account = reporter;
    dossier.body = packed;
    dossier.length = (size_t)length;
    const char *word = canary_in(dossier);
    cr_assert_not_null(word);
    dossier.call.account = "tinh-kon-tum.reviewer";
    cr_expect_null(canary_in(dossier));
    const char *page = at("BT /F 9 Tf 9 9 Td (%s) Tj ET", word);
    struct answer sheet = dossier;
    sheet.call.account = reporter;
    sheet.body =
        at("%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F<</Type/Font"
           "/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
           "trailer<</Root 1 0 R>>\n%%%%EOF\n",
           strlen(page), page);
    sheet.length = strlen(sheet.body);
    cr_expect_not_null(canary_in(sheet));
}
