/* changes.h: what has changed in the database, as its notifications tell it (db/security/changes.sql). What was read
 * may be kept for as long as no table it was made of has changed since: docs/decisions/0011. */
#pragma once

#include "support/problem.h"

#include <stdbool.h>
#include <stddef.h>

/* Begins and ends the thread that listens, on a connection of its own. */
bool changes_start(void);
void changes_stop(void);

/* How often these tables have changed, all together: another number than before means another content. To be asked
 * before what is kept is read. False when nobody can say: the connection is away, or its last sign of life is older
 * than three seconds. */
bool changes_so_far(const char *const *tables, size_t count, unsigned long *changes);

/* Each second, from the thread that keeps house: speaks on another connection what the listening one must hear. */
bool changes_call(double deadline, struct problem *problem);

/* ---- for pipeline.c: who wrote knows of it before the answer goes out ---- */

/* The mark of a table among 64; who shares one counts as changed with the other, which is never wrong. */
unsigned long long changes_mark(const char *table);
/* What these marks stand for was changed, and committed. */
void changes_note(unsigned long long marks);
