/* audit_heads.h: the newest root of the audit, signed once a minute, kept beside the chain and sent out of the
 * database. */
#pragma once

#include <stdbool.h>

struct problem;

/* Where heads are appended, a JSON object a line; NULL for the log alone. */
void audit_heads_configure(const char *file);

/* Signs the newest root unless it is signed already, and exports what is committed. */
bool audit_head_sign(double deadline, struct problem *problem);
