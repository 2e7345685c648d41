/* render_svg.c: the picture of progress. */
#include "render/svg.h"
#include "render_rows.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const struct rendering as_svg = {.format = FORMAT_SVG};

static char *picture(const PGresult *rows, const char *title)
{
    struct text out = {0};
    scoped(problem_close) struct problem problem = {0};
    cr_assert(render_progress_svg(&out, rows, PQntuples(rows), title, "phụ đề", &as_svg, &problem));
    return text_take(&out);
}

static void expect_in(const char *svg, const char *words)
{
    cr_assert_not_null(strstr(svg, words), "lacks %s:\n%s", words, svg);
}

#define PROGRESS                                                                                                       \
    ATTRIBUTES({"indicator.name", TEXT}, {"unit.name", TEXT}, {"target", NUMERIC}, {"value", NUMERIC},                 \
               {"percent", NUMERIC}, {"status", TEXT}, {"printed", TEXT})

Test(svg, says_each_status_in_words)
{
    ROWS(rows, PROGRESS, {"a", "U", "1", NULL, NULL, "no_data", NULL}, {"b", "U", "1", "1", "99", "on_track", NULL},
         {"c", "U", "1", "1", "92", "behind", NULL}, {"d", "U", "1", "1", "50", "at_risk", NULL},
         {"e", "U", "1", "1", "100", "met", NULL}, {"f", "U", "1", "1", "140.04", "exceeded", NULL},
         {"g", "U", "1", "1", "-3.25", "missed", NULL});
    scoped(free_string) char *svg = picture(rows, "Tiến độ");
    static const char *const words[] = {"Chưa có số liệu", "Đúng tiến độ", "Chậm<",     "Có nguy cơ không đạt",
                                        ">Đạt<",           "Vượt",         "Không đạt", "7 dòng",
                                        "140 %",           "-3,3 %"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        expect_in(svg, words[i]);
}

Test(svg, shows_figures_as_vietnamese_readers_write_them)
{
    ROWS(rows, PROGRESS, {"Tổng giá trị", "U", "86083", "42150.5", "48.96", "behind", "trên 86.083 tỷ đồng"});
    scoped(free_string) char *svg = picture(rows, "Tiến độ");
    expect_in(svg, "42.150,5");
    expect_in(svg, "trên 86.083 tỷ đồng");
    expect_in(svg, "49 %");
}

Test(svg, escapes_what_it_is_given)
{
    ROWS(rows, PROGRESS, {"<script>&", "U", "1", "1", "1", "met", ">\"1\""});
    scoped(free_string) char *svg = picture(rows, "a < b & c");
    expect_in(svg, "&lt;script&gt;&amp;");
    expect_in(svg, "a &lt; b &amp; c");
    cr_assert_null(strstr(svg, "<script"));
}

Test(svg, names_units_only_when_there_are_several)
{
    ROWS(one, PROGRESS, {"a", "Xã Hiếu", "1", "1", "1", "met", NULL}, {"b", "Xã Hiếu", "1", "1", "1", "met", NULL});
    ROWS(two, PROGRESS, {"a", "Xã Hiếu", "1", "1", "1", "met", NULL}, {"a", "Xã Pờ Ê", "1", "1", "1", "met", NULL});
    scoped(free_string) char *alone = picture(one, "t");
    scoped(free_string) char *together = picture(two, "t");
    cr_assert_null(strstr(alone, ">Xã Hiếu</text>"));
    expect_in(together, ">Xã Hiếu</text>");
    expect_in(together, ">Xã Pờ Ê</text>");
}

Test(svg, cuts_names_that_do_not_fit_two_lines)
{
    ROWS(rows, PROGRESS,
         {"Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2021-2025 trên địa bàn toàn thành phố đến cuối năm", NULL,
          "1", "1", "1", "met", NULL},
         {"Mộttừrấtdàikhôngcókhoảngtrắngnàođểxuốngdòngởgiữachừngcảhaidòngvẫnkhôngđủchỗchonó", NULL, NULL, NULL, NULL,
          NULL, NULL},
         {NULL, NULL, NULL, NULL, NULL, NULL, NULL});
    scoped(free_string) char *svg = picture(rows, "t");
    expect_in(svg, "…</text>");
}

Test(svg, is_a_picture_even_of_nothing)
{
    ROWS(rows, PROGRESS, {"a", "U", "1", "1", "1", "met", NULL});
    scoped(result_close) PGresult *empty = PQcopyResult(rows, PG_COPYRES_ATTRS);
    scoped(free_string) char *svg = picture(empty, "t");
    expect_in(svg, "Chưa có chỉ tiêu nào");
    expect_in(svg, "</svg>");
}

/* ---- the other pictures ---- */

typedef bool painter(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                     const struct rendering *rendering, struct problem *problem);

static char *painted(painter *paint, const PGresult *rows)
{
    struct text out = {0};
    scoped(problem_close) struct problem problem = {0};
    cr_assert(paint(&out, rows, PQntuples(rows), "Tiêu đề", "phụ đề", &as_svg, &problem));
    return text_take(&out);
}

#define SERIES                                                                                                         \
    ATTRIBUTES({"period", TEXT}, {"value", NUMERIC}, {"target", NUMERIC}, {"status", TEXT}, {"unit_of_measure", TEXT}, \
               {"projected", NUMERIC}, {"forecast.low", NUMERIC}, {"forecast.high", NUMERIC}, {"ends_on", DATE})

Test(svg, draws_a_series_with_target_and_forecast)
{
    ROWS(rows, SERIES, {"2025-M01", "100.5", "3600", "behind", "tỷ đồng", NULL, NULL, NULL, NULL},
         {"2025-M02", NULL, "3600", "no_data", "tỷ đồng", NULL, NULL, NULL, NULL},
         {"2025-M03", "842.6", "3700", "behind", "tỷ đồng", "3370.4", "3100", "3600", NULL});
    scoped(free_string) char *svg = painted(render_series_svg, rows);
    expect_in(svg, "842,6");
    expect_in(svg, "3.370,4");
    expect_in(svg, "Khoảng dự kiến");
    expect_in(svg, "2025-M02: chưa có số liệu");
    expect_in(svg, "tỷ đồng");
}

Test(svg, draws_no_series_without_a_figure)
{
    ROWS(rows, SERIES, {"2025-M01", NULL, "3600", "no_data", NULL, NULL, NULL, NULL, NULL},
         {"2025-M02", NULL, NULL, "no_data", NULL, NULL, NULL, NULL, NULL});
    scoped(free_string) char *svg = painted(render_series_svg, rows);
    expect_in(svg, "Chưa có số liệu chính thức");
}

Test(svg, draws_a_series_of_one_level)
{
    ROWS(rows, SERIES, {"2025-M01", "5", NULL, "no_data", NULL, NULL, NULL, NULL, NULL},
         {"2025-M02", "5", NULL, "no_data", NULL, NULL, NULL, NULL, NULL});
    scoped(free_string) char *svg = painted(render_series_svg, rows);
    cr_assert_null(strstr(svg, "nan"));
    cr_assert_null(strstr(svg, "inf"));
}

#define PLACES                                                                                                         \
    ATTRIBUTES({"place", INT4}, {"tied", BOOL}, {"unit.name", TEXT}, {"score", NUMERIC}, {"previous_place", INT4},     \
               {"movement", INT4}, {"gate", TEXT})

Test(svg, says_places_and_movement)
{
    ROWS(rows, PLACES, {"1", "f", "Phường A", "97.5", "3", "2", NULL}, {"2", "t", "Xã B", "90", "1", "-1", NULL},
         {"2", "t", "Xã C", "90", NULL, NULL, NULL}, {"4", "f", "Xã <D>", "0", "4", "0", "Ban hành kế hoạch"});
    scoped(free_string) char *svg = painted(render_ranking_svg, rows);
    expect_in(svg, "Thứ 1: Phường A, 97,5 điểm, tăng 2 bậc");
    expect_in(svg, "giảm 1 bậc");
    expect_in(svg, "mới");
    expect_in(svg, "chưa đạt điều kiện Ban hành kế hoạch");
    expect_in(svg, "Xã &lt;D&gt;");
}

#define DUTIES                                                                                                         \
    ATTRIBUTES({"unit.id", TEXT}, {"unit.name", TEXT}, {"kind", TEXT}, {"period", TEXT}, {"due_on", DATE},             \
               {"state", TEXT})

Test(svg, shows_who_has_met_what)
{
    ROWS(rows, DUTIES, {"1", "Xã A", "report", "2025-Q2", "2025-06-17", "overdue"},
         {"1", "Xã A", "plan", NULL, "2025-03-01", "met_on_time"},
         {"1", "Xã A", "report", "2025-Q1", "2025-03-17", "met_late"},
         {"2", "Xã B", "report", "2025-Q1", "2025-03-17", "excused"});
    scoped(free_string) char *svg = painted(render_coverage_svg, rows);
    expect_in(svg, "2 đơn vị");
    expect_in(svg, "Xã A, Báo cáo 2025-Q2: Quá hạn");
    const char *plan = strstr(svg, ">Kế hoạch<"), *first = strstr(svg, ">2025-Q1<"), *second = strstr(svg, ">2025-Q2<");
    cr_assert(plan && first && second && plan < first && first < second, "columns by the day they fall due");
}

Test(svg, says_so_when_there_is_nothing)
{
    ROWS(places, PLACES, {NULL});
    ROWS(duties, DUTIES, {NULL});
    struct text out = {0};
    scoped(problem_close) struct problem problem = {0};
    cr_assert(render_ranking_svg(&out, places, 0, "Tiêu đề", "", &as_svg, &problem));
    cr_assert(render_coverage_svg(&out, duties, 0, "Tiêu đề", "", &as_svg, &problem));
    expect_in(text_string(&out), "Chưa có đơn vị nào");
    expect_in(text_string(&out), "Chưa có nghĩa vụ");
    text_close(&out);
}

Test(svg, draws_periods_in_the_order_of_their_days)
{
    ROWS(rows, SERIES, {"2025-5M", "1391.3", NULL, "behind", NULL, NULL, NULL, NULL, "2025-05-14"},
         {"2025-Q1", "842.6", NULL, "behind", NULL, NULL, NULL, NULL, "2025-03-14"});
    scoped(free_string) char *svg = painted(render_series_svg, rows);
    const char *first = strstr(svg, ">2025-Q1<"), *second = strstr(svg, ">2025-5M<");
    cr_assert(first && second && first < second);
    expect_in(svg, "2025-Q1: 842,6; 2025-5M: 1.391,3");
}

/* ---- what nothing is known of, and what is larger than people think ---- */

Test(svg, draws_rows_of_which_nothing_is_known)
{
    ROWS(progress, PROGRESS, {NULL}, {NULL});
    ROWS(series, SERIES, {NULL}, {NULL});
    ROWS(places, PLACES, {NULL}, {NULL});
    ROWS(duties, DUTIES, {NULL}, {NULL});
    const struct {
        painter *paint;
        const PGresult *rows;
    } pictures[] = {{render_progress_svg, progress},
                    {render_series_svg, series},
                    {render_ranking_svg, places},
                    {render_coverage_svg, duties}};
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        scoped(free_string) char *svg = painted(pictures[i].paint, pictures[i].rows);
        expect_in(svg, "</svg>");
        cr_assert_null(strstr(svg, "(null)"));
    }
}

Test(svg, draws_a_series_of_which_only_one_thing_is_known)
{
    static const char *const known[] = {"2025-M01", "5", "7", "met", "tỷ đồng", "9", "4", "12", "2025-01-31"};
    for (size_t only = 0; only < sizeof known / sizeof known[0]; only++) {
        ROWS(rows, SERIES, {NULL}, {NULL});
        for (int row = 0; row < 2; row++)
            PQsetvalue(rows, row, (int)only, (char *)(size_t)known[only], (int)strlen(known[only]));
        scoped(free_string) char *svg = painted(render_series_svg, rows);
        expect_in(svg, "</svg>");
        cr_assert_null(strstr(svg, "(null)"));
        cr_assert_null(strstr(svg, "nan"));
    }
}

Test(svg, draws_large_figures_that_hardly_differ, .timeout = 10)
{
    ROWS(money, SERIES, {"2025-Q1", "5000000000000", NULL, "behind", "đồng", NULL, NULL, NULL, NULL},
         {"2025-Q2", "5000000000100", NULL, "behind", "đồng", NULL, NULL, NULL, NULL});
    ROWS(most, SERIES, {"2025-Q1", "999999999999998", "-999999999999999", "behind", "đồng", NULL, NULL, NULL, NULL},
         {"2025-Q2", "999999999999999", "999999999999999", "behind", "đồng", NULL, NULL, NULL, NULL});
    scoped(free_string) char *svg = painted(render_series_svg, money);
    expect_in(svg, "5.000.000.000.020");
    cr_assert(strlen(svg) < 10000);
    scoped(free_string) char *wide = painted(render_series_svg, most);
    cr_assert(strlen(wide) < 10000);
}
