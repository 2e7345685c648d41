/* svg.c: a bar for each indicator, as a share of its target, with its status in words as well as in colour. Text is
 * measured by estimate: the reader's own sans-serif font draws it. */
#include "render/svg.h"

#include "render/columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All lengths in pixels of a picture 900 wide. */
enum {
    WIDTH = 900,
    MARGIN = 32,
    LABEL_WIDTH = 292,
    BAR_LEFT = 346,
    BAR_WIDTH = 350,
    BAR_HEIGHT = 14,
    FIGURES_LEFT = 722,
    LINE = 18,
    NAME_LINES = 2,
    SCALE_MOST = 125, /* percent of target at the right end; longer bars get an arrow */
};

#define FONT "'Segoe UI',Roboto,'Helvetica Neue',Arial,'Liberation Sans','Noto Sans',sans-serif"

enum status { NO_DATA, ON_TRACK, BEHIND, AT_RISK, MET, EXCEEDED, MISSED, STATUSES };

/* `ink` is dark enough for text on white (WCAG 2.1, 1.4.3). */
static const struct {
    const char *code, *label, *fill, *ink;
} statuses[STATUSES] = {
    [NO_DATA] = {"no_data", "Chưa có số liệu", "#c3c9d4", "#5b6475"},
    [ON_TRACK] = {"on_track", "Đúng tiến độ", "#3b7ddd", "#1f5fbf"},
    [BEHIND] = {"behind", "Chậm", "#e0a526", "#855800"},
    [AT_RISK] = {"at_risk", "Có nguy cơ không đạt", "#e2702b", "#a8470c"},
    [MET] = {"met", "Đạt", "#2f9e62", "#17734a"},
    [EXCEEDED] = {"exceeded", "Vượt", "#128277", "#0b6a61"},
    [MISSED] = {"missed", "Không đạt", "#c9353b", "#b3242a"},
};

/* From the best news to the worst: the order of the legend. */
static const enum status legend[STATUSES] = {EXCEEDED, MET, ON_TRACK, BEHIND, AT_RISK, MISSED, NO_DATA};

struct chart {
    struct text *out;
    const PGresult *rows;
    int count;
    bool several_units; /* then each bar names its unit */
};

static enum status status_of(const PGresult *rows, int row)
{
    const char *code = column(rows, row, "status");
    for (enum status i = NO_DATA; code && i < STATUSES; i++)
        if (strcmp(code, statuses[i].code) == 0)
            return i;
    return NO_DATA;
}

static void add_escaped(struct text *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        switch (bytes[i]) {
        case '&':
            text_add(out, "&amp;");
            break;
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        default:
            text_add_char(out, (unsigned char)bytes[i] < 0x20 ? ' ' : bytes[i]);
        }
    }
}

static void add_words(struct text *out, const char *words)
{
    add_escaped(out, words ? words : "", words ? strlen(words) : 0);
}

static size_t character_length(const char *place)
{
    size_t length = 1;
    while (((unsigned char)place[length] & 0xC0) == 0x80)
        length++;
    return length;
}

/* Width of a character in a usual sans-serif, in thousandths of the font size. */
static int character_width(const char *place)
{
    if (strchr("il.,:;'|!()[]-t frjI/", *place))
        return 320;
    if (strchr("mwMW%", *place))
        return 880;
    return *place >= 'A' && *place <= 'Z' ? 690 : 570;
}

static int text_width(const char *text, int size)
{
    int width = 0;
    for (; *text; text += character_length(text))
        width += character_width(text);
    return width * size / 1000;
}

/* Bytes of the first line of `text`: up to the last blank that fits, or as many characters as fit. */
static size_t line_length(const char *text, int size, int room)
{
    size_t blank = 0, at = 0;
    int width = 0;
    while (text[at]) {
        width += character_width(text + at);
        if (width * size / 1000 > room)
            return blank ? blank : at;
        if (text[at] == ' ')
            blank = at;
        at += character_length(text + at);
    }
    return at;
}

/* As much of the words as the room holds, with an ellipsis for the rest. */
static void add_fitting(struct text *out, const char *words, int size, int room)
{
    size_t whole = strlen(words), length = line_length(words, size, room);
    if (length < whole)
        length = line_length(words, size, room - size);
    add_escaped(out, words, length);
    if (length < whole)
        text_add(out, "…");
}

static int lines_of(const char *name)
{
    return name[line_length(name, 14, LABEL_WIDTH)] ? NAME_LINES : 1;
}

static void add_name(struct chart *chart, const char *name, int y)
{
    for (int line = 1; *name && line <= NAME_LINES; line++, y += LINE) {
        size_t length = line < NAME_LINES ? line_length(name, 14, LABEL_WIDTH) : strlen(name);
        text_print(chart->out, "<text class=\"name\" x=\"%d\" y=\"%d\">", MARGIN, y);
        if (line < NAME_LINES)
            add_escaped(chart->out, name, length);
        else
            add_fitting(chart->out, name, 14, LABEL_WIDTH);
        text_add(chart->out, "</text>");
        name += length;
        name += strspn(name, " ");
    }
}

static void add_number(struct text *out, const char *number)
{
    cell_add_vietnamese(out, number, strlen(number));
}

static void add_percent(struct text *out, const char *percent)
{
    char rounded[48];
    double share = strtod(percent, NULL); /* halves go away from zero, as people round */
    int length = snprintf(rounded, sizeof rounded, "%.1f", share + copysign(1e-9, share));
    if (length >= (int)sizeof rounded)
        length = (int)sizeof rounded - 1;
    if (length > 2 && strcmp(rounded + length - 2, ".0") == 0)
        rounded[length - 2] = '\0';
    add_number(out, rounded);
    text_add(out, " %");
}

/* "Thực hiện 43 · Chỉ tiêu 75,44%" */
static void add_figures(struct chart *chart, int row, int y)
{
    const char *value = column(chart->rows, row, "value"), *target = column(chart->rows, row, "target"),
               *printed = column(chart->rows, row, "printed");
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
            add_fitting(chart->out, printed, 12, BAR_WIDTH - (value ? 120 + text_width(value, 12) : 50));
        else
            add_number(chart->out, target);
    }
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
                   fmax(position(share) - BAR_LEFT, 3), BAR_HEIGHT, statuses[status].fill);
    if (share > SCALE_MOST)
        text_print(out, "<path d=\"M%d %dl7 %dl-7 %dz\" fill=\"%s\"/>", BAR_LEFT + BAR_WIDTH + 2, y, BAR_HEIGHT / 2,
                   BAR_HEIGHT / 2, statuses[status].fill);
    text_print(out, "<rect x=\"%.1f\" y=\"%d\" width=\"2\" height=\"%d\" fill=\"#16202e\"/>", position(100) - 1, y - 3,
               BAR_HEIGHT + 6);
}

static void add_status(struct chart *chart, const char *percent, enum status status, int y)
{
    text_print(chart->out, "<text class=\"percent\" x=\"%d\" y=\"%d\">", FIGURES_LEFT, y);
    if (percent)
        add_percent(chart->out, percent);
    else
        text_add(chart->out, "–");
    text_print(chart->out,
               "</text><circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/>"
               "<text class=\"status\" x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
               FIGURES_LEFT + 4, y + 14, statuses[status].fill, FIGURES_LEFT + 14, y + 18, statuses[status].ink,
               statuses[status].label);
}

/* What a pointer over the row shows, and what a screen reader says. */
static void add_row_title(struct chart *chart, int row, const char *percent, enum status status)
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
    text_print(chart->out, "%s</title>", statuses[status].label);
}

static int row_height(const struct chart *chart, int row)
{
    const char *name = column(chart->rows, row, "indicator.name");
    int lines = lines_of(name ? name : "") + chart->several_units;
    return (lines > 2 ? lines : 2) * LINE + 20;
}

static void add_row(struct chart *chart, int row, int top)
{
    const char *name = column(chart->rows, row, "indicator.name"), *unit = column(chart->rows, row, "unit.name"),
               *percent = column(chart->rows, row, "percent");
    enum status status = status_of(chart->rows, row);
    int height = row_height(chart, row), lines = lines_of(name ? name : "") + (chart->several_units && unit);
    int first = top + (height - lines * LINE) / 2 + 14, middle = top + height / 2;
    text_add(chart->out, "<g>");
    add_row_title(chart, row, percent, status);
    add_name(chart, name ? name : "", first);
    if (chart->several_units && unit) {
        text_print(chart->out, "<text class=\"note\" x=\"%d\" y=\"%d\">", MARGIN, first + (lines - 1) * LINE);
        add_words(chart->out, unit);
        text_add(chart->out, "</text>");
    }
    add_bar(chart, percent, status, middle - BAR_HEIGHT - 1);
    add_figures(chart, row, middle + 16);
    add_status(chart, percent, status, middle - 3);
    text_add(chart->out, "</g>\n");
}

static void add_head(struct chart *chart, const char *title, const char *subtitle, int height)
{
    struct text *out = chart->out;
    text_print(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" lang=\"vi\" "
               "role=\"img\" aria-labelledby=\"title summary\" font-family=\"" FONT "\">\n<title id=\"title\">",
               WIDTH, height, WIDTH, height);
    add_words(out, title);
    text_add(out, "</title>\n<desc id=\"summary\">");
    add_words(out, subtitle);
}

/* As large as the line allows: titles of campaigns are whole sentences. Bold letters are a tenth wider. */
static int title_size(const char *title, int room)
{
    int size = 22;
    while (size > 15 && text_width(title, size) * 11 / 10 > room)
        size--;
    return size;
}

static void add_look(struct chart *chart, const char *title, const char *subtitle, int height)
{
    struct text *out = chart->out;
    int room = WIDTH - 2 * MARGIN - 16, size = title_size(title, room);
    text_print(
        out,
        "</desc>\n<style>.title{font-size:%dpx;font-weight:700;fill:#16202e}.subtitle{font-size:14px;fill:#5b6475}"
        ".name{font-size:14px;font-weight:600;fill:#16202e}.note{font-size:12px;fill:#5b6475}"
        ".value{font-weight:600;fill:#16202e}.percent{font-size:16px;font-weight:700;fill:#16202e}"
        ".status,.legend{font-size:12.5px;font-weight:600}.legend{fill:#3a4454}</style>\n"
        "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"10\" fill=\"#fff\" stroke=\"#dfe3ea\"/>\n"
        "<rect x=\"%d\" y=\"30\" width=\"4\" height=\"46\" rx=\"2\" fill=\"#c8102e\"/>\n"
        "<text class=\"title\" x=\"%d\" y=\"48\">",
        size, WIDTH - 1, height - 1, MARGIN, MARGIN + 16);
    add_fitting(out, title, size * 11 / 10, room);
    text_print(out, "</text>\n<text class=\"subtitle\" x=\"%d\" y=\"72\">", MARGIN + 16);
    add_fitting(out, subtitle, 14, room);
    text_add(out, "</text>\n");
}

static int times_of(const struct chart *chart, enum status status)
{
    int times = 0;
    for (int row = 0; row < chart->count; row++)
        times += status_of(chart->rows, row) == status;
    return times;
}

/* The statuses that occur, each with how often, as the summary in words. */
static void add_summary(struct chart *chart)
{
    text_print(chart->out, " %d dòng", chart->count);
    for (size_t i = 0; i < STATUSES; i++) {
        int times = times_of(chart, legend[i]);
        if (times)
            text_print(chart->out, "; %s: %d", statuses[legend[i]].label, times);
    }
}

static void add_legend(struct chart *chart, int y)
{
    int x = MARGIN;
    for (size_t i = 0; i < STATUSES; i++) {
        enum status status = legend[i];
        int times = times_of(chart, status);
        if (times == 0)
            continue;
        text_print(chart->out,
                   "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"3\" fill=\"%s\"/>"
                   "<text class=\"legend\" x=\"%d\" y=\"%d\">%s <tspan font-weight=\"400\">%d</tspan></text>\n",
                   x, y - 10, statuses[status].fill, x + 18, y, statuses[status].label, times);
        x += 18 + text_width(statuses[status].label, 13) + (times > 9 ? 44 : 37);
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

static bool pass_all(const PGresult *rows, int count, const struct rendering *rendering, struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    for (int row = 0; columns && row < count; row++)
        if (!wall_lets_pass(columns, rows, row, rendering, problem))
            return false;
    return columns != NULL;
}

static bool has_several_units(const PGresult *rows, int count)
{
    const char *first = count ? column(rows, 0, "unit.name") : NULL;
    for (int row = 1; row < count; row++) {
        const char *unit = column(rows, row, "unit.name");
        if (unit && (first == NULL || strcmp(unit, first) != 0))
            return true;
    }
    return false;
}

bool render_progress_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                         const struct rendering *rendering, struct problem *problem)
{
    enum { TOP = 152, NOTHING = 60 };
    if (!pass_all(rows, count, rendering, problem))
        return false;
    struct chart chart = {.out = out, .rows = rows, .count = count, .several_units = has_several_units(rows, count)};
    int bottom = chart.count ? TOP : TOP + NOTHING;
    for (int row = 0; row < chart.count; row++)
        bottom += row_height(&chart, row);
    add_head(&chart, title, subtitle, bottom + 20);
    add_summary(&chart);
    add_look(&chart, title, subtitle, bottom + 20);
    if (chart.count == 0) {
        text_print(out, "<text class=\"subtitle\" x=\"%d\" y=\"%d\">Chưa có chỉ tiêu nào để vẽ.</text>\n</svg>\n",
                   MARGIN, TOP);
        return true;
    }
    add_legend(&chart, 106);
    add_axis(&chart, TOP - 4, bottom);
    int top = TOP;
    for (int row = 0; row < chart.count; row++) {
        if (row)
            text_print(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#edf0f5\"/>\n", MARGIN, top,
                       WIDTH - MARGIN, top);
        add_row(&chart, row, top);
        top += row_height(&chart, row);
    }
    text_add(out, "</svg>\n");
    return true;
}
