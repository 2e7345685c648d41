/* queue_import.c: a long table becomes a job: its file rests in the database, and any instance may take it. */
#include "exchange/queue_import.h"

#include "database/parts.h"
#include "http/answer.h"
#include "http/multipart.h"
#include "http/table_body.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>

/* How many rows there are: of a table as they were counted, of JSON its items. */
static size_t rows_of(const struct request *request)
{
    return request->table ? request->table->read : json_array_size(json_object_get(request->body, "items"));
}

bool import_is_long(const struct request *request)
{
    return request->respond_async || rows_of(request) > TABLE_ROWS_AT_ONCE;
}

char *import_wishes(const struct request *request)
{
    const char *blank = request_argument(request, "blank");
    json_auto_t *wishes = json_pack("{s:b, s:b, s:s}", "decimal_comma", request->decimal_comma, "blank_clears",
                                    blank && strcmp(blank, "clear") == 0, "language", request->language);
    return json_dumps(wishes, JSON_COMPACT);
}

static bool store_file(const struct request *request, const char *job, struct problem *problem)
{
    struct table_source table;
    if (request->table == NULL) /* JSON rests as lines, each an item */
        return transaction_step(request->transaction, problem, "exchange/add_job_items", "job", job, "body",
                                request->body_text, NULL) != NULL;
    if (!table_body_source(request, &table, problem))
        return false;
    const struct parts_source source = {.bytes = table.bytes, .file = table.file, .size = table.length};
    return parts_store(request->transaction, "exchange/add_job_part", job, &source, problem);
}

static bool show(struct request *request, const char *job, struct reply *reply, struct problem *problem)
{
    scoped(sight_close) const struct sight *sight = answer_sight(request, problem);
    struct answer_rows found = {0};
    if (sight)
        found.rows = transaction_step(request->transaction, problem, "exchange/show_job", "job", job, NULL);
    if (found.rows == NULL || !answer_from_rows(request, &found, sight, reply, problem))
        return false;
    reply->status = 202;
    free(reply->location);
    reply->location = request->dry_run ? NULL : text_format("/api/v1/jobs/%s", job);
    return true;
}

bool queue_import(struct request *request, const char *import, struct reply *reply, struct problem *problem)
{
    char total[24];
    scoped(free_string) char *wishes = import_wishes(request), *claims = request_claims(request);
    snprintf(total, sizeof total, "%zu", rows_of(request));
    const PGresult *queued =
        transaction_step(request->transaction, problem, "exchange/queue_job", "kind", "import", "import", import,
                         "claims", claims, "wishes", wishes, "total", total, NULL);
    if (queued == NULL)
        return false;
    const char *job = column(queued, 0, "job");
    return store_file(request, job, problem) && show(request, job, reply, problem);
}
