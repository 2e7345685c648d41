/* render_table.c: rows as CSV, NDJSON and spreadsheets. */
#include "render_rows.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <unistd.h>

static const struct rendering as_csv = {.format = FORMAT_CSV, .delimiter = ','};

static void expect_table(const PGresult *rows, const struct rendering *rendering, const char *expected)
{
    scoped(text_close) struct text out = {0};
    scoped(problem_close) struct problem problem = {0};
    cr_assert(render_head(&out, rows, rendering));
    for (int row = 0; row < PQntuples(rows); row++)
        cr_assert(render_line(&out, rows, row, rendering, &problem));
    cr_assert(eq(str, (char *)(size_t)text_string(&out), (char *)(size_t)expected));
}

/* A cell of one column "v". */
static void expect_cell(Oid type, const char *stored, const struct rendering *rendering, const char *expected)
{
    const struct attribute attribute = {"v", type};
    scoped(result_close) PGresult *rows = result_new(&attribute, 1);
    scoped(free_string) char *table = text_format("v\r\n%s\r\n", expected);
    fill_row(rows, 0, &stored, 1);
    expect_table(rows, rendering, table);
}

Test(csv, has_dotted_names_and_leaves_json_and_hidden_columns_out)
{
    ROWS(rows,
         ATTRIBUTES({"id", INT4}, {"unit.id", INT4}, {"note", JSONB}, {"name", TEXT}, {"unit.code", TEXT},
                    {"_key1", TEXT}),
         {"1", "2", "{}", "Tên", "c", "k"}, {"3", NULL, NULL, NULL, NULL, NULL});
    expect_table(rows, &as_csv, "id,unit.id,unit.code,name\r\n1,2,c,Tên\r\n3,,,\r\n");
}

Test(csv, quotes_what_has_to_be_quoted)
{
    expect_cell(TEXT, "Măng Đen", &as_csv, "Măng Đen");
    expect_cell(TEXT, "a,b", &as_csv, "\"a,b\"");
    expect_cell(TEXT, "a;b", &as_csv, "a;b");
    expect_cell(TEXT, "nói \"vậy\"", &as_csv, "\"nói \"\"vậy\"\"\"");
    expect_cell(TEXT, "\"", &as_csv, "\"\"\"\"");
    expect_cell(TEXT, "hai\ndòng", &as_csv, "\"hai\ndòng\"");
    expect_cell(TEXT, "hai\rdòng", &as_csv, "\"hai\rdòng\"");
}

Test(csv, tells_null_from_empty)
{
    expect_cell(TEXT, NULL, &as_csv, "");
    expect_cell(TEXT, "", &as_csv, "\"\"");
}

Test(csv, takes_another_delimiter_and_a_mark_for_excel)
{
    const struct rendering excel = {.format = FORMAT_CSV, .delimiter = ';', .excel = true};
    ROWS(rows, ATTRIBUTES({"a", TEXT}, {"b", TEXT}), {"1;2", "3,4"});
    expect_table(rows, &excel,
                 "\xEF\xBB\xBF"
                 "a;b\r\n\"1;2\";3,4\r\n");
}

Test(csv, guards_against_formulas_in_text_only)
{
    expect_cell(TEXT, "=1+1", &as_csv, "'=1+1");
    expect_cell(TEXT, "+84", &as_csv, "'+84");
    expect_cell(TEXT, "-5,9", &as_csv, "\"'-5,9\"");
    expect_cell(TEXT, "@SUM(A1)", &as_csv, "'@SUM(A1)");
    expect_cell(TEXT, "\t=1", &as_csv, "'\t=1");
    expect_cell(TEXT, "\r=1", &as_csv, "\"'\r=1\"");
    expect_cell(TEXT, "＝1", &as_csv, "'＝1");
    expect_cell(TEXT, "＠a", &as_csv, "'＠a");
    expect_cell(TEXT, "a=1", &as_csv, "a=1");
    expect_cell(TEXTS, "{=1,b}", &as_csv, "'=1; b");
    expect_cell(NUMERIC, "-5.9", &as_csv, "-5.9");
    expect_cell(INT4, "-5", &as_csv, "-5");
}

Test(csv, writes_vietnamese_numbers_when_asked)
{
    const struct rendering comma = {.format = FORMAT_CSV, .delimiter = ';', .decimal_comma = true};
    expect_cell(NUMERIC, "86083.5", &comma, "86.083,5");
    expect_cell(NUMERIC, "-1234567.250", &comma, "-1.234.567,250");
    expect_cell(NUMERIC, "-123", &comma, "-123");
    expect_cell(NUMERIC, "0.5", &comma, "0,5");
    expect_cell(FLOAT, "1e+20", &comma, "1e+20");
    expect_cell(INT4, "2025", &comma, "2025");
    expect_cell(TEXT, "86083.5", &comma, "86083.5");
    expect_cell(NUMERICS, "{1234.5,6}", &comma, "\"1.234,5; 6\"");
    const struct rendering both = {.format = FORMAT_CSV, .delimiter = ',', .decimal_comma = true};
    expect_cell(NUMERIC, "75.44", &both, "\"75,44\"");
}

Test(csv, writes_other_kinds_as_json_does)
{
    expect_cell(BOOL, "t", &as_csv, "true");
    expect_cell(INSTANT, "2025-06-16 01:00:00.123+00", &as_csv, "2025-06-16T01:00:00.123Z");
    expect_cell(DATE, "2025-07-01", &as_csv, "2025-07-01");
    expect_cell(DATE, "infinity", &as_csv, "");
    expect_cell(TEXTS, "{a,\"b c\"}", &as_csv, "a; b c");
    expect_cell(TEXTS, "{}", &as_csv, "\"\"");
    expect_cell(INTS, "{}", &as_csv, "");
}

Test(csv, refuses_numbers_that_are_none)
{
    ROWS(rows, ATTRIBUTES({"v", NUMERIC}), {"NaN"});
    scoped(text_close) struct text out = {0};
    scoped(problem_close) struct problem problem = {0};
    cr_assert_not(render_line(&out, rows, 0, &as_csv, &problem));
    cr_assert_str_eq(problem.code, "internal_error");
}

Test(ndjson, is_a_row_a_line)
{
    const struct rendering lines = {.format = FORMAT_NDJSON};
    ROWS(rows, ATTRIBUTES({"id", INT4}, {"note", JSON}), {"1", "{\n}"}, {"2", NULL});
    expect_table(rows, &lines, "{\"id\":1,\"note\":{ }}\n{\"id\":2,\"note\":null}\n");
}

/* A part of the spreadsheet as text; the caller frees it. */
static char *part_of(const struct text *book, const char *name)
{
    char path[] = "/tmp/thidua-render-XXXXXX";
    int file = mkstemp(path);
    cr_assert(file >= 0 && write(file, book->bytes, book->length) == (ssize_t)book->length);
    scoped(free_string) char *command = text_format("unzip -p %s %s", path, name);
    FILE *pipe = popen(command, "r");
    struct text part = {0};
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;)
        text_add_bytes(&part, piece, got);
    cr_assert(pclose(pipe) == 0);
    close(file);
    unlink(path);
    return text_take(&part);
}

static void expect_part(const struct text *book, const char *name, const char *contained)
{
    scoped(free_string) char *part = part_of(book, name);
    cr_assert(strstr(part, contained) != NULL, "%s lacks %s:\n%s", name, contained, part);
}

Test(xlsx, has_numbers_texts_dates_and_a_frozen_header)
{
    const struct rendering sheet = {.format = FORMAT_XLSX};
    ROWS(rows,
         ATTRIBUTES({"code", TEXT}, {"value", NUMERIC}, {"long", NUMERIC}, {"on", DATE}, {"done", BOOL},
                    {"tags", TEXTS}, {"at", INSTANT}, {"note", JSONB}, {"_unit", INT4}),
         {"00123", "86083.5", "1234567890123456", "2025-07-01", "t", "{a,b}", "2025-06-16 01:00:00+00", "{}", "1"},
         {"=1+1", NULL, NULL, "1890-05-19", "f", NULL, NULL, NULL, "1"});
    scoped(text_close) struct text book = {0};
    scoped(problem_close) struct problem problem = {0};
    struct spreadsheet *spreadsheet = spreadsheet_new(rows, &sheet);
    for (int row = 0; row < 2; row++)
        cr_assert(spreadsheet_add(spreadsheet, rows, row, &sheet, &problem));
    cr_assert(spreadsheet_finish(spreadsheet, &book));
    const char *cells = "xl/worksheets/sheet1.xml";
    expect_part(&book, cells, "<is><t>code</t></is>");
    expect_part(&book, cells, "state=\"frozen\"");
    expect_part(&book, cells, "<is><t>00123</t></is>");
    expect_part(&book, cells, "<v>86083.5</v>");
    expect_part(&book, cells, "<is><t>1234567890123456</t></is>");
    expect_part(&book, cells, "<v>45839</v>");
    expect_part(&book, cells, "<is><t>1890-05-19</t></is>");
    expect_part(&book, cells, "t=\"b\"><v>1</v>");
    expect_part(&book, cells, "<is><t>a; b</t></is>");
    expect_part(&book, cells, "<is><t>2025-06-16T01:00:00Z</t></is>");
    expect_part(&book, cells, "<is><t>=1+1</t></is>");
    expect_part(&book, "xl/styles.xml", "<b/>");
}

Test(xlsx, cuts_texts_longer_than_a_cell_between_characters)
{
    const struct rendering sheet = {.format = FORMAT_XLSX};
    const struct attribute attribute = {"v", TEXT};
    scoped(result_close) PGresult *rows = result_new(&attribute, 1);
    scoped(text_close) struct text longest = {0}, book = {0};
    for (int i = 0; i < 40000; i++)
        text_add(&longest, "ế");
    const char *value = text_string(&longest);
    fill_row(rows, 0, &value, 1);
    struct problem problem = {0};
    struct spreadsheet *spreadsheet = spreadsheet_new(rows, &sheet);
    cr_assert(spreadsheet_add(spreadsheet, rows, 0, &sheet, &problem));
    cr_assert(spreadsheet_finish(spreadsheet, &book));
    expect_part(&book, "xl/worksheets/sheet1.xml", "ếế…</t>");
}

Test(xlsx, can_be_given_up)
{
    const struct rendering sheet = {.format = FORMAT_XLSX};
    ROWS(rows, ATTRIBUTES({"v", NUMERIC}), {"NaN"});
    scoped(problem_close) struct problem problem = {0};
    struct spreadsheet *spreadsheet = spreadsheet_new(rows, &sheet);
    cr_assert_not(spreadsheet_add(spreadsheet, rows, 0, &sheet, &problem));
    cr_assert(spreadsheet_finish(spreadsheet, NULL));
}

Test(xlsx, for_people_hides_ids_and_what_is_empty)
{
    const struct rendering sheet = {.format = FORMAT_XLSX};
    ROWS(rows, ATTRIBUTES({"id", UUID}, {"name", TEXT}, {"note", TEXT}, {"version", INT4}, {"_people", BOOL}),
         {"01a20244-7323-7a80-b770-ca5ad34050b7", "Xã Đoàn Kết", NULL, "1", "t"});
    scoped(text_close) struct text book = {0};
    scoped(problem_close) struct problem problem = {0};
    struct spreadsheet *spreadsheet = spreadsheet_new(rows, &sheet);
    cr_assert(spreadsheet_add(spreadsheet, rows, 0, &sheet, &problem));
    cr_assert(spreadsheet_finish(spreadsheet, &book));
    const char *cells = "xl/worksheets/sheet1.xml";
    expect_part(&book, cells, "<col min=\"1\" max=\"1\" width=\"38.7109375\" hidden=\"1\"");
    expect_part(&book, cells, "<col min=\"2\" max=\"2\" width=\"13.7109375\" customWidth");
    expect_part(&book, cells, "<col min=\"3\" max=\"3\" width=\"8.7109375\" hidden=\"1\"");
    expect_part(&book, cells, "<col min=\"4\" max=\"4\" width=\"9.7109375\" hidden=\"1\"");
}
