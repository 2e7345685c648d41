/* units_test.c: units through time: found without marks, by codes that mean what they meant on a day, with the history
 * that a reorganisation left. */
#include "support/client.h"

static const char officer[] = "xa-doan-ket.reporter";

Test(units, are_read_by_everybody_who_is_signed_in)
{
    struct answer answer = as(officer, GET, "/units?under=code:tinh-kon-tum&kind=district,city&count=true");
    expect_status(answer, 200);
    expect_number(answer, "page.total", 10);
    expect_problem(nobody(GET, "/units"), 401, "token_missing");
}

Test(units, are_found_without_marks)
{
    struct answer answer = as(officer, GET, at("/units?q=%s", encoded("mang den")));
    expect_status(answer, 200);
    cr_assert_not_null(item(answer, "items", "name", "Thị trấn Măng Đen"));
}

Test(units, are_found_by_the_code_they_carry_on_a_day)
{
    expect_text(as(officer, GET, "/units/code:23476@2025-06-30"), "name", "Xã Hiếu");
    expect_text(as(officer, GET, "/units/code:23476@2025-07-01"), "name", "Xã Kon Plông");
}

/* The five communes left as they were keep their code when the list changes. */
Test(units, say_which_instrument_gives_their_code_on_a_day)
{
    struct answer before = as(officer, GET, "/units/code:23476@2025-06-30");
    struct answer since = as(officer, GET, "/units/code:23476@2025-07-01");
    cr_assert_str_eq(json_string_value(within(item(before, "codes", "scheme", "official"), "document")),
                     "124/2004/QĐ-TTg");
    cr_assert_str_eq(json_string_value(within(item(since, "codes", "scheme", "official"), "document")),
                     "19/2025/QĐ-TTg");
    struct answer kept = as(officer, GET, "/units/code:23368/history");
    expect_in_body(kept, "124/2004/QĐ-TTg");
    expect_in_body(kept, "19/2025/QĐ-TTg");
}

Test(units, have_their_agency_identifier_in_both_layouts)
{
    struct answer answer = as(officer, GET, "/units/code:xa-doan-ket");
    cr_assert_str_eq(json_string_value(within(item(answer, "codes", "scheme", "agency"), "code")), "H34.21.11");
    cr_assert_str_eq(json_string_value(within(item(answer, "codes", "scheme", "agency_2016"), "code")),
                     "000.11.21.H34");
    struct answer list = as(officer, GET, "/units?parent=code:agency:H34&expand=codes&kind=city");
    expect_text(list, "items.0.agency_code", "H34.21");
    expect_text(list, "items.0.agency_code_2016", "000.00.21.H34");
    expect_absent(as(officer, GET, "/units?parent=code:agency:H34&kind=city"), "items.0.agency_code");
}

Test(units, are_found_by_their_codes_of_each_scheme)
{
    static const char *const references[] = {"code:agency:H34.21",
                                             "code:agency:000.00.21.H34",
                                             "code:agency_2016:000.00.21.H34",
                                             "code:H34.21",
                                             "code:000.00.21.H34",
                                             "code:official:608",
                                             "code:slug:thanh-pho-kon-tum",
                                             "code:agency:H34.21@2025-06-30"};
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
        expect_text(as(officer, GET, at("/units/%s", references[i])), "name", "Thành phố Kon Tum");
    expect_problem(as(officer, GET, "/units/code:agency:608"), 404, "unit_not_found");
    expect_problem(as(officer, GET, "/units/code:official:H34.21"), 404, "unit_not_found");
    expect_problem(as(officer, GET, "/units/code:agency:H34.21@2025-07-01"), 404, "unit_not_found");
    expect_problem(as(officer, GET, "/units/code:agency:"), 400, "invalid_parameter");
    expect_count(as(officer, GET, "/units?code=000.00.21.H34"), "items", 1);
    expect_count(as(officer, GET, "/units?code=000.21.00.H34"), "items", 0);
}

Test(units, are_not_found_by_a_code_nobody_carries)
{
    expect_problem(as(officer, GET, "/units/code:99999"), 404, "unit_not_found");
}

Test(units, know_who_followed_them)
{
    struct answer history = as(officer, GET, "/units/code:23476@2025-06-30/history");
    expect_status(history, 200);
    expect_text(history, "name", "Xã Hiếu");
    expect_in_body(history, "Xã Kon Plông");
}

Test(units, below_a_district_are_its_communes)
{
    struct answer answer = as(officer, GET, "/units?under=code:thanh-pho-kon-tum&level=commune&limit=100");
    expect_status(answer, 200);
    expect_count(answer, "items", 21);
    cr_assert_not_null(item(answer, "items", "name", "Xã Đoàn Kết"));
}

Test(units, sort_their_names_as_vietnamese_does)
{
    struct answer answer = as(officer, GET, "/units?under=code:thanh-pho-kon-tum&level=commune&limit=100&sort=name");
    json_t *first = json(answer, "items.0.name");
    cr_assert_str_eq(json_string_value(first), "Phường Duy Tân");
    expect_status(as(officer, GET, "/units?level=district&sort=-name,-code"), 200);
    expect_problem(as(officer, GET, "/units?level=district&sort=name,-code"), 400, "sort_directions_differ");
}

Test(units, come_as_a_table_for_a_spreadsheet)
{
    struct answer answer = as(officer, GET, "/units?level=district", .accept = "text/csv");
    expect_status(answer, 200);
    cr_assert_str_eq(answer.type, "text/csv");
    expect_in_body(answer, "Thành phố Kon Tum");
}

Test(units, are_not_listed_for_a_parameter_misspelt)
{
    struct answer answer = as(officer, GET, "/units?levle=district");
    expect_problem(answer, 400, "unknown_parameter");
    cr_assert_not_null(json(answer, "detail"));
}

Test(units, answer_in_the_language_asked_for)
{
    expect_in_body(as(officer, GET, "/units?limit=0"), "đ");
    struct answer english = as(officer, GET, "/units/code:99999", .language = "en");
    expect_header(english, "Content-Language", "en");
}

Test(units, are_not_sent_again_when_nothing_changed)
{
    struct answer first = as(officer, GET, "/units/code:23302");
    struct answer second = as(officer, GET, "/units/code:23302", .headers = {at("If-None-Match: %s", etag(first))});
    expect_status(second, 304);
}

Test(units, below_nobody_are_not_listed)
{
    expect_problem(as("xa-doan-ket.reporter", GET, "/units?under=code:99999"), 404, "unit_not_found");
}

Test(units, stand_as_they_were_on_the_day_of_their_reference)
{
    struct answer coming = as("xa-doan-ket.reporter", GET, "/units/code:23476@2025-07-01");
    expect_text(coming, "name", "Xã Kon Plông");
    expect_text(coming, "state", "active");
    expect_text(coming, "parent.name", "Tỉnh Quảng Ngãi");
}
