/* operations.c: turns each operation of the contract into a struct operation, step by step; the first thing that is
 * not as it must be stops the start with its place. */
#include "contract/internal.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BODY_LIMIT                ((size_t)256 * 1024)
#define DAYS_STILL_THERE_AT_LEAST 365 /* the versioning promise (docs/integrators.md) */

/* One operation while it is built. */
struct building {
    struct contract *contract;
    struct location place;
    const json_t *item, *source; /* its path, and itself */
    const char *path;            /* as the contract writes it, without the base path */
    struct operation *operation;
};

static const json_t *member(const struct building *building, const char *name)
{
    return json_object_get(building->source, name);
}

static const char *kept(const struct building *building, const json_t *text)
{
    return contract_text(building->contract, json_string_value(text));
}

static const char *text_member(const struct building *building, const char *name)
{
    return kept(building, member(building, name));
}

static bool fail(const struct building *building, const char *sentence)
{
    return contract_fail(building->contract, &building->place, "%s", sentence);
}

/* ---- names ---- */
static const json_t *tag_named(const struct contract *contract, const char *name)
{
    size_t i;
    json_t *tag;
    json_array_foreach(json_object_get(contract->document, "tags"), i, tag) {
        const char *known = json_string_value(json_object_get(tag, "name"));
        if (known && name && strcmp(known, name) == 0)
            return tag;
    }
    return NULL;
}

static bool add_names(struct building *building)
{
    struct operation *operation = building->operation;
    operation->id = text_member(building, "operationId");
    if (operation->id == NULL)
        return fail(building, "an operationId is wanted");
    if (contract_operation(building->contract, operation->id))
        return fail(building, "another operation has this operationId");
    operation->tag = kept(building, json_array_get(member(building, "tags"), 0));
    const json_t *tag = tag_named(building->contract, operation->tag);
    operation->folder = kept(building, json_object_get(tag, "x-folder"));
    return operation->folder || fail(building, "one tag with an x-folder is wanted");
}

/* "https://host/api/v1/" and "/api/v1" give "/api/v1"; "/" gives "". Caller frees. */
static char *base_path(const json_t *servers)
{
    const char *url = json_string_value(json_object_get(json_array_get(servers, 0), "url"));
    const char *host = url ? strstr(url, "://") : NULL;
    const char *path = host ? strchr(host + 3, '/') : url;
    size_t length = path ? strlen(path) : 0;
    if (length && path[length - 1] == '/')
        length--;
    return text_format("%.*s", (int)length, length ? path : "");
}

static bool add_path(struct building *building)
{
    const json_t *servers = json_object_get(building->item, "servers");
    if (!servers)
        servers = json_object_get(building->contract->document, "servers");
    scoped(free_string) char *base = base_path(servers);
    scoped(free_string) char *path = text_format("%s%s", base, building->path);
    building->operation->path = contract_text(building->contract, path);
    return building->path[0] == '/' || fail(building, "a path begins with /");
}

/* ---- who may ---- */
static bool add_role(struct building *building, const json_t *roles)
{
    const char *role = json_string_value(json_array_get(roles, 0));
    if (role == NULL || json_array_size(roles) != 1)
        return fail(building, "security wants one object per role: {token: [reviewer]}");
    const char *at = strchrnul(role, '@');
    struct role_rule *rule = &building->operation->roles[building->operation->role_count++];
    scoped(free_string) char *name = text_format("%.*s", (int)(at - role), role);
    *rule = (struct role_rule){.role = contract_text(building->contract, name),
                               .level = contract_text(building->contract, *at ? at + 1 : "")};
    return true;
}

static bool add_security(struct building *building)
{
    struct operation *operation = building->operation;
    const json_t *security = member(building, "security");
    if (!json_is_array(security))
        return fail(building, "security is wanted, [] for everybody");
    operation->needs_token = json_array_size(security) > 0;
    operation->roles = arena_new(&building->contract->arena, json_array_size(security), sizeof operation->roles[0]);
    bool anybody = false;
    size_t i;
    json_t *way;
    json_array_foreach(security, i, way) {
        const json_t *roles = json_object_get(way, "token");
        anybody |= json_is_array(roles) && json_array_size(roles) == 0;
        if (!anybody && !add_role(building, roles))
            return false;
    }
    if (anybody)
        operation->role_count = 0;
    return true;
}

/* ---- parameters ---- */
static bool read_place(const char *in, enum place *place)
{
    static const char *const names[] = {[IN_PATH] = "path", [IN_QUERY] = "query", [IN_HEADER] = "header"};
    for (size_t i = 0; in && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(in, names[i]) == 0) {
            *place = (enum place)i;
            return true;
        }
    return false;
}

/* A default is kept as a client would send it. */
static const char *default_text(struct contract *contract, const json_t *value)
{
    if (value == NULL || json_is_string(value))
        return contract_text(contract, json_string_value(value));
    scoped(text_close) struct text text = {0};
    scoped(free_string) char *printed = json_dumps(value, JSON_ENCODE_ANY);
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item) {
        text_print(&text, "%s%s", i ? "," : "", default_text(contract, item));
    }
    return contract_text(contract, json_is_array(value) ? text_string(&text) : printed);
}

/* The schema of a parameter that many operations share is compiled once, by the place where it stands. */
static const struct schema *parameter_schema(struct building *building, const json_t *node, const char *reference,
                                             const struct location *place)
{
    if (reference == NULL)
        return schema_compile(building->contract, json_object_get(node, "schema"), place);
    scoped(free_string) char *name = text_format("%s/schema", reference);
    return schema_at(building->contract, name, place);
}

static struct parameter *parameter_named(struct operation *operation, const char *name, enum place place)
{
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (operation->parameters[i].place == place && strcmp(operation->parameters[i].name, name) == 0)
            return &operation->parameters[i];
    return NULL;
}

static bool add_parameter(struct building *building, const json_t *given, const struct location *place)
{
    struct contract *contract = building->contract;
    struct operation *operation = building->operation;
    const char *reference = NULL;
    const json_t *node = contract_resolve(contract, given, place, &reference);
    struct parameter parameter = {.name = kept(building, json_object_get(node, "name")),
                                  .required = json_is_true(json_object_get(node, "required"))};
    if (node == NULL)
        return false;
    if (!parameter.name || !read_place(json_string_value(json_object_get(node, "in")), &parameter.place))
        return contract_fail(contract, place, "a parameter has a name, and is in path, query or header");
    if (parameter_named(operation, parameter.name, parameter.place))
        return contract_fail(contract, place, "the parameter `%s` stands here twice", parameter.name);
    parameter.schema = parameter_schema(building, node, reference, place);
    if (parameter.schema == NULL)
        return false;
    parameter.list = schema_is_array(parameter.schema);
    if (parameter.list && schema_items(parameter.schema) == NULL)
        return contract_fail(contract, place, "a list wants items");
    parameter.kind = schema_kind(parameter.list ? schema_items(parameter.schema) : parameter.schema);
    parameter.default_text = default_text(contract, json_object_get(json_object_get(node, "schema"), "default"));
    operation->parameters[operation->parameter_count++] = parameter;
    return true;
}

static bool add_parameter_list(struct building *building, const json_t *list, const struct location *place)
{
    size_t i;
    json_t *node;
    json_array_foreach(list, i, node) {
        struct location here = {.parent = place, .index = i};
        if (!add_parameter(building, node, &here))
            return false;
    }
    return true;
}

/* Puts the parameters of the path first, in its order: the n-th value of a route then belongs to the n-th one. */
static bool order_path_parameters(struct building *building)
{
    struct operation *operation = building->operation;
    size_t count = 0;
    for (const char *at = strchr(operation->path, '{'); at; at = strchr(at, '{')) {
        scoped(free_string) char *name = text_format("%.*s", (int)strcspn(at + 1, "}"), at + 1);
        struct parameter *declared = parameter_named(operation, name, IN_PATH);
        at += strlen(name) + 1;
        if (declared == NULL || declared < operation->parameters + count || (at[0] && at[1] && at[1] != '/'))
            return fail(building, "every {name} is a whole segment and a declared parameter in path");
        struct parameter moved = *declared;
        *declared = operation->parameters[count];
        operation->parameters[count] = moved;
        operation->parameters[count++].required = true;
    }
    for (size_t i = count; i < operation->parameter_count; i++)
        if (operation->parameters[i].place == IN_PATH)
            return fail(building, "a parameter in path does not stand in the path");
    operation->guard_parameter = count ? operation->parameters[count - 1].name : NULL;
    return true;
}

static void add_expansions(struct building *building)
{
    struct operation *operation = building->operation;
    const struct parameter *expand = parameter_named(operation, "expand", IN_QUERY);
    if (expand == NULL)
        return;
    const json_t *names = schema_choices(expand->list ? schema_items(expand->schema) : expand->schema);
    operation->expansion_count = json_array_size(names);
    operation->expansions = arena_new(&building->contract->arena, operation->expansion_count, sizeof(char *));
    for (size_t i = 0; i < operation->expansion_count; i++)
        operation->expansions[i] = json_string_value(json_array_get(names, i));
}

static bool add_parameters(struct building *building)
{
    const json_t *shared = json_object_get(building->item, "parameters");
    const json_t *own = member(building, "parameters");
    struct location place = {.parent = &building->place, .name = "parameters"};
    building->operation->parameters =
        arena_new(&building->contract->arena, json_array_size(shared) + json_array_size(own), sizeof(struct parameter));
    if (!add_parameter_list(building, shared, &place) || !add_parameter_list(building, own, &place) ||
        !order_path_parameters(building))
        return false;
    add_expansions(building);
    return true;
}

/* ---- body and replies ---- */
const struct schema *media_schema(const struct media_type *type, const char *value)
{
    for (size_t i = 0; value && i < type->choice_count; i++)
        if (strcmp(type->choices[i].value, value) == 0)
            return type->choices[i].schema;
    return type->schema;
}

static bool is_chosen(const struct media_type *type, const char *value)
{
    for (size_t i = 0; i < type->choice_count; i++)
        if (strcmp(type->choices[i].value, value) == 0)
            return true;
    return false;
}

/* One of `anyOf`: its schema says in x-for of which values of the parameter it is, each of which has one. */
static bool add_choice(struct building *building, const json_t *node, const struct location *place,
                       const json_t *allowed, struct media_type *type)
{
    const char *reference = NULL;
    const struct schema *schema = schema_compile(building->contract, node, place);
    const json_t *values = json_object_get(contract_resolve(building->contract, node, place, &reference), "x-for");
    size_t i;
    json_t *value;
    if (schema == NULL)
        return false;
    json_array_foreach(values, i, value) {
        const char *name = kept(building, value);
        if (name == NULL || type->choice_count == json_array_size(allowed) || is_chosen(type, name))
            return fail(building, "each value of the parameter in x-chosen-by chooses one body by its x-for");
        type->choices[type->choice_count++] = (struct body_choice){name, schema};
    }
    return true;
}

/* A body that a parameter chooses: several schemas, of which each value of that parameter has one. */
static bool compile_choices(struct building *building, const json_t *node, const struct location *place,
                            struct media_type *type)
{
    type->chosen_by = kept(building, json_object_get(node, "x-chosen-by"));
    const struct parameter *parameter =
        type->chosen_by ? parameter_named(building->operation, type->chosen_by, IN_QUERY) : NULL;
    const json_t *each, *allowed = parameter ? schema_choices(parameter->schema) : NULL;
    size_t i;
    if (json_array_size(allowed) == 0)
        return fail(building, "anyOf wants x-chosen-by, a parameter of the query with an enum");
    type->choices = arena_new(&building->contract->arena, json_array_size(allowed), sizeof type->choices[0]);
    json_array_foreach(json_object_get(node, "anyOf"), i, each) {
        if (!add_choice(building, each, place, allowed, type))
            return false;
    }
    type->schema = type->choices[0].schema;
    return type->choice_count == json_array_size(allowed) ||
           fail(building, "each value of the parameter in x-chosen-by chooses one body by its x-for");
}

static bool compile_content(struct building *building, const json_t *content, const struct location *place,
                            struct media_type *types)
{
    const char *name;
    json_t *media;
    size_t count = 0;
    struct location here = {.parent = place, .name = "content"};
    json_object_foreach((json_t *)content, name, media) {
        struct location inner = {.parent = &here, .name = name};
        const json_t *node = json_object_get(media, "schema");
        struct media_type type = {.name = contract_text(building->contract, name)};
        if (json_object_get(node, "anyOf") && !compile_choices(building, node, &inner, &type))
            return false;
        if (node && type.schema == NULL)
            type.schema = schema_compile(building->contract, node, &inner);
        if (node && type.schema == NULL)
            return false;
        types[count++] = type;
    }
    return true;
}

static bool add_body(struct building *building)
{
    struct operation *operation = building->operation;
    struct location place = {.parent = &building->place, .name = "requestBody"};
    const char *reference = NULL;
    const json_t *limit = member(building, "x-body-limit");
    operation->body_limit = json_is_integer(limit) ? (size_t)json_integer_value(limit) : BODY_LIMIT;
    if (!member(building, "requestBody"))
        return true;
    const json_t *body = contract_resolve(building->contract, member(building, "requestBody"), &place, &reference);
    const json_t *content = json_object_get(body, "content");
    operation->body_required = json_is_true(json_object_get(body, "required"));
    operation->body_count = json_object_size(content);
    operation->bodies = arena_new(&building->contract->arena, operation->body_count, sizeof operation->bodies[0]);
    if (body == NULL || !compile_content(building, content, &place, operation->bodies))
        return false;
    for (size_t i = 0; i < operation->body_count; i++)
        operation->seals |= schema_seals(operation->bodies[i].schema);
    return true;
}

static unsigned format_of(const char *media_type)
{
    static const struct {
        const char *name;
        enum format format;
    } formats[] = {
        {"application/json", FORMAT_JSON},
        {"text/csv", FORMAT_CSV},
        {"application/x-ndjson", FORMAT_NDJSON},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FORMAT_XLSX},
        {"image/svg+xml", FORMAT_SVG},
        {"text/plain", FORMAT_TEXT},
        {"text/html", FORMAT_HTML},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", FORMAT_DOCX},
        {"text/calendar", FORMAT_CALENDAR},
        {"application/pdf", FORMAT_PDF},
        {"text/event-stream", FORMAT_EVENTS},
        {"application/zip", FORMAT_ZIP},
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, media_type) == 0)
            return formats[i].format;
    return FORMAT_ANY;
}

static bool add_success(struct building *building, const json_t *content)
{
    struct operation *operation = building->operation;
    const char *name;
    json_t *media;
    json_object_foreach((json_t *)content, name, media) {
        operation->formats |= format_of(name);
    }
    const json_t *json = json_object_get(json_object_get(content, "application/json"), "schema");
    if (json == NULL)
        return true;
    struct schema *reply = schema_compile(building->contract, json, &building->place);
    schema_index_columns(building->contract, reply);
    operation->reply = reply;
    operation->has_items = schema_row(reply) != NULL;
    operation->is_list = schema_has_pages(reply);
    operation->says_words = schema_words(reply, NULL) != WORDS_NONE;
    return true;
}

/* The success is the lowest status of those that are declared: no operation declares a 1xx. */
static bool add_replies(struct building *building)
{
    struct operation *operation = building->operation;
    struct location place = {.parent = &building->place, .name = "responses"};
    const char *status;
    json_t *given;
    const json_t *success = NULL;
    json_object_foreach((json_t *)member(building, "responses"), status, given) {
        struct location here = {.parent = &place, .name = status};
        const char *reference = NULL;
        const json_t *reply = contract_resolve(building->contract, given, &here, &reference);
        const json_t *content = json_object_get(reply, "content");
        struct media_type types[16];
        if (json_object_size(content) > sizeof types / sizeof types[0])
            return contract_fail(building->contract, &here, "too many media types");
        if (reply == NULL || !compile_content(building, content, &here, types))
            return false;
        int number = (int)strtol(status, NULL, 10);
        if (number >= 200 && number < 400 && (operation->success_status == 0 || number < operation->success_status)) {
            operation->success_status = number;
            success = content;
        }
    }
    if (operation->success_status == 0)
        return fail(building, "a success is wanted among the responses");
    return add_success(building, success);
}

/* ---- extensions ---- */
static bool add_problems(struct building *building)
{
    size_t i;
    json_t *code;
    json_array_foreach(member(building, "x-problems"), i, code) {
        const char *name = json_string_value(code);
        if (name == NULL || !contract_problem(building->contract, name))
            return contract_fail(building->contract, &building->place, "x-problems does not know `%s`",
                                 name ? name : "");
    }
    return true;
}

static bool is_safe(enum method method)
{
    return method == METHOD_GET || method == METHOD_HEAD || method == METHOD_OPTIONS;
}

static bool table_says(const struct building *building, const char *word)
{
    size_t i;
    json_t *said;
    json_array_foreach(member(building, "x-table"), i, said) {
        if (strcmp(json_string_value(said), word) == 0)
            return true;
    }
    return false;
}

static void add_location(struct building *building)
{
    const json_t *created = json_object_get(member(building, "responses"), "201");
    building->operation->location = text_member(building, "x-location");
    building->operation->tells_location = json_object_get(json_object_get(created, "headers"), "Location") != NULL;
}

/* An answer that is kept is for everybody, and read only. */
static bool add_kept(struct building *building)
{
    struct operation *operation = building->operation;
    const json_t *tables = member(building, "x-kept");
    size_t i;
    json_t *table;
    operation->kept = arena_new(&building->contract->arena, json_array_size(tables), sizeof operation->kept[0]);
    json_array_foreach(tables, i, table) {
        operation->kept[operation->kept_count++] = kept(building, table);
    }
    if (tables && (operation->kept_count == 0 || operation->kept[0] == NULL || operation->method != METHOD_GET ||
                   operation->needs_token || operation->no_store))
        return fail(building, "x-kept wants names of tables, on a GET for everybody");
    return true;
}

static bool read_day(const json_t *text, struct tm *day)
{
    const char *end = json_is_string(text) ? strptime(json_string_value(text), "%Y-%m-%d", day) : NULL;
    return end && *end == '\0';
}

/* What is going says so with every answer: since when (RFC 9745), until when (RFC 8594), and where to read of it. */
static bool add_farewell(struct building *building)
{
    struct operation *operation = building->operation;
    struct tm since = {0}, until = {0};
    char sunset[40];
    if (!json_is_true(member(building, "deprecated")))
        return member(building, "x-sunset") == NULL || fail(building, "x-sunset wants `deprecated: true`");
    if (!read_day(member(building, "x-deprecated"), &since) || !read_day(member(building, "x-sunset"), &until))
        return fail(building, "what is deprecated says since when, x-deprecated, and until when, x-sunset");
    time_t begins = timegm(&since), ends = timegm(&until);
    if (difftime(ends, begins) < DAYS_STILL_THERE_AT_LEAST * 86400.0)
        return fail(building, "what is deprecated stays for a year");
    strftime(sunset, sizeof sunset, "%a, %d %b %Y %H:%M:%S GMT", &until);
    scoped(free_string) char *deprecation = text_format("@%lld", (long long)begins);
    scoped(free_string) char *farewell =
        text_format("</docs#/%s/%s>; rel=\"deprecation\"; type=\"text/html\"", operation->tag, operation->id);
    operation->deprecation = contract_text(building->contract, deprecation);
    operation->sunset = contract_text(building->contract, sunset);
    operation->farewell = contract_text(building->contract, farewell);
    return true;
}

static bool add_budget(struct building *building)
{
    const json_t *source = member(building, "x-budget");
    const json_t *most = json_object_get(source, "most"), *seconds = json_object_get(source, "seconds");
    if (source == NULL)
        return true;
    struct budget *budget = arena_new(&building->contract->arena, 1, sizeof *budget);
    scoped(free_string) char *most_text = text_format("%lld", (long long)json_integer_value(most));
    scoped(free_string) char *seconds_text = text_format("%lld", (long long)json_integer_value(seconds));
    *budget = (struct budget){.what = kept(building, json_object_get(source, "what")),
                              .most = contract_text(building->contract, most_text),
                              .seconds = contract_text(building->contract, seconds_text)};
    building->operation->budget = budget;
    return (budget->what && json_is_integer(most) && json_is_integer(seconds)) ||
           fail(building, "x-budget wants a name, and how many requests in how many seconds");
}

static bool add_extensions(struct building *building)
{
    struct operation *operation = building->operation;
    const char *guarded = text_member(building, "x-guard-parameter");
    const char *idempotency = text_member(building, "x-idempotency");
    operation->head = text_member(building, "x-head");
    operation->picture = text_member(building, "x-picture");
    operation->guard_action = text_member(building, "x-guard-action");
    operation->guards = text_member(building, "x-guards");
    operation->creates_by_put = json_is_true(member(building, "x-creates"));
    operation->no_store = json_is_true(member(building, "x-no-store"));
    operation->is_public = json_is_true(member(building, "x-public"));
    operation->is_open = json_is_true(member(building, "x-open-data"));
    operation->is_quiet = json_is_true(member(building, "x-quiet"));
    operation->table_rows = table_says(building, "rows");
    operation->table_template = table_says(building, "template");
    operation->table_jobs = table_says(building, "jobs");
    add_location(building);
    operation->idempotent_key = !is_safe(operation->method) && idempotency == NULL;
    operation->only_asks = idempotency && strcmp(idempotency, "asks") == 0;
    if (guarded && !parameter_named(operation, guarded, IN_PATH))
        return fail(building, "x-guard-parameter is not in the path");
    if (guarded)
        operation->guard_parameter = guarded;
    if (operation->guards && operation->guard_parameter == NULL)
        return fail(building, "x-guards wants a parameter in the path");
    return add_budget(building) && add_kept(building) && add_farewell(building);
}

/* ---- all of them ---- */
static bool build(struct building *building)
{
    static bool (*const steps[])(struct building *) = {add_names, add_path,    add_security, add_parameters,
                                                       add_body,  add_replies, add_problems, add_extensions};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (!steps[i](building))
            return false;
    return routes_add(building->contract, building->operation, &building->place);
}

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_GET] = "get",     [METHOD_HEAD] = "head",     [METHOD_POST] = "post",       [METHOD_PUT] = "put",
    [METHOD_PATCH] = "patch", [METHOD_DELETE] = "delete", [METHOD_OPTIONS] = "options",
};

/* GET is the first of a path. */
_Static_assert(METHOD_GET == 0, "what is changed is shown by what was compiled before");

static bool compile_path(struct contract *contract, const char *path, const json_t *item, const struct location *place)
{
    const struct operation *shown = NULL;
    for (enum method method = 0; method < METHOD_COUNT; method++) {
        const json_t *source = json_object_get(item, method_names[method]);
        if (source == NULL)
            continue;
        struct operation *operation = arena_new(&contract->arena, 1, sizeof *operation);
        *operation = (struct operation){.number = contract->operation_count, .method = method, .shown = shown};
        struct building building = {.contract = contract,
                                    .place = {.parent = place, .name = method_names[method]},
                                    .item = item,
                                    .source = source,
                                    .path = path,
                                    .operation = operation};
        if (!build(&building))
            return false;
        contract->operations[contract->operation_count++] = operation;
        shown = method == METHOD_GET ? operation : shown;
    }
    return true;
}

bool contract_compile_operations(struct contract *contract)
{
    const json_t *paths = json_object_get(contract->document, "paths");
    struct location root = {.name = "#"}, place = {.parent = &root, .name = "paths"};
    const char *path;
    json_t *item;
    contract->operations =
        arena_new(&contract->arena, json_object_size(paths) * METHOD_COUNT, sizeof(struct operation *));
    json_object_foreach((json_t *)paths, path, item) {
        struct location here = {.parent = &place, .name = path};
        if (!compile_path(contract, path, item, &here))
            return false;
    }
    return true;
}
