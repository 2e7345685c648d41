/* perform.c: what happens between a request that was read and its reply: authorise, body, one transaction of one
 * round trip, rendering. The order of the steps is the order of the problems a caller learns of. */
#include "http/request.h"

#include "auth/auth.h"
#include "auth/identifiers.h"
#include "database/database.h"
#include "database/standby.h"
#include "http/answer.h"
#include "http/budget.h"
#include "http/kept.h"
#include "http/licence.h"
#include "http/multipart.h"
#include "http/question.h"
#include "http/returned_answer.h"
#include "http/table_body.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/digest.h"
#include "support/scoped.h"
#include "tables/tables.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOT_ASKED           (-1)
#define STANDBY_SECONDS     2            /* of the five; the rest is for the primary, should the standby be silent */
#define LONGEST_KEPT_ANSWER (256 * 1024) /* a longer one is kept as its Location */

/* One attempt to answer: the numbers are where the transaction keeps the results. */
struct attempt {
    struct request *request;
    struct reply *reply;
    struct problem *problem;
    const char *position; /* asks the standby, which must have come so far; NULL: the primary */
    struct transaction transaction;
    const struct sql_file *file;
    struct sql_page page;
    struct cursor keys;
    int main, total, updated_until, head;
};

static bool is_safe(const struct request *request)
{
    return request->method == METHOD_GET || request->method == METHOD_HEAD;
}

static bool takes_parameter(const struct operation *operation, const char *name)
{
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (strcasecmp(operation->parameters[i].name, name) == 0)
            return true;
    return false;
}

/* ---- before the database ---- */

static const struct media_type *body_type(const struct request *request)
{
    for (size_t i = 0; request->content_type && i < request->operation->body_count; i++)
        if (strcasecmp(request->operation->bodies[i].name, request->content_type) == 0)
            return &request->operation->bodies[i];
    return NULL;
}

static bool read_body(struct request *request, struct problem *problem)
{
    const struct operation *operation = request->operation;
    const struct media_type *type = body_type(request);
    if (operation->body_count == 0)
        return true;
    if (table_is_sent(request) && (request->multipart || request->raw_body_length))
        return table_body_read(request, problem);
    if (request->multipart)
        return true;
    if (request->raw_body_length == 0)
        return !operation->body_required || problem_set(problem, "body_required", NULL);
    if (type == NULL)
        return problem_set(problem, "unsupported_media_type", "{s:s}", "offered", operation->bodies[0].name);
    if (strstr(type->name, "json") == NULL)
        return true;
    request->body = body_parse(request->raw_body, request->raw_body_length, &request->body_text, problem);
    const struct schema *schema =
        media_schema(type, type->chosen_by ? request_argument(request, type->chosen_by) : NULL);
    return request->body != NULL && (schema == NULL || (returned_answer_take(request, schema, problem) &&
                                                        schema_check(schema, request->body, problem)));
}

/* ---- texts that never travel on in clear (`x-sealed`) ---- */

static void wipe(const void *bytes, size_t length)
{
    if (bytes)
        explicit_bzero((void *)(uintptr_t)bytes, length);
}

static const struct schema *sealing_schema(const struct request *request)
{
    const struct operation *operation = request->operation;
    const struct media_type *sent = body_type(request);
    for (size_t i = 0; i < operation->body_count; i++)
        if (strstr(operation->bodies[i].name, "json") && (sent == NULL || !strstr(sent->name, "json")))
            sent = &operation->bodies[i];
    return sent ? sent->schema : NULL;
}

/* Before the body is compared, logged or asked of anybody: what follows sees the sealed one. */
static bool seal_body(struct request *request, struct problem *problem)
{
    const struct schema *schema = sealing_schema(request);
    if (!request->operation->seals || schema == NULL || request->body_text == NULL)
        return true;
    scoped(free_string) char *clear = request->body_text;
    request->body_text = schema_seal(schema, clear, identifier_seal, &request->fingerprint);
    wipe(clear, strlen(clear));
    json_decref(request->body);
    request->body = request->body_text ? json_loads(request->body_text, 0, NULL) : NULL;
    return request->body || problem_set(problem, "sealing_not_possible", NULL);
}

/* What held the body as it came is ours to wipe, whatever became of the request. */
static void forget_body(struct request *request)
{
    if (!request->operation->seals)
        return;
    wipe(request->raw_body, request->raw_body_length);
    if (request->table)
        wipe(request->table->body.bytes, request->table->body.room);
    if (request->body_text && request->fingerprint == NULL)
        wipe(request->body_text, strlen(request->body_text));
}

static bool check_preconditions(struct request *request, struct problem *problem)
{
    const struct operation *operation = request->operation;
    bool creates = operation->creates_by_put && request->if_none_match && strcmp(request->if_none_match, "*") == 0;
    if (creates && request->if_match == NULL)
        request->if_match = text_copy("0");
    if (!is_safe(request) && takes_parameter(operation, "If-Match") && request->if_match == NULL)
        return problem_set(problem, "precondition_required", NULL);
    if (request->idempotency_key && !operation->idempotent_key)
        return problem_set(problem, "idempotency_not_offered", NULL);
    return true;
}

/* ---- in the database ---- */

static const char *guard_action(const struct request *request)
{
    const char *named = request->operation->guard_action;
    size_t length = strlen(request->operation->path);
    if (named)
        return named;
    if (length > 6 && strcmp(request->operation->path + length - 6, "/moves") == 0)
        return "move";
    return request->method == METHOD_DELETE ? "delete" : "patch";
}

/* The guard's question: `select app.guard(table, id, if_match, action)`, the id resolved as its parameter says. */
static bool ask_guard(struct attempt *attempt)
{
    const struct request *request = attempt->request;
    const struct operation *operation = request->operation;
    if (operation->guards == NULL || is_safe(request))
        return true;
    static const char *const by_kind[] = {
        [VALUE_UUID] = "select app.guard($1, $2::uuid, $3, $4)",
        [VALUE_CAMPAIGN_REFERENCE] = "select app.guard($1, app.campaign_named($2), $3, $4)",
        [VALUE_INDICATOR_REFERENCE] = "select app.guard($1, app.indicator_named($2), $3, $4)",
        [VALUE_UNIT_REFERENCE] = "select app.guard($1, app.unit_uid(app.unit_named($2)), $3, $4)",
    };
    enum value_kind kind = VALUE_UUID;
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (strcmp(operation->parameters[i].name, operation->guard_parameter) == 0)
            kind = operation->parameters[i].kind;
    const char *values[] = {operation->guards, request_argument(request, operation->guard_parameter),
                            request->if_match ? request->if_match : "*", guard_action(request)};
    return transaction_ask_text(&attempt->transaction, by_kind[kind], 4, values, attempt->problem) != NOT_ASKED;
}

static bool ask_rows(struct attempt *attempt)
{
    struct request *request = attempt->request;
    struct transaction *transaction = &attempt->transaction;
    struct sql_arguments arguments = question_arguments(request);
    bool list = request->operation->is_list;
    if (list && !question_page(request, attempt->file, &attempt->page, &attempt->keys, attempt->problem))
        return false;
    attempt->main =
        transaction_ask(transaction, attempt->file, &arguments, list ? &attempt->page : NULL, attempt->problem);
    if (attempt->main != NOT_ASKED && list && request->count) {
        struct sql_page counting = {.count_only = true};
        attempt->total = transaction_ask(transaction, attempt->file, &arguments, &counting, attempt->problem);
    }
    if (attempt->main != NOT_ASKED && list && request->format == FORMAT_JSON &&
        takes_parameter(request->operation, "updated_after"))
        attempt->updated_until = transaction_ask_text(
            transaction, "select to_char(app.updated_until() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
            0, NULL, attempt->problem);
    if (attempt->main != NOT_ASKED && request->operation->head && request->format == FORMAT_JSON)
        attempt->head =
            transaction_ask(transaction, sql_step(request->operation->head), &arguments, NULL, attempt->problem);
    return !problem_is_set(attempt->problem);
}

/* What the caller may see, by the path that ignores row policies. Needs an open transaction only the first time. */
static bool find_sight(struct attempt *attempt, const struct sight **sight)
{
    const struct request *request = attempt->request;
    *sight = NULL;
    if (!request->caller.known)
        return true;
    scoped(free_string) char *structure = answer_structure(&attempt->transaction);
    *sight = sight_of(attempt->transaction.ended ? NULL : &attempt->transaction, caller_sight(&request->caller),
                      structure, attempt->problem);
    if (*sight || problem_is_set(attempt->problem))
        return *sight != NULL;
    scoped(transaction_close) struct transaction asking = {0};
    return transaction_begin(&asking, request->caller.claims, true, request->deadline, attempt->problem) &&
           transaction_read(&asking, attempt->problem) &&
           (*sight = sight_of(&asking, caller_sight(&request->caller), structure, attempt->problem)) != NULL &&
           transaction_commit(&asking, attempt->problem);
}

static const char *value_at(const struct attempt *attempt, int number)
{
    return number == NOT_ASKED ? NULL : PQgetvalue(attempt->transaction.results[number], 0, 0);
}

static bool render(struct attempt *attempt)
{
    scoped(sight_close) const struct sight *sight = NULL;
    struct answer_rows found = {.rows = attempt->transaction.results[attempt->main],
                                .page = attempt->request->operation->is_list ? &attempt->page : NULL,
                                .total = value_at(attempt, attempt->total),
                                .updated_until = value_at(attempt, attempt->updated_until),
                                .head =
                                    attempt->head == NOT_ASKED ? NULL : attempt->transaction.results[attempt->head]};
    return find_sight(attempt, &sight) &&
           answer_from_rows(attempt->request, &found, sight, attempt->reply, attempt->problem);
}

static bool finish(struct attempt *attempt)
{
    return attempt->request->dry_run ? transaction_dry_run(&attempt->transaction, attempt->problem)
                                     : transaction_commit(&attempt->transaction, attempt->problem);
}

/* ---- retries that are safe (engine: claim and work, Flush, render, store, Sync) ---- */

static void hash_request(const struct request *request, char hex[65])
{
    scoped(text_close) struct text all = {0};
    text_print(&all, "%s\n%s?%s\n", request->operation->id, request->path, request->query ? request->query : "");
    if (request->fingerprint)
        text_add(&all, request->fingerprint);
    else
        text_add_bytes(&all, request->raw_body, request->raw_body_length);
    for (size_t i = 0; request->multipart && i < request->multipart->field_count; i++)
        text_print(&all, "%s=%s\n", request->multipart->fields[i].name,
                   text_string(&request->multipart->fields[i].value));
    if (request->multipart && request->fingerprint == NULL)
        text_add(&all, request->multipart->sha256);
    digest_text(text_string(&all), all.length, hex);
}

/* A stored answer, when this key was used for this request before. */
static bool replay(const PGresult *stored, struct reply *reply)
{
    if (PQntuples(stored) == 0)
        return false;
    json_auto_t *headers = json_loads(column(stored, 0, "headers"), 0, NULL);
    const char *etag = json_string_value(json_object_get(headers, "ETag"));
    const char *body = column(stored, 0, "body");
    reply->status = atoi(column(stored, 0, "status"));
    reply->location = text_copy(json_string_value(json_object_get(headers, "Location")));
    snprintf(reply->etag, sizeof reply->etag, "%s", etag ? etag : "");
    if (body && *body) {
        text_add(&reply->body, body);
        reply->content_type = answer_media_type(FORMAT_JSON);
    }
    reply->replayed = true;
    return true;
}

static bool claim_key(struct attempt *attempt, bool *replayed)
{
    const struct request *request = attempt->request;
    char hash[65];
    *replayed = false;
    if (request->idempotency_key == NULL || request->dry_run)
        return true;
    hash_request(request, hash);
    const char *values[] = {request->idempotency_key, hash};
    int claim =
        transaction_ask_text(&attempt->transaction, "select * from app.claim_key($1, $2)", 2, values, attempt->problem);
    if (claim == NOT_ASKED || !transaction_read(&attempt->transaction, attempt->problem))
        return false;
    *replayed = replay(attempt->transaction.results[claim], attempt->reply);
    return true;
}

static bool keep_answer(struct attempt *attempt)
{
    const struct request *request = attempt->request;
    const struct reply *reply = attempt->reply;
    if (request->idempotency_key == NULL || request->dry_run)
        return true;
    json_auto_t *headers = json_object();
    if (reply->etag[0])
        json_object_set_new(headers, "ETag", json_string(reply->etag));
    if (reply->location)
        json_object_set_new(headers, "Location", json_string(reply->location));
    scoped(free_string) char *head = json_dumps(headers, JSON_COMPACT);
    char status[8], hash[65];
    snprintf(status, sizeof status, "%d", reply->status);
    hash_request(request, hash);
    const char *values[] = {request->idempotency_key,
                            request->operation->id,
                            hash,
                            status,
                            head,
                            reply->body.length <= LONGEST_KEPT_ANSWER ? text_string(&reply->body) : ""};
    return transaction_ask_text(&attempt->transaction,
                                "select app.idempotency_store($1, $2, $3, $4::int, $5::jsonb, $6)", 6, values,
                                attempt->problem) != NOT_ASKED;
}

/* ---- the roads to an answer ---- */

static bool by_handler(struct attempt *attempt, const struct handler *handler)
{
    struct reply *reply = attempt->reply;
    const struct operation *operation = attempt->request->operation;
    reply->status = operation->success_status;
    reply->content_type = answer_media_type(attempt->request->format);
    return handler->answer(attempt->request, reply, attempt->problem);
}

static bool by_handler_in_transaction(struct attempt *attempt, const struct handler *handler)
{
    return ask_guard(attempt) && transaction_read(&attempt->transaction, attempt->problem) &&
           by_handler(attempt, handler) && keep_answer(attempt) && finish(attempt);
}

/* Reading, and writing without a key: one round trip, rendered when it is committed. */
static bool by_file(struct attempt *attempt)
{
    if (!ask_guard(attempt) || !ask_rows(attempt))
        return false;
    if (attempt->request->idempotency_key == NULL)
        return finish(attempt) && render(attempt);
    return transaction_read(&attempt->transaction, attempt->problem) && render(attempt) && keep_answer(attempt) &&
           finish(attempt);
}

static bool is_long(const struct request *request)
{
    return request->limit == 0 && (request->format == FORMAT_CSV || request->format == FORMAT_NDJSON);
}

static bool by_stream(struct attempt *attempt)
{
    scoped(sight_close) const struct sight *sight = NULL;
    return transaction_read(&attempt->transaction, attempt->problem) && find_sight(attempt, &sight) &&
           answer_long(attempt->request, attempt->file, sight, attempt->reply, attempt->problem) &&
           transaction_commit(&attempt->transaction, attempt->problem);
}

char *request_claims(const struct request *request)
{
    struct text claims = {0};
    if (request->caller.known)
        text_add_bytes(&claims, request->caller.claims, strlen(request->caller.claims) - 1);
    text_print(&claims, "%s\"operation\":\"%s\",\"language\":\"%s\",\"request_id\":", claims.length ? "," : "{",
               request->operation->id, request->language);
    text_add_json(&claims, request->id, strlen(request->id));
    text_add_char(&claims, '}');
    return text_take(&claims);
}

static bool in_transaction(struct attempt *attempt, const struct handler *handler)
{
    struct request *request = attempt->request;
    bool replayed;
    attempt->main = attempt->total = attempt->updated_until = attempt->head = NOT_ASKED;
    attempt->file = handler ? NULL : sql_operation(request->operation->id);
    scoped(free_string) char *claims = request_claims(request);
    double soon = clock_seconds() + STANDBY_SECONDS;
    bool begun =
        attempt->position
            ? transaction_begin_on_standby(&attempt->transaction, claims, attempt->position,
                                           soon < request->deadline ? soon : request->deadline, attempt->problem)
            : transaction_begin(&attempt->transaction, claims, is_safe(request), request->deadline, attempt->problem);
    if (!begun || !claim_key(attempt, &replayed))
        return false;
    if (replayed)
        return true;
    if (handler)
        return by_handler_in_transaction(attempt, handler);
    return (is_long(request) && request->operation->is_list ? by_stream : by_file)(attempt);
}

static bool answer_from(const char *position, const struct handler *handler, struct request *request,
                        struct reply *reply, struct problem *problem)
{
    struct attempt attempt = {.request = request, .reply = reply, .problem = problem, .position = position};
    if (handler && !handler->in_transaction)
        return by_handler(&attempt, handler);
    request->transaction = &attempt.transaction;
    bool done = in_transaction(&attempt, handler);
    request->transaction = NULL;
    if (done && attempt.transaction.results[0] && request->caller.known) {
        if (reply->headers == NULL)
            reply->headers = json_object();
        json_object_set_new(reply->headers, "Business-Date",
                            json_string(column(attempt.transaction.results[0], 0, "business_date")));
    }
    transaction_close(&attempt.transaction);
    cursor_close(&attempt.keys);
    return done;
}

/* Lists and things read by a SQL file may come from the standby, unless they are to be kept: it may not know yet what
 * we were told has changed. Its no is not believed: what it does not find, or does not let in, may be on its way. */
static bool answer(struct request *request, struct reply *reply, struct problem *problem)
{
    if (kept_find(request, reply))
        return true;
    if (!budget_allows(request, problem))
        return false;
    struct kept_since since = kept_since(request);
    const struct handler *handler = handler_find(request->operation->id);
    const char *caller = request->caller.known ? request->caller.user_id : "";
    char position[POSITION_TEXT];
    if (handler == NULL && is_safe(request) && !since.possible && standby_position(caller, position)) {
        scoped(problem_close) struct problem not_believed = {0};
        bool done = answer_from(position, handler, request, reply, &not_believed);
        standby_count(done);
        if (done)
            return true;
        reply_close(reply);
    }
    bool done = answer_from(NULL, handler, request, reply, problem);
    if (!is_safe(request) && (done || problem->outcome_unknown))
        standby_written(caller);
    if (done)
        kept_add(request, since, reply);
    return done;
}

/* A unit that nobody knows is a fault at its place in the body, whichever function of SQL looked it up; 404 is kept for
 * one of the address. */
static void place_unit(const struct request *request, struct problem *problem)
{
    const char *unit = json_string_value(json_object_get(problem->params, "reference"));
    if (strcmp(problem->code, "unit_not_found") != 0 || unit == NULL)
        return;
    for (size_t i = 0; request->arguments && i < request->operation->parameter_count; i++)
        if (request->arguments[i].value && strcmp(request->arguments[i].value, unit) == 0)
            return;
    scoped(free_string) char *pointer = body_place_of(request->body, unit);
    if (pointer == NULL)
        return;
    scoped(problem_close) struct problem not_found = *problem;
    *problem = (struct problem){0};
    problem_add(problem, pointer, not_found.code, "O", not_found.params);
}

bool perform(struct request *request, struct reply *reply, struct problem *problem)
{
    bool done = authorise(request, problem) && read_body(request, problem) && seal_body(request, problem) &&
                check_preconditions(request, problem) && answer(request, reply, problem);
    forget_body(request);
    reply->no_store = request->operation->no_store;
    if (done && request->operation->is_open)
        licence_add(reply);
    if (!done) {
        place_unit(request, problem);
        table_body_place(request, problem);
    }
    return done;
}
