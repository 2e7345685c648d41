/* timelines.h: the highest timeline seen of each cluster, by which a primary that was failed over from is known, also
 * after a restart. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Where a server stands. Each promotion begins a new timeline; a cluster made anew has another system identifier. */
struct standing {
    uint64_t system;
    unsigned timeline; /* 0: a standby, which writes nothing */
};

/* Reads what was kept in this file (NULL: nothing is kept), which need not be there yet; false with a sentence in
 * *fault when it cannot be read or understood, or its folder not be written. */
bool timelines_start(const char *file, char **fault);
/* Forgets all, as a process that ends does. */
void timelines_stop(void);

/* What was noted is in the file when this returns, or the log says why not. */
void timelines_note(struct standing standing);
void timelines_keep(void);

/* The highest that was seen of a cluster; 0: none. */
unsigned timelines_latest(uint64_t system);

/* True when its cluster has gone on to a later timeline: somebody was promoted, and who was the primary then must not
 * be written any more. */
bool timelines_left_behind(struct standing standing);
