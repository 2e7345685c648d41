/* imports_indicators_test.c: campaigns and their indicators are drafted out of a file, row by row as by hand. */
#include "support/season.h"

#include <string.h>

static const char reviewer[] = "thanh-pho-kon-tum.reviewer", neighbour[] = "huyen-kon-plong.reviewer";

static const char *draft(const char *code)
{
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': '%s', 'title': 'Phong trào nhập %s', 'kind': 'movement',"
                                  " 'starts_on': '2025-06-01', 'ends_on': '2025-12-31'}",
                                  code, code)),
                  201);
    return code;
}

static struct answer import_csv(const char *account, const char *campaign, const char *more, const char *csv)
{
    return as(account, POST, at("/imports?type=indicators&campaign=code:%s%s", campaign, more), .type = "text/csv",
              .raw = csv);
}

static void expect_rejected(const char *campaign, const char *more, const char *csv, const char *pointer,
                            const char *code)
{
    expect_first_row_rejected(import_csv(reviewer, campaign, at("&atomic=none%s", more), csv), pointer, code);
}

static struct answer import_campaigns(const char *account, const char *more, const char *csv)
{
    return as(account, POST, at("/imports?type=campaigns&decimal=comma%s", more), .type = "text/csv", .raw = csv);
}

static void expect_campaign_rejected(const char *more, const char *csv, const char *pointer, const char *code)
{
    expect_first_row_rejected(import_campaigns(reviewer, at("&atomic=none%s", more), csv), pointer, code);
}

/* A line each: drafted, sent again, changed, cleared; what is launched stays as it is. */
Test(imports_indicators, stand_in_campaigns_that_come_by_a_file_too)
{
    const char *file = "code;title;kind;starts_on;ends_on;report_periods;theme;signed_report;signer.name\n"
                       "NB-PT-1;Phong trào một;Kế hoạch thi đua;01/06/2025;31/12/2025;2025-M07; Thi đua ;có;Y Hoa\n"
                       "NB-PT-2;Phong trào hai;movement;2025-06-01;;;;;\n";
    struct answer tried = import_campaigns(reviewer, "", file);
    expect_text(tried, "result", "checked");
    expect_number(tried, "created", 2);
    expect_problem(as(reviewer, GET, "/campaigns/code:NB-PT-1"), 404, "not_found");
    struct answer kept = import_campaigns(reviewer, "&mode=commit", file);
    expect_text(kept, "result", "done");
    expect_null(kept, "campaign");
    struct answer first = as(reviewer, GET, "/campaigns/code:NB-PT-1");
    expect_text(first, "state", "draft");
    expect_text(first, "kind", "plan");
    expect_text(first, "starts_on", "2025-06-01");
    expect_text(first, "report_periods.0", "2025-M07");
    expect_text(first, "signer.name", "Y Hoa");
    expect_true(first, "signed_report");
    expect_true(import_campaigns(reviewer, "&mode=commit", file), "repeated");

    const char *head = "code;title;kind;theme;signer.position\n", *line = "NB-PT-1;Phong trào một;plan;;Chủ tịch\n";
    struct answer changed = import_campaigns(reviewer, "&mode=commit&blank=clear",
                                             at("%s%sNB-PT-2;Phong trào hai;movement;;\n", head, line));
    expect_number(changed, "updated", 1);
    expect_number(changed, "unchanged", 1);
    expect_text(changed, "rows.0.current.theme", "Thi đua");
    first = as(reviewer, GET, "/campaigns/code:NB-PT-1");
    expect_null(first, "theme");
    expect_text(first, "signer.name", "Y Hoa");
    expect_text(first, "signer.position", "Chủ tịch");
    expect_campaign_rejected("&on_exists=error", "code;title;kind\nNB-PT-1;Tên khác;plan\n", "/code",
                             "thing_stands_already");
    expect_campaign_rejected("&match=id", at("id;code;title;kind\n%s;NB-PT-9;Phong trào một;plan\n", text(first, "id")),
                             "/code", "campaign_code_stays");
    expect_campaign_rejected("", "code;title;kind\nKT-2025;Tên khác;plan\n", "", "wrong_state");
    expect_campaign_rejected("", "code;title;kind;report_periods\nNB-PT-3;Tên khác;plan;2025-13M\n",
                             "/report_periods/0", "wrong_pattern");
    expect_campaign_rejected("", "code;title;kind;starts_on;ends_on\nNB-PT-3;Tên khác;plan;2025-06-02;2025-06-01\n",
                             "/ends_on", "campaign_ends_after_it_starts");
}

/* A list of campaigns as it was shown is such a file; a code says nothing of campaigns of other units, and neither does
 * an id of what is not seen. */
Test(imports_indicators, come_into_campaigns_of_the_own_unit_only)
{
    struct answer shown = as(reviewer, GET, "/campaigns?issuing_unit=code:608&limit=5", .accept = "text/csv");
    expect_status(shown, 200);
    struct answer back = as(reviewer, POST, "/imports?type=campaigns&match=id", .type = "text/csv", .raw = shown.body);
    expect_number(back, "rejected", 0);
    expect_number(back, "updated", 0);
    struct answer drafted = as(reviewer, GET, at("/campaigns/code:%s", draft("NB-PT-KIN")));
    const char *row = at("id,code,title,kind\n%s,NB-PT-KIN,Tên khác,movement\n", text(drafted, "id")),
               *none = "id,code,title,kind\n01a2047a-14b2-786f-9439-000000000000,NB-PT-KIN,Tên khác,movement\n";
    expect_first_row_rejected(import_campaigns(neighbour, "&match=id", row), "/id", "not_found");
    expect_first_row_rejected(import_campaigns(neighbour, "&match=id", none), "/id", "not_found");
    expect_number(import_campaigns(neighbour, "", "code,title,kind\nNB-PT-KIN,Tên khác,movement\n"), "created", 1);
    expect_text(as(reviewer, GET, "/campaigns/code:NB-PT-KIN"), "title", "Phong trào nhập NB-PT-KIN");
    const char *launched = text(as(neighbour, GET, "/campaigns?code=XNT-2025"), "items.0.id");
    expect_first_row_rejected(
        import_campaigns(neighbour, "&match=id", at("id,code,title,kind\n%s,XNT-2025,Tên khác,plan\n", launched)), "",
        "not_allowed");
    expect_problem(import_campaigns("thanh-pho-kon-tum.reporter", "", row), 403, "role_not_allowed");
}

/* A campaign with all that its document has, as one line: `#` is its code. */
static const char *whole(const char *code, const char *first, const char *second)
{
    return body("{'items': [{'code': '%s', 'title': 'Phong trào trọn vẹn', 'kind': 'plan', 'starts_on': '2025-06-01',"
                " 'ends_on': '2025-12-31', 'indicators': ["
                "{'code': '%s-1', 'name': 'Số hộ', 'field': 'economy', 'value_type': 'number', 'comparator': 'eq',"
                " 'target_value': 10, 'report_units': ['code:xa-doan-ket', 'code:xa-hoa-binh'],"
                " 'targets': {'code:xa-doan-ket': %s, 'code:xa-hoa-binh': %s}},"
                "{'code': '%s-2', 'name': 'Trong đó hộ nghèo', 'field': 'economy', 'value_type': 'number',"
                " 'parent': 'code:%s-1', 'report_levels': ['commune']}]}]}",
                code, code, first, second, code, code);
}

static struct answer import_whole(const char *more, const char *json)
{
    return as(reviewer, POST, at("/imports?type=campaigns%s", more), .json = json);
}

Test(imports_indicators, come_with_their_campaign_and_the_parts_of_units_in_one_file)
{
    const char *list = "/campaigns/code:NB-TRON/indicators", *given = "/targets?campaign=code:NB-TRON&sort=created_at";
    struct answer tried = import_whole("", whole("NB-TRON", "6", "4"));
    expect_text(tried, "result", "checked");
    expect_number(tried, "created", 1);
    expect_problem(as(reviewer, GET, list), 404, "not_found");
    expect_text(import_whole("&mode=commit", whole("NB-TRON", "6", "4")), "result", "done");
    expect_count(as(reviewer, GET, list), "items", 2);
    expect_text(as(reviewer, GET, "/indicators/code:NB-TRON-2"), "parent_code", "NB-TRON-1");
    expect_count(as(reviewer, GET, given), "items", 2);
    expect_number(as(reviewer, GET, at("%s&unit=code:xa-hoa-binh", given)), "items.0.target_value", 4);
    expect_true(import_whole("&mode=commit", whole("NB-TRON", "6", "4")), "repeated");

    struct answer changed = import_whole("&mode=commit", whole("NB-TRON", "7", "3"));
    expect_number(changed, "updated", 1);
    cr_assert(
        eq(dbl,
           json_number_value(within(json(changed, "rows.0.current.indicators"), "NB-TRON-1.targets.code:xa-doan-ket")),
           6));
    expect_number(import_whole("&mode=commit&match=code&on_exists=skip", whole("NB-TRON", "8", "2")), "unchanged", 1);
    expect_number(as(reviewer, GET, at("%s&unit=code:xa-hoa-binh", given)), "items.0.target_value", 3);

    const char *line = at("%s", whole("NB-TRON-NDJSON", "5", "5"));
    line = at("%.*s\n", (int)strlen(line) - 13, line + 11); /* the item alone */
    struct answer lines =
        as(reviewer, POST, "/imports?type=campaigns&mode=commit", .type = "application/x-ndjson", .raw = line);
    expect_text(lines, "result", "done");
    expect_count(as(reviewer, GET, "/campaigns/code:NB-TRON-NDJSON/indicators"), "items", 2);
}

Test(imports_indicators, are_told_at_their_place_in_the_campaign_what_is_wrong)
{
    struct answer refused = import_whole("&mode=commit", whole("NB-TRON-SAI", "6", "5"));
    expect_text(refused, "result", "refused");
    expect_first_row_rejected(refused, "/indicators/0/targets/code:xa-doan-ket", "target_sum_differs");
    expect_number(refused, "rows.0.faults.0.params.row", 1);
    expect_problem(as(reviewer, GET, "/campaigns/code:NB-TRON-SAI"), 404, "not_found");
    struct answer twice = import_whole(
        "", body("{'items': [{'code': 'NB-TRON-SAI', 'title': 'Phong trào', 'kind': 'plan', 'indicators': ["
                 "{'code': 'NB-TRON-SAI', 'name': 'Số hộ', 'field': 'economy', 'value_type': 'number'},"
                 "{'code': 'NB-TRON-SAI', 'name': 'Số hộ', 'field': 'economy', 'value_type': 'number'},"
                 "{'code': 'NB-TRON-SAI-2', 'name': 'Số xã', 'field': 'economy', 'value_type': 'number',"
                 " 'parent': 'code:KHONG-CO'}]}]}"));
    expect_first_row_rejected(twice, "/indicators/1/code", "repeated_row");
    expect_text(twice, "rows.0.faults.1.pointer", "/indicators/2/parent");
    expect_problem(
        import_whole("", body("{'items': [{'code': 'NB-TRON-SAI', 'title': 'Phong trào', 'kind': 'plan',"
                              " 'indicators': [{'code': 'NB-TRON-SAI-1', 'name': 'Số hộ', 'field': 'thể thao',"
                              " 'value_type': 'number'}]}]}")),
        422, "validation_failed");
    expect_campaign_rejected("", "code;title;kind;calendar\nNB-TRON-SAI;Tên khác;plan;KHONG-CO\n", "/calendar",
                             "calendar_not_found");
    expect_problem(import_campaigns(reviewer, "", "code;title;kind;indicators\nNB-TRON-SAI;Tên;plan;x\n"), 422,
                   "unknown_column");
}

Test(imports_indicators, draft_a_campaign_and_change_it)
{
    const char *code = draft("NB-CT");
    const char *file = "code;ordinal;name;field;value_type;unit_of_measure;decimals;comparator;target_value;parent;"
                       "lead_unit;report_levels\n"
                       "NB-CT-1;1;Số mô hình;economy;count;;;gte;1.250;;phong-tai-chinh-ke-hoach-tp-kon-tum;commune\n"
                       "NB-CT-2;2;Trong đó ở xã;Kinh tế;count;;;none;;NB-CT-1;;Cấp xã\n";
    struct answer tried = import_csv(reviewer, code, "&decimal=comma", file);
    expect_text(tried, "result", "checked");
    expect_number(tried, "created", 2);
    expect_count(as(reviewer, GET, at("/campaigns/code:%s/indicators", code)), "items", 0);
    struct answer kept = import_csv(reviewer, code, "&decimal=comma&mode=commit", file);
    expect_text(kept, "result", "done");
    expect_text(kept, "campaign.code", code);
    struct answer list = as(reviewer, GET, at("/campaigns/code:%s/indicators", code));
    expect_count(list, "items", 2);
    expect_number(list, "items.0.target_value", 1250);
    expect_text(list, "items.0.reporters.0.level", "commune");
    expect_text(list, "items.1.field", "economy");
    expect_true(import_csv(reviewer, code, "&decimal=comma&mode=commit", file), "repeated");

    struct answer changed =
        import_csv(reviewer, code, "&mode=commit",
                   "code,name,field,value_type,target_value\nNB-CT-1,Số mô hình,economy,count,1300\n"
                   "NB-CT-2,Trong đó ở xã,economy,count,\n");
    expect_number(changed, "updated", 1);
    expect_number(changed, "unchanged", 1);
    expect_number(changed, "rows.0.current.target_value", 1250);
    expect_number(as(reviewer, GET, "/indicators/code:NB-CT-1"), "target_value", 1300);
    expect_rejected(code, "&on_exists=error", "code,name,field,value_type\nNB-CT-1,Tên khác,economy,count\n", "/code",
                    "thing_stands_already");
    expect_rejected(
        code, "&match=id",
        at("id,code,name,field,value_type\n%s,NB-CT-9,Số mô hình,economy,count\n", text(list, "items.0.id")), "/code",
        "indicator_code_stays");
}

/* An annex: an indicator a row, a column for the part of each unit, its name behind the code. */
static const char *annex(const char *doan_ket, const char *hoa_binh, const char *of_second)
{
    return at("code,name,field,value_type,comparator,target_value,report_units,"
              "Giao chỉ tiêu.xa-doan-ket Xã Đoàn Kết,targets.xa-hoa-binh\n"
              "NB-PL-1,Số hộ,economy,number,eq,10,xa-doan-ket; xa-hoa-binh,%s,%s\n"
              "NB-PL-2,Số xã,economy,number,eq,10,xa-doan-ket; xa-hoa-binh,%s,\n",
              doan_ket, hoa_binh, of_second);
}

Test(imports_indicators, come_with_the_parts_of_units_in_columns)
{
    const char *code = draft("NB-PL"), *given = at("/targets?campaign=code:%s&sort=created_at", code);
    struct answer tried = import_csv(reviewer, code, "", annex("6.5", "3.5", "4"));
    expect_number(tried, "created", 2);
    expect_number(tried, "rejected", 0);
    expect_count(as(reviewer, GET, given), "items", 0);
    expect_text(import_csv(reviewer, code, "&mode=commit", annex("6.5", "3.5", "4")), "result", "done");
    expect_count(as(reviewer, GET, given), "items", 3);
    expect_number(as(reviewer, GET, at("%s&unit=code:xa-doan-ket&indicator=code:NB-PL-1", given)),
                  "items.0.target_value", 6.5);

    expect_rejected(code, "&on_exists=error", annex("6", "4", ""), "/targets/xa-doan-ket", "thing_stands_already");
    expect_number(import_csv(reviewer, code, "&mode=commit&on_exists=skip", annex("5", "5", "")), "unchanged", 2);
    struct answer changed = import_csv(reviewer, code, "&mode=commit&blank=clear", annex("6", "4", ""));
    expect_number(changed, "updated", 2);
    expect_number(changed, "rows.0.current.targets.xa-hoa-binh", 3.5);
    expect_count(as(reviewer, GET, given), "items", 2);
    expect_rejected(code, "", annex("7", "4", ""), "/targets/xa-doan-ket", "target_sum_differs");
    struct answer refused = import_csv(
        reviewer, code, "&atomic=none",
        "code,name,field,value_type,comparator,target_value,targets.khong-co\nNB-PL-3,Số hộ,economy,number,eq,1,2\n");
    expect_first_row_rejected(refused, "/targets/khong-co", "unit_not_found");
    expect_in_body(
        as(reviewer, GET, at("/imports/%s/lines?outcome=rejected", text(refused, "id")), .accept = "text/csv"),
        "targets.khong-co");
    expect_problem(import_csv(reviewer, code, "", "code,name,field,value_type,target.xa-doan-ket\n"), 422,
                   "unknown_column");
}

Test(imports_indicators, refuse_a_row_where_it_is_wrong)
{
    const char *code = draft("NB-CT-SAI");
    expect_rejected(code, "", "code,name,field,value_type,comparator\nNB-CT-SAI-1,Số mô hình,economy,count,gte\n",
                    "/target_value", "target_needs_a_figure");
    expect_rejected(code, "", "code,name,field,value_type,parent\nNB-CT-SAI-1,Số mô hình,economy,count,KHONG-CO\n",
                    "/parent", "parent_indicator_not_found");
    expect_rejected(code, "", "code,name,field,value_type,lead_unit\nNB-CT-SAI-1,Số mô hình,economy,count,khong-co\n",
                    "/lead_unit", "unit_not_found");
    expect_rejected(code, "", "code,name,field,value_type\nNB-CT-SAI-1,Số mô hình,thể thao,count\n", "/field",
                    "not_in_list");
    expect_rejected(
        code, "&match=id",
        "id,code,name,field,value_type\n01a2047a-14b2-786f-9439-000000000000,NB-CT-SAI-1,Số mô hình,economy,count\n",
        "/id", "not_found");
    struct answer refused = import_csv(
        reviewer, code, "&mode=commit",
        "code,name,field,value_type\nNB-CT-SAI-1,Số mô hình,economy,count\nNB-CT-SAI-1,Số mô hình,economy,count\n");
    expect_text(refused, "result", "refused");
    expect_text(refused, "rows.0.faults.0.code", "repeated_row");
    expect_count(as(reviewer, GET, at("/campaigns/code:%s/indicators", code)), "items", 0);
}

Test(imports_indicators, belong_to_a_draft_of_the_own_unit)
{
    const char *code = draft("NB-CT-RIENG"),
               *file = "code,name,field,value_type\nNB-CT-RIENG-1,Số mô hình,economy,count\n";
    expect_problem(import_csv(neighbour, code, "", file), 404, "not_found");
    expect_problem(import_csv(neighbour, "KHONG-CO", "", file), 404, "not_found");
    expect_problem(import_csv("thanh-pho-kon-tum.reporter", code, "", file), 403, "role_not_allowed");
    expect_problem(import_csv(reviewer, "KT-2025", "", file), 409, "wrong_state");
    expect_problem(as(reviewer, POST, "/imports?type=indicators", .type = "text/csv", .raw = file), 400,
                   "missing_parameter");
}

Test(imports_indicators, have_templates_as_nominees_and_accounts_have)
{
    static const char xlsx[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    struct answer made = as("xa-doan-ket.reporter", POST, "/proposals",
                            .json = body("{'title': 'Đề nghị khen thưởng biểu', 'reason': 'ad_hoc'}"));
    const struct {
        const char *account, *type, *more;
    } types[] = {{"thanh-pho-kon-tum.admin", "users", ""},
                 {reviewer, "campaigns", ""},
                 {reviewer, "indicators", at("campaign=code:%s", draft("NB-CT-MAU"))},
                 {"xa-doan-ket.reporter", "nominations", at("proposal=%s", text(made, "id"))}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct answer template =
            as(types[i].account, GET, at("/imports/templates/%s?%s", types[i].type, types[i].more), .accept = xlsx);
        expect_status(template, 200);
        expect_problem(as(types[i].account, POST, at("/imports?type=%s&%s", types[i].type, types[i].more), .type = xlsx,
                          .raw = template.body, .raw_length = template.length),
                       422, "table_is_empty");
    }
    struct answer wide =
        as(reviewer, GET, "/imports/templates/indicators?campaign=code:NB-CT-MAU&level=commune", .accept = xlsx);
    expect_status(wide, 200);
    cr_assert(wide.length >
              as(reviewer, GET, "/imports/templates/indicators?campaign=code:NB-CT-MAU", .accept = xlsx).length);
    expect_problem(as(reviewer, POST, "/imports?type=indicators&campaign=code:NB-CT-MAU", .type = xlsx,
                      .raw = wide.body, .raw_length = wide.length),
                   422, "table_is_empty");
}
