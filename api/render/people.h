/* people.h: a workbook for people rather than for programs, where a result has the hidden column `_people`: headings
 * are the Vietnamese titles of the contract, codes are words of their catalogue, and ids, empty columns and what the
 * next column, `label`, says in words are hidden.
 */
#pragma once

#include "render/columns.h"

struct people;

/* NULL for a result that is not for people. */
struct people *people_new(const struct columns *columns, const PGresult *rows, const struct rendering *rendering);
void people_free(struct people *people);

/* Columns are counted as the sheet does. What is unknown is said as it is. */
const char *people_heading(const struct people *people, unsigned column, const char *name);
const char *people_word(struct people *people, unsigned column, const char *code); /* of a cell that holds something */
bool people_hides(const struct people *people, unsigned column);

/* A total is counted by nobody: its place, 0, is left blank. */
bool people_skips(const struct people *people, unsigned column, const char *bytes);
