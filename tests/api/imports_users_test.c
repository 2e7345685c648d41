/* imports_users_test.c: an administrator enters accounts and roles out of a file, as he would one by one; nobody gets a
 * password by it. */
#include "support/season.h"

static const char admin[] = "thanh-pho-kon-tum.admin", neighbour[] = "huyen-kon-plong.admin";

static struct answer import_csv(const char *account, const char *more, const char *csv)
{
    return as(account, POST, at("/imports?type=users%s", more), .type = "text/csv", .raw = csv);
}

static void expect_rejected(const char *more, const char *csv, const char *pointer, const char *code)
{
    expect_first_row_rejected(import_csv(admin, at("&atomic=none%s", more), csv), pointer, code);
}

Test(imports_users, open_accounts_and_give_roles_at_once)
{
    const char *file = "username,display_name,email,unit,role,position\n"
                       "nhap.mot,Y Nhập Một,mot@example.vn,23329,reporter,Công chức\n"
                       "nhap.mot,Y Nhập Một,,,leader,Chủ tịch\n"
                       "nhap.hai,A Nhập Hai,,,,\n";
    struct answer tried = import_csv(admin, "", file);
    expect_text(tried, "result", "checked");
    expect_number(tried, "created", 3);
    expect_count(as(admin, GET, "/users?q=nhap.mot"), "items", 0);

    struct answer kept = import_csv(admin, "&mode=commit", file);
    expect_text(kept, "result", "done");
    expect_number(kept, "created", 3);
    struct answer found = as(admin, GET, "/users?q=nhap.mot");
    expect_count(found, "items", 1);
    expect_text(found, "items.0.unit.code", "23329");
    struct answer account = as(admin, GET, at("/users/%s", text(found, "items.0.id")));
    expect_text(account, "roles.0", "leader@23329");
    expect_text(account, "roles.1", "reporter@23329");
    expect_problem(nobody(POST, "/auth/tokens", .json = body("{'username': 'nhap.mot', 'password': 'thidua-demo'}")),
                   401, "wrong_credentials");
    expect_status(as(admin, POST, at("/users/%s/password-resets", text(found, "items.0.id"))), 201);
    expect_true(import_csv(admin, "&mode=commit", file), "repeated");

    struct answer changed = import_csv(admin, "&mode=commit",
                                       "username,display_name,unit,role,position,valid_to\n"
                                       "nhap.mot,Y Nhập Một Mới,23329,leader,Chủ tịch,2025-12-31\n"
                                       "nhap.hai,A Nhập Hai,,,,\n");
    expect_number(changed, "updated", 1);
    expect_number(changed, "unchanged", 1);
    expect_text(changed, "rows.0.current.display_name", "Y Nhập Một");
    expect_text(as(admin, GET, at("/users/%s", text(found, "items.0.id"))), "display_name", "Y Nhập Một Mới");
    struct answer by_id = import_csv(admin, "&match=id&on_exists=error",
                                     at("id,username,display_name\n%s,nhap.mot,Tên Khác\n", text(found, "items.0.id")));
    expect_text(by_id, "rows.0.faults.0.code", "thing_stands_already");
}

Test(imports_users, refuse_a_row_where_it_is_wrong)
{
    expect_rejected("", "username,display_name,unit\nnhap.sai,Y Sai,613\n", "/unit", "unit_outside_area");
    expect_rejected("", "username,display_name,unit\nnhap.sai,Y Sai,khong-co\n", "/unit", "unit_not_found");
    expect_rejected("", "username,display_name,role,role_unit\nnhap.sai,Y Sai,reporter,613\n", "/role_unit",
                    "unit_outside_area");
    expect_rejected("", "username,display_name\nhuyen-kon-plong.reporter,Y Sai\n", "/username", "username_taken");
    expect_rejected("", "username,display_name\nNhập Sai,Y Sai\n", "/username", "wrong_pattern");
    expect_rejected("", "username,display_name,email\nnhap.sai,Y Sai,thu\n", "/email", "wrong_format");
    expect_rejected("", "username,display_name,role\nnhap.sai,Y Sai,vua\n", "/role", "not_in_list");
    expect_rejected("",
                    "username,display_name,role,valid_from,valid_to\nnhap.sai,Y Sai,reporter,2025-06-20,2025-06-19\n",
                    "/valid_to", "assignment_ends_after_it_begins");
    expect_rejected("", at("username,display_name,role\n%s,Dương Thị Bích Trang (giả định),reviewer\n", admin), "",
                    "own_account");
    expect_rejected("&match=id", "id,username,display_name\n01a2047a-14b2-786f-9439-000000000000,nhap.sai,Y Sai\n",
                    "/id", "not_found");
    expect_problem(import_csv(admin, "", "username,display_name,password\nnhap.sai,Y Sai,mat-khau\n"), 422,
                   "unknown_column");
    expect_count(as("tinh-kon-tum.admin", GET, "/users?q=nhap.sai"), "items", 0);
}

Test(imports_users, are_kept_together_or_one_by_one_and_shown_to_administrators)
{
    const char *file = "username,display_name,role\nnhap.ba,Y Ba,reporter\nnhap.ba,Y Ba,reporter\nnhap.bon,Y Bốn,\n";
    struct answer all = import_csv(admin, "&mode=commit", file);
    expect_text(all, "result", "refused");
    expect_text(all, "rows.0.faults.0.code", "repeated_row");
    expect_count(as(admin, GET, "/users?q=nhap.bon"), "items", 0);
    struct answer some = import_csv(admin, "&mode=commit&atomic=none", file);
    expect_number(some, "created", 2);
    expect_count(as(admin, GET, "/users?q=nhap.bon"), "items", 1);

    const char *import = at("/imports/%s", text(some, "id"));
    expect_status(as(admin, GET, import), 200);
    expect_status(as("tinh-kon-tum.admin", GET, at("%s/rows", import)), 200);
    expect_problem(as("thanh-pho-kon-tum.reporter", GET, import), 404, "not_found");
    expect_problem(as("thanh-pho-kon-tum.reporter", GET, at("%s/rows", import)), 404, "not_found");
    expect_problem(as(neighbour, GET, at("%s/lines", import)), 404, "not_found");
    expect_problem(import_csv("thanh-pho-kon-tum.leader", "", file), 403, "role_not_allowed");
}
