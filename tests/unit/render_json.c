/* render_json.c: rows as JSON: kinds, nesting, nulls, escapes, lists. */
#include "render_rows.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static const struct rendering as_json = {.format = FORMAT_JSON, .language = "vi"};

static void expect_row(const PGresult *rows, const char *expected)
{
    scoped(text_close) struct text out = {0};
    scoped(problem_close) struct problem problem = {0};
    cr_assert(render_row_json(&out, rows, 0, &as_json, &problem));
    cr_assert(eq(str, (char *)(size_t)text_string(&out), (char *)(size_t)expected));
}

/* A value of one column "v". */
static void expect_value(Oid type, const char *stored, const char *expected)
{
    const struct attribute attribute = {"v", type};
    scoped(result_close) PGresult *rows = result_new(&attribute, 1);
    scoped(free_string) char *row = text_format("{\"v\":%s}", expected);
    fill_row(rows, 0, &stored, 1);
    expect_row(rows, row);
}

Test(json, keeps_numbers_as_they_are_stored)
{
    expect_value(INT4, "-7", "-7");
    expect_value(INT8, "9007199254740993", "9007199254740993");
    expect_value(NUMERIC, "105.4800", "105.4800");
    expect_value(NUMERIC, "0.1", "0.1");
    expect_value(FLOAT, "1e+20", "1e+20");
}

Test(json, refuses_numbers_that_are_none)
{
    static const char *const values[] = {"NaN", "Infinity", "-Infinity"};
    for (size_t i = 0; i < 3; i++) {
        const struct attribute attribute = {"v", NUMERIC};
        scoped(result_close) PGresult *rows = result_new(&attribute, 1);
        scoped(text_close) struct text out = {0};
        scoped(problem_close) struct problem problem = {0};
        fill_row(rows, 0, &values[i], 1);
        cr_assert_not(render_row_json(&out, rows, 0, &as_json, &problem));
        cr_assert_str_eq(problem.code, "internal_error");
    }
}

Test(json, has_true_and_false)
{
    expect_value(BOOL, "t", "true");
    expect_value(BOOL, "f", "false");
}

Test(json, puts_json_in_unchanged_but_for_newlines)
{
    expect_value(JSONB, "{\"a\": [1.50, \"Măng \\n Đen\"]}", "{\"a\": [1.50, \"Măng \\n Đen\"]}");
    expect_value(JSON, "[1,\n 2,\r\n 3]", "[1,  2,   3]");
}

Test(json, writes_instants_in_utc)
{
    expect_value(INSTANT, "2025-06-16 01:00:00.123+00", "\"2025-06-16T01:00:00.123Z\"");
    expect_value(INSTANT, "2025-06-16 01:00:00+00", "\"2025-06-16T01:00:00Z\"");
    expect_value(INSTANT, "2025-06-16 08:00:00+07", "\"2025-06-16T08:00:00+07:00\"");
    expect_value(INSTANT, "2025-06-16 06:30:00+05:30", "\"2025-06-16T06:30:00+05:30\"");
    expect_value(TIMESTAMP, "2025-06-16 01:00:00", "\"2025-06-16T01:00:00Z\"");
    expect_value(DATE, "2025-07-01", "\"2025-07-01\"");
}

Test(json, has_null_for_a_day_that_never_comes)
{
    expect_value(DATE, "infinity", "null");
    expect_value(INSTANT, "-infinity", "null");
}

Test(json, escapes_text)
{
    expect_value(TEXT, "Nói \"thi đua\" \\ khen\nthưởng\t\x01", "\"Nói \\\"thi đua\\\" \\\\ khen\\nthưởng\\t\\u0001\"");
    expect_value(TEXT, "", "\"\"");
    expect_value(UUID, "0197a000-0000-7000-8000-000000000001", "\"0197a000-0000-7000-8000-000000000001\"");
    expect_value(INTERVAL, "1 day", "\"1 day\"");
}

Test(json, turns_lists_into_arrays)
{
    expect_value(TEXTS, "{}", "[]");
    expect_value(TEXTS, "{a,\"b c\",NULL,\"NULL\",\"x\\\"y\\\\z\",\"\"}",
                 "[\"a\",\"b c\",null,\"NULL\",\"x\\\"y\\\\z\",\"\"]");
    expect_value(TEXTS, "{\"{,}\",\"Đăk Blà\"}", "[\"{,}\",\"Đăk Blà\"]");
    expect_value(INTS, "{1,-2,NULL}", "[1,-2,null]");
    expect_value(INTS, "{{1,2},{3,4}}", "[[1,2],[3,4]]");
    expect_value(INTS, "[0:1]={5,6}", "[5,6]");
    expect_value(NUMERICS, "{1.50,2}", "[1.50,2]");
    expect_value(BOOLS, "{t,f}", "[true,false]");
    expect_value(DATES, "{2025-07-01}", "[\"2025-07-01\"]");
    expect_value(INSTANTS, "{\"2025-06-16 01:00:00+00\"}", "[\"2025-06-16T01:00:00Z\"]");
    expect_value(UUIDS, "{0197a000-0000-7000-8000-000000000001}", "[\"0197a000-0000-7000-8000-000000000001\"]");
}

Test(json, nests_dotted_names_and_keeps_groups_together)
{
    ROWS(rows,
         ATTRIBUTES({"id", INT4}, {"unit.id", INT4}, {"name", TEXT}, {"unit.parent.code", TEXT}, {"unit.code", TEXT},
                    {"unit.parent.name", TEXT}, {"unity", INT4}),
         {"1", "2", "Tên", "p", "c", "P", "9"});
    expect_row(rows, "{\"id\":1,\"unit\":{\"id\":2,\"parent\":{\"code\":\"p\",\"name\":\"P\"},\"code\":\"c\"},"
                     "\"name\":\"Tên\",\"unity\":9}");
}

Test(json, has_null_for_a_group_without_any_value)
{
    ROWS(rows, ATTRIBUTES({"unit.id", INT4}, {"unit.parent.id", INT4}, {"lead.id", INT4}, {"lead.parent.id", INT4}),
         {NULL, NULL, "3", NULL});
    expect_row(rows, "{\"unit\":null,\"lead\":{\"id\":3,\"parent\":null}}");
}

Test(json, leaves_hidden_columns_out)
{
    ROWS(rows, ATTRIBUTES({"_version", INT4}, {"id", INT4}, {"_key1", TEXT}), {"7", "1", "k"});
    expect_row(rows, "{\"id\":1}");
}

Test(json, separates_rows)
{
    ROWS(rows, ATTRIBUTES({"id", INT4}), {"1"}, {"2"}, {"3"});
    scoped(text_close) struct text out = {0};
    struct problem problem = {0};
    cr_assert(render_rows_json(&out, rows, 2, &as_json, &problem));
    cr_assert_str_eq(text_string(&out), "[{\"id\":1},{\"id\":2}]");
    text_clear(&out);
    cr_assert(render_rows_json(&out, rows, 0, &as_json, &problem));
    cr_assert_str_eq(text_string(&out), "[]");
}

Test(json, plans_anew_when_only_a_type_differs)
{
    expect_value(TEXT, "12", "\"12\"");
    expect_value(INT4, "12", "12");
    expect_value(TEXT, "12", "\"12\"");
}

Test(json, refuses_more_columns_than_it_can_plan)
{
    struct attribute many[200];
    for (size_t i = 0; i < 200; i++)
        many[i] = (struct attribute){"a", INT4};
    scoped(result_close) PGresult *rows = result_new(many, 200);
    scoped(text_close) struct text out = {0};
    scoped(problem_close) struct problem problem = {0};
    cr_assert_not(render_rows_json(&out, rows, 0, &as_json, &problem));
    cr_assert(problem_is_set(&problem));
}

Test(column, is_found_by_its_exact_name)
{
    ROWS(rows, ATTRIBUTES({"unit.id", INT4}, {"name", TEXT}), {"4", NULL});
    cr_assert_str_eq(column(rows, 0, "unit.id"), "4");
    cr_assert_null(column(rows, 0, "name"));
    cr_assert_null(column(rows, 0, "unit"));
    cr_assert_null(column(rows, 1, "unit.id"));
}

Test(etag, is_version_and_hash)
{
    char etag[48];
    etag_make(etag, "7", "abc", 3);
    cr_assert_str_eq(etag, "\"7.ba7816bf\"");
    etag_make(etag, NULL, "", 0);
    cr_assert_str_eq(etag, "\"0.e3b0c442\"");
}
