/* svg_series.c: one indicator through its periods: what was reached, the target in force, and where it is heading with
 * the range in which it may end. */
#include "render/svg.h"

#include "render/svg_paper.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEFT = 110, RIGHT = 806, TOP = 150, BOTTOM = 420, HEIGHT = 500, TICKS = 5 };

struct series {
    struct text *out;
    const PGresult *rows;
    int count;
    int *order;    /* rows by the last day of their period */
    int last;      /* place of the newest value; -1 without any */
    bool forecast; /* there is a projection to draw after it */
    double *x;     /* of every place, as the days lie; of the projection behind them */
    json_t *said;  /* what a person foresees at the end, or NULL */
    double low, high;
};

/* What stands in a column at a place of the line. */
static const char *at(const struct series *series, int place, const char *name)
{
    return column(series->rows, series->order[place], name);
}

static bool number_at(const struct series *series, int place, const char *name, double *number)
{
    const char *value = place >= 0 ? at(series, place, name) : NULL;
    if (value)
        *number = strtod(value, NULL);
    return value != NULL;
}

static void reach(struct series *series, double number)
{
    series->low = fmin(series->low, number);
    series->high = fmax(series->high, number);
}

/* Where the line is heading: the value foreseen, or an end of its interval. */
static bool projection(const struct series *series, const char *name, double *number)
{
    return number_at(series, series->last, name, number);
}

/* The value that somebody who answers for the figure expects at its end. */
static bool foreseen(const struct series *series, double *number)
{
    const json_t *value = json_object_get(series->said, "value");
    if (!json_is_number(value))
        return false;
    *number = json_number_value(value);
    return true;
}

/* The scale holds everything that is drawn, and nought unless all of it is far above. */
static void measure(struct series *series)
{
    static const char *const ends[] = {"projected", "forecast.low", "forecast.high"};
    double number;
    series->low = INFINITY;
    series->high = -INFINITY;
    series->last = -1;
    for (int place = 0; place < series->count; place++) {
        if (number_at(series, place, "value", &number)) {
            reach(series, number);
            series->last = place;
        }
        if (number_at(series, place, "target", &number))
            reach(series, number);
    }
    const char *said = series->last < 0 ? NULL : at(series, series->last, "forecast_by_person");
    series->said = said ? json_loads(said, 0, NULL) : NULL;
    if (foreseen(series, &number))
        reach(series, number);
    series->forecast = projection(series, "projected", &number) || foreseen(series, &number);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (projection(series, ends[i], &number))
            reach(series, number);
    if (series->low > 0 && series->low < series->high * 0.6)
        series->low = 0;
    double room = series->high > series->low ? (series->high - series->low) * 0.08 : fmax(fabs(series->high) * 0.1, 1);
    series->high += room;
    series->low -= series->low == 0 ? 0 : room;
}

static int places(const struct series *series)
{
    return series->count + series->forecast;
}

static double x_of(const struct series *series, int place)
{
    return series->x[place];
}

/* Days of the proleptic calendar; 0 for what is no date. */
static long day_number(const char *date)
{
    int year, month, day;
    if (date == NULL || sscanf(date, "%d-%d-%d", &year, &month, &day) != 3)
        return 0;
    year -= month < 3;
    return 365L * year + year / 4 - year / 100 + year / 400 + (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day;
}

static long day_at(const struct series *series, int place)
{
    return day_number(place < series->count ? at(series, place, "ends_on") : at(series, series->last, "_foreseen_on"));
}

/* Time runs evenly from left to right; where a day is not known, or all are one, the places do. */
static void lay_out(struct series *series)
{
    enum { EDGE = 44 };
    int count = places(series);
    long first = count ? day_at(series, 0) : 0, final = count ? day_at(series, count - 1) : 0;
    bool dated = first > 0 && final > first;
    for (int place = 0; dated && place < count; place++)
        dated = day_at(series, place) >= first && day_at(series, place) <= final;
    for (int place = 0; place < count; place++)
        series->x[place] = dated ? LEFT + EDGE +
                                       (double)(RIGHT - LEFT - 2 * EDGE) * (double)(day_at(series, place) - first) /
                                           (double)(final - first)
                                 : LEFT + (double)(RIGHT - LEFT) / count * (place + 0.5);
}

/* Halfway to the next place, or to the edge. */
static double border_after(const struct series *series, int place)
{
    if (place < 0)
        return LEFT;
    return place + 1 < places(series) ? (x_of(series, place) + x_of(series, place + 1)) / 2 : RIGHT;
}

static double y_of(const struct series *series, double number)
{
    return BOTTOM - (BOTTOM - TOP) * (number - series->low) / (series->high - series->low);
}

/* A step of 1, 2 or 5 times a power of ten that gives about five lines. */
static double step_of(const struct series *series)
{
    double rough = (series->high - series->low) / TICKS, power = pow(10, floor(log10(rough))), share = rough / power;
    return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

static void add_figure(struct text *out, double number, double step)
{
    scoped(text_close) struct text plain = {0};
    text_print(&plain, "%.*f", step < 1 ? (int)ceil(-log10(step)) : 0, number == 0 ? 0 : number);
    add_number(out, text_string(&plain));
}

static void add_plain(struct text *out, double number)
{
    scoped(text_close) struct text plain = {0};
    text_print(&plain, "%.4f", number);
    add_number(out, text_string(&plain));
}

/* What stands below a place, on the second line where the first is taken. */
static void add_tick(struct series *series, int place, const char *words, double taken[2])
{
    double half = words ? text_width(words, 12) / 2.0 + 8 : 0, x = x_of(series, place);
    int line = x - half < taken[0] && taken[1] < taken[0];
    taken[line] = x + half;
    text_print(series->out, "<text class=\"note\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", x,
               BOTTOM + 18 + 15 * line);
    add_words(series->out, words);
    text_add(series->out, "</text>");
}

static void add_axes(struct series *series)
{
    double step = step_of(series);
    double first = ceil(series->low / step) * step; /* in steps it may be more than an int holds */
    for (int line = 0; line <= 4 * TICKS && first + line * step <= series->high; line++) {
        double number = first + line * step, y = y_of(series, number);
        text_print(series->out,
                   "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e6eaf0\"/><text class=\"note\" "
                   "x=\"%d\" y=\"%.1f\" text-anchor=\"end\">",
                   LEFT, y, RIGHT, y, LEFT - 8, y + 4);
        add_figure(series->out, number, step);
        text_add(series->out, "</text>\n");
    }
    double taken[2] = {-PAPER_WIDTH, -PAPER_WIDTH}; /* the right ends of the words on each line */
    for (int place = 0; place < places(series); place++)
        add_tick(series, place, place < series->count ? at(series, place, "period") : "Dự kiến", taken);
    text_add(series->out, "\n");
}

/* The target of each period, as a stair: it may be revised on the way. */
static void add_target(struct series *series)
{
    double target = 0;
    bool any = false;
    text_add(series->out, "<path fill=\"none\" stroke=\"#16202e\" stroke-width=\"2\" stroke-dasharray=\"2 4\" d=\"");
    for (int place = 0; place < places(series); place++) {
        bool known = place >= series->count ? any : number_at(series, place, "target", &target);
        if (known)
            text_print(series->out, "%s%.1f %.1fH%.1f", any ? "L" : "M", border_after(series, place - 1),
                       y_of(series, target), border_after(series, place));
        any = any || known;
    }
    text_add(series->out, "\"/>");
    if (any) {
        text_print(series->out, "<text class=\"note\" x=\"%d\" y=\"%.1f\">", RIGHT + 6, y_of(series, target) + 4);
        add_plain(series->out, target);
        text_add(series->out, "</text>\n");
    }
}

/* Above a point stands its figure; below it where the line of the target would run through the words. */
static void begin_label(struct series *series, int place, double number)
{
    double target, y = y_of(series, number);
    int stair = place < series->count ? place : series->count - 1;
    bool crossed =
        number_at(series, stair, "target", &target) && y - y_of(series, target) > 2 && y - y_of(series, target) < 30;
    text_print(series->out, "<text class=\"value\" font-size=\"13\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
               x_of(series, place) - (crossed ? 4 : 0), crossed ? y + 21 : y - 12, crossed ? "start" : "middle");
}

/* What a person expects, as a diamond beside the circle of what is computed. */
static void add_foreseen(struct series *series)
{
    double value, x = x_of(series, series->count) + 18; /* both stay in sight where they agree */
    if (!foreseen(series, &value))
        return;
    const char *by = json_string_value(json_object_get(series->said, "by"));
    text_add(series->out, "<g><title>Người phụ trách dự báo: ");
    add_plain(series->out, value);
    text_print(series->out, "</title><path fill=\"#7a3db8\" stroke=\"#fff\" d=\"M%.1f %.1fl7 7-7 7-7-7z\"/></g>", x,
               y_of(series, value) - 7);
    text_print(series->out,
               "<path fill=\"#7a3db8\" d=\"M%d %dl6 6-6 6-6-6z\"/><text class=\"note\" x=\"%d\" y=\"%d\">Dự báo của ",
               LEFT + 6, BOTTOM + 48, LEFT + 20, BOTTOM + 58);
    add_words(series->out, by ? by : "người phụ trách");
    text_add(series->out, ": <tspan class=\"value\">");
    add_plain(series->out, value);
    text_add(series->out, "</tspan></text>\n");
}

static void add_forecast(struct series *series)
{
    double value, projected, low, high, x = x_of(series, series->count);
    if (!series->forecast || !number_at(series, series->last, "value", &value) ||
        !projection(series, "projected", &projected))
        return;
    text_print(series->out,
               "<path fill=\"none\" stroke=\"#3b7ddd\" stroke-width=\"2\" stroke-dasharray=\"6 5\" d=\"M%.1f %.1fL%.1f "
               "%.1f\"/>",
               x_of(series, series->last), y_of(series, value), x, y_of(series, projected));
    if (projection(series, "forecast.low", &low) && projection(series, "forecast.high", &high))
        text_print(series->out,
                   "<path stroke=\"#1f5fbf\" stroke-width=\"2\" d=\"M%.1f %.1fV%.1fM%.1f %.1fh12M%.1f "
                   "%.1fh12\"><title>Khoảng dự kiến</title></path>",
                   x, y_of(series, low), y_of(series, high), x - 6, y_of(series, low), x - 6, y_of(series, high));
    text_print(series->out,
               "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#fff\" stroke=\"#1f5fbf\" stroke-width=\"2\"/>", x,
               y_of(series, projected));
    begin_label(series, series->count, projected);
    add_number(series->out, at(series, series->last, "projected"));
    text_add(series->out, "</text>\n");
}

static void add_points(struct series *series)
{
    double value;
    bool begun = false;
    text_add(series->out, "<path fill=\"none\" stroke=\"#3b7ddd\" stroke-width=\"2.5\" d=\"");
    for (int place = 0; place < series->count; place++)
        if (number_at(series, place, "value", &value)) {
            text_print(series->out, "%s%.1f %.1f", begun ? "L" : "M", x_of(series, place), y_of(series, value));
            begun = true;
        }
    text_add(series->out, "\"/>\n");
    for (int place = 0; place < series->count; place++) {
        if (!number_at(series, place, "value", &value))
            continue;
        const struct status_look *look = &status_looks[status_in(series->rows, series->order[place])];
        text_add(series->out, "<g><title>");
        add_words(series->out, at(series, place, "period"));
        text_add(series->out, ": ");
        add_number(series->out, at(series, place, "value"));
        text_add(series->out, ", ");
        add_words(series->out, status_word(series->rows, series->order[place]));
        text_add(series->out, status_caveat(series->rows, series->order[place]));
        text_print(series->out,
                   "</title><circle cx=\"%.1f\" cy=\"%.1f\" r=\"5.5\" fill=\"%s\" stroke=\"#fff\" "
                   "stroke-width=\"1.5\"/>",
                   x_of(series, place), y_of(series, value), look->fill);
        begin_label(series, place, value);
        add_number(series->out, at(series, place, "value"));
        text_add(series->out, "</text></g>\n");
    }
}

static void add_legend(struct series *series)
{
    const char *measure_name = series->count ? at(series, 0, "unit_of_measure") : NULL;
    text_print(series->out, "<text class=\"note\" x=\"%d\" y=\"116\">Đơn vị tính: ", PAPER_MARGIN);
    add_words(series->out, measure_name ? measure_name : "—");
    text_add(series->out, "</text><path stroke=\"#3b7ddd\" stroke-width=\"2.5\" d=\"M400 112h26\"/><text "
                          "class=\"legend\" x=\"432\" y=\"116\">Thực hiện</text>"
                          "<path stroke=\"#16202e\" stroke-width=\"2\" stroke-dasharray=\"2 4\" d=\"M530 "
                          "112h26\"/><text class=\"legend\" x=\"562\" y=\"116\">Chỉ tiêu</text>");
    if (series->forecast && at(series, series->last, "projected"))
        text_add(series->out, "<path stroke=\"#3b7ddd\" stroke-width=\"2\" stroke-dasharray=\"6 5\" d=\"M650 "
                              "112h26\"/><text class=\"legend\" x=\"682\" y=\"116\">Dự kiến theo số liệu</text>");
    text_add(series->out, "\n");
}

static void add_summary(struct text *summary, const struct series *series)
{
    for (int place = 0; place < series->count; place++) {
        const char *value = at(series, place, "value");
        text_add(summary, place ? "; " : "");
        text_add(summary, at(series, place, "period"));
        text_add(summary, ": ");
        if (value)
            add_number(summary, value);
        else
            text_add(summary, "chưa có số liệu");
    }
}

/* Codes do not sort by their days: 2025-5M stands before 2025-Q1. Rows without a day keep their place. */
static void put_in_order(struct series *series)
{
    for (int row = 0; row < series->count; row++) {
        const char *day = column(series->rows, row, "ends_on"), *before;
        int place = row;
        while (place > 0 && day && (before = at(series, place - 1, "ends_on")) && strcmp(before, day) > 0) {
            series->order[place] = series->order[place - 1];
            place--;
        }
        series->order[place] = row;
    }
}

bool render_series_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                       const struct rendering *rendering, struct problem *problem)
{
    if (!paper_lets_pass(rows, count, rendering, problem))
        return false;
    scoped(text_close) struct text summary = {0};
    struct series series = {.out = out,
                            .rows = rows,
                            .count = count,
                            .order = memory_new((size_t)count + 1, sizeof(int)),
                            .x = memory_new((size_t)count + 1, sizeof(double))};
    if (series.order == NULL || series.x == NULL)
        return problem_set(problem, "internal_error", NULL);
    put_in_order(&series);
    measure(&series);
    lay_out(&series);
    add_summary(&summary, &series);
    paper_begin(out, &(struct paper){title, subtitle, text_string(&summary), HEIGHT});
    if (series.last < 0) {
        paper_empty(out, "Chưa có số liệu chính thức ở các kỳ này.");
    } else {
        add_legend(&series);
        add_axes(&series);
        add_target(&series);
        add_forecast(&series);
        add_foreseen(&series);
        add_points(&series);
        paper_end(out);
    }
    json_decref(series.said);
    free(series.order);
    free(series.x);
    return true;
}
