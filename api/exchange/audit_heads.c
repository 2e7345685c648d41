/* audit_heads.c: signs the newest root of the audit. What is committed goes to the log and to a file at once: whoever
 * has a copy that the database's superuser cannot reach can prove what stood there. */
#include "exchange/audit_heads.h"

#include "auth/audit_key.h"
#include "database/database.h"
#include "render/render.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

static const char *heads_file;

void audit_heads_configure(const char *file)
{
    heads_file = file;
}

static void close_file(const int *file)
{
    if (*file >= 0)
        close(*file);
}

/* A full disk may have cut the line before short. */
static bool ends_in_a_line(int file)
{
    char last = '\n';
    off_t length = lseek(file, 0, SEEK_END);
    return length <= 0 || (pread(file, &last, 1, length - 1) == 1 && last == '\n');
}

/* One write, so that two instances may share a file. `line` begins with the end of a torn one, which is left out when
 * there is none. */
static bool append(const char *line, size_t length)
{
    scoped(close_file) int file = open(heads_file, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (file < 0)
        return false;
    size_t skipped = ends_in_a_line(file) ? 1 : 0;
    ssize_t written = write(file, line + skipped, length - skipped);
    if (written >= 0 && written < (ssize_t)(length - skipped))
        errno = ENOSPC;
    return written == (ssize_t)(length - skipped) && fsync(file) == 0;
}

/* The log has the same words, so that its lines verify too. */
static bool export_head(const char *statement, const char *key, const char *signature)
{
    log_event(LOG_INFO, "audit_head", "statement", statement, "key", key, "signature", signature, NULL);
    if (heads_file == NULL)
        return true;
    json_auto_t *head = json_pack("{s:s, s:s, s:s}", "statement", statement, "key", key, "signature", signature);
    scoped(free_string) char *line = json_dumps(head, JSON_COMPACT);
    scoped(text_close) struct text whole = {0};
    text_print(&whole, "\n%s\n", line);
    bool exported = append(text_string(&whole), whole.length);
    if (!exported)
        log_event(LOG_ERROR, "audit_head_not_exported", "file", heads_file, "why", strerror(errno), NULL);
    return exported;
}

bool audit_head_sign(double deadline, struct problem *problem)
{
    static bool exported = true; /* the newest head that was signed here; the next vouches for it too */
    scoped(transaction_close) struct transaction transaction = {0};
    char key[AUDIT_KEY_ID];
    const PGresult *root;
    if (!audit_key_is_there())
        return true;
    if (!transaction_begin(&transaction, "{}", false, deadline, problem) ||
        (root = transaction_step(&transaction, problem, "control/find_unsigned_root", NULL)) == NULL)
        return false;
    if (PQntuples(root) == 0)
        return transaction_commit(&transaction, problem) && exported;
    scoped(free_string) char *statement = text_copy(column(root, 0, "statement"));
    scoped(free_string) char *signature = audit_sign(statement, key);
    if (signature == NULL)
        return problem_set(problem, "internal_error", NULL);
    if (!transaction_step(&transaction, problem, "control/keep_audit_head", "batch", column(root, 0, "batch"),
                          "signed_at", column(root, 0, "signed_at"), "key", key, "signature", signature, NULL) ||
        !transaction_commit(&transaction, problem))
        return false;
    exported = export_head(statement, key, signature);
    return exported;
}
