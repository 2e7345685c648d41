/* http_request.c: from what a client sent to a typed request, and from a problem to its answer. */
#include "contract_given.h"
#include "http/incoming.h"

#include <strings.h>

static const char document[] =
    "{'servers':[{'url':'/api/v1'}],'tags':[{'name':'things','x-folder':'things'}],'paths':{"
    "'/things':{'get':{'operationId':'list_things','tags':['things'],'security':[],'parameters':["
    "{'name':'limit','in':'query','schema':{'type':'integer','minimum':1,'maximum':500}},"
    "{'name':'cursor','in':'query','schema':{'type':'string'}},"
    "{'name':'count','in':'query','schema':{'type':'boolean'}},"
    "{'name':'q','in':'query','schema':{'type':'string'}},"
    "{'name':'state','in':'query','schema':{'type':'array','items':{'type':'string','enum':['draft','submitted']}}},"
    "{'name':'order','in':'query','schema':{'type':'string','default':'up'}}],"
    "'responses':{'200':{'content':{'application/json':{'schema':{'type':'object','additionalProperties':false,"
    "'properties':{'items':{'type':'array','items':{'type':'object','additionalProperties':false}},"
    "'page':{'type':'object','additionalProperties':false}}}},'text/csv':{'schema':{'type':'string'}}}}}}},"
    "'/things/{thing}':{'patch':{'operationId':'update_thing','tags':['things'],'security':[],'parameters':["
    "{'name':'thing','in':'path','required':true,'schema':{'type':'string','maxLength':10}},"
    "{'name':'on','in':'query','required':true,'schema':{'type':'string','format':'date'}},"
    "{'name':'dry_run','in':'query','schema':{'type':'boolean'}},"
    "{'name':'If-Match','in':'header','schema':{'type':'string'}}],'x-body-limit':16,"
    "'requestBody':{'required':true,'content':{'application/merge-patch+json':{'schema':{'type':'object',"
    "'additionalProperties':true}},'multipart/form-data':{'schema':{'type':'object','additionalProperties':true}}}},"
    "'responses':{'200':{'content':{'application/json':{'schema':{'type':'object','additionalProperties':true}}}}}}}},"
    "'x-problems':{"
    "'no_such_path':{'status':404,'title':{'vi':'Không tìm thấy','en':'Not found'},'detail':{'vi':'Không "
    "có.','en':'No.'}},"
    "'token_missing':{'status':401,'title':{'vi':'a','en':'a'},'detail':{'vi':'a','en':'a'}},"
    "'busy':{'status':503,'title':{'vi':'Bận','en':'Busy'},'detail':{'vi':'Bận.','en':'Busy.'}},"
    "'internal_error':{'status':500,'title':{'vi':'Lỗi','en':'Fault'},'detail':{'vi':'Lỗi.','en':'Fault.'}},"
    "'too_short':{'status':422,'title':{'vi':'Ngắn','en':'Short'},'detail':{'vi':'Ít nhất {limit}.','en':'At least "
    "{limit}.'}},"
    "'validation_failed':{'status':422,'title':{'vi':'Chưa đúng','en':'Wrong'},'detail':{'vi':'Xem.','en':'See.'},"
    "'remedy':{'vi':'Sửa lại.','en':'Mend it.'}}}}";

/* Headers of a request as one text, "Name: value\n…". */
static const char *header_in(void *context, const char *name)
{
    static char values[8][200];
    static size_t turn;
    for (const char *line = context; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, ":");
        if (length == strlen(name) && strncasecmp(line, name, length) == 0) {
            char *value = values[turn++ % 8];
            snprintf(value, sizeof values[0], "%.*s", (int)(strcspn(line, "\n") - length - 2), line + length + 2);
            return value;
        }
    }
    return NULL;
}

static const char *twice_in(void *context, const char *const *names)
{
    for (; *names; names++) {
        int count = 0;
        for (const char *line = context; *line; line += strcspn(line, "\n") + 1)
            count += strncasecmp(line, *names, strlen(*names)) == 0;
        if (count > 1)
            return *names;
    }
    return NULL;
}

struct sent {
    const char *method, *url, *headers, *body;
};

/* A request on its way, and all that must be closed behind it. */
struct way {
    struct contract *contract;
    struct request request;
    struct problem problem;
    struct reply reply;
    bool routed, read;
};

static struct way go(struct sent sent)
{
    struct way way = {.contract = given(document)};
    struct incoming incoming = {.method = sent.method,
                                .url = sent.url,
                                .header = header_in,
                                .repeated = twice_in,
                                .context = (void *)(sent.headers ? sent.headers : ""),
                                .body = sent.body,
                                .body_length = sent.body ? strlen(sent.body) : 0};
    way.routed = request_route(&way.request, way.contract, &incoming, &way.problem);
    way.read = way.routed && way.request.operation && request_parameters(&way.request, &incoming, &way.problem);
    return way;
}

static void come_back(struct way *way)
{
    request_close(&way->request);
    problem_close(&way->problem);
    reply_close(&way->reply);
    contract_free(way->contract);
}

static void expect_refusal(struct sent sent, const char *code)
{
    scoped(come_back) struct way way = go(sent);
    cr_expect_str_eq(way.problem.code, code, "%s %s: %s", sent.method, sent.url, way.problem.code);
}

static const char *param(const struct way *way, const char *name)
{
    const char *value = json_string_value(json_object_get(way->problem.params, name));
    return value ? value : "";
}

Test(requests, are_routed_by_method_and_path)
{
    expect_refusal((struct sent){"GET", "/api/v1/nothing", NULL, NULL}, "no_such_path");
    expect_refusal((struct sent){"get", "/api/v1/things", NULL, NULL}, "method_not_allowed");
    expect_refusal((struct sent){"GET", "/api/v1/things/%2e%2e", NULL, NULL}, "malformed_url");
    expect_refusal((struct sent){"GET", "/api/v1/things", "Accept: image/png\n", NULL}, "not_acceptable");
    scoped(come_back) struct way wrong = go((struct sent){"DELETE", "/api/v1/things", NULL, NULL});
    cr_expect_str_eq(wrong.problem.allow, "GET, HEAD, OPTIONS");
    scoped(come_back) struct way head = go((struct sent){"HEAD", "/api/v1/things", NULL, NULL});
    cr_expect_str_eq(head.request.operation->id, "list_things");
    cr_expect_eq(head.request.method, METHOD_HEAD);
    scoped(come_back) struct way options = go((struct sent){"OPTIONS", "/api/v1/things/1", NULL, NULL});
    cr_expect(options.routed);
    cr_expect_null(options.request.operation);
}

Test(requests, have_an_id_a_language_and_a_format)
{
    scoped(come_back) struct way plain = go((struct sent){"GET", "/api/v1/things", NULL, NULL});
    cr_expect_eq(strlen(plain.request.id), 36);
    cr_expect_str_eq(plain.request.language, "vi");
    scoped(come_back) struct way asked =
        go((struct sent){"GET", "/api/v1/things", "X-Request-Id: r-1\nAccept-Language: en\nAccept: text/csv\n", NULL});
    cr_expect_str_eq(asked.request.id, "r-1");
    cr_expect_str_eq(asked.request.language, "en");
    cr_expect_eq(asked.request.format, FORMAT_CSV);
    scoped(come_back) struct way forged = go((struct sent){"GET", "/api/v1/things", "X-Request-Id: a b\n", NULL});
    cr_expect_eq(strlen(forged.request.id), 36);
}

Test(requests, know_what_their_parameters_say)
{
    scoped(come_back) struct way way = go((struct sent){
        "GET", "/api/v1/things?limit=20&count=true&q=mang+den&state=draft,submitted&cursor=x", NULL, NULL});
    cr_assert(way.read, "%s", way.problem.code);
    cr_expect_eq(way.request.limit, 20);
    cr_expect(way.request.limit_given);
    cr_expect(way.request.count);
    cr_expect_str_eq(way.request.cursor, "x");
    cr_expect_str_eq(request_argument(&way.request, "q"), "mang den");
    cr_expect_str_eq(request_argument(&way.request, "state"), "{\"draft\",\"submitted\"}");
    cr_expect_str_eq(request_argument(&way.request, "order"), "up");
    cr_expect_null(request_argument(&way.request, "nothing"));
}

Test(requests, are_limited_in_json_and_whole_in_files)
{
    scoped(come_back) struct way json = go((struct sent){"GET", "/api/v1/things", NULL, NULL});
    scoped(come_back) struct way csv = go((struct sent){"GET", "/api/v1/things", "Accept: text/csv\n", NULL});
    cr_expect_eq(json.request.limit, 50);
    cr_expect_eq(csv.request.limit, 0);
}

Test(requests, are_refused_for_what_the_contract_does_not_know)
{
    scoped(come_back) struct way unknown = go((struct sent){"GET", "/api/v1/things?stat=draft", NULL, NULL});
    cr_expect_str_eq(unknown.problem.code, "unknown_parameter");
    cr_expect_str_eq(param(&unknown, "name"), "stat");
    cr_expect_str_eq(param(&unknown, "allowed"), "limit, cursor, count, q, state, order");
    expect_refusal((struct sent){"GET", "/api/v1/things?q=a&q=b", NULL, NULL}, "repeated_parameter");
    expect_refusal((struct sent){"GET", "/api/v1/things?q=a&%71=b", NULL, NULL}, "repeated_parameter");
    expect_refusal((struct sent){"GET", "/api/v1/things?limit=501", NULL, NULL}, "invalid_parameter");
    expect_refusal((struct sent){"GET", "/api/v1/things?limit=5x", NULL, NULL}, "invalid_parameter");
    expect_refusal((struct sent){"GET", "/api/v1/things?thing=5", NULL, NULL}, "unknown_parameter");
}

Test(requests, tell_all_faults_of_their_parameters_at_once)
{
    scoped(come_back) struct way way = go((struct sent){"GET", "/api/v1/things?limit=0&state=gone", NULL, NULL});
    scoped(free_string) char *faults = told(&way.problem);
    cr_expect_str_eq(faults, "too_small@?limit not_in_list@?state");
}

Test(requests, tell_unknown_and_repeated_parameters_beside_wrong_values)
{
    scoped(come_back) struct way way =
        go((struct sent){"GET", "/api/v1/things?colour=red&limit=0&limit=1&size=2", NULL, NULL});
    scoped(free_string) char *faults = told(&way.problem);
    cr_expect_str_eq(way.problem.code, "unknown_parameter");
    cr_expect_str_eq(faults,
                     "unknown_parameter@?colour too_small@?limit repeated_parameter@?limit unknown_parameter@?size");
}

#define PATCH_ONE "PATCH", "/api/v1/things/code:7?on=2025-06-30"
#define MERGE     "Content-Type: application/merge-patch+json\n"

Test(requests, carry_their_preconditions_and_body)
{
    scoped(come_back) struct way way =
        go((struct sent){PATCH_ONE "&dry_run=true",
                         MERGE "If-Match: W/\"7.5f3a9c0d\"\nIdempotency-Key: \"k1\"\nPrefer: return=minimal\n", "{}"});
    cr_assert(way.read, "%s", way.problem.code);
    cr_expect_str_eq(request_argument(&way.request, "thing"), "code:7");
    cr_expect_str_eq(request_argument(&way.request, "on"), "2025-06-30");
    cr_expect_str_eq(way.request.if_match, "7");
    cr_expect_str_eq(way.request.idempotency_key, "k1");
    cr_expect(way.request.minimal);
    cr_expect(way.request.dry_run);
    cr_expect_str_eq(way.request.content_type, "application/merge-patch+json");
    cr_expect_eq(way.request.raw_body_length, 2);
}

Test(requests, are_refused_with_a_wrong_header_or_body)
{
    expect_refusal((struct sent){"PATCH", "/api/v1/things/1", MERGE, "{}"}, "missing_parameter");
    expect_refusal((struct sent){PATCH_ONE, MERGE "If-Match: \"7\nX: 1\n", "{}"}, "header_not_valid");
    expect_refusal((struct sent){PATCH_ONE, MERGE "Idempotency-Key: a b\n", "{}"}, "header_not_valid");
    expect_refusal((struct sent){PATCH_ONE, MERGE "If-Match: 7\nif-match: 8\n", "{}"}, "repeated_header");
    expect_refusal((struct sent){PATCH_ONE, NULL, "{}"}, "unsupported_media_type");
    expect_refusal((struct sent){PATCH_ONE, "Content-Type: text/plain; x=application/merge-patch+json\n", "{}"},
                   "unsupported_media_type");
    expect_refusal((struct sent){PATCH_ONE, "Content-Type: application/merge-patch+json; charset=latin1\n", "{}"},
                   "unsupported_media_type");
    expect_refusal((struct sent){PATCH_ONE, "Content-Type: Multipart/Form-Data; boundary=x\n", "--x"},
                   "multipart_not_valid");
    expect_refusal((struct sent){PATCH_ONE, MERGE, "{              }"}, "");
    expect_refusal((struct sent){PATCH_ONE, MERGE, "{               }"}, "body_wants_a_file");
    expect_refusal((struct sent){"GET", "/api/v1/things", "Content-Type: application/json\n", "{}"},
                   "unsupported_media_type");
}

static json_t *answered(struct way *way)
{
    problem_reply(&way->problem, &way->request, way->contract, &way->reply);
    json_t *json = json_loadb(text_string(&way->reply.body), way->reply.body.length, 0, NULL);
    cr_assert_not_null(json);
    return json;
}

static const char *at(const json_t *json, const char *name)
{
    const char *value = json_string_value(json_object_get(json, name));
    return value ? value : "";
}

static const char *header_at(const struct way *way, const char *name)
{
    return at(way->reply.headers, name);
}

Test(problems, are_told_in_the_language_asked_for)
{
    scoped(come_back) struct way way = go((struct sent){"GET", "/no", "X-Request-Id: r-1\n", NULL});
    json_auto_t *json = answered(&way);
    cr_expect_eq(way.reply.status, 404);
    cr_expect_str_eq(way.reply.content_type, "application/problem+json");
    cr_expect_str_eq(at(json, "type"), "/docs/problems/no_such_path");
    cr_expect_str_eq(at(json, "title"), "Không tìm thấy");
    cr_expect_str_eq(at(json, "instance"), "urn:request:r-1");
    cr_expect(way.reply.no_store);
}

Test(problems, carry_every_fault_with_its_message)
{
    scoped(come_back) struct way way = go((struct sent){"GET", "/api/v1/things", "Accept-Language: en\n", NULL});
    problem_add(&way.problem, "/name", "too_short", "{s:i}", "limit", 3);
    json_auto_t *json = answered(&way);
    const json_t *fault = json_array_get(json_object_get(json, "errors"), 0);
    cr_expect_str_eq(at(json, "detail"), "See. Mend it.");
    cr_expect_str_eq(at(fault, "pointer"), "/name");
    cr_expect_str_eq(at(fault, "message"), "At least 3.");
}

Test(problems, come_with_the_headers_of_their_status)
{
    scoped(come_back) struct way refused = go((struct sent){"GET", "/api/v1/things", NULL, NULL});
    problem_set(&refused.problem, "token_missing", NULL);
    json_decref(answered(&refused));
    cr_expect_str_eq(header_at(&refused, "WWW-Authenticate"), "Bearer realm=\"thidua\"");
    scoped(come_back) struct way busy = go((struct sent){"GET", "/api/v1/things", NULL, NULL});
    problem_set(&busy.problem, "busy", NULL);
    busy.problem.retry_after = 7;
    json_decref(answered(&busy));
    cr_expect_str_eq(header_at(&busy, "Retry-After"), "7");
}

Test(problems, of_the_service_itself_tell_nothing_of_it)
{
    scoped(come_back) struct way way = go((struct sent){"GET", "/api/v1/things", NULL, NULL});
    problem_set(&way.problem, "unheard_of", "{s:s}", "statement", "select 1");
    json_auto_t *json = answered(&way);
    cr_expect_eq(way.reply.status, 500);
    cr_expect_str_eq(at(json, "code"), "internal_error");
    cr_expect_null(json_object_get(json, "params"));
    cr_expect_null(strstr(text_string(&way.reply.body), "select"));
}
