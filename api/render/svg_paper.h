/* svg_paper.h: the paper of all pictures: 900 wide, a title and a line below it, room for what is drawn from PAPER_TOP
 * on. No script and no font of ours; words are Vietnamese. */
#pragma once

#include "render/render.h"

/* All lengths in pixels. */
enum { PAPER_WIDTH = 900, PAPER_MARGIN = 32, PAPER_TOP = 152, PAPER_LINE = 18, PAPER_FOOT = 20 };

enum status { NO_DATA, NOT_JUDGED, NO_TARGET, ON_TRACK, BEHIND, AT_RISK, MET, EXCEEDED, MISSED, STATUSES };
struct status_look {
    const char *code, *label, *fill, *ink;
};
extern const struct status_look status_looks[STATUSES];
/* The column `status` of a row; NO_DATA when it has none, NOT_JUDGED where the figure is there and what it is to be
 * judged by is not, NO_TARGET where it is only counted. */
enum status status_in(const PGresult *rows, int row);
/* Its word: the campaign's own (column `_own_word`) where it has one. */
const char *status_word(const PGresult *rows, int row);
/* Whether a figure, and its status, may change when the rest of the units, or of the period, comes in. */
bool is_provisional(const PGresult *rows, int row);
/* Of such a status " (tạm tính)", else nothing. */
const char *status_caveat(const PGresult *rows, int row);

struct paper {
    const char *title, *subtitle;
    const char *summary; /* of the whole picture in words, for who does not see it */
    int height;
};
void paper_begin(struct text *out, const struct paper *paper);
void paper_end(struct text *out);
/* Says `words` where nothing can be drawn, and ends the picture. */
void paper_empty(struct text *out, const char *words);

/* The second wall for each row that will be drawn. */
bool paper_lets_pass(const PGresult *rows, int count, const struct rendering *rendering, struct problem *problem);

void add_escaped(struct text *out, const char *bytes, size_t length);
void add_words(struct text *out, const char *words); /* NULL is nothing */
/* As much of the words as `room` holds at a font size, with an ellipsis for the rest. */
void add_fitting(struct text *out, const char *words, int size, int room);
/* Bytes of the first line of `text`: up to the last blank that fits, or as many characters as fit. */
size_t line_length(const char *text, int size, int room);
int text_width(const char *text, int size);

/* "86083.50" → 86.083,50; of more than two decimals as many as a reader needs; "7.349" → 7,3 %. */
void add_number(struct text *out, const char *number);
void add_percent(struct text *out, const char *percent);
