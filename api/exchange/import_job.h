/* import_job.h: a long table, read in batch by batch. */
#pragma once

#include "support/problem.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>

/* A job as it was taken; its texts are owned. */
struct job {
    char *id, *holder, *import, *type;
    char *claims;           /* of who asked for it */
    json_t *wishes;         /* how the file is to be read */
    bool commit, whole;     /* keep the rows; all of them or none */
    long noted;             /* rows noted down before, by whoever held it */
    unsigned last_row;      /* the last of these */
    atomic_long *done;      /* how many were taken, for who asks */
    bool (*given_up)(void); /* cancelled, with another, or the service stops: nothing more is begun */
};

/* Reads the file in and ends the job as done. False with the problem set; nothing of a batch that was not committed
 * stays. */
bool import_job_run(const struct job *job, struct problem *problem);
