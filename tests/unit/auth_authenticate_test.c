/* auth_authenticate_test.c: from an Authorization header, or a key in an address, to a caller: what is refused before
 * anybody is asked, what is asked of the database, and what a caller's token says of him. */
#include "auth/auth.h"

#include "auth/cache.h"
#include "auth/sessions.h"
#include "auth_forge.h"
#include "support/clock.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

/* The clock stands where the forger signs; the database is away, so that whatever asks it says so. */
static void open_service(void)
{
    char *fault = NULL;
    forge_open();
    const struct auth_settings settings = forge_settings();
    clock_learn(NOW, clock_seconds());
    database_configure(&(struct database_settings){.url = "host=127.0.0.1 port=1", .deadline_seconds = 1});
    cr_assert(auth_start(&settings, &fault), "%s", fault);
}

static void close_service(void)
{
    database_close_thread();
    auth_stop();
    forge_close();
}

TestSuite(authentication, .init = open_service, .fini = close_service);

static void expect_refused(const char *authorization, const char *code)
{
    struct caller caller = {0};
    struct problem problem = {0};
    cr_expect_not(authenticate(authorization, &caller, &problem), "let in: %.40s", authorization);
    cr_expect_str_eq(problem.code, code, "%.40s", authorization ? authorization : "(none)");
    cr_expect_not(caller.known);
    problem_close(&problem);
}

static struct caller believed(const char *scheme, const char *token)
{
    struct caller caller = {0};
    struct problem problem = {0};
    scoped(free_string) char *authorization = text_format("%s %s", scheme, token);
    cr_assert(authenticate(authorization, &caller, &problem), "%s", problem.code);
    return caller;
}

/* "thidua_" and as many characters as make it so long. */
static char *service_token(size_t length)
{
    struct text token = {0};
    text_add(&token, "Bearer thidua_");
    while (token.length < length + strlen("Bearer "))
        text_add_char(&token, 'x');
    return text_take(&token);
}

Test(authentication, wants_one_scheme_one_blank_one_token)
{
    scoped(free_string) char *token = forge_token(OUR_HEADER, OUR_CLAIMS, OUR_KEY);
    scoped(free_string) char *blanks = text_format("Bearer  %s", token), *basic = text_format("Basic %s", token),
                             *glued = text_format("Bearer%s", token), *two = text_format("Bearer %s %s", token, token);
    expect_refused(NULL, "token_missing");
    expect_refused("", "token_invalid");
    expect_refused("Bearer", "token_invalid");
    expect_refused("Bearer ", "token_invalid");
    expect_refused(basic, "token_invalid");
    expect_refused(glued, "token_invalid");
    expect_refused(blanks, "token_invalid");
    expect_refused(two, "token_invalid");
    expect_refused(token, "token_invalid");
    struct caller caller = believed("bEaReR", token);
    cr_expect(caller.known);
    caller_close(&caller);
}

/* A token of any length would be hashed and looked for. */
Test(authentication, asks_nobody_about_a_token_that_is_too_long)
{
    scoped(free_string) char *longest = service_token(TOKEN_MOST), *longer = service_token(TOKEN_MOST + 1);
    expect_refused(longest, "database_unavailable");
    expect_refused(longer, "token_invalid");
}

Test(authentication, asks_the_database_who_a_system_or_an_outside_person_is)
{
    scoped(free_string) char *token = forge_token(PROVIDER_HEADER, PROVIDER_CLAIMS, PROVIDER_KEY);
    scoped(free_string) char *outside = text_format("Bearer %s", token);
    for (int again = 0; again < 2; again++) { /* what could not be asked is not kept as a no */
        expect_refused(outside, "database_unavailable");
        expect_refused("Bearer thidua_abc", "database_unavailable");
    }
}

Test(authentication, tells_of_a_person_what_the_token_says)
{
    scoped(free_string) char *token = forge_token(OUR_HEADER, OUR_CLAIMS, OUR_KEY);
    struct caller caller = believed("Bearer", token), again = believed("Bearer", token);
    json_auto_t *claims = json_loads(caller.claims, 0, NULL);
    scoped(free_string) char *compact = json_dumps(claims, JSON_COMPACT | JSON_SORT_KEYS);
    cr_expect(caller.known && !caller.service && !caller.delegated);
    cr_expect_str_eq(caller.user_id, somebody);
    cr_expect_str_eq(caller.unit_id, somebody);
    cr_expect_str_eq(caller.level, "commune");
    cr_expect_str_eq(caller.token_id, "a1");
    cr_expect_eq(caller.role_count, 1);
    cr_expect_str_eq(caller.roles[0], "reporter");
    cr_expect_null(caller.roles[1]);
    cr_expect_eq(caller.ends, NOW + 900);
    cr_expect_str_eq(compact, "{\"epoch\":1,\"level\":\"commune\",\"roles\":[\"reporter\"],\"token\":\"a1\",\"unit\":"
                              "\"0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11\",\"user\":"
                              "\"0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11\"}");
    cr_expect_eq(again.identity, caller.identity, "the signature is checked once");
    caller_close(&caller);
    caller_close(&again);
}

Test(authentication, ends_with_the_token)
{
    scoped(free_string) char *token = forge_token(OUR_HEADER, OUR_CLAIMS, OUR_KEY);
    scoped(free_string) char *authorization = text_format("Bearer %s", token);
    struct caller caller = believed("Bearer", token);
    caller_close(&caller);
    clock_learn(NOW + 901, clock_seconds());
    expect_refused(authorization, "token_invalid");
}

/* Of a desk at the root there is no level; who acts for another says for whom. */
static struct caller at_desk(const char *level, const char *delegation, const char *session)
{
    struct desk desk = {.roles = json_pack("[s, s]", "leader", "admin"), .epoch = 7};
    strcpy(desk.unit_id, somebody);
    strcpy(desk.level, level);
    strcpy(desk.delegation, delegation);
    strcpy(desk.giver, delegation);
    scoped(free_string) char *token = token_issue(somebody, &desk, session);
    json_decref(desk.roles);
    return believed("Bearer", token);
}

Test(authentication, believes_what_it_issued_itself)
{
    struct caller root = at_desk("", "", NULL), acting = at_desk("province", somebody, "family");
    json_auto_t *of_root = json_loads(root.claims, 0, NULL), *of_acting = json_loads(acting.claims, 0, NULL);
    cr_expect_str_eq(root.level, "");
    cr_expect(json_is_null(json_object_get(of_root, "level")));
    cr_expect_null(json_object_get(of_root, "delegation"));
    cr_expect_not(root.delegated);
    cr_expect_eq(root.role_count, 2);
    cr_expect_null(strchr(root.token_id, '.'));
    cr_expect(acting.delegated);
    cr_expect_str_eq(json_string_value(json_object_get(of_acting, "delegation")), somebody);
    cr_expect_eq(json_integer_value(json_object_get(of_acting, "epoch")), 7);
    cr_expect_eq(strncmp(acting.token_id, "family.", 7), 0, "%s", acting.token_id);
    caller_close(&root);
    caller_close(&acting);
}

/* ---- keys of pictures ---- */

static void expect_no_picture(const char *key, const char *address)
{
    struct caller caller = {0};
    struct problem problem = {0};
    cr_expect_not(picture_key_read(key, strlen(key), address, &caller, &problem), "%.40s", key);
    cr_expect_str_eq(problem.code, "token_invalid");
    cr_expect_not(caller.known);
    problem_close(&problem);
}

Test(authentication, gives_keys_that_open_one_picture)
{
    struct caller caller = at_desk("province", somebody, NULL), reader = {0};
    struct problem problem = {0};
    scoped(free_string) char *key = picture_key_issue(&caller, "this"), *bearer = text_format("Bearer %s", key);
    scoped(free_string) char *access = forge_token(OUR_HEADER, OUR_CLAIMS, OUR_KEY);
    scoped(free_string) char *endless = service_token(TOKEN_MOST + 1);
    cr_assert(picture_key_read(key, strlen(key), "this", &reader, &problem), "%s", problem.code);
    cr_expect(reader.delegated, "who looks is who asked for it");
    cr_expect_str_eq(reader.user_id, caller.user_id);
    cr_expect_str_eq(reader.unit_id, caller.unit_id);
    cr_expect_eq(reader.role_count, 2);
    expect_no_picture(key, "another");
    expect_no_picture(access, "this");
    expect_no_picture("", "this");
    expect_no_picture(endless, "this");
    expect_refused(bearer, "token_invalid");
    clock_learn(NOW + PICTURE_SECONDS + 1, clock_seconds());
    expect_no_picture(key, "this");
    caller_close(&reader);
    caller_close(&caller);
}

Test(authentication, gives_a_system_no_key_of_a_picture)
{
    struct caller service = {.known = true, .service = true, .claims = "{}"}, broken = {.known = true, .claims = "{"};
    cr_expect_null(picture_key_issue(&service, "this"));
    cr_expect_null(picture_key_issue(&broken, "this"));
}

Test(authentication, asks_the_database_whose_a_calendar_is)
{
    struct caller caller = {0};
    struct problem problem = {0};
    cr_expect_not(feed_key_read("abc", &caller, &problem));
    cr_expect_str_eq(problem.code, "database_unavailable");
    cr_expect_not(caller.known);
    problem_close(&problem);
}

Test(authentication, does_not_start_without_keys)
{
    struct auth_settings settings = forge_settings();
    char *fault = NULL;
    auth_stop();
    settings.key_file = "/nonexistent/key.pem";
    cr_expect_not(auth_start(&settings, &fault));
    cr_expect(fault);
    free(fault);
}
