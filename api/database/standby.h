/* standby.h: whom a standby may answer. Each write of a caller leaves the position of the log after it; the standby
 * answers that caller's reads only once it has replayed that far, and nobody's when it is seconds behind. */
#pragma once

#include <stdbool.h>

enum { POSITION_TEXT = 24 };

/* What the standby must have replayed to answer this caller (a pg_lsn as text; `caller` is "" for nobody). False when
 * there is no standby, or no saying. */
bool standby_position(const char *caller, char position[POSITION_TEXT]);

/* After a write of the caller was committed, or may have been: asks the primary where its log stands. */
void standby_written(const char *caller);

/* Each second, from a thread without requests: remembers where the log of the primary stands. */
void standby_note(void);

/* For `check --config`: false with a sentence (caller frees). */
bool standby_answers(char **why_not);

/* Reads that it answered, and those that it left to the primary. */
void standby_count(bool answered);
unsigned long standby_answered(void);
unsigned long standby_left(void);
