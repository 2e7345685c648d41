/* contract_schema.c: every keyword of the contract accepts what it should and refuses the rest at the right place. */
#include "contract_given.h"

#define LETTERS_20 "abcdefghijklmnopqrst"
#define LETTERS_60 LETTERS_20 LETTERS_20 LETTERS_20
#define LETTERS_64 LETTERS_60 "abcd"

struct schema_case {
    const char *schema, *value, *faults;
};

static void judge(const struct schema_case *row)
{
    scoped(free_string) char *text = probe(row->schema, THING);
    struct contract *contract = given(text);
    scoped(free_string) char *json = quoted(row->value);
    json_auto_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
    scoped(problem_close) struct problem problem = {0};
    bool passed = schema_check(contract_operation(contract, "probe")->bodies[0].schema, value, &problem);
    scoped(free_string) char *faults = told(&problem);
    cr_expect_str_eq(faults, row->faults, "%s for %s: %s", row->value, row->schema, faults);
    cr_expect_eq(passed, *row->faults == '\0');
    contract_free(contract);
}

#define JUDGE_ALL(rows)                                                                                                \
    for (size_t i = 0; i < sizeof(rows) / sizeof((rows)[0]); i++)                                                      \
    judge(&(rows)[i])

Test(schemas, judge_types)
{
    static const struct schema_case rows[] = {
        {"{'type':'string'}", "'a'", ""},
        {"{'type':'string'}", "1", "wrong_type@"},
        {"{'type':'integer'}", "1", ""},
        {"{'type':'integer'}", "1.0", "wrong_type@"},
        {"{'type':'integer'}", "'1'", "wrong_type@"},
        {"{'type':'number'}", "1", ""},
        {"{'type':'number'}", "1.5", ""},
        {"{'type':'number'}", "true", "wrong_type@"},
        {"{'type':'number'}", "'3,5'", "number_with_comma@"},
        {"{'type':['number','null']}", "'-1.234,50%'", "number_with_comma@"},
        {"{'type':'number'}", "'3,'", "wrong_type@"},
        {"{'type':'number'}", "',5'", "wrong_type@"},
        {"{'type':'number'}", "'3,5 ha'", "wrong_type@"},
        {"{'type':'integer'}", "'3,5'", "wrong_type@"},
        {"{'type':'boolean'}", "false", ""},
        {"{'type':'boolean'}", "0", "wrong_type@"},
        {"{'type':['string','null']}", "null", ""},
        {"{'type':['string','null']}", "[]", "wrong_type@"},
        {"{'type':'array','items':{}}", "[1,'a']", ""},
        {"{'type':'array'}", "{}", "wrong_type@"},
        {"{'type':'object','additionalProperties':true}", "{'a':1}", ""},
        {"{'type':'object','additionalProperties':true}", "[]", "wrong_type@"},
        {"{'description':'anything'}", "[{'a':null}]", ""},
    };
    JUDGE_ALL(rows);
}

Test(schemas, judge_objects)
{
    static const char closed[] = "{'type':'object','additionalProperties':false,'required':['a'],"
                                 "'properties':{'a':{'type':'string'},'b/c~d':{'type':'integer'}}}";
    static const struct schema_case rows[] = {
        {closed, "{'a':'x'}", ""},
        {closed, "{'a':'x','b/c~d':2}", ""},
        {closed, "{}", "required@/a"},
        {closed, "{'a':'x','z':1}", "unknown_property@/z"},
        {closed, "{'b/c~d':'x','z':1}", "required@/a wrong_type@/b~1c~0d unknown_property@/z"},
        {closed, "{'a':null}", "wrong_type@/a"},
        {"{'type':'object','additionalProperties':{'type':'integer'}}", "{'2024':1,'2025':2}", ""},
        {"{'type':'object','additionalProperties':{'type':'integer'}}", "{'2024':1,'2025':'x'}", "wrong_type@/2025"},
        {"{'type':'object','additionalProperties':true,'required':['k']}", "{'l':1}", "required@/k"},
    };
    JUDGE_ALL(rows);
}

Test(schemas, judge_arrays)
{
    static const struct schema_case rows[] = {
        {"{'type':'array','items':{'type':'integer'}}", "[1,2]", ""},
        {"{'type':'array','items':{'type':'integer'}}", "[1,'x',2,null]", "wrong_type@/1 wrong_type@/3"},
        {"{'type':'array','minItems':1}", "[1]", ""},
        {"{'type':'array','minItems':1}", "[]", "too_few@"},
        {"{'type':'array','maxItems':1}", "[1]", ""},
        {"{'type':'array','maxItems':1}", "[1,2]", "too_many@"},
        {"{'type':'array','uniqueItems':true}", "[1,'1',true,{'a':1}]", ""},
        {"{'type':'array','uniqueItems':true}", "['a','b','a']", "not_unique@/2"},
        {"{'type':'array','uniqueItems':true}", "[{'a':1,'b':2},{'b':2,'a':1}]", "not_unique@/1"},
    };
    JUDGE_ALL(rows);
}

Test(schemas, judge_choices)
{
    static const struct schema_case rows[] = {
        {"{'type':'string','enum':['plan','movement']}", "'plan'", ""},
        {"{'type':'string','enum':['plan','movement']}", "'Plan'", "not_in_list@"},
        {"{'type':['string','null'],'enum':['plan',null]}", "null", ""},
        {"{'type':['string','null'],'enum':['plan']}", "null", "not_in_list@"},
        {"{'const':'alive'}", "'alive'", ""},
        {"{'const':'alive'}", "'dead'", "not_the_constant@"},
    };
    JUDGE_ALL(rows);
}

Test(schemas, judge_numbers)
{
    static const struct schema_case rows[] = {
        {"{'type':'number','minimum':0.1}", "0.1", ""},      {"{'type':'number','minimum':0.1}", "0.09", "too_small@"},
        {"{'type':'integer','maximum':500}", "500", ""},     {"{'type':'integer','maximum':500}", "501", "too_large@"},
        {"{'type':'number','minimum':-5.9}", "-5.9", ""},    {"{'type':'number','minimum':-5.9}", "-6", "too_small@"},
        {"{'minimum':5,'maximum':6}", "'not a number'", ""},
    };
    JUDGE_ALL(rows);
}

Test(schemas, count_code_points)
{
    static const struct schema_case rows[] = {
        {"{'type':'string','maxLength':8}", "'Măng Đen'", ""},
        {"{'type':'string','maxLength':7}", "'Măng Đen'", "too_long@"},
        {"{'type':'string','minLength':8}", "'Măng Đen'", ""},
        {"{'type':'string','minLength':9}", "'Măng Đen'", "too_short@"},
        {"{'type':'string','minLength':1}", "''", "too_short@"},
        {"{'type':'string','minLength':1}", "' \\t\\n\u00a0 '", "too_short@"},
        {"{'type':'string','minLength':3}", "'  Đ 7  '", ""},
        {"{'type':'string','minLength':4}", "'  Đ 7  '", "too_short@"},
        {"{'type':'string','maxLength':3}", "'Đ 7 '", "too_long@"},
    };
    JUDGE_ALL(rows);
}

Test(schemas, judge_patterns)
{
    static const struct schema_case rows[] = {
        {"{'type':'string','pattern':'^[A-Z]{2}$'}", "'KT'", ""},
        {"{'type':'string','pattern':'^[A-Z]{2}$'}", "'KT\\n'", "wrong_pattern@"},
        {"{'type':'string','pattern':'^[A-Z]{2}$'}", "'KTX'", "wrong_pattern@"},
        {"{'type':'string','pattern':'b'}", "'abc'", ""},
        {"{'type':'string','pattern':'^\\\\p{L}+$'}", "'Đắk'", ""},
        {"{'type':'string','pattern':'^(a+)+$'}",
         "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'", "wrong_pattern@"},
    };
    JUDGE_ALL(rows);
}

Test(schemas, judge_formats)
{
    static const struct schema_case rows[] = {
        {"{'format':'uuid'}", "'0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'", ""},
        {"{'format':'uuid'}", "'0197b0c27f6e7cc39c0e3f0a4f3f1c11'", "wrong_format@"},
        {"{'format':'uuid'}", "'0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11x'", "wrong_format@"},
        {"{'format':'date'}", "'2024-02-29'", ""},
        {"{'format':'date'}", "'2025-02-29'", "wrong_format@"},
        {"{'format':'date'}", "'1900-02-29'", "wrong_format@"},
        {"{'format':'date'}", "'2025-04-31'", "wrong_format@"},
        {"{'format':'date'}", "'2025-13-01'", "wrong_format@"},
        {"{'format':'date'}", "'0000-01-01'", "wrong_format@"},
        {"{'format':'date'}", "'2025-7-1'", "wrong_format@"},
        {"{'format':'date'}", "'infinity'", "wrong_format@"},
        {"{'format':'date'}", "'2025/07/01'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00+07:00'", ""},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00.123456Z'", ""},
        {"{'format':'date-time'}", "'2025-07-01T23:59:59.123456789Z'", ""},
        {"{'format':'date-time'}", "'2025-07-01T23:59:59.1234567890Z'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T23:59:59.5z'", ""},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00x07:00'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T23:60:00Z'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T23:59:60Z'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00+14:59'", ""},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00+15:00'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00+14:60'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01 08:00:00Z'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T24:00:00Z'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00.Z'", "wrong_format@"},
        {"{'format':'date-time'}", "'2025-07-01T08:00:00+7:00'", "wrong_format@"},
        {"{'format':'unit-reference'}", "'code:23476'", ""},
        {"{'format':'unit-reference'}", "'code:23476@2025-06-30'", ""},
        {"{'format':'unit-reference'}", "'0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11'", ""},
        {"{'format':'unit-reference'}", "'code:23476@2025-06-31'", "wrong_format@"},
        {"{'format':'unit-reference'}", "'code:'", "wrong_format@"},
        {"{'format':'unit-reference'}", "'23476'", "wrong_format@"},
        {"{'format':'campaign-reference'}", "'code:KT-2025'", ""},
        {"{'format':'campaign-reference'}", "'code:KT 2025'", "wrong_format@"},
        {"{'format':'indicator-reference'}", "'code:KT2025-19'", ""},
        {"{'format':'indicator-reference'}", "'KT2025-19'", "wrong_format@"},
        {"{'format':'email'}", "'noi.vu@kontum.gov.vn'", ""},
        {"{'format':'email'}", "'n@kontum.gov.vn'", ""},
        {"{'format':'email'}", "'noi vu@kontum.gov.vn'", "wrong_format@"},
        {"{'format':'email'}", "'a@kontum'", "wrong_format@"},
        {"{'format':'email'}", "'a@b..vn'", "wrong_format@"},
        {"{'format':'email'}", "'a@kon_tum.vn'", "wrong_format@"},
        {"{'format':'email'}", "'a@b.vn/c'", "wrong_format@"},
        {"{'format':'email'}", "'@kontum.gov.vn'", "wrong_format@"},
        {"{'format':'email'}", "'kontum.gov.vn'", "wrong_format@"},
        {"{'format':'email'}", "'" LETTERS_64 "@kontum.gov.vn'", ""},
        {"{'format':'email'}", "'" LETTERS_64 "a@kontum.gov.vn'", "wrong_format@"},
        {"{'format':'email'}", "'a@" LETTERS_60 "." LETTERS_60 "." LETTERS_60 "." LETTERS_60 ".vn.vn.vn'", ""},
        {"{'format':'email'}", "'aa@" LETTERS_60 "." LETTERS_60 "." LETTERS_60 "." LETTERS_60 ".vn.vn.vn'",
         "wrong_format@"},
        {"{'format':'uri'}", "'https://kontum.gov.vn/a?b=c'", ""},
        {"{'format':'uri'}", "'//kontum.gov.vn'", "wrong_format@"},
        {"{'format':'uri'}", "'1https://kontum.gov.vn'", "wrong_format@"},
        {"{'format':'uri'}", "'https:'", "wrong_format@"},
        {"{'format':'uri'}", "'https://kontum.gov.vn/a b'", "wrong_format@"},
    };
    JUDGE_ALL(rows);
}

Test(schemas, may_contain_themselves)
{
    static const struct schema_case rows[] = {
        {"{'$ref':'#/components/schemas/Tree'}", "{'name':'a','under':[{'name':'b','under':[]}]}", ""},
        {"{'$ref':'#/components/schemas/Alias','title':'Cây'}", "{'name':'a','under':[{'under':[{'name':1}]}]}",
         "required@/under/0/name wrong_type@/under/0/under/0/name"},
    };
    JUDGE_ALL(rows);
}

Test(schemas, report_a_hundred_faults_at_most)
{
    scoped(free_string) char *text = probe("{'type':'array','items':{'type':'string'}}", THING);
    struct contract *contract = given(text);
    scoped(problem_close) struct problem problem = {0};
    json_auto_t *value = json_array();
    for (int i = 0; i < 300; i++)
        json_array_append_new(value, json_integer(i));
    cr_expect_not(schema_check(contract_operation(contract, "probe")->bodies[0].schema, value, &problem));
    cr_expect_eq(json_array_size(problem.errors), 100);
    contract_free(contract);
}

Test(schemas, say_what_was_expected)
{
    scoped(free_string) char *text = probe("{'type':'string','enum':['a','b'],'maxLength':0}", THING);
    struct contract *contract = given(text);
    scoped(problem_close) struct problem problem = {0};
    json_auto_t *value = json_string("c");
    schema_check(contract_operation(contract, "probe")->bodies[0].schema, value, &problem);
    scoped(free_string) char *errors = json_dumps(problem.errors, JSON_COMPACT | JSON_SORT_KEYS);
    cr_expect_str_eq(errors, "[{\"code\":\"not_in_list\",\"params\":{\"allowed\":[\"a\",\"b\"]},\"pointer\":\"\"},"
                             "{\"code\":\"too_long\",\"params\":{\"limit\":0},\"pointer\":\"\"}]");
    cr_expect_str_eq(problem.code, "validation_failed");
    contract_free(contract);
}

Test(schemas, refuse_what_they_do_not_know)
{
    static const struct {
        const char *schema, *fault;
    } rows[] = {
        {"{'allOf':[]}", "the keyword `allOf` is not supported"},
        {"{'type':'text'}", "there is no such type"},
        {"{'type':['string','nul']}", "there is no such type"},
        {"{'format':'duration'}", "there is no such format"},
        {"{'pattern':'('}", "not an expression that PCRE2 reads"},
        {"{'minLength':-1}", "a count is wanted"},
        {"{'minimum':'0'}", "a number is wanted"},
        {"{'enum':[]}", "a list of values is wanted"},
        {"{'uniqueItems':false}", "only true makes sense here"},
        {"{'required':'a'}", "an array is wanted"},
        {"{'type':'object'}", "an object must say what additionalProperties are"},
        {"{'type':'object','additionalProperties':false,'required':['a']}", "`a` is required but not declared"},
        {"{'$ref':'#/components/schemas/None'}", "`#/components/schemas/None` leads nowhere"},
        {"{'$ref':'other.yaml#/Tree'}", "`other.yaml#/Tree` leads nowhere"},
        {"{'$ref':'#/components/schemas/Tree','maxLength':3}", "`maxLength` may not stand beside $ref"},
        {"{'items':{'properties':{'a':{'oneOf':[]}}}}", "the keyword `oneOf` is not supported"},
        {"{'items':7}", "a schema is wanted"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *text = probe(rows[i].schema, THING);
        scoped(free_string) char *fault = NULL;
        cr_expect_null(load(text, &fault), "%s", rows[i].schema);
        cr_expect(fault && strstr(fault, rows[i].fault), "%s: %s", rows[i].schema, fault);
        cr_expect(fault && strstr(fault, "#/paths/~1things~1{thing}/post/requestBody/content/application~1json"), "%s",
                  fault);
    }
}

Test(schemas, name_the_columns_of_a_row)
{
    struct contract *contract = given(
        "{'tags':[{'name':'t','x-folder':'t'}],'paths':{'/t':{'get':{'operationId':'list_t','tags':['t'],"
        "'security':[{'token':[]}],'responses':{'200':{'content':{'text/csv':{},'application/json':{'schema':"
        "{'type':'object','additionalProperties':false,'properties':{'page':{'type':'object','additionalProperties':"
        "true},'items':{'type':'array','items':{'$ref':'#/components/schemas/T'}}}}}}}}}}},"
        "'components':{'schemas':{'T':{'type':'object','additionalProperties':false,'properties':{'id':{},'unit':"
        "{'type':'object','additionalProperties':false,'properties':{'id':{},'code':{}}},'values':{'type':'object',"
        "'additionalProperties':{'type':'number'}},'notes':{'type':'array','items':{'type':'string'}}}}}}}");
    const struct operation *operation = contract_operation(contract, "list_t");
    const char *names[10];
    cr_expect(operation->is_list);
    cr_expect_eq(operation->formats, FORMAT_CSV | FORMAT_JSON);
    cr_assert_eq(schema_columns(operation->reply, names, 10), 5);
    cr_expect_str_eq(names[0], "id");
    cr_expect_str_eq(names[1], "unit.id");
    cr_expect_str_eq(names[2], "unit.code");
    cr_expect_str_eq(names[3], "values");
    cr_expect_str_eq(names[4], "notes");
    contract_free(contract);
}
