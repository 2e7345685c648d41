/* jobs.h: the thread that works at jobs, one after the other, and what holds them meanwhile. */
#pragma once

#include "support/problem.h"

bool jobs_start(void);
void jobs_stop(void);

/* A chore of each second: tells the database that the job in work is ours still and how far it is, and learns whether
 * it was cancelled, or given to another. */
bool jobs_renew(double deadline, struct problem *problem);
