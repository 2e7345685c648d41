/* award_day_test.c: one list from end to end: a tờ trình with 99 collectives and 48 people out of a workbook and a
 * table, three struck out, the council's vote, one decision of 144, its paper and one PDF of certificates. */
#include "councils_cases.h"

#include <time.h>
#include <zip.h>

#define PDF         "application/pdf"
#define PAGE        "text/html"
#define XLSX        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define COLLECTIVES 99
#define PEOPLE      48
#define STRUCK_OUT  3
#define GRANTED     (COLLECTIVES + PEOPLE - STRUCK_OUT)
#define BOUND       300 /* seconds: on a machine that does much else */

static const char *const columns[] = {"new_honouree.kind", "new_honouree.name", "new_honouree.position",
                                      "award_type",        "achievement",       "citation_text"};
#define COLUMNS (sizeof columns / sizeof columns[0])

/* What stands in a cell of the lists: row 0 is the first collective or person. */
static const char *cell_of(bool collective, int row, size_t column)
{
    switch (column) {
    case 0:
        return collective ? "collective" : "individual";
    case 1:
        return collective ? at("Tổ xung kích thôn %d", row + 1) : at(row % 2 ? "A Brôl %d" : "Y Blưt %d", row + 1);
    case 2:
        return collective ? "" : "Nông dân";
    case 3:
        return "GK_H";
    case 4:
        return "Cứu hộ, cứu nạn trong đợt lũ (giả định)";
    default:
        return "Đã có thành tích xuất sắc trong cứu hộ, cứu nạn";
    }
}

/* ---- a workbook as people's programs write them ---- */

static void add_part(zip_t *archive, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(archive, text, strlen(text), 0);
    cr_assert_not_null(source);
    cr_assert(ge(i64, zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8), 0));
}

static char *sheet_of(bool collective, int rows)
{
    char *sheet = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&sheet, &length);
    fputs("<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
          "<sheetData>",
          out);
    for (int row = -1; row < rows; row++) {
        fprintf(out, "<row r=\"%d\">", row + 2);
        for (size_t c = 0; c < COLUMNS; c++)
            fprintf(out, "<c r=\"%c%d\" t=\"inlineStr\"><is><t>%s</t></is></c>", (int)('A' + c), row + 2,
                    row < 0 ? columns[c] : cell_of(collective, row, c));
        fputs("</row>", out);
    }
    fputs("</sheetData></worksheet>", out);
    fclose(out);
    return sheet;
}

/* The bytes of a workbook with the list; the caller frees them. */
static char *workbook_of(bool collective, int rows, size_t *length)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    cr_assert_not_null(archive);
    zip_source_keep(source);
    add_part(archive, "[Content_Types].xml",
             "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
             "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
             "<Override PartName=\"/xl/workbook.xml\" "
             "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
             "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
             "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>");
    add_part(archive, "_rels/.rels",
             "<?xml version=\"1.0\"?><Relationships "
             "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
             "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
             "Target=\"xl/workbook.xml\"/></Relationships>");
    add_part(archive, "xl/_rels/workbook.xml.rels",
             "<?xml version=\"1.0\"?><Relationships "
             "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
             "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
             "Target=\"worksheets/sheet1.xml\"/></Relationships>");
    add_part(archive, "xl/workbook.xml",
             "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
             "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet "
             "name=\"Danh sách\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
    char *sheet = sheet_of(collective, rows);
    add_part(archive, "xl/worksheets/sheet1.xml", sheet);
    cr_assert(zero(int, zip_close(archive)));
    free(sheet);
    cr_assert(zero(int, zip_source_open(source)));
    zip_stat_t found;
    cr_assert(zero(int, zip_source_stat(source, &found)));
    char *bytes = malloc(found.size);
    cr_assert(eq(i64, zip_source_read(source, bytes, found.size), (zip_int64_t)found.size));
    zip_source_close(source);
    zip_source_free(source);
    *length = found.size;
    return bytes;
}

/* The same as a table; the caller frees it. */
static char *table_of(bool collective, int rows)
{
    char *table = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&table, &length);
    for (int row = -1; row < rows; row++)
        for (size_t c = 0; c < COLUMNS; c++)
            fprintf(out, "\"%s\"%s", row < 0 ? columns[c] : cell_of(collective, row, c),
                    c + 1 < COLUMNS ? "," : "\r\n");
    fclose(out);
    return table;
}

/* ---- the day ---- */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static const char *letter_sent(void)
{
    struct answer proposal = as(
        COMMUNE, POST, "/proposals",
        .json = body("{'title': 'Đề nghị tặng Giấy khen cho tập thể, cá nhân có thành tích cứu hộ, cứu nạn', 'number':"
                     " '21/TTr-UBND', 'issued_on': '2025-06-10', 'reason': 'ad_hoc', 'documents': [{'document': '%s',"
                     " 'purpose': 'proposal_letter'}, {'document': '%s', 'purpose': 'achievement_report'}]}",
                     paper(COMMUNE, "submission_letter"), paper(COMMUNE, "achievement_report")));
    expect_status(proposal, 201);
    const char *path = at("/proposals/%s", text(proposal, "id"));
    const char *list = at("%s/nominations", path);
    size_t length;
    char *book = workbook_of(true, COLLECTIVES, &length);
    expect_count(as(COMMUNE, POST, list, .type = XLSX, .raw = book, .raw_length = length), "items", COLLECTIVES);
    free(book);
    char *table = table_of(false, PEOPLE);
    expect_count(as(COMMUNE, POST, list, .type = "text/csv", .raw = table), "items", PEOPLE);
    free(table);
    expect_count(as(COMMUNE, GET, at("%s/check", path)), "items", 0);
    expect_status(move(COMMUNE, path, "submitted"), 201);
    return path;
}

/* Three leave the list; what is left is put before the council, voted on by show of hands and carried. */
static const char *carried_by_the_council(const char *proposal, const char **granted)
{
    struct answer list = as(DESK, GET, at("%s/nominations?limit=200&sort=ordinal", proposal));
    expect_count(list, "items", COLLECTIVES + PEOPLE);
    char agenda[GRANTED * 100] = "", counts[GRANTED * 400] = "", ids[GRANTED * 42] = "";
    size_t agenda_end = 0, counts_end = 0, ids_end = 0;
    for (int i = 0; i < COLLECTIVES + PEOPLE; i++) {
        const char *id = text(list, at("items.%d.id", i));
        if (i % 49 == 48) {
            expect_status(move_with(DESK, at("/nominations/%s", id),
                                    body("{'to': 'struck_out', 'note': 'Đã được khen về cùng thành tích'}")),
                          201);
            continue;
        }
        const char *comma = agenda_end ? ", " : "";
        agenda_end += (size_t)snprintf(agenda + agenda_end, sizeof agenda - agenda_end,
                                       "%s{\"nomination\": \"%s\", \"mode\": \"show_of_hands\"}", comma, id);
        counts_end += (size_t)snprintf(counts + counts_end, sizeof counts - counts_end,
                                       "%s{\"nomination\": \"%s\", \"counts\": [%s, %s]}", comma, id,
                                       count_line("A", 3, 3, 0, 0), count_line("B", 3, 3, 0, 0));
        ids_end += (size_t)snprintf(ids + ids_end, sizeof ids - ids_end, "%s\"%s\"", comma, id);
    }
    expect_status(move_with(DESK, proposal, body("{'to': 'appraised', 'note': 'Hồ sơ đủ'}")), 201);
    struct council council = council_of(3);
    struct answer made = as(DESK, POST, "/council-sessions",
                            .json = at("{\"council\": \"%s\", \"title\": \"Xét khen thưởng cứu hộ, cứu nạn\", "
                                       "\"held_on\": \"2025-06-16\", \"presided_by\": \"%s\", \"recorded_by\": \"%s\", "
                                       "\"agenda\": [%s]}",
                                       council.id, council.members[0], council.members[1], agenda));
    expect_status(made, 201);
    const char *session = at("/council-sessions/%s", text(made, "id"));
    attend(session, council, 3, 0);
    expect_status(move(DESK, session, "convened"), 201);
    expect_status(move(DESK, session, "voting"), 201);
    expect_status(put_in(session, "counts", at("{\"items\": [%s]}", counts)), 200);
    expect_status(move(DESK, session, "closed"), 201);
    expect_status(sign_minutes(DESK, session), 201);
    *granted = at("%s", ids);
    return session;
}

Test(award_day, from_a_list_to_certificates, .init = council_law)
{
    double began = now();
    const char *proposal = letter_sent();
    expect_status(move(DESK, proposal, "received"), 201);
    double imported = now();
    const char *granted;
    const char *session = carried_by_the_council(proposal, &granted);
    double voted = now();
    struct answer made = as(DESK, POST, "/award-decisions",
                            .json = at("{\"title\": \"Về việc tặng Giấy khen cho tập thể, cá nhân cứu hộ, cứu nạn\", "
                                       "\"nominations\": [%s], \"signer\": {\"name\": \"Đỗ Minh Dũng\", \"position\": "
                                       "\"Chủ tịch\", \"capacity\": \"none\"}}",
                                       granted));
    expect_status(made, 201);
    const char *decision = at("/award-decisions/%s", text(made, "id"));
    expect_number(made, "nomination_count", GRANTED);
    expect_status(sign(CHAIR, decision, "2025-06-16"), 201);
    expect_status(move(CHAIR, decision, "published"), 201);
    expect_text(as(DESK, GET, proposal), "state", "decided");
    double decided = now();
    struct answer paper_of_it = as(CHAIR, GET, at("%s/document", decision), .accept = PAGE);
    expect_in_body(paper_of_it, "97 tập thể và 47 cá nhân");
    expect_in_body(as(DESK, GET, at("%s/minutes/document", session), .accept = PAGE), "Y Blưt 1");
    expect_in_body(as(DESK, GET, at("%s/document", proposal), .accept = PAGE), "Không còn trong danh sách xét");
    struct answer sheets = as(CHAIR, GET, at("%s/certificates", decision));
    expect_count(sheets, "sheets.sheets", GRANTED);
    struct answer pdf = as(CHAIR, GET, at("%s/certificates", decision), .accept = PDF);
    expect_status(pdf, 200);
    expect_in_body(pdf, "%PDF-1.");
    double printed = now();
    printf(
        "award_day: %.1f s: %.1f in a list of %d, %.1f through the council, %.1f decided, %.1f printed (%zu bytes)\n",
        printed - began, imported - began, COLLECTIVES + PEOPLE, voted - imported, decided - voted, printed - decided,
        pdf.length);
    cr_expect(lt(dbl, printed - began, BOUND));
}
