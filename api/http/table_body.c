/* table_body.c: a table sent as a body, read as the JSON it stands for; what follows is the same as for JSON. */
#include "http/table_body.h"

#include "auth/identifiers.h"
#include "http/multipart.h"
#include "support/clock.h"
#include "support/digest.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool is_table_type(const char *media_type)
{
    return strcasecmp(media_type, "text/csv") == 0 || strcasecmp(media_type, "application/x-ndjson") == 0 ||
           strcasecmp(media_type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") == 0;
}

bool table_is_sent(const struct request *request)
{
    bool takes = false;
    for (size_t i = 0; i < request->operation->body_count; i++)
        takes |= is_table_type(request->operation->bodies[i].name);
    return takes && (request->multipart ? true : request->content_type && is_table_type(request->content_type));
}

static const struct media_type *json_body(const struct operation *operation)
{
    for (size_t i = 0; i < operation->body_count; i++)
        if (strstr(operation->bodies[i].name, "json") && !is_table_type(operation->bodies[i].name))
            return &operation->bodies[i];
    return NULL;
}

const struct schema *table_body_schema(const struct operation *operation, const char *chosen)
{
    const struct media_type *json = json_body(operation);
    return json ? media_schema(json, chosen) : NULL;
}

static bool takes_json_lines(const struct operation *operation)
{
    for (size_t i = 0; i < operation->body_count; i++)
        if (strcasecmp(operation->bodies[i].name, "application/x-ndjson") == 0)
            return true;
    return false;
}

struct table_wishes table_body_wishes(const struct operation *operation, const char *chosen)
{
    return (struct table_wishes){.contract = contract_served,
                                 .body = table_body_schema(operation, chosen),
                                 .shown = operation->shown,
                                 .each_row = operation->table_rows,
                                 .template_only = operation->table_template,
                                 .json_lines = takes_json_lines(operation)};
}

static struct table_wishes wishes_of(const struct request *request)
{
    const char *blank = request_argument(request, "blank");
    const struct media_type *json = json_body(request->operation);
    const char *chosen = json && json->chosen_by ? request_argument(request, json->chosen_by) : NULL;
    struct table_wishes wishes = table_body_wishes(request->operation, chosen);
    wishes.decimal_comma = request->decimal_comma;
    wishes.blank_clears = blank && strcmp(blank, "clear") == 0;
    wishes.keep_most = request->operation->table_jobs ? TABLE_ROWS_AT_ONCE : 0;
    return wishes;
}

bool table_body_source(const struct request *request, struct table_source *source, struct problem *problem)
{
    const struct multipart *form = request->multipart;
    if (form && (form->file < 0 || strcmp(form->file_field, "file") != 0))
        return problem_add(problem, "/file", "required", NULL);
    if (form)
        *source = (struct table_source){.file = form->file, .length = form->size};
    else
        *source = (struct table_source){.bytes = request->raw_body, .length = request->raw_body_length};
    source->rows_most = request->operation->table_jobs ? TABLE_ROWS_OF_JOB : 0;
    return true;
}

/* What SQL may ask of the file as `:table`. */
static char *describe(const struct request *request)
{
    char sha256[DIGEST_TEXT];
    json_auto_t *told = table_described(request->table);
    if (request->multipart)
        memcpy(sha256, request->multipart->sha256, sizeof sha256);
    else
        digest_text(request->raw_body, request->raw_body_length, sha256);
    /* Of a short list with identifiers a plain digest could be tried out. */
    if (request->operation->seals && !identifier_digest(sha256, sha256))
        sha256[0] = '\0';
    json_object_set_new(told, "sha256", json_string(sha256));
    json_object_set_new(told, "file_name",
                        request->multipart ? json_string(request->multipart->file_name) : json_null());
    json_object_set_new(
        told, "size",
        json_integer((json_int_t)(request->multipart ? request->multipart->size : request->raw_body_length)));
    return json_dumps(told, JSON_COMPACT);
}

/* What becomes a job may be 100 MB: the time of the request begins when it has been looked through. */
static bool read_table(struct request *request, const struct table_wishes *wishes, struct problem *problem)
{
    struct table_source source;
    double began = clock_seconds();
    bool done = table_body_source(request, &source, problem) && table_read(&source, wishes, request->table, problem);
    if (request->operation->table_jobs)
        request->deadline += clock_seconds() - began;
    return done;
}

bool table_body_read(struct request *request, struct problem *problem)
{
    struct table_wishes wishes = wishes_of(request);
    request->table = memory_new(1, sizeof *request->table);
    if (!read_table(request, &wishes, problem))
        return false;
    table_place_faults(request->table, request->table->faults);
    request->table_text = describe(request);
    if (request->table_text == NULL)
        return problem_set(problem, "internal_error", NULL);
    if (wishes.each_row) {
        request->body_text = text_take(&request->table->body);
        return true;
    }
    request->body =
        body_parse(text_string(&request->table->body), request->table->body.length, &request->body_text, problem);
    return request->body && schema_check(wishes.body, request->body, problem);
}

void table_body_place(const struct request *request, struct problem *problem)
{
    if (request->table && problem->errors)
        table_place_faults(request->table, problem->errors);
}
