/* timelines.c: which timelines were seen, in memory and in a small file, a line each cluster: its system identifier and
 * the highest timeline. The file is replaced as a whole before a server on a higher timeline is used, so that whoever
 * starts later knows of every primary that was written. Instances may share it. */
#include "database/timelines.h"

#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of more clusters than so many, made in the life of one file, the last are not known. */
enum { CLUSTERS = 64, LONGEST_LINE = 32 };

static pthread_mutex_t seen_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct standing seen[CLUSTERS];
static size_t seen_count;
static bool unkept; /* something of it is not in the file yet */

static pthread_mutex_t file_mutex = PTHREAD_MUTEX_INITIALIZER; /* held while the file is replaced */
static char *path;                                             /* NULL: nothing is kept */
static bool failing;

/* ---- in memory ---- */

static struct standing *find(uint64_t system)
{
    for (size_t i = 0; i < seen_count; i++)
        if (seen[i].system == system)
            return &seen[i];
    return NULL;
}

void timelines_note(struct standing standing)
{
    if (standing.timeline == 0)
        return;
    pthread_mutex_lock(&seen_mutex);
    struct standing *known = find(standing.system);
    if (known == NULL && seen_count < CLUSTERS) {
        known = &seen[seen_count++];
        *known = (struct standing){.system = standing.system};
    }
    if (known && known->timeline < standing.timeline) {
        known->timeline = standing.timeline;
        unkept = true;
    }
    pthread_mutex_unlock(&seen_mutex);
}

unsigned timelines_latest(uint64_t system)
{
    pthread_mutex_lock(&seen_mutex);
    const struct standing *known = find(system);
    unsigned latest = known ? known->timeline : 0;
    pthread_mutex_unlock(&seen_mutex);
    return latest;
}

bool timelines_left_behind(struct standing standing)
{
    return standing.timeline > 0 && standing.timeline < timelines_latest(standing.system);
}

static void print_all(struct text *lines)
{
    pthread_mutex_lock(&seen_mutex);
    unkept = false;
    for (size_t i = 0; i < seen_count; i++)
        text_print(lines, "%" PRIu64 " %u\n", seen[i].system, seen[i].timeline);
    pthread_mutex_unlock(&seen_mutex);
}

/* ---- reading ---- */

static bool read_number(const char **place, char end, uint64_t most, uint64_t *number)
{
    char *behind = NULL;
    errno = 0;
    *number = isdigit((unsigned char)**place) ? strtoull(*place, &behind, 10) : 0;
    if (errno || *number == 0 || *number > most || *behind != end)
        return false;
    *place = behind + 1;
    return true;
}

static bool note_lines(const char *place, char **fault)
{
    for (int line = 1; *place; line++) {
        uint64_t system, timeline;
        if (!read_number(&place, ' ', UINT64_MAX, &system) || !read_number(&place, '\n', UINT_MAX, &timeline))
            return *fault = text_format("line %d is not the identifier of a cluster and a timeline", line), false;
        timelines_note((struct standing){.system = system, .timeline = (unsigned)timeline});
    }
    return true;
}

static void close_file(const int *file)
{
    if (*file >= 0)
        close(*file);
}

/* One that is not there has nothing to say yet. */
static bool read_file(char **fault)
{
    char lines[CLUSTERS * LONGEST_LINE + 1] = "";
    scoped(close_file) int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return true;
    if (file < 0 || read(file, lines, sizeof lines - 1) < 0)
        return *fault = text_format("cannot be read: %s", strerror(errno)), false;
    if (*lines == '\0')
        return *fault = text_copy("is empty"), false;
    return note_lines(lines, fault);
}

/* ---- writing ---- */

static char *folder_name(void)
{
    const char *slash = strrchr(path, '/');
    return slash ? text_format("%.*s", slash == path ? 1 : (int)(slash - path), path) : text_copy(".");
}

/* Whoever made it, `check --config` of the superuser too, the service may read it. */
static bool put(const char *name, const struct text *lines)
{
    unlink(name);
    scoped(close_file) int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0)
        return false;
    ssize_t written = write(file, text_string(lines), lines->length);
    if (written >= 0 && (size_t)written < lines->length)
        errno = ENOSPC;
    return written == (ssize_t)lines->length && fchmod(file, 0644) == 0 && fsync(file) == 0;
}

/* What another instance has kept meanwhile stays; the lock of the folder ends with its descriptor. */
static bool replace_file(void)
{
    scoped(text_close) struct text lines = {0};
    scoped(free_string) char *folder = folder_name(), *aside = text_format("%s.new", path), *fault = NULL;
    scoped(close_file) int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0 || flock(opened, LOCK_EX) != 0)
        return false;
    read_file(&fault);
    print_all(&lines);
    return put(aside, &lines) && rename(aside, path) == 0 && fsync(opened) == 0;
}

/* A fault is told when it begins and when it ends; it is tried again with the next server, and each second. */
static void tell(bool fails)
{
    if (fails && !failing)
        log_event(LOG_ERROR, "timelines_not_kept", "file", path, "why", strerror(errno), NULL);
    else if (!fails && failing)
        log_event(LOG_INFO, "timelines_kept", "file", path, NULL);
    failing = fails;
}

static bool is_unkept(void)
{
    pthread_mutex_lock(&seen_mutex);
    bool is = unkept;
    pthread_mutex_unlock(&seen_mutex);
    return is;
}

static void mark_unkept(void)
{
    pthread_mutex_lock(&seen_mutex);
    unkept = true;
    pthread_mutex_unlock(&seen_mutex);
}

void timelines_keep(void)
{
    if (path == NULL)
        return;
    pthread_mutex_lock(&file_mutex); /* while another thread keeps what we noted, we wait for it */
    if (is_unkept()) {
        bool kept = replace_file();
        tell(!kept);
        if (!kept)
            mark_unkept();
    }
    pthread_mutex_unlock(&file_mutex);
}

/* ---- beginning and end ---- */

bool timelines_start(const char *file, char **fault)
{
    timelines_stop();
    path = text_copy(file);
    if (path == NULL)
        return true;
    scoped(free_string) char *folder = folder_name();
    if (!read_file(fault))
        return false;
    if (access(folder, W_OK | X_OK) != 0)
        return *fault = text_format("its folder cannot be written: %s", strerror(errno)), false;
    unkept = false; /* what was just read is there */
    return true;
}

void timelines_stop(void)
{
    free(path);
    path = NULL;
    seen_count = 0;
    unkept = failing = false;
}
