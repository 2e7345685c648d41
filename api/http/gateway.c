/* gateway.c: a request that comes in an envelope. What it asks for goes the way of every request, as its caller and
 * with all checks (route, parameters, perform); nothing is answered here but the envelope itself. */
#include "http/gateway.h"

#include "auth/canonical.h"
#include "auth/envelopes.h"
#include "database/database.h"
#include "http/inner.h"
#include "http/negotiation.h"
#include "http/refusals.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/log.h"
#include "support/scoped.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define AGENCY_TEXT      64
#define SECONDS_AHEAD    300 /* clocks of two platforms */
#define OPERATION_ITSELF "pass_gateway_message"

struct message {
    const json_t *body;
    char sender[AGENCY_TEXT], receiver[AGENCY_TEXT];
    char *method, *url, *key, *payload; /* owned; payload NULL for none */
    const struct request *asked;
};

static void message_close(struct message *message)
{
    free(message->method);
    free(message->url);
    free(message->key);
    if (message->payload)
        explicit_bzero(message->payload, strlen(message->payload));
    free(message->payload);
}

static const char *word(const struct message *message, const char *name)
{
    return json_string_value(json_object_get(message->body, name));
}

/* ---- the envelope ---- */

static bool judge(struct message *message, const PGresult *read, struct problem *problem)
{
    long age = strtol(column(read, 0, "age"), NULL, 10);
    snprintf(message->sender, AGENCY_TEXT, "%s", column(read, 0, "sender"));
    snprintf(message->receiver, AGENCY_TEXT, "%s", column(read, 0, "receiver"));
    if (*column(read, 0, "receiver_is_known") != 't')
        return problem_set(problem, "envelope_receiver_unknown", "{s:s}", "receiver", word(message, "receiver"));
    if (age > envelope_life(message->sender) || age < -SECONDS_AHEAD)
        return problem_set(problem, "envelope_stale", "{s:s, s:i}", "sent_at", word(message, "sent_at"), "hours",
                           (int)(envelope_life(message->sender) / 3600));
    return envelope_signature_check(message->body, message->sender, problem);
}

static bool read_envelope(const struct request *request, struct message *message, struct problem *problem)
{
    scoped(transaction_close) struct transaction asking = {0};
    if (!transaction_begin(&asking, "{}", true, request->deadline, problem))
        return false;
    const PGresult *read =
        transaction_step(&asking, problem, "exchange/read_envelope", "sender", word(message, "sender"), "receiver",
                         word(message, "receiver"), "sent_at", word(message, "sent_at"), NULL);
    return read && transaction_commit(&asking, problem) && judge(message, read, problem);
}

/* ---- what it asks for ---- */

static void add_encoded(struct text *url, const char *value)
{
    for (; *value; value++)
        if (isalnum((unsigned char)*value) || strchr("-._~:@,", *value))
            text_add_char(url, *value);
        else
            text_print(url, "%%%02X", (unsigned char)*value);
}

/* The path of an operation with its parameters put in; what was used is taken out of them. */
static bool fill_path(const struct operation *operation, json_t *parameters, struct text *url, struct problem *problem)
{
    for (const char *at = operation->path; *at; at++) {
        if (*at != '{') {
            text_add_char(url, *at);
            continue;
        }
        scoped(free_string) char *name = text_format("%.*s", (int)strcspn(at + 1, "}"), at + 1);
        const char *value = json_string_value(json_object_get(parameters, name));
        if (value) {
            add_encoded(url, value);
        } else {
            scoped(free_string) char *pointer = text_format("/parameters/%s", name);
            problem_add(problem, pointer, "required", "{s:s}", "name", name);
        }
        json_object_del(parameters, name);
        at += strlen(name) + 1;
    }
    return !problem_is_set(problem);
}

static const char *method_name(enum method method)
{
    static const char *const names[METHOD_COUNT] = {
        [METHOD_GET] = "GET",     [METHOD_HEAD] = "HEAD",     [METHOD_POST] = "POST",      [METHOD_PUT] = "PUT",
        [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE", [METHOD_OPTIONS] = "OPTIONS"};
    return names[method];
}

static bool find_target(struct message *message, json_t *parameters, struct text *url, struct problem *problem)
{
    const char *id = word(message, "operation"), *method = word(message, "method"), *path = word(message, "path");
    if (!id == !path || !path != !method)
        return problem_set(problem, "envelope_without_request", NULL);
    if (path) {
        message->method = text_copy(method);
        text_add(url, path);
        return true;
    }
    const struct operation *operation = contract_operation(contract_served, id);
    if (operation == NULL)
        return problem_set(problem, "envelope_operation_unknown", "{s:s}", "operation", id);
    message->method = text_copy(method_name(operation->method));
    return fill_path(operation, parameters, url, problem);
}

static bool read_request(struct message *message, struct problem *problem)
{
    json_auto_t *parameters = json_copy(json_object_get(message->body, "parameters"));
    const json_t *payload = json_object_get(message->body, "payload");
    scoped(text_close) struct text url = {0}, body = {0};
    const char *name;
    json_t *value;
    if (!find_target(message, parameters, &url, problem))
        return false;
    json_object_foreach(parameters, name, value) {
        text_add_char(&url, strchr(text_string(&url), '?') ? '&' : '?');
        add_encoded(&url, name);
        text_add_char(&url, '=');
        add_encoded(&url, json_string_value(value));
    }
    message->url = text_take(&url);
    message->key = text_format("%s:%s", message->sender, word(message, "message_id"));
    if (json_is_object(payload)) {
        canonical_add(&body, payload, NULL);
        message->payload = text_take(&body);
    }
    return true;
}

/* ---- asking for it ---- */

static bool changes_something(const struct request *request)
{
    return request->method != METHOD_GET && request->operation && !request->operation->only_asks;
}

static const char *content_type(const struct message *message)
{
    const struct operation *operation = message->asked->operation;
    for (size_t i = 0; message->payload && i < operation->body_count; i++)
        if (strstr(operation->bodies[i].name, "json"))
            return operation->bodies[i].name;
    return message->payload ? "application/json" : NULL;
}

/* The headers that the request would have had without an envelope. Whatever changes something carries the message's id
 * as its key, so that nothing is done twice; what takes no key does not come by a gateway. */
static const char *header_of(void *context, const char *name)
{
    const struct message *message = context;
    if (strcasecmp(name, "Accept") == 0)
        return "application/json";
    if (strcasecmp(name, "Accept-Language") == 0)
        return word(message, "language");
    if (strcasecmp(name, "If-Match") == 0)
        return word(message, "if_match");
    if (strcasecmp(name, "Content-Type") == 0 && message->asked->operation)
        return content_type(message);
    return strcasecmp(name, "Idempotency-Key") == 0 && changes_something(message->asked) ? message->key : NULL;
}

/* No message within a message, and no file: an envelope holds JSON. */
static bool may_come_in_one(const struct request *inner, struct problem *problem)
{
    if (inner->operation == NULL || strcmp(inner->operation->id, OPERATION_ITSELF) == 0)
        return problem_set(problem, "envelope_operation_unknown", "{s:s}", "operation", inner->path);
    scoped(free_string) char *offered = format_names(inner->operation->formats);
    return inner->format == FORMAT_JSON || problem_set(problem, "not_acceptable", "{s:s}", "offered", offered);
}

/* What may hold an identifier in clear is wiped wherever it came through. */
static void forget(const struct request *outer, const struct request *inner)
{
    if (inner->operation == NULL || !inner->operation->seals)
        return;
    explicit_bzero((void *)(uintptr_t)outer->raw_body, outer->raw_body_length);
    explicit_bzero(outer->body_text, strlen(outer->body_text));
}

static void ask(const struct request *outer, struct message *message, struct request *inner, struct reply *reply)
{
    scoped(problem_close) struct problem problem = {0};
    struct incoming incoming = {.method = message->method,
                                .url = message->url,
                                .header = header_of,
                                .context = message,
                                .body = message->payload,
                                .body_length = message->payload ? strlen(message->payload) : 0};
    message->asked = inner;
    inner->deadline = outer->deadline;
    if (!inner_ask(outer, &incoming, may_come_in_one, inner, reply, &problem)) {
        refusal_record(inner, &problem);
        problem_reply(&problem, inner, contract_served, reply);
    }
    forget(outer, inner);
}

/* ---- the answer ---- */

static void add_text(struct text *answer, const char *name, const char *value)
{
    text_add_char(answer, ',');
    text_add_member(answer, name, value);
}

static void add_content(struct text *answer, const struct reply *inner)
{
    bool failed = inner->status >= 400;
    const char *body = inner->body.length ? text_string(&inner->body) : "null";
    text_print(answer, ",\"payload\":%s", failed ? "null" : body);
    text_print(answer, ",\"problem\":%s", failed ? body : "null");
}

static void add_signature(struct text *answer)
{
    json_auto_t *signed_part = json_loadb(answer->bytes, answer->length, 0, NULL);
    scoped(free_string) char *signature = signed_part ? envelope_sign(signed_part) : NULL;
    answer->length--; /* the last brace */
    add_text(answer, "signature", signature);
    text_add_char(answer, '}');
}

static void put_into_envelope(const struct message *message, const struct request *inner, const struct reply *given,
                              struct reply *reply)
{
    char now[32];
    time_t seconds = (time_t)clock_hour();
    struct tm parts;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &parts));
    text_add_char(&reply->body, '{');
    text_add_member(&reply->body, "message_id", inner->id);
    add_text(&reply->body, "reference", word(message, "message_id"));
    add_text(&reply->body, "sender", message->receiver);
    add_text(&reply->body, "receiver", message->sender);
    add_text(&reply->body, "sent_at", now);
    text_print(&reply->body, ",\"status\":%d", given->status);
    add_text(&reply->body, "etag", given->etag[0] ? given->etag : NULL);
    add_text(&reply->body, "location", given->location);
    text_print(&reply->body, ",\"replayed\":%s", given->replayed ? "true" : "false");
    add_content(&reply->body, given);
    text_add_char(&reply->body, '}');
    add_signature(&reply->body);
    reply->status = given->status >= 400 || given->status == 201 ? given->status : 200; /* 204 has no room for it */
    reply->headers = json_incref(given->headers);
}

static void log_message(const struct message *message, const struct request *inner, const struct reply *given)
{
    char status[16];
    snprintf(status, sizeof status, "%d", given->status);
    log_event(LOG_INFO, "gateway_message", "message", inner->id, "reference", word(message, "message_id"), "sender",
              message->sender, "method", message->method, "route", inner->operation ? inner->operation->path : NULL,
              "status", status, NULL);
}

bool pass_gateway_message(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(message_close) struct message message = {.body = request->body};
    scoped(inner_close) struct request inner = {0};
    scoped(reply_close) struct reply given = {0};
    if (!read_envelope(request, &message, problem) || !read_request(&message, problem))
        return false;
    ask(request, &message, &inner, &given);
    put_into_envelope(&message, &inner, &given, reply);
    log_message(&message, &inner, &given);
    return true;
}
