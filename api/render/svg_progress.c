/* svg_progress.c: a bar for each indicator, as a share of its target, with its status in words as well as in colour. */
#include "render/svg.h"

#include "render/svg_paper.h"
#include "support/scoped.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LABEL_WIDTH = 292,
    BAR_LEFT = 346,
    BAR_WIDTH = 336,
    BAR_HEIGHT = 14,
    FIGURES_LEFT = 706,
    NAME_LINES = 2,
    SCALE_MOST = 125, /* percent of target at the right end; longer bars get an arrow */
};

/* From the best news to the worst: the order of the legend. */
static const enum status legend[STATUSES] = {EXCEEDED, MET,        ON_TRACK,  BEHIND, AT_RISK,
                                             MISSED,   NOT_JUDGED, NO_TARGET, NO_DATA};

struct chart {
    struct text *out;
    const PGresult *rows;
    int count;
    bool several_units; /* then each bar names its unit, */
    bool one_indicator; /* and nothing else where all are of one indicator */
};

/* What stands at the left of a bar. */
static const char *name_in(const struct chart *chart, int row)
{
    const char *unit = chart->several_units && chart->one_indicator ? column(chart->rows, row, "unit.name") : NULL;
    const char *name = unit ? unit : column(chart->rows, row, "indicator.name");
    return name ? name : "";
}

static bool names_unit_below(const struct chart *chart, int row)
{
    return chart->several_units && !chart->one_indicator && column(chart->rows, row, "unit.name");
}

static int lines_of(const char *name)
{
    return name[line_length(name, 14, LABEL_WIDTH)] ? NAME_LINES : 1;
}

static void add_name(struct chart *chart, const char *name, int y)
{
    for (int line = 1; *name && line <= NAME_LINES; line++, y += PAPER_LINE) {
        size_t length = line < NAME_LINES ? line_length(name, 14, LABEL_WIDTH) : strlen(name);
        text_print(chart->out, "<text class=\"name\" x=\"%d\" y=\"%d\">", PAPER_MARGIN, y);
        if (line < NAME_LINES)
            add_escaped(chart->out, name, length);
        else
            add_fitting(chart->out, name, 14, LABEL_WIDTH);
        text_add(chart->out, "</text>");
        name += length;
        name += strspn(name, " ");
    }
}

/* "Thực hiện 43 · Chỉ tiêu 75,44% · 15/21 đơn vị" */
static void add_figures(struct chart *chart, int row, int y)
{
    const char *value = column(chart->rows, row, "value"), *target = column(chart->rows, row, "target"),
               *printed = column(chart->rows, row, "printed");
    const char *reported = column(chart->rows, row, "coverage.reported"),
               *expected = column(chart->rows, row, "coverage.expected");
    bool partial = reported && expected && strcmp(reported, expected) != 0;
    text_print(chart->out, "<text class=\"note\" x=\"%d\" y=\"%d\">", BAR_LEFT, y);
    if (value) {
        text_add(chart->out, "Thực hiện <tspan class=\"value\">");
        add_number(chart->out, value);
        text_add(chart->out, "</tspan>");
    }
    if (value && (printed || target))
        text_add(chart->out, " · ");
    if (printed || target) {
        text_add(chart->out, "Chỉ tiêu ");
        if (printed)
            add_fitting(chart->out, printed, 12,
                        BAR_WIDTH - (partial ? 70 : 0) - (value ? 120 + text_width(value, 12) : 50));
        else
            add_number(chart->out, target);
    }
    if (partial)
        text_print(chart->out, "%s%s/%s đơn vị", value || printed || target ? " · " : "", reported, expected);
    text_add(chart->out, "</text>");
}

static double position(double percent)
{
    return BAR_LEFT + BAR_WIDTH * fmin(fmax(percent, 0), SCALE_MOST) / SCALE_MOST;
}

static void add_bar(struct chart *chart, const char *percent, enum status status, int y)
{
    struct text *out = chart->out;
    double share = percent ? strtod(percent, NULL) : 0;
    text_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\" fill=\"#edf0f5\"/>", BAR_LEFT, y,
               position(100) - BAR_LEFT, BAR_HEIGHT);
    if (share > 0)
        text_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\" fill=\"%s\"/>", BAR_LEFT, y,
                   fmax(position(share) - BAR_LEFT, 3), BAR_HEIGHT, status_looks[status].fill);
    if (share > SCALE_MOST)
        text_print(out, "<path d=\"M%d %dl7 %dl-7 %dz\" fill=\"%s\"/>", BAR_LEFT + BAR_WIDTH + 2, y, BAR_HEIGHT / 2,
                   BAR_HEIGHT / 2, status_looks[status].fill);
    text_print(out, "<rect x=\"%.1f\" y=\"%d\" width=\"2\" height=\"%d\" fill=\"#16202e\"/>", position(100) - 1, y - 3,
               BAR_HEIGHT + 6);
}

static void add_status(struct chart *chart, int row, const char *percent, enum status status, int y)
{
    text_print(chart->out, "<text class=\"percent\" x=\"%d\" y=\"%d\">", FIGURES_LEFT, y);
    if (percent)
        add_percent(chart->out, percent);
    else
        text_add(chart->out, "–");
    if (is_provisional(chart->rows, row))
        text_add(chart->out, "<tspan class=\"note\" font-weight=\"400\" dx=\"8\">(tạm tính)</tspan>");
    text_print(chart->out,
               "</text><circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/>"
               "<text class=\"status\" x=\"%d\" y=\"%d\" fill=\"%s\">",
               FIGURES_LEFT + 4, y + 14, status_looks[status].fill, FIGURES_LEFT + 14, y + 18,
               status_looks[status].ink);
    add_fitting(chart->out, status_word(chart->rows, row), 13, PAPER_WIDTH - FIGURES_LEFT - 22);
    text_add(chart->out, "</text>");
}

/* What a pointer over the row shows, and what a screen reader says. */
static void add_row_title(struct chart *chart, int row, const char *percent)
{
    const char *unit = column(chart->rows, row, "unit.name");
    text_add(chart->out, "<title>");
    add_words(chart->out, column(chart->rows, row, "indicator.name"));
    if (unit) {
        text_add(chart->out, ", ");
        add_words(chart->out, unit);
    }
    text_add(chart->out, ": ");
    if (percent) {
        add_percent(chart->out, percent);
        text_add(chart->out, " chỉ tiêu, ");
    }
    add_words(chart->out, status_word(chart->rows, row));
    text_add(chart->out, status_caveat(chart->rows, row));
    text_add(chart->out, "</title>");
}

static int row_height(const struct chart *chart, int row)
{
    int lines = lines_of(name_in(chart, row)) + names_unit_below(chart, row);
    return (lines > 2 ? lines : 2) * PAPER_LINE + 20;
}

static void add_row(struct chart *chart, int row, int top)
{
    const char *name = name_in(chart, row), *percent = column(chart->rows, row, "percent");
    enum status status = status_in(chart->rows, row);
    int height = row_height(chart, row), lines = lines_of(name) + names_unit_below(chart, row);
    int first = top + (height - lines * PAPER_LINE) / 2 + 14, middle = top + height / 2;
    text_add(chart->out, "<g>");
    add_row_title(chart, row, percent);
    add_name(chart, name, first);
    if (names_unit_below(chart, row)) {
        text_print(chart->out, "<text class=\"note\" x=\"%d\" y=\"%d\">", PAPER_MARGIN,
                   first + (lines - 1) * PAPER_LINE);
        add_words(chart->out, column(chart->rows, row, "unit.name"));
        text_add(chart->out, "</text>");
    }
    add_bar(chart, percent, status, middle - BAR_HEIGHT - 1);
    add_figures(chart, row, middle + 16);
    add_status(chart, row, percent, status, middle - 3);
    text_add(chart->out, "</g>\n");
}

static int times_of(const struct chart *chart, enum status status)
{
    int times = 0;
    for (int row = 0; row < chart->count; row++)
        times += status_in(chart->rows, row) == status;
    return times;
}

/* The word of the first row that has the status. */
static const char *word_of(const struct chart *chart, enum status status)
{
    for (int row = 0; row < chart->count; row++)
        if (status_in(chart->rows, row) == status)
            return status_word(chart->rows, row);
    return status_looks[status].label;
}

/* The statuses that occur, each with how often, as the summary in words. */
static void add_summary(const struct chart *chart, struct text *out)
{
    text_print(out, "%d dòng", chart->count);
    for (size_t i = 0; i < STATUSES; i++) {
        int times = times_of(chart, legend[i]);
        if (times)
            text_print(out, "; %s: %d", word_of(chart, legend[i]), times);
    }
    int provisional = 0;
    for (int row = 0; row < chart->count; row++)
        provisional += is_provisional(chart->rows, row);
    if (provisional)
        text_print(out, "; tạm tính vì chưa đủ số liệu: %d", provisional);
}

static void add_legend(struct chart *chart, int y)
{
    int x = PAPER_MARGIN;
    for (size_t i = 0; i < STATUSES; i++) {
        enum status status = legend[i];
        int times = times_of(chart, status);
        if (times == 0)
            continue;
        text_print(chart->out,
                   "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"3\" fill=\"%s\"/>"
                   "<text class=\"legend\" x=\"%d\" y=\"%d\">",
                   x, y - 10, status_looks[status].fill, x + 18, y);
        add_words(chart->out, word_of(chart, status));
        text_print(chart->out, " <tspan font-weight=\"400\">%d</tspan></text>\n", times);
        x += 18 + text_width(word_of(chart, status), 13) + (times > 9 ? 44 : 37);
    }
}

/* Thin lines behind the bars; each bar marks its target itself. */
static void add_axis(struct chart *chart, int top, int bottom)
{
    static const struct {
        int percent;
        const char *label;
    } marks[] = {{0, "0"}, {50, "50 %"}, {100, "Chỉ tiêu 100 %"}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        double x = position(marks[i].percent);
        text_print(chart->out, "<text class=\"note\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x,
                   top - 7, marks[i].label);
        if (marks[i].percent)
            text_print(chart->out, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#e6eaf0\"/>\n", x, top,
                       x, bottom);
    }
}

static bool has_several(const PGresult *rows, int count, const char *name)
{
    const char *first = count ? column(rows, 0, name) : NULL;
    for (int row = 1; row < count; row++) {
        const char *other = column(rows, row, name);
        if (other && (first == NULL || strcmp(other, first) != 0))
            return true;
    }
    return false;
}

static void add_rows(struct chart *chart, int bottom)
{
    add_legend(chart, 106);
    add_axis(chart, PAPER_TOP - 4, bottom);
    int top = PAPER_TOP;
    for (int row = 0; row < chart->count; row++) {
        if (row)
            text_print(chart->out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#edf0f5\"/>\n", PAPER_MARGIN,
                       top, PAPER_WIDTH - PAPER_MARGIN, top);
        add_row(chart, row, top);
        top += row_height(chart, row);
    }
}

bool render_progress_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                         const struct rendering *rendering, struct problem *problem)
{
    enum { NOTHING = 60 };
    if (!paper_lets_pass(rows, count, rendering, problem))
        return false;
    struct chart chart = {.out = out,
                          .rows = rows,
                          .count = count,
                          .several_units = has_several(rows, count, "unit.name"),
                          .one_indicator = !has_several(rows, count, "indicator.id")};
    scoped(text_close) struct text summary = {0};
    int bottom = count ? PAPER_TOP : PAPER_TOP + NOTHING;
    for (int row = 0; row < count; row++)
        bottom += row_height(&chart, row);
    add_summary(&chart, &summary);
    paper_begin(out, &(struct paper){title, subtitle, text_string(&summary), bottom + PAPER_FOOT});
    if (count == 0) {
        paper_empty(out, "Chưa có chỉ tiêu nào để vẽ.");
        return true;
    }
    add_rows(&chart, bottom);
    paper_end(out);
    return true;
}
