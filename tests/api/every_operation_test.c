/* every_operation_test.c: what all operations do alike, provoked by a walk over the contract, so that an operation
 * added tomorrow is tested already. A test tells of all operations that fail, not of the first only. */
#include "support/client.h"

#include <stdio.h>
#include <string.h>

/* ---- walking ---- */

struct operation {
    const char *id, *path; /* path: with its parameters filled in by a thing that does not exist */
    enum verb verb;
    json_t *source;
    bool is_list;
};

static json_t *contract(void)
{
    static json_t *document;
    if (!document)
        document = json_load_file("build/openapi.json", 0, NULL);
    cr_assert(document != NULL, "build/openapi.json cannot be read");
    return document;
}

/* A reference of the contract followed: "#/components/parameters/limit". */
static json_t *resolved(json_t *thing)
{
    const char *reference = json_string_value(json_object_get(thing, "$ref"));
    if (!reference)
        return thing;
    char path[200];
    snprintf(path, sizeof path, "%s", reference + 2);
    for (char *c = path; *c; c++)
        if (*c == '/')
            *c = '.';
    return within(contract(), path);
}

static const char *filled(const char *template, const char *base)
{
    char path[500];
    size_t length = (size_t)snprintf(path, sizeof path, "%s", base);
    for (const char *c = template; *c && length < sizeof path - 40; c++) {
        if (*c != '{') {
            path[length++] = *c;
            continue;
        }
        length += (size_t)sprintf(path + length, "%s",
                                  strncmp(c, "{period}", 8) == 0 ? "2025-6M"
                                  : strncmp(c, "{year}", 6) == 0 ? "2024"
                                  : strncmp(c, "{form}", 6) == 0 ? "0604"
                                                                 : "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11");
        c = strchr(c, '}');
    }
    path[length] = '\0';
    return at("%s", path);
}

/* The path with what its query must have, so that the body is looked at. */
static const char *asked(struct operation operation)
{
    char path[600];
    size_t index, length = (size_t)snprintf(path, sizeof path, "%s", operation.path);
    json_t *given, *parameter;
    json_array_foreach(json_object_get(operation.source, "parameters"), index, given) {
        parameter = resolved(given);
        const char *choice = json_string_value(within(parameter, "schema.enum.0"));
        const char *format = json_string_value(within(parameter, "schema.format"));
        if (json_is_true(json_object_get(parameter, "required")) &&
            strcmp(json_string_value(json_object_get(parameter, "in")), "query") == 0)
            length += (size_t)snprintf(path + length, sizeof path - length, "%s%s=%s", strchr(path, '?') ? "&" : "?",
                                       json_string_value(json_object_get(parameter, "name")),
                                       choice   ? choice
                                       : format ? "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"
                                                : "1");
    }
    return at("%s", path);
}

static bool verb_named(const char *name, enum verb *verb)
{
    static const struct {
        const char *name;
        enum verb verb;
    } verbs[] = {{"get", GET}, {"post", POST}, {"put", PUT}, {"patch", PATCH}, {"delete", DELETE}};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(name, verbs[i].name) == 0)
            return *verb = verbs[i].verb, true;
    return false;
}

static json_t *content_of(json_t *operation)
{
    return json_object_get(resolved(within(operation, "responses.200")), "content");
}

static void walk(void (*visit)(struct operation operation))
{
    const char *template, *method;
    json_t *item, *source;
    json_object_foreach(json_object_get(contract(), "paths"), template, item) {
        bool outside = json_object_get(item, "servers") != NULL;
        json_object_foreach(item, method, source) {
            struct operation operation = {.source = source};
            if (!verb_named(method, &operation.verb))
                continue;
            operation.id = json_string_value(json_object_get(source, "operationId"));
            operation.path = filled(template, outside ? "" : "/api/v1");
            json_t *media = json_object_get(content_of(source), "application/json");
            operation.is_list = within(resolved(json_object_get(media, "schema")), "properties.page") != NULL;
            visit(operation);
        }
    }
}

/* Somebody of the demo who may call it; NULL for an operation without sign-in. */
static const char *caller_of(struct operation operation)
{
    static const struct {
        const char *role, *account;
    } callers[] = {
        {"leader@province", "tinh-kon-tum.leader"},
        {"leader@commune", "xa-doan-ket.leader"},
        {"reviewer@province", "tinh-kon-tum.reviewer"},
        {"reporter", "xa-doan-ket.reporter"},
        {"reviewer", "thanh-pho-kon-tum.reviewer"},
        {"leader", "thanh-pho-kon-tum.leader"},
        {"council", "thanh-pho-kon-tum.council-1"},
        {"oversight", "tinh-kon-tum.oversight"},
        {"admin", "tinh-kon-tum.admin"},
    };
    size_t index;
    json_t *rule;
    json_array_foreach(json_object_get(operation.source, "security"), index, rule) {
        json_t *role = json_array_get(json_object_get(rule, "token"), 0);
        if (!role)
            return "thanh-pho-kon-tum.reviewer";
        for (size_t i = 0; i < sizeof callers / sizeof *callers; i++)
            if (strncmp(callers[i].role, json_string_value(role), strlen(callers[i].role)) == 0 &&
                (strlen(callers[i].role) == strlen(json_string_value(role)) || !strchr(callers[i].role, '@')))
                return callers[i].account;
    }
    return NULL;
}

static bool needs_sign_in(struct operation operation)
{
    return json_array_size(json_object_get(operation.source, "security")) > 0;
}

/* ---- telling ---- */

static int failures, visited;

static void want(struct operation operation, struct answer answer, bool fits, const char *what)
{
    visited++;
    if (fits)
        return;
    const char *code = json_string_value(json(answer, "code"));
    if (++failures <= 20)
        fprintf(stderr, "%s: %s, not %d %s\n", operation.id, what, answer.status, code ? code : answer.type);
}

static void all(void (*visit)(struct operation operation))
{
    walk(visit);
    cr_assert(visited > 0, "no operation was visited");
    cr_assert(failures == 0, "%d of %d answers were wrong", failures, visited);
}

static bool is_problem(struct answer answer, int status, const char *code)
{
    const char *given = json_string_value(json(answer, "code"));
    return answer.status == status && strcmp(answer.type, "application/problem+json") == 0 && given &&
           (!code || strcmp(given, code) == 0);
}

/* ---- who ---- */

static void without_a_token(struct operation operation)
{
    if (!needs_sign_in(operation))
        return;
    struct answer answer = nobody(operation.verb, operation.path);
    want(operation, answer, is_problem(answer, 401, NULL) && header(answer, "WWW-Authenticate"),
         "401 with WWW-Authenticate was expected without a token");
}

Test(every_operation, wants_a_token_unless_it_is_public)
{
    all(without_a_token);
}

static void with_a_forged_token(struct operation operation)
{
    if (!needs_sign_in(operation))
        return;
    struct answer answer = nobody(operation.verb, operation.path, .token = "eyJhbGciOiJub25lIn0.e30.");
    want(operation, answer, is_problem(answer, 401, NULL), "401 was expected for a token that nobody signed");
}

Test(every_operation, refuses_a_token_without_signature)
{
    all(with_a_forged_token);
}

/* ---- what ---- */

static void with_an_unknown_parameter(struct operation operation)
{
    struct answer answer =
        as(caller_of(operation), operation.verb, at("%s?there_is_no_such_parameter=1", operation.path));
    want(operation, answer, is_problem(answer, 400, NULL), "400 was expected for an unknown parameter");
}

Test(every_operation, refuses_a_parameter_it_does_not_know)
{
    all(with_an_unknown_parameter);
}

static void by_a_method_unknown_there(struct operation operation)
{
    if (operation.verb != GET || strstr(operation.path, "0197b0c2"))
        return;
    struct answer answer = nobody(OPTIONS, operation.path, .headers = {"X-Nothing: 1"});
    want(operation, answer, answer.status < 500, "no failure was expected for OPTIONS");
    answer = as(caller_of(operation), DELETE, operation.path);
    want(operation, answer, answer.status == 405 ? header(answer, "Allow") != NULL : answer.status < 500,
         "405 says by Allow what is known");
}

Test(every_operation, says_which_methods_are_known)
{
    all(by_a_method_unknown_there);
}

static void in_a_format_nobody_has(struct operation operation)
{
    if (operation.verb != GET || !json_object_get(content_of(operation.source), "application/json"))
        return;
    struct answer answer = as(caller_of(operation), GET, operation.path, .accept = "application/x-nonsense");
    want(operation, answer, answer.status == 404 || is_problem(answer, 406, NULL), "406 was expected");
}

Test(every_operation, says_when_it_cannot_answer_in_a_format)
{
    all(in_a_format_nobody_has);
}

static void of_a_thing_that_is_not(struct operation operation)
{
    if (operation.verb != GET || !strstr(operation.path, "0197b0c2"))
        return;
    struct answer answer = as(caller_of(operation), GET, operation.path);
    bool impossible = is_problem(answer, 400, "invalid_parameter") || is_problem(answer, 400, "missing_parameter");
    want(operation, answer, impossible || is_problem(answer, 404, NULL),
         "404 was expected for a thing that does not exist, 400 where none can be called so");
}

Test(every_operation, does_not_find_what_does_not_exist)
{
    all(of_a_thing_that_is_not);
}

static bool takes_json(struct operation operation)
{
    return within(operation.source, "requestBody.content") &&
           json_object_get(within(operation.source, "requestBody.content"), "application/json");
}

static void with_a_broken_body(struct operation operation)
{
    if (!takes_json(operation))
        return;
    struct answer answer = as(caller_of(operation), operation.verb, asked(operation), .json = "{\"half\": ");
    want(operation, answer, is_problem(answer, 400, NULL), "400 was expected for half a JSON");
    answer = as(caller_of(operation), operation.verb, asked(operation), .json = "[]");
    want(operation, answer, answer.status >= 400 && answer.status < 500, "a list is no body");
    answer = as(caller_of(operation), operation.verb, asked(operation), .json = "{\"a\": 1, \"a\": 2}");
    want(operation, answer, answer.status >= 400 && answer.status < 500, "a key stands once");
    answer = as(caller_of(operation), operation.verb, asked(operation), .json = "{\"\xff\": 1}");
    want(operation, answer, answer.status >= 400 && answer.status < 500, "a body is UTF-8");
}

Test(every_operation, refuses_a_body_that_is_no_json)
{
    all(with_a_broken_body);
}

static void with_a_body_of_another_type(struct operation operation)
{
    if (!takes_json(operation))
        return;
    struct answer answer =
        as(caller_of(operation), operation.verb, asked(operation), .raw = "<xml/>", .type = "application/xml");
    want(operation, answer, is_problem(answer, 415, NULL), "415 was expected for XML");
}

Test(every_operation, refuses_a_body_of_another_type)
{
    all(with_a_body_of_another_type);
}

static void with_a_huge_body(struct operation operation)
{
    static char huge[1200 * 1024];
    if (!takes_json(operation))
        return;
    memset(huge, ' ', sizeof huge - 1);
    struct answer answer = as(caller_of(operation), operation.verb, asked(operation), .json = huge);
    want(operation, answer, is_problem(answer, 413, NULL), "413 was expected for a body above a megabyte");
}

Test(every_operation, refuses_a_body_above_a_megabyte)
{
    all(with_a_huge_body);
}

/* ---- lists ---- */

static bool plain_list(struct operation operation)
{
    return operation.verb == GET && operation.is_list && !strstr(operation.path, "0197b0c2");
}

static void in_each_of_its_formats(struct operation operation)
{
    if (!plain_list(operation))
        return;
    const char *format;
    json_t *media;
    json_object_foreach(content_of(operation.source), format, media) {
        struct answer answer = as(caller_of(operation), GET, at("%s?limit=3", operation.path), .accept = format);
        bool required = is_problem(answer, 400, NULL); /* some lists want a filter */
        want(operation, answer, required || (answer.status == 200 && strcmp(answer.type, format) == 0),
             at("200 as %s was expected", format));
    }
}

Test(every_list, comes_in_each_of_its_formats)
{
    all(in_each_of_its_formats);
}

static void of_too_many_rows(struct operation operation)
{
    if (!plain_list(operation))
        return;
    struct answer answer = as(caller_of(operation), GET, at("%s?limit=501", operation.path));
    want(operation, answer, is_problem(answer, 400, NULL), "400 was expected for 501 rows");
    answer = as(caller_of(operation), GET, at("%s?limit=0", operation.path));
    want(operation, answer, is_problem(answer, 400, NULL), "400 was expected for no rows");
}

Test(every_list, refuses_more_rows_than_it_gives)
{
    all(of_too_many_rows);
}

static void page_by_page(struct operation operation)
{
    if (!plain_list(operation))
        return;
    const char *path = at("%s?limit=2", operation.path);
    char last[100] = "";
    for (int page = 0; page < 4 && path; page++) {
        struct answer answer = as(caller_of(operation), GET, path);
        if (is_problem(answer, 400, NULL))
            return;
        want(operation, answer, answer.status == 200, "200 was expected for a page");
        if (answer.status != 200)
            return;
        json_t *first = json(answer, "items.0.id"), *next = json(answer, "page.next");
        const char *id = first ? json_string_value(first) : NULL, *link = header(answer, "Link");
        want(operation, answer, !id || strcmp(id, last) != 0, "a page begins where the one before it ended");
        want(operation, answer, json_is_true(json(answer, "page.has_more")) == json_is_string(next),
             "there is a next page exactly when has_more says so");
        want(operation, answer, !json_is_string(next) || (link && strstr(link, json_string_value(next))),
             "Link and page.next are the same");
        snprintf(last, sizeof last, "%s", id ? id : "");
        path = json_string_value(next);
    }
}

Test(every_list, is_read_page_by_page)
{
    all(page_by_page);
}

static void with_a_forged_cursor(struct operation operation)
{
    if (!plain_list(operation))
        return;
    struct answer answer = as(caller_of(operation), GET, at("%s?cursor=Zm9yZ2Vk", operation.path));
    want(operation, answer, is_problem(answer, 400, NULL), "400 was expected for a cursor that nobody gave");
}

Test(every_list, refuses_a_forged_cursor)
{
    all(with_a_forged_cursor);
}

static void by_each_sort_key(struct operation operation)
{
    if (!plain_list(operation))
        return;
    size_t i, j;
    json_t *listed, *key;
    json_array_foreach(json_object_get(operation.source, "parameters"), i, listed) {
        json_t *parameter = resolved(listed);
        if (strcmp(json_string_value(json_object_get(parameter, "name")), "sort") != 0)
            continue;
        json_array_foreach(within(parameter, "schema.items.enum"), j, key) {
            struct answer answer =
                as(caller_of(operation), GET, at("%s?limit=2&sort=%s", operation.path, json_string_value(key)));
            want(operation, answer, answer.status == 200 || is_problem(answer, 400, NULL),
                 at("200 was expected sorted by %s", json_string_value(key)));
        }
    }
}

Test(every_list, is_sorted_by_each_of_its_keys)
{
    all(by_each_sort_key);
}

/* ---- guarded change ---- */

static void without_a_version(struct operation operation)
{
    if (!json_object_get(operation.source, "x-guards") || operation.verb == POST)
        return;
    struct answer answer = as(caller_of(operation), operation.verb, operation.path, .json = "{}");
    want(operation, answer, answer.status >= 400 && answer.status < 500, "a change without If-Match is refused");
}

Test(every_change, is_refused_without_the_version_last_seen)
{
    all(without_a_version);
}
