/* progress_picture.h: rows of progress as one picture, the format image/svg+xml of those lists. */
#pragma once

#include "render/render.h"

/* Draws the first `count` rows: the campaign is the title where there is one, unit and period stand below it. */
bool picture_of_progress(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                         struct problem *problem);
