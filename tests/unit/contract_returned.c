/* contract_returned.c: an answer sent back is what its sender wants changed, and all else of it stays as he wrote it.
 */
#include "contract_given.h"

#define OBJECT(properties) "{'type':'object','additionalProperties':false,'properties':{" properties "}}"
#define TEXT               "{'type':'string'}"
#define UNIT               OBJECT("'id':" TEXT ",'name':" TEXT)
#define CASE_SHOWN         OBJECT("'nomination_id':" TEXT ",'mode':" TEXT ",'unit':" UNIT)
#define CASE_TAKEN         OBJECT("'nomination':" TEXT ",'mode':" TEXT)
#define LIST(items)        "{'type':'array','items':" items "}"
#define SHOWN                                                                                                          \
    OBJECT("'id':" TEXT ",'version':{'type':'integer'},'state':" TEXT ",'title':" TEXT ",'area':{'type':'number'},"    \
           "'unit':" UNIT ",'note':" TEXT ",'document_id':" TEXT ",'letter_document_id':" TEXT                         \
           ",'units':" LIST(UNIT) ",'agenda':" LIST(CASE_SHOWN))
#define TAKEN                                                                                                          \
    OBJECT("'title':" TEXT ",'area':{'type':'number'},'unit':" TEXT ",'note':" TEXT ",'document':" TEXT                \
           ",'letter':" TEXT ",'units':" LIST(TEXT) ",'agenda':" LIST(CASE_TAKEN))

static struct contract *given_pair(void)
{
    scoped(free_string) char *text =
        text_format("{'servers':[{'url':'/api/v1'}],'tags':[{'name':'things','x-folder':'things'}],'paths':{'/things':{"
                    "'get':{'operationId':'show','tags':['things'],'security':[],'responses':{'200':{'content':{"
                    "'application/json':{'schema':%s}}}}},"
                    "'patch':{'operationId':'take','tags':['things'],'security':[],'requestBody':{'content':{"
                    "'application/json':{'schema':%s}}},'responses':{'204':{}}}}}}",
                    SHOWN, TAKEN);
    return given(text);
}

struct returned_case {
    const char *sent, *now, *taken, *faults; /* now: NULL for not known */
};

static void take(const struct contract *contract, const struct returned_case *row)
{
    const struct operation *operation = contract_operation(contract, "take");
    const struct schema *schema = operation->bodies[0].schema;
    scoped(free_string) char *sent = quoted(row->sent), *now = row->now ? quoted(row->now) : NULL;
    scoped(free_string) char *wanted = quoted(row->taken);
    json_auto_t *body = json_loads(sent, 0, NULL), *shown = now ? json_loads(now, 0, NULL) : NULL;
    scoped(problem_close) struct problem problem = {0};
    cr_assert(schema_is_answer(schema, operation->shown->reply, body), "%s", sent);
    scoped(free_string) char *made = schema_returned(schema, operation->shown->reply, sent, body, shown, &problem);
    scoped(free_string) char *faults = told(&problem);
    cr_expect_str_eq(made, wanted);
    cr_expect_str_eq(faults, row->faults, "%s: %s", sent, faults);
}

#define TAKE_ALL(rows)                                                                                                 \
    struct contract *contract = given_pair();                                                                          \
    for (size_t i = 0; i < sizeof(rows) / sizeof((rows)[0]); i++)                                                      \
        take(contract, &(rows)[i]);                                                                                    \
    contract_free(contract)

Test(returned_answers, are_what_differs_from_what_is_there)
{
    static const char now[] = "{'id':'1','version':3,'state':'draft','title':'a','area':86083.1,"
                              "'unit':{'id':'u','name':'U'},'document_id':'d'}";
    static const struct returned_case rows[] = {
        {now, now, "{}", ""},
        {"{'version':3,'title':'b','area': 86083.10}", now, "{'title':'b'}", ""},
        {"{'version':3,'area':86083.20, 'unit':{'name':'U','id':'u'}}", now, "{'area':86083.20}", ""},
        {"{'version':3,'unit':{'id':'w','name':'U'}}", now, "{'unit':'w'}", ""},
        {"{'version':3,'unit':null}", now, "{}", "read_only_property@/unit"},
        {"{'version':3,'state':'launched','id':'2'}", now, "{}", "read_only_property@/state read_only_property@/id"},
        {"{'version':3,'document_id':'e'}", now, "{'document':'e'}", ""},
        {"{'version':3,'document_id':'d','document':'e'}", now, "{'document':'e'}", ""},
        {"{'version':3,'colour':{'a':[1,\"}\"]}, 'title':'b'}", now, "{'colour':{'a':[1,\"}\"]},'title':'b'}", ""},
    };
    TAKE_ALL(rows);
}

Test(returned_answers, leave_out_what_bodies_have_not_where_nothing_is_known)
{
    static const struct returned_case rows[] = {
        {"{'version':3,'state':'draft','title':'a','note':null}", NULL, "{'title':'a'}", ""},
        {"{ 'version' : 3 , 'units' : [ {'id':'u','name':'U'} , 'code:2' ] }", NULL, "{'units':['u','code:2']}", ""},
        {"{'version':3,'agenda':[{'nomination_id':'n','mode':'open','unit':{'id':'u'}},{}],'letter_document_id':'d'}",
         NULL, "{'agenda':[{'nomination':'n','mode':'open'},{}],'letter':'d'}", ""},
        {"{'version':3,'area':86083.10,'ti\\u0074le':'b','units':[]}", NULL, "{'area':86083.10,'title':'b','units':[]}",
         ""},
    };
    TAKE_ALL(rows);
}

Test(returned_answers, say_their_version)
{
    struct contract *contract = given_pair();
    const struct operation *operation = contract_operation(contract, "take");
    json_auto_t *none = json_pack("{s:s}", "title", "a"), *text = json_pack("{s:s}", "version", "3");
    cr_expect_not(schema_is_answer(operation->bodies[0].schema, operation->shown->reply, none));
    cr_expect_not(schema_is_answer(operation->bodies[0].schema, operation->shown->reply, text));
    cr_expect_null(operation->shown->shown);
    contract_free(contract);
}
