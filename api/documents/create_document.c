/* create_document.c: a line of the register, alone or with its file, whose parts are written in the same transaction.
 */
#include "database/parts.h"
#include "documents/file_names.h"
#include "documents/file_types.h"
#include "documents/handlers.h"
#include "http/answer.h"
#include "http/multipart.h"
#include "support/scoped.h"

#include <string.h>
#include <strings.h>

static const struct schema *schema_of(const struct operation *operation, const char *media_type)
{
    for (size_t i = 0; i < operation->body_count; i++)
        if (strcasecmp(operation->bodies[i].name, media_type) == 0)
            return operation->bodies[i].schema;
    return NULL;
}

/* A form knows texts only; a field that was left empty was not filled in. */
static void add_field(struct text *body, const struct multipart_field *field)
{
    const char *value = text_string(&field->value);
    bool truth = strcmp(field->name, "is_public") == 0 || strcmp(field->name, "classified") == 0;
    if (*value == '\0')
        return;
    text_add_char(body, body->length > 1 ? ',' : ' ');
    text_add_json(body, field->name, strlen(field->name));
    text_add_char(body, ':');
    if (truth && (strcmp(value, "true") == 0 || strcmp(value, "false") == 0))
        text_add(body, value);
    else
        text_add_json(body, value, field->value.length);
}

/* The fields of a form are judged as the same body in JSON would be. */
static bool read_form(struct request *request, struct problem *problem)
{
    const struct multipart *form = request->multipart;
    scoped(text_close) struct text body = {0};
    if (form == NULL || request->body)
        return true;
    text_add_char(&body, '{');
    for (size_t i = 0; i < form->field_count; i++)
        add_field(&body, &form->fields[i]);
    text_add_char(&body, '}');
    request->body = body_parse(text_string(&body), body.length, &request->body_text, problem);
    return request->body && schema_check(schema_of(request->operation, "application/json"), request->body, problem);
}

static bool has_file(const struct request *request)
{
    return request->multipart && request->multipart->file >= 0;
}

/* What is kept of the file beside its bytes, as JSON; "{}" without one. NULL with the problem set. */
static char *describe_file(const struct request *request, struct problem *problem)
{
    const struct multipart *form = request->multipart;
    if (!has_file(request))
        return text_copy("{}");
    if (strcmp(form->file_field, "file") != 0)
        return problem_add(problem, "/file", "required", NULL), NULL;
    if (json_is_true(json_object_get(request->body, "classified")))
        return problem_set(problem, "classified_document_has_no_file", NULL), NULL;
    if (form->size > DOCUMENT_BYTES_AT_MOST)
        return problem_set(problem, "document_too_large", "{s:i}", "limit", DOCUMENT_BYTES_AT_MOST), NULL;
    if (form->size == 0)
        return problem_set(problem, "document_is_empty", NULL), NULL;
    const char *type = file_type_of(form->file, request->language, problem);
    if (type == NULL)
        return NULL;
    scoped(free_string) char *name = file_name_cleaned(form->file_name);
    json_auto_t *file = json_pack("{s:s, s:s, s:I, s:s}", "file_name", name, "media_type", type, "size",
                                  (json_int_t)form->size, "sha256", form->sha256);
    return json_dumps(file, JSON_COMPACT);
}

static bool store_file(const struct request *request, const char *document, struct problem *problem)
{
    const struct parts_source source = {.file = request->multipart->file, .size = request->multipart->size};
    return parts_store(request->transaction, "documents/add_part", document, &source, problem);
}

static bool answer(const struct request *request, const char *document, struct reply *reply, struct problem *problem)
{
    scoped(sight_close) const struct sight *sight = answer_sight(request, problem);
    struct answer_rows found = {0};
    if (sight)
        found.rows =
            transaction_step(request->transaction, problem, "documents/show_document", "document", document, NULL);
    return found.rows && answer_from_rows(request, &found, sight, reply, problem);
}

bool create_document(struct request *request, struct reply *reply, struct problem *problem)
{
    if (!read_form(request, problem))
        return false;
    scoped(free_string) char *file = describe_file(request, problem);
    if (file == NULL)
        return false;
    const PGresult *made = transaction_step(request->transaction, problem, "documents/add_document", "body",
                                            request->body_text, "file", file, NULL);
    if (made == NULL)
        return false;
    const char *document = column(made, 0, "id");
    return (!has_file(request) || store_file(request, document, problem)) && answer(request, document, reply, problem);
}
