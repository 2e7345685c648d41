/* render.h: rows → JSON, CSV, NDJSON, XLSX, all from the same result of PostgreSQL in text format. Numbers stay as
 * stored. Also the second wall (engine.md 20): rows outside the caller's sight are refused. */
#pragma once

#include "contract/contract.h"
#include "support/text.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

/* Units a caller may see, learnt from app.unit_sight by a path that ignores policies; shared and counted. */
struct sight;

struct rendering {
    const struct operation *operation;
    enum format format;
    const struct sight *sight; /* NULL: only rows without _unit_id and its kin, or public ones, may be printed */
    const char *campaign;      /* the only one whose rows may be printed; NULL: any */
    const char *language;
    char delimiter;
    bool excel, decimal_comma;
};

/* One row as a JSON object: columns "unit.id", "unit.code" become {"unit":{…}} (null when all are null), json columns
 * go in unchanged, hidden columns (leading _) are left out, instants become …T…Z. */
bool render_row_json(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                     struct problem *problem);

/* Rows [0, count) as "[{…},{…}]". */
bool render_rows_json(struct text *out, const PGresult *rows, int count, const struct rendering *rendering,
                      struct problem *problem);

/* Pieces of a table: header (CSV only), row by row; XLSX is built whole. */
bool render_head(struct text *out, const PGresult *rows, const struct rendering *rendering);
bool render_line(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                 struct problem *problem);
struct spreadsheet;
struct spreadsheet *spreadsheet_new(const PGresult *rows, const struct rendering *rendering);
bool spreadsheet_add(struct spreadsheet *spreadsheet, const PGresult *rows, int row, const struct rendering *rendering,
                     struct problem *problem);
bool spreadsheet_finish(struct spreadsheet *spreadsheet, struct text *out); /* frees it too; out may be NULL */

/* The official document in the column `document` of a row (schema OfficialDocument), as FORMAT_HTML or FORMAT_DOCX. */
bool render_document(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                     struct problem *problem);
const char *render_document_policy(void); /* the Content-Security-Policy of such a page; static */

/* Certificates in the column `sheets` of a row as FORMAT_PDF: what they are made of is told in certificates/sheet.c.
 * 409 when words do not fit on their sheet, 503 `busy` when two are being drawn already. */
bool render_sheets(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                   struct problem *problem);

/* Rows of deadlines as FORMAT_CALENDAR: uid, day, changed (20250617T010000Z), summary, description, category, url, and
 * whether the day is still ahead. */
bool render_calendar(struct text *out, const PGresult *rows, const struct rendering *rendering,
                     struct problem *problem);

/* Value of a column by name in a row, NULL when the column is absent or null; borrowed. */
const char *column(const PGresult *rows, int row, const char *name);

/* "7.5f3a9c0d" with its quotes: version and 32 bits of the hash of the representation. */
void etag_make(char etag[48], const char *version, const char *bytes, size_t length);
void etag_of(char etag[48], const char *version, const unsigned char *hash); /* a SHA-256 made before */

/* Sight of a unit in a state of the structure: its version and the business date as begin_request returned them,
 * "12/2025-06-30". Cached in the process; without a transaction only what is cached is found, NULL is then no fault.
 * The caller holds what it gets: scoped(sight_close) const struct sight *sight = sight_of(…). */
struct transaction;
const struct sight *sight_of(struct transaction *transaction, const char *unit_id, const char *structure,
                             struct problem *problem);
bool sight_sees(const struct sight *sight, const char *unit_number);
void sight_close(const struct sight **sight); /* NULL inside is fine */

/* Rows the second wall has refused since the start, for metrics. Anything but 0 is a fault of ours. */
unsigned long wall_refusals(void);
