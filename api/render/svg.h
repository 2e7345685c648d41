/* svg.h: lists as pictures that need no script and no font of ours: progress towards targets, one indicator through its
 * periods, places of a ranking, who has met which obligation. Each draws the first `count` rows; words are Vietnamese,
 * title and subtitle are the caller's. False with the problem set when a row is out of the caller's sight. */
#pragma once

#include "render/render.h"

/* A bar for each row: indicator.name, unit.name, target, value, percent, status, printed (how the document writes the
 * target; may be null). */
bool render_progress_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                         const struct rendering *rendering, struct problem *problem);

/* A line through periods: period, ends_on, value, target, status, unit_of_measure, and of the last row with a
 * value projected, forecast.low and forecast.high. */
bool render_series_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                       const struct rendering *rendering, struct problem *problem);

/* A bar for each place: place, tied, unit.name, score, previous_place, movement, gate. */
bool render_ranking_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                        const struct rendering *rendering, struct problem *problem);

/* A row for each unit, a column for each obligation: unit.name, kind, period, due_on, state. */
bool render_coverage_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                         const struct rendering *rendering, struct problem *problem);
