/* sheet.h: one sheet of a PDF, drawn mark by mark where it was measured, in millimetres from the upper left corner. */
#pragma once

#include <cairo.h>
#include <jansson.h>
#include <stdbool.h>

/* Why a sheet cannot be drawn, and which words are to blame; both live as long as the JSON they came from. */
struct refusal {
    const char *code; /* text_does_not_fit, text_has_no_glyphs, mark_is_not_known, code_too_long */
    const char *words;
};

/* Draws the marks of one sheet on the current page. Text that does not fit into its lines is made smaller, down to
 * six tenths of its size; beyond that, and when a sign is missing in the font, the sheet is refused. */
bool draw_sheet(cairo_t *page, const json_t *sheet, struct refusal *refusal);

/* Millimetres as points, the unit of a PDF. */
double points(double millimetres);
