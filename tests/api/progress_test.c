/* progress_test.c: official figures rolled up as each indicator says, with status, reason and coverage, the same totals
 * for all and names only for those who may know them; as JSON, tables and a picture. */
#include "support/client.h"

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char quarter[] = "/campaigns/code:KT-2025/progress?period=2025-Q1&limit=100";

static json_t *row(struct answer answer, const char *code)
{
    for (size_t i = 0; i < count(answer, "items"); i++)
        if (strcmp(text(answer, at("items.%zu.indicator.code", i)), code) == 0)
            return json(answer, at("items.%zu", i));
    cr_assert(0, "no row for %s", code);
    return NULL;
}

static double figure(json_t *row, const char *path)
{
    return json_number_value(within(row, path));
}

static const char *word(json_t *row, const char *path)
{
    return json_string_value(within(row, path));
}

Test(progress, sums_figures_and_never_averages_shares)
{
    struct answer totals = as(reviewer, GET, quarter);
    struct answer units =
        as(reviewer, GET, "/campaigns/code:KT-2025/progress?period=2025-Q1&by=unit&indicator=code:KT2025-19&limit=100");
    expect_count(totals, "items", 33);
    expect_count(units, "items", 21);
    double numerator = 0, denominator = 0;
    for (size_t i = 0; i < 21; i++) {
        numerator += number(units, at("items.%zu.numerator", i));
        denominator += number(units, at("items.%zu.denominator", i));
    }
    json_t *schools = row(totals, "KT2025-19");
    cr_assert(eq(dbl, figure(schools, "numerator"), numerator));
    cr_assert(eq(dbl, figure(schools, "denominator"), 57));
    cr_assert(epsilon_eq(dbl, figure(schools, "value"), 100 * numerator / denominator, 0.006));
    cr_assert(eq(dbl, figure(row(totals, "KT2025-05"), "value"),
                 figure(row(totals, "KT2025-05A"), "value") + figure(row(totals, "KT2025-05B"), "value")));
}

Test(progress, gives_status_and_reason)
{
    struct answer totals = as(reviewer, GET, quarter);
    json_t *budget = row(totals, "KT2025-04");
    cr_assert(eq(str, (char *)word(budget, "status"), "behind"));
    cr_assert(eq(str, (char *)word(budget, "reason"), "projection_falls_short"));
    cr_assert(epsilon_eq(dbl, figure(budget, "projected"), 842.6 * 4, 0.001));
    cr_assert(eq(dbl, figure(budget, "expected"), 900));
    cr_assert(eq(str, (char *)word(row(totals, "KT2025-09"), "status"), "on_track"));
    cr_assert(eq(str, (char *)word(row(totals, "KT2025-16"), "reason"), "baseline_missing"));
    cr_assert(eq(str, (char *)word(row(totals, "KT2025-22"), "reason"), "not_reported"));
}

Test(progress, says_how_many_reported_and_to_whom_it_may_who_did_not)
{
    const char *five = "/campaigns/code:KT-2025/progress?period=2025-5M&indicator=code:KT2025-13";
    struct answer city = as(reviewer, GET, five), commune = as("xa-doan-ket.reporter", GET, five);
    expect_number(city, "items.0.coverage.reported", 15);
    expect_number(city, "items.0.coverage.expected", 21);
    expect_count(city, "items.0.missing", 6);
    cr_assert_not_null(item(city, "items.0.missing", "name", "Phường Quyết Thắng"));
    expect_number(commune, "items.0.value", number(city, "items.0.value"));
    expect_number(commune, "items.0.coverage.reported", 15);
    expect_null(commune, "items.0.missing");
    expect_text(city, "items.0.reason", "coverage_incomplete");
    expect_count(as("tinh-kon-tum.reviewer", GET, five), "items.0.missing", 6);
}

Test(progress, leaves_out_whom_an_indicator_does_not_concern)
{
    struct answer totals = as(reviewer, GET, quarter);
    json_t *communes = row(totals, "KT2025-09");
    cr_assert(eq(dbl, figure(communes, "coverage.expected"), 11), "wards answered that it does not apply to them");
    cr_assert(eq(dbl, figure(communes, "value"), 11));
}

Test(progress, of_a_single_unit_is_its_own_affair)
{
    const char *units = "/campaigns/code:KT-2025/progress?period=2025-Q1&by=unit&indicator=code:KT2025-13&limit=100";
    expect_count(as("xa-doan-ket.reporter", GET, units), "items", 1);
    expect_count(as(reviewer, GET, units), "items", 21);
    expect_problem(as("huyen-kon-plong.reviewer", GET, "/progress?campaign=code:DK-2025&by=unit"), 404, "not_found");
    struct answer led = as("phong-giao-duc-va-dao-tao-tp-kon-tum.reporter", GET,
                           "/campaigns/code:KT-2025/progress?period=2025-Q1&by=unit&limit=500");
    for (size_t i = 0; i < count(led, "items"); i++)
        expect_text(led, at("items.%zu.indicator.code", i), "KT2025-19");
    expect_count(led, "items", 21);
    expect_problem(as("huyen-kon-plong.reviewer", GET, "/campaigns/code:KT-2025/progress"), 404, "not_found");
}

Test(progress, is_filtered_by_field_status_and_range_of_periods)
{
    struct answer shares = as(reviewer, GET, at("%s&field=home_affairs,defence_security", quarter));
    for (size_t i = 0; i < count(shares, "items"); i++)
        cr_assert(ne(str, (char *)text(shares, at("items.%zu.field", i)), "economy"));
    struct answer risky = as(reviewer, GET, at("%s&status=at_risk", quarter));
    for (size_t i = 0; i < count(risky, "items"); i++)
        expect_text(risky, at("items.%zu.status", i), "at_risk");
    struct answer series =
        as(reviewer, GET, "/progress?campaign=code:KT-2025&indicator=code:KT2025-04&period=2025-5M..2025-6M,2025-Q1");
    expect_count(series, "items", 3);
    expect_problem(as(reviewer, GET, "/progress?period=2025-13M"), 400, "invalid_parameter");
}

Test(progress, pages_from_row_to_row)
{
    struct answer first = as(reviewer, GET, "/campaigns/code:KT-2025/progress?limit=20&count=true");
    expect_number(first, "page.total", 33 * 4);
    expect_true(first, "page.has_more");
    struct answer second =
        as(reviewer, GET,
           at("/campaigns/code:KT-2025/progress?limit=20&count=true&cursor=%s", encoded(text(first, "page.cursor"))));
    expect_count(second, "items", 20);
    cr_assert_null(item(second, "items", "period", "none"));
}

Test(progress, comes_as_tables_and_as_a_picture)
{
    struct answer csv = as(reviewer, GET, quarter, .accept = "text/csv");
    expect_status(csv, 200);
    expect_in_body(csv, "indicator.code");
    expect_status(as(reviewer, GET, quarter, .accept = "application/x-ndjson"), 200);
    expect_status(
        as(reviewer, GET, quarter, .accept = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), 200);
    struct answer picture = as("xa-doan-ket.reporter", GET, quarter, .accept = "image/svg+xml");
    expect_status(picture, 200);
    expect_header(picture, "Content-Type", "image/svg+xml");
    expect_in_body(picture, "Tăng trưởng kinh tế");
    expect_in_body(picture, "Thành phố Kon Tum, kỳ 2025-Q1");
}
