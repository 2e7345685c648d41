/* contract_parameters.c: parameters are matched whole and reach PostgreSQL as it reads them. */
#include "contract_given.h"

#include <stdlib.h>

struct parameter_case {
    const char *schema, *text, *value, *faults;
};

static void read_one(const struct parameter_case *row)
{
    scoped(free_string) char *parameters = text_format(THING ",{'name':'p','in':'query','schema':%s}", row->schema);
    scoped(free_string) char *text = probe("{}", parameters);
    struct contract *contract = given(text);
    const struct operation *operation = contract_operation(contract, "probe");
    scoped(problem_close) struct problem problem = {0};
    scoped(free_string) char *value = parameter_value(&operation->parameters[1], row->text, &problem);
    scoped(free_string) char *faults = told(&problem);
    cr_expect_str_eq(value ? value : "(none)", row->value, "%s for %s: %s", row->text, row->schema, value);
    cr_expect_str_eq(faults, row->faults, "%s for %s: %s", row->text, row->schema, faults);
    cr_expect(value || strcmp(problem.code, "invalid_parameter") == 0);
    contract_free(contract);
}

#define READ_ALL(rows)                                                                                                 \
    for (size_t i = 0; i < sizeof(rows) / sizeof((rows)[0]); i++)                                                      \
    read_one(&(rows)[i])

#define NONE "(none)"

Test(parameters, of_each_kind)
{
    static const struct parameter_case rows[] = {
        {"{'type':'integer','minimum':1,'maximum':500}", "50", "50", ""},
        {"{'type':'integer','minimum':1,'maximum':500}", "501", NONE, "too_large@?p"},
        {"{'type':'integer'}", "-7", "-7", ""},
        {"{'type':'integer'}", "", NONE, "wrong_type@?p"},
        {"{'type':'integer'}", "+7", NONE, "wrong_type@?p"},
        {"{'type':'integer'}", "007", NONE, "wrong_type@?p"},
        {"{'type':'integer'}", "7 ", NONE, "wrong_type@?p"},
        {"{'type':'integer'}", "7.0", NONE, "wrong_type@?p"},
        {"{'type':'integer'}", "7;drop", NONE, "wrong_type@?p"},
        {"{'type':'integer'}", "99999999999999999999", NONE, "number_too_precise@?p"},
        {"{'type':'number'}", "33.30", "33.30", ""},
        {"{'type':'number'}", "1e3", NONE, "number_with_exponent@?p"},
        {"{'type':'number'}", "1,5", NONE, "wrong_type@?p"},
        {"{'type':'number'}", "NaN", NONE, "wrong_type@?p"},
        {"{'type':'boolean'}", "true", "true", ""},
        {"{'type':'boolean'}", "false", "false", ""},
        {"{'type':'boolean'}", "1", "1", ""},
        {"{'type':'boolean'}", "0", "0", ""},
        {"{'type':'boolean'}", "yes", NONE, "wrong_type@?p"},
        {"{'type':'boolean'}", "True", NONE, "wrong_type@?p"},
        {"{'type':'string','format':'date'}", "2025-07-01", "2025-07-01", ""},
        {"{'type':'string','format':'date'}", "2025-02-30", NONE, "wrong_format@?p"},
        {"{'type':'string','format':'date'}", "now", NONE, "wrong_format@?p"},
        {"{'type':'string','format':'uuid'}", "5%00evil", NONE, "wrong_format@?p"},
        {"{'type':'string','format':'unit-reference','maxLength':10}", "code:23476@2025-06-30", NONE, "too_long@?p"},
        {"{'type':'string','enum':['point','comma']}", "comma", "comma", ""},
        {"{'type':'string','enum':['point','comma']}", "Comma", NONE, "not_in_list@?p"},
        {"{'type':'string','enum':[',',';']}", ",", ",", ""},
        {"{'type':'string','pattern':'^[!-~]+$'}", "a b", NONE, "wrong_pattern@?p"},
        {"{'type':'string'}", "Ma\u0306ng", "Măng", ""},
        {"{'type':'string'}", "a\u202e", NONE, "text_not_clean@?p"},
        {"{'type':'string'}", "a\xff", NONE, "text_not_clean@?p"},
    };
    READ_ALL(rows);
}

Test(parameters, that_are_lists_become_array_literals)
{
    static const struct parameter_case rows[] = {
        {"{'type':'array','items':{'type':'string'}}", "a,b", "{\"a\",\"b\"}", ""},
        {"{'type':'array','items':{'type':'string'}}", "a", "{\"a\"}", ""},
        {"{'type':'array','items':{'type':'string'}}", "NULL", "{\"NULL\"}", ""},
        {"{'type':'array','items':{'type':'string'}}", "a\"b\\c{}", "{\"a\\\"b\\\\c{}\"}", ""},
        {"{'type':'array','items':{'type':'string','minLength':1}}", "a,,b", NONE, "too_short@?p"},
        {"{'type':'array','items':{'type':'string','enum':['a','b']}}", "a,c,d", NONE, "not_in_list@?p not_in_list@?p"},
        {"{'type':'array','items':{'type':'integer'}}", "1,2", "{\"1\",\"2\"}", ""},
        {"{'type':'array','items':{'type':'integer'}}", "1,x", NONE, "wrong_type@?p"},
        {"{'type':'array','uniqueItems':true,'items':{'type':'string'}}", "a,a", NONE, "not_unique@?p"},
        {"{'type':'array','maxItems':1,'items':{'type':'string'}}", "a,b", NONE, "too_many@?p"},
        {"{'type':'array','items':{'type':'string','format':'uuid'}}", "7", NONE, "wrong_format@?p"},
    };
    READ_ALL(rows);
}

Test(parameters, tell_their_faults_together)
{
    scoped(free_string) char *text = probe("{}", THING ",{'name':'from','in':'query','schema':{'format':'date'}},"
                                                       "{'name':'limit','in':'query','schema':{'type':'integer'}}");
    struct contract *contract = given(text);
    const struct operation *operation = contract_operation(contract, "probe");
    scoped(problem_close) struct problem problem = {0};
    cr_expect_null(parameter_value(&operation->parameters[1], "x", &problem));
    cr_expect_null(parameter_value(&operation->parameters[2], "y", &problem));
    scoped(free_string) char *faults = told(&problem);
    cr_expect_str_eq(faults, "wrong_format@?from wrong_type@?limit");
    cr_expect_str_eq(problem.code, "invalid_parameter");
    cr_expect_str_eq(json_string_value(json_object_get(problem.params, "name")), "from");
    contract_free(contract);
}
