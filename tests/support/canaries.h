/* canaries.h: words that stand in rows of every unit (canaries.psql), looked for in every answer that a test receives.
 */
#pragma once

#include "support/client.h"

/* A word in the answer, its headers included, that its caller's unit may not read; NULL for none. */
const char *canary_in(struct answer answer);

/* A test that lets one through on purpose says so; else such an answer fails it. */
extern bool canaries_are_awaited;
