/* svg_coverage.c: who has met which obligation: a row for each unit, a column for each plan and period, and in every
 * cell a sign as well as a colour. */
#include "render/svg.h"

#include "render/svg_paper.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_WIDTH = 250, NAMES_MOST = 420, CELL_MOST = 110, ROW_HEIGHT = 28, COLUMNS_SHOWN = 24, HEADS = 44 };

static const struct {
    const char *code, *label, *sign, *fill, *ink;
} states[] = {
    {"met_on_time", "Đúng hạn", "✓", "#d8f0e2", "#17734a"},     {"met_late", "Muộn", "✓", "#fbeccb", "#855800"},
    {"drafted", "Đang lập", "…", "#dbe8fb", "#1f5fbf"},         {"due", "Chưa đến hạn", "○", "#edf0f5", "#5b6475"},
    {"overdue", "Quá hạn", "✕", "#f8d9da", "#b3242a"},          {"excused", "Được miễn", "–", "#edf0f5", "#5b6475"},
    {"not_required", "Không phải nộp", "·", "#fff", "#5b6475"},
};
#define STATES (sizeof states / sizeof states[0])

/* What a column stands for, by the first row that speaks of it. */
struct grid {
    const PGresult *rows;
    int count;
    int heads[COLUMNS_SHOWN], head_count;
    int *units, unit_count; /* the first row of each unit */
    int left_out;           /* obligations that found no column */
};

static bool same(const PGresult *rows, int one, int other, const char *name)
{
    const char *a = column(rows, one, name), *b = column(rows, other, name);
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_head(const PGresult *rows, int one, int other)
{
    return same(rows, one, other, "kind") && same(rows, one, other, "period");
}

static int place_of(const struct grid *grid, const int *firsts, int count, int row, bool by_unit)
{
    for (int i = 0; i < count; i++)
        if (by_unit ? same(grid->rows, firsts[i], row, "unit.id") : same_head(grid->rows, firsts[i], row))
            return i;
    return -1;
}

/* Columns by the day they fall due; the list comes by unit. */
static int by_due_date(const struct grid *grid, int row)
{
    int place = grid->head_count;
    const char *due = column(grid->rows, row, "due_on");
    while (place > 0) {
        const char *other = column(grid->rows, grid->heads[place - 1], "due_on");
        if (due == NULL || (other && strcmp(other, due) <= 0))
            break;
        place--;
    }
    return place;
}

static void note_row(struct grid *grid, int row)
{
    if (place_of(grid, grid->units, grid->unit_count, row, true) < 0)
        grid->units[grid->unit_count++] = row;
    if (place_of(grid, grid->heads, grid->head_count, row, false) >= 0)
        return;
    if (grid->head_count == COLUMNS_SHOWN) {
        grid->left_out++;
        return;
    }
    int place = by_due_date(grid, row);
    memmove(grid->heads + place + 1, grid->heads + place, sizeof *grid->heads * (size_t)(grid->head_count - place));
    grid->heads[place] = row;
    grid->head_count++;
}

static size_t state_of(const PGresult *rows, int row)
{
    const char *code = column(rows, row, "state");
    for (size_t i = 0; code && i < STATES; i++)
        if (strcmp(states[i].code, code) == 0)
            return i;
    return STATES - 1;
}

/* What stands above a column: the kind, save for reports, and the period below it. */
static const char *kind_of(const PGresult *rows, int row)
{
    static const struct {
        const char *kind, *word;
    } kinds[] = {{"plan", "Kế hoạch"}, {"report", "Báo cáo"},  {"review", "Sơ, tổng kết"}, {"baseline", "Số liệu gốc"},
                 {"duty", "Nhiệm vụ"}, {"work", "Công trình"}, {"pledge", "Giao ước"}};
    const char *kind = column(rows, row, "kind");
    for (size_t i = 0; kind && i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].word;
    return kind;
}

/* Names of units take what few columns leave over. */
static int names_width(const struct grid *grid)
{
    int left = PAPER_WIDTH - 2 * PAPER_MARGIN - 18 - grid->head_count * CELL_MOST;
    return left < NAMES_WIDTH ? NAMES_WIDTH : left < NAMES_MOST ? left : NAMES_MOST;
}

static int cells_left(const struct grid *grid)
{
    return PAPER_MARGIN + names_width(grid) + 18;
}

static int cell_width(const struct grid *grid)
{
    int width = (PAPER_WIDTH - PAPER_MARGIN - cells_left(grid)) / (grid->head_count ? grid->head_count : 1);
    return width < CELL_MOST ? width : CELL_MOST;
}

static void add_cell(struct text *out, const struct grid *grid, int row, int y)
{
    int place = place_of(grid, grid->heads, grid->head_count, row, false), width = cell_width(grid);
    if (place < 0)
        return;
    size_t state = state_of(grid->rows, row);
    int x = cells_left(grid) + place * width;
    text_print(out, "<g><title>");
    add_words(out, column(grid->rows, row, "unit.name"));
    text_add(out, ", ");
    add_words(out, kind_of(grid->rows, row));
    text_add(out, " ");
    add_words(out, column(grid->rows, row, "period"));
    text_print(out,
               ": %s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"22\" rx=\"4\" fill=\"%s\"/><text "
               "class=\"status\" x=\"%d\" "
               "y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text></g>",
               states[state].label, x + 2, y, width - 4, states[state].fill, x + width / 2, y + 16, states[state].ink,
               states[state].sign);
}

static void add_head(struct text *out, const char *words, int x, int y, int room)
{
    if (words == NULL)
        return;
    text_print(out, "<text class=\"note\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">", x, y);
    add_fitting(out, words, 12, room);
    text_add(out, "</text>\n");
}

static void add_heads(struct text *out, const struct grid *grid, int y)
{
    int width = cell_width(grid);
    for (int i = 0; i < grid->head_count; i++) {
        int x = cells_left(grid) + i * width + width / 2;
        add_head(out, kind_of(grid->rows, grid->heads[i]), x, y - 16, width - 4);
        add_head(out, column(grid->rows, grid->heads[i], "period"), x, y, width - 4);
    }
}

static int times_of(const struct grid *grid, size_t state)
{
    int times = 0;
    for (int row = 0; row < grid->count; row++)
        times += state_of(grid->rows, row) == state;
    return times;
}

static void add_legend(struct text *out, const struct grid *grid, int y)
{
    int x = PAPER_MARGIN;
    for (size_t i = 0; i < STATES; i++) {
        int times = times_of(grid, i);
        if (times == 0)
            continue;
        text_print(out,
                   "<rect x=\"%d\" y=\"%d\" width=\"16\" height=\"16\" rx=\"3\" fill=\"%s\"/><text class=\"status\" "
                   "x=\"%d\" y=\"%d\" "
                   "text-anchor=\"middle\" fill=\"%s\">%s</text><text class=\"legend\" x=\"%d\" y=\"%d\">%s <tspan "
                   "font-weight=\"400\">%d</tspan></text>\n",
                   x, y - 13, states[i].fill, x + 8, y, states[i].ink, states[i].sign, x + 22, y, states[i].label,
                   times);
        x += 22 + text_width(states[i].label, 13) + 46;
    }
}

static void add_summary(struct text *summary, const struct grid *grid)
{
    text_print(summary, "%d đơn vị", grid->unit_count);
    for (size_t i = 0; i < STATES; i++)
        if (times_of(grid, i))
            text_print(summary, "; %s: %d", states[i].label, times_of(grid, i));
}

static void add_units(struct text *out, const struct grid *grid, int top)
{
    for (int unit = 0; unit < grid->unit_count; unit++) {
        int y = top + unit * ROW_HEIGHT;
        text_print(out, "<text class=\"name\" x=\"%d\" y=\"%d\">", PAPER_MARGIN, y + 16);
        add_fitting(out, column(grid->rows, grid->units[unit], "unit.name"), 14, names_width(grid));
        text_add(out, "</text>");
        for (int row = 0; row < grid->count; row++)
            if (same(grid->rows, grid->units[unit], row, "unit.id"))
                add_cell(out, grid, row, y);
        text_add(out, "\n");
    }
    if (grid->left_out)
        text_print(out, "<text class=\"note\" x=\"%d\" y=\"%d\">Còn %d nghĩa vụ ở các kỳ khác không vẽ ở đây.</text>\n",
                   PAPER_MARGIN, top + grid->unit_count * ROW_HEIGHT + 14, grid->left_out);
}

bool render_coverage_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                         const struct rendering *rendering, struct problem *problem)
{
    if (!paper_lets_pass(rows, count, rendering, problem))
        return false;
    scoped(text_close) struct text summary = {0};
    struct grid grid = {.rows = rows, .count = count, .units = memory_new((size_t)count + 1, sizeof(int))};
    if (grid.units == NULL)
        return problem_set(problem, "internal_error", NULL);
    for (int row = 0; row < count; row++)
        note_row(&grid, row);
    add_summary(&summary, &grid);
    int top = PAPER_TOP + HEADS / 2;
    paper_begin(out, &(struct paper){title, subtitle, text_string(&summary),
                                     top + (count ? grid.unit_count * ROW_HEIGHT : 40) + (grid.left_out ? 18 : 0) +
                                         PAPER_FOOT});
    if (count == 0) {
        paper_empty(out, "Chưa có nghĩa vụ báo cáo nào.");
    } else {
        add_legend(out, &grid, 108);
        add_heads(out, &grid, top - 14);
        add_units(out, &grid, top);
        paper_end(out);
    }
    free(grid.units);
    return true;
}
