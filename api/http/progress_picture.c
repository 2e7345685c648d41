/* progress_picture.c: what stands above a picture of progress; the bars themselves are svg.c's. */
#include "http/progress_picture.h"

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

bool picture_of_progress(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                         struct problem *problem)
{
    scoped(text_close) struct text below = {0};
    const char *campaign = shared(rows, count, "campaign.title");
    const char *unit = shared(rows, count, "unit.name");
    const char *period = shared(rows, count, "period");
    if (unit)
        text_add(&below, unit);
    if (period)
        text_print(&below, "%skỳ %s", below.length ? ", " : "", period);
    return render_progress_svg(out, rows, count, campaign ? campaign : "Tiến độ thực hiện chỉ tiêu",
                               text_string(&below), rendering, problem);
}
