/* sign_in_test.c: people sign in, take the next pair of tokens, and sign out; wrong guesses wait; other systems come
 * with tokens of their own. */
/* service: THIDUA_FAILURES_PER_ADDRESS=8 */
/* service: THIDUA_PASSWORD_MINIMUM=14 */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char password[] = "thidua-demo";

static struct answer sign_in(const char *username, const char *secret)
{
    return nobody(POST, "/auth/tokens", .json = body("{'username': '%s', 'password': '%s'}", username, secret));
}

static struct answer refresh(const char *refresh_token)
{
    return nobody(POST, "/auth/tokens/refresh", .json = body("{'refresh_token': '%s'}", refresh_token));
}

static struct answer ask(const char *token)
{
    return nobody(GET, "/me", .token = token);
}

/* ---- in and out ---- */

Test(sign_in, gives_a_pair_of_tokens)
{
    struct answer answer = sign_in("thanh-pho-kon-tum.reviewer", password);
    expect_status(answer, 200);
    expect_text(answer, "token_type", "Bearer");
    expect_number(answer, "expires_in", 900);
    expect_header(answer, "Cache-Control", "no-store");
    struct answer me = ask(text(answer, "access_token"));
    expect_status(me, 200);
    expect_text(me, "username", "thanh-pho-kon-tum.reviewer");
    expect_text(me, "unit.name", "Thành phố Kon Tum");
    expect_text(me, "unit.level", "district");
    expect_text(me, "business_date", "2025-06-16");
    expect_true(me, "business_time_shifted");
    expect_false(me, "area.everything");
    expect_count(me, "desks", 1);
}

Test(sign_in, tells_nobody_whether_a_name_exists)
{
    struct answer wrong = sign_in("tinh-kon-tum.council-1", "not the password");
    struct answer unknown = sign_in("nobody.at.all", "not the password");
    expect_problem(wrong, 401, "wrong_credentials");
    expect_problem(unknown, 401, "wrong_credentials");
    cr_assert(eq(str, (char *)text(wrong, "detail"), (char *)text(unknown, "detail")));
}

Test(sign_in, wants_exactly_what_the_contract_says)
{
    expect_fault(nobody(POST, "/auth/tokens", .json = "{}"), "/password", "required");
    expect_fault(nobody(POST, "/auth/tokens", .json = body("{'username': 'a', 'password': 'b', 'role': 'admin'}")),
                 "/role", "unknown_property");
    expect_problem(nobody(POST, "/auth/tokens", .json = "[]"), 422, "body_not_an_object");
    expect_problem(nobody(POST, "/auth/tokens", .raw = "username=a", .type = "application/x-www-form-urlencoded"), 415,
                   "unsupported_media_type");
}

Test(sign_in, slows_guessing_down)
{
    for (int i = 0; i < 5; i++)
        expect_problem(sign_in("tinh-kon-tum.council-5", "guess"), 401, "wrong_credentials");
    struct answer refused = sign_in("tinh-kon-tum.council-5", password);
    expect_problem(refused, 429, "too_many_attempts");
    expect_header(refused, "Retry-After", "10");
    cr_assert(
        eq(str,
           (char *)database("select failures from app.password_attempts where username = 'tinh-kon-tum.council-5'"),
           "5"),
        "an attempt that was not tried is no further failure");
    database("update app.password_attempts set allowed_at = now() - interval '1 second' where username = "
             "'tinh-kon-tum.council-5'");
    expect_status(sign_in("tinh-kon-tum.council-5", password), 200);
    cr_assert(eq(
        str, (char *)database("select count(*) from app.password_attempts where username = 'tinh-kon-tum.council-5'"),
        "0"));
}

/* ---- by address: the tests come from this machine, whose X-Forwarded-For is believed ---- */

static struct answer sign_in_from(const char *address, const char *username, const char *secret)
{
    return nobody(POST, "/auth/tokens", .json = body("{'username': '%s', 'password': '%s'}", username, secret),
                  .headers = {at("X-Forwarded-For: %s", address)});
}

static const char *failures_of(const char *range)
{
    return database("select failures from app.address_attempts where address = '%s'", range);
}

static bool service_logged(const char *part)
{
    char line[4096];
    bool found = false;
    FILE *file = fopen(at("%s/%s.service.log", getenv("TEST_FOLDER"), getenv("TEST_NAME")), "re");
    cr_assert_not_null(file);
    while (!found && fgets(line, sizeof line, file))
        found = strstr(line, part) != NULL;
    fclose(file);
    return found;
}

Test(sign_in, lets_nobody_try_one_name_after_another)
{
    const char *here = "203.0.113.7", *someone = "tinh-kon-tum.council-3";
    for (int i = 0; i < 8; i++)
        expect_problem(sign_in_from(here, at("nobody.%d", i), "guess"), 401, "wrong_credentials");
    struct answer refused = sign_in_from(here, someone, password);
    expect_problem(refused, 429, "too_many_attempts");
    int wait = atoi(header(refused, "Retry-After"));
    cr_assert(wait > 800 && wait <= 900, "%d", wait);
    expect_problem(sign_in_from(at("198.51.100.1, %s", here), someone, password), 429, "too_many_attempts");
    expect_problem(sign_in_from(at("::ffff:%s", here), someone, password), 429, "too_many_attempts");
    cr_expect_str_eq(failures_of(here), "8", "what is refused is no further failure");
    cr_expect_str_eq(database("select count(*) from app.password_attempts where username = '%s'", someone), "0");
    cr_expect(service_logged("\"address\":\"203.0.113.7\",\"why\":\"too_many_attempts\",\"username\":\"tinh-kon-tum"));
    expect_status(sign_in_from("203.0.113.8", someone, password), 200);
    expect_status(sign_in(someone, password), 200);
    database("update app.address_attempts set since = now() - interval '16 minutes' where address = '%s'", here);
    expect_status(sign_in_from(here, someone, password), 200);
    cr_expect_str_eq(failures_of(here), "0");
}

/* It may be the password, typed into the wrong field. */
Test(sign_in, keeps_no_name_that_nobody_has)
{
    expect_problem(sign_in("mat-khau.go.nham-o", "guess"), 401, "wrong_credentials");
    cr_expect_not(service_logged("mat-khau.go.nham-o"));
    cr_expect(service_logged("\"why\":\"wrong_credentials\",\"username\":null"));
    cr_expect_str_eq(database("select (select count(*) from app.password_attempts t where t::text ~ 'mat-khau') + "
                              "(select count(*) from app.audit_entries t where t::text ~ 'mat-khau') + "
                              "(select count(*) from app.refusals t where t::text ~ 'mat-khau')"),
                     "0");
}

Test(sign_in, counts_a_network_of_one_client_together)
{
    expect_problem(sign_in_from("2001:db8:7::1", "nobody.1", "guess"), 401, "wrong_credentials");
    expect_problem(sign_in_from("2001:db8:7::ffff:1", "nobody.1", "guess"), 401, "wrong_credentials");
    cr_expect_str_eq(failures_of("2001:db8:7::/64"), "2");
}

Test(sign_in, costs_an_office_behind_one_address_nothing)
{
    for (int i = 0; i < 10; i++)
        expect_status(sign_in_from("203.0.113.20", "thanh-pho-kon-tum.leader", password), 200);
    for (int i = 0; i < 5; i++)
        expect_problem(sign_in_from("203.0.113.20", "nobody.at.all.here", "guess"), 401, "wrong_credentials");
    for (int i = 0; i < 5; i++)
        expect_problem(sign_in_from("203.0.113.20", "nobody.at.all.here", "guess"), 429, "too_many_attempts");
    cr_expect_str_eq(failures_of("203.0.113.20"), "5", "nor does an account that waits");
}

Test(sign_in, asks_for_the_unit_when_there_are_several)
{
    database("insert into app.assignments(user_id, unit_id, role, valid_from) select id, "
             "app.unit_named('code:xa-doan-ket@2025-06-16'), 'council', '2025-01-01'"
             " from app.users where username = 'tinh-kon-tum.council-4'");
    struct answer refused = sign_in("tinh-kon-tum.council-4", password);
    expect_problem(refused, 409, "unit_required");
    cr_assert(eq(sz, count(refused, "params.units"), 2));
    struct answer chosen = nobody(
        POST, "/auth/tokens",
        .json = body("{'username': 'tinh-kon-tum.council-4', 'password': '%s', 'unit': 'code:xa-doan-ket'}", password));
    expect_status(chosen, 200);
    struct answer me = ask(text(chosen, "access_token"));
    expect_text(me, "unit.name", "Xã Đoàn Kết");
    expect_count(me, "desks", 2);
    expect_problem(
        nobody(POST, "/auth/tokens",
               .json =
                   body("{'username': 'tinh-kon-tum.council-4', 'password': '%s', 'unit': 'code:thanh-pho-kon-tum'}",
                        password)),
        409, "unit_required");
}

Test(sign_in, is_not_for_desks_of_another_day)
{
    expect_problem(sign_in("tinh-quang-ngai.leader", password), 401, "no_assignment");
}

Test(sign_in, ends_with_signing_out)
{
    struct answer pair = sign_in("tinh-kon-tum.council-2", password);
    const char *token = text(pair, "access_token");
    expect_status(nobody(DELETE, "/auth/tokens", .token = token), 204);
    expect_problem(ask(token), 401, "token_revoked");
    expect_problem(refresh(text(pair, "refresh_token")), 401, "refresh_token_invalid");
    expect_status(sign_in("tinh-kon-tum.council-2", password), 200);
}

Test(sign_in, leaves_other_sessions_their_refresh_tokens)
{
    struct answer here = sign_in("tinh-kon-tum.council-3", password),
                  there = sign_in("tinh-kon-tum.council-3", password);
    expect_status(nobody(DELETE, "/auth/tokens", .token = text(here, "access_token")), 204);
    expect_problem(ask(text(there, "access_token")), 401, "token_revoked");
    struct answer next = refresh(text(there, "refresh_token"));
    expect_status(next, 200);
    expect_status(ask(text(next, "access_token")), 200);
}

/* ---- refresh tokens ---- */

Test(refresh_tokens, are_good_once_and_their_theft_ends_the_session)
{
    struct answer first = sign_in("thanh-pho-kon-tum.leader", password);
    struct answer second = refresh(text(first, "refresh_token"));
    expect_status(second, 200);
    expect_status(ask(text(second, "access_token")), 200);
    expect_problem(refresh(text(first, "refresh_token")), 401, "refresh_token_invalid");
    expect_problem(refresh(text(second, "refresh_token")), 401, "refresh_token_invalid");
    expect_problem(ask(text(first, "access_token")), 401, "token_revoked");
    expect_problem(ask(text(second, "access_token")), 401, "token_revoked");
    cr_assert(
        eq(str, (char *)database("select count(*) from app.audit_entries where action = 'refresh_token_reused'"), "1"));
}

Test(refresh_tokens, are_kept_as_hashes)
{
    const char *token = text(sign_in("thanh-pho-kon-tum.admin", password), "refresh_token");
    cr_assert(
        eq(str, (char *)database("select count(*) from app.refresh_tokens where secret_hash = '%s'", token), "0"));
    cr_assert(eq(str,
                 (char *)database(
                     "select count(*) from app.refresh_tokens where secret_hash = encode(sha256('%s'), 'hex')", token),
                 "1"));
}

Test(refresh_tokens, end_after_two_weeks)
{
    struct answer pair = sign_in("huyen-kon-plong.leader", password);
    database("update app.refresh_tokens set expires_at = now() where secret_hash = encode(sha256('%s'), 'hex')",
             text(pair, "refresh_token"));
    expect_problem(refresh(text(pair, "refresh_token")), 401, "refresh_token_invalid");
    expect_problem(refresh("made-up"), 401, "refresh_token_invalid");
}

/* ---- tokens ---- */

Test(tokens, that_are_missing_or_wrong_are_challenged)
{
    struct answer missing = nobody(GET, "/me"), wrong = ask("not.a.token");
    expect_problem(missing, 401, "token_missing");
    expect_header(missing, "WWW-Authenticate", "Bearer realm=\"thidua\"");
    expect_problem(wrong, 401, "token_invalid");
    cr_assert_not_null(header(wrong, "WWW-Authenticate"));
    expect_problem(ask("thidua_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 401, "token_invalid");
}

Test(tokens, can_be_verified_by_others)
{
    struct answer keys = nobody(GET, "/.well-known/jwks.json");
    expect_status(keys, 200);
    expect_text(keys, "keys.0.alg", "ES256");
    expect_absent(keys, "keys.0.d");
}

Test(tokens, die_with_the_assignment)
{
    const char *token = text(sign_in("phuong-quyet-thang.reporter", password), "access_token");
    expect_status(ask(token), 200);
    database("update app.assignments set valid_to = '2025-06-16' where user_id = (select id from app.users where "
             "username = 'phuong-quyet-thang.reporter')");
    expect_problem(ask(token), 401, "assignment_ended");
}

/* ---- the own password ---- */

static struct answer change(const char *token, const char *from, const char *to)
{
    return nobody(PUT, "/me/password", .token = token,
                  .json = body("{'current_password': '%s', 'new_password': '%s'}", from, to));
}

Test(passwords, are_changed_by_who_knows_them)
{
    const char *name = "tinh-kon-tum.reporter", *better = "mùa xuân trên cao nguyên";
    struct answer pair = sign_in(name, password), elsewhere = sign_in(name, password);
    const char *token = text(pair, "access_token");
    expect_problem(change(token, "wrong", better), 422, "wrong_password");
    expect_fault(change(token, password, "ngắn"), "/new_password", "password_too_short");
    expect_fault(change(token, password, "mưa trên rẫy!"), "/new_password", "password_too_short");
    expect_fault(change(token, password, "tinh-kon-tum.reporter"), "/new_password", "password_too_common");
    expect_status(change(token, password, better), 204);
    expect_problem(ask(token), 401, "token_revoked");
    expect_status(refresh(text(pair, "refresh_token")), 200);
    expect_problem(refresh(text(elsewhere, "refresh_token")), 401, "refresh_token_invalid");
    expect_problem(sign_in(name, password), 401, "wrong_credentials");
    expect_status(sign_in(name, better), 200);
}

Test(passwords, are_guessed_no_faster_by_who_is_signed_in)
{
    const char *token = text(sign_in("tinh-kon-tum.oversight", password), "access_token");
    for (int i = 0; i < 5; i++)
        expect_problem(change(token, "guess", "mùa xuân trên cao nguyên"), 422, "wrong_password");
    expect_problem(change(token, password, "mùa xuân trên cao nguyên"), 429, "too_many_attempts");
}

/* ---- tokens of other systems ---- */

static const char giver[] = "huyen-kon-plong.reviewer";

static struct answer give(const char *account, const char *scopes)
{
    return as(account, POST, "/service-tokens",
              .json = body("{'name': 'Trục liên thông văn bản', 'scopes': [%s]}", scopes));
}

Test(service_tokens, do_what_their_scopes_say)
{
    struct answer given = give(giver, body("'campaigns:read'"));
    expect_status(given, 201);
    const char *token = text(given, "token"), *thing = at("/service-tokens/%s", text(given, "id"));
    expect_status(nobody(GET, "/campaigns?limit=1", .token = token), 200);
    expect_problem(nobody(GET, "/users", .token = token), 403, "scope_missing");
    expect_problem(
        nobody(POST, "/campaigns", .token = token, .json = body("{'code': 'X', 'title': 'x', 'kind': 'plan'}")), 403,
        "scope_missing");
    expect_problem(nobody(DELETE, "/auth/tokens", .token = token), 403, "scope_missing");
    struct answer me = ask(token);
    expect_text(me, "kind", "service");
    expect_text(me, "display_name", "Trục liên thông văn bản");
    struct answer shown = as(giver, GET, thing);
    expect_absent(shown, "token");
    expect_text(shown, "given_by.name", text(as(giver, GET, "/me"), "display_name"));
    expect_status(as(giver, DELETE, thing, .if_match = etag(shown)), 200);
    expect_problem(as(giver, DELETE, thing, .if_match = "*"), 409, "already_revoked");
    cr_assert(nobody(GET, "/campaigns?limit=1", .token = token).status == 401, "dead with the next request");
}

Test(service_tokens, reach_no_further_than_their_giver)
{
    struct answer refused = give(giver, body("'campaigns:read', 'people:write', 'campaigns:fly', 'sign-in:write'"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/scopes/1", "scope_beyond_giver");
    expect_fault(refused, "/scopes/2", "scope_unknown");
    expect_fault(refused, "/scopes/3", "scope_unknown");
    expect_fault(give("huyen-kon-plong.admin", body("'people:write'")), "/scopes/0", "scope_beyond_giver");
}

static struct answer come_from(const char *address, const char *token)
{
    return nobody(GET, "/campaigns?limit=1", .token = token, .headers = {at("X-Forwarded-For: %s", address)});
}

Test(service_tokens, come_from_where_they_were_given_for)
{
    struct answer given =
        as(giver, POST, "/service-tokens",
           .json = body("{'name': 'Máy ở nhà', 'scopes': ['campaigns:read'], 'address_ranges': ['198.51.100.0/24', "
                        "'2001:db8:9::/48']}"));
    const char *token = text(given, "token");
    expect_status(come_from("198.51.100.7", token), 200);
    expect_status(come_from("::ffff:198.51.100.255", token), 200);
    expect_status(come_from("2001:db8:9:1::1", token), 200);
    struct answer refused = come_from("198.51.101.7", token);
    expect_problem(refused, 403, "address_not_allowed");
    expect_text(refused, "params.address", "198.51.101.7");
    expect_problem(come_from("198.51.100.7, 198.51.101.7", token), 403, "address_not_allowed");
    expect_problem(come_from("198.51.100.7, whoever", token), 403, "address_not_allowed");
    expect_problem(ask(token), 403, "address_not_allowed");
    cr_expect_str_eq(
        database("select count(*) > 0 from app.refusals where code = 'address_not_allowed' and actor_id = '%s'",
                 text(given, "id")),
        "t");
}

Test(service_tokens, end_within_a_year)
{
    struct answer refused = as(giver, POST, "/service-tokens",
                               .json = body("{'name': 'x', 'scopes': ['campaigns:read'], 'expires_at': "
                                            "'2099-01-01T00:00:00Z', 'address_ranges': ['10.0.0.0/8', 'x']}"));
    expect_fault(refused, "/expires_at", "expiry_out_of_range");
    expect_fault(refused, "/address_ranges/1", "address_range_unreadable");
}

Test(service_tokens, are_seen_by_their_giver_and_administrators_above)
{
    const char *thing = at("/service-tokens/%s", text(give("xa-doan-ket.reporter", body("'campaigns:read'")), "id"));
    expect_status(as("xa-doan-ket.reporter", GET, thing), 200);
    expect_status(as("thanh-pho-kon-tum.admin", GET, thing), 200);
    expect_problem(as("thanh-pho-kon-tum.reviewer", GET, thing), 404, "not_found");
    expect_problem(as(giver, GET, thing), 404, "not_found");
    cr_assert_not_null(item(as("xa-doan-ket.reporter", GET, "/service-tokens?active=true&sort=-expires_at"), "items",
                            "name", "Trục liên thông văn bản"));
    expect_problem(
        as("thanh-pho-kon-tum.admin", DELETE, "/service-tokens/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", .if_match = "*"),
        404, "not_found");
    expect_status(withdraw("thanh-pho-kon-tum.admin", thing), 200);
}
