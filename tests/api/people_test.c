/* people_test.c: administrators keep accounts and assignments of their area, and of nothing else; nobody grants himself
 * anything. */
#include "support/client.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char city[] = "thanh-pho-kon-tum.admin", province[] = "tinh-kon-tum.admin";

/* A new account of the commune Đoàn Kết, by the city's administrator. */
static const char *account(const char *username)
{
    struct answer made =
        as(city, POST, "/users",
           .json = body("{'username': '%s', 'display_name': 'Y Ngọc', 'unit': 'code:xa-doan-ket'}", username));
    expect_status(made, 201);
    return at("/users/%s", text(made, "id"));
}

static struct answer assign(const char *admin, const char *user, const char *unit, const char *role)
{
    return as(admin, POST, at("%s/assignments", user),
              .json = body("{'unit': '%s', 'role': '%s', 'document': 'Quyết định số 12/QĐ-UBND'}", unit, role));
}

/* Lets the person choose the password `đường lên Măng Đen`. */
static void choose_password(const char *user)
{
    struct answer reset = as(city, POST, at("%s/password-resets", user));
    expect_status(reset, 201);
    expect_status(nobody(POST, "/auth/password-resets",
                         .json = body("{'secret': '%s', 'password': 'đường lên Măng Đen'}", text(reset, "secret"))),
                  204);
}

static struct answer sign_in(const char *username)
{
    return nobody(POST, "/auth/tokens", .json = body("{'username': '%s', 'password': 'đường lên Măng Đen'}", username));
}

static const char *id_of(const char *username)
{
    return database("select id from app.users where username = '%s'", username);
}

Test(people, begin_to_work_by_account_assignment_and_password)
{
    const char *user = account("y.ngoc");
    expect_status(assign(city, user, "code:xa-doan-ket", "reporter"), 201);
    choose_password(user);
    struct answer me = nobody(GET, "/me", .token = text(sign_in("y.ngoc"), "access_token"));
    expect_text(me, "display_name", "Y Ngọc");
    expect_text(me, "roles.0", "reporter");
    expect_text(me, "unit.name", "Xã Đoàn Kết");
}

Test(people, are_listed_from_above)
{
    struct answer list =
        as(city, GET, "/users?unit=code:xa-doan-ket&expand=roles,allowed_actions&count=true&sort=-username");
    expect_status(list, 200);
    json_t *reporter = item(list, "items", "username", "xa-doan-ket.reporter");
    cr_assert_not_null(reporter);
    cr_assert(eq(str, (char *)json_string_value(within(reporter, "roles.0")), "reporter@23329"));
    cr_assert(eq(sz, json_array_size(within(reporter, "allowed_actions")), 3));
    cr_assert_null(item(as(city, GET, "/users?q=ngoc%20mai&limit=500"), "items", "username", "tinh-kon-tum.reviewer"));
    cr_assert_not_null(
        item(as(province, GET, "/users?q=ngoc%20mai&limit=500"), "items", "username", "tinh-kon-tum.reviewer"));
    expect_status(as(city, GET, "/users?role=leader&state=active", .accept = "text/csv"), 200);
    expect_problem(as("xa-doan-ket.reporter", GET, "/users"), 403, "role_not_allowed");
}

Test(people, are_found_by_themselves)
{
    const char *own = at("/users/%s", id_of("xa-doan-ket.reporter"));
    struct answer shown = as("xa-doan-ket.reporter", GET, own);
    expect_text(shown, "username", "xa-doan-ket.reporter");
    expect_count(shown, "allowed_actions", 0);
    expect_count(as("xa-doan-ket.reporter", GET, at("%s/assignments?on=2025-06-16", own)), "items", 1);
    expect_problem(as("xa-doan-ket.reporter", GET, at("/users/%s", id_of("thanh-pho-kon-tum.leader"))), 404,
                   "not_found");
}

Test(accounts, belong_to_the_area)
{
    expect_fault(as(city, POST, "/users",
                    .json = body("{'username': 'y.x', 'display_name': 'Y X', 'unit': 'code:tinh-kon-tum'}")),
                 "/unit", "unit_outside_area");
    expect_fault(as(city, POST, "/users",
                    .json = body("{'username': 'y.x', 'display_name': 'Y X', 'unit': 'code:huyen-kon-plong'}")),
                 "/unit", "unit_outside_area");
    expect_problem(
        as("thanh-pho-kon-tum.leader", POST, "/users", .json = body("{'username': 'y.x', 'display_name': 'Y X'}")), 403,
        "role_not_allowed");
    const char *leader = at("/users/%s", id_of("tinh-kon-tum.leader"));
    expect_problem(as(city, PATCH, leader, .if_match = "*", .json = body("{'state': 'locked'}")), 404, "not_found");
    expect_problem(as(city, POST, at("%s/password-resets", leader)), 404, "not_found");
}

Test(accounts, have_a_name_of_their_own)
{
    account("a.thang");
    expect_problem(as(city, POST, "/users", .json = body("{'username': 'a.thang', 'display_name': 'A Thắng'}")), 409,
                   "username_taken");
    expect_fault(as(city, POST, "/users", .json = body("{'username': 'A Thắng', 'display_name': 'A Thắng'}")),
                 "/username", "wrong_pattern");
    expect_fault(
        as(city, POST, "/users", .json = body("{'username': 'a.thang.2', 'display_name': 'A', 'password_hash': 'x'}")),
        "/password_hash", "unknown_property");
}

Test(accounts, are_changed_under_their_version)
{
    const char *user = account("a.bloong");
    expect_problem(as(city, PATCH, user, .json = body("{'phone': '0260 3862 999'}")), 428, "precondition_required");
    expect_problem(as(city, PATCH, user, .if_match = "\"9\"", .json = body("{'phone': '0260 3862 999'}")), 412,
                   "stale_version");
    struct answer changed = patch(city, user,
                                  body("{'phone': '0260 3862 999', 'external_identity': {'issuer': "
                                       "'https://id.example.vn', 'subject': 'bloong'}}"));
    expect_text(changed, "phone", "0260 3862 999");
    expect_text(changed, "external_identity.subject", "bloong");
    expect_null(patch(city, user, body("{'phone': null}")), "phone");
    expect_problem(as("xa-doan-ket.leader", PATCH, user, .if_match = "*", .json = body("{'phone': '1'}")), 403,
                   "role_not_allowed");
    const char *other = account("a.blut");
    expect_problem(
        patch(city, other, body("{'external_identity': {'issuer': 'https://id.example.vn', 'subject': 'bloong'}}")),
        409, "external_identity_taken");
}

Test(accounts, that_are_locked_are_out_at_once)
{
    const char *user = account("y.lieu.2");
    expect_status(assign(city, user, "code:xa-doan-ket", "reviewer"), 201);
    choose_password(user);
    struct answer pair = sign_in("y.lieu.2");
    const char *token = text(pair, "access_token");
    expect_status(nobody(GET, "/me", .token = token), 200);
    expect_text(patch(city, user, body("{'state': 'locked'}")), "state", "locked");
    expect_problem(nobody(GET, "/me", .token = token), 401, "token_revoked");
    expect_problem(
        nobody(POST, "/auth/tokens/refresh", .json = body("{'refresh_token': '%s'}", text(pair, "refresh_token"))), 401,
        "refresh_token_invalid");
    expect_problem(sign_in("y.lieu.2"), 401, "wrong_credentials");
    expect_status(patch(city, user, body("{'state': 'active'}")), 200);
    expect_status(sign_in("y.lieu.2"), 200);
}

/* Whoever resets a password becomes that person: so a person with a desk above is out of reach. */
Test(accounts, with_a_desk_above_are_kept_above)
{
    const char *user = account("a.hai.cap");
    expect_status(assign(city, user, "code:xa-doan-ket", "reporter"), 201);
    expect_status(assign(province, user, "code:tinh-kon-tum", "reviewer"), 201);
    expect_problem(as(city, POST, at("%s/password-resets", user)), 403, "not_allowed");
    expect_problem(patch(city, user, body("{'state': 'locked'}")), 403, "not_allowed");
    expect_status(as(province, POST, at("%s/password-resets", user)), 201);
}

Test(resets, are_good_once_and_for_a_day)
{
    const char *user = account("y.mot.lan");
    struct answer first = as(city, POST, at("%s/password-resets", user)),
                  second = as(city, POST, at("%s/password-resets", user));
    const char *use = body("{'secret': '%s', 'password': 'đường lên Măng Đen'}", text(second, "secret"));
    expect_problem(nobody(POST, "/auth/password-resets",
                          .json = body("{'secret': '%s', 'password': 'đường lên Măng Đen'}", text(first, "secret"))),
                   422, "password_reset_invalid");
    expect_fault(nobody(POST, "/auth/password-resets",
                        .json = body("{'secret': '%s', 'password': 'ngắn'}", text(second, "secret"))),
                 "/password", "password_too_short");
    expect_problem(nobody(POST, "/auth/password-resets",
                          .json = body("{'secret': '%s', 'password': 'ngắn'}", text(first, "secret"))),
                   422, "password_reset_invalid");
    expect_text(as(city, GET, "/audit-entries?action=password_reset_created&limit=1"), "items.0.thing", "users");
    expect_status(nobody(POST, "/auth/password-resets", .json = use), 204);
    expect_problem(nobody(POST, "/auth/password-resets", .json = use), 422, "password_reset_invalid");
    struct answer late = as(city, POST, at("%s/password-resets", user));
    database("update app.password_resets set expires_at = now() where id = '%s'", text(late, "id"));
    expect_problem(nobody(POST, "/auth/password-resets",
                          .json = body("{'secret': '%s', 'password': 'đường lên Măng Đen'}", text(late, "secret"))),
                   422, "password_reset_invalid");
}

/* Both find it good and hash, which takes long enough; one of them comes too late. */
Test(resets, are_good_for_one_of_two_at_once)
{
    const char *use = body("{'secret': '%s', 'password': 'đường lên Măng Đen'}",
                           text(as(city, POST, at("%s/password-resets", account("y.hai.lan"))), "secret"));
    pid_t clients[2];
    int statuses[2];
    for (int i = 0; i < 2; i++) {
        clients[i] = fork();
        if (clients[i] == 0) {
            setenv("TEST_EXCHANGES", getenv("TEST_TOKENS"), 1); /* what they say is not recorded */
            _exit(nobody(POST, "/auth/password-resets", .json = use).status == 204 ? 1 : 0);
        }
    }
    for (int i = 0; i < 2; i++)
        waitpid(clients[i], &statuses[i], 0);
    int used = WEXITSTATUS(statuses[0]) + WEXITSTATUS(statuses[1]);
    cr_assert(eq(int, used, 1));
}

Test(assignments, are_given_in_the_area_and_never_to_oneself)
{
    const char *user = account("a.phan.cong");
    expect_fault(assign(city, user, "code:tinh-kon-tum", "reviewer"), "/unit", "unit_outside_area");
    expect_fault(assign(city, user, "code:huyen-kon-plong", "reviewer"), "/unit", "unit_outside_area");
    expect_problem(assign(city, at("/users/%s", id_of(city)), "code:thanh-pho-kon-tum", "leader"), 403, "own_account");
    expect_problem(assign("thanh-pho-kon-tum.reviewer", user, "code:xa-doan-ket", "reporter"), 403, "role_not_allowed");
    expect_problem(assign(city, at("/users/%s", id_of("tinh-kon-tum.leader")), "code:xa-doan-ket", "reporter"), 404,
                   "not_found");
    expect_status(assign(city, user, "code:xa-doan-ket", "reporter"), 201);
    expect_problem(assign(city, user, "code:xa-doan-ket", "reporter"), 409, "assignment_overlaps");
}

Test(assignments, that_end_take_their_tokens_with_them)
{
    const char *user = account("y.het.nhiem.ky");
    struct answer given = assign(city, user, "code:xa-doan-ket", "reporter");
    expect_status(given, 201);
    choose_password(user);
    const char *token = text(sign_in("y.het.nhiem.ky"), "access_token");
    struct answer service =
        nobody(POST, "/service-tokens", .token = token, .json = body("{'name': 'x', 'scopes': ['campaigns:read']}"));
    expect_status(nobody(GET, "/me", .token = text(service, "token")), 200);
    const char *assignment = at("%s/assignments/%s", user, text(given, "id"));
    struct answer before = as(city, GET, assignment);
    expect_status(patch(city, assignment, body("{'valid_to': '2025-12-31'}")), 200);
    expect_problem(as(city, PATCH, assignment, .json = body("{'valid_to': null}"), .if_match = etag(before)), 412,
                   "stale_version");
    expect_problem(as(city, PATCH, at("%s/assignments/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", user),
                      .json = body("{'valid_to': null}"), .if_match = "*"),
                   404, "not_found");
    expect_status(nobody(GET, "/me", .token = token), 200);
    expect_problem(patch(city, assignment, body("{'valid_to': '2025-06-01'}")), 422, "assignment_ends_after_it_begins");
    expect_false(patch(city, assignment, body("{'valid_to': '2025-06-16', 'position': null}")), "in_force");
    expect_problem(nobody(GET, "/me", .token = token), 401, "token_revoked");
    cr_assert(nobody(GET, "/me", .token = text(service, "token")).status == 401);
    expect_problem(sign_in("y.het.nhiem.ky"), 401, "no_assignment");
}

Test(people, leave_a_trace_without_their_secrets)
{
    const char *user = account("y.dau.vet");
    choose_password(user);
    cr_assert(
        eq(str,
           (char *)database(
               "select string_agg(distinct action, ',' order by action) from app.audit_entries where thing_id = '%s'",
               user + 7),
           "changed,created,password_reset_created,password_reset_used"));
    cr_assert(eq(str,
                 (char *)database("select count(*) from app.audit_entries where changes::text ~ '[$]y[$]|secret_hash'"),
                 "0"));
}
