/* http_headers.c: conditional and retry headers, as browsers, proxies and curl write them. */
#include "http/headers.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <string.h>

#define LETTERS_62 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghij"

static void expect_version(const char *sent, const char *version)
{
    scoped(free_string) char *found = header_version(sent);
    cr_expect_str_eq(found ? found : "refused", version ? version : "refused", "%s", sent);
}

Test(versions, are_read_from_every_form_of_a_tag)
{
    expect_version("\"7\"", "7");
    expect_version("\"7.5f3a9c0d\"", "7");
    expect_version("W/\"7.5f3a9c0d\"", "7");
    expect_version("W/\"12\"", "12");
    expect_version("7", "7");
    expect_version("*", "*");
    expect_version("\"7." LETTERS_62 "\"", "7");
}

Test(versions, are_refused_when_they_say_two_things_or_none)
{
    expect_version("", NULL);
    expect_version("\"\"", NULL);
    expect_version("\"7", NULL);
    expect_version("7\"", NULL);
    expect_version("\"7\", \"8\"", NULL);
    expect_version("\"7\" ", NULL);
    expect_version("\".5f\"", NULL);
    expect_version("7 or 8", NULL);
    expect_version("abc", NULL);
    expect_version("\"7a\"", NULL);
    expect_version("w/\"7\"", NULL);
    expect_version("\"7\xff\"", NULL);
    expect_version("\"7." LETTERS_62 "a\"", NULL);
}

Test(tags, match_weakly_alone_and_in_lists)
{
    static const char tag[] = "\"7.5f3a9c0d\"";
    cr_expect(header_lists_tag(tag, tag));
    cr_expect(header_lists_tag("W/\"7.5f3a9c0d\"", tag));
    cr_expect(header_lists_tag("\"6\", W/\"7.5f3a9c0d\" , \"8\"", tag));
    cr_expect(header_lists_tag("*", tag));
    cr_expect_not(header_lists_tag("\"7\"", tag), "another representation of the same version");
    cr_expect_not(header_lists_tag("7.5f3a9c0d", tag));
    cr_expect_not(header_lists_tag("", tag));
    cr_expect_not(header_lists_tag(tag, ""));
}

static void expect_key(const char *sent, const char *key)
{
    scoped(free_string) char *found = header_key(sent);
    cr_expect_str_eq(found ? found : "refused", key ? key : "refused", "%s", sent);
}

Test(keys, are_taken_with_and_without_quotes)
{
    char longest[257];
    memset(longest, 'k', 256);
    longest[256] = '\0';
    expect_key("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324");
    expect_key("\"8e03978e\"", "8e03978e");
    expect_key("", NULL);
    expect_key("\"\"", NULL);
    expect_key("a b", NULL);
    expect_key("kh\xc3\xb3"
               "a",
               NULL);
    expect_key(longest, NULL);
    expect_key(longest + 1, longest + 1);
}

Test(preferences, are_found_among_others)
{
    cr_expect(header_prefers("return=minimal", "return=minimal"));
    cr_expect(header_prefers("respond-async, return=minimal; foo", "return=minimal"));
    cr_expect(header_prefers("Return=Minimal", "return=minimal"));
    cr_expect_not(header_prefers("return=representation", "return=minimal"));
    cr_expect_not(header_prefers(NULL, "return=minimal"));
}

Test(ids, are_echoed_only_when_they_cannot_harm_a_log)
{
    cr_expect(header_id_is_clean("0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"));
    cr_expect_not(header_id_is_clean(NULL));
    cr_expect_not(header_id_is_clean(""));
    cr_expect_not(header_id_is_clean("a b"));
    cr_expect_not(header_id_is_clean("a\"b"));
    cr_expect_not(header_id_is_clean("0123456789012345678901234567890123456789012345678901234567890123"));
}

Test(traces, are_passed_on_only_in_their_form)
{
    cr_expect(header_trace_is_clean("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    cr_expect_not(header_trace_is_clean("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"));
    cr_expect_not(header_trace_is_clean("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"));
    cr_expect_not(header_trace_is_clean(NULL));
}

Test(media_types, stand_before_their_parameters)
{
    bool is_utf8;
    cr_expect_eq(header_media_type("application/json", &is_utf8), strlen("application/json"));
    cr_expect(is_utf8);
    cr_expect_eq(header_media_type("application/json; charset=UTF-8", &is_utf8), strlen("application/json"));
    cr_expect(is_utf8);
    header_media_type("application/json;charset=\"utf-8\"", &is_utf8);
    cr_expect(is_utf8);
    header_media_type("application/json; charset=iso-8859-1", &is_utf8);
    cr_expect_not(is_utf8);
    cr_expect_eq(header_media_type("text/plain; x=application/json", &is_utf8), strlen("text/plain"));
}
