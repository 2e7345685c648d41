/* spool.c: files without a name in one folder that an operator may choose, and what is said when it is full. */
#include "support/spool.h"

#include "support/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RETRY_SECONDS 60 /* making room is a person's work */

/* Where they are made: TMPDIR, or /tmp. */
static const char *spool_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/tmp";
}

int spool_descriptor(void)
{
    return open(spool_folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static FILE *stream_of(int descriptor)
{
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w+") : NULL;
    if (file == NULL && descriptor >= 0)
        close(descriptor);
    return file;
}

FILE *spool_open(void)
{
    return stream_of(spool_descriptor());
}

FILE *spool_in_memory(void)
{
    return stream_of(memfd_create("spool", MFD_CLOEXEC));
}

/* libxlsxwriter writes the parts of a workbook to temporary files and never asks whether there was room: what a full
 * disk cuts short would be sent as if it were whole. A definition in the program stands before that of the library. */
FILE *lxw_tmpfile(char *folder);
FILE *lxw_tmpfile(char *folder)
{
    (void)folder;
    return spool_in_memory();
}

bool spool_written(FILE *file)
{
    return fflush(file) == 0 && !ferror(file);
}

bool spool_problem(struct problem *problem)
{
    log_event(LOG_ERROR, "storage_full", "folder", spool_folder(), "why", strerror(errno), NULL);
    problem->retry_after = RETRY_SECONDS;
    return problem_set(problem, "storage_full", NULL);
}
