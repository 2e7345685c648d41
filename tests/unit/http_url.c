/* http_url.c: URLs as they come over the wire: what is split and decoded, and what is refused instead of guessed. */
#include "http/url.h"
#include "support/scoped.h"
#include "support/text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void judge(const char *url, const char *reason)
{
    scoped(free_string) char *path = NULL, *query = NULL;
    scoped(problem_close) struct problem problem = {0};
    bool split = url_split(url, &path, &query, &problem);
    const char *told = json_string_value(json_object_get(problem.params, "reason"));
    cr_expect_eq(split, reason == NULL, "%s: %s", url, told);
    if (reason == NULL)
        return;
    cr_expect_str_eq(problem.code, "malformed_url", "%s", url);
    cr_expect_str_eq(told ? told : "", reason, "%s: %s", url, told);
}

Test(urls, are_taken_as_they_are)
{
    static const char *const good[] = {
        "/",
        "/livez",
        "/api/v1/units/code:23476@2025-06-30",
        "/a/",
        "/a%20b",
        "/m%C4%83ng",
        "/a?",
        "/a?b=c/../%2f",
        "/a?q=+",
        "/...",
        "/a?q=M%C4%83ng%20%C4%90en",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        judge(good[i], NULL);
}

Test(urls, are_refused_when_another_reader_could_see_another_path)
{
    judge("", "it does not begin with a slash");
    judge("*", "it does not begin with a slash");
    judge("http://elsewhere/a", "it does not begin with a slash");
    judge("//a", "an empty segment");
    judge("/a//b", "an empty segment");
    judge("/a/../b", "a dot segment");
    judge("/a/./b", "a dot segment");
    judge("/a/%2e%2E/b", "a dot segment");
    judge("/a/.%2e", "a dot segment");
    judge("/a%2Fb", "an encoded slash");
    judge("/a%5cb", "an encoded slash");
    judge("/a\\b", "a backslash");
    judge("/a#b", "a fragment");
}

Test(urls, are_refused_when_bytes_would_be_lost)
{
    judge("/a%00b", "a control character");
    judge("/a%0d%0ab", "a control character");
    judge("/a\x7f", "a control character");
    judge("/a%", "a broken escape");
    judge("/a%2", "a broken escape");
    judge("/a%zz", "a broken escape");
    judge("/a%ff", "it is not UTF-8");
    judge("/a\xff", "it is not UTF-8");
    judge("/a%c0%af", "it is not UTF-8");
    judge("/a%ed%a0%80", "it is not UTF-8");
    judge("/a?q=%ff", "it is not UTF-8");
    judge("/a?q=%00", "a control character");
    judge("/a?q=%0a", "a control character");
    judge("/a?q=%4", "a broken escape");
}

Test(urls, are_split_at_the_first_question_mark)
{
    scoped(free_string) char *path = NULL, *query = NULL;
    scoped(problem_close) struct problem problem = {0};
    cr_assert(url_split("/a/b?c=d?e", &path, &query, &problem));
    cr_expect_str_eq(path, "/a/b");
    cr_expect_str_eq(query, "c=d?e");
}

Test(urls, decode_a_plus_only_where_it_is_a_blank)
{
    scoped(problem_close) struct problem problem = {0};
    scoped(free_string) char *query = url_decoded("a+b%2Bc", 7, true, &problem);
    scoped(free_string) char *path = url_decoded("a+b%2Bc", 7, false, &problem);
    cr_expect_str_eq(query, "a b+c");
    cr_expect_str_eq(path, "a+b+c");
}

/* "name=value|…" of all pairs, still encoded. */
static char *pairs(const char *query)
{
    struct text text = {0};
    struct url_pair pair;
    while (url_next_pair(&query, &pair))
        text_print(&text, "%.*s=%.*s|", (int)pair.name_length, pair.name, (int)pair.value_length, pair.value);
    return text_take(&text);
}

Test(urls, give_their_pairs_one_by_one)
{
    scoped(free_string) char *usual = pairs("a=1&b=&c&d=e=f&&%61=2&");
    scoped(free_string) char *none = pairs("");
    scoped(free_string) char *absent = pairs(NULL);
    cr_expect_str_eq(usual, "a=1|b=|c=|d=e=f|%61=2|");
    cr_expect_str_eq(none, "");
    cr_expect_str_eq(absent, "");
}
