/* matrix.c: prints who must be answered what, as tab-separated rows for people and for a generator of tests:
 *
 *   operation method path target role level relation shared expected why
 *
 * `target` is the state a move asks for. `role` is one of the contract's, or nobody. `relation` is where the unit of
 * the thing in the path stands, seen from the caller's: own, below, above, sibling, cousin, elsewhere (another
 * province), ended (merged into the caller's), issuer or lead (the caller's unit issued or leads it from elsewhere in
 * the tree), none (no such thing). `shared` says whether it is published or launched. `expected` is a status; ok is the
 * success that the contract declares, or 409, 412 and 422 where the state of the thing or the body asks for them, and
 * 403 of a move may be 409 where no way leads from its state; rows and no_rows are of lists. Two with a bar between
 * them depend on the row. `*` stands for every value: what is refused by role is refused whatever the id names. */
#include "matrix.h"

#include "contract/contract.h"
#include "database/database.h"
#include "database/sql_file.h"
#include "http/question.h"
#include "render/render.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const roles[] = {"reporter", "reviewer", "leader", "council", "oversight", "admin", "service"};
static const char *const levels[] = {"country", "province", "district", "commune"};

enum relation { OWN, BELOW, ABOVE, SIBLING, COUSIN, ELSEWHERE, ENDED, ISSUER, LEAD, NONE, RELATIONS };
static const char *const relations[RELATIONS] = {"own",       "below", "above",  "sibling", "cousin",
                                                 "elsewhere", "ended", "issuer", "lead",    "none"};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Which hidden columns a reply has: by them the second wall knows whose a row is. */
struct walls {
    bool described, unit, issuer, lead, published;
};

static PGresult *rules; /* of read_rules_of_change.sql */

/* ---- one row ---- */

struct cell {
    const struct operation *operation;
    const char *target, *role, *level, *relation, *shared;
};

static void print_cell(const struct cell *cell, const char *expected, const char *why)
{
    static const char *const methods[METHOD_COUNT] = {[METHOD_GET] = "GET",
                                                      [METHOD_POST] = "POST",
                                                      [METHOD_PUT] = "PUT",
                                                      [METHOD_PATCH] = "PATCH",
                                                      [METHOD_DELETE] = "DELETE"};
    printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", cell->operation->id, methods[cell->operation->method],
           cell->operation->path, cell->target, cell->role, cell->level, cell->relation, cell->shared, expected, why);
}

/* ---- what the SQL says of whose rows are ---- */

static const char *no_value(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

static const char *type_of(void *context, const char *name)
{
    return question_type(context, name);
}

static bool none_given(void *context, const char *name)
{
    (void)context;
    (void)name;
    return false;
}

static struct walls walls_of(const struct operation *operation)
{
    scoped(problem_close) struct problem problem = {0};
    const struct sql_file *file = operation ? sql_operation(operation->id) : NULL;
    struct sql_arguments arguments = {
        .context = (void *)(uintptr_t)operation, .value = no_value, .type = type_of, .given = none_given};
    PGresult *columns = file ? database_describe(file, &arguments, &problem) : NULL;
    struct walls walls = {.described = columns != NULL,
                          .unit = PQfnumber(columns, "_unit_id") >= 0,
                          .issuer = PQfnumber(columns, "_issuer_id") >= 0,
                          .lead = PQfnumber(columns, "_lead_unit_id") >= 0,
                          .published = PQfnumber(columns, "_published") >= 0};
    PQclear(columns);
    return walls;
}

/* The reading of the thing that the path names: GET of the longest part of it that ends with a parameter. NULL for
 * none. */
static const struct operation *reading_of(const struct operation *operation)
{
    for (size_t length = strlen(operation->path); length; length--) {
        if (operation->path[length - 1] != '}')
            continue;
        size_t count;
        const struct operation *const *all = contract_operations(contract_served, &count);
        for (size_t i = 0; i < count; i++)
            if (all[i]->method == METHOD_GET && strlen(all[i]->path) == length &&
                strncmp(all[i]->path, operation->path, length) == 0)
                return all[i];
    }
    return NULL;
}

/* The table of the thing: what is locked by a change of the same path. */
static const char *table_of(const struct operation *operation)
{
    size_t count;
    const struct operation *const *all = contract_operations(contract_served, &count);
    for (size_t i = 0; operation && i < count; i++)
        if (all[i]->guards && strcmp(all[i]->path, operation->path) == 0)
            return all[i]->guards;
    return NULL;
}

/* ---- what the rules of change say ---- */

static bool says(int row, const char *column_name, const char *wanted)
{
    const char *value = column(rules, row, column_name);
    return value && strcmp(value, wanted) == 0;
}

static bool is_heard_below(const char *table)
{
    for (int row = 0; table && row < PQntuples(rules); row++)
        if (says(row, "table_name", table) && says(row, "heard_below", "t"))
            return true;
    return false;
}

/* Whether somebody in this relation sits at the desk: 1 always, 0 never, -1 where the row decides. */
static int sits_at(enum relation relation, const char *desk)
{
    static const struct {
        const char *desk;
        enum relation relation;
        int sits;
    } seats[] = {{"own", OWN, 1},         {"issuer", ISSUER, 1},   {"issuer", OWN, -1},   {"issuer", BELOW, -1},
                 {"granting", ISSUER, 1}, {"granting", BELOW, -1}, {"granting", OWN, -1}, {"lead", LEAD, 1},
                 {"above", BELOW, 1},     {"above", ENDED, -1},    {"between", BELOW, -1}};
    for (size_t i = 0; i < COUNT(seats); i++)
        if (seats[i].relation == relation && strcmp(seats[i].desk, desk) == 0)
            return seats[i].sits;
    return 0;
}

struct verdict {
    bool ruled;       /* there are rules for this action */
    bool thing_ruled; /* there are rules for the thing */
    int may;
};

static struct verdict judged(const char *table, const char *kind, const char *action, const char *role,
                             enum relation relation)
{
    struct verdict verdict = {0};
    for (int row = 0; row < PQntuples(rules); row++) {
        if (!says(row, "table_name", table) || column(rules, row, "action") == NULL)
            continue;
        verdict.thing_ruled |= says(row, "kind", "rule");
        if (!says(row, "kind", kind) || !says(row, "action", action))
            continue;
        verdict.ruled = true;
        int sits = says(row, "role", role) ? sits_at(relation, column(rules, row, "desk")) : 0;
        if (verdict.may == 0 || sits == 1)
            verdict.may = sits;
    }
    return verdict;
}

/* ---- one operation ---- */

static bool is_safe(const struct operation *operation)
{
    return operation->method == METHOD_GET;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), tail = strlen(ending);
    return length >= tail && strcmp(text + length - tail, ending) == 0;
}

static const char *action_of(const struct operation *operation)
{
    if (operation->guard_action)
        return operation->guard_action;
    if (ends_with(operation->path, "/moves"))
        return "move";
    return operation->method == METHOD_DELETE ? "delete" : "patch";
}

/* 1 seen, 0 as if it did not exist, -1 where the row decides (a launched thing is heard by those below, a published one
 * by all; a council's member sees what is before him). */
static int is_seen(const struct walls *walls, const char *table, const char *role, enum relation relation, bool shared)
{
    int seen = relation == OWN || relation == BELOW || relation == ENDED || (relation == ISSUER && walls->issuer) ||
               (relation == LEAD && walls->lead);
    if (walls->described && !walls->unit && !walls->issuer && !walls->lead)
        seen = 1;
    if (!seen && shared)
        seen = relation == ABOVE && is_heard_below(table) ? 1 : -1;
    if (relation == NONE)
        return 0;
    return seen == 1 && strcmp(role, "council") == 0 && walls->unit ? -1 : seen;
}

/* What a change of a seen thing comes to. */
static const char *changed(const struct cell *cell, enum relation relation, const char **why)
{
    const struct operation *operation = cell->operation;
    const char *action = action_of(operation);
    static const char *const answers[] = {"ok|403", "403", "ok"};
    *why = "desk";
    if (*cell->target != '-')
        return answers[judged(operation->guards, "move", cell->target, cell->role, relation).may + 1];
    struct verdict verdict = judged(operation->guards, "rule", action, cell->role, relation);
    if (verdict.ruled)
        return answers[verdict.may + 1];
    *why = "own functions";
    if (strcmp(action, "patch") != 0 && strcmp(action, "delete") != 0)
        return "ok|403";
    if (verdict.thing_ruled)
        return *why = "no rule", "403";
    return relation == OWN || relation == BELOW ? "ok" : "403";
}

static void print_relation(struct cell cell, const struct walls *walls, enum relation relation, bool shared)
{
    const struct operation *operation = cell.operation;
    const struct operation *reading = reading_of(operation);
    const char *table = operation->guards ? operation->guards : table_of(reading);
    int seen = is_seen(walls, table, cell.role, relation, shared);
    const char *expected, *why = "sight";
    cell.relation = relations[relation];
    cell.shared = walls->published ? shared ? "yes" : "no" : "-";
    if (reading == NULL && operation->guards == NULL)
        expected = seen == 1 ? "rows" : seen == 0 ? "no_rows" : "rows|no_rows";
    else if (seen == 0)
        expected = "404";
    else if (is_safe(operation) || operation->guards == NULL)
        expected = seen < 0 ? "ok|404" : is_safe(operation) ? "ok" : (why = "own functions", "ok|403");
    else {
        expected = changed(&cell, relation, &why);
        if (seen < 0)
            expected = strcmp(expected, "403") == 0 ? "403|404" : "ok|403|404";
    }
    print_cell(&cell, expected, why);
}

/* Beyond the role: by relation where an id stands in the path or rows of others might be listed. */
static void print_relations(struct cell cell, const struct walls *walls, bool named)
{
    bool related = named || (cell.operation->is_list && walls->unit);
    if (!related) {
        print_cell(&cell, "ok", cell.operation->method == METHOD_GET ? "own sight" : "own desk");
        return;
    }
    for (enum relation relation = OWN; relation < RELATIONS; relation++) {
        if ((relation == ISSUER && !walls->issuer && named && walls->described) || (relation == LEAD && !walls->lead) ||
            (relation == NONE && !named))
            continue;
        print_relation(cell, walls, relation, false);
        if (walls->published && relation != NONE)
            print_relation(cell, walls, relation, true);
    }
}

/* 1 by any level, 0 by none, else only where the rule says. */
static bool role_passes(const struct operation *operation, const char *role, const char *level)
{
    for (size_t i = 0; i < operation->role_count; i++)
        if (strcmp(operation->roles[i].role, role) == 0 &&
            (!*operation->roles[i].level || strcmp(operation->roles[i].level, level) == 0))
            return true;
    return operation->role_count == 0;
}

static bool has_levels(const struct operation *operation)
{
    for (size_t i = 0; i < operation->role_count; i++)
        if (*operation->roles[i].level)
            return true;
    return false;
}

static void print_target(struct cell cell, const struct walls *walls, bool named)
{
    cell.relation = cell.shared = "*";
    if (!cell.operation->needs_token) {
        cell.role = "*";
        print_cell(&cell, "ok", "public");
        return;
    }
    cell.role = "nobody";
    print_cell(&cell, "401", "no token");
    for (size_t r = 0; r < COUNT(roles); r++) {
        cell.role = roles[r];
        if (strcmp(roles[r], "service") == 0) {
            print_cell(&cell, "ok|403", "scopes of the token; never more than its giver");
            continue;
        }
        for (size_t l = 0; l < (has_levels(cell.operation) ? COUNT(levels) : 1); l++) {
            cell.level = has_levels(cell.operation) ? levels[l] : "*";
            if (role_passes(cell.operation, roles[r], levels[l]))
                print_relations(cell, walls, named);
            else
                print_cell(&cell, "403", "role");
        }
        cell.level = "*";
    }
}

/* A move once for each state it may ask for. */
static void print_operation(const struct operation *operation)
{
    const struct operation *reading = reading_of(operation);
    bool named = reading != NULL || (operation->guards && strchr(operation->path, '{'));
    struct walls walls = walls_of(reading ? reading : is_safe(operation) ? operation : NULL);
    struct cell cell = {.operation = operation, .target = "-", .level = "*"};
    const char *last = "";
    if (!walls.described)
        walls.unit = named;
    if (operation->guards == NULL || strcmp(action_of(operation), "move") != 0) {
        print_target(cell, &walls, named);
        return;
    }
    for (int row = 0; row < PQntuples(rules); row++) {
        if (!says(row, "table_name", operation->guards) || !says(row, "kind", "move") || says(row, "action", last))
            continue;
        cell.target = last = column(rules, row, "action");
        print_target(cell, &walls, named);
    }
}

/* A copy: the connection is wanted again while they are read. */
static bool read_rules(struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *found;
    if (!transaction_begin(&transaction, "{}", true, 0, problem) ||
        (found = transaction_step(&transaction, problem, "control/read_rules_of_change", NULL)) == NULL)
        return false;
    rules = PQcopyResult(found, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
    return transaction_commit(&transaction, problem);
}

int matrix_print(void)
{
    scoped(problem_close) struct problem problem = {0};
    size_t count;
    const struct operation *const *all = contract_operations(contract_served, &count);
    bool read = read_rules(&problem);
    if (!read)
        fprintf(stderr, "thidua check --matrix: the database did not answer: %s\n", problem.code);
    else
        puts("operation\tmethod\tpath\ttarget\trole\tlevel\trelation\tshared\texpected\twhy");
    for (size_t i = 0; read && i < count; i++)
        print_operation(all[i]);
    PQclear(rules);
    database_close_thread();
    return read ? 0 : 1;
}
