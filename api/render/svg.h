/* svg.h: progress towards targets as one picture that needs no script and no font of ours. */
#pragma once

#include "render/render.h"

/* Bars of the first `count` rows with the columns indicator.name, unit.name, target, value, percent, status, printed
 * (how the document writes the target; may be null). Words are Vietnamese; title and subtitle are the caller's. */
bool render_progress_svg(struct text *out, const PGresult *rows, int count, const char *title, const char *subtitle,
                         const struct rendering *rendering, struct problem *problem);
