/* sheets.c: certificates as one PDF, drawn by thidua-certificates, the program that lies beside the service, out of the
 * JSON in the column `sheets` of a row. It gets its work and leaves its answer in files without a name. */
#include "render/columns.h"

#include "support/clock.h"
#include "support/log.h"
#include "support/scoped.h"

#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const int at_once = 2, seconds_at_most = 30;
static atomic_int under_way;

enum { DRAWN = 0, REFUSED = 3 }; /* how thidua-certificates ends */

struct drawing {
    int work, pdf, said; /* its input, output and error output */
    int status;          /* how it ended; -1 when it did not */
};

static void close_drawing(struct drawing *drawing)
{
    close(drawing->work);
    close(drawing->pdf);
    close(drawing->said);
}

static struct drawing new_drawing(const char *sheets)
{
    struct drawing drawing = {.work = memfd_create("sheets", MFD_CLOEXEC),
                              .pdf = memfd_create("pdf", MFD_CLOEXEC),
                              .said = memfd_create("said", MFD_CLOEXEC),
                              .status = -1};
    size_t length = strlen(sheets);
    if (write(drawing.work, sheets, length) == (ssize_t)length)
        lseek(drawing.work, 0, SEEK_SET);
    return drawing;
}

/* ---- the other program ---- */

static bool find_program(char path[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - sizeof "-certificates");
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *folder_end = strrchr(path, '/');
    if (folder_end == NULL)
        return false;
    snprintf(folder_end + 1, (size_t)(path + PATH_MAX - folder_end - 1), "thidua-certificates");
    return true;
}

/* It needs fonts and nothing that is secret: neither the environment nor any open file of the service. */
static pid_t start(const char *program, const struct drawing *drawing)
{
    static const char *const told[] = {"THIDUA_PUBLIC_URL", "HOME", "XDG_CACHE_HOME", "LSAN_OPTIONS", "ASAN_OPTIONS"};
    char *environment[sizeof told / sizeof told[0] + 1] = {0}, *arguments[] = {"thidua-certificates", NULL};
    size_t count = 0;
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (getenv(told[i]))
            environment[count++] = text_format("%s=%s", told[i], getenv(told[i]));
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, drawing->work, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, drawing->pdf, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, drawing->said, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t pid;
    bool started = posix_spawn(&pid, program, &files, &attributes, arguments, environment) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    for (size_t i = 0; i < count; i++)
        free(environment[i]);
    return started ? pid : -1;
}

/* Waits for its end, and ends it when that takes too long or cannot be waited for. */
static int end_of(pid_t pid)
{
    struct pollfd ended = {.fd = pidfd_open(pid, 0), .events = POLLIN};
    double deadline = clock_seconds() + seconds_at_most;
    int ready = 0;
    while (ended.fd >= 0 && ready <= 0 && clock_seconds() < deadline)
        ready = poll(&ended, 1, 1000);
    if (ready <= 0)
        kill(pid, SIGKILL);
    close(ended.fd);
    int status;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void draw(struct drawing *drawing)
{
    char program[PATH_MAX];
    pid_t pid = find_program(program) ? start(program, drawing) : -1;
    drawing->status = pid > 0 ? end_of(pid) : -1;
}

/* ---- its answer ---- */

static bool take_refusal(const struct drawing *drawing, struct problem *problem)
{
    scoped(text_close) struct text said = {0};
    text_add_file(&said, drawing->said);
    json_auto_t *refusal = json_loads(text_string(&said), JSON_DISABLE_EOF_CHECK, NULL);
    const char *code = json_string_value(json_object_get(refusal, "code"));
    const char *words = json_string_value(json_object_get(refusal, "words"));
    if (drawing->status == REFUSED && code && words)
        return problem_set(problem, "certificate_cannot_be_drawn", "{s:s, s:s}", "why", code, "words", words);
    log_event(LOG_ERROR, "certificates_not_drawn", "said", text_string(&said), NULL);
    return problem_set(problem, "internal_error", NULL);
}

static bool draw_into(struct text *out, const char *sheets, struct problem *problem)
{
    scoped(close_drawing) struct drawing drawing = new_drawing(sheets);
    draw(&drawing);
    if (drawing.status == DRAWN && text_add_file(out, drawing.pdf))
        return true;
    return take_refusal(&drawing, problem);
}

bool render_sheets(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                   struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    if (columns == NULL || !wall_lets_pass(columns, rows, row, rendering, problem))
        return false;
    if (atomic_fetch_add(&under_way, 1) >= at_once) {
        atomic_fetch_sub(&under_way, 1);
        problem->retry_after = 2;
        return problem_set(problem, "busy", NULL);
    }
    const char *sheets = column(rows, row, "sheets");
    bool drawn = draw_into(out, sheets ? sheets : "{}", problem);
    atomic_fetch_sub(&under_way, 1);
    return drawn;
}
