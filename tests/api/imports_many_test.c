/* imports_many_test.c: values of several units and periods in one file, and those that the standing body of the issuing
 * unit enters in the name of who owes them. */
#include "support/season.h"

#include <stdlib.h>
#include <string.h>

static const char reporter[] = "xa-doan-ket.reporter";
static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";

/* A campaign of the city for its communes: a sum and a count, for five months and for six. */
static void launch(const char *code)
{
    launch_campaign(
        "thanh-pho-kon-tum",
        body("{'code': '%s', 'title': 'Nhập bảng %s', 'kind': 'movement', 'starts_on': '2025-01-01',"
             " 'ends_on': '2025-12-31', 'report_periods': ['2025-5M', '2025-6M']}",
             code, code),
        body("{'items': [{'code': '%s-1', 'name': 'Thu ngân sách', 'field': 'economy', 'value_type': 'number',"
             " 'unit_of_measure': 'triệu đồng', 'decimals': 1, 'comparator': 'gte', 'target_value': 100000,"
             " 'accumulation': 'cumulative', 'reporters': [{'level': 'commune'}]},"
             " {'code': '%s-2', 'name': 'Số mô hình', 'field': 'economy', 'value_type': 'count',"
             " 'comparator': 'gte', 'target_value': 10, 'reporters': [{'level': 'commune'}]}]}",
             code, code));
}

static struct answer send(const char *account, const char *code, const char *more, const char *table)
{
    return as(account, POST, at("/imports?type=values&campaign=code:%s&mode=commit%s", code, more), .type = "text/csv",
              .raw = table);
}

/* Lines in which a # stands for the campaign. */
static const char *rows(const char *code, const char *lines)
{
    const char *table = "indicator,unit,period,value\n";
    for (size_t length; *lines; lines += length + (lines[length] == '#')) {
        length = strcspn(lines, "#");
        table = at("%s%.*s%s", table, (int)length, lines, lines[length] ? code : "");
    }
    return table;
}

static struct answer sheet(const char *account, const char *code, const char *unit, const char *period)
{
    return as(account, GET, sheet_at(code, unit, period));
}

static double value_of(struct answer read, const char *indicator)
{
    return json_number_value(within(json(read, "values"), at("%s.value", indicator)));
}

Test(imports_many, of_several_periods_are_taken_from_the_unit_itself)
{
    launch("NK-KY");
    struct answer kept =
        send(reporter, "NK-KY", "",
             "indicator,period,value\nNK-KY-1,2025-5M,5\nNK-KY-1,2025-6M,6\nNK-KY-2,2025-6M,3\nNK-KY-2,2025-Q1,3\n"
             "NK-KY-2,,3\n");
    expect_text(kept, "result", "refused");
    expect_number(kept, "rejected", 2);
    expect_text(kept, "rows.0.faults.0.code", "report_not_owed");
    expect_text(kept, "rows.0.faults.0.pointer", "/period");
    expect_text(kept, "rows.1.faults.0.code", "required");
    kept = send(reporter, "NK-KY", "&atomic=none",
                "indicator,period,value\nNK-KY-1,2025-5M,5\nNK-KY-1,2025-6M,6\nNK-KY-2,2025-6M,3\n");
    expect_text(kept, "result", "done");
    expect_number(kept, "created", 3);
    expect_text(kept, "rows.1.period", "2025-6M");
    cr_assert(eq(dbl, value_of(sheet(reporter, "NK-KY", "xa-doan-ket", "2025-5M"), "NK-KY-1"), 5));
    struct answer six = sheet(reporter, "NK-KY", "xa-doan-ket", "2025-6M");
    cr_assert(eq(dbl, value_of(six, "NK-KY-1"), 6));
    cr_assert(eq(dbl, value_of(six, "NK-KY-2"), 3));
    expect_number(six, "version", 1);
    expect_count(six, "entered_by", 0);
}

Test(imports_many, of_several_units_are_entered_by_the_standing_body_of_the_issuer)
{
    launch("NK-THAY");
    struct answer kept = send(reviewer, "NK-THAY", "",
                              rows("NK-THAY", "#-1,xa-doan-ket,2025-5M,5\n#-1,xa-hoa-binh,2025-5M,7\n"
                                              "#-1,xa-hoa-binh,2025-6M,8\n"));
    expect_text(kept, "result", "done");
    expect_number(kept, "created", 3);
    struct answer read = sheet(reporter, "NK-THAY", "xa-doan-ket", "2025-5M");
    expect_text(read, "state", "draft");
    expect_text(read, "values.NK-THAY-1.source", "imported");
    expect_text(read, "entered_by.0.name", text(as(reviewer, GET, "/me"), "display_name"));
    cr_assert(eq(dbl, value_of(sheet(reviewer, "NK-THAY", "xa-hoa-binh", "2025-6M"), "NK-THAY-1"), 8));
    /* the draft stays the unit's: cell by cell, and only the cells the file names */
    expect_status(
        patch(reporter, sheet_at("NK-THAY", "xa-doan-ket", "2025-5M"), body("{'values': {'NK-THAY-2': {'value': 4}}}")),
        200);
    struct answer again =
        send(reviewer, "NK-THAY", "", rows("NK-THAY", "#-1,xa-doan-ket,2025-5M,6\n#-1,xa-hoa-binh,2025-5M,7\n"));
    expect_number(again, "updated", 1);
    expect_number(again, "unchanged", 1);
    cr_assert(eq(dbl, value_of(sheet(reporter, "NK-THAY", "xa-doan-ket", "2025-5M"), "NK-THAY-2"), 4));
}

Test(imports_many, by_others_than_who_may_are_refused)
{
    launch("NK-QUYEN");
    const char *table = rows("NK-QUYEN", "#-1,xa-doan-ket,2025-5M,5\n");
    expect_problem(send("xa-doan-ket.reviewer", "NK-QUYEN", "", table), 403, "not_allowed");
    expect_problem(send("tinh-kon-tum.reviewer", "NK-QUYEN", "", table), 403, "not_allowed");
    expect_problem(send(leader, "NK-QUYEN", "", table), 403, "role_not_allowed");
    struct answer foreign = send("xa-hoa-binh.reporter", "NK-QUYEN", "", table);
    expect_text(foreign, "rows.0.faults.0.code", "row_of_another_unit");
    expect_problem(patch(reviewer, sheet_at("NK-QUYEN", "xa-doan-ket", "2025-5M"), body("{'values': {}}")), 403,
                   "role_not_allowed");
    expect_text(send(reviewer, "NK-QUYEN", "", table), "result", "done");
}

/* Whoever entered figures has made them: another reviewer verifies, and so does another leader approve. */
Test(imports_many, are_never_verified_by_who_entered_them)
{
    launch("NK-KIEM");
    expect_text(
        send(reviewer, "NK-KIEM", "", rows("NK-KIEM", "#-1,xa-doan-ket,2025-5M,5\n#-2,xa-doan-ket,2025-5M,3\n")),
        "result", "done");
    const char *report = at("/submissions/%s", text(sheet(reporter, "NK-KIEM", "xa-doan-ket", "2025-5M"), "id"));
    expect_problem(move(reviewer, report, "submitted"), 403, "wrong_role");
    /* what the unit wrote last does not make the reviewer forget what they wrote before */
    expect_status(patch(reporter, report, body("{'values': {'NK-KIEM-2': {'value': 4}}}")), 200);
    expect_status(move(reporter, report, "submitted"), 201);
    expect_problem(move(reviewer, report, "verified"), 403, "maker_is_not_checker");
    json_t *actions = json(as(reviewer, GET, report), "allowed_actions");
    size_t i;
    json_t *action;
    json_array_foreach(actions, i, action) {
        cr_assert_str_neq(json_string_value(action), "move:verified");
    }
    /* the control: a report that the unit wrote alone */
    expect_status(as("xa-hoa-binh.reporter", PATCH, sheet_at("NK-KIEM", "xa-hoa-binh", "2025-5M"), .if_match = "\"0\"",
                     .json = body("{'values': {'NK-KIEM-1': {'value': 1}, 'NK-KIEM-2': {'value': 1}}}")),
                  200);
    const char *other =
        at("/submissions/%s", text(sheet("xa-hoa-binh.reporter", "NK-KIEM", "xa-hoa-binh", "2025-5M"), "id"));
    expect_status(move("xa-hoa-binh.reporter", other, "submitted"), 201);
    expect_status(move(reviewer, other, "verified"), 201);
}

Test(imports_many, leave_alone_what_was_sent)
{
    launch("NK-GUI");
    expect_text(send(reviewer, "NK-GUI", "", rows("NK-GUI", "#-1,xa-doan-ket,2025-5M,5\n#-2,xa-doan-ket,2025-5M,3\n")),
                "result", "done");
    const char *report = at("/submissions/%s", text(sheet(reporter, "NK-GUI", "xa-doan-ket", "2025-5M"), "id"));
    expect_status(move(reporter, report, "submitted"), 201);
    const char *table = rows("NK-GUI", "#-1,xa-doan-ket,2025-5M,6\n#-1,xa-doan-ket,2025-6M,6\n");
    struct answer mixed = send(reviewer, "NK-GUI", "&atomic=none", table);
    expect_number(mixed, "rejected", 1);
    expect_number(mixed, "created", 1);
    expect_text(mixed, "rows.0.faults.0.code", "report_was_sent");
    expect_in_body(mixed, "để đơn vị tự sửa");
    expect_status(
        move_with(leader, report,
                  body("{'to': 'returned', 'reasons': [{'pointer': '/values/NK-GUI-1', 'code': 'value_implausible',"
                       " 'note': 'Xem lại'}]}")),
        201);
    struct answer returned = send(reviewer, "NK-GUI", "&atomic=none", table);
    expect_text(returned, "rows.0.faults.0.code", "report_was_sent"); /* it is the unit's to correct */
    struct answer own = send(reporter, "NK-GUI", "&atomic=none", table);
    expect_number(own, "rejected", 0);
    cr_assert(eq(dbl, value_of(sheet(reporter, "NK-GUI", "xa-doan-ket", "2025-5M"), "NK-GUI-1"), 6));
}

Test(imports_many, do_with_what_stands_already_as_they_are_told)
{
    launch("NK-CO-ROI");
    expect_text(send(reporter, "NK-CO-ROI", "", "indicator,period,value\nNK-CO-ROI-1,2025-5M,5\n"), "result", "done");
    const char *table = "indicator,period,value\nNK-CO-ROI-1,2025-5M,6\nNK-CO-ROI-2,2025-5M,2\n";
    struct answer skipped = send(reporter, "NK-CO-ROI", "&on_exists=skip&atomic=none", table);
    expect_number(skipped, "unchanged", 1);
    expect_number(skipped, "created", 1);
    struct answer refused =
        send(reporter, "NK-CO-ROI", "&on_exists=error", "indicator,period,value\nNK-CO-ROI-1,2025-5M,7\n");
    expect_text(refused, "rows.0.faults.0.code", "value_stands_already");
    cr_assert(eq(dbl, value_of(sheet(reporter, "NK-CO-ROI", "xa-doan-ket", "2025-5M"), "NK-CO-ROI-1"), 5));
    expect_number(send(reporter, "NK-CO-ROI", "", "indicator,period,value\nNK-CO-ROI-1,2025-5M,7.5\n"), "updated", 1);
}

Test(imports_many, say_which_units_may_have_been_meant)
{
    launch("NK-DON-VI");
    struct answer tried =
        send(reviewer, "NK-DON-VI", "", rows("NK-DON-VI", "#-1,khong-co,2025-5M,5\n#-1,,2025-5M,5\n"));
    expect_number(tried, "rejected", 2);
    expect_text(tried, "rows.0.faults.0.code", "unit_not_found");
    expect_count(tried, "rows.0.faults.0.params.candidates", 0);
    expect_text(tried, "rows.1.faults.0.code", "required");
    struct answer named =
        as(reviewer, POST, "/imports?type=values&campaign=code:NK-DON-VI&period=2025-5M",
           .json = body("{'items': [{'indicator': 'code:NK-DON-VI-1', 'unit': 'code:23476@2030-01-01',"
                        " 'value': 1}]}"));
    expect_number(named, "rejected", 1);
    struct answer rejected =
        as(reviewer, GET, at("/imports/%s/rows?outcome=rejected", text(tried, "id")), .accept = "text/csv");
    expect_in_body(rejected, "khong-co");
    expect_in_body(rejected, "2025-5M");
}

Test(imports_many, of_lines_of_json_are_rows_too)
{
    launch("NK-DONG");
    struct answer kept = as(
        reviewer, POST, "/imports?type=values&campaign=code:NK-DONG&mode=commit&atomic=none",
        .type = "application/x-ndjson",
        .raw =
            "{\"indicator\":\"code:NK-DONG-1\",\"unit\":\"code:xa-doan-ket\",\"period\":\"2025-5M\",\"value\":1.50}\n"
            "\n{\"indicator\":\"code:NK-DONG-1\",\"unit\":\n"
            "{\"indicator\":\"code:NK-DONG-2\",\"unit\":\"code:xa-doan-ket\",\"period\":\"2025-5M\",\"valeu\":1}\n");
    expect_status(kept, 201);
    expect_text(kept, "format", "ndjson");
    expect_number(kept, "created", 1);
    expect_number(kept, "rejected", 2);
    expect_number(kept, "rows.0.row", 3);
    expect_text(kept, "rows.1.faults.0.code", "unknown_property");
    expect_number(kept, "rows.1.row", 4);
    struct answer immense = as(reviewer, POST, "/imports?type=values&campaign=code:NK-DONG&mode=commit&atomic=none",
                               .type = "application/x-ndjson",
                               .raw = "{\"indicator\":\"code:NK-DONG-1\",\"value\":1e-20000}\n[1]\n"
                                      "{\"indicator\":\"code:NK-DONG-2\",\"unit\":\"code:xa-doan-ket\","
                                      "\"period\":\"2025-5M\",\"value\":1}\n");
    expect_status(immense, 201);
    expect_number(immense, "created", 1);
    expect_number(immense, "rejected", 2);
    expect_text(immense, "rows.0.faults.0.code", "number_with_exponent");
    expect_text(immense, "rows.1.faults.0.code", "body_not_an_object");
}
