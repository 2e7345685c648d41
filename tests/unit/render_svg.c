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
