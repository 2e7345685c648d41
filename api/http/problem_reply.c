/* problem_reply.c: a problem as application/problem+json (RFC 9457), or as a page where a public page was asked for.
 * What a fault inside the service said stays in the log; the client gets the request's id to ask by. */
#include "config.h"
#include "http/incoming.h"
#include "http/refusal_page.h"
#include "support/log.h"
#include "support/scoped.h"

#include <stdio.h>
#include <string.h>

static const char *challenge(const struct problem *problem)
{
    bool sent_one = strcmp(problem->code, "token_missing") != 0;
    return sent_one ? "Bearer realm=\"thidua\", error=\"invalid_token\"" : "Bearer realm=\"thidua\"";
}

/* In a table people look for the row and the column first. */
static json_t *placed(const char *message, const json_t *fault, const char *language)
{
    const json_t *params = json_object_get(fault, "params");
    json_int_t row = json_integer_value(json_object_get(params, "row"));
    const char *column = json_string_value(json_object_get(params, "column"));
    bool english = strcmp(language, "en") == 0;
    if (row == 0 || message == NULL)
        return json_string(message);
    if (column)
        return json_sprintf(english ? "Row %d, column %s: %s" : "Dòng %d, cột %s: %s", (int)row, column, message);
    return json_sprintf(english ? "Row %d: %s" : "Dòng %d: %s", (int)row, message);
}

static json_t *fault_with_message(const json_t *fault, const char *language, const struct contract *contract)
{
    json_t *told = json_copy((json_t *)fault);
    const char *code = json_string_value(json_object_get(fault, "code"));
    scoped(free_string) char *said = contract_sentence(contract, code, language, json_object_get(fault, "params"));
    json_object_set_new(told, "message", placed(said, fault, language));
    return told;
}

static json_t *faults_with_messages(const struct problem *problem, const char *language,
                                    const struct contract *contract)
{
    json_t *told = json_array();
    size_t index;
    json_t *fault;
    json_array_foreach(problem->errors, index, fault) {
        json_array_append_new(told, fault_with_message(fault, language, contract));
    }
    return told;
}

static void add_headers(const struct problem *problem, struct reply *reply)
{
    char seconds[16];
    reply->headers = json_object();
    if (problem->allow)
        json_object_set_new(reply->headers, "Allow", json_string(problem->allow));
    if (reply->status == 401)
        json_object_set_new(reply->headers, "WWW-Authenticate", json_string(challenge(problem)));
    if (problem->retry_after == 0 && reply->status != 429 && reply->status != 503)
        return;
    snprintf(seconds, sizeof seconds, "%d", problem->retry_after ? problem->retry_after : 1);
    json_object_set_new(reply->headers, "Retry-After", json_string(seconds));
}

static json_t *problem_json(const struct problem *problem, const struct request *request, const char *code,
                            const struct problem_words *words)
{
    json_t *json = json_object();
    json_object_set_new(json, "type",
                        json_sprintf("%s/docs/problems/%s", config.public_url ? config.public_url : "", code));
    json_object_set_new(json, "title", json_string(words->title));
    json_object_set_new(json, "status", json_integer(words->status));
    if (words->detail && *words->detail)
        json_object_set_new(json, "detail", json_string(words->detail));
    json_object_set_new(json, "code", json_string(code));
    json_object_set_new(json, "instance", json_sprintf("urn:request:%s", request->id));
    if (problem->params && words->status < 500)
        json_object_set(json, "params", problem->params);
    return json;
}

/* A code without words is our own fault: the client hears of an internal error, the log names the code. */
static const char *find_words(const struct contract *contract, const struct problem *problem, const char *language,
                              struct problem_words *words)
{
    if (contract_problem_words(contract, problem->code, language, problem->params, words))
        return problem->code;
    log_event(LOG_ERROR, "problem_without_words", "code", problem->code, NULL);
    problem_words_close(words);
    if (!contract_problem_words(contract, "internal_error", language, NULL, words))
        *words = (struct problem_words){.status = 500, .title = text_copy("Internal error")};
    return "internal_error";
}

static void add_json(const struct problem *problem, const struct request *request, const char *code,
                     const struct problem_words *words, json_t *faults, struct reply *reply)
{
    json_auto_t *json = problem_json(problem, request, code, words);
    if (faults)
        json_object_set(json, "errors", faults);
    scoped(free_string) char *body = json_dumps(json, JSON_COMPACT);
    text_add(&reply->body, body ? body : "{}");
    reply->content_type = "application/problem+json";
}

void problem_reply(const struct problem *problem, const struct request *request, const struct contract *contract,
                   struct reply *reply)
{
    struct problem_words words = {0};
    bool page = refusal_page_wanted(request);
    const char *language = page || !request->language ? "vi" : request->language;
    reply_close(reply);
    const char *code = find_words(contract, problem, language, &words);
    json_auto_t *faults =
        problem->errors && words.status < 500 ? faults_with_messages(problem, language, contract) : NULL;
    reply->status = words.status;
    reply->no_store = true;
    add_headers(problem, reply);
    if (page)
        refusal_page(&words, faults, request, reply);
    else
        add_json(problem, request, code, &words, faults, reply);
    problem_words_close(&words);
}
