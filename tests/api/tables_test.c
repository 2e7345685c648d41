/* tables_test.c: a table will do wherever a list is taken: CSV and workbooks as bodies. */
#include "support/client.h"

#include <stdio.h>
#include <string.h>

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* Where the targets of a new draft's only indicator are. */
static const char *targets_of_draft(const char *code)
{
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': '%s', 'title': 'Giao chỉ tiêu bằng bảng %s', 'kind': 'movement',"
                                  " 'starts_on': '2025-06-01', 'ends_on': '2025-12-31'}",
                                  code, code)),
                  201);
    expect_status(as(reviewer, POST, at("/campaigns/code:%s/indicators", code),
                     .json = body("{'items': [{'code': '%s-01', 'name': 'Thu ngân sách', 'field': 'economy',"
                                  " 'value_type': 'number', 'comparator': 'gte', 'target_value': 100, 'decimals': 2,"
                                  " 'reporters': [{'level': 'commune'}]}]}",
                                  code)),
                  201);
    return at("/indicators/code:%s-01/targets", code);
}

Test(tables, give_targets_as_json_does)
{
    const char *targets = targets_of_draft("BANG-1");
    struct answer made = as(reviewer, POST, at("%s?decimal=comma", targets), .type = "text/csv; charset=utf-8",
                            .raw = "\xEF\xBB\xBFĐơn vị;Chỉ tiêu;Hiệu lực từ;Cách ghi\r\n"
                                   "xa-doan-ket;86.083,10;15/06/2025;\"trên; dưới\"\r\n");
    expect_status(made, 201);
    expect_in_body(made, "\"target_value\":86083.10,");
    expect_text(made, "items.0.valid_from", "2025-06-15");
    expect_text(made, "items.0.printed", "trên; dưới");
    expect_text(made, "items.0.unit.name", "Xã Đoàn Kết");
}

Test(tables, go_out_and_come_back_unchanged)
{
    const char *targets = targets_of_draft("BANG-2");
    expect_status(as(reviewer, POST, targets, .type = "text/csv",
                     .raw = "unit,target_value,printed\nxa-doan-ket,12.50,'=12.5\nphuong-quyet-thang,7,\n"),
                  201);
    static const char *const formats[] = {"text/csv", XLSX};
    for (size_t i = 0; i < 2; i++) {
        struct answer out = as(reviewer, GET, targets, .accept = formats[i]);
        expect_status(out, 200);
        struct answer back = as(reviewer, POST, targets, .type = formats[i], .raw = out.body, .raw_length = out.length);
        expect_status(back, 201);
        expect_in_body(back, "\"target_value\":12.50,"); /* a workbook keeps doubles, what is the same its digits */
        expect_in_body(back, "\"printed\":\"=12.5\"");
        expect_count(as(reviewer, GET, targets), "items", 2);
    }
}

Test(tables, name_row_and_column_of_every_fault)
{
    const char *targets = targets_of_draft("BANG-3");
    struct answer refused = as(reviewer, POST, targets, .type = "text/csv",
                               .raw = "unit,target_value,valid_from\n\nxa-doan-ket,mười,2025-06-31\n,5,\n");
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/items/0/target_value", "wrong_type");
    expect_fault(refused, "/items/0/valid_from", "wrong_format");
    json_t *fault = item(refused, "errors", "pointer", "/items/0/target_value");
    cr_assert_eq(json_integer_value(within(fault, "params.row")), 3);
    cr_assert_str_eq(json_string_value(within(fault, "params.column")), "B");
    cr_assert(strncmp(json_string_value(within(fault, "message")), "Dòng 3, cột B: ", strlen("Dòng 3, cột B: ")) == 0);
    cr_assert_eq(json_array_size(json(refused, "errors")), 3, "%s", refused.body);
}

Test(tables, name_the_row_of_a_fault_that_the_database_finds)
{
    const char *targets = targets_of_draft("BANG-4");
    struct answer refused = as(reviewer, POST, targets, .type = "text/csv", .language = "en",
                               .raw = "target_value,unit\n1,xa-doan-ket\n2,huyen-kon-plong\n");
    expect_fault(refused, "/items/1/unit", "unit_outside_the_campaign");
    json_t *fault = item(refused, "errors", "pointer", "/items/1/unit");
    cr_assert(strncmp(json_string_value(within(fault, "message")), "Row 3, column B: ", 17) == 0);
}

Test(tables, refuse_columns_that_nobody_knows)
{
    const char *targets = targets_of_draft("BANG-5");
    struct answer refused =
        as(reviewer, POST, targets, .type = "text/csv", .raw = "unit,giá,target_value\nxa-doan-ket,1,2\n");
    expect_problem(refused, 422, "unknown_column");
    expect_in_body(refused, "cột giá ở vị trí B");
    struct answer stray =
        as(reviewer, POST, targets, .type = "text/csv", .raw = "unit,target_value\nxa-hoa-binh,1,5\n");
    expect_problem(stray, 422, "cell_without_column");
    expect_in_body(stray, "Ô C2 có nội dung");
    expect_problem(as(reviewer, POST, targets, .type = "text/csv", .raw = "target_value\n1\n"), 422, "column_missing");
    expect_problem(as(reviewer, POST, targets, .type = "text/csv", .raw = "unit\n\"x\n"), 400, "malformed_table");
    expect_problem(as(reviewer, POST, targets, .type = XLSX, .raw = "PK\x03\x04 và hết"), 400, "malformed_workbook");
}

Test(tables, larger_than_a_raw_body_come_as_a_form)
{
    const char *targets = targets_of_draft("BANG-6");
    char path[] = "/tmp/tables-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    fprintf(file, "unit,target_value,printed\nxa-doan-ket,5,\"");
    fprintf(file, "%s\"\n", "ghi chú");
    fclose(file);
    expect_status(as(reviewer, POST, targets, .upload = path, .upload_type = "text/csv"), 201);
    struct answer tried = as(reviewer, POST, at("%s?dry_run=true", targets), .upload = path, .upload_type = "text/csv");
    expect_status(tried, 201);
    remove(path);
    expect_number(as(reviewer, GET, targets), "items.0.target_value", 5);
    static char large[1100000] = "unit,target_value\n";
    memset(large + strlen(large), ' ', sizeof large - strlen(large) - 1);
    struct answer raw = as(reviewer, POST, targets, .type = "text/csv", .raw = large);
    expect_problem(raw, 413, "body_wants_a_file");
    expect_in_body(raw, "curl -F file=@");
    struct answer json = as(reviewer, POST, "/campaigns", .raw = large, .type = "application/json");
    expect_problem(json, 413, "body_too_large"); /* where no file is taken */
}

Test(tables, are_known_again_by_their_bytes)
{
    const char *targets = targets_of_draft("BANG-7");
    static const char table[] = "unit,target_value\nxa-doan-ket,5\n";
    struct answer first = as(reviewer, POST, targets, .type = "text/csv", .raw = table, .key = "bang-7");
    expect_status(first, 201);
    struct answer second = as(reviewer, POST, targets, .type = "text/csv", .raw = table, .key = "bang-7");
    expect_header(second, "Idempotency-Replayed", "true");
    expect_problem(
        as(reviewer, POST, targets, .type = "text/csv", .raw = "unit,target_value\nxa-doan-ket,6\n", .key = "bang-7"),
        422, "idempotency_key_reused");
}
