/* audit_check.c: recomputes the chain of the audit from its rows and compares it with roots, signed heads and what was
 * exported of them. Hashes and signatures are computed here; of the database only plain columns are believed. */
#include "audit_check.h"

#include "auth/audit_key.h"
#include "config.h"
#include "database/database.h"
#include "render/render.h"
#include "support/digest.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE, FAULTY, NOT_POSSIBLE, KEYS_AT_MOST = 16, LINE_AT_MOST = 65536 };

/* A head as it left the database. */
struct head {
    long position;
    char root[DIGEST_TEXT];
    char signed_at[40];
};

struct check {
    struct key {
        EVP_PKEY *key;
        char id[AUDIT_KEY_ID];
    } keys[KEYS_AT_MOST];
    size_t key_count;
    struct head *heads; /* of the files, by position */
    size_t head_count, next_head;

    EVP_MD_CTX *hash;
    unsigned char link[32]; /* of the last row that was right */
    bool begun;
    long position;               /* of that row */
    long proven;                 /* its last position that an outside head vouches for */
    char *first_unproven;        /* the row after that one */
    long retired, retired_until; /* entries that are gone by rule, and up to where */
    long heads_right;
    bool faulty;
};

/* ---- what is said ---- */

static void tell(struct check *check, const char *fault, long position, const char *seq, const char *what)
{
    printf("verify-audit: %s at position %ld", fault, position);
    if (seq)
        printf(", entry %s", seq);
    if (what && *what)
        printf(" (%s)", what);
    putchar('\n');
    check->faulty = true;
}

static int complain(const char *sentence, const char *detail)
{
    fprintf(stderr, "thidua verify-audit: %s%s%s\n", sentence, detail ? " " : "", detail ? detail : "");
    return NOT_POSSIBLE;
}

/* ---- signatures ---- */

static bool add_key(struct check *check, const char *path)
{
    scoped(free_string) char *fault = NULL;
    if (check->key_count == KEYS_AT_MOST)
        return complain("there are too many keys.", NULL), false;
    struct key *key = &check->keys[check->key_count];
    key->key = audit_key_read(path, &fault);
    if (key->key == NULL)
        return complain(fault, NULL), false;
    check->key_count++;
    return audit_key_name(key->key, key->id);
}

/* Without keys signatures are not looked at; with them every one must be by one of these. */
static bool is_signed(const struct check *check, const char *statement, const char *id, const char *signature)
{
    for (size_t i = 0; i < check->key_count; i++)
        if (strcmp(check->keys[i].id, id) == 0)
            return audit_signature_is_right(check->keys[i].key, statement, signature);
    return check->key_count == 0;
}

static char *statement_of(const char *position, const char *root, const char *signed_at)
{
    return text_format("thidua audit head\nposition %s\nroot %s\nsigned_at %s\n", position, root, signed_at);
}

/* ---- heads that were exported ---- */

/* False for a line that is no head, such as the other lines of a log. */
static bool read_head(const char *line, struct head *head, const char **statement, const char **key,
                      const char **signature, json_t **kept)
{
    *kept = json_loads(line, 0, NULL);
    *statement = json_string_value(json_object_get(*kept, "statement"));
    *key = json_string_value(json_object_get(*kept, "key"));
    *signature = json_string_value(json_object_get(*kept, "signature"));
    return *statement && *key && *signature &&
           sscanf(*statement, "thidua audit head\nposition %ld\nroot %64[0-9a-f]\nsigned_at %39s\n", &head->position,
                  head->root, head->signed_at) == 3;
}

static void keep_head(struct check *check, const struct head *head)
{
    if (check->head_count % 1024 == 0) {
        check->heads = memory_grow(check->heads, (check->head_count + 1024), sizeof *check->heads);
    }
    check->heads[check->head_count++] = *head;
}

static void close_stream(FILE **stream)
{
    if (*stream)
        fclose(*stream);
}

static bool read_heads(struct check *check, const char *path)
{
    scoped(close_stream) FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    static char line[LINE_AT_MOST];
    if (file == NULL)
        return complain("cannot read", path), false;
    while (fgets(line, sizeof line, file)) {
        struct head head = {0};
        json_auto_t *kept = NULL;
        const char *statement, *key, *signature;
        if (!read_head(line, &head, &statement, &key, &signature, &kept))
            continue;
        if (is_signed(check, statement, key, signature))
            keep_head(check, &head);
        else
            tell(check, "a head that was exported is not signed by these keys", head.position, NULL, path);
    }
    return true;
}

static int by_position(const void *left, const void *right)
{
    long a = ((const struct head *)left)->position, b = ((const struct head *)right)->position;
    return (a > b) - (a < b);
}

/* ---- the chain ---- */

static void digest_row(struct check *check, const char *content, unsigned char digest[32])
{
    EVP_DigestInit_ex(check->hash, EVP_sha256(), NULL);
    if (check->begun)
        EVP_DigestUpdate(check->hash, check->link, sizeof check->link);
    EVP_DigestUpdate(check->hash, content, strlen(content));
    EVP_DigestFinal_ex(check->hash, digest, NULL);
}

static bool link_read(const char *hex, unsigned char link[32])
{
    for (size_t i = 0; hex && i < 32; i++) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
            return false;
        link[i] = (unsigned char)byte;
    }
    return hex != NULL;
}

/* What a row is by itself: NULL when it is what was sealed. */
static const char *fault_of_row(struct check *check, const PGresult *rows, int row, char digest[DIGEST_TEXT])
{
    const char *content = column(rows, row, "content"), *sealed = column(rows, row, "hash");
    if (atol(column(rows, row, "position")) != check->position + 1)
        return "a seal is missing";
    if (content) {
        digest_row(check, content, check->link);
        digest_print(check->link, digest);
        return strcmp(digest, sealed) == 0 ? NULL : "an entry was changed or is not in its place";
    }
    if (check->position >= check->retired_until || check->retired-- <= 0)
        return "an entry is missing";
    snprintf(digest, DIGEST_TEXT, "%s", sealed);
    return link_read(sealed, check->link) ? NULL : "a seal is broken";
}

static const char *fault_of_root(const struct check *check, const PGresult *rows, int row, const char *digest)
{
    const char *root = column(rows, row, "root"), *last = column(rows, row, "last_position");
    if (root == NULL || atol(last) < check->position)
        return "a root is missing";
    return atol(last) == check->position && strcmp(root, digest) != 0 ? "a root was changed" : NULL;
}

static const char *fault_of_head(struct check *check, const PGresult *rows, int row, const char *digest)
{
    const char *position = column(rows, row, "head_position"), *root = column(rows, row, "head_root");
    if (position == NULL)
        return NULL;
    scoped(free_string) char *statement = statement_of(position, root, column(rows, row, "signed_at"));
    if (atol(position) != check->position || strcmp(root, digest) != 0)
        return "a signed head was changed";
    check->heads_right++;
    return is_signed(check, statement, column(rows, row, "key"), column(rows, row, "signature"))
               ? NULL
               : "a head is not signed by these keys";
}

/* A chain that is whole in itself may still be another one than was exported: then the rows since the last head that
 * agrees are the ones that cannot be believed. */
static bool agrees_with_outside(struct check *check, const char *digest)
{
    for (; check->next_head < check->head_count; check->next_head++) {
        const struct head *head = &check->heads[check->next_head];
        if (head->position > check->position)
            return true;
        if (strcmp(head->root, digest) != 0) {
            printf(
                "verify-audit: the head exported at %s says otherwise: rows from position %ld to %ld were rewritten\n",
                head->signed_at, check->proven + 1, head->position);
            tell(check, "the first that cannot be believed is", check->proven + 1, NULL, check->first_unproven);
            return false;
        }
        check->proven = head->position;
        check->heads_right++;
        free(check->first_unproven);
        check->first_unproven = NULL;
    }
    return true;
}

static bool check_row(struct check *check, const PGresult *rows, int row)
{
    char digest[DIGEST_TEXT];
    const char *seq = column(rows, row, "seq"), *what = column(rows, row, "what");
    const char *fault = fault_of_row(check, rows, row, digest);
    check->position++;
    check->begun = true;
    if (check->first_unproven == NULL)
        check->first_unproven = text_format("entry %s, %s", seq, what);
    if (fault == NULL)
        fault = fault_of_root(check, rows, row, digest);
    if (fault == NULL)
        fault = fault_of_head(check, rows, row, digest);
    if (fault)
        tell(check, fault, check->position, seq, what);
    return fault == NULL && agrees_with_outside(check, digest);
}

/* One piece in a transaction of its own, so that memory stays flat. Negative when the database did not answer. */
static int check_piece(struct check *check, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    char after[24];
    const PGresult *rows;
    snprintf(after, sizeof after, "%ld", check->position);
    if (!transaction_begin(&transaction, "{}", true, 0, problem) ||
        (rows = transaction_step(&transaction, problem, "control/read_chain", "after", after, NULL)) == NULL)
        return -1;
    int count = PQntuples(rows);
    for (int row = 0; row < count && !check->faulty; row++)
        check_row(check, rows, row);
    return count;
}

/* ---- its end ---- */

struct chain_end {
    long sealed, rooted, signed_until;
};

static bool read_end(struct check *check, struct chain_end *end, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *row;
    if (!transaction_begin(&transaction, "{}", true, 0, problem) ||
        (row = transaction_step(&transaction, problem, "control/read_chain_end", NULL)) == NULL)
        return false;
    *end = (struct chain_end){atol(column(row, 0, "sealed")), atol(column(row, 0, "rooted")),
                              atol(column(row, 0, "signed"))};
    check->retired = atol(column(row, 0, "retired"));
    check->retired_until = atol(column(row, 0, "retired_until"));
    return true;
}

static void check_tail(struct check *check, const struct chain_end *end)
{
    if (check->position < end->sealed)
        tell(check, "seals are missing", check->position + 1, NULL, NULL);
    else if (check->position < end->rooted || check->position < end->signed_until)
        tell(check, "the end was cut off", check->position + 1, NULL, "roots or heads go further");
    else if (check->next_head < check->head_count) {
        const struct head *last = &check->heads[check->head_count - 1];
        printf("verify-audit: the head exported at %s vouches for %ld entries; rows from position %ld on rest on no "
               "head\n",
               last->signed_at, last->position, check->proven + 1);
        tell(check, "the end was cut off", check->position + 1, NULL, NULL);
    }
}

static bool check_loose(struct check *check, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *loose;
    if (!transaction_begin(&transaction, "{}", true, 0, problem) ||
        (loose = transaction_step(&transaction, problem, "control/read_loose_entries", NULL)) == NULL)
        return false;
    if (PQntuples(loose))
        tell(check,
             strcmp(column(loose, 0, "is_added"), "t") == 0 ? "an entry was put in"
                                                            : "an entry has had no seal for long",
             check->position, column(loose, 0, "seq"), column(loose, 0, "what"));
    return true;
}

static bool check_chain(struct check *check, struct problem *problem)
{
    struct chain_end end;
    int count = 1;
    if (!read_end(check, &end, problem))
        return false;
    while (!check->faulty && check->position < end.sealed && (count = check_piece(check, problem)) > 0)
        ;
    if (count < 0)
        return false;
    if (!check->faulty)
        check_tail(check, &end);
    return check->faulty || check_loose(check, problem);
}

/* ---- the commands ---- */

static bool open_database(void)
{
    if (config.deploy_url == NULL)
        return complain("THIDUA_DEPLOY_URL is not set.", NULL), false;
    database_configure(&(struct database_settings){.url = config.deploy_url,
                                                   .become = "thidua_owner",
                                                   .prepared_statements = true,
                                                   .statement_timeout_ms = 60000,
                                                   .lock_timeout_ms = 5000,
                                                   .deadline_seconds = 60});
    return true;
}

static void check_close(struct check *check)
{
    for (size_t i = 0; i < check->key_count; i++)
        EVP_PKEY_free(check->keys[i].key);
    EVP_MD_CTX_free(check->hash);
    free(check->first_unproven);
    free(check->heads);
}

/* Keys first, since heads are judged by them. */
static bool read_options(struct check *check, int count, char **words)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < count; i += 2) {
            bool key = strcmp(words[i], "--key") == 0;
            if ((!key && strcmp(words[i], "--heads") != 0) || i + 1 == count)
                return complain("usage: thidua verify-audit [--key PEM]… [--heads FILE]…", NULL), false;
            if (key == (pass == 0) && !(key ? add_key : read_heads)(check, words[i + 1]))
                return false;
        }
    if (check->head_count)
        qsort(check->heads, check->head_count, sizeof *check->heads, by_position);
    return true;
}

int command_verify_audit(int count, char **words)
{
    scoped(check_close) struct check check = {.hash = EVP_MD_CTX_new()};
    scoped(problem_close) struct problem problem = {0};
    if (!read_options(&check, count, words) || !open_database())
        return NOT_POSSIBLE;
    bool asked = check_chain(&check, &problem);
    database_close_thread();
    if (!asked)
        return complain("the database did not answer:", problem.code);
    if (!check.faulty && check.position == 0)
        puts("verify-audit: no entry is sealed here yet, so there is nothing that could be verified");
    printf("verify-audit: %ld entries, %ld heads%s, last %s%s: %s\n", check.position, check.heads_right,
           check.key_count ? " with right signatures" : "", check.head_count ? "exported at " : "position ",
           check.head_count ? check.heads[check.head_count - 1].signed_at : "the end of the chain",
           check.faulty ? "NOT WHOLE" : "whole");
    return check.faulty ? FAULTY : WHOLE;
}

int command_retire_audit(int count, char **words)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem problem = {0};
    const PGresult *retired;
    if (count != 1 || strspn(words[0], "0123456789") != strlen(words[0]) || strlen(words[0]) != 4) {
        fputs("usage: thidua retire-audit YEAR\n", stderr);
        return NOT_POSSIBLE;
    }
    if (!open_database())
        return NOT_POSSIBLE;
    bool done = transaction_begin(&transaction, "{}", false, 0, &problem) &&
                (retired = transaction_step(&transaction, &problem, "control/retire_audit", "year", words[0], NULL)) &&
                transaction_commit(&transaction, &problem);
    if (done)
        printf("retire-audit: %s entries of %s are gone; their hashes stay.\n", column(retired, 0, "gone"), words[0]);
    else
        fprintf(stderr, "thidua retire-audit: %s refused; the reason stands above.\n", words[0]);
    transaction_close(&transaction);
    database_close_thread();
    return done ? WHOLE : FAULTY;
}
