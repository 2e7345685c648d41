/* spool.h: files without a name: on the disk for what is too long for memory, in memory for what must not fail. */
#pragma once

#include "support/problem.h"

#include <stdio.h>

/* A new one, gone with its last descriptor; NULL (below 0) with errno. */
FILE *spool_open(void);
int spool_descriptor(void);

/* One that no full disk cuts short: for libraries that do not look whether they could write. */
FILE *spool_in_memory(void);

/* Everything written is with the kernel; false when there was no room for some of it. */
bool spool_written(FILE *file);

/* 503 storage_full, and a line of the log that says what the operator has to look at. Always false. */
bool spool_problem(struct problem *problem);
