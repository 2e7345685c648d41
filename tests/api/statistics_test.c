/* statistics_test.c: the statutory forms 0601 to 0605 and who benefits from awards: what is counted, over which units,
 * and who may ask. */
#include "awards_cases.h"

#include <string.h>
#include <zip.h>

#define CITY     "code:thanh-pho-kon-tum"
#define WORKBOOK "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* The row whose property reads so, NULL when none does. */
static json_t *row(struct answer answer, const char *property, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach(json(answer, "items"), i, item) {
        const char *words = json_string_value(json_object_get(item, property));
        if (words && strcmp(words, text) == 0)
            return item;
    }
    cr_log_error("no row with %s %s in %s", property, text, answer.body);
    cr_assert(zero(int, 1));
    return NULL;
}

static int count_of(struct answer answer, const char *property, const char *text, const char *wanted)
{
    return (int)json_integer_value(json_object_get(row(answer, property, text), wanted));
}

/* The first sheet of a workbook as XML; its strings stand in the cells. */
static const char *sheet_of(struct answer answer)
{
    static char sheet[65536];
    expect_status(answer, 200);
    zip_source_t *source = zip_source_buffer_create(answer.body, answer.length, 0, NULL);
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
    zip_file_t *file = zip_fopen(archive, "xl/worksheets/sheet1.xml", 0);
    zip_int64_t length = zip_fread(file, sheet, sizeof sheet - 1);
    cr_assert(gt(i64, length, 0));
    sheet[length] = '\0';
    zip_fclose(file);
    zip_close(archive);
    return sheet;
}

/* What a statutory form begins with, and a total that is said once and counted by nobody. */
Test(statistics, have_the_head_of_a_form_and_one_total)
{
    struct answer book = as(PROVINCE, GET, "/statistics/0601?year=2025", .accept = WORKBOOK);
    expect_header(book, "Content-Disposition", "attachment; filename=\"bieu-0601-2025.xlsx\"");
    const char *sheet = sheet_of(book);
    cr_expect(strstr(sheet, "Biểu số: 0601") != NULL, "%s", sheet);
    cr_expect(strstr(sheet, "PHONG TRÀO THI ĐUA") != NULL);
    cr_expect(strstr(sheet, "Năm 2025") != NULL);
    cr_expect(strstr(sheet, "Đơn vị báo cáo: ") != NULL);
    cr_expect(strstr(sheet, "hidden=\"1\"") != NULL, "the code beside its label is hidden");
    const char *total = strstr(sheet, "<row r=\"7\"");
    cr_assert(total != NULL, "%s", sheet);
    const char *end = strstr(total, "</row>");
    const char *zero = strstr(total, "<c r=\"C7\"");
    cr_expect(zero == NULL || zero > end, "the place of the total is blank: %.400s", total);
}

/* Where nobody said which units are remote it is unknown, and not none. */
Test(statistics, do_not_take_what_nobody_entered_for_none)
{
    struct answer now = as(PROVINCE, GET, "/statistics/beneficiaries");
    json_t *remote = row(now, "class", "remote_area"), *small = row(now, "class", "small_collective");
    cr_expect(eq(int, (int)json_integer_value(json_object_get(remote, "of")),
                 (int)json_integer_value(json_object_get(remote, "known")) +
                     (int)json_integer_value(json_object_get(remote, "unknown"))));
    cr_expect(eq(int, (int)json_integer_value(json_object_get(small, "of")),
                 (int)json_integer_value(json_object_get(small, "known")) +
                     (int)json_integer_value(json_object_get(small, "unknown"))));
    database("with gone as (delete from app.unit_group_members m using app.unit_groups g where g.id = m.group_id and"
             " g.kind = 'remote' returning 1) select count(*) from gone");
    remote = row(as(DESK, GET, "/statistics/beneficiaries"), "class", "remote_area");
    cr_expect(eq(int, (int)json_integer_value(json_object_get(remote, "unknown")),
                 (int)json_integer_value(json_object_get(remote, "of"))));
    cr_expect(json_object_get(remote, "share") == json_null());
}

/* A form that is handed on is read by people. */
Test(statistics, have_vietnamese_headings_in_a_workbook)
{
    const struct {
        const char *path, *heading, *code;
    } forms[] = {{"/statistics/0601?year=2025", "Thời gian 1 năm", ">one_year<"},
                 {"/statistics/0602?year=2025", "Tập thể", ">collectives<"},
                 {"/statistics/0603?year=2025", "Tập thể", ">collectives<"},
                 {"/statistics/0604?year=2025", "Nội dung", ">label<"},
                 {"/statistics/0605?year=2025", "Nội dung", ">label<"},
                 {"/statistics/beneficiaries?year=2025&by=level", "Tên nhóm", ">share<"}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const char *sheet = sheet_of(as(PROVINCE, GET, forms[i].path, .accept = WORKBOOK));
        cr_expect(strstr(sheet, forms[i].heading) != NULL, "%s: %s", forms[i].path, sheet);
        cr_expect(strstr(sheet, forms[i].code) == NULL, "%s: %s", forms[i].path, sheet);
    }
}

Test(statistics, count_movements_by_who_launched_them_and_how_long_they_last)
{
    struct answer form = as("tinh-kon-tum.reviewer", GET, "/statistics/0601?year=2025");
    expect_status(form, 200);
    expect_text(form, "items.0.level", "all");
    int all = count_of(form, "level", "all", "total");
    cr_expect(gt(int, all, 0));
    cr_expect(eq(int, all, count_of(form, "level", "all", "wide") + count_of(form, "level", "all", "own")));
    cr_expect(eq(int, all, count_of(form, "level", "all", "regular") + count_of(form, "level", "all", "thematic")));
    cr_expect(ge(int, count_of(form, "level", "district", "total"), 1));
    struct answer book = as("tinh-kon-tum.reviewer", GET, "/statistics/0601?year=2025", .accept = WORKBOOK);
    expect_status(book, 200);
    expect_status(as(COMMUNE, GET, "/statistics/0601?year=2025&unit=" CITY), 404);
}

Test(statistics, count_awards_of_the_state_with_a_line_for_each_type)
{
    struct answer form = as(DESK, GET, "/statistics/0602?year=2025");
    expect_status(form, 200);
    cr_expect(eq(int, count_of(form, "award_type", "all", "total"), 0));
    cr_expect(eq(int, count_of(form, "award_type", "BK_TTG", "total"), 0));
    expect_status(as(DESK, GET, "/statistics/0602?year=2025", .accept = "text/csv"), 200);
    expect_status(as(STRANGER, GET, "/statistics/0602?year=2025&unit=" CITY), 404);
}

Test(statistics, count_awards_of_the_province_by_subject_and_reason)
{
    struct answer form = as("tinh-kon-tum.reviewer", GET, "/statistics/0603?year=2025");
    expect_status(form, 200);
    int all = count_of(form, "award_type", "all", "total");
    cr_expect(eq(int, all,
                 count_of(form, "award_type", "all", "collectives") +
                     count_of(form, "award_type", "all", "households") +
                     count_of(form, "award_type", "all", "individuals")));
    row(form, "award_type", "BK_T");
    expect_status(as(COMMUNE, GET, "/statistics/0603?year=2025&unit=" CITY), 404);
}

Test(statistics, of_organisations_and_officers_are_in_the_demo)
{
    struct answer organisations = as("tinh-kon-tum.reviewer", GET, "/statistics/0604?year=2024");
    cr_expect(ge(int, count_of(organisations, "line", "organisations", "total"), 4));
    cr_expect(eq(int, count_of(organisations, "line", "organisations", "own"), 2));
    cr_expect_str_eq(json_string_value(json_object_get(row(organisations, "line", "organisations"), "confidence")),
                     "weak");
    struct answer officers = as("tinh-kon-tum.reviewer", GET, "/statistics/0605?year=2024");
    cr_expect(eq(int, count_of(officers, "line", "officers", "total"), 12));
    cr_expect(eq(int, count_of(officers, "line", "over_10_years", "units"), 3));
    expect_in_body(officers, "Công chức làm công tác thi đua, khen thưởng");
}

#define FIGURES "/statistics/0604/figures"

Test(statistics, organisations_are_told_by_units_and_summed_above)
{
    struct answer told =
        as(DESK, PUT, FIGURES,
           .json = body("{'year': 2024, 'items': [{'line': 'organisations', 'value': 3}, {'line': 'dedicated', "
                        "'value': 1}, {'line': 'concurrent', 'value': 2}]}"));
    expect_status(told, 200);
    cr_expect(eq(int, count_of(told, "line", "organisations", "own"), 3));
    expect_status(as("xa-doan-ket.reviewer", PUT, FIGURES,
                     .json = body("{'year': 2024, 'items': [{'line': 'organisations', 'value': 1}]}")),
                  200);
    struct answer form = as(DESK, GET, "/statistics/0604?year=2024");
    cr_expect(eq(int, count_of(form, "line", "organisations", "total"), 4));
    cr_expect(eq(int, count_of(form, "line", "organisations", "units"), 2));
    expect_status(
        as(DESK, PUT, FIGURES, .json = body("{'year': 2024, 'items': [{'line': 'organisations', 'value': 2}]}")), 200);
    form = as(DESK, GET, "/statistics/0604?year=2024");
    cr_expect(eq(int, count_of(form, "line", "organisations", "total"), 3));
    cr_expect(eq(int, count_of(form, "line", "dedicated", "units"), 0));
    expect_status(as(STRANGER, GET, "/statistics/0604?year=2024&unit=" CITY), 404);
}

Test(statistics, figures_fit_their_form_and_sum)
{
    struct answer refused = as(DESK, PUT, FIGURES,
                               .json = body("{'year': 2023, 'items': [{'line': 'organisations', 'value': 3}, {'line': "
                                            "'dedicated', 'value': 1}, {'line': "
                                            "'concurrent', 'value': 1}, {'line': 'officers', 'value': 1}]}"));
    expect_fault(refused, "/items/0/value", "statutory_parts_do_not_sum");
    expect_fault(refused, "/items/3/line", "statutory_line_not_found");
    expect_problem(
        as(COMMUNE, PUT, FIGURES, .json = body("{'year': 2023, 'items': [{'line': 'organisations', 'value': 3}]}")),
        403, "role_not_allowed");
    struct answer officers = as(DESK, GET, "/statistics/0605?year=2023");
    expect_status(officers, 200);
    expect_text(officers, "items.0.line", "officers");
    expect_status(as(STRANGER, GET, "/statistics/0605?year=2023&unit=" CITY), 404);
}

Test(statistics, say_which_share_of_awards_goes_to_whom)
{
    struct answer all = as(DESK, GET, "/statistics/beneficiaries?year=2025");
    expect_status(all, 200);
    int before = count_of(all, "class", "direct_worker", "of");
    const char *decision = decision_for(passed(drafted_for("GK_H", "individual", "A Thông")));
    expect_status(sign(CHAIR, decision, "2025-06-15"), 201);
    struct answer after = as(DESK, GET, "/statistics/beneficiaries?year=2025&level=district&by=level");
    expect_status(after, 200);
    expect_text(after, "items.0.level", "district");
    after = as(DESK, GET, "/statistics/beneficiaries?year=2025");
    cr_expect(eq(int, count_of(after, "class", "direct_worker", "of"), before + 1));
    cr_expect(ge(int, count_of(after, "class", "direct_worker", "unknown"), 1));
    expect_status(as(DESK, GET, "/statistics/beneficiaries?by=campaign", .accept = WORKBOOK), 200);
    expect_status(as(COMMUNE, GET, "/statistics/beneficiaries?unit=" CITY), 404);
}
