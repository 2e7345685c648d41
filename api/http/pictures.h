/* pictures.h: a list as a picture, the format image/svg+xml. The contract's `x-picture` says which: progress, ranking
 * or coverage. */
#pragma once

#include "render/render.h"

/* Draws the first `count` rows of the operation in `rendering`. */
bool picture_draw(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                  struct problem *problem);
