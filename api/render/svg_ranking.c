/* svg_ranking.c: the places of a ranking, a bar of points each, and how far a unit has moved since the ranking before.
 */
#include "render/svg.h"

#include "render/svg_paper.h"
#include "support/scoped.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_HEIGHT = 34,
    PLACE_RIGHT = 66,
    NAME_LEFT = 84,
    NAME_WIDTH = 250,
    BARS_LEFT = 346,
    BARS_WIDTH = 330,
    MOVED_LEFT = 790
};

struct movement {
    const char *sign, *word, *ink;
};

static double number_in(const PGresult *rows, int row, const char *name)
{
    const char *value = column(rows, row, name);
    return value ? strtod(value, NULL) : 0;
}

static double most_points(const PGresult *rows, int count)
{
    double most = 0;
    for (int row = 0; row < count; row++)
        most = fmax(most, number_in(rows, row, "score"));
    return most > 0 ? most : 1;
}

static struct movement movement_in(const PGresult *rows, int row)
{
    const char *moved = column(rows, row, "movement");
    int places = moved ? atoi(moved) : 0;
    if (moved == NULL)
        return (struct movement){"", "mới xếp hạng", "#5b6475"};
    if (places > 0)
        return (struct movement){"▲ ", "tăng", "#17734a"};
    return places < 0 ? (struct movement){"▼ ", "giảm", "#b3242a"} : (struct movement){"=", "giữ nguyên", "#5b6475"};
}

/* What a pointer over the row shows, and what a screen reader says. */
static void add_row_title(struct text *out, const PGresult *rows, int row)
{
    struct movement moved = movement_in(rows, row);
    const char *places = column(rows, row, "movement");
    text_add(out, "<title>Thứ ");
    text_add(out, column(rows, row, "place"));
    text_add(out, ": ");
    add_words(out, column(rows, row, "unit.name"));
    text_add(out, ", ");
    add_number(out, column(rows, row, "score"));
    text_print(out, " điểm, %s", moved.word);
    if (places && atoi(places) != 0)
        text_print(out, " %d bậc", abs(atoi(places)));
    if (column(rows, row, "gate")) {
        text_add(out, ", chưa đạt điều kiện ");
        add_words(out, column(rows, row, "gate"));
    }
    text_add(out, "</title>");
}

static void add_movement(struct text *out, const PGresult *rows, int row, int y)
{
    struct movement moved = movement_in(rows, row);
    const char *places = column(rows, row, "movement");
    text_print(out, "<text class=\"status\" x=\"%d\" y=\"%d\" fill=\"%s\">", MOVED_LEFT, y, moved.ink);
    if (places && atoi(places) != 0)
        text_print(out, "%s%d", moved.sign, abs(atoi(places)));
    else
        text_add(out, places ? moved.sign : "mới");
    text_add(out, "</text>");
}

static void add_place(struct text *out, const PGresult *rows, int row, double most, int top)
{
    const char *tied = column(rows, row, "tied");
    int line = top + 22;
    double length = BARS_WIDTH * number_in(rows, row, "score") / most;
    text_add(out, "<g>");
    add_row_title(out, rows, row);
    text_print(out, "<text class=\"percent\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", PLACE_RIGHT, line);
    text_add(out, column(rows, row, "place"));
    text_print(out, "%s</text>", tied && *tied == 't' ? "=" : "");
    text_print(out, "<text class=\"name\" x=\"%d\" y=\"%d\">", NAME_LEFT, line);
    add_fitting(out, column(rows, row, "unit.name"), 14, NAME_WIDTH);
    text_print(out, "</text><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"14\" rx=\"3\" fill=\"#edf0f5\"/>", BARS_LEFT,
               top + 10, BARS_WIDTH);
    if (length > 0)
        text_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" rx=\"3\" fill=\"#3b7ddd\"/>", BARS_LEFT,
                   top + 10, fmax(length, 3));
    text_print(out, "<text class=\"value\" font-size=\"14\" x=\"%d\" y=\"%d\">", BARS_LEFT + BARS_WIDTH + 12, line);
    add_number(out, column(rows, row, "score"));
    text_add(out, "</text>");
    add_movement(out, rows, row, line);
    text_add(out, "</g>\n");
}

static void add_heads(struct text *out)
{
    static const struct {
        int x;
        const char *anchor, *word;
    } heads[] = {{PLACE_RIGHT, "end", "Hạng"},
                 {NAME_LEFT, "start", "Đơn vị"},
                 {BARS_LEFT, "start", "Điểm"},
                 {MOVED_LEFT, "start", "So kỳ trước"}};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        text_print(out, "<text class=\"note\" x=\"%d\" y=\"112\" text-anchor=\"%s\">%s</text>\n", heads[i].x,
                   heads[i].anchor, heads[i].word);
}

static void add_summary(struct text *summary, const PGresult *rows, int count)
{
    text_print(summary, "%d đơn vị", count);
    for (int row = 0; row < count && row < 3; row++) {
        text_add(summary, "; thứ ");
        text_add(summary, column(rows, row, "place"));
        text_add(summary, ": ");
        text_add(summary, column(rows, row, "unit.name"));
    }
}

bool render_ranking_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                        const struct rendering *rendering, struct problem *problem)
{
    enum { TOP = 122 };
    if (!paper_lets_pass(rows, count, rendering, problem))
        return false;
    scoped(text_close) struct text summary = {0};
    double most = most_points(rows, count);
    add_summary(&summary, rows, count);
    paper_begin(out, &(struct paper){title, subtitle, text_string(&summary),
                                     (count ? TOP + count * ROW_HEIGHT : 220) + PAPER_FOOT});
    if (count == 0) {
        paper_empty(out, "Chưa có đơn vị nào được xếp hạng.");
        return true;
    }
    add_heads(out);
    for (int row = 0; row < count; row++)
        add_place(out, rows, row, most, TOP + row * ROW_HEIGHT);
    paper_end(out);
    return true;
}
