/* tables.h: tables that people fill in, as request bodies: CSV, XLSX and lines of JSON become the JSON that a program
 * would have sent, with every cell in its place, so that a fault can name row and column. */
#pragma once

#include "contract/contract.h"
#include "support/problem.h"
#include "support/text.h"

#include <stdint.h>

enum {
    TABLE_ROWS_MOST = 100 * 1000,
    TABLE_ROWS_AT_ONCE = 1000,       /* of what becomes a job when there are more */
    TABLE_ROWS_OF_JOB = 2000 * 1000, /* more than a workbook has */
    TABLE_COLUMNS_MOST = 1000,
    TABLE_FIELDS_MOST = 1000,
    TABLE_TEXT_MOST = 16 * 1024 * 1024, /* the JSON that the rows become */
};

/* Where the bytes are: in memory, or in a file whose descriptor stays the caller's. */
struct table_source {
    const char *bytes; /* NULL: `file` */
    uint64_t length;
    int file;
    unsigned rows_most; /* 0: TABLE_ROWS_MOST */
};

struct table;

/* Somebody who takes rows as they come, some hundreds at once: the table holds them until it returns. False with the
 * problem set ends the reading. */
typedef bool table_batch_function(void *taker, struct table *table, struct problem *problem);

/* How the rows are to be understood. */
struct table_wishes {
    const struct contract *contract;
    const struct schema *body;     /* of the same body in JSON: {"items": […]} */
    const struct operation *shown; /* the GET of the same path: what it alone shows is passed over; NULL */
    bool decimal_comma;            /* 86.083,5 in texts */
    bool blank_clears;             /* an empty cell is null, not absent */
    bool each_row;                 /* faults are kept row by row instead of refusing the whole */
    bool template_only;            /* a workbook must be one of ours */
    bool json_lines;               /* a file may be lines of JSON, each an item */
    size_t keep_most;              /* more items are counted, not kept; 0: all are kept */
    unsigned after_row;            /* rows up to this one are passed over */
    size_t batch_rows;             /* with take_batch: how many at once */
    table_batch_function *take_batch;
    void *taker;
};

/* What was read. Empty at first; closed by table_close(). */
struct table {
    const char *kind; /* "csv", "xlsx" or "ndjson" */
    struct text body; /* {"items": […]} */
    size_t count;     /* of the items in it */
    size_t read;      /* items that there were, kept here or not */
    unsigned *rows;   /* the row of each item, as a spreadsheet counts */
    size_t rows_room;
    struct table_column {
        char name[96]; /* of the property, "value" */
        unsigned number;
        const char *catalogue; /* of the codes in it; NULL for none */
    } columns[TABLE_FIELDS_MOST];
    size_t column_count;
    json_t *sheet;  /* whose sheet it is, from the hidden page of a workbook: an object of texts; NULL for none */
    json_t *faults; /* with each_row: [{"item", "pointer", "code", "params"}]; NULL without any */
};

/* Reads CSV, XLSX or lines of JSON, whichever the bytes are. False with the problem set. */
bool table_read(const struct table_source *source, const struct table_wishes *wishes, struct table *table,
                struct problem *problem);
void table_close(struct table *table);

/* Adds row and column to the faults whose pointers lead into the items. */
void table_place_faults(const struct table *table, json_t *errors);

/* What a database function wants to know beside the items: {"kind", "sheet", "rows", "columns", "faults"}. */
json_t *table_described(const struct table *table);

/* "A", "Z", "AA" … for 0, 25, 26 … */
void table_column_letters(unsigned number, char letters[8]);
