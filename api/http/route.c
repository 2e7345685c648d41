/* route.c: from a raw request line to the operation of the contract that answers it. */
#include "http/headers.h"
#include "http/incoming.h"
#include "http/negotiation.h"
#include "http/url.h"
#include "support/clock.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_GET] = "GET",     [METHOD_HEAD] = "HEAD",     [METHOD_POST] = "POST",       [METHOD_PUT] = "PUT",
    [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE", [METHOD_OPTIONS] = "OPTIONS",
};

/* Random bytes for 32 ids at a time: each ask is a call of the kernel. */
static void take_random(unsigned char bytes[16])
{
    static _Thread_local unsigned char pool[32 * 16];
    static _Thread_local size_t left;
    if (left == 0) {
        arc4random_buf(pool, sizeof pool);
        left = sizeof pool;
    }
    left -= 16;
    memcpy(bytes, pool + left, 16);
}

/* A UUIDv7, so that ids of requests sort by time. */
static void make_id(char id[64])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[16];
    uint64_t milliseconds = (uint64_t)(clock_hour() * 1000);
    take_random(bytes);
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(milliseconds >> (40 - 8 * i));
    bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
    char *place = id;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *place++ = '-';
        *place++ = hex[bytes[i] >> 4];
        *place++ = hex[bytes[i] & 15];
    }
    *place = '\0';
}

static const char *header(const struct incoming *incoming, const char *name)
{
    return incoming->header ? incoming->header(incoming->context, name) : NULL;
}

static char *allowed_names(unsigned methods)
{
    struct text names = {0};
    if (methods & 1U << METHOD_GET)
        methods |= 1U << METHOD_HEAD;
    methods |= 1U << METHOD_OPTIONS;
    for (int method = 0; method < METHOD_COUNT; method++)
        if (methods & 1U << method)
            text_print(&names, "%s%s", names.length ? ", " : "", method_names[method]);
    return text_take(&names);
}

char *request_allowed(const struct contract *contract, const char *path)
{
    unsigned methods = contract_route(contract, METHOD_OPTIONS, path).allowed_methods;
    return methods ? allowed_names(methods) : NULL;
}

/* METHOD_COUNT for a method we do not know; "get" is not GET. */
static enum method method_named(const char *name)
{
    enum method method = 0;
    while (method < METHOD_COUNT && strcmp(method_names[method], name) != 0)
        method++;
    return method;
}

static bool refuse_method(const char *sent, unsigned methods, struct problem *problem)
{
    scoped(free_string) char *allowed = allowed_names(methods);
    problem_set(problem, "method_not_allowed", "{s:s, s:s}", "method", text_is_utf8(sent, strlen(sent)) ? sent : "?",
                "allowed", allowed);
    if (problem->allow == NULL)
        problem->allow = text_copy(allowed);
    return false;
}

/* Path values are decoded once, here, where the route still knows where they stand; request_parameters() types them. */
static bool keep_path_values(struct request *request, const struct route *route, struct problem *problem)
{
    const struct operation *operation = route->operation;
    request->arguments = memory_new(operation->parameter_count + 1, sizeof *request->arguments);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        request->arguments[i].parameter = parameter;
        for (size_t k = 0; parameter->place == IN_PATH && k < route->value_count; k++)
            if (strcmp(route->values[k].name, parameter->name) == 0 &&
                (request->arguments[i].value =
                     url_decoded(route->values[k].bytes, route->values[k].length, false, problem)) == NULL)
                return false;
    }
    return true;
}

static bool choose_format(struct request *request, const struct incoming *incoming, struct problem *problem)
{
    unsigned offered = request->operation->formats;
    request->format = format_accepted(header(incoming, "Accept"), offered);
    if (request->format != 0)
        return true;
    request->format = FORMAT_JSON;
    scoped(free_string) char *names = format_names(offered);
    return problem_set(problem, "not_acceptable", "{s:s}", "offered", names);
}

bool request_route(struct request *request, const struct contract *contract, const struct incoming *incoming,
                   struct problem *problem)
{
    const char *id = header(incoming, "X-Request-Id");
    if (header_id_is_clean(id))
        snprintf(request->id, sizeof request->id, "%s", id);
    else
        make_id(request->id);
    request->format = FORMAT_JSON;
    request->language = language_accepted(header(incoming, "Accept-Language"));
    request->method = method_named(incoming->method);
    if (!url_split(incoming->url, &request->path, &request->query, problem))
        return false;
    struct route route = contract_route(contract, request->method, request->path);
    if (route.allowed_methods == 0)
        return problem_set(problem, "no_such_path", NULL);
    if (request->method == METHOD_OPTIONS)
        return true;
    if (route.operation == NULL)
        return refuse_method(incoming->method, route.allowed_methods, problem);
    request->operation = route.operation;
    return keep_path_values(request, &route, problem) && choose_format(request, incoming, problem);
}
