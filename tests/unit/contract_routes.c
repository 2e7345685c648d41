/* contract_routes.c: operations are found by path and method, and say what the contract says of them. */
#include "contract_given.h"

/* `paths` filled with operations that do nothing: "GET /a/{b}" and so on. */
static struct contract *routes_of(const char *const *routes)
{
    struct text text = {0};
    text_add(&text, "{'servers':[{'url':'https://thi-dua.vn/api/v1/'}],'tags':[{'name':'t','x-folder':'t'}],'paths':{");
    for (size_t i = 0; routes[i]; i++) {
        char method[32], path[100];
        sscanf(routes[i], "%31s %99s", method, path);
        text_print(&text, "%s'%s':{%s'parameters':[", i ? "," : "", path,
                   strncmp(path, "/livez", 6) == 0 ? "'servers':[{'url':'/'}]," : "");
        const char *comma = "";
        for (const char *at = strchr(path, '{'); at; at = strchr(at + 1, '{')) {
            text_print(&text, "%s{'name':'%.*s','in':'path','schema':{'type':'string'}}", comma,
                       (int)strcspn(at + 1, "}"), at + 1);
            comma = ",";
        }
        for (char *next = strtok(method, ","); next; next = strtok(NULL, ",")) {
            text_print(&text, "%s'%s':{'operationId':'%s %s','tags':['t'],'security':[],'responses':{'204':{}}}",
                       next == method ? "]," : ",", next, next, path);
        }
        text_add(&text, "}");
    }
    text_add(&text, "}}");
    scoped(free_string) char *json = text_take(&text);
    return given(json);
}

static const char *const campaign_routes[] = {"get /livez",
                                              "get,post /campaigns",
                                              "get,patch,delete /campaigns/{campaign}",
                                              "get /campaigns/current",
                                              "post /campaigns/current/moves",
                                              "get /campaigns/{c}/units/{u}/periods/{p}/submission",
                                              "get /campaigns/{campaign}/units/all",
                                              NULL};

Test(routes, are_found_by_path_and_method)
{
    static const struct {
        enum method method;
        const char *path, *operation, *values;
    } rows[] = {
        {METHOD_GET, "/livez", "get /livez", ""},
        {METHOD_GET, "/api/v1/livez", NULL, ""},
        {METHOD_GET, "/api/v1/campaigns", "get /campaigns", ""},
        {METHOD_HEAD, "/api/v1/campaigns", "get /campaigns", ""},
        {METHOD_POST, "/api/v1/campaigns", "post /campaigns", ""},
        {METHOD_PUT, "/api/v1/campaigns", NULL, ""},
        {METHOD_COUNT, "/api/v1/campaigns", NULL, ""},
        {METHOD_COUNT, "/api/v1/campaigns/current/moves", NULL, ""},
        {METHOD_OPTIONS, "/api/v1/campaigns", NULL, ""},
        {METHOD_GET, "/api/v1/campaigns/", NULL, ""},
        {METHOD_GET, "/api/v1//campaigns", NULL, ""},
        {METHOD_GET, "/campaigns", NULL, ""},
        {METHOD_GET, "", NULL, ""},
        {METHOD_GET, "/", NULL, ""},
        {METHOD_GET, "api/v1/campaigns", NULL, ""},
        {METHOD_GET, "/api/v1/campaigns/current", "get /campaigns/current", ""},
        {METHOD_GET, "/api/v1/campaigns/currently", "get /campaigns/{campaign}", "campaign=currently "},
        {METHOD_PATCH, "/api/v1/campaigns/code%3AKT", "patch /campaigns/{campaign}", "campaign=code%3AKT "},
        {METHOD_GET, "/api/v1/campaigns/current/units/7/periods/2025-Q1/submission",
         "get /campaigns/{c}/units/{u}/periods/{p}/submission", "c=current u=7 p=2025-Q1 "},
        {METHOD_GET, "/api/v1/campaigns/x/units/all", "get /campaigns/{campaign}/units/all", "campaign=x "},
        {METHOD_GET, "/api/v1/campaigns/x/units/some", NULL, ""},
    };
    struct contract *contract = routes_of(campaign_routes);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct route route = contract_route(contract, rows[i].method, rows[i].path);
        struct text values = {0};
        for (size_t k = 0; route.operation && k < route.value_count; k++)
            text_print(&values, "%s=%.*s ", route.values[k].name, (int)route.values[k].length, route.values[k].bytes);
        cr_expect_str_eq(route.operation ? route.operation->id : "", rows[i].operation ? rows[i].operation : "");
        cr_expect_str_eq(text_string(&values), rows[i].values, "%s: %s", rows[i].path, text_string(&values));
        text_close(&values);
    }
    contract_free(contract);
}

Test(routes, know_the_methods_of_a_path)
{
    struct contract *contract = routes_of(campaign_routes);
    cr_expect_eq(contract_route(contract, METHOD_PUT, "/api/v1/campaigns").allowed_methods,
                 1U << METHOD_GET | 1U << METHOD_HEAD | 1U << METHOD_POST | 1U << METHOD_OPTIONS);
    cr_expect_eq(contract_route(contract, METHOD_GET, "/api/v1/campaigns/current/moves").allowed_methods,
                 1U << METHOD_POST | 1U << METHOD_OPTIONS);
    cr_expect_eq(contract_route(contract, METHOD_GET, "/api/v1/nothing").allowed_methods, 0);
    contract_free(contract);
}

#define OPERATION                                                                                                      \
    "{'servers':[{'url':'/api/v1'}],'security':[{'token':[]}],'tags':[{'name':'t','x-folder':'folder'}],"              \
    "'components':{'parameters':{'dry':{'name':'dry_run','in':'query','schema':{'type':'boolean'}}},"                  \
    "'responses':{'Made':{'content':{'application/json':{'schema':{'type':'object','additionalProperties':true}}}}}}," \
    "'x-problems':{'busy':{'status':503,'title':{'vi':'Bận','en':'Busy'},'detail':{'vi':'Bận.','en':'Busy.'}}},"   \
    "'paths':{'/a/{a}/b/{b}':{'parameters':[{'name':'b','in':'path','schema':{'format':'uuid'}}],'patch':{%s}}}}"

static const char patch[] =
    "'operationId':'update_b','tags':['t'],'security':[{'token':['reviewer']},{'token':['leader@province']}],"
    "'parameters':[{'$ref':'#/components/parameters/dry'},{'name':'a','in':'path','schema':{'format':"
    "'unit-reference'}},{'name':'expand','in':'query','schema':{'type':'array','items':{'type':'string','enum':"
    "['unit','lead']},'default':['unit','lead']}}],'x-guards':'things','x-body-limit':1000,'x-no-store':true,"
    "'x-problems':['busy'],'requestBody':{'required':true,'content':{'application/merge-patch+json':{'schema':{"
    "'type':'object','additionalProperties':true}}}},'responses':{'default':{},'404':{},'200':{'$ref':"
    "'#/components/responses/Made'}}";

Test(operations, are_what_the_contract_says)
{
    scoped(free_string) char *text = text_format(OPERATION, patch);
    struct contract *contract = given(text);
    const struct operation *operation = contract_operation(contract, "update_b");
    cr_assert_not_null(operation);
    cr_expect_str_eq(operation->path, "/api/v1/a/{a}/b/{b}");
    cr_expect_str_eq(operation->folder, "folder");
    cr_expect_eq(operation->method, METHOD_PATCH);
    cr_expect(operation->needs_token);
    cr_expect_eq(operation->role_count, 2);
    cr_expect_str_eq(operation->roles[0].role, "reviewer");
    cr_expect_str_eq(operation->roles[0].level, "");
    cr_expect_str_eq(operation->roles[1].role, "leader");
    cr_expect_str_eq(operation->roles[1].level, "province");
    cr_assert_eq(operation->parameter_count, 4);
    cr_expect_str_eq(operation->parameters[0].name, "a");
    cr_expect_eq(operation->parameters[0].kind, VALUE_UNIT_REFERENCE);
    cr_expect_str_eq(operation->parameters[1].name, "b");
    cr_expect(operation->parameters[1].required, "what stands in a path is always there");
    cr_expect_str_eq(operation->guards, "things");
    cr_expect_str_eq(operation->guard_parameter, "b");
    cr_expect_eq(operation->expansion_count, 2);
    cr_expect_str_eq(operation->expansions[1], "lead");
    cr_expect_eq(operation->body_limit, 1000);
    cr_expect(operation->body_required && operation->no_store && operation->idempotent_key && !operation->is_public);
    cr_expect_eq(operation->success_status, 200);
    cr_expect_not_null(operation->reply);
    for (size_t i = 0; i < 4; i++)
        if (strcmp(operation->parameters[i].name, "expand") == 0)
            cr_expect_str_eq(operation->parameters[i].default_text, "unit,lead");
    contract_free(contract);
}

#define ENDING "'responses':{'204':{}}"
#define BOTH   "'parameters':[{'name':'a','in':'path','schema':{}}],"

Test(operations, stop_the_start_when_something_is_missing)
{
    static const struct {
        const char *operation, *fault;
    } rows[] = {
        {"'tags':['t'],'security':[]," BOTH ENDING, "an operationId is wanted"},
        {"'operationId':'o','tags':['u'],'security':[]," BOTH ENDING, "one tag with an x-folder is wanted"},
        {"'operationId':'o','tags':['t']," BOTH ENDING, "security is wanted, [] for everybody"},
        {"'operationId':'o','tags':['t'],'security':[{'token':['a','b']}]," BOTH ENDING, "one object per role"},
        {"'operationId':'o','tags':['t'],'security':[{}]," BOTH ENDING, "one object per role"},
        {"'operationId':'o','tags':['t'],'security':[]," ENDING, "every {name} is a whole segment and a declared"},
        {"'operationId':'o','tags':['t'],'security':[]," BOTH "'responses':{'404':{}}", "a success is wanted"},
        {"'operationId':'o','tags':['t'],'security':[],'x-problems':['lazy']," BOTH ENDING,
         "x-problems does not know `lazy`"},
        {"'operationId':'o','tags':['t'],'security':[],'x-guard-parameter':'c'," BOTH ENDING,
         "x-guard-parameter is not in the path"},
        {"'operationId':'o','tags':['t'],'security':[],'parameters':[{'name':'a','in':'path','schema':{}},{'name':'c',"
         "'in':'path','schema':{}}]," ENDING,
         "a parameter in path does not stand in the path"},
        {"'operationId':'o','tags':['t'],'security':[],'parameters':[{'name':'a','in':'cookie'}]," ENDING,
         "a parameter has a name, and is in path, query or header"},
        {"'operationId':'o','tags':['t'],'security':[],'parameters':[{'$ref':'#/components/parameters/x'}]," ENDING,
         "leads nowhere"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *text = text_format(OPERATION, rows[i].operation);
        scoped(free_string) char *fault = NULL;
        cr_expect_null(load(text, &fault), "%s", rows[i].fault);
        cr_expect(fault && strstr(fault, rows[i].fault), "%s: %s", rows[i].fault, fault);
        cr_expect(fault && strncmp(fault, "#/paths/~1a~1{a}~1b~1{b}/patch", 30) == 0, "%s", fault);
    }
}

Test(operations, that_go_say_so_for_a_year)
{
    static const struct {
        const char *words, *fault;
    } rows[] = {
        {"'deprecated':true,", "what is deprecated says since when"},
        {"'deprecated':true,'x-deprecated':'2026-01-01',", "what is deprecated says since when"},
        {"'deprecated':true,'x-deprecated':'soon','x-sunset':'2027-06-30',", "what is deprecated says since when"},
        {"'deprecated':true,'x-deprecated':'2026-01-01','x-sunset':'2026-12-31',", "stays for a year"},
        {"'x-sunset':'2027-06-30',", "x-sunset wants"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *words =
            text_format("'operationId':'o','tags':['t'],'security':[],%s" BOTH ENDING, rows[i].words);
        scoped(free_string) char *text = text_format(OPERATION, words);
        scoped(free_string) char *fault = NULL;
        cr_expect_null(load(text, &fault), "%s", rows[i].words);
        cr_expect(fault && strstr(fault, rows[i].fault), "%s: %s", rows[i].words, fault);
    }
    scoped(free_string) char *text =
        text_format(OPERATION, "'operationId':'o','tags':['t'],'security':[],'deprecated':true,'x-deprecated':"
                               "'2026-01-01','x-sunset':'2027-06-30'," BOTH ENDING);
    struct contract *contract = given(text);
    const struct operation *operation = contract_operation(contract, "o");
    cr_expect_str_eq(operation->deprecation, "@1767225600");
    cr_expect_str_eq(operation->sunset, "Wed, 30 Jun 2027 00:00:00 GMT");
    cr_expect_str_eq(operation->farewell, "</docs#/t/o>; rel=\"deprecation\"; type=\"text/html\"");
    contract_free(contract);
}

Test(operations, have_names_and_paths_of_their_own)
{
    static const char *const rows[][2] = {
        {"{'tags':[{'name':'t','x-folder':'t'}],'paths':{'/a':{'get':{'operationId':'o','tags':['t'],'security':[],"
         "'responses':{'200':{}}},'put':{'operationId':'o','tags':['t'],'security':[],'responses':{'200':{}}}}}}",
         "another operation has this operationId"},
        {"{'tags':[{'name':'t','x-folder':'t'}],'paths':{'/{a}':{'parameters':[{'name':'a','in':'path','schema':{}}],"
         "'get':{'operationId':'o','tags':['t'],'security':[],'responses':{'200':{}}}},'/{b}':{'parameters':[{'name':"
         "'b','in':'path','schema':{}}],'get':{'operationId':'p','tags':['t'],'security':[],'responses':{'200':{}}}}}}",
         "another path with this method means the same"},
        {"[]", "#: an object is wanted"},
        {"{'a':1,'a':2}", "duplicate object key"},
        {"{'components':{'schemas':{'A':{'$ref':'#/components/schemas/B'},'B':{'$ref':'#/components/schemas/A'}}}}",
         "is a circle"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *fault = NULL;
        cr_expect_null(load(rows[i][0], &fault), "%s", rows[i][1]);
        cr_expect(fault && strstr(fault, rows[i][1]), "%s", fault);
    }
}
