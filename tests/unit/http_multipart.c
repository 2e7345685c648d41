/* http_multipart.c: forms as they arrive in pieces: fields in memory, the file on disk with its hash. */
#include "http/multipart.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

static void close_form(struct multipart **form)
{
    multipart_close(*form);
}

static bool add_field(struct multipart *form, const char *name, const char *value, struct problem *problem)
{
    struct multipart_piece piece = {.name = name, .bytes = value, .length = strlen(value)};
    return multipart_add(form, &piece, problem);
}

static bool add_file(struct multipart *form, const char *name, const char *bytes, uint64_t offset,
                     struct problem *problem)
{
    struct multipart_piece piece = {
        .name = "file", .file_name = name, .bytes = bytes, .offset = offset, .length = strlen(bytes)};
    return multipart_add(form, &piece, problem);
}

Test(forms, keep_fields_and_spool_the_file)
{
    scoped(close_form) struct multipart *form = multipart_new(100);
    scoped(problem_close) struct problem problem = {0};
    char read_back[16] = "";
    cr_assert(add_field(form, "title", "Quyết định", &problem));
    cr_assert(add_file(form, "C:\\plans\\ke hoach.txt", "ab", 0, &problem));
    cr_assert(add_file(form, "C:\\plans\\ke hoach.txt", "c", 2, &problem));
    cr_assert(multipart_finish(form, &problem));
    cr_expect_str_eq(multipart_field(form, "title"), "Quyết định");
    cr_expect_null(multipart_field(form, "number"));
    cr_expect_str_eq(form->file_name, "ke hoach.txt");
    cr_expect_eq(form->size, 3);
    cr_expect_str_eq(form->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_expect_eq(read(form->file, read_back, sizeof read_back), 3);
    cr_expect_str_eq(read_back, "abc");
}

Test(forms, have_one_name_without_folders)
{
    static const char *const sent[][2] = {
        {"../../etc/passwd", "passwd"}, {"a/", "file"}, {"", "file"}, {"\xff.pdf", "file"}, {"a.pdf", "a.pdf"}};
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++) {
        scoped(close_form) struct multipart *form = multipart_new(100);
        scoped(problem_close) struct problem problem = {0};
        cr_assert(add_file(form, sent[i][0], "x", 0, &problem));
        cr_expect_str_eq(form->file_name, sent[i][1]);
    }
}

Test(forms, stop_at_their_limits)
{
    scoped(close_form) struct multipart *form = multipart_new(4);
    scoped(problem_close) struct problem large = {0}, second = {0}, many = {0};
    cr_expect(add_file(form, "a", "1234", 0, &large));
    cr_expect_not(add_file(form, "a", "5", 4, &large));
    cr_expect_str_eq(large.code, "body_too_large");
    cr_expect_not(add_file(form, "b", "1", 0, &second));
    cr_expect_str_eq(second.code, "one_file_only");
    for (int i = 0; i < 65 && !problem_is_set(&many); i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        add_field(form, name, "1", &many);
    }
    cr_expect_str_eq(many.code, "body_too_large");
}

Test(forms, hold_so_many_bytes_in_fields_and_no_more)
{
    enum { MOST = 64 * 1024 };
    static char value[MOST];
    scoped(close_form) struct multipart *form = multipart_new(4);
    scoped(problem_close) struct problem problem = {0};
    memset(value, 'a', sizeof value - 1); /* with the letter of its name just as much */
    cr_expect(add_field(form, "a", value, &problem));
    cr_expect_not(add_field(form, "b", "", &problem));
    cr_expect_str_eq(problem.code, "body_too_large");
}

Test(forms, refuse_repeated_and_unreadable_fields)
{
    scoped(close_form) struct multipart *form = multipart_new(4);
    scoped(problem_close) struct problem repeated = {0}, name = {0}, value = {0};
    cr_expect(add_field(form, "a", "1", &repeated));
    cr_expect_not(add_field(form, "a", "2", &repeated));
    cr_expect_str_eq(repeated.code, "repeated_parameter");
    cr_expect_not(add_field(form, "\xff", "1", &name));
    cr_expect_str_eq(name.code, "multipart_not_valid");
    cr_expect(add_field(form, "b", "\xff", &value));
    cr_expect_not(multipart_finish(form, &value));
    cr_expect_str_eq(value.code, "multipart_not_valid");
}
