/* faults.h: what an error of PostgreSQL means for the client. Inside api/database only. */
#pragma once

#include "support/problem.h"

#include <libpq-fe.h>

enum fault {
    FAULT_NONE,
    FAULT_PLAIN,     /* undone, and the client may know why */
    FAULT_LOST,      /* the server is going away; what was committed is not known */
    FAULT_STALE,     /* a prepared statement is unknown or was overtaken by a deployment */
    FAULT_READ_ONLY, /* a write where nothing may be written: a mistake, or a primary that was demoted */
    FAULT_DRY_RUN,   /* raised by app.dry_run(): all would have been well */
};

enum fault fault_kind(const PGresult *error);

/* Sets the problem that the error means, and logs what the client must not know. `statement` names it in the log. */
void fault_problem(const PGresult *error, const char *statement, struct problem *problem);
