/* pictures.c: which picture a list becomes, and what stands above it; the drawing is render/svg_*.c's. */
#include "http/pictures.h"

#include "render/svg.h"
#include "support/scoped.h"

#include <string.h>

/* The value that all rows share in a column; NULL where they differ. */
static const char *shared(const PGresult *rows, int count, const char *name)
{
    const char *first = count ? column(rows, 0, name) : NULL;
    for (int row = 1; first && row < count; row++) {
        const char *other = column(rows, row, name);
        if (other == NULL || strcmp(first, other) != 0)
            return NULL;
    }
    return first;
}

/* "Thành phố Kon Tum, kỳ 2025-Q1, …": what there is of it. */
static void add_part(struct text *below, const char *before, const char *words)
{
    if (words)
        text_print(below, "%s%s%s", below->length ? ", " : "", before, words);
}

typedef bool painter(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                     const struct rendering *rendering, struct problem *problem);

static bool draw_progress(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                          struct problem *problem)
{
    scoped(text_close) struct text below = {0};
    const char *campaign = shared(rows, count, "campaign.title"), *indicator = shared(rows, count, "indicator.name");
    bool series = count > 1 && shared(rows, count, "indicator.id") && shared(rows, count, "unit.id");
    if (!series && count > 1)
        add_part(&below, "", indicator);
    add_part(&below, "", shared(rows, count, "unit.name"));
    add_part(&below, "kỳ ", shared(rows, count, "period"));
    if (series)
        add_part(&below, "", campaign);
    const char *title = series ? indicator : campaign ? campaign : "Tiến độ thực hiện chỉ tiêu";
    painter *paint = series ? render_series_svg : render_progress_svg;
    return paint(out, rows, count, title, text_string(&below), rendering, problem);
}

static bool draw_ranking(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                         struct problem *problem)
{
    scoped(text_close) struct text below = {0};
    const char *campaign = shared(rows, count, "campaign.title");
    add_part(&below, "", shared(rows, count, "method_name"));
    add_part(&below, "kỳ ", shared(rows, count, "period"));
    return render_ranking_svg(out, rows, count, campaign ? campaign : "Bảng xếp hạng", text_string(&below), rendering,
                              problem);
}

static bool draw_coverage(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                          struct problem *problem)
{
    if (column(rows, 0, "group.label"))
        return problem_set(problem, "picture_of_counts", NULL);
    scoped(text_close) struct text below = {0};
    const char *campaign = shared(rows, count, "_title");
    add_part(&below, "", "Tình hình thực hiện nghĩa vụ báo cáo");
    add_part(&below, "", shared(rows, count, "unit.name"));
    add_part(&below, "kỳ ", shared(rows, count, "period"));
    return render_coverage_svg(out, rows, count, campaign ? campaign : "Nghĩa vụ của các đơn vị", text_string(&below),
                               rendering, problem);
}

bool picture_draw(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                  struct problem *problem)
{
    static const struct {
        const char *name;
        bool (*draw)(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                     struct problem *problem);
    } pictures[] = {{"progress", draw_progress}, {"ranking", draw_ranking}, {"coverage", draw_coverage}};
    const char *wanted = rendering->operation->picture;
    for (size_t i = 0; wanted && i < sizeof pictures / sizeof pictures[0]; i++)
        if (strcmp(pictures[i].name, wanted) == 0)
            return pictures[i].draw(out, rows, count, rendering, problem);
    return problem_set(problem, "internal_error", NULL);
}
