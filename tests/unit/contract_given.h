/* contract_given.h: small contracts for the tests of api/contract, written with ' for ". */
#pragma once

#include "contract/contract.h"
#include "support/scoped.h"
#include "support/text.h"

#include <criterion/criterion.h>
#include <string.h>

static inline char *quoted(const char *text)
{
    char *copy = text_copy(text);
    for (char *at = copy; *at; at++)
        if (*at == '\'')
            *at = '"';
    return copy;
}

static inline struct contract *load(const char *text, char **fault)
{
    scoped(free_string) char *json = quoted(text);
    return contract_load(json, strlen(json), fault);
}

/* A contract that loads, or the test ends. */
static inline struct contract *given(const char *text)
{
    scoped(free_string) char *fault = NULL;
    struct contract *contract = load(text, &fault);
    cr_assert_not_null(contract, "%s", fault);
    return contract;
}

/* One operation `probe` with these parameters, whose body is `schema`; `Tree` is a schema that contains itself. */
static inline char *probe(const char *schema, const char *parameters)
{
    return text_format(
        "{'servers':[{'url':'/api/v1'}],'tags':[{'name':'things','x-folder':'things'}],"
        "'paths':{'/things/{thing}':{'post':{'operationId':'probe','tags':['things'],'security':[],'parameters':[%s],"
        "'requestBody':{'required':true,'content':{'application/json':{'schema':%s}}},"
        "'responses':{'201':{'content':{'application/json':{'schema':{'$ref':'#/components/schemas/Tree'}}}}}}}},"
        "'components':{'schemas':{'Tree':{'type':'object','additionalProperties':false,'required':['name'],"
        "'properties':{'name':{'type':'string'},'under':{'type':'array','items':{'$ref':"
        "'#/components/schemas/Tree'}}}},'Alias':{'$ref':'#/components/schemas/Tree'}}}}",
        parameters, schema);
}

#define THING "{'name':'thing','in':'path','required':true,'schema':{'type':'string'}}"

/* "wrong_type@/a required@/b", in the order in which they were found; the code of a problem without faults. */
static inline char *told(const struct problem *problem)
{
    struct text text = {0};
    size_t i;
    json_t *fault;
    if (problem->errors == NULL)
        text_add(&text, problem->code);
    json_array_foreach(problem->errors, i, fault) {
        text_print(&text, "%s%s@%s", i ? " " : "", json_string_value(json_object_get(fault, "code")),
                   json_string_value(json_object_get(fault, "pointer")));
    }
    return text_take(&text);
}
