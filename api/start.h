/* start.h: what has to be in order before the service starts, step by step, and what it then waits for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct start_step {
    const char *what; /* the setting it hangs on, or what it is */
    /* False with a sentence in *fault (caller frees). */
    bool (*start)(char **fault);
    /* What `serve` does not wait for: it starts, is not ready, and goes on trying. NULL for nothing. */
    bool (*awaited)(char **fault);
    const char *remedy;
};

/* In their order; each may rely on those before it. */
const struct start_step *start_steps(size_t *count);
void start_undo(void);
