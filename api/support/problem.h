/* problem.h: why a request cannot be answered, as codes; their status, title and words in both languages stand in
 * `x-problems` of openapi.yaml (RFC 9457). The first problem wins; the faults of a body are collected. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct problem {
    char code[64];        /* "" while all is well */
    json_t *params;       /* object, owned, or NULL */
    json_t *errors;       /* array of {pointer, code, params}, owned, or NULL */
    char *allow;          /* the methods a 405 names, owned, or NULL */
    int retry_after;      /* seconds, for 429 and 503; 0 for none */
    bool outcome_unknown; /* the connection was lost after the Sync was sent */
    bool routine;         /* refused as happens every day, such as a token that has ended: nothing for the audit */
};

/* Sets the problem unless one is set already. `format` is jansson's json_pack() for an object, or NULL for no
 * parameters: problem_set(problem, "unknown_parameter", "{s:s}", "name", name). Always returns false. */
bool problem_set(struct problem *problem, const char *code, const char *format, ...);

/* Adds a fault at a JSON pointer and makes the problem "validation_failed". Always returns false. */
bool problem_add(struct problem *problem, const char *pointer, const char *code, const char *format, ...);

/* The same for parameters already made; takes over `params` and `errors`. Always returns false. */
bool problem_take(struct problem *problem, const char *code, json_t *params, json_t *errors);

static inline bool problem_is_set(const struct problem *problem)
{
    return problem->code[0] != '\0';
}

void problem_close(struct problem *problem);
