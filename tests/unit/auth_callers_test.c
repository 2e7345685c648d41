/* auth_callers_test.c: which callers an operation lets in, what scopes reach, and the cache of verified tokens. */
#include "auth/auth.h"
#include "auth/cache.h"
#include "auth/scopes.h"
#include "support/embedded.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* ---- roles ---- */

/* The words of a refusal come from the catalogue. */
static void read_contract(void)
{
    const struct embedded_file *file = embedded_find("openapi.json");
    char *fault = NULL;
    contract_served = contract_load(file->bytes, file->length, &fault);
    cr_assert(contract_served, "%s", fault);
}

static void free_contract(void)
{
    contract_free((struct contract *)(uintptr_t)contract_served);
}

TestSuite(callers, .init = read_contract, .fini = free_contract);

static struct role_rule rules[] = {{"reviewer", ""}, {"leader", "province"}};
static struct operation launching = {.id = "move_campaign",
                                     .tag = "campaigns",
                                     .method = METHOD_POST,
                                     .path = "/api/v1/campaigns/{campaign}/moves",
                                     .needs_token = true,
                                     .roles = rules,
                                     .role_count = 2};
static struct operation listing = {
    .id = "list_campaigns", .tag = "campaigns", .method = METHOD_GET, .path = "/api/v1/campaigns", .needs_token = true};
static struct operation drafting = {.id = "create_campaign",
                                    .tag = "campaigns",
                                    .method = METHOD_POST,
                                    .path = "/api/v1/campaigns",
                                    .needs_token = true,
                                    .roles = rules,
                                    .role_count = 1};
static struct operation signing_out = {.id = "revoke_tokens",
                                       .tag = "sign-in",
                                       .method = METHOD_DELETE,
                                       .path = "/api/v1/auth/tokens",
                                       .needs_token = true};
static struct operation asking_oneself = {
    .id = "get_me", .tag = "sign-in", .method = METHOD_GET, .path = "/api/v1/me", .needs_token = true};

static void expect_verdict(const struct operation *operation, const char *role, const char *level, json_t *scopes,
                           const char *code)
{
    char *roles[] = {(char *)role, NULL};
    struct request request = {
        .operation = operation,
        .caller = {.known = true, .roles = roles, .role_count = 1, .service = scopes != NULL, .scopes = scopes}};
    struct problem problem = {0};
    snprintf(request.caller.level, sizeof request.caller.level, "%s", level);
    cr_expect_eq(authorise(&request, &problem), code == NULL, "%s as %s", operation->id, role);
    cr_expect_str_eq(problem.code, code ? code : "", "%s as %s", operation->id, role);
    problem_close(&problem);
    json_decref(scopes);
}

Test(callers, are_let_in_by_role_and_level)
{
    expect_verdict(&launching, "reviewer", "commune", NULL, NULL);
    expect_verdict(&launching, "leader", "province", NULL, NULL);
    expect_verdict(&launching, "leader", "district", NULL, "role_not_allowed");
    expect_verdict(&launching, "leader", "", NULL, "role_not_allowed");
    expect_verdict(&launching, "admin", "province", NULL, "role_not_allowed");
    expect_verdict(&listing, "oversight", "commune", NULL, NULL);
}

Test(callers, are_refused_with_the_roles_that_may)
{
    char *roles[] = {(char *)"reporter", NULL};
    struct request request = {.operation = &launching, .caller = {.known = true, .roles = roles, .role_count = 1}};
    struct problem problem = {0};
    cr_assert_not(authorise(&request, &problem));
    cr_expect_str_eq(json_string_value(json_array_get(json_object_get(problem.params, "roles"), 1)), "leader@province");
    problem_close(&problem);
}

Test(callers, who_are_nobody_are_asked_to_sign_in)
{
    struct request request = {.operation = &listing};
    struct problem problem = {0};
    cr_expect_not(authorise(&request, &problem));
    cr_expect_str_eq(problem.code, "token_missing");
    problem_close(&problem);
}

static void expect_from(const char *address, json_t *ranges, const char *code)
{
    char *roles[] = {(char *)"leader", NULL};
    struct request request = {
        .operation = &asking_oneself,
        .caller = {.known = true, .roles = roles, .role_count = 1, .service = true, .address_ranges = ranges}};
    struct problem problem = {0};
    snprintf(request.client_address, sizeof request.client_address, "%s", address);
    cr_expect_eq(authorise(&request, &problem), code == NULL, "from %s", address);
    cr_expect_str_eq(problem.code, code ? code : "", "from %s", address);
    problem_close(&problem);
    json_decref(ranges);
}

Test(callers, that_are_systems_come_from_where_they_may)
{
    expect_from("10.1.255.255", json_pack("[s, s]", "192.0.2.7/32", "10.1.0.0/16"), NULL);
    expect_from("192.0.2.7", json_pack("[s, s]", "192.0.2.7/32", "10.1.0.0/16"), NULL);
    expect_from("10.2.0.0", json_pack("[s, s]", "192.0.2.7/32", "10.1.0.0/16"), "address_not_allowed");
    expect_from("10.1.0.1", json_pack("[s]", "::/0"), "address_not_allowed");
    expect_from("10.1.0.1", json_pack("[s]", "nowhere"), "address_not_allowed");
    expect_from("", json_pack("[s]", "0.0.0.0/0"), "address_not_allowed");
    expect_from("", json_array(), NULL);
}

Test(callers, that_are_systems_need_a_scope_beside_the_role)
{
    expect_verdict(&listing, "reviewer", "district", json_pack("[s]", "campaigns:read"), NULL);
    expect_verdict(&listing, "reviewer", "district", json_pack("[s]", "campaigns:write"), "scope_missing");
    expect_verdict(&listing, "reviewer", "district", json_pack("[]"), "scope_missing");
    expect_verdict(&drafting, "reviewer", "district", json_pack("[s]", "create_campaign"), NULL);
    expect_verdict(&drafting, "reporter", "district", json_pack("[s]", "create_campaign"), "role_not_allowed");
    expect_verdict(&launching, "reviewer", "district", json_pack("[s]", "campaigns:write"), "scope_missing");
    expect_verdict(&launching, "reviewer", "district", json_pack("[s]", "move_campaign:proposed"), NULL);
    expect_verdict(&signing_out, "reviewer", "district", json_pack("[s, s]", "sign-in:write", "revoke_tokens"),
                   "scope_missing");
    expect_verdict(&asking_oneself, "reviewer", "district", json_pack("[]"), NULL);
}

Test(callers, scopes_are_matched_whole)
{
    cr_expect(scope_covers("campaigns:read", &listing));
    cr_expect(scope_covers("list_campaigns", &listing));
    cr_expect_not(scope_covers("campaigns", &listing));
    cr_expect_not(scope_covers("campaigns:", &listing));
    cr_expect_not(scope_covers("campaign:read", &listing));
    cr_expect_not(scope_covers("campaigns:reader", &listing));
    cr_expect_not(scope_covers("list_campaigns:read", &listing));
    cr_expect_not(scope_covers("move_campaign", &launching));
    cr_expect_not(scope_covers("", &listing));
    cr_expect_not(scope_covers(":read", &listing));
    cr_expect_not(scope_covers("*:read", &listing));
}

/* ---- the cache ---- */

static void keep(const char *token, long from, long until, long now)
{
    struct identity *identity = identity_new(token, strlen(token));
    identity->good_from = from;
    identity->good_until = until;
    identity->caller.claims = strdup("{}");
    cache_keep(identity, now);
    identity_release(identity);
}

static bool knows(const char *token, long now)
{
    struct identity *identity = cache_find(token, strlen(token), now);
    bool known = identity != NULL;
    identity_release(identity);
    return known;
}

Test(cache, knows_a_token_until_it_ends, .fini = cache_clear)
{
    keep("one", 100, 200, 100);
    cr_expect(knows("one", 100));
    cr_expect(knows("one", 199));
    cr_expect_not(knows("one", 200));
    cr_expect_not(knows("one", 99), "a clock set back must not revive it");
    cr_expect_not(knows("on", 100));
    cr_expect_not(knows("one ", 100));
}

Test(cache, keeps_an_identity_alive_while_somebody_holds_it)
{
    keep("one", 0, 200, 100);
    struct identity *held = cache_find("one", 3, 100);
    cache_clear();
    cr_assert(held);
    cr_expect_str_eq(held->caller.claims, "{}");
    identity_release(held);
}

Test(cache, is_bounded, .fini = cache_clear)
{
    char token[32];
    int known = 0;
    for (int i = 0; i < 3 * CACHE_SIZE; i++) {
        snprintf(token, sizeof token, "token %d", i);
        keep(token, 0, 1000 + i, 100);
    }
    for (int i = 0; i < 3 * CACHE_SIZE; i++) {
        snprintf(token, sizeof token, "token %d", i);
        known += knows(token, 100);
    }
    cr_expect(known <= CACHE_SIZE && known > CACHE_SIZE / 2, "%d", known);
}

static void *hammer(void *seed)
{
    char token[32];
    for (int i = 0; i < 20000; i++) {
        snprintf(token, sizeof token, "token %d", (i * 7 + *(int *)seed) % 300);
        struct identity *identity = cache_find(token, strlen(token), 100);
        if (identity == NULL)
            keep(token, 0, 1000, 100);
        else
            cr_assert_str_eq(identity->token, token);
        identity_release(identity);
    }
    return NULL;
}

Test(cache, is_shared_by_threads, .fini = cache_clear)
{
    pthread_t threads[4];
    int seeds[4] = {1, 2, 3, 4};
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, hammer, &seeds[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}
