/* imports_indicators_test.c: the indicators of a campaign are drafted out of a file, row by row as by hand. */
#include "support/season.h"

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
}
