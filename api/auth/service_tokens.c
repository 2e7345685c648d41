/* service_tokens.c: a token for another system. Its scopes are judged against the contract: each must be known, and
 * cover something that its giver may do. */
#include "auth/auth.h"
#include "auth/handlers.h"
#include "auth/replies.h"
#include "auth/scopes.h"
#include "database/database.h"
#include "render/render.h"
#include "support/scoped.h"

#include <string.h>

static bool is_kept(const char *role)
{
    return strcmp(role, "admin") != 0 && strcmp(role, "council") != 0;
}

/* The roles of the giver that a system may act by. */
static size_t kept_roles(const struct caller *caller, char **kept, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < caller->role_count && count < room; i++)
        if (is_kept(caller->roles[i]))
            kept[count++] = caller->roles[i];
    return count;
}

/* NULL, or why the scope cannot be given. */
static const char *fault_of_scope(const char *scope, const struct caller *giver)
{
    char *roles[8];
    size_t role_count = kept_roles(giver, roles, 8), count;
    const struct operation *const *operations = contract_operations(contract_served, &count);
    bool known = false;
    for (size_t i = 0; i < count; i++) {
        if (!operations[i]->needs_token || !scope_covers(scope, operations[i]))
            continue;
        if (roles_allow(operations[i], roles, role_count, giver->level))
            return NULL;
        known = true;
    }
    return known ? "scope_beyond_giver" : "scope_unknown";
}

static bool check_scopes(const struct request *request, struct problem *problem)
{
    const json_t *scope;
    size_t i;
    json_array_foreach(json_object_get(request->body, "scopes"), i, scope) {
        const char *fault = fault_of_scope(json_string_value(scope), &request->caller);
        scoped(free_string) char *pointer = text_format("/scopes/%zu", i);
        if (fault)
            problem_add(problem, pointer, fault, "{s:s}", "scope", json_string_value(scope));
    }
    return !problem_is_set(problem);
}

bool create_service_token(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *secret = secret_new(), *token = text_format("thidua_%s", secret),
                             *hash = secret_hash(token);
    if (request->caller.service)
        return problem_set(problem, "for_people_only", NULL);
    if (!check_scopes(request, problem))
        return false;
    const PGresult *given = transaction_step(request->transaction, problem, "auth/give_service_token", "content",
                                             request->body_text, "secret_hash", hash, NULL);
    if (given == NULL)
        return false;
    const char *id = column(given, 0, "id");
    reply->location = text_format("/api/v1/service-tokens/%s", id);
    return reply_json(
        reply, json_pack("{s:s, s:s, s:s}", "id", id, "token", token, "expires_at", column(given, 0, "expires_at")),
        problem);
}
