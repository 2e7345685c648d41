/* imports_units_test.c: an administrator enters the units of the own area out of a file; each row passes what a unit
 * made by hand would. */
#include "support/season.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char admin[] = "thanh-pho-kon-tum.admin", neighbour[] = "huyen-kon-plong.admin",
                  reporter[] = "xa-doan-ket.reporter";

static const char *units(const char *more)
{
    return at("/imports?type=units%s", more);
}

static struct answer import_csv(const char *account, const char *more, const char *csv)
{
    return as(account, POST, units(more), .type = "text/csv", .raw = csv);
}

/* One row that is refused, with its place and reason. */
static void expect_rejected(const char *more, const char *csv, const char *pointer, const char *code)
{
    expect_first_row_rejected(import_csv(admin, at("&atomic=none%s", more), csv), pointer, code);
}

Test(imports_units, make_units_beneath_those_of_the_area)
{
    const char *file = "code,slug,name,type,kind,parent\n"
                       "90001,,Phường Nhập Một,phường,ward,608\n"
                       ",trung-tam-nhap-mot,Trung tâm Nhập Một,,public_service_unit,90001\n";
    struct answer tried = import_csv(admin, "", file);
    expect_status(tried, 201);
    expect_text(tried, "result", "checked");
    expect_number(tried, "created", 2);
    expect_problem(as(admin, GET, "/units/code:90001"), 404, "unit_not_found");

    struct answer kept = import_csv(admin, "&mode=commit", file);
    expect_status(kept, 201);
    expect_text(kept, "result", "done");
    expect_number(kept, "created", 2);
    struct answer ward = as(admin, GET, "/units/code:90001");
    expect_status(ward, 200);
    expect_text(ward, "level", "commune");
    expect_text(ward, "short_name", "Nhập Một");
    expect_text(ward, "parent.code", "608");
    struct answer centre = as(reporter, GET, "/units/code:trung-tam-nhap-mot");
    expect_text(centre, "parent.code", "90001");
    expect_text(centre, "level", "commune");

    struct answer again = import_csv(admin, "&mode=commit", file);
    expect_text(again, "id", text(kept, "id"));
    expect_true(again, "repeated");
}

Test(imports_units, find_what_stands_and_change_it_from_a_day_on)
{
    expect_status(import_csv(admin, "&mode=commit",
                             "code,name,kind,parent,valid_from\n90011,Xã Nhập Hai,commune,608,2025-01-01\n"),
                  201);
    struct answer same = import_csv(admin, "&mode=commit", "code,name,kind\n90011,Xã Nhập Hai,commune\n");
    expect_number(same, "unchanged", 1);
    struct answer left = import_csv(admin, "&on_exists=skip", "code,name,kind\n90011,Xã Nhập Ba,commune\n");
    expect_number(left, "unchanged", 1);
    expect_rejected("&on_exists=error", "code,name,kind\n90011,Xã Nhập Ba,commune\n", "/code", "thing_stands_already");

    struct answer changed =
        import_csv(admin, "&mode=commit",
                   "code,name,kind,agency_code,changed_on\n90011,Xã Nhập Ba,commune,H62.77.01,2025-03-01\n");
    expect_text(changed, "result", "done");
    expect_number(changed, "updated", 1);
    expect_text(changed, "rows.0.current.name", "Xã Nhập Hai");
    expect_text(as(admin, GET, "/units/code:90011"), "name", "Xã Nhập Ba");
    expect_text(as(admin, GET, "/units/code:90011?structure_date=2025-02-28"), "name", "Xã Nhập Hai");
    expect_text(as(admin, GET, "/units/code:agency:H62.77.01"), "code", "90011");

    struct answer unit = as(admin, GET, "/units/code:90011");
    struct answer by_id =
        as(admin, POST, units("&mode=commit&match=id"),
           .json = body("{'items': [{'id': '%s', 'code': '90012', 'name': 'Xã Nhập Bốn', 'kind': 'commune'}]}",
                        text(unit, "id")));
    expect_number(by_id, "updated", 1);
    expect_text(as(admin, GET, "/units/code:90012"), "id", text(unit, "id"));
    expect_problem(as(admin, GET, "/units/code:90011"), 404, "unit_not_found");
}

Test(imports_units, refuse_a_row_where_it_is_wrong)
{
    expect_rejected("", "code,name,kind,parent\n90021,Xã Sai,commune,613\n", "/parent", "unit_outside_area");
    expect_rejected("", "code,name,kind,parent\n90021,Xã Sai,commune,khong-co\n", "/parent", "unit_not_found");
    expect_rejected("", "code,name,kind,parent\n90021,Xã Sai,lạ,608\n", "/kind", "not_in_list");
    expect_rejected("", "code,name,kind\n90021,,commune\n", "/name", "required");
    expect_rejected("", "code,name,kind,level\n90021,Xã Sai,commune,district\n", "/level", "unit_level_differs");
    expect_rejected("", "code,name,kind,level\n90021,Sở Sai,agency,province\n", "/level", "unit_above_its_parent");
    expect_rejected("", "name,kind\nSở Sai,agency\n", "/code", "unit_needs_a_code");
    expect_rejected("", "code,name,kind,valid_from,valid_to\n90021,Xã Sai,commune,2025-03-01,2025-03-01\n", "/valid_to",
                    "unit_ends_after_it_begins");
    expect_rejected("", "code,name,kind,valid_from\n90021,Xã Sai,commune,1990-01-01\n", "/valid_from",
                    "unit_outlives_its_parent");
    expect_rejected("", "code,name,kind,tax_code,slug\n90021,Xã Sai,commune,1,Sai Sai\n", "/slug", "wrong_pattern");
    expect_rejected("", "code,name,kind\n613,Huyện Kon Plông mới,district\n", "/code", "unit_outside_area");
    expect_rejected("", "code,name,kind\n608,Thành phố Kon Tum,ward\n", "/kind", "changed_by_reorganisation");
    expect_rejected("", "code,name,kind,changed_on\n23329,Xã Đoàn Kết mới,commune,1990-01-01\n", "/changed_on",
                    "unit_does_not_exist_then");
    expect_rejected("", "code,name,kind,parent\n608,Thành phố Kon Tum,city,23329\n", "/parent", "unit_beneath_itself");
    expect_rejected("&match=id", "id,name,kind\n01a2047a-14b2-786f-9439-000000000000,Xã Sai,commune\n", "/id",
                    "unit_not_found");
    expect_rejected("&match=id", "code,name,kind\n23329,Xã Trùng,commune\n", "/code", "code_means_one_unit_at_a_time");
    struct answer foreign = import_csv(neighbour, "", "code,name,kind,parent\n90021,Xã Sai,commune,608\n");
    expect_text(foreign, "rows.0.faults.0.code", "unit_outside_area");
}

Test(imports_units, keep_all_rows_or_those_that_are_right)
{
    const char *file =
        "code,name,kind,parent\n90031,Xã Đúng,commune,608\n90031,Xã Lặp,commune,608\n90032,Xã Lạc,commune,613\n";
    struct answer all = import_csv(admin, "&mode=commit", file);
    expect_text(all, "result", "refused");
    expect_number(all, "rejected", 2);
    expect_text(all, "rows.0.faults.0.code", "repeated_row");
    expect_number(all, "rows.0.faults.0.params.first", 2);
    expect_problem(as(admin, GET, "/units/code:90031"), 404, "unit_not_found");
    struct answer some = import_csv(admin, "&mode=commit&atomic=none", file);
    expect_text(some, "result", "done");
    expect_number(some, "created", 1);
    expect_text(as(admin, GET, "/units/code:90031"), "name", "Xã Đúng");
}

Test(imports_units, are_for_administrators_and_belong_to_no_campaign)
{
    const char *file = "code,name,kind,parent\n90041,Xã Riêng,commune,608\n";
    expect_problem(import_csv(reporter, "", file), 403, "role_not_allowed");
    expect_problem(import_csv("thanh-pho-kon-tum.reviewer", "", file), 403, "role_not_allowed");
    expect_problem(import_csv(admin, "&campaign=code:KT-2025", file), 400, "parameter_not_of_type");
    expect_problem(as(reporter, POST, "/imports?type=values", .type = "text/csv", .raw = "indicator,value\nX,1\n"), 400,
                   "missing_parameter");
    expect_problem(import_csv(admin, "", "code,name,kind,indicator\n90041,Xã Riêng,commune,KT2025-02\n"), 422,
                   "unknown_column");
    expect_problem(as(admin, POST, units(""), .json = "{\"items\": [{\"indicator\": \"code:KT2025-02\"}]}"), 422,
                   "validation_failed");

    struct answer made = import_csv(admin, "", file);
    expect_status(as("thanh-pho-kon-tum.reporter", GET, at("/imports/%s", text(made, "id"))), 200);
    expect_problem(as(neighbour, GET, at("/imports/%s", text(made, "id"))), 404, "not_found");
    struct answer list = as(admin, GET, "/imports?type=units");
    expect_status(list, 200);
    cr_assert_null(strstr(list.body, "KT-2025"));
}

Test(imports_units, give_rejected_rows_back_as_a_file_to_correct)
{
    struct answer report =
        import_csv(admin, "&mode=commit&atomic=none",
                   "code,name,kind,parent,type\n90051,Xã Một,commune,khong-co,xã\n90052,Xã Hai,commune,608,xã\n");
    expect_number(report, "rejected", 1);
    const char *lines = at("/imports/%s/lines?outcome=rejected", text(report, "id"));
    struct answer file = as(admin, GET, lines, .accept = "text/csv");
    expect_status(file, 200);
    const char *wrong = strstr(file.body, ",code:khong-co");
    cr_assert(wrong && strstr(file.body, "90051") && strstr(file.body, "parent") && !strstr(file.body, "90052"));
    const char *corrected =
        at("%.*s,code:608%s", (int)(wrong - file.body), file.body, wrong + strlen(",code:khong-co"));
    struct answer again = import_csv(admin, "&mode=commit", corrected);
    expect_number(again, "created", 1);
    expect_text(as(admin, GET, "/units/code:90051"), "type", "xã");
    expect_text(as(admin, GET, lines), "items.0.parent", "code:khong-co");
    expect_problem(as(neighbour, GET, lines), 404, "not_found");
}

Test(imports_units, have_a_template_that_is_taken_back)
{
    static const char xlsx[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    struct answer template = as(admin, GET, "/imports/templates/units", .accept = xlsx);
    expect_status(template, 200);
    expect_header(template, "Content-Disposition", "attachment; filename=\"units.xlsx\"");
    struct answer empty = as(admin, POST, units(""), .type = xlsx, .raw = template.body, .raw_length = template.length);
    expect_problem(empty, 422, "table_is_empty");
    expect_problem(as(reporter, GET, "/imports/templates/units", .accept = xlsx), 403, "role_not_allowed");
}

static struct answer ended(const char *job)
{
    struct answer answer = as(admin, GET, job);
    for (int i = 0; i < 600 && strcmp(text(answer, "state"), "done") != 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
        answer = as(admin, GET, job);
    }
    return answer;
}

Test(imports_units, become_a_job_where_they_are_many)
{
    enum { ROWS = 1100, ROOM = 80 * 1000 };
    char *csv = calloc(1, ROOM);
    size_t length = (size_t)snprintf(csv, ROOM, "code,name,kind,parent\n");
    for (int i = 0; i < ROWS; i++)
        length += (size_t)snprintf(csv + length, ROOM - length, "B%d,Tổ dân phố %d,residential_group,%s\n", i, i,
                                   i ? i == 7 ? "khong-co" : "B0" : "23329");
    struct answer queued = import_csv(admin, "&mode=commit&atomic=none", csv);
    expect_status(queued, 202);
    struct answer job = ended(at("/jobs/%s", text(queued, "id")));
    expect_text(job, "state", "done");
    struct answer import = as(admin, GET, at("/imports/%s", text(job, "import")));
    expect_number(import, "created", ROWS - 1);
    expect_number(import, "rejected", 1);
    expect_text(as(admin, GET, "/units/code:B1099"), "parent.code", "B0");
    free(csv);
}
