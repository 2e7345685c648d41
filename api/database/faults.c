/* faults.c: SQLSTATE → problem, in one table. SQL raises PTnnn with a code as its message and parameters as its
 * detail; a constraint's name is its code; of everything else the client learns no more than a fixed text, since
 * PostgreSQL's own words print rows. */
#include "database/faults.h"

#include "contract/contract.h"
#include "support/log.h"

#include <stdbool.h>
#include <string.h>

struct rule {
    const char *sqlstate; /* whole, or how it begins */
    const char *code;
    bool constraint; /* the constraint's name is the code, where somebody chose it */
    int retry_after;
    enum log_level level;
    enum fault kind;
};

static const struct rule rules[] = {
    {"23505", .code = "conflict", .constraint = true},
    {"23P01", .code = "conflict", .constraint = true},
    {"23503", .code = "reference_not_found", .constraint = true},
    {"23514", .code = "rule_violated", .constraint = true},
    {"23502", .code = "rule_violated", .constraint = true},
    {"22P02", .code = "invalid_value", .level = LOG_WARNING},
    {"22003", .code = "invalid_value", .level = LOG_WARNING},
    {"22007", .code = "invalid_value", .level = LOG_WARNING},
    {"22008", .code = "invalid_value", .level = LOG_WARNING},
    {"22021", .code = "invalid_value", .level = LOG_WARNING},
    {"42501", .code = "not_allowed", .level = LOG_WARNING},
    {"40001", .code = "busy", .retry_after = 1},
    {"40P01", .code = "busy", .retry_after = 1, .level = LOG_WARNING},
    {"55P03", .code = "locked"},
    {"57014", .code = "too_slow", .retry_after = 1, .level = LOG_WARNING},
    {"53100", .code = "storage_full", .retry_after = 60, .level = LOG_ERROR},
    {"53", .code = "database_unavailable", .retry_after = 1, .level = LOG_ERROR},
    {"0A000", .code = "busy", .retry_after = 1, .level = LOG_WARNING, .kind = FAULT_STALE},
    {"26000", .code = "busy", .retry_after = 1, .level = LOG_WARNING, .kind = FAULT_STALE},
    {"25006", .code = "internal_error", .level = LOG_ERROR, .kind = FAULT_READ_ONLY},
    {"08", .code = "database_unavailable", .retry_after = 1, .level = LOG_ERROR, .kind = FAULT_LOST},
    {"40003", .code = "database_unavailable", .retry_after = 1, .level = LOG_ERROR, .kind = FAULT_LOST},
    {"57P0", .code = "database_unavailable", .retry_after = 1, .level = LOG_ERROR, .kind = FAULT_LOST},
    {"PT000", .code = "internal_error", .level = LOG_ERROR, .kind = FAULT_DRY_RUN},
    {"", .code = "internal_error", .level = LOG_ERROR}, /* the last: everything begins with nothing */
};

static const char *field(const PGresult *error, int name)
{
    const char *value = PQresultErrorField(error, name);
    return value ? value : "";
}

static const struct rule *rule_of(const PGresult *error)
{
    const char *sqlstate = field(error, PG_DIAG_SQLSTATE);
    const struct rule *rule = rules;
    while (strncmp(sqlstate, rule->sqlstate, strlen(rule->sqlstate)) != 0)
        rule++;
    return rule;
}

enum fault fault_kind(const PGresult *error)
{
    if (error == NULL)
        return FAULT_NONE;
    if (PQresultErrorField(error, PG_DIAG_SQLSTATE) == NULL)
        return FAULT_LOST; /* libpq's own words: the connection broke */
    enum fault kind = rule_of(error)->kind;
    return kind ? kind : FAULT_PLAIN;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length >= tail && strcmp(name + length - tail, ending) == 0;
}

/* Where the contract has no words for a constraint, the client hears the general ones. */
static bool has_words(const char *code)
{
    return contract_served == NULL || contract_problem(contract_served, code) != NULL;
}

/* Names that PostgreSQL makes up say nothing to anybody. */
static bool is_code(const char *constraint)
{
    static const char *const made_up[] = {"_pkey", "_key", "_fkey", "_check", "_excl", "_idx", "_not_null"};
    if (constraint[0] == '\0' || constraint[strspn(constraint, "abcdefghijklmnopqrstuvwxyz_")] != '\0')
        return false;
    for (size_t i = 0; i < sizeof made_up / sizeof made_up[0]; i++)
        if (ends_with(constraint, made_up[i]))
            return false;
    return has_words(constraint);
}

/* DETAIL = {"params":{…},"errors":[…]}; both may be missing. */
static void raised_problem(const PGresult *error, struct problem *problem)
{
    json_t *detail = json_loads(field(error, PG_DIAG_MESSAGE_DETAIL), JSON_REJECT_DUPLICATES, NULL);
    json_t *params = json_object_get(detail, "params");
    json_t *errors = json_object_get(detail, "errors");
    int retry_after = (int)json_integer_value(json_object_get(params, "retry_after"));
    problem_take(problem, field(error, PG_DIAG_MESSAGE_PRIMARY), json_is_object(params) ? json_incref(params) : NULL,
                 json_array_size(errors) ? json_incref(errors) : NULL);
    problem->retry_after = retry_after;
    json_decref(detail);
}

/* Whatever keeps an entry from being written, its change is undone and the client is told no more than that. */
static bool is_of_audit(const PGresult *error)
{
    return strstr(field(error, PG_DIAG_CONTEXT), "insert into audit_entries") != NULL;
}

/* Where a request waits while a deployment changes what it would read: nobody else's work is in its way. */
static bool waited_for_deployment(const char *sqlstate, const char *statement)
{
    static const char first[] = "select * from app.begin_request";
    return strcmp(sqlstate, "55P03") == 0 && strncmp(statement, first, sizeof first - 1) == 0;
}

void fault_problem(const PGresult *error, const char *statement, struct problem *problem)
{
    const char *sqlstate = field(error, PG_DIAG_SQLSTATE);
    const struct rule *rule = rule_of(error);
    if (strncmp(sqlstate, "PT", 2) == 0 && rule->kind != FAULT_DRY_RUN) {
        raised_problem(error, problem);
        return;
    }
    const char *constraint = field(error, PG_DIAG_CONSTRAINT_NAME);
    log_event(rule->level, "database_error", "sqlstate", sqlstate, "message", field(error, PG_DIAG_MESSAGE_PRIMARY),
              "constraint", constraint, "statement", statement, NULL);
    if (problem_is_set(problem))
        return;
    bool unaudited = rule->retry_after == 0 && is_of_audit(error);
    bool deploying = waited_for_deployment(sqlstate, statement);
    const char *code = rule->constraint && is_code(constraint) ? constraint : rule->code;
    problem_set(problem, unaudited ? "audit_unavailable" : deploying ? "busy" : code, NULL);
    problem->retry_after = unaudited || deploying ? 1 : rule->retry_after;
}
