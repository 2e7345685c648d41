/* auth_identifiers_test.c: keys of citizen identifiers: what stops the start, what is sealed opens again, also after a
 * newer key, and nothing opens under another. */
#include "auth/identifiers.h"
#include "auth/resting_keys.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/thidua-identifiers-XXXXXX", path[64], other[64];

static void open_folder(void)
{
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/identity.key", folder);
    snprintf(other, sizeof other, "%s/other.key", folder);
    char *fault = NULL;
    cr_assert(resting_keys_create(path, "first", &fault), "%s", fault);
    identifiers_stop();
}

static void close_folder(void)
{
    identifiers_stop();
    unlink(path);
    unlink(other);
    rmdir(folder);
}

TestSuite(identifiers, .init = open_folder, .fini = close_folder);

static void start(const char *file)
{
    char *fault = NULL;
    cr_assert(identifiers_start(file, &fault), "%s", fault);
}

static void expect_refused(const char *file, const char *why)
{
    char *fault = NULL;
    cr_expect_not(identifiers_start(file, &fault), "started in spite of: %s", why);
    cr_expect(fault && strstr(fault, why), "'%s' does not say '%s'", fault, why);
    free(fault);
    identifiers_stop();
}

static void write_lines(const char *lines)
{
    FILE *file = fopen(other, "w");
    fputs(lines, file);
    fclose(file);
    chmod(other, 0600);
}

static json_t *sealed(const char *digits)
{
    struct sealed_text text = {0};
    cr_assert(identifier_seal("citizen_identifier", digits, &text));
    cr_expect_null(strstr(text.value, digits));
    cr_expect_null(strstr(text.fingerprint, digits));
    json_t *told = json_loads(text.value, 0, NULL);
    free(text.value);
    free(text.fingerprint);
    return told;
}

static const char *of(const json_t *told, const char *name)
{
    return json_string_value(json_object_get(told, name));
}

Test(identifiers, need_a_file_of_whole_keys_that_nobody_else_reads)
{
    expect_refused(NULL, "is not set");
    expect_refused("/nowhere/identity.key", "cannot be read");
    expect_refused(folder, "is not a file");
    write_lines("# nothing\n\n");
    expect_refused(other, "holds no key");
    write_lines("short c2hvcnQ=\n");
    expect_refused(other, "32 bytes");
    write_lines("a b AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    expect_refused(other, "32 bytes");
    static const mode_t open_to_others[] = {0404, 0644, 0604, 0620, 0606};
    for (size_t i = 0; i < sizeof open_to_others / sizeof open_to_others[0]; i++) {
        chmod(path, open_to_others[i]);
        expect_refused(path, "others may reach it");
    }
    chmod(path, 0400);
    start(path);
}

Test(identifiers, are_masked_and_tell_birth)
{
    start(path);
    json_t *told = sealed("062184001234");
    cr_expect_str_eq(of(told, "masked"), "062*******34");
    cr_expect_str_eq(of(told, "gender"), "female");
    cr_expect_eq(json_integer_value(json_object_get(told, "birth_year")), 1984);
    json_decref(told);
    told = sealed("051205000011");
    cr_expect_str_eq(of(told, "gender"), "male");
    cr_expect_eq(json_integer_value(json_object_get(told, "birth_year")), 2005);
    json_decref(told);
    told = sealed("233123456");
    cr_expect_str_eq(of(told, "masked"), "233****56");
    cr_expect_str_eq(of(told, "scheme"), "identity_card");
    json_decref(told);
}

Test(identifiers, are_sealed_differently_and_found_alike)
{
    start(path);
    json_t *one = sealed("062184001234"), *other_time = sealed("062184001234"), *another = sealed("062184001235");
    cr_expect_str_neq(of(one, "sealed"), of(other_time, "sealed"));
    cr_expect_str_eq(of(one, "hash"), of(other_time, "hash"));
    cr_expect_str_neq(of(one, "hash"), of(another, "hash"));
    json_decref(one);
    json_decref(other_time);
    json_decref(another);
}

Test(identifiers, open_again_after_a_newer_key)
{
    char digits[IDENTIFIER_ROOM], *fault = NULL;
    start(path);
    json_t *old = sealed("062184001234");
    identifiers_stop();
    cr_assert(resting_keys_create(path, "second", &fault), "%s", fault);
    identifiers_stop();
    cr_expect_not(resting_keys_create(path, "second", &fault));
    free(fault);
    identifiers_stop();
    start(path);
    cr_expect_str_eq(identifier_newest_key(), "second");
    cr_expect_eq(identifier_open(of(old, "key"), of(old, "sealed"), digits), IDENTIFIER_OPENED);
    cr_expect_str_eq(digits, "062184001234");
    json_t *now = sealed("062184001234");
    cr_expect_str_eq(of(now, "key"), "second");
    cr_expect_str_neq(of(now, "hash"), of(old, "hash"));
    cr_expect_str_eq(json_string_value(json_array_get(json_object_get(now, "hashes"), 1)), of(old, "hash"));
    cr_expect_eq(identifier_open("third", of(old, "sealed"), digits), IDENTIFIER_KEY_UNKNOWN);
    cr_expect_eq(identifier_open("second", of(old, "sealed"), digits), IDENTIFIER_DAMAGED);
    cr_expect_eq(identifier_open("first", "AAAA", digits), IDENTIFIER_DAMAGED);
    json_decref(old);
    json_decref(now);
}

Test(identifiers, that_are_none_leave_nothing_to_read)
{
    start(path);
    json_t *told = sealed("0621840012345");
    cr_expect_eq(json_object_size(told), 0);
    json_decref(told);
    identifiers_stop();
    struct sealed_text text = {0};
    cr_expect_not(identifier_seal("citizen_identifier", "062184001234", &text));
}
