/* check.c: prepares every SQL file with all its conditions and compares the columns described with the reply schema,
 * both ways; compares schema enumerations with the catalogues. `--sql` prints what an operation asks. */
#include "check.h"

#include "auth/identifiers.h"
#include "config.h"
#include "contract/contract.h"
#include "contract/schema.h"
#include "database/database.h"
#include "database/sql_file.h"
#include "http/question.h"
#include "http/request.h"
#include "matrix.h"
#include "support/embedded.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *check_files(void)
{
    size_t count;
    const struct operation *const *operations = contract_operations(contract_served, &count);
    for (size_t i = 0; i < count; i++)
        if (handler_find(operations[i]->id) == NULL && sql_operation(operations[i]->id) == NULL)
            return text_format("operation %s has neither db/api/%s/%s.sql nor a handler", operations[i]->id,
                               operations[i]->folder, operations[i]->id);
    const char *names[512];
    size_t files = sql_operations(names, 512);
    for (size_t i = 0; i < files; i++)
        if (contract_operation(contract_served, names[i]) == NULL || handler_find(names[i]))
            return text_format("SQL file %s.sql answers no operation of openapi.yaml", names[i]);
    return NULL;
}

static int faults;

static void complain(const char *where, const char *what, const char *detail)
{
    printf("%s: %s%s%s\n", where, what, detail ? " " : "", detail ? detail : "");
    faults++;
}

static const char *no_value(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

/* A line that wants a certain value of a parameter (`shape.wide`) is another way to answer: it is prepared alone. */
static bool all_given(void *context, const char *name)
{
    (void)context;
    return strchr(name, '.') == NULL || strncmp(name, "expand.", 7) == 0 || strncmp(name, "sort.", 5) == 0;
}

static bool every_way(void *context, const char *name)
{
    (void)context;
    (void)name;
    return true;
}

static bool none_given(void *context, const char *name)
{
    (void)context;
    (void)name;
    return false;
}

static const char *type_of(void *context, const char *name)
{
    return question_type(context, name);
}

/* A reply property is the column of its name, or the head of dotted columns, or the reverse: a json column. */
static bool described(const PGresult *columns, const char *property)
{
    size_t length = strlen(property);
    for (int i = 0; i < PQnfields(columns); i++) {
        const char *name = PQfname(columns, i);
        size_t name_length = strlen(name);
        size_t shared = name_length < length ? name_length : length;
        if (strncmp(name, property, shared) == 0 && (name[shared] == '\0' || name[shared] == '.') &&
            (property[shared] == '\0' || property[shared] == '.'))
            return true;
    }
    return false;
}

static bool promised(const char *const *properties, size_t count, const char *column)
{
    size_t length = strlen(column);
    for (size_t i = 0; i < count; i++) {
        size_t property_length = strlen(properties[i]);
        size_t shared = property_length < length ? property_length : length;
        if (strncmp(properties[i], column, shared) == 0 &&
            (properties[i][shared] == '\0' || properties[i][shared] == '.') &&
            (column[shared] == '\0' || column[shared] == '.'))
            return true;
    }
    return false;
}

/* The step that answers what stands beside the items has its columns among the properties of the whole. */
static void compare_head(const struct operation *operation, const struct sql_arguments *arguments)
{
    scoped(problem_close) struct problem problem = {0};
    const struct sql_file *file = sql_step(operation->head);
    PGresult *columns = file ? database_describe(file, arguments, &problem) : NULL;
    if (columns == NULL)
        complain(operation->id, "has a head that cannot be prepared:", operation->head);
    for (int i = 0; columns && i < PQnfields(columns); i++) {
        const char *name = PQfname(columns, i);
        scoped(free_string) char *first = text_format("%.*s", (int)strcspn(name, "."), name);
        if (name[0] != '_' && !schema_declares(operation->reply, first))
            complain(operation->id, "answers beside its items a column that the schema lacks:", name);
    }
    PQclear(columns);
}

/* A column of many, whose names come with the rows: where the schema of a row leaves them open. */
static bool is_open(const struct operation *operation, const char *column)
{
    return strcmp(column, "*") == 0 && schema_open_field(operation->reply, column, 1, &(struct field){0});
}

static void compare_columns(const struct operation *operation, const PGresult *columns)
{
    const char *properties[256];
    size_t count = schema_columns(operation->reply, properties, 256);
    for (size_t i = 0; i < count; i++)
        if (!described(columns, properties[i]))
            complain(operation->id, "answers no column for the property", properties[i]);
    for (int i = 0; i < PQnfields(columns); i++)
        if (PQfname(columns, i)[0] != '_' && !promised(properties, count, PQfname(columns, i)) &&
            !is_open(operation, PQfname(columns, i)))
            complain(operation->id, "answers a column that the schema lacks:", PQfname(columns, i));
    if (operation->kept_count && PQfnumber(columns, "_good_for") < 0)
        complain(operation->id, "is kept, and does not say for how long it is good:", "_good_for");
}

/* Prepares a file with all its conditional lines, or with none. NULL, and complained of, when it cannot be. */
static PGresult *prepared(const struct operation *operation, bool (*given)(void *, const char *))
{
    scoped(problem_close) struct problem problem = {0};
    struct sql_arguments arguments = {
        .context = (void *)(uintptr_t)operation, .value = no_value, .type = type_of, .given = given};
    PGresult *columns = database_describe(sql_operation(operation->id), &arguments, &problem);
    if (columns == NULL)
        complain(operation->id, given == all_given ? "cannot be prepared:" : "cannot be prepared without parameters:",
                 json_string_value(json_object_get(problem.params, "message")));
    return columns;
}

static void check_file(const struct operation *operation)
{
    struct sql_arguments arguments = {
        .context = (void *)(uintptr_t)operation, .value = no_value, .type = type_of, .given = all_given};
    if (operation->head)
        compare_head(operation, &arguments);
    if (sql_operation(operation->id) == NULL)
        return;
    PGresult *columns = prepared(operation, all_given);
    if (columns && operation->reply)
        compare_columns(operation, columns);
    PQclear(columns);
    PQclear(prepared(operation, none_given));
    PQclear(prepared(operation, every_way));
}

static bool enumerations_agree(const json_t *schema, const json_t *catalogues, const char *where)
{
    const char *name = json_string_value(json_object_get(schema, "x-catalogue"));
    const json_t *codes = json_object_get(schema, "enum");
    const json_t *catalogue = name ? json_object_get(catalogues, name) : NULL;
    size_t i;
    json_t *code;
    if (name && catalogue == NULL)
        complain(where, "names a catalogue that does not exist:", name);
    json_array_foreach(codes, i, code) {
        bool found = catalogue == NULL || json_is_null(code);
        size_t k;
        json_t *entry;
        json_array_foreach(catalogue, k, entry)
            found |= json_equal(json_object_get(entry, "code"), code);
        if (!found)
            complain(where, "lists a code that its catalogue lacks:", json_string_value(code));
    }
    return true;
}

static void walk_schemas(const json_t *node, const json_t *catalogues, const char *where)
{
    const char *key;
    json_t *child;
    size_t i;
    if (json_is_object(node)) {
        enumerations_agree(node, catalogues, where);
        json_object_foreach((json_t *)(uintptr_t)node, key, child)
            walk_schemas(child, catalogues, key);
    }
    json_array_foreach(node, i, child)
        walk_schemas(child, catalogues, where);
}

/* ---- check --sql ---- */

struct asked {
    const struct operation *operation;
    int count;
    char **names; /* given */
};

static const char *asked_value(void *context, const char *name)
{
    (void)context;
    return name;
}

static const char *asked_type(void *context, const char *name)
{
    return question_type(((const struct asked *)context)->operation, name);
}

static bool asked_given(void *context, const char *name)
{
    const struct asked *asked = context;
    for (int i = 0; i < asked->count; i++)
        if (strcmp(asked->names[i], name) == 0)
            return true;
    return false;
}

/* `$2` becomes the name of its parameter; what the engine adds of its own is the number of rows, and null,
 * where the first page begins. */
static void print_named(const struct sql_statement *statement)
{
    for (const char *at = statement->sql; *at; at++) {
        long number = *at == '$' ? strtol(at + 1, NULL, 10) : 0;
        if (number < 1 || number > statement->count) {
            putchar(*at);
            continue;
        }
        const char *name = statement->values[number - 1];
        if (name)
            printf(":%s", *name >= '0' && *name <= '9' ? "limit" : name);
        else
            fputs("null", stdout);
        while (at[1] >= '0' && at[1] <= '9')
            at++;
    }
    putchar('\n');
}

static int print_statement(const char *id, int count, char **names)
{
    scoped(problem_close) struct problem problem = {0};
    scoped(sql_statement_close) struct sql_statement statement = {0};
    struct asked asked = {.operation = contract_operation(contract_served, id), .count = count, .names = names};
    const struct sql_file *file = sql_operation(id);
    const struct sql_arguments arguments = {
        .context = &asked, .value = asked_value, .type = asked_type, .given = asked_given};
    const struct sql_page page = {.limit = 1};
    if (asked.operation == NULL || file == NULL) {
        fprintf(stderr, "thidua check: no SQL file answers %s.\n", id);
        return 2;
    }
    if (!sql_assemble(file, &arguments, &page, &statement, &problem))
        return 1;
    print_named(&statement);
    return 0;
}

int command_check(int count, char **words)
{
    if (count >= 2 && strcmp(words[0], "--sql") == 0)
        return print_statement(words[1], count - 2, words + 2);
    if (count == 1 && strcmp(words[0], "--config") == 0)
        return command_check_config(true);
    if (config.deploy_url == NULL) {
        fputs("thidua check: THIDUA_DEPLOY_URL is not set.\n", stderr);
        return 2;
    }
    database_configure(&(struct database_settings){.url = config.deploy_url,
                                                   .become = "thidua_service",
                                                   .prepared_statements = true,
                                                   .statement_timeout_ms = 10000,
                                                   .lock_timeout_ms = 1000,
                                                   .deadline_seconds = 10,
                                                   .business_offset = "0"});
    if (count == 1 && strcmp(words[0], "--matrix") == 0)
        return matrix_print();
    scoped(free_string) char *fault = check_files(), *key_fault = NULL;
    if (fault)
        complain("db/api", fault, NULL);
    if (!identifiers_start(config.identity_key_file, &key_fault))
        complain("THIDUA_IDENTITY_KEY_FILE", key_fault, NULL);
    identifiers_stop();
    size_t operations;
    const struct operation *const *all = contract_operations(contract_served, &operations);
    for (size_t i = 0; i < operations; i++)
        check_file(all[i]);
    const struct embedded_file *contract = embedded_find("openapi.json");
    json_auto_t *document = json_loadb(contract->bytes, contract->length, 0, NULL);
    walk_schemas(document, json_object_get(document, "x-catalogues"), "openapi.yaml");
    database_close_thread();
    printf("check: %zu operations, %d faults\n", operations, faults);
    return faults ? 1 : 0;
}
