/* campaign_dossier.c: a campaign's whole dossier as one archive, made while it is sent. Each member is an answer that
 * this caller would get (inner.h), so nothing is in it that he may not see; the last two say what is in it, with the
 * SHA-256 of each. One piece of one member is in memory at a time, whatever the size of the campaign. */
#include "database/database.h"
#include "exchange/dossier_members.h"
#include "exchange/handlers.h"
#include "exchange/zip_stream.h"
#include "http/inner.h"
#include "render/render.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BASE                 "/api/v1"
#define DOSSIERS_AT_ONCE     2
#define SECONDS_TO_COME_BACK 30
#define LONGEST_ENDING       8

static atomic_int in_work;

/* Rows of a table of members, gone through once for each key of the list that they stand below. */
struct level {
    const struct member *members;
    size_t at;
    json_t *keys; /* owned; NULL at the top */
    size_t key;
};

enum { LEVELS = 3 };

struct dossier {
    const struct request *asked; /* lives as long as its stream */
    char *campaign, *code, *made_by, *unit, *made_at, *business_date;
    struct zip_stream *zip;
    struct text ready; /* of the archive, not yet handed on */
    struct level levels[LEVELS];
    size_t depth;
    struct text sums, contents, left_out;
    bool broken;

    /* the member in hand */
    struct request inner;
    struct reply reply;
    bool asking, as_table, named;
    char *name;
    struct text line;
    size_t rows;
    json_t *keys;
};

static const struct member *current(const struct dossier *dossier)
{
    const struct level *level = &dossier->levels[dossier->depth];
    return &level->members[level->at];
}

static const char *key_at(const struct dossier *dossier, size_t depth)
{
    const struct level *level = &dossier->levels[depth];
    return depth ? json_string_value(json_array_get(level->keys, level->key)) : dossier->campaign;
}

/* A name or path with its keys put in. */
static char *filled(const struct dossier *dossier, const char *pattern)
{
    struct text text = {0};
    for (; *pattern; pattern++) {
        if (*pattern != '{') {
            text_add_char(&text, *pattern);
            continue;
        }
        text_add(&text, key_at(dossier, (size_t)(pattern[1] - '0')));
        pattern += 2;
    }
    return text_take(&text);
}

/* ---- writing a member ---- */

static bool breaks(struct dossier *dossier, const char *code)
{
    log_event(LOG_ERROR, "dossier_broken", "campaign", dossier->campaign, "member", dossier->name, "code", code, NULL);
    dossier->broken = true;
    return false;
}

/* ".pdf" of `attachment; filename*=UTF-8''ke%20hoach.pdf`; nothing where a name has none. */
static const char *ending_of_file(const struct dossier *dossier)
{
    const char *dot = dossier->reply.disposition ? strrchr(dossier->reply.disposition, '.') : NULL;
    size_t length = dot ? strlen(dot + 1) : 0;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)dot[1 + i]))
            return "";
    return length > 0 && length <= LONGEST_ENDING ? dot : "";
}

static const char *ending(const struct dossier *dossier)
{
    switch (current(dossier)->kind) {
    case MEMBER_PAGE:
        return ".html";
    case MEMBER_FILE:
        return ending_of_file(dossier);
    default:
        return dossier->as_table ? ".csv" : ".json";
    }
}

/* A member is named when its first bytes are there: what holds nothing is not put in. */
static bool write_bytes(struct dossier *dossier, const void *bytes, size_t length)
{
    if (!dossier->named) {
        scoped(free_string) char *name = text_format("%s%s", dossier->name, ending(dossier));
        dossier->named = true;
        free(dossier->name);
        dossier->name = text_copy(name);
        if (!zip_stream_member(dossier->zip, name))
            return breaks(dossier, "archive");
    }
    return zip_stream_add(dossier->zip, bytes, length) || breaks(dossier, "archive");
}

static bool write_words(struct dossier *dossier, const char *words)
{
    return write_bytes(dossier, words, strlen(words));
}

/* `path` is what was asked for it; NULL for what is about the archive. */
static void note_member(struct dossier *dossier, const char *path, unsigned long long length, const char *sha256)
{
    text_print(&dossier->sums, "%s  %s\n", sha256, dossier->name);
    text_print(&dossier->contents, "%s\n{\"name\":\"%s\"", dossier->contents.length ? "," : "", dossier->name);
    if (path)
        text_print(&dossier->contents, ",\"operation\":\"%s\",\"path\":\"%s\"", dossier->inner.operation->id, path);
    text_print(&dossier->contents, ",\"bytes\":%llu,\"sha256\":\"%s\"}", length, sha256);
}

static bool end_member(struct dossier *dossier, const char *path)
{
    unsigned long long length;
    char sha256[DIGEST_TEXT];
    if (!dossier->named)
        return true;
    if (!zip_stream_member_end(dossier->zip, &length, sha256))
        return breaks(dossier, "archive");
    note_member(dossier, path, length, sha256);
    return true;
}

/* ---- rows ---- */

static bool is_rows(const struct dossier *dossier)
{
    enum member_kind kind = current(dossier)->kind;
    return kind == MEMBER_ROWS || kind == MEMBER_TABLE;
}

static void keep_key(json_t *row, const char *name, json_t *keys)
{
    const json_t *value = json_object_get(row, name ? name : "id");
    if (json_is_integer(value))
        json_array_append_new(keys, json_sprintf("%lld", (long long)json_integer_value(value)));
    else if (json_is_string(value))
        json_array_append(keys, (json_t *)value);
}

static bool take_row(struct dossier *dossier)
{
    const struct member *member = current(dossier);
    if (member->below) {
        json_auto_t *row = json_loadb(text_string(&dossier->line), dossier->line.length, 0, NULL);
        if (row == NULL)
            return breaks(dossier, "row");
        keep_key(row, member->key, dossier->keys);
    }
    bool first = dossier->rows++ == 0;
    return write_words(dossier, first ? "{\"items\":[\n" : ",\n") &&
           write_bytes(dossier, text_string(&dossier->line), dossier->line.length);
}

/* Rows come as lines, in pieces that end anywhere. */
static bool take_lines(struct dossier *dossier, const char *bytes, size_t length)
{
    while (length) {
        const char *end = memchr(bytes, '\n', length);
        size_t count = end ? (size_t)(end - bytes) : length;
        text_add_bytes(&dossier->line, bytes, count);
        if (end == NULL)
            return true;
        if (!take_row(dossier))
            return false;
        text_clear(&dossier->line);
        bytes += count + 1;
        length -= count + 1;
    }
    return true;
}

static bool end_rows(struct dossier *dossier)
{
    if (dossier->rows)
        return write_words(dossier, "\n]}\n");
    return dossier->depth > 0 || write_words(dossier, "{\"items\":[]}\n");
}

/* ---- asking ---- */

/* The table comes in JSON first: below the top, what has no rows there has no table. */
static void go_on(struct dossier *dossier)
{
    const struct member *member = current(dossier);
    bool table_next = member->kind == MEMBER_TABLE && !dossier->as_table && (dossier->rows || dossier->depth == 0);
    dossier->as_table = table_next;
    if (table_next)
        return;
    dossier->levels[dossier->depth].at++;
    if (member->below && json_array_size(dossier->keys))
        dossier->levels[++dossier->depth] = (struct level){.members = member->below, .keys = dossier->keys};
    else
        json_decref(dossier->keys);
    dossier->keys = NULL;
}

static void leave_member(struct dossier *dossier)
{
    reply_close(&dossier->reply);
    inner_close(&dossier->inner);
    free(dossier->name);
    dossier->name = NULL;
    dossier->asking = dossier->named = false;
    text_clear(&dossier->line);
}

static bool finish_member(struct dossier *dossier)
{
    scoped(free_string) char *path = filled(dossier, current(dossier)->path);
    bool done = (!is_rows(dossier) || dossier->as_table || end_rows(dossier)) && end_member(dossier, path);
    leave_member(dossier);
    if (done)
        go_on(dossier);
    return done;
}

static const char *accepted(const struct dossier *dossier)
{
    switch (current(dossier)->kind) {
    case MEMBER_THING:
        return "application/json";
    case MEMBER_PAGE:
        return "text/html";
    case MEMBER_FILE:
        return "*/*";
    default:
        return dossier->as_table ? "text/csv" : "application/x-ndjson";
    }
}

static const char *header_of(void *context, const char *name)
{
    const struct dossier *dossier = context;
    if (strcasecmp(name, "Accept") == 0)
        return accepted(dossier);
    if (strcasecmp(name, "Accept-Language") == 0)
        return dossier->asked->language;
    return strcasecmp(name, "X-Request-Id") == 0 ? dossier->asked->id : NULL;
}

/* What the caller may not ask, or what is gone since the list was read, is named and left out; anything else ends the
 * archive before its end. */
static bool leave_out(struct dossier *dossier, const struct problem *problem)
{
    int status = contract_problem_status(contract_served, problem->code);
    if (status != 403 && status != 404)
        return breaks(dossier, problem->code);
    if (strcmp(problem->code, "document_has_no_file") != 0)
        text_print(&dossier->left_out, "%s\n{\"name\":\"%s\",\"code\":\"%s\"}", dossier->left_out.length ? "," : "",
                   dossier->name, problem->code);
    leave_member(dossier);
    dossier->as_table = true;
    go_on(dossier);
    return true;
}

static bool ask(struct dossier *dossier)
{
    const struct member *member = current(dossier);
    scoped(problem_close) struct problem problem = {0};
    scoped(free_string) char *path = filled(dossier, member->path);
    scoped(free_string) char *url = text_format(BASE "%s", path);
    struct incoming incoming = {.method = "GET", .url = url, .header = header_of, .context = dossier};
    dossier->name = filled(dossier, member->name);
    dossier->asking = true;
    if (!dossier->as_table) {
        dossier->rows = 0;
        dossier->keys = json_array();
    }
    return inner_ask(dossier->asked, &incoming, NULL, &dossier->inner, &dossier->reply, &problem) ||
           leave_out(dossier, &problem);
}

/* ---- the archive ---- */

static bool write_whole(struct dossier *dossier, const char *name, const struct text *content)
{
    free(dossier->name);
    dossier->name = text_copy(name);
    return ((zip_stream_member(dossier->zip, name) &&
             zip_stream_add(dossier->zip, text_string(content), content->length)) ||
            breaks(dossier, "archive")) &&
           (dossier->named = true) && end_member(dossier, NULL);
}

static void add_text(struct text *text, const char *name, const char *value)
{
    text_add_member(text, name, value);
    text_add_char(text, ',');
}

/* The manifest is the only member that says when the archive was made, and the only one without a sum. */
static bool write_end(struct dossier *dossier)
{
    scoped(text_close) struct text manifest = {0};
    if (!write_whole(dossier, "SHA256SUMS", &dossier->sums))
        return false;
    text_add_char(&manifest, '{');
    add_text(&manifest, "campaign_id", dossier->campaign);
    add_text(&manifest, "campaign_code", dossier->code);
    add_text(&manifest, "made_at", dossier->made_at);
    add_text(&manifest, "made_by", dossier->made_by);
    add_text(&manifest, "unit", dossier->unit);
    add_text(&manifest, "business_date", dossier->business_date);
    add_text(&manifest, "contract_version", THIDUA_VERSION);
    text_print(&manifest, "\"members\":[%s],\"left_out\":[%s]}\n", text_string(&dossier->contents),
               text_string(&dossier->left_out));
    return write_whole(dossier, "manifest.json", &manifest) &&
           (zip_stream_end(dossier->zip) || breaks(dossier, "archive"));
}

/* To the next member that there is; false when there is none. */
static bool find_member(struct dossier *dossier)
{
    while (current(dossier)->path == NULL) {
        struct level *level = &dossier->levels[dossier->depth];
        if (dossier->depth == 0)
            return false;
        if (++level->key < json_array_size(level->keys)) {
            level->at = 0;
        } else {
            json_decref(level->keys);
            dossier->depth--;
        }
    }
    return true;
}

static bool pass_on(struct dossier *dossier)
{
    struct reply_stream *stream = &dossier->reply.stream;
    scoped(text_close) struct text piece = {0};
    bool more = false, failed = false;
    if (stream->next)
        more = stream->next(stream->state, &piece, &failed);
    const struct text *bytes = stream->next ? &piece : &dossier->reply.body;
    if (failed)
        return breaks(dossier, "spool");
    bool lines = is_rows(dossier) && !dossier->as_table;
    bool taken = lines ? take_lines(dossier, text_string(bytes), bytes->length)
                       : write_bytes(dossier, text_string(bytes), bytes->length);
    return taken && (more || finish_member(dossier));
}

/* One member asked for, or one piece of it passed on; false at the end. */
static bool step(struct dossier *dossier)
{
    if (dossier->asking)
        return pass_on(dossier);
    if (find_member(dossier))
        return ask(dossier);
    write_end(dossier);
    return false;
}

static bool next_piece(void *state, struct text *out, bool *failed)
{
    struct dossier *dossier = state;
    bool more = true;
    log_request(dossier->asked->id);
    while (more && dossier->ready.length == 0)
        more = step(dossier);
    text_add_bytes(out, text_string(&dossier->ready), dossier->ready.length);
    text_clear(&dossier->ready);
    *failed = dossier->broken;
    log_request(NULL);
    return more && !dossier->broken;
}

static void dossier_close(void *state)
{
    struct dossier *dossier = state;
    leave_member(dossier);
    for (size_t i = 1; i <= dossier->depth; i++)
        json_decref(dossier->levels[i].keys);
    json_decref(dossier->keys);
    zip_stream_close(dossier->zip);
    struct text *texts[] = {&dossier->ready, &dossier->sums, &dossier->contents, &dossier->left_out, &dossier->line};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        text_close(texts[i]);
    char *words[] = {dossier->campaign, dossier->code,    dossier->made_by,
                     dossier->unit,     dossier->made_at, dossier->business_date};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        free(words[i]);
    free(dossier);
    atomic_fetch_sub(&in_work, 1);
}

/* ---- the request ---- */

/* Who may take it, and that it was taken: in a transaction of its own, since reading writes nothing. */
static bool allow(struct request *request, bool recorded, struct dossier *dossier, struct problem *problem)
{
    scoped(transaction_close) struct transaction asking = {0};
    scoped(free_string) char *claims = request_claims(request);
    if (!transaction_begin(&asking, claims, !recorded, request->deadline, problem))
        return false;
    const PGresult *begun =
        transaction_step(&asking, problem, "exchange/begin_dossier", "campaign", request_argument(request, "campaign"),
                         "recorded", recorded ? "true" : "false", NULL);
    if (begun == NULL || !transaction_commit(&asking, problem))
        return false;
    dossier->campaign = text_copy(column(begun, 0, "id"));
    dossier->code = text_copy(column(begun, 0, "code"));
    dossier->made_by = text_copy(column(begun, 0, "made_by"));
    dossier->unit = text_copy(column(begun, 0, "unit"));
    dossier->made_at = text_copy(column(begun, 0, "made_at"));
    dossier->business_date = text_copy(column(begun, 0, "business_date"));
    return true;
}

static struct dossier *dossier_new(const struct request *request)
{
    struct dossier *dossier = memory_new(1, sizeof *dossier);
    dossier->asked = request;
    dossier->levels[0].members = dossier_members;
    dossier->zip = zip_stream_begin(&dossier->ready);
    return dossier;
}

bool get_campaign_dossier(struct request *request, struct reply *reply, struct problem *problem)
{
    bool told_only = request->method == METHOD_HEAD;
    if (atomic_fetch_add(&in_work, 1) >= DOSSIERS_AT_ONCE) {
        atomic_fetch_sub(&in_work, 1);
        problem->retry_after = SECONDS_TO_COME_BACK;
        return problem_set(problem, "busy", NULL);
    }
    struct dossier *dossier = dossier_new(request);
    bool allowed =
        dossier->zip ? allow(request, !told_only, dossier, problem) : problem_set(problem, "internal_error", NULL);
    if (allowed)
        reply->disposition = text_format("attachment; filename=\"dossier-%s.zip\"", dossier->code);
    if (allowed && !told_only)
        reply->stream = (struct reply_stream){.next = next_piece, .close = dossier_close, .state = dossier};
    else
        dossier_close(dossier);
    return allowed;
}
