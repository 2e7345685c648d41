/* tables_workbook.c: workbooks, honest ones as libxlsxwriter and others write them, and hostile ones. */
#include "render_rows.h"
#include "support/memory.h"
#include "tables_given.h"

#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

/* ---- workbooks by hand: parts in an archive ---- */
struct part {
    const char *name, *bytes;
    size_t length; /* 0: up to the end of the string */
};

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const char root[] = "<Relationships><Relationship Id='rId1' Type='" RELATIONS
                           "/officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char book[] = "<x:workbook xmlns:x='m' xmlns:r='r'><x:sheets><x:sheet name='Một' sheetId='1' "
                           "r:id='rId1'/></x:sheets></x:workbook>";
static const char links[] =
    "<Relationships><Relationship Id='rId1' Type='" RELATIONS "/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='rId2' Type='" RELATIONS "/sharedStrings' Target='/xl/sharedStrings.xml'/>"
    "<Relationship Id='rId3' Type='" RELATIONS "/styles' Target='styles.xml'/></Relationships>";

static bool stored; /* the parts are not packed */

/* The archive as one piece of memory; the caller frees. */
static char *archive(const struct part *parts, size_t count, size_t *length)
{
    char path[] = "/tmp/tables-XXXXXX";
    close(mkstemp(path));
    zip_t *zip = zip_open(path, ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < count; i++) {
        size_t bytes = parts[i].length ? parts[i].length : strlen(parts[i].bytes);
        zip_int64_t added =
            zip_file_add(zip, parts[i].name, zip_source_buffer(zip, parts[i].bytes, bytes, 0), ZIP_FL_OVERWRITE);
        if (stored)
            zip_set_file_compression(zip, (zip_uint64_t)added, ZIP_CM_STORE, 0);
    }
    cr_assert(zip_close(zip) == 0);
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(64 * 1024 * 1024);
    *length = fread(bytes, 1, 64 * 1024 * 1024, file);
    fclose(file);
    unlink(path);
    return bytes;
}

static struct read_table read_parts(const struct part *parts, size_t count, struct table_wishes wishes)
{
    size_t length;
    scoped(free_string) char *bytes = archive(parts, count, &length);
    return read_source(&(struct table_source){.bytes = bytes, .length = length}, wishes);
}

/* A workbook of one page, with whatever else. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* a part goes up to the end of its text */

static struct read_table page_with(const char *page, struct part more)
{
    struct part parts[] = {{"_rels/.rels", root, 0},
                           {"xl/workbook.xml", book, 0},
                           {"xl/_rels/workbook.xml.rels", links, 0},
                           {"xl/worksheets/sheet1.xml", page, 0},
                           more};
    return read_parts(parts, more.name ? 5 : 4, (struct table_wishes){0});
}

#define HEADER                                                                                                         \
    "<row r='1'><c r='A1' t='inlineStr'><is><t>unit</t></is></c><c r='B1' "                                            \
    "t='inlineStr'><is><t>value</t></is></c></row>"
#define PAGE(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
static const char good[] = PAGE(HEADER "<row r='2'><c t='inlineStr'><is><t>x</t></is></c><c><v>1</v></c></row>");

#define expect_page(page, expected, ...)                                                                               \
    do {                                                                                                               \
        scoped(read_close) struct read_table read = page_with((page), (struct part){__VA_ARGS__});                     \
        expect_told(&read, (expected));                                                                                \
    } while (0)

Test(workbook, of_the_smallest_kind_is_read)
{
    expect_page(good, "{'items':[{'unit':'code:x','value':1}]}", 0);
}

Test(workbook, keeps_strings_apart_from_their_pages)
{
    expect_page(PAGE("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row><row><c t='s'><v>2</v></c></row>"),
                "{'items':[{'unit':'code:Măng Đen'}]}", "xl/sharedStrings.xml",
                "<sst><si><t>unit</t></si><si><r><t>va</t></r><r><t>lue</t></r><rPh><t>x</t></rPh></si><si><t "
                "xml:space='preserve'> Măng Đen </t></si></sst>");
}

Test(workbook, tells_dates_and_percentages_by_their_style)
{
    expect_page(
        PAGE(
            "<row><c t='str'><v>unit</v></c><c t='str'><v>value</v></c><c t='str'><v>day</v></c><c "
            "t='str'><v>done</v></c></row>"
            "<row><c t='str'><v>x</v></c><c s='1'><v>0.1549</v></c><c s='2'><v>46022</v></c><c t='b'><v>1</v></c></row>"
            "<row><c t='str'><v>y</v></c><c s='3'><v>75.438596491228068</v></c><c s='4'><v>60</v></c></row>"
            "<row><c t='str'><v>z</v></c><c><v>1.5E+3</v></c><c s='2'><v>61</v></c></row>"),
        "{'items':[{'unit':'code:x','value':15.49,'day':'2025-12-31','done':true},{'unit':'code:y','value':75.438596,'"
        "day':'1900-02-28'},"
        "{'unit':'code:z','value':1500,'day':'1900-03-01'}]}",
        "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[$-42A]dd/mm/yyyy;@'/><numFmt numFmtId='165' "
        "formatCode='#,##0.00\\ &quot;đồng/ngày&quot;'/></numFmts>"
        "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='10'/><xf "
        "numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='14'/></cellXfs></styleSheet>");
}

Test(workbook, gives_the_kept_values_of_formulas)
{
    expect_page(
        PAGE(HEADER "<row r='2'><c t='str'><f>A1</f><v>x</v></c><c><f>1/3</f><v>0.33333333333333331</v></c></row>"),
        "{'items':[{'unit':'code:x','value':0.333333}]}", 0);
    expect_page(PAGE(HEADER "<row r='2'><c t='str'><v>x</v></c><c t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"),
                "{'items':[{'unit':'code:x','value':'#DIV/0!'}]}", 0);
}

Test(workbook, may_leave_cells_and_rows_out)
{
    scoped(read_close) struct read_table read =
        page_with(PAGE("<row r='3'><c r='C3' t='str'><v>unit</v></c><c r='AA3' t='str'><v>value</v></c></row><row "
                       "r='9'><c r='C9' t='str'><v>x</v></c><c r='AA9'><v>2</v></c></row>"),
                  (struct part){0});
    expect_told(&read, "{'items':[{'unit':'code:x','value':2}]}");
    cr_assert(eq(uint, read.table.rows[0], 9));
    json_t *errors = json_pack("[{s:s}]", "pointer", "/items/0/value");
    table_place_faults(&read.table, errors);
    cr_assert_str_eq(json_string_value(json_object_get(json_object_get(json_array_get(errors, 0), "params"), "column")),
                     "AA");
    json_decref(errors);
}

Test(workbook, with_macros_links_or_a_password_is_refused)
{
    expect_page(good, "workbook_has_macros", "xl/vbaProject.bin", "x");
    expect_page(good, "workbook_has_links", "xl/externalLinks/externalLink1.xml", "<x/>");
    scoped(read_close) struct read_table old = read_source(
        &(struct table_source){.bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", .length = 8}, (struct table_wishes){0});
    expect_told(&old, "workbook_is_locked");
}

Test(workbook, whose_parts_are_encrypted_is_refused)
{
    char path[] = "/tmp/tables-XXXXXX";
    close(mkstemp(path));
    zip_t *zip = zip_open(path, ZIP_TRUNCATE, NULL);
    zip_int64_t index = zip_file_add(zip, "xl/workbook.xml", zip_source_buffer(zip, book, strlen(book), 0), 0);
    if (zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256, "mật khẩu") == 0) {
        cr_assert(zip_close(zip) == 0);
        char bytes[4096];
        FILE *file = fopen(path, "rb");
        size_t length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        scoped(read_close) struct read_table read =
            read_source(&(struct table_source){.bytes = bytes, .length = length}, (struct table_wishes){0});
        expect_told(&read, "workbook_is_locked");
    } else {
        zip_discard(zip);
    }
    unlink(path);
}

Test(workbook, that_unpacks_to_much_more_is_refused)
{
    size_t length = 40 * 1024 * 1024;
    scoped(free_string) char *zeros = calloc(length, 1);
    expect_page(good, "workbook_too_large", "xl/media/bomb.bin", zeros, length);
    expect_page(good, "workbook_too_large", "xl/media/little.bin", zeros, 1024 * 1024 + 1);
    expect_page(good, "{'items':[{'unit':'code:x','value':1}]}", "xl/media/less.bin", zeros, 1024 * 1024);
}

/* Stored, not packed, so that the whole is as long as its parts. */
Test(workbook, may_be_as_long_as_is_said)
{
    size_t most = 50 * 1024 * 1024 - strlen(root) - strlen(book) - strlen(links) - strlen(good);
    scoped(free_string) char *zeros = calloc(most + 1, 1);
    stored = true;
    expect_page(good, "{'items':[{'unit':'code:x','value':1}]}", "xl/media/picture.bin", zeros, most);
    expect_page(good, "workbook_too_large", "xl/media/picture.bin", zeros, most + 1);
    size_t blank = most; /* in the page, which is read, instead of beside it */
    memset(zeros, ' ', blank);
    scoped(free_string) char *page = text_format("%.*s%s", (int)blank, zeros, good);
    expect_page(page, "{'items':[{'unit':'code:x','value':1}]}", 0);
}

/* Every mention of a length of `wanted` bytes says one of 1,000. */
static void belittle(char *bytes, size_t length, uint32_t wanted)
{
    const uint32_t small = 1000;
    for (size_t i = 0; i + sizeof wanted <= length; i++)
        if (memcmp(bytes + i, &wanted, sizeof wanted) == 0)
            memcpy(bytes + i, &small, sizeof small);
}

Test(workbook, that_says_it_is_small_and_is_not_is_refused)
{
    size_t blank = 51 * 1024 * 1024, length;
    struct text page = {0};
    text_add(&page, "<worksheet>");
    memset(text_reserve(&page, blank), ' ', blank);
    page.length += blank;
    text_add(&page, "</worksheet>");
    struct part parts[] = {{"_rels/.rels", root, 0},
                           {"xl/workbook.xml", book, 0},
                           {"xl/_rels/workbook.xml.rels", links, 0},
                           {"xl/worksheets/sheet1.xml", page.bytes, page.length}};
    scoped(free_string) char *bytes = archive(parts, 4, &length);
    belittle(bytes, length, (uint32_t)page.length);
    scoped(read_close) struct read_table read =
        read_source(&(struct table_source){.bytes = bytes, .length = length}, (struct table_wishes){0});
    expect_told(&read, "workbook_too_large");
    text_close(&page);
}

Test(workbook, of_many_parts_is_refused)
{
    enum { MOST = 500 };
    static struct part parts[MOST + 1] = {{"_rels/.rels", root, 0},
                                          {"xl/workbook.xml", book, 0},
                                          {"xl/_rels/workbook.xml.rels", links, 0},
                                          {"xl/worksheets/sheet1.xml", good, 0}};
    static char names[MOST + 1][16];
    for (int i = 4; i <= MOST; i++) {
        snprintf(names[i], sizeof names[i], "x%d", i);
        parts[i] = (struct part){names[i], "x", 0};
    }
    scoped(read_close) struct read_table most = read_parts(parts, MOST, (struct table_wishes){0});
    scoped(read_close) struct read_table more = read_parts(parts, MOST + 1, (struct table_wishes){0});
    expect_told(&most, "{'items':[{'unit':'code:x','value':1}]}");
    expect_told(&more, "workbook_too_large");
}

Test(workbook, of_many_pages_is_refused)
{
    scoped(text_close) struct text pages = {0};
    text_add(&pages, "<x:workbook xmlns:x='m' xmlns:r='r'><x:sheets>");
    for (int i = 0; i < 65; i++)
        text_print(&pages, "<x:sheet name='%d' sheetId='%d' r:id='rId1'/>", i, i);
    text_add(&pages, "</x:sheets></x:workbook>");
    struct part parts[] = {{"_rels/.rels", root, 0},
                           {"xl/workbook.xml", text_string(&pages), 0},
                           {"xl/_rels/workbook.xml.rels", links, 0},
                           {"xl/worksheets/sheet1.xml", good, 0}};
    scoped(read_close) struct read_table read = read_parts(parts, 4, (struct table_wishes){0});
    expect_told(&read, "workbook_too_large");
}

Test(workbook, keeps_so_much_text_and_no_more)
{
    enum { MOST = 16 * 1024 * 1024 };
    scoped(free_string) char *letters = memory_take(MOST + 2);
    memset(letters, 'a', MOST + 1);
    letters[MOST + 1] = '\0';
    stored = true;
    for (int longer = 0; longer < 2; longer++) {
        scoped(free_string) char *strings = text_format("<sst><si><t>%s</t></si></sst>", letters + 1 - longer);
        expect_page(good, longer ? "workbook_too_large" : "{'items':[{'unit':'code:x','value':1}]}",
                    "xl/sharedStrings.xml", strings);
    }
}

Test(workbook, that_laughs_is_refused)
{
    expect_page("<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>" PAGE(
                    HEADER "<row r='2'><c t='inlineStr'><is><t>&b;</t></is></c></row>"),
                "malformed_workbook", 0);
    expect_page("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" PAGE(HEADER), "malformed_workbook", 0);
}

/* A workbook without fault, as bytes; the caller frees. */
static char *honest(size_t *length)
{
    struct part parts[] = {{"_rels/.rels", root, 0},
                           {"xl/workbook.xml", book, 0},
                           {"xl/_rels/workbook.xml.rels", links, 0},
                           {"xl/worksheets/sheet1.xml", good, 0}};
    return archive(parts, 4, length);
}

Test(workbook, that_is_broken_is_refused)
{
    size_t length;
    scoped(free_string) char *bytes = honest(&length);
    for (size_t cut = 5; cut < length; cut += 37) {
        scoped(read_close) struct read_table read =
            read_source(&(struct table_source){.bytes = bytes, .length = cut}, (struct table_wishes){0});
        expect_told(&read, "malformed_workbook");
    }
    expect_page("<worksheet><sheetData><row>", "malformed_workbook", 0);
    expect_page(PAGE(HEADER "<row r='2'><c t='s'><v>99</v></c></row>"), "malformed_workbook", 0);
    expect_page(PAGE(HEADER "<row r='1'><c><v>1</v></c></row>"), "malformed_workbook", 0);
    expect_page(PAGE(HEADER "<row r='2'><c><v>một</v></c></row>"), "malformed_workbook", 0);
    struct part without_pages[] = {{"_rels/.rels", root, 0}, {"xl/workbook.xml", book, 0}};
    scoped(read_close) struct read_table empty = read_parts(without_pages, 2, (struct table_wishes){0});
    expect_told(&empty, "malformed_workbook");
}

/* The first part begins with a kind of block that there is none of. */
Test(workbook, whose_part_cannot_be_unpacked_is_refused)
{
    enum { NAME_LENGTH = 26, MORE_LENGTH = 28, NAME = 30 };
    size_t length;
    scoped(free_string) char *bytes = honest(&length);
    bytes[NAME + bytes[NAME_LENGTH] + bytes[MORE_LENGTH]] = 0x07;
    scoped(read_close) struct read_table read =
        read_source(&(struct table_source){.bytes = bytes, .length = length}, (struct table_wishes){0});
    expect_told(&read, "malformed_workbook");
}

/* Any byte of an honest workbook may be another one: it is read or refused, and nothing else happens. */
Test(workbook, with_any_byte_changed_does_no_harm)
{
    size_t length;
    scoped(free_string) char *bytes = honest(&length);
    for (size_t at = 0; at < length; at += 3) {
        bytes[at] ^= 0x15;
        scoped(read_close) struct read_table read =
            read_source(&(struct table_source){.bytes = bytes, .length = length}, (struct table_wishes){0});
        bytes[at] ^= 0x15;
    }
}

Test(workbook, has_bounds)
{
    expect_page(PAGE(HEADER "<row r='100001'><c><v>1</v></c></row>"), "table_too_large", 0);
    expect_page(PAGE(HEADER "<row r='10000000'><c><v>1</v></c></row>"), "table_too_large", 0);
    expect_page(PAGE(HEADER "<row r='10000001'><c><v>1</v></c></row>"), "malformed_workbook", 0);
    expect_page(PAGE(HEADER "<row r='2'><c r='XFD2'><v>1</v></c></row>"), "table_too_large", 0);
}

/* ---- as a library writes them, with the page that says whose it is ---- */
static char *written(bool with_identity, size_t *length)
{
    char path[] = "/tmp/tables-XXXXXX";
    close(mkstemp(path));
    lxw_workbook *made = workbook_new(path);
    lxw_worksheet *guide = workbook_add_worksheet(made, "Hướng dẫn"), *data = workbook_add_worksheet(made, "Số liệu");
    worksheet_write_string(guide, 0, 0, "Điền vào trang Số liệu", NULL);
    worksheet_write_string(data, 0, 0, "Đơn vị", NULL);
    worksheet_write_string(data, 0, 1, "Giá trị", NULL);
    worksheet_write_string(data, 0, 2, "Ngày", NULL);
    lxw_format *date = workbook_add_format(made);
    format_set_num_format(date, "dd/mm/yyyy");
    worksheet_write_number(data, 1, 0, 23476, NULL);
    worksheet_write_number(data, 1, 1, 86083.1, NULL);
    worksheet_write_datetime(data, 1, 2, &(lxw_datetime){2025, 12, 31, 0, 0, 0}, date);
    if (with_identity) {
        lxw_worksheet *identity = workbook_add_worksheet(made, "thidua");
        worksheet_write_string(identity, 0, 0, "page", NULL);
        worksheet_write_string(identity, 0, 1, "Số liệu", NULL);
        worksheet_write_string(identity, 1, 0, "period", NULL);
        worksheet_write_string(identity, 1, 1, "2025-Q1", NULL);
        worksheet_hide(identity);
    }
    cr_assert(workbook_close(made) == LXW_NO_ERROR);
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1024 * 1024);
    *length = fread(bytes, 1, 1024 * 1024, file);
    fclose(file);
    unlink(path);
    return bytes;
}

Test(workbook, says_on_its_hidden_page_whose_it_is)
{
    size_t length;
    scoped(free_string) char *bytes = written(true, &length);
    scoped(read_close) struct read_table read = read_source(&(struct table_source){.bytes = bytes, .length = length},
                                                            (struct table_wishes){.template_only = true});
    expect_told(&read, "{'items':[{'unit':'code:23476','value':86083.1,'day':'2025-12-31'}]}");
    cr_assert_str_eq(json_string_value(json_object_get(read.table.sheet, "period")), "2025-Q1");
}

Test(workbook, without_that_page_is_not_ours)
{
    size_t length;
    scoped(free_string) char *bytes = written(false, &length);
    scoped(read_close) struct read_table read = read_source(&(struct table_source){.bytes = bytes, .length = length},
                                                            (struct table_wishes){.template_only = true});
    expect_told(&read, "not_our_template");
}

/* What a list writes comes back as it was: hidden columns say whose sheet it is. */
Test(workbook, of_a_list_says_whose_sheet_it_is_and_comes_back)
{
    const struct rendering how = {.format = FORMAT_XLSX};
    ROWS(rows,
         ATTRIBUTES({"unit.id", UUID}, {"unit.code", TEXT}, {"unit.name", TEXT}, {"value", NUMERIC}, {"day", DATE},
                    {"done", BOOL}, {"tags", TEXTS}, {"name", TEXT}, {"_sheet_campaign", TEXT},
                    {"_sheet_version", INT4}, {"_sheet_unit", TEXT}),
         {NULL, "23476", "Xã Hiếu", "86083.5", "2025-07-01", "t", "{a,b}", "=1+1", "KT-2025", "7", NULL},
         {NULL, "23477", NULL, NULL, NULL, "f", NULL, NULL, "KT-2025", "7", NULL});
    scoped(text_close) struct text bytes = {0};
    scoped(problem_close) struct problem problem = {0};
    struct spreadsheet *spreadsheet = spreadsheet_new(rows, &how);
    for (int row = 0; row < 2; row++)
        cr_assert(spreadsheet_add(spreadsheet, rows, row, &how, &problem));
    cr_assert(spreadsheet_finish(spreadsheet, &bytes));
    scoped(read_close) struct read_table read =
        read_source(&(struct table_source){.bytes = bytes.bytes, .length = bytes.length},
                    (struct table_wishes){.template_only = true});
    expect_told(
        &read,
        "{'items':[{'unit':'code:23476','name':'=1+1','value':86083.5,'day':'2025-07-01','done':true,'tags':['a','b']},"
        "{'unit':'code:23477','done':false}]}");
    cr_assert_str_eq(json_string_value(json_object_get(read.table.sheet, "campaign")), "KT-2025");
    cr_assert_str_eq(json_string_value(json_object_get(read.table.sheet, "version")), "7");
    cr_assert_null(json_object_get(read.table.sheet, "unit"));
}
