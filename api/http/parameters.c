/* parameters.c: path, query and header parameters, typed as the contract says; preconditions, type and size of the
 * body. Whatever the contract does not know is refused, so that a misspelt filter cannot widen a list. */
#include "http/headers.h"
#include "http/incoming.h"
#include "http/multipart.h"
#include "http/negotiation.h"
#include "http/table_body.h"
#include "http/url.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEFAULT_LIMIT 50
#define RAW_LIMIT     (1024 * 1024)

static const char *header(const struct incoming *incoming, const char *name)
{
    return incoming->header ? incoming->header(incoming->context, name) : NULL;
}

/* ---- parameters of the contract ---- */

static struct argument *query_argument(struct request *request, const char *name)
{
    for (size_t i = 0; i < request->operation->parameter_count; i++) {
        const struct parameter *parameter = &request->operation->parameters[i];
        if (parameter->place == IN_QUERY && strcmp(parameter->name, name) == 0)
            return &request->arguments[i];
    }
    return NULL;
}

/* The first fault names the problem; all of them stand in its errors. */
static bool refuse_pair(const char *name, const char *code, const char *allowed, struct problem *problem)
{
    scoped(free_string) char *pointer = text_format("?%s", name);
    if (!problem_is_set(problem))
        problem_take(problem, code, json_pack("{s:s, s:s}", "name", name, "allowed", allowed), json_array());
    return problem_add(problem, pointer, code, "{s:s, s:s}", "name", name, "allowed", allowed);
}

static bool refuse_unknown(const struct request *request, const char *name, struct problem *problem)
{
    scoped(text_close) struct text allowed = {0};
    for (size_t i = 0; i < request->operation->parameter_count; i++)
        if (request->operation->parameters[i].place == IN_QUERY)
            text_print(&allowed, "%s%s", allowed.length ? ", " : "", request->operation->parameters[i].name);
    return refuse_pair(name, "unknown_parameter", allowed.length ? text_string(&allowed) : "-", problem);
}

static bool take_pair(struct request *request, const struct url_pair *pair, bool *seen, struct problem *problem)
{
    scoped(free_string) char *name = url_decoded(pair->name, pair->name_length, true, problem);
    scoped(free_string) char *value = url_decoded(pair->value, pair->value_length, true, problem);
    if (name == NULL || value == NULL)
        return false;
    struct argument *argument = query_argument(request, name);
    if (argument == NULL)
        return refuse_unknown(request, name, problem);
    if (seen[argument - request->arguments])
        return refuse_pair(name, "repeated_parameter", name, problem);
    seen[argument - request->arguments] = true;
    argument->value = parameter_value(argument->parameter, value, problem);
    return argument->value != NULL;
}

/* Goes on after a fault, so that all faults of the values are told at once. */
static void take_query(struct request *request, struct problem *problem)
{
    struct url_pair pair;
    if (request->query == NULL)
        return;
    bool *seen = memory_new(request->operation->parameter_count + 1, sizeof *seen);
    for (const char *rest = request->query; url_next_pair(&rest, &pair);)
        take_pair(request, &pair, seen, problem);
    free(seen);
}

static void take_path(struct request *request, struct problem *problem)
{
    for (size_t i = 0; i < request->operation->parameter_count; i++) {
        struct argument *argument = &request->arguments[i];
        if (argument->parameter->place != IN_PATH || argument->value == NULL)
            continue;
        scoped(free_string) char *sent = argument->value;
        argument->value = parameter_value(argument->parameter, sent, problem);
    }
}

static void take_headers(struct request *request, const struct incoming *incoming, struct problem *problem)
{
    for (size_t i = 0; i < request->operation->parameter_count; i++) {
        struct argument *argument = &request->arguments[i];
        const char *sent = argument->parameter->place == IN_HEADER ? header(incoming, argument->parameter->name) : NULL;
        if (sent)
            argument->value = parameter_value(argument->parameter, sent, problem);
    }
}

/* A missing required value is told only when nothing else is wrong: a value with a fault is missing too. */
static void fill_defaults(struct request *request, struct problem *problem)
{
    bool faultless = !problem_is_set(problem);
    for (size_t i = 0; i < request->operation->parameter_count; i++) {
        struct argument *argument = &request->arguments[i];
        const struct parameter *parameter = argument->parameter;
        if (argument->value)
            continue;
        if (parameter->default_text)
            argument->value = parameter_value(parameter, parameter->default_text, problem);
        else if (faultless && parameter->required && parameter->place != IN_HEADER)
            problem_set(problem, "missing_parameter", "{s:s}", "name", parameter->name);
    }
}

/* ---- the ones the engine itself acts on ---- */

static bool is_true(const struct request *request, const char *name)
{
    const char *value = request_argument(request, name);
    return value && (*value == 't' || *value == '1');
}

static void understand(struct request *request, const struct incoming *incoming)
{
    const char *limit = request_argument(request, "limit");
    const char *delimiter = request_argument(request, "delimiter");
    const char *decimal = request_argument(request, "decimal");
    const char *prefer = header(incoming, "Prefer");
    request->dry_run = is_true(request, "dry_run");
    request->count = is_true(request, "count");
    request->excel = is_true(request, "excel");
    request->delimiter = delimiter ? *delimiter : ',';
    request->decimal_comma = decimal && strcmp(decimal, "comma") == 0;
    request->cursor = text_copy(request_argument(request, "cursor"));
    request->limit_given = limit != NULL;
    request->limit = limit ? strtol(limit, NULL, 10) : request->format == FORMAT_JSON ? DEFAULT_LIMIT : 0;
    request->minimal = header_prefers(prefer, "return=minimal");
    request->respond_async = header_prefers(prefer, "respond-async");
}

static bool refuse_header(const char *name, struct problem *problem)
{
    return problem_set(problem, "header_not_valid", "{s:s}", "name", name);
}

static bool check_repeats(const struct incoming *incoming, struct problem *problem)
{
    static const char *const once[] = {"Authorization", "If-Match", "Content-Type", "Idempotency-Key", NULL};
    const char *name = incoming->repeated ? incoming->repeated(incoming->context, once) : NULL;
    return name == NULL || problem_set(problem, "repeated_header", "{s:s}", "name", name);
}

static bool take_conditions(struct request *request, const struct incoming *incoming, struct problem *problem)
{
    const char *if_match = header(incoming, "If-Match");
    const char *key = header(incoming, "Idempotency-Key");
    const char *tags = header(incoming, "If-None-Match");
    if (if_match && (request->if_match = header_version(if_match)) == NULL)
        return refuse_header("If-Match", problem);
    if (key && (request->idempotency_key = header_key(key)) == NULL)
        return refuse_header("Idempotency-Key", problem);
    if (tags && !text_is_utf8(tags, strlen(tags)))
        return refuse_header("If-None-Match", problem);
    request->if_none_match = text_copy(tags);
    return true;
}

/* ---- the body ---- */

bool request_accepts_body(const struct operation *operation, const char *content_type, const char **name,
                          struct problem *problem)
{
    scoped(text_close) struct text offered = {0};
    bool is_utf8 = true;
    const char *sent = content_type ? content_type : "";
    size_t length = header_media_type(sent, &is_utf8);
    for (size_t i = 0; i < operation->body_count; i++) {
        const char *listed = operation->bodies[i].name;
        if (is_utf8 && strlen(listed) == length && strncasecmp(listed, sent, length) == 0)
            return *name = listed, true;
        text_print(&offered, "%s%s", offered.length ? ", " : "", listed);
    }
    return problem_set(problem, "unsupported_media_type", "{s:s}", "offered",
                       offered.length ? text_string(&offered) : "-");
}

static bool takes_a_form(const struct operation *operation)
{
    for (size_t i = 0; i < operation->body_count; i++)
        if (strcmp(operation->bodies[i].name, "multipart/form-data") == 0)
            return true;
    return false;
}

static bool take_body(struct request *request, const struct incoming *incoming, struct problem *problem)
{
    const struct operation *operation = request->operation;
    size_t limit = operation->body_limit < RAW_LIMIT ? operation->body_limit : RAW_LIMIT;
    if (request->multipart == NULL && incoming->body_length == 0)
        return true;
    if (!request_accepts_body(operation, header(incoming, "Content-Type"), &request->content_type, problem))
        return false;
    if (request->multipart)
        return true;
    if (strcmp(request->content_type, "multipart/form-data") == 0) /* in other letters, so that nobody took it apart */
        return problem_set(problem, "multipart_not_valid", NULL);
    if (is_table_type(request->content_type))
        limit = RAW_LIMIT;
    if (incoming->body_length > limit)
        return problem_set(problem, takes_a_form(operation) ? "body_wants_a_file" : "body_too_large", "{s:I}", "limit",
                           (json_int_t)limit);
    request->raw_body = incoming->body;
    request->raw_body_length = incoming->body_length;
    return true;
}

bool request_parameters(struct request *request, const struct incoming *incoming, struct problem *problem)
{
    if (!check_repeats(incoming, problem) || !take_conditions(request, incoming, problem))
        return false;
    take_path(request, problem);
    take_query(request, problem);
    take_headers(request, incoming, problem);
    fill_defaults(request, problem);
    if (problem_is_set(problem))
        return false;
    understand(request, incoming);
    return take_body(request, incoming, problem);
}
