/* authorise.c: may this caller ask for this operation? The contract names the roles; of a service token its scopes are
 * asked as well, so that it never does more than the person who gave it, and the addresses it was given for. Whose rows
 * are meant is PostgreSQL's business.
 */
#include "auth/scopes.h"

#include "auth/auth.h"
#include "support/scoped.h"

#include <string.h>

static bool holds(char *const *roles, size_t count, const char *level, const struct role_rule *rule)
{
    if (*rule->level && strcmp(rule->level, level) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(roles[i], rule->role) == 0)
            return true;
    return false;
}

bool roles_allow(const struct operation *operation, char *const *roles, size_t count, const char *level)
{
    for (size_t i = 0; i < operation->role_count; i++)
        if (holds(roles, count, level, &operation->roles[i]))
            return true;
    return operation->role_count == 0;
}

/* ---- scopes: `<tag>:<read|write|move>`, `<operationId>`, of a move `<operationId>:<target state>`; which target a
 * body asks for is judged with the move (db/security/guard.sql, holds) ---- */

static const char *verb_of(const struct operation *operation)
{
    const char *end = operation->path + strlen(operation->path);
    if (operation->method == METHOD_GET || operation->method == METHOD_HEAD ||
        strcmp(operation->id, "check_access") == 0)
        return "read";
    for (const char *const *ending = (const char *const[]){"/moves", "/bulk-moves", NULL}; *ending; ending++)
        if (strlen(operation->path) >= strlen(*ending) && strcmp(end - strlen(*ending), *ending) == 0)
            return "move";
    return "write";
}

static bool names(const char *scope, size_t length, const char *name)
{
    return strlen(name) == length && strncmp(scope, name, length) == 0;
}

/* What a gateway's message asks for is authorised by itself. */
static bool needs_scope(const struct operation *operation)
{
    return strcmp(operation->id, "get_me") != 0 && strcmp(operation->id, "pass_gateway_message") != 0;
}

/* Sign-in, passwords, tokens, acting for each other and councils are for people; but whoever holds a token may ask who
 * he is. */
static bool is_for_people(const struct operation *operation)
{
    return strcmp(operation->tag, "sign-in") == 0 || strcmp(operation->tag, "councils") == 0 ||
           strcmp(operation->id, "create_delegation") == 0 || strcmp(operation->id, "revoke_delegation") == 0;
}

bool scope_covers(const char *scope, const struct operation *operation)
{
    size_t length = strcspn(scope, ":");
    const char *rest = scope[length] ? scope + length + 1 : NULL, *verb = verb_of(operation);
    if (is_for_people(operation))
        return false;
    if (rest && names(scope, length, operation->tag))
        return strcmp(rest, verb) == 0;
    return names(scope, length, operation->id) && (rest != NULL) == (strcmp(verb, "move") == 0);
}

/* Who acts for another reads as he does himself, signs out, and moves; which moves the judge compares with the
 * delegation (db/security/guard.sql, holds). */
static bool delegation_may_reach(const struct operation *operation)
{
    return strcmp(verb_of(operation), "write") != 0 || strcmp(operation->id, "revoke_tokens") == 0;
}

static bool some_scope_covers(const struct caller *caller, const struct operation *operation)
{
    const json_t *scope;
    size_t i;
    json_array_foreach(caller->scopes, i, scope) {
        if (scope_covers(json_string_value(scope), operation))
            return true;
    }
    return false;
}

/* ---- refusals, in the words of the catalogue ---- */

static char *labels(const struct operation *operation, const char *language)
{
    struct text list = {0};
    for (size_t i = 0; i < operation->role_count; i++) {
        const struct role_rule *rule = &operation->roles[i];
        text_print(&list, "%s%s", i ? ", " : "", contract_label("role", rule->role, language));
        if (*rule->level)
            text_print(&list, " (%s)", contract_label("level", rule->level, language));
    }
    return text_take(&list);
}

static bool refuse(const struct operation *operation, struct problem *problem)
{
    scoped(free_string) char *vietnamese = labels(operation, "vi"), *english = labels(operation, "en");
    json_t *roles = json_array();
    for (size_t i = 0; i < operation->role_count; i++) {
        const struct role_rule *rule = &operation->roles[i];
        json_array_append_new(roles, json_sprintf(*rule->level ? "%s@%s" : "%s", rule->role, rule->level));
    }
    return problem_set(problem, "role_not_allowed", "{s:o, s:s, s:s}", "roles", roles, "roles_vi", vietnamese,
                       "roles_en", english);
}

/* Without a list from anywhere; with one, an address that nobody knows is in none of its ranges. */
static bool comes_from_its_ranges(const struct request *request)
{
    const json_t *ranges = request->caller.address_ranges, *text;
    struct address_range range;
    struct address address;
    size_t i;
    if (json_array_size(ranges) == 0)
        return true;
    if (!address_read(request->client_address, &address))
        return false;
    json_array_foreach(ranges, i, text) {
        if (address_range_read(json_string_value(text), &range) && address_is_within(&address, &range))
            return true;
    }
    return false;
}

bool authorise(const struct request *request, struct problem *problem)
{
    const struct operation *operation = request->operation;
    const struct caller *caller = &request->caller;
    if (!operation->needs_token)
        return true;
    if (!caller->known)
        return problem_set(problem, "token_missing", NULL);
    if (!comes_from_its_ranges(request))
        return problem_set(problem, "address_not_allowed", "{s:s}", "address", request->client_address);
    if (!roles_allow(operation, caller->roles, caller->role_count, caller->level))
        return refuse(operation, problem);
    if (caller->delegated && !delegation_may_reach(operation))
        return problem_set(problem, "outside_delegation", NULL);
    if (caller->service && needs_scope(operation) && !some_scope_covers(caller, operation))
        return problem_set(problem, "scope_missing", "{s:s, s:s}", "tag", operation->tag, "verb", verb_of(operation));
    return true;
}
