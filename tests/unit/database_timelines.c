/* database_timelines.c: which timelines were seen outlives the process, in a file that is whole at any time; what
 * cannot be understood is refused, and what cannot be written is told. */
#include "database/timelines.h"

#include "support/text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct standing first = {.system = 7571234567890123456, .timeline = 3};
static const struct standing promoted = {.system = 7571234567890123456, .timeline = 4};
static const struct standing other = {.system = UINT64_MAX, .timeline = 1};

static char folder[] = "/tmp/thidua-timelines-XXXXXX", file[64], aside[80];

static void make_folder(void)
{
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    snprintf(file, sizeof file, "%s/timelines", folder);
    snprintf(aside, sizeof aside, "%s.new", file);
}

static void remove_folder(void)
{
    timelines_stop();
    unlink(file);
    rmdir(aside);
    rmdir(folder);
}

TestSuite(timelines, .init = make_folder, .fini = remove_folder);

/* What another process would do that starts now. */
static void start_anew(void)
{
    char *fault = NULL;
    timelines_stop();
    cr_assert(timelines_start(file, &fault), "%s", fault);
}

static void write_file(const char *content)
{
    FILE *written = fopen(file, "we");
    fputs(content, written);
    fclose(written);
}

static const char *read_back(void)
{
    static char content[512];
    FILE *kept = fopen(file, "re");
    content[kept ? fread(content, 1, sizeof content - 1, kept) : 0] = '\0';
    if (kept)
        fclose(kept);
    return content;
}

static void see(struct standing standing)
{
    timelines_note(standing);
    timelines_keep();
}

Test(timelines, an_old_primary_is_known_after_a_restart)
{
    start_anew();
    see(promoted);
    start_anew();
    cr_expect(timelines_left_behind(first));
    cr_expect(not(timelines_left_behind(promoted)));
    cr_expect(eq(str, (char *)read_back(), "7571234567890123456 4\n"));
}

Test(timelines, without_a_file_nothing_outlives_the_process)
{
    char *fault = NULL;
    cr_assert(timelines_start(NULL, &fault));
    see(promoted);
    cr_expect(timelines_left_behind(first));
    timelines_stop();
    cr_expect(not(timelines_left_behind(first)));
}

Test(timelines, a_lower_one_takes_nothing_back)
{
    start_anew();
    see(promoted);
    see(first);
    cr_expect(eq(uint, timelines_latest(first.system), 4));
    start_anew();
    cr_expect(eq(uint, timelines_latest(first.system), 4));
}

Test(timelines, a_cluster_made_anew_is_no_old_primary)
{
    start_anew();
    see(promoted);
    see(other);
    cr_expect(not(timelines_left_behind(other)));
    start_anew();
    cr_expect(not(timelines_left_behind(other)));
    cr_expect(timelines_left_behind(first), "the first cluster is not forgotten for the other");
    cr_expect(eq(str, (char *)read_back(), "7571234567890123456 4\n18446744073709551615 1\n"));
}

Test(timelines, a_standby_stands_nowhere)
{
    start_anew();
    see((struct standing){.system = first.system, .timeline = 0});
    cr_expect(eq(str, (char *)read_back(), ""));
    see(first);
    cr_expect(not(timelines_left_behind((struct standing){.system = first.system, .timeline = 0})));
}

Test(timelines, of_too_many_clusters_the_first_are_kept)
{
    start_anew();
    for (unsigned i = 1; i <= 65; i++)
        timelines_note((struct standing){.system = UINT64_MAX - i, .timeline = UINT32_MAX});
    timelines_keep();
    start_anew();
    cr_expect(eq(uint, timelines_latest(UINT64_MAX - 1), UINT32_MAX));
    cr_expect(eq(uint, timelines_latest(UINT64_MAX - 64), UINT32_MAX));
    cr_expect(eq(uint, timelines_latest(UINT64_MAX - 65), 0));
}

Test(timelines, what_another_instance_kept_stays)
{
    start_anew();
    see(first);
    write_file("7571234567890123456 9\n5 2\n"); /* by another, meanwhile */
    see(promoted);
    cr_expect(eq(str, (char *)read_back(), "7571234567890123456 9\n5 2\n"));
    cr_expect(timelines_left_behind(promoted));
}

Test(timelines, what_cannot_be_understood_is_refused)
{
    static const char *const damaged[] = {
        "",
        "\n",
        "7571234567890123456 3",
        "7571234567890123456\n",
        "7571234567890123456 0\n",
        "5 4294967296\n",
        " 5 2\n",
        "5  2\n",
        "-5 2\n",
        "18446744073709551616 2\n",
        "5 2\nx\n",
        "5 2 3\n",
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        char *fault = NULL;
        write_file(damaged[i]);
        timelines_stop();
        cr_expect(not(timelines_start(file, &fault)), "'%s'", damaged[i]);
        cr_expect(ne(ptr, fault, NULL), "'%s'", damaged[i]);
        free(fault);
    }
}

Test(timelines, what_cannot_be_read_or_written_is_refused)
{
    char *fault = NULL;
    cr_assert(eq(int, mkdir(file, 0700), 0));
    cr_expect(not(timelines_start(file, &fault)), "a folder is no file");
    free(fault);
    rmdir(file);
    cr_expect(not(timelines_start("/proc/thidua/timelines", &fault)), "no such folder");
    cr_expect(ne(ptr, strstr(fault, "its folder cannot be written"), NULL), "%s", fault);
    free(fault);
}

/* What was kept before stays whole when the new one cannot be written, and it is tried again. */
Test(timelines, what_is_not_kept_is_told_and_tried_again)
{
    int log = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), before = dup(STDERR_FILENO);
    char told[1024] = "";
    start_anew();
    see(first);
    cr_assert(eq(int, mkdir(aside, 0700), 0)); /* where the new one would be written */
    dup2(log, STDERR_FILENO);
    see(promoted);
    timelines_keep();
    rmdir(aside);
    timelines_keep();
    timelines_keep();
    dup2(before, STDERR_FILENO);
    cr_assert(gt(int, (int)pread(log, told, sizeof told - 1, 0), 0));
    const char *lost = strstr(told, "\"event\":\"timelines_not_kept\""),
               *kept = strstr(told, "\"event\":\"timelines_kept\"");
    cr_assert(lost && kept && lost < kept, "%s", told);
    cr_expect(eq(ptr, strstr(lost + 1, "\"event\":\"timelines_not_kept\""), NULL), "told once: %s", told);
    cr_expect(eq(ptr, strstr(kept + 1, "\"event\":\"timelines_kept\""), NULL), "told once: %s", told);
    cr_expect(eq(str, (char *)read_back(), "7571234567890123456 4\n"));
    close(log);
    close(before);
}
