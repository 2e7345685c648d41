/* honourees_test.c: who can be honoured, and who reads who that is. */
#include "awards_cases.h"

static const char *known(const char *account, const char *kind, const char *name)
{
    struct answer made = as(account, POST, "/honourees", .json = body("{'kind': '%s', 'name': '%s'}", kind, name));
    expect_status(made, 201);
    return at("/honourees/%s", text(made, "id"));
}

Test(honourees, keep_their_names_whole)
{
    struct answer made = as(COMMUNE, POST, "/honourees", .json = body("{'kind': 'individual', 'name': 'Y Blưt'}"));
    expect_status(made, 201);
    expect_text(made, "name", "Y Blưt");
    expect_text(made, "unit.code", "23329");
    cr_assert_not_null(item(as(COMMUNE, GET, "/honourees?q=y%20blut"), "items", "name", "Y Blưt"));
}

/* What a sheet leaves around a name is no part of it: it is found, printed and compared without. */
Test(honourees, have_no_stray_spaces_in_their_names)
{
    const char *path = known(COMMUNE, "individual", "  Y   Khăm\\n Niê ");
    expect_text(as(COMMUNE, GET, path), "name", "Y Khăm Niê");
    cr_assert_not_null(item(as(COMMUNE, GET, "/honourees?q=y%20kham%20nie"), "items", "name", "Y Khăm Niê"));
    expect_status(patch(COMMUNE, path, body("{'name': 'Y  Khăm '}")), 200);
    expect_text(as(COMMUNE, GET, path), "name", "Y Khăm");
    expect_fault(patch(COMMUNE, path, body("{'name': '   '}")), "/name", "too_short");
    struct answer refused = patch(COMMUNE, path, body("{'gender': 'F'}"));
    expect_fault(refused, "/gender", "not_in_list");
    expect_in_body(refused, "female, male, other.");
}

Test(honourees, may_be_a_collective_that_is_a_unit)
{
    struct answer made =
        as(DESK, POST, "/honourees",
           .json = body(
               "{'kind': 'collective', 'name': 'Phòng Nội vụ', 'collective_unit': 'code:phong-noi-vu-tp-kon-tum'}"));
    expect_status(made, 201);
    expect_text(made, "collective_unit.name", "Phòng Nội vụ thành phố Kon Tum");
}

Test(honourees, who_are_no_persons_have_no_gender_and_are_no_unit)
{
    struct answer refused =
        as(COMMUNE, POST, "/honourees",
           .json = body(
               "{'kind': 'household', 'name': 'Hộ A Thiu', 'gender': 'male', 'collective_unit': 'code:khong-co'}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/gender", "only_a_person_has_a_gender");
    expect_fault(refused, "/collective_unit", "only_a_collective_is_a_unit");
    expect_fault(refused, "/collective_unit", "unit_not_found");
}

Test(honourees, are_corrected_by_their_unit_alone)
{
    const char *path = known(COMMUNE, "individual", "A Thiu");
    expect_text(patch(COMMUNE, path, body("{'position': 'Già làng'}")), "position", "Già làng");
    expect_problem(patch(DESK, path, body("{'position': 'x'}")), 403, "not_allowed");
    expect_problem(as(COMMUNE, PATCH, path, .json = body("{'position': 'x'}"), .if_match = "\"1\""), 412,
                   "stale_version");
    expect_problem(as(COMMUNE, PATCH, "/honourees/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11",
                      .json = body("{'position': 'x'}"), .if_match = "*"),
                   404, "not_found");
}

Test(honourees, are_nobody_to_a_sibling_and_somebody_to_those_above)
{
    const char *path = known(COMMUNE, "individual", "Y Hương");
    expect_problem(as(SIBLING, GET, path), 404, "not_found");
    expect_problem(as(STRANGER, GET, path), 404, "not_found");
    expect_status(as(DESK, GET, path), 200);
    expect_status(as(PROVINCE, GET, path), 200);
    cr_assert_null(item(as(SIBLING, GET, "/honourees?q=Y%20H%C6%B0%C6%A1ng"), "items", "name", "Y Hương"));
}

Test(honourees, come_as_files_too)
{
    known(COMMUNE, "household", "Hộ Y Mơ");
    struct answer file = as(COMMUNE, GET, "/honourees?kind=household", .accept = "text/csv");
    expect_status(file, 200);
    expect_in_body(file, "Hộ Y Mơ");
}
