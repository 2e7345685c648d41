/* imports_test.c: a template is downloaded, filled in and sent back; every row is told what became of it. */
#include "support/season.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static const char reporter[] = "xa-doan-ket.reporter";
static const char neighbour[] = "xa-hoa-binh.reporter";
static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* A campaign of the city, launched: its communes report a sum, a share and a count for five months and for six. */
static void launch(const char *code)
{
    launch_campaign(
        "thanh-pho-kon-tum",
        body("{'code': '%s', 'title': 'Nhập bảng %s', 'kind': 'movement',"
             " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31',"
             " 'report_periods': ['2025-5M', '2025-6M']}",
             code, code),
        body("{'items': [{'code': '%s-1', 'name': 'Thu ngân sách', 'field': 'economy', 'value_type': 'number',"
             " 'unit_of_measure': 'triệu đồng', 'decimals': 1, 'comparator': 'gte', 'target_value': 100000,"
             " 'accumulation': 'cumulative', 'reporters': [{'level': 'commune'}]},"
             " {'code': '%s-2', 'name': 'Tỷ lệ trường chuẩn', 'field': 'culture_society',"
             " 'value_type': 'ratio', 'unit_of_measure': '%%', 'decimals': 2, 'comparator': 'eq',"
             " 'target_value': 75, 'rollup': 'ratio', 'reporters': [{'level': 'commune'}]},"
             " {'code': '%s-3', 'name': 'Số mô hình', 'field': 'economy', 'value_type': 'count',"
             " 'comparator': 'gte', 'target_value': 10, 'reporters': [{'level': 'commune'}]}]}",
             code, code, code));
}

static const char *sheet(const char *code)
{
    return at("/campaigns/code:%s/units/code:xa-doan-ket/periods/2025-5M/submission", code);
}

static const char *values(const char *code, const char *more)
{
    return at("/imports?type=values&campaign=code:%s&period=2025-5M%s", code, more);
}

static struct answer template_of(const char *code)
{
    struct answer answer =
        as(reporter, GET, at("/imports/templates/values?campaign=code:%s&period=2025-5M", code), .accept = XLSX);
    expect_status(answer, 200);
    return answer;
}

/* ---- somebody who opens a workbook and types into it ---- */

struct cell {
    const char *place, *typed;
};

/* An empty cell of the page, `<c r="F2" s="3"/>`, with what was typed. */
static char *type_into(char *page, const struct cell *cell)
{
    const char *begin = strstr(page, at("<c r=\"%s\" ", cell->place));
    cr_assert_not_null(begin, "there is no cell %s", cell->place);
    const char *end = strstr(begin, "/>");
    bool number = strspn(cell->typed, "0123456789.-") == strlen(cell->typed);
    char *made;
    cr_assert(asprintf(&made, number ? "%.*s%.*s><v>%s</v></c>%s" : "%.*s%.*s t=\"inlineStr\"><is><t>%s</t></is></c>%s",
                       (int)(begin - page), page, (int)(end - begin), begin, cell->typed, end + 2) > 0);
    free(page);
    return made;
}

static char *page_of(zip_t *zip, const char *name)
{
    zip_stat_t stat;
    cr_assert(zip_stat(zip, name, 0, &stat) == 0);
    char *page = calloc(1, stat.size + 1);
    zip_file_t *file = zip_fopen(zip, name, 0);
    cr_assert(zip_fread(file, page, stat.size) == (zip_int64_t)stat.size);
    zip_fclose(file);
    return page;
}

/* The path of the template with these cells typed in. */
static const char *filled_in(struct answer template, const struct cell *cells)
{
    char path[] = "/tmp/imports-XXXXXX";
    int file = mkstemp(path);
    cr_assert(write(file, template.body, template.length) == (ssize_t) template.length);
    close(file);
    zip_t *zip = zip_open(path, 0, NULL);
    cr_assert_not_null(zip);
    char *page = page_of(zip, "xl/worksheets/sheet2.xml");
    for (; cells->place; cells++)
        page = type_into(page, cells);
    cr_assert(zip_file_add(zip, "xl/worksheets/sheet2.xml", zip_source_buffer(zip, page, strlen(page), 1),
                           ZIP_FL_OVERWRITE) >= 0);
    cr_assert(zip_close(zip) == 0);
    return at("%s", path);
}

#define typed(...)                ((const struct cell[]){__VA_ARGS__, {0}})
#define send(account, path, file) as(account, POST, path, .upload = (file), .upload_type = XLSX)

/* ---- templates ---- */

Test(imports, begin_with_a_template_that_names_every_figure)
{
    launch("NB-MAU");
    struct answer template = template_of("NB-MAU");
    cr_assert(memcmp(template.body, "PK", 2) == 0);
    cr_assert(strstr(header(template, "Content-Disposition"), "values-NB-MAU-2025-5M.xlsx") != NULL);
    const char *file = filled_in(template, typed({"F2", "1"}));
    zip_t *zip = zip_open(file, ZIP_RDONLY, NULL);
    char *book = page_of(zip, "xl/workbook.xml"), *page = page_of(zip, "xl/worksheets/sheet2.xml"),
         *words = page_of(zip, "xl/sharedStrings.xml");
    cr_assert(strstr(book, "name=\"thidua\"") && strstr(book, "state=\"hidden\""));
    cr_assert(strstr(page, "<sheetProtection") && strstr(page, "<dataValidation ") && strstr(page, "<pane "));
    cr_assert(strstr(words, "Thu ngân sách") && strstr(words, "Mã chỉ tiêu") && strstr(words, "triệu đồng") &&
              strstr(words, "Không đổi tên cột"));
    free(book);
    free(page);
    free(words);
    zip_discard(zip);
}

Test(imports, give_templates_to_who_may_send_them_back)
{
    launch("NB-AI");
    const char *path = "/imports/templates/values?campaign=code:NB-AI&period=2025-5M";
    expect_problem(as("thanh-pho-kon-tum.leader", GET, path, .accept = XLSX), 403, "role_not_allowed");
    expect_problem(as("tinh-kon-tum.reviewer", GET, path, .accept = XLSX), 403, "not_allowed");
    expect_problem(as(neighbour, GET, at("%s&unit=code:xa-doan-ket", path), .accept = XLSX), 403, "not_allowed");
    expect_problem(as(reporter, GET, "/imports/templates/values?campaign=code:NB-AI&period=2025-Q1", .accept = XLSX),
                   404, "report_not_owed");
    const char *targets = "/imports/templates/targets?campaign=code:NB-AI";
    expect_status(as(reviewer, GET, targets, .accept = XLSX), 200);
    expect_problem(as("xa-doan-ket.reviewer", GET, targets, .accept = XLSX), 403, "not_allowed");
}

Test(imports, want_the_file_in_the_part_of_that_name)
{
    struct answer refused =
        as(reporter, POST, "/imports?type=values&campaign=code:KT-2025&period=2025-6M",
           .type = "multipart/form-data; boundary=thu-nghiem",
           .raw = "--thu-nghiem\r\nContent-Disposition: form-data; name=\"bang\"; filename=\"a.csv\"\r\n\r\n"
                  "1\r\n--thu-nghiem--\r\n");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/file", "required");
}

/* ---- values ---- */

Test(imports, of_a_template_filled_in_are_tried_and_then_kept)
{
    launch("NB-DIEN");
    const char *file = filled_in(template_of("NB-DIEN"), typed({"F2", "86083.5"}, {"G3", "2"}, {"H3", "3"}));
    struct answer tried = send(reporter, values("NB-DIEN", ""), file);
    expect_status(tried, 201);
    expect_text(tried, "result", "checked");
    expect_number(tried, "created", 2);
    expect_number(tried, "unchanged", 1);
    expect_text(as(reporter, GET, sheet("NB-DIEN")), "state", "not_started");

    struct answer kept = send(reporter, values("NB-DIEN", "&mode=commit"), file);
    expect_status(kept, 201);
    expect_text(kept, "result", "done");
    expect_number(kept, "created", 2);
    expect_text(kept, "format", "xlsx");
    expect_text(kept, "rows.0.outcome", "created");
    expect_number(kept, "rows.0.row", 2);
    struct answer read = as(reporter, GET, sheet("NB-DIEN"));
    json_t *cell = within(json(read, "values"), "NB-DIEN-1");
    cr_assert_float_eq(json_number_value(within(cell, "value")), 86083.5, 1e-9);
    cr_assert_str_eq(json_string_value(within(cell, "source")), "imported");
    cr_assert_float_eq(json_number_value(within(json(read, "values"), "NB-DIEN-2.value")), 66.67, 1e-9);
    expect_header(kept, "Location", at("/api/v1/imports/%s", text(kept, "id")));
}

/* The standing body enters what came on paper: one workbook with the rows of all that have not sent theirs. */
Test(imports, of_a_workbook_of_all_units_that_owe_are_kept_in_the_report_of_each)
{
    launch("NB-GOM");
    const char *path = "/imports?type=values&campaign=code:NB-GOM&mode=commit",
               *whole = "/imports/templates/values?campaign=code:NB-GOM&period=2025-5M";
    struct answer template = as(reviewer, GET, whole, .accept = XLSX);
    expect_status(template, 200);
    int units = atoi(database("select count(*) from app.obligations o join app.campaigns c on c.id = o.campaign_id"
                              " where c.code = 'NB-GOM' and o.period = '2025-5M' and o.kind = 'report'"));
    cr_assert(units > 2);
    const char *file = filled_in(template, typed({"H2", "12"}, {at("H%d", 2 + 3 * (units - 1)), "13.5"}));
    struct answer kept = send(reviewer, path, file);
    expect_status(kept, 201);
    expect_text(kept, "result", "done");
    expect_text(kept, "period", "2025-5M");
    expect_number(kept, "rows_read", 3 * units);
    expect_number(kept, "created", 2);
    expect_number(kept, "rejected", 0);
    cr_assert_str_neq(text(kept, "rows.0.unit.id"), text(kept, at("rows.%d.unit.id", 3 * (units - 1))));
    expect_problem(send(reporter, path, file), 422, "foreign_sheet");
    expect_true(send(reviewer, path, file), "repeated");
    file = filled_in(template, typed({"H2", "14"}));
    expect_text(send(reviewer, path, file), "result", "done");
    const char *stands = at("\"%.0f\"", number(as(reporter, GET, sheet("NB-GOM")), "version"));
    expect_status(as(reporter, PATCH, sheet("NB-GOM"), .if_match = stands,
                     .json = body("{'values': {'NB-GOM-3': {'value': 4}}}")),
                  200);
    expect_problem(send(reviewer, path, filled_in(template, typed({"H2", "15"}))), 409, "stale_sheet");
    template = as(reviewer, GET, at("%s&unit=code:xa-doan-ket", whole), .accept = XLSX);
    expect_number(send(reviewer, path, filled_in(template, typed({"F2", "16"}))), "rows_read", 3);
}

Test(imports, of_the_same_file_do_nothing_the_second_time)
{
    launch("NB-HAI-LAN");
    static const char table[] = "indicator,value\nNB-HAI-LAN-1,5\n";
    const char *path = values("NB-HAI-LAN", "&mode=commit");
    struct answer first = as(reporter, POST, path, .type = "text/csv", .raw = table);
    expect_status(first, 201);
    expect_false(first, "repeated");
    double version = number(as(reporter, GET, sheet("NB-HAI-LAN")), "version");
    struct answer second = as(reporter, POST, path, .type = "text/csv", .raw = table);
    expect_status(second, 201);
    expect_true(second, "repeated");
    expect_text(second, "id", text(first, "id"));
    cr_assert(eq(dbl, number(as(reporter, GET, sheet("NB-HAI-LAN")), "version"), version));
    cr_assert_str_eq(database("select count(*) from app.imports i join app.campaigns c on c.id = i.campaign_id"
                              " where c.code = 'NB-HAI-LAN'"),
                     "1");
    static const char *const otherwise[] = {"&mode=commit&decimal=comma", "&mode=commit&on_exists=skip",
                                            "&mode=commit&blank=clear"};
    for (size_t i = 0; i < sizeof otherwise / sizeof otherwise[0]; i++) {
        struct answer other = as(reporter, POST, values("NB-HAI-LAN", otherwise[i]), .type = "text/csv", .raw = table);
        expect_text(other, "result", "done");
        expect_false(other, "repeated");
    }
    struct answer same = as(reporter, POST, path, .type = "text/csv", .raw = "indicator,value\nNB-HAI-LAN-1,5.0\n");
    expect_number(same, "unchanged", 1);
}

Test(imports, refuse_a_sheet_that_somebody_has_overtaken)
{
    launch("NB-CU");
    struct answer old = template_of("NB-CU");
    expect_status(
        as(reporter, PATCH, sheet("NB-CU"), .if_match = "\"0\"", .json = body("{'values': {'NB-CU-1': {'value': 1}}}")),
        200);
    struct answer refused = send(reporter, values("NB-CU", ""), filled_in(old, typed({"F2", "2"})));
    expect_problem(refused, 409, "stale_sheet");
    expect_in_body(refused, "NB-CU");
    expect_status(send(reporter, values("NB-CU", "&mode=commit"), filled_in(template_of("NB-CU"), typed({"F4", "2"}))),
                  201);
}

Test(imports, take_the_same_sheet_again_once_it_was_corrected)
{
    launch("NB-SUA");
    struct answer template = template_of("NB-SUA");
    struct answer first = send(reporter, values("NB-SUA", "&mode=commit&atomic=none"),
                               filled_in(template, typed({"F2", "5"}, {"F4", "2.5"})));
    expect_status(first, 201);
    expect_number(first, "rejected", 1);
    struct answer second =
        send(reporter, values("NB-SUA", "&mode=commit"), filled_in(template, typed({"F2", "5"}, {"F4", "2"})));
    expect_status(second, 201);
    expect_number(second, "unchanged", 2);
    expect_number(second, "created", 1);
}

Test(imports, refuse_a_sheet_of_somebody_else)
{
    launch("NB-LA");
    launch("NB-LA-2");
    const char *file = filled_in(template_of("NB-LA"), typed({"F2", "2"}));
    struct answer refused = send(reporter, values("NB-LA-2", ""), file);
    expect_problem(refused, 422, "foreign_sheet");
    expect_in_body(refused, "NB-LA – Xã Đoàn Kết – 2025-5M");
    expect_problem(send(reporter, "/imports?type=values&campaign=code:NB-LA&period=2025-6M", file), 422,
                   "foreign_sheet");
    expect_problem(send(neighbour, values("NB-LA", ""), file), 422, "foreign_sheet");
    expect_problem(send(reviewer, "/imports?type=targets&campaign=code:NB-LA", file), 422, "foreign_sheet");
}

Test(imports, refuse_a_workbook_that_is_none_of_ours)
{
    launch("NB-NGOAI");
    struct answer table = as(reporter, GET, "/campaigns?limit=1", .accept = XLSX);
    struct answer refused =
        as(reporter, POST, values("NB-NGOAI", ""), .type = XLSX, .raw = table.body, .raw_length = table.length);
    expect_problem(refused, 422, "not_our_template");
    expect_problem(as(reporter, POST, values("NB-NGOAI", ""), .type = "application/pdf", .raw = "x"), 415,
                   "unsupported_media_type");
}

Test(imports, tell_all_faults_at_once_and_keep_nothing)
{
    launch("NB-LOI");
    static const char table[] = "Mã chỉ tiêu;Kết quả;Tử số;Mẫu số;Tình trạng số liệu;Ghi chú\r\n"
                                "NB-LOI-1;86.083,5;;;;\r\n"
                                "NB-LOI-2;;5;3;;\r\n"
                                "NB-LOI-3;2,5;;;;\r\n"
                                "NB-LOI-9;1;;;;\r\n"
                                "NB-LOI-1;abc;;;;\r\n"
                                ";7;;;;\r\n"
                                "NB-LOI-3;;;;Không phát sinh;\r\n";
    struct answer refused =
        as(reporter, POST, values("NB-LOI", "&mode=commit&decimal=comma"), .type = "text/csv", .raw = table);
    expect_status(refused, 201);
    expect_text(refused, "result", "refused");
    expect_number(refused, "rows_read", 7);
    expect_number(refused, "rejected", 6);
    expect_number(refused, "created", 1);
    static const struct {
        int row;
        const char *pointer, *code;
    } expected[] = {{3, "/numerator", "numerator_exceeds_denominator"},
                    {4, "/value", "whole_number_needed"},
                    {5, "/indicator", "indicator_not_in_campaign"},
                    {6, "/value", "wrong_type"},
                    {7, "", "required"},
                    {8, "/indicator", "repeated_row"}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        json_t *row = json(refused, at("rows.%zu", i));
        cr_assert_eq(json_integer_value(within(row, "row")), expected[i].row, "%s", refused.body);
        cr_assert_str_eq(json_string_value(within(row, "faults.0.code")), expected[i].code, "%s", refused.body);
        cr_assert(json_string_length(within(row, "faults.0.message")) > 10);
    }
    expect_text(as(reporter, GET, sheet("NB-LOI")), "state", "not_started");
}

Test(imports, keep_the_good_rows_when_asked_and_give_the_others_back)
{
    launch("NB-TRA-LAI");
    static const char table[] = "indicator,value,note\nNB-TRA-LAI-1,12.5,'=HYPERLINK(1)\nNB-TRA-LAI-3,2.5,\n";
    struct answer kept =
        as(reporter, POST, values("NB-TRA-LAI", "&mode=commit&atomic=none"), .type = "text/csv", .raw = table);
    expect_status(kept, 201);
    expect_text(kept, "result", "done");
    expect_number(kept, "created", 1);
    expect_number(kept, "rejected", 1);
    const char *rows = at("/imports/%s/rows", text(kept, "id"));
    expect_count(as(reporter, GET, rows), "items", 2);
    struct answer rejected = as(reporter, GET, at("%s?outcome=rejected", rows), .accept = "text/csv");
    expect_status(rejected, 200);
    expect_in_body(rejected, "NB-TRA-LAI-3");
    cr_assert_null(strstr(rejected.body, "NB-TRA-LAI-1,"));
    char *corrected = strdup(rejected.body);
    char *wrong = strstr(corrected, "2.5,");
    cr_assert_not_null(wrong);
    memcpy(wrong, "2.0,", 4);
    struct answer again =
        as(reporter, POST, values("NB-TRA-LAI", "&mode=commit"), .type = "text/csv", .raw = corrected);
    free(corrected);
    expect_status(again, 201);
    expect_text(again, "result", "done");
    expect_number(again, "created", 1);
    expect_text(as(reporter, GET, sheet("NB-TRA-LAI")), "values.NB-TRA-LAI-1.note", "=HYPERLINK(1)");
    expect_in_body(as(reporter, GET, rows, .accept = "text/csv"), "'=HYPERLINK(1)");
}

/* Read as it was sent, a figure stays what it was: 1,234 with a point would be a thousand times as much. */
Test(imports, give_figures_back_with_the_decimal_sign_of_the_file)
{
    launch("NB-PHAY");
    struct answer tried = as(reporter, POST, values("NB-PHAY", "&decimal=comma"), .type = "text/csv",
                             .raw = "indicator;value\nNB-PHAY-9;1,234\nNB-PHAY-3;abc\n");
    expect_number(tried, "rejected", 2);
    static const char *const lists[] = {"rows", "lines"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = at("/imports/%s/%s?outcome=rejected&delimiter=%%3B", text(tried, "id"), lists[i]);
        struct answer comma = as(reporter, GET, at("%s&decimal=comma", path), .accept = "text/csv");
        expect_in_body(comma, "1,234");
        expect_in_body(comma, "abc");
        expect_in_body(as(reporter, GET, path, .accept = "text/csv"), "1.234");
        struct answer again =
            as(reporter, POST, values("NB-PHAY", "&decimal=comma"), .type = "text/csv", .raw = comma.body);
        expect_text(again, "rows.0.faults.0.code", "indicator_not_in_campaign");
        expect_text(as(reporter, GET, at("/imports/%s/rows", text(again, "id"))), "items.0.value", "1.234");
    }
}

Test(imports, of_json_are_rows_too)
{
    launch("NB-JSON");
    struct answer kept = as(reporter, POST, values("NB-JSON", "&mode=commit"),
                            .json = body("{'items': [{'indicator': 'code:NB-JSON-1', 'value': 7.25}]}"));
    expect_status(kept, 201);
    expect_text(kept, "format", "json");
    expect_number(kept, "rows.0.new.value", 7.25);
    expect_problem(as(reporter, POST, values("NB-JSON", ""), .json = body("{'items': [{'value': 1}]}")), 422,
                   "validation_failed");
}

Test(imports, are_of_the_own_unit_only)
{
    launch("NB-CUA-MINH");
    struct answer other = as(reporter, POST, values("NB-CUA-MINH", ""), .type = "text/csv",
                             .raw = "indicator,unit,value\nNB-CUA-MINH-1,xa-hoa-binh,5\nNB-CUA-MINH-3,xa-doan-ket,5\n");
    expect_number(other, "rejected", 1);
    expect_text(other, "rows.0.faults.0.code", "row_of_another_unit");
    expect_problem(as(neighbour, POST, values("NB-CUA-MINH", "&unit=code:xa-doan-ket"), .type = "text/csv",
                      .raw = "indicator,value\nNB-CUA-MINH-1,5\n"),
                   403, "not_allowed");
    expect_problem(as("tinh-kon-tum.reporter", POST, values("NB-CUA-MINH", "&unit=code:xa-doan-ket"),
                      .type = "text/csv", .raw = "indicator,value\nNB-CUA-MINH-1,5\n"),
                   403, "not_allowed");
    expect_problem(as("xa-doan-ket.reviewer", POST, values("NB-CUA-MINH", ""), .type = "text/csv",
                      .raw = "indicator,value\nNB-CUA-MINH-1,5\n"),
                   403, "not_allowed");
    expect_problem(as("xa-doan-ket.leader", POST, values("NB-CUA-MINH", ""), .type = "text/csv",
                      .raw = "indicator,value\nNB-CUA-MINH-1,5\n"),
                   403, "role_not_allowed");
}

/* What a system may import is said by the scopes of what it writes, beside that of importing. */
Test(imports, of_systems_need_the_scope_of_what_they_write)
{
    launch("NB-HE-THONG");
    const struct {
        const char *giver, *type, *more, *tag, *scope, *row;
    } imports[] = {
        {reporter, "values", "&campaign=code:NB-HE-THONG&period=2025-5M", "reports", "reports:write",
         "indicator,value\nNB-HE-THONG-1,5\n"},
        {reviewer, "values", "&campaign=code:NB-HE-THONG&period=2025-5M", "reports", "reports:write",
         "indicator,unit,value\nNB-HE-THONG-1,xa-hoa-binh,5\n"},
        {reviewer, "targets", "&campaign=code:NB-HE-THONG", "campaigns", "campaigns:write",
         "indicator,unit,target_value,reason\nNB-HE-THONG-1,xa-hoa-binh,5,Giao chỉ tiêu\n"},
        {reviewer, "campaigns", "", "campaigns", "campaigns:write",
         "code,title,kind\nNB-HE-THONG-2,Của hệ thống,plan\n"},
        {reviewer, "campaigns", "", "campaigns", "create_campaign",
         "code,title,kind\nNB-HE-THONG-3,Của hệ thống,plan\n"},
        {reviewer, "indicators", "&campaign=code:NB-HE-THONG-2", "campaigns", "campaigns:write",
         "code,name,field,value_type\nNB-HE-THONG-21,Số mô hình,economy,count\n"},
        {reporter, "proposals", "", "awards", "awards:write", "title,reason\nĐề nghị của hệ thống,ad_hoc\n"},
    };
    for (size_t i = 0; i < sizeof imports / sizeof imports[0]; i++) {
        const char *path = at("/imports?type=%s&mode=commit%s", imports[i].type, imports[i].more);
        const char *scopes[] = {"units:read", imports[i].scope};
        struct answer sent[2];
        for (size_t k = 0; k < 2; k++) {
            struct answer given =
                as(imports[i].giver, POST, "/service-tokens",
                   .json = body("{'name': 'Phần mềm báo cáo', 'scopes': ['exchange:write', '%s']}", scopes[k]));
            sent[k] = nobody(POST, path, .token = text(given, "token"), .type = "text/csv", .raw = imports[i].row);
        }
        expect_problem(sent[0], 403, "scope_missing");
        expect_text(sent[0], "params.tag", imports[i].tag);
        expect_status(sent[1], 201);
        expect_number(sent[1], "rejected", 0);
        expect_text(sent[1], "sent_by.name", "Phần mềm báo cáo");
    }
}

Test(imports, do_not_touch_a_report_that_was_sent)
{
    launch("NB-DA-GUI");
    struct answer kept =
        as(reporter, POST, values("NB-DA-GUI", "&mode=commit"), .type = "text/csv",
           .raw = "indicator,value,numerator,denominator\nNB-DA-GUI-1,5,,\nNB-DA-GUI-2,,2,3\nNB-DA-GUI-3,4,,\n");
    expect_text(kept, "result", "done");
    expect_status(move(reporter, at("/submissions/%s", text(as(reporter, GET, sheet("NB-DA-GUI")), "id")), "submitted"),
                  201);
    struct answer refused = as(reporter, POST, values("NB-DA-GUI", "&mode=commit"), .type = "text/csv",
                               .raw = "indicator,value\nNB-DA-GUI-1,6\n");
    expect_text(refused, "result", "refused");
    expect_text(refused, "rows.0.faults.0.code", "report_was_sent");
}

Test(imports, are_seen_by_their_unit_and_those_above)
{
    launch("NB-XEM");
    struct answer kept = as(reporter, POST, values("NB-XEM", "&mode=commit"), .type = "text/csv",
                            .raw = "indicator,value\nNB-XEM-1,5\n");
    const char *import = at("/imports/%s", text(kept, "id"));
    expect_text(as(reporter, GET, import), "unit.name", "Xã Đoàn Kết");
    expect_status(as(reviewer, GET, import), 200);
    expect_problem(as(neighbour, GET, import), 404, "not_found");
    expect_problem(as(neighbour, GET, at("%s/rows", import)), 404, "not_found");
    expect_count(as(reporter, GET, "/imports?campaign=code:NB-XEM&type=values&result=done&period=2025-5M"), "items", 1);
    expect_count(as(neighbour, GET, "/imports?campaign=code:NB-XEM"), "items", 0);
    expect_status(as(reporter, GET, "/imports?campaign=code:NB-XEM", .accept = "text/csv"), 200);
}

/* ---- targets ---- */

Test(imports, of_targets_go_out_and_come_back)
{
    launch("NB-GIAO");
    const char *path = "/imports?type=targets&campaign=code:NB-GIAO&mode=commit";
    struct answer given = as(reviewer, POST, at("%s&decimal=comma", path), .type = "text/csv",
                             .raw = "Mã chỉ tiêu;Mã đơn vị;Chỉ tiêu giao;Cách ghi\n"
                                    "NB-GIAO-1;xa-doan-ket;86.083,5;86.083,5 triệu "
                                    "đồng\nNB-GIAO-1;xa-hoa-binh;1.000;\nNB-GIAO-3;xa-doan-ket;4;\n");
    expect_status(given, 201);
    expect_text(given, "result", "done");
    expect_number(given, "created", 3);
    struct answer sheet_of = as(reviewer, GET, "/imports/templates/targets?campaign=code:NB-GIAO", .accept = XLSX);
    expect_status(sheet_of, 200);
    struct answer back = as(reviewer, POST, path, .type = XLSX, .raw = sheet_of.body, .raw_length = sheet_of.length);
    expect_status(back, 201);
    expect_number(back, "rejected", 0);
    expect_number(back, "created", 0);
    expect_number(back, "updated", 0);
    struct answer out = as(reviewer, GET, "/campaigns/code:NB-GIAO/targets", .accept = "text/csv");
    cr_assert_not_null(strstr(out.body, "86083.5"));
}

/* 10 of the two units, and two tenths of 10: parts must make the whole as in the sheet, once all of them are given. */
/* What GET of the sheet of targets answers as CSV: sums, gaps and the whole stand in it too. */
Test(imports, of_the_sheet_of_targets_take_it_as_it_is_shown)
{
    launch("NB-BANG");
    const char *path = "/imports?type=targets&campaign=code:NB-BANG&mode=commit",
               *shown = "/campaigns/code:NB-BANG/targets";
    expect_text(as(reviewer, POST, path, .type = "text/csv",
                   .raw = "indicator,unit,target_value\nNB-BANG-1,xa-doan-ket,4\nNB-BANG-1,xa-hoa-binh,5\n"),
                "result", "done");
    struct answer sheet = as(reviewer, GET, shown, .accept = "text/csv");
    struct answer back = as(reviewer, POST, path, .type = "text/csv", .raw = sheet.body);
    expect_text(back, "result", "done");
    expect_number(back, "unchanged", number(back, "rows_read"));
    cr_assert(gt(dbl, number(back, "rows_read"), 20));
    const char *figure = strstr(strstr(sheet.body, "Xã Hòa Bình"), ",5,");
    cr_assert_not_null(figure);
    struct answer changed = as(reviewer, POST, at("%s&atomic=none", path), .type = "text/csv",
                               .raw = at("%.*s,6,%s", (int)(figure - sheet.body), sheet.body, figure + 3));
    expect_number(changed, "unchanged", number(back, "rows_read") - 1); /* a revision wants a reason */
}

Test(imports, of_targets_name_the_rows_that_break_a_sum)
{
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': 'NB-TONG', 'title': 'Giao chỉ tiêu', 'kind': 'plan', 'starts_on':"
                                  " '2025-01-01', 'ends_on': '2025-12-31'}")),
                  201);
    expect_status(as(reviewer, POST, "/campaigns/code:NB-TONG/indicators",
                     .json = body("{'items': [{'code': 'NB-TONG-1', 'name': 'Diện tích', 'field': 'economy',"
                                  " 'value_type': 'number', 'comparator': 'eq', 'target_value': 10, 'reporters':"
                                  " [{'unit': 'code:xa-doan-ket'}, {'unit': 'code:xa-hoa-binh'}]},"
                                  " {'code': 'NB-TONG-2', 'name': 'Số hộ', 'field': 'economy', 'value_type': 'number',"
                                  " 'comparator': 'eq', 'target_value': 6, 'reporters': [{'unit': 'code:xa-doan-ket'},"
                                  " {'unit': 'code:xa-hoa-binh'}]}]}")),
                  201);
    const char *path = "/imports?type=targets&campaign=code:NB-TONG&mode=commit",
               *head = "indicator,unit,target_value\n";
    const char *rows = at("%sNB-TONG-1,xa-doan-ket,7\nNB-TONG-1,xa-hoa-binh,4\nNB-TONG-2,xa-doan-ket,2\n", head);
    struct answer refused = as(reviewer, POST, path, .type = "text/csv", .raw = rows);
    expect_text(refused, "result", "refused");
    expect_number(refused, "rejected", 1); /* as in the sheet, the first cell of a column that is new as a whole */
    expect_text(refused, "rows.0.faults.0.code", "target_sum_differs");
    expect_text(refused, "rows.0.faults.0.pointer", "/target_value");
    struct answer kept = as(reviewer, POST, at("%s&atomic=none", path), .type = "text/csv", .raw = rows);
    expect_text(kept, "result", "done");
    expect_number(kept, "rejected", 1);
    expect_number(kept, "created", 2); /* a part alone breaks nothing yet */
    struct answer whole = as(reviewer, POST, path, .type = "text/csv",
                             .raw = at("%sNB-TONG-1,xa-doan-ket,6\nNB-TONG-1,xa-hoa-binh,4\nNB-TONG-2,xa-doan-ket,2\n"
                                       "NB-TONG-2,xa-hoa-binh,4\n",
                                       head));
    expect_text(whole, "result", "done");
    expect_number(whole, "rejected", 0);
    expect_number(whole, "created", 2);
    expect_number(whole, "unchanged", 2);
}

Test(imports, of_targets_pass_the_same_checks_as_by_hand)
{
    launch("NB-CHI-TIEU");
    const char *path = "/imports?type=targets&campaign=code:NB-CHI-TIEU&mode=commit&atomic=none";
    struct answer first = as(reviewer, POST, path, .type = "text/csv",
                             .raw = "indicator,unit,target_value\nNB-CHI-TIEU-1,xa-doan-ket,10\n");
    expect_number(first, "created", 1);
    struct answer second = as(reviewer, POST, path, .type = "text/csv",
                              .raw = "indicator,unit,target_value,reason\nNB-CHI-TIEU-1,xa-doan-ket,12,\n"
                                     "NB-CHI-TIEU-1,huyen-kon-plong,3,\nNB-CHI-TIEU-1,xa-hoa-binh,5,\n"
                                     "NB-CHI-TIEU-1,khong-co,5,\nNB-CHI-TIEU-3,,5,\n");
    expect_status(second, 201);
    expect_number(second, "created", 1);
    expect_number(second, "rejected", 4);
    expect_text(second, "rows.0.faults.0.code", "revision_needs_a_reason");
    expect_number(second, "rows.0.current.target_value", 10);
    expect_text(second, "rows.1.faults.0.code", "unit_outside_the_campaign");
    expect_text(second, "rows.2.faults.0.code", "unit_not_found");
    expect_text(second, "rows.3.faults.0.code", "required");
    struct answer paper =
        as(reviewer, POST, "/documents", .json = body("{'kind': 'decision', 'abstract': 'Điều chỉnh chỉ tiêu'}"));
    struct answer third = as(reviewer, POST, path, .type = "text/csv",
                             .raw = at("indicator,unit,target_value,reason,document\n"
                                       "NB-CHI-TIEU-1,xa-doan-ket,12,Điều chỉnh,%s\n",
                                       text(paper, "id")));
    expect_number(third, "updated", 1);
    expect_problem(as("xa-doan-ket.reviewer", POST, path, .type = "text/csv", .raw = "indicator,unit\nx,y\n"), 403,
                   "not_allowed");
}
