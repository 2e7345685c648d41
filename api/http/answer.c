/* answer.c: rows of a committed transaction → the reply, in the format asked for. */
#include "http/answer.h"

#include "http/pictures.h"
#include "support/digest.h"
#include "support/scoped.h"
#include "support/spool.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int long_answers;
#define LONG_ANSWERS_AT_ONCE 2
#define PIECE                (64 * 1024)
#define PICTURE_ROWS         500

const char *answer_media_type(enum format format)
{
    switch (format) {
    case FORMAT_CSV:
        return "text/csv; charset=utf-8; header=present";
    case FORMAT_NDJSON:
        return "application/x-ndjson";
    case FORMAT_XLSX:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case FORMAT_SVG:
        return "image/svg+xml";
    case FORMAT_PDF:
        return "application/pdf";
    case FORMAT_TEXT:
        return "text/plain; charset=utf-8";
    case FORMAT_HTML:
        return "text/html; charset=utf-8";
    case FORMAT_DOCX:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    case FORMAT_EVENTS:
        return "text/event-stream; charset=utf-8";
    case FORMAT_CALENDAR:
        return "text/calendar; charset=utf-8";
    case FORMAT_ZIP:
        return "application/zip";
    default:
        return "application/json";
    }
}

char *answer_structure(const struct transaction *transaction)
{
    const PGresult *begun = transaction->results[0];
    return text_format("%s/%s", column(begun, 0, "structure_version"), column(begun, 0, "business_date"));
}

const struct sight *answer_sight(const struct request *request, struct problem *problem)
{
    scoped(free_string) char *structure = answer_structure(request->transaction);
    return sight_of(request->transaction, caller_sight(&request->caller), structure, problem);
}

static struct rendering rendering_of(const struct request *request, const struct sight *sight)
{
    return (struct rendering){.operation = request->operation,
                              .format = request->format,
                              .sight = sight,
                              .campaign = request->caller.campaign_id,
                              .language = request->language,
                              .delimiter = request->delimiter ? request->delimiter : ',',
                              .excel = request->excel,
                              .decimal_comma = request->decimal_comma};
}

/* A workbook under the name in its hidden column `_file` (plain letters, figures and hyphens), else that of the
 * operation. */
static void set_disposition(const struct request *request, const PGresult *rows, struct reply *reply)
{
    const char *ending = request->format == FORMAT_CSV ? "csv" : request->format == FORMAT_XLSX ? "xlsx" : NULL;
    const char *name = rows && PQntuples(rows) ? column(rows, 0, "_file") : NULL;
    if (ending)
        reply->disposition =
            text_format("attachment; filename=\"%s.%s\"", name ? name : request->operation->id, ending);
}

/* Link and cursor of the page after these rows; `shown` of them are on this page. */
static char *next_page(const struct request *request, const PGresult *rows, int shown, struct reply *reply)
{
    scoped(free_string) char *cursor = question_cursor(request, rows, shown - 1);
    scoped(free_string) char *next = question_next(request, cursor);
    reply->link = text_format("<%s>; rel=\"next\"", next);
    return text_copy(cursor);
}

static void add_page(const struct request *request, const struct answer_rows *found, const char *cursor,
                     struct text *body)
{
    text_print(body, ",\"page\":{\"limit\":%ld,\"has_more\":%s", request->limit, cursor ? "true" : "false");
    if (cursor) {
        scoped(free_string) char *next = question_next(request, cursor);
        text_add(body, ",\"next\":");
        text_add_json(body, next, strlen(next));
        text_print(body, ",\"cursor\":\"%s\"", cursor);
    } else {
        text_add(body, ",\"next\":null,\"cursor\":null");
    }
    if (found->total)
        text_print(body, ",\"total\":%s", found->total);
    if (found->updated_until)
        text_print(body, ",\"updated_until\":\"%s\"", found->updated_until);
    text_add_char(body, '}');
}

static bool add_table(const struct rendering *rendering, const PGresult *rows, int count, struct text *body,
                      struct problem *problem)
{
    if (rendering->format == FORMAT_XLSX) {
        struct spreadsheet *spreadsheet = spreadsheet_new(rows, rendering);
        bool done = spreadsheet != NULL;
        for (int row = 0; done && row < count; row++)
            done = spreadsheet_add(spreadsheet, rows, row, rendering, problem);
        return ((spreadsheet == NULL || spreadsheet_finish(spreadsheet, body)) && done) ||
               problem_set(problem, "internal_error", NULL);
    }
    if (!render_head(body, rows, rendering))
        return problem_set(problem, "internal_error", NULL);
    for (int row = 0; row < count; row++)
        if (!render_line(body, rows, row, rendering, problem))
            return false;
    return true;
}

static void set_etag(const PGresult *rows, struct reply *reply)
{
    const char *version = column(rows, 0, "_version");
    if (version == NULL)
        version = column(rows, 0, "version");
    if (version)
        etag_make(reply->etag, version, text_string(&reply->body), reply->body.length);
}

/* The hidden column `_good_for` says how many seconds what is true now stays true by itself. */
static void set_good_for(const PGresult *rows, struct reply *reply)
{
    const char *seconds = PQntuples(rows) ? column(rows, 0, "_good_for") : NULL;
    reply->good_for = seconds ? strtod(seconds, NULL) : 0;
}

/* What stands beside the items: the members of its row, without the brace that the items close. */
static bool add_head(const struct answer_rows *found, const struct rendering *rendering, struct text *body,
                     struct problem *problem)
{
    if (PQntuples(found->head) == 0)
        return problem_set(problem, "not_found", NULL);
    if (!render_row_json(body, found->head, 0, rendering, problem))
        return false;
    body->bytes[--body->length] = '\0';
    text_add_char(body, ',');
    return true;
}

/* A picture shows all or nothing: what would be cut without being asked for is refused. The tag lets it be kept. */
static bool answer_picture(const struct request *request, const PGresult *rows, int count,
                           const struct rendering *rendering, struct reply *reply, struct problem *problem)
{
    if (!request->limit_given && count > PICTURE_ROWS)
        return problem_set(problem, "picture_too_large", "{s:i, s:i}", "rows", count, "most", PICTURE_ROWS);
    if (!picture_draw(&reply->body, rows, count, rendering, problem))
        return false;
    etag_make(reply->etag, NULL, text_string(&reply->body), reply->body.length);
    return true;
}

static bool answer_list(const struct request *request, const struct answer_rows *found,
                        const struct rendering *rendering, struct reply *reply, struct problem *problem)
{
    int count = PQntuples(found->rows);
    bool more = found->page && request->limit > 0 && count > request->limit;
    int shown = more ? (int)request->limit : count;
    scoped(free_string) char *cursor = more ? next_page(request, found->rows, shown, reply) : NULL;
    if (request->format == FORMAT_SVG)
        return answer_picture(request, found->rows, shown, rendering, reply, problem);
    if (request->format != FORMAT_JSON) {
        set_disposition(request, found->rows, reply);
        return add_table(rendering, found->rows, shown, &reply->body, problem);
    }
    if (!found->head)
        text_add_char(&reply->body, '{');
    else if (!add_head(found, rendering, &reply->body, problem))
        return false;
    text_add(&reply->body, "\"items\":");
    if (!render_rows_json(&reply->body, found->rows, shown, rendering, problem))
        return false;
    if (found->page)
        add_page(request, found, cursor, &reply->body);
    text_add_char(&reply->body, '}');
    if (found->head)
        set_etag(found->head, reply);
    return true;
}

/* Where a created thing is found, when the contract says that the answer tells: `x-location`, or the path asked and
 * the id. A move, for one, has no address of its own. */
static void set_location(const struct request *request, const PGresult *rows, struct reply *reply)
{
    const struct operation *operation = request->operation;
    const char *id = column(rows, 0, "id");
    if (reply->status != 201 || id == NULL || request->dry_run || !operation->tells_location)
        return;
    if (operation->location)
        reply->location = text_format("%s%s", operation->location, id);
    else
        reply->location = text_format("%s/%s", request->path, id);
}

/* The column `file_name`, whose marks and blanks a header must not hold as they are. */
static char *disposition_of(const PGresult *rows, const char *how, const char *extension)
{
    const char *name = column(rows, 0, "file_name");
    scoped(text_close) struct text encoded = {0};
    for (const char *byte = name ? name : "document"; *byte; byte++)
        text_print(&encoded, isalnum((unsigned char)*byte) ? "%c" : "%%%02X", (unsigned)(unsigned char)*byte);
    return text_format("%s; filename*=UTF-8''%s.%s", how, text_string(&encoded), extension);
}

/* Certificates: the JSON of the column `sheets` as one PDF. */
static bool answer_sheets(const PGresult *rows, const struct rendering *rendering, struct reply *reply,
                          struct problem *problem)
{
    if (!render_sheets(&reply->body, rows, 0, rendering, problem))
        return false;
    reply->disposition = disposition_of(rows, "inline", "pdf");
    return true;
}

/* An official document: the JSON of the column `document` as a page, or as a file for Word. */
static bool answer_document(const PGresult *rows, const struct rendering *rendering, struct reply *reply,
                            struct problem *problem)
{
    bool page = rendering->format == FORMAT_HTML;
    if (!render_document(&reply->body, rows, 0, rendering, problem))
        return false;
    reply->disposition = disposition_of(rows, page ? "inline" : "attachment", page ? "html" : "docx");
    if (page)
        reply->content_policy = render_document_policy();
    return true;
}

static bool answer_object(const struct request *request, const struct answer_rows *found,
                          const struct rendering *rendering, struct reply *reply, struct problem *problem)
{
    if (PQntuples(found->rows) == 0)
        return problem_set(problem, "not_found", NULL);
    bool printed = request->format == FORMAT_HTML || request->format == FORMAT_DOCX;
    bool drawn = request->format == FORMAT_PDF;
    if (printed && !answer_document(found->rows, rendering, reply, problem))
        return false;
    if (drawn && !answer_sheets(found->rows, rendering, reply, problem))
        return false;
    if (!printed && !drawn && request->operation->reply &&
        !render_row_json(&reply->body, found->rows, 0, rendering, problem))
        return false;
    set_etag(found->rows, reply);
    set_location(request, found->rows, reply);
    return true;
}

/* All rows are one calendar, also when there are none. */
static bool answer_calendar(const struct answer_rows *found, const struct rendering *rendering, struct reply *reply,
                            struct problem *problem)
{
    if (!render_calendar(&reply->body, found->rows, rendering, problem))
        return false;
    etag_make(reply->etag, NULL, text_string(&reply->body), reply->body.length);
    return true;
}

bool answer_from_rows(const struct request *request, const struct answer_rows *found, const struct sight *sight,
                      struct reply *reply, struct problem *problem)
{
    struct rendering rendering = rendering_of(request, sight);
    const struct operation *operation = request->operation;
    bool many = operation->is_list || operation->has_items;
    reply->status = operation->success_status;
    reply->content_type = answer_media_type(request->format);
    set_good_for(found->rows, reply);
    if (request->format == FORMAT_CALENDAR)
        return answer_calendar(found, &rendering, reply, problem);
    if (!(many ? answer_list : answer_object)(request, found, &rendering, reply, problem))
        return false;
    if (operation->is_public && *reply->etag == '\0')
        etag_make(reply->etag, NULL, text_string(&reply->body), reply->body.length);
    if (request->minimal && request->method != METHOD_GET && request->method != METHOD_HEAD) {
        text_clear(&reply->body);
        reply->minimal = true;
    }
    if (reply->body.length == 0 && request->format == FORMAT_JSON)
        reply->content_type = NULL;
    return true;
}

/* ---- long lists ---- */

struct spool {
    struct rendering rendering;
    struct text piece;
    FILE *file;
    struct evp_md_ctx_st *digest; /* of all that was written, for the tag; NULL where there is none */
    bool headed;
    struct problem *problem;
};

static bool write_piece(struct spool *spool)
{
    const char *bytes = text_string(&spool->piece);
    size_t length = spool->piece.length;
    if (spool->digest)
        digest_add(spool->digest, bytes, length);
    return fwrite(bytes, 1, length, spool->file) == length;
}

static bool spool_row(void *state, const PGresult *row)
{
    struct spool *spool = state;
    if (!spool->headed)
        spool->headed = render_head(&spool->piece, row, &spool->rendering);
    for (int i = 0; i < PQntuples(row); i++)
        if (!render_line(&spool->piece, row, i, &spool->rendering, spool->problem))
            return false;
    if (spool->piece.length < PIECE)
        return true;
    bool written = write_piece(spool);
    text_clear(&spool->piece);
    return written || spool_problem(spool->problem);
}

static bool read_piece(void *state, struct text *out, bool *failed)
{
    FILE *file = state;
    size_t count = fread(text_reserve(out, PIECE), 1, PIECE, file);
    out->length += count;
    *failed = ferror(file);
    return count > 0 && !*failed;
}

static void close_spool(void *state)
{
    fclose(state);
}

static bool spool_rows(struct request *request, const struct sql_file *file, struct spool *spool,
                       struct problem *problem)
{
    struct sql_arguments arguments = question_arguments(request);
    struct sql_page page;
    scoped(cursor_close) struct cursor keys = {0};
    if (!question_page(request, file, &page, &keys, problem))
        return false;
    page.limit = 0;
    if (!transaction_stream(request->transaction, file, &arguments, &page, spool_row, spool, problem))
        return problem_is_set(problem) ? false : problem_set(problem, "internal_error", NULL);
    if (!spool->headed)
        render_head(&spool->piece, request->transaction->results[request->transaction->received - 1],
                    &spool->rendering);
    return (write_piece(spool) && spool_written(spool->file)) || spool_problem(problem);
}

/* With its length: libmicrohttpd ends a chunked answer to HEAD with a chunk that belongs to nobody, and the next answer
 * on that connection cannot be read. */
static void stream_spool(FILE *file, struct reply *reply)
{
    long length = ftell(file);
    rewind(file);
    if (length > 0)
        reply->stream = (struct reply_stream){
            .next = read_piece, .close = close_spool, .state = file, .length = (unsigned long long)length};
    else
        fclose(file);
}

/* Who asks from within has the place of its outer request. */
static bool take_place(const struct request *request)
{
    if (request->is_inner || atomic_fetch_add(&long_answers, 1) < LONG_ANSWERS_AT_ONCE)
        return true;
    atomic_fetch_sub(&long_answers, 1);
    return false;
}

static void leave_place(const struct request *request)
{
    if (!request->is_inner)
        atomic_fetch_sub(&long_answers, 1);
}

static bool say_busy(struct problem *problem)
{
    problem->retry_after = 1;
    return problem_set(problem, "busy", NULL);
}

bool answer_long(struct request *request, const struct sql_file *file, const struct sight *sight, struct reply *reply,
                 struct problem *problem)
{
    if (!take_place(request))
        return say_busy(problem);
    unsigned char hash[DIGEST_BYTES];
    struct spool spool = {.rendering = rendering_of(request, sight), .problem = problem, .file = spool_open()};
    spool.digest = request->operation->is_public ? digest_begin() : NULL;
    bool done = spool.file ? spool_rows(request, file, &spool, problem) : spool_problem(problem);
    leave_place(request);
    text_close(&spool.piece);
    if (spool.digest)
        digest_end(spool.digest, done ? hash : NULL);
    if (spool.digest && done)
        etag_of(reply->etag, NULL, hash);
    if (!done) {
        if (spool.file)
            fclose(spool.file);
        return problem_is_set(problem) ? false : problem_set(problem, "internal_error", NULL);
    }
    reply->status = request->operation->success_status;
    reply->content_type = answer_media_type(request->format);
    set_disposition(request, NULL, reply);
    stream_spool(spool.file, reply);
    return true;
}
