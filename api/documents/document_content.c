/* document_content.c: the file of a document. It is read part by part into an unlinked file first, so that a slow
 * reader holds no connection of the database, and a fault can still be a problem. */
#include "database/parts.h"
#include "documents/file_names.h"
#include "documents/file_types.h"
#include "documents/handlers.h"
#include "http/answer.h"
#include "http/headers.h"
#include "support/scoped.h"
#include "support/spool.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE (32 * 1024)

static bool next_piece(void *state, struct text *out, bool *failed)
{
    size_t count = fread(text_reserve(out, PIECE), 1, PIECE, state);
    out->length += count;
    *failed = ferror(state);
    return count > 0 && !*failed;
}

static void close_spool(void *state)
{
    fclose(state);
}

static bool fill(const struct request *request, FILE *spool, struct problem *problem)
{
    return request->method == METHOD_HEAD || parts_read(request->transaction, "documents/read_parts",
                                                        request_argument(request, "document"), spool, problem);
}

static bool spool_content(const struct request *request, const char *size, struct reply *reply, struct problem *problem)
{
    FILE *spool = spool_open();
    if (spool == NULL)
        return spool_problem(problem);
    reply->stream = (struct reply_stream){
        .next = next_piece, .close = close_spool, .state = spool, .length = strtoull(size, NULL, 10)};
    return fill(request, spool, problem);
}

/* The row is not printed, but judged as if it were. */
static bool is_within_sight(const struct request *request, const PGresult *found, struct problem *problem)
{
    scoped(sight_close) const struct sight *sight = answer_sight(request, problem);
    scoped(text_close) struct text unused = {0};
    struct rendering rendering = {.operation = request->operation, .format = FORMAT_JSON, .sight = sight};
    return sight && render_row_json(&unused, found, 0, &rendering, problem);
}

bool get_document_content(struct request *request, struct reply *reply, struct problem *problem)
{
    const PGresult *found = transaction_step(request->transaction, problem, "documents/find_file", "document",
                                             request_argument(request, "document"), NULL);
    if (found == NULL)
        return false;
    if (PQntuples(found) == 0)
        return problem_set(problem, "not_found", NULL);
    if (!is_within_sight(request, found, problem))
        return false;
    const char *hash = column(found, 0, "sha256");
    if (hash == NULL)
        return problem_set(problem, "document_has_no_file", NULL);
    snprintf(reply->etag, sizeof reply->etag, "\"%.40s\"", hash);
    reply->content_type = file_type_named(column(found, 0, "media_type"));
    reply->disposition = file_name_disposition(column(found, 0, "file_name"));
    if (request->if_none_match && header_lists_tag(request->if_none_match, reply->etag))
        return true; /* becomes 304; nothing needs to be read */
    return spool_content(request, column(found, 0, "size"), reply, problem);
}
