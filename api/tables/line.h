/* line.h: one row of a table while it is read; its cells stand in one piece of memory that every row uses again. */
#pragma once

#include "tables/tables.h"

enum line_kind {
    LINE_BLANK,
    LINE_TEXT,
    LINE_NUMBER, /* a JSON number */
    LINE_TRUTH,  /* true or false */
    LINE_DATE,   /* 2025-12-31, or an instant */
};

struct line_cell {
    enum line_kind kind;
    size_t start, length;
};

struct line {
    unsigned number; /* as a spreadsheet counts, from 1 */
    unsigned most;   /* rows at most; 0: TABLE_ROWS_MOST */
    unsigned count;
    struct text bytes;
    struct line_cell cells[TABLE_COLUMNS_MOST];
};

/* Somebody who takes the rows. False with a problem set ends the reading. */
typedef bool line_function(void *taker, const struct line *line, struct problem *problem);

/* A row begins; the number may be left out by whoever wrote the file. */
bool line_begin(struct line *line, unsigned number, struct problem *problem);
bool line_add(struct line *line, unsigned column, enum line_kind kind, const char *bytes, size_t length,
              struct problem *problem);
bool line_is_blank(const struct line *line);
const char *line_text(const struct line *line, unsigned column, size_t *length);

/* The bytes from `at` on, at most `most` of them, in `room` where they are not in memory; NULL when they cannot be
 * read.
 */
const char *source_piece(const struct table_source *source, uint64_t at, char *room, size_t most, size_t *length);

/* False with the problem set: more rows, or columns, than this reader takes. */
bool line_has_room(const struct line *line, unsigned number, struct problem *problem);

/* Somebody who takes lines of JSON. */
typedef bool json_line_function(void *taker, unsigned number, const char *bytes, size_t length,
                                struct problem *problem);

/* The readers: rows go to `take` as they come. */
bool json_lines_read(const struct table_source *source, json_line_function *take, void *taker, struct problem *problem);
bool csv_read(const struct table_source *source, line_function *take, void *taker, struct problem *problem);
/* *sheet becomes what the hidden page says, before the first row is taken. */
bool workbook_read(const struct table_source *source, json_t **sheet, line_function *take, void *taker,
                   struct problem *problem);
