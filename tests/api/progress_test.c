/* progress_test.c: official figures rolled up as each indicator says, with status, reason and coverage, the same totals
 * for all and names only for those who may know them; as JSON, tables and a picture. */
#include "support/season.h"

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

/* A campaign of the province: a sum, its district and communes, launched for three months and six; both reporters of
 * Kon Plông approved with 10 and 20 for March, 15 and 40 for six months. */
static void reported(const char *account, const char *code, const char *unit, const char *period, double value)
{
    const char *sheet = sheet_at(code, unit, period);
    struct answer saved = as(account, PATCH, sheet, .if_match = "\"0\"",
                             .json = body("{'values': {'%s-1': {'value': %g}}}", code, value));
    const char *report = report_saved(saved);
    expect_status(move(account, report, "submitted"), 201);
    approve_report("tinh-kon-tum", report);
}

static void drafted(const char *code, const char *indicators)
{
    expect_status(
        as("tinh-kon-tum.reviewer", POST, "/campaigns",
           .json = body("{'code': '%s', 'title': 'Phong trào %s', 'kind': 'movement', 'starts_on': '2025-01-01',"
                        " 'ends_on': '2025-12-31', 'report_periods': ['2025-Q1', '2025-6M']}",
                        code, code)),
        201);
    expect_status(as("tinh-kon-tum.reviewer", POST, at("/campaigns/code:%s/indicators", code),
                     .json = body("{'items': [%s]}", indicators)),
                  201);
}

static const char *sum_of(const char *code, const char *reporters)
{
    return at("{\"code\": \"%s-1\", \"name\": \"Số hộ tham gia\", \"field\": \"economy\", \"value_type\": \"number\","
              " \"unit_of_measure\": \"hộ\", \"comparator\": \"gte\", \"target_value\": 100, \"accumulation\": "
              "\"cumulative\","
              " \"rollup\": \"sum\", \"reporters\": [%s]}",
              code, reporters);
}

static const char two[] = "{\"unit\": \"code:xa-hieu\"}, {\"unit\": \"code:xa-doan-ket\"}";

static void launched(const char *code, const char *indicators)
{
    drafted(code, indicators);
    launch_draft("tinh-kon-tum", at("/campaigns/code:%s", code));
}

Test(progress, derives_periods_and_adds_up_by_level)
{
    launched("TH-KY", sum_of("TH-KY", two));
    reported("xa-hieu.reporter", "TH-KY", "xa-hieu", "2025-Q1", 10);
    reported("xa-doan-ket.reporter", "TH-KY", "xa-doan-ket", "2025-Q1", 20);
    reported("xa-hieu.reporter", "TH-KY", "xa-hieu", "2025-6M", 15);
    const char *asked = "/campaigns/code:TH-KY/progress?limit=100";
    struct answer second = as("tinh-kon-tum.reviewer", GET, at("%s&period=2025-Q2", asked));
    expect_number(second, "items.0.value", 5);
    expect_number(second, "items.0.coverage.reported", 1);
    expect_number(second, "items.0.coverage.expected", 2);
    expect_text(second, "items.0.missing_periods.0", "2025-6M");
    expect_text(second, "items.0.missing.0.name", "Xã Đoàn Kết");
    reported("xa-doan-ket.reporter", "TH-KY", "xa-doan-ket", "2025-6M", 60);
    expect_number(as("tinh-kon-tum.reviewer", GET, at("%s&period=2025-Q2", asked)), "items.0.value", 45);
    struct answer districts = as("tinh-kon-tum.reviewer", GET, at("%s&period=2025-6M&level=district", asked));
    expect_count(districts, "items", 2);
    expect_count(as("xa-hieu.reporter", GET, at("%s&period=2025-6M&by=unit", asked)), "items", 1);
    expect_count(as("tinh-kon-tum.reviewer", GET, at("%s&period=2025-Q1..2025-Q2", asked)), "items", 2);
    expect_number(as("tinh-kon-tum.reviewer", GET, at("%s&period=2025-Q1&as_of=2025-01-01T00:00:00Z", asked)),
                  "items.0.coverage.reported", 0);
    expect_problem(as("tinh-kon-tum.reviewer", GET, at("%s&as_of=2025-01-01T00:00:00Z&basis=all", asked)), 422,
                   "past_is_known_officially");
    expect_problem(as("tinh-kon-tum.reviewer", GET, "/progress?as_of=2025-01-01T00:00:00Z&basis=submitted"), 422,
                   "past_is_known_officially");
    expect_problem(as("tinh-kon-tum.reviewer", GET, at("%s&unit_group=01900000-0000-7000-8000-000000000000", asked)),
                   404, "not_found");
}

Test(progress, rests_on_what_was_handed_in_only_for_who_may_know)
{
    launched("TH-GUI", sum_of("TH-GUI", two));
    const char *sheet = "/campaigns/code:TH-GUI/units/code:xa-hieu/periods/2025-Q1/submission";
    struct answer saved = as("xa-hieu.reporter", PATCH, sheet, .if_match = "\"0\"",
                             .json = body("{'values': {'TH-GUI-1': {'value': 7}}}"));
    const char *asked = "/campaigns/code:TH-GUI/progress?period=2025-Q1";
    expect_number(as("tinh-kon-tum.reviewer", GET, at("%s&basis=all", asked)), "items.0.value", 7);
    expect_null(as("tinh-kon-tum.reviewer", GET, at("%s&basis=submitted", asked)), "items.0.value");
    expect_status(move("xa-hieu.reporter", at("/submissions/%s", text(saved, "id")), "submitted"), 201);
    struct answer handed_in = as("tinh-kon-tum.reviewer", GET, at("%s&basis=submitted", asked));
    expect_number(handed_in, "items.0.value", 7);
    expect_text(handed_in, "items.0.basis", "submitted");
    expect_null(as("tinh-kon-tum.reviewer", GET, asked), "items.0.value");
    expect_count(as("xa-doan-ket.reporter", GET, at("%s&basis=submitted", asked)), "items", 0);
    expect_count(as("xa-doan-ket.reporter", GET, asked), "items", 1);
}

Test(progress, computes_formulas)
{
    const char *formula =
        "{\"code\": \"TH-CT-2\", \"name\": \"Bình quân\", \"field\": \"economy\", \"value_type\": \"number\","
        " \"comparator\": \"gte\", \"target_value\": 10, \"rollup\": \"none\", \"formula\": \"%s\"}";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    launched("TH-CT", at("%s, %s", sum_of("TH-CT", two), at(formula, "TH-CT-1 / 4 + 0.5")));
    reported("xa-hieu.reporter", "TH-CT", "xa-hieu", "2025-Q1", 10);
    struct answer computed =
        as("tinh-kon-tum.reviewer", GET, "/campaigns/code:TH-CT/progress?period=2025-Q1&indicator=code:TH-CT-2");
    expect_number(computed, "items.0.value", 3);
    expect_number(computed, "items.0.sources.computed", 1);
    expect_number(computed, "items.0.coverage.reported", 1);
    drafted("TH-SAI", sum_of("TH-SAI", two));
    static const struct {
        const char *formula, *code;
    } wrong[] = {{"TH-SAI-1 +", "formula_not_understood"},
                 {"TH-SAI-9 * 2", "formula_code_unknown"},
                 {"TH-CT-2 + 1", "formula_in_a_circle"}};
    for (size_t i = 0; i < 3; i++)
        expect_fault(as("tinh-kon-tum.reviewer", POST, "/campaigns/code:TH-SAI/indicators",
                        .json = at("{\"items\": [%s]}", at(formula, wrong[i].formula))),
                     "/items/0/formula", wrong[i].code);
#pragma GCC diagnostic pop
}

Test(progress, counts_nobody_twice)
{
    drafted("TH-HAI", sum_of("TH-HAI", "{\"level\": \"commune\"}, {\"unit\": \"code:huyen-kon-plong\"}"));
    struct answer refused = move("tinh-kon-tum.reviewer", "/campaigns/code:TH-HAI", "proposed");
    expect_fault(refused, "/indicators", "reporters_count_twice");
    expect_in_body(refused, "Huyện Kon Plông");
}

Test(progress, shows_where_the_land_of_a_city_that_has_ceased_lies)
{
    const char *asked = "/campaigns/code:KT-2025/progress?period=2025-Q1&indicator=code:KT2025-19&limit=100";
    struct answer then = as(reviewer, GET, asked), total = as(reviewer, GET, at("%s&structure_date=2025-07-02", asked)),
                  units = as(reviewer, GET, at("%s&structure_date=2025-07-02&by=unit", asked));
    expect_number(total, "items.0.denominator", number(then, "items.0.denominator"));
    double denominator = 0;
    for (size_t i = 0; i < count(units, "items"); i++)
        denominator += number(units, at("items.%zu.denominator", i));
    cr_assert(epsilon_eq(dbl, denominator, 57, 1e-6));
    expect_count(units, "items", 6);
}

Test(progress, says_nothing_in_the_name_of_a_wider_area)
{
    struct answer wide = as("tinh-kon-tum.reviewer", GET,
                            "/campaigns/code:KT-2025/progress?period=2025-Q1&indicator=code:KT2025-19&unit=code:62");
    expect_text(wide, "items.0.unit.name", "Thành phố Kon Tum");
}

Test(progress, refuses_a_range_that_runs_backwards)
{
    expect_fault(as(reviewer, GET, "/campaigns/code:KT-2025/progress?period=2025-M06..2025-M01"), "?period",
                 "period_range_not_valid");
}

Test(progress, calls_a_figure_that_cannot_be_judged_by_what_is_missing)
{
    launched("TH-CHUA", sum_of("TH-CHUA", two));
    const char *total = "/campaigns/code:TH-CHUA/progress?period=2025-Q1", *units = at("%s&by=unit", total);
    struct answer none = as("tinh-kon-tum.reviewer", GET, total);
    expect_text(none, "items.0.status", "no_data");
    expect_text(none, "items.0.status_label", "Chưa có số liệu");
    reported("xa-hieu.reporter", "TH-CHUA", "xa-hieu", "2025-Q1", 10);
    struct answer half = as("tinh-kon-tum.reviewer", GET, total);
    expect_text(half, "items.0.reason", "coverage_incomplete");
    expect_text(half, "items.0.status_label", "Chưa đủ căn cứ đánh giá");
    reported("xa-doan-ket.reporter", "TH-CHUA", "xa-doan-ket", "2025-Q1", 20);
    struct answer each = as("tinh-kon-tum.reviewer", GET, units),
                  table = as("tinh-kon-tum.reviewer", GET, units, .accept = "text/csv"),
                  picture = as("tinh-kon-tum.reviewer", GET, units, .accept = "image/svg+xml");
    expect_text(each, "items.0.reason", "target_missing");
    expect_text(each, "items.0.status", "no_data");
    expect_text(each, "items.0.status_label", "Chưa đủ căn cứ đánh giá");
    expect_in_body(table, "Chưa đủ căn cứ đánh giá");
    expect_in_body(picture, "2 dòng; Chưa đủ căn cứ đánh giá: 2");
    cr_assert_null(strstr(picture.body, "Chưa có số liệu"));
}

Test(progress, says_of_each_period_of_a_range_why_it_has_no_figure)
{
    const char *asked = "/campaigns/code:KT-2025/progress?period=2025-M01..2025-M06&indicator=code:KT2025-04&limit=100";
    struct answer months = as(reviewer, GET, asked);
    expect_count(months, "items", 6);
    expect_text(months, "items.0.period", "2025-M01");
    expect_null(months, "items.0.value");
    expect_text(months, "items.0.status", "no_data");
    expect_text(months, "items.0.reason", "period_not_reported");
    expect_text(months, "items.0.missing_periods.0", "2025-M01");
    expect_text(months, "items.2.reason", "coverage_incomplete");
}

Test(progress, has_no_status_without_a_value)
{
    launched("TH-THANG",
             "{\"code\": \"TH-THANG-1\", \"name\": \"Số lượt\", \"field\": \"economy\", \"value_type\": \"number\","
             " \"unit_of_measure\": \"lượt\", \"comparator\": \"gte\", \"target_value\": 100, \"accumulation\": "
             "\"periodic\", \"rollup\": \"sum\", \"reporters\": [{\"unit\": \"code:xa-hieu\"}]}");
    reported("xa-hieu.reporter", "TH-THANG", "xa-hieu", "2025-Q1", 20);
    const char *asked = "/campaigns/code:TH-THANG/progress?limit=100&period=";
    struct answer quarter_year = as("tinh-kon-tum.reviewer", GET, at("%s2025-Q1", asked)),
                  months = as("tinh-kon-tum.reviewer", GET, at("%s2025-M01..2025-M03", asked)),
                  units = as("tinh-kon-tum.reviewer", GET, at("%s2025-M01..2025-M03&by=unit", asked));
    expect_text(quarter_year, "items.0.status", "at_risk");
    expect_count(months, "items", 3);
    for (size_t i = 0; i < 3; i++) {
        expect_null(months, at("items.%zu.value", i));
        expect_text(months, at("items.%zu.status", i), "no_data");
        expect_text(months, at("items.%zu.status_label", i), "Chưa có số liệu");
        expect_text(months, at("items.%zu.reason", i), "period_not_reported");
        expect_text(months, at("items.%zu.missing_periods.0", i), at("2025-M0%zu", i + 1));
    }
    expect_count(units, "items", 3);
}

Test(progress, of_sums_of_periods_before_the_campaign_is_empty)
{
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': 'DINH-KY', 'title': 'Số liệu từng kỳ', 'kind': 'movement', 'starts_on': "
                         "'2025-01-01', 'ends_on': '2025-12-31', 'report_periods': ['2025-Q1', '2025-Q2']}"),
                    body("{'items': [{'code': 'DINH-KY-1', 'name': 'Số buổi tuyên truyền', 'field': "
                         "'home_affairs', 'value_type': 'count', 'comparator': 'gte', 'target_value': 10, "
                         "'accumulation': 'periodic', 'reporters': [{'unit': 'code:xa-doan-ket'}]}]}"));
    struct answer before = as(reviewer, GET, "/campaigns/code:DINH-KY/progress?period=2024-5M");
    expect_fault(before, "?period", "period_outside_campaign");
    cr_assert_not_null(strstr(before.body, "2025-Q1, 2025-Q2"), "the periods it has are named");
    expect_fault(as(reviewer, GET, "/progress?campaign=code:DINH-KY&period=2024-5M"), "?period",
                 "period_outside_campaign");
    expect_fault(as(reviewer, GET, "/campaigns/code:DINH-KY/progress?period=2026-2025"), "?period",
                 "period_outside_campaign");                           /* years the wrong way round are none */
    expect_status(as(reviewer, GET, "/progress?period=2024-5M"), 200); /* of all campaigns some may have it */
    expect_status(as(reviewer, GET, "/campaigns/code:DINH-KY/progress?period=2024-M12..2025-M02"), 200);
    expect_status(as(reviewer, GET, "/campaigns/code:DINH-KY/progress?period=2025-5M"), 200);
}

/* A page works out only its own campaigns and indicators, and must not lose or repeat a row for it. */
Test(progress, is_the_same_page_by_page)
{
    struct answer whole = as(reviewer, GET, "/progress?by=group&limit=500");
    const char *next = "/progress?by=group&limit=41";
    size_t seen = 0;
    while (next) {
        struct answer page = as(reviewer, GET, next);
        for (size_t i = 0; i < count(page, "items"); i++, seen++)
            cr_assert(json_equal(json(page, at("items.%zu", i)), json(whole, at("items.%zu", seen))),
                      "row %zu of the pages is not that of the whole", seen);
        next = json_string_value(json(page, "page.next"));
        if (next)
            next += sizeof "/api/v1" - 1;
    }
    cr_assert(gt(sz, seen, 41));
    expect_count(whole, "items", seen);
    expect_number(as(reviewer, GET, "/progress?by=group&limit=1&count=true"), "page.total", (double)seen);
}
