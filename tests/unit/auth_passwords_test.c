/* auth_passwords_test.c: hashes that match their password and nothing else, two at once, and what may be chosen anew.
 */
#include "auth/passwords.h"
#include "support/embedded.h"
#include "support/scoped.h"
#include "support/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static char *hashed(const char *password)
{
    struct problem problem = {0};
    scoped(password_place_leave) bool placed = password_place_take(&problem);
    cr_assert(placed);
    char *hash = password_hash(password, &problem);
    cr_assert(hash, "%s", problem.code);
    return hash;
}

static bool matches(const char *password, const char *hash)
{
    struct problem problem = {0};
    bool right = password_check(password, hash, &problem);
    cr_expect_not(problem_is_set(&problem), "a hash that is none is a wrong password");
    return right;
}

Test(passwords, match_their_own_hash_only)
{
    scoped(free_string) char *hash = hashed("măng đen mùa đông"), *again = hashed("măng đen mùa đông");
    cr_expect(strncmp(hash, "$y$", 3) == 0);
    cr_expect_str_neq(hash, again);
    cr_expect(matches("măng đen mùa đông", hash));
    cr_expect(matches("măng đen mùa đông", again));
    cr_expect_not(matches("măng đen mùa xuân", hash));
    cr_expect_not(matches("", hash));
    cr_expect_not(matches("măng đen mùa đông", NULL));
    cr_expect_not(matches("măng đen mùa đông", ""));
    cr_expect_not(matches("măng đen mùa đông", "*0"));
    cr_expect_not(matches("măng đen mùa đông", "$y$"));
}

Test(passwords, are_hashed_two_at_once)
{
    struct problem problem = {0};
    bool first = password_place_take(&problem), second = password_place_take(&problem);
    cr_assert(first && second);
    cr_expect_not(password_place_take(&problem));
    cr_expect_str_eq(problem.code, "busy");
    cr_expect_eq(problem.retry_after, 1);
    problem_close(&problem);
    password_place_leave(&first);
    cr_expect(password_place_take(&problem));
    password_place_leave(&first);
    password_place_leave(&second);
}

static void expect_new(const char *password, const char *username, const char *code)
{
    struct problem problem = {0};
    bool accepted = password_acceptable(password, username, 12, "/password", &problem);
    const char *found = json_string_value(json_object_get(json_array_get(problem.errors, 0), "code"));
    cr_expect_eq(accepted, code == NULL, "%s", password);
    if (code)
        cr_expect_str_eq(found, code, "%s", password);
    problem_close(&problem);
}

Test(passwords, chosen_anew_are_long_and_not_the_first_to_guess)
{
    expect_new("măng đen mùa đông", "y.ngoc", NULL);
    expect_new("correct horse battery", NULL, NULL);
    expect_new("toi thich thi dua", "y.ngoc", NULL);
    expect_new("ngắn quá", "y.ngoc", "password_too_short");
    expect_new("đđđđđđđđđđđ", "y.ngoc", "password_too_short");
    expect_new("aaaaaaaaaaaaaaaa", "y.ngoc", "password_too_common");
    expect_new("abababababababab", "y.ngoc", "password_too_common");
    expect_new("123456789012", "y.ngoc", "password_too_common");
    expect_new("Matkhau2025!", "y.ngoc", "password_too_common");
    expect_new("ThiDuaKhenThuong", "y.ngoc", "password_too_common");
    expect_new("password12345", "y.ngoc", "password_too_common");
    expect_new("xa-doan-ket.reporter", "xa-doan-ket.reporter", "password_too_common");
    struct text endless = {0};
    for (int i = 0; i < 256; i++)
        text_add_char(&endless, (char)('a' + i % 26));
    expect_new(text_string(&endless), "y.ngoc", NULL);
    text_add_char(&endless, 'a');
    expect_new(text_string(&endless), "y.ngoc", "password_too_long");
    text_close(&endless);
}

/* The demo's hash stands in SQL as a text; it must be that of the password the README names. */
Test(passwords, of_the_demo_are_what_is_said)
{
    const struct embedded_file *file = embedded_find("db/functions/identity.sql");
    const char *hash = file ? strstr(file->bytes, "'$y$") : NULL;
    char copied[128] = "";
    cr_assert(hash);
    snprintf(copied, sizeof copied, "%.*s", (int)strcspn(hash + 1, "'"), hash + 1);
    cr_expect(matches("thidua-demo", copied));
}
