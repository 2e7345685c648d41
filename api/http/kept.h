/* kept.h: answers for everybody that are kept in memory, each until something it was made of changes (`x-kept` in the
 * contract, docs/decisions/0011). */
#pragma once

#include "http/request.h"

/* How much memory they may take; 0 (as at the beginning): nothing is kept. Before the first thread. */
void kept_limit(size_t bytes);

/* Forgets all of them; after the last thread. */
void kept_close(void);

/* True with a copy of the answer to this request in *reply, when there is one that still holds. */
bool kept_find(const struct request *request, struct reply *reply);

/* To be asked before the database is: what must not have changed when the answer is kept. `possible` is false when this
 * one cannot be. */
struct kept_since {
    bool possible;
    unsigned long changes;
    double moment;
};
struct kept_since kept_since(const struct request *request);

/* Keeps the answer, if it may be and nothing has changed since. */
void kept_add(const struct request *request, struct kept_since since, const struct reply *reply);

/* For the measurements: answers from memory, answers to the same operations that were not, and bytes kept. */
struct kept_figures {
    unsigned long from_memory, from_database;
    size_t bytes;
};
struct kept_figures kept_figures(void);
