/* contract_body.c: bodies are read strictly, and their text travels on as it was. */
#include "contract_given.h"

#include <stdlib.h>

/* What body_parse() says to some bytes: "" when it takes them. */
static char *said(const char *bytes, size_t length)
{
    scoped(problem_close) struct problem problem = {0};
    scoped(free_string) char *text = NULL;
    json_auto_t *body = body_parse(bytes, length, &text, &problem);
    cr_expect_eq(body == NULL, problem_is_set(&problem));
    cr_expect_eq(body == NULL, text == NULL);
    return told(&problem);
}

struct body_case {
    const char *body, *faults;
};

static void read_all(const struct body_case *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        scoped(free_string) char *json = quoted(rows[i].body);
        scoped(free_string) char *faults = said(json, strlen(json));
        cr_expect_str_eq(faults, rows[i].faults, "%s: %s", rows[i].body, faults);
    }
}

#define READ_ALL(rows) read_all(rows, sizeof(rows) / sizeof((rows)[0]))

Test(bodies, are_json_objects)
{
    static const struct body_case rows[] = {
        {"{}", ""},
        {" {'a':[1,true,null,'x']}\n", ""},
        {"[]", "body_not_an_object"},
        {"'a'", "body_not_an_object"},
        {"7", "body_not_an_object"},
        {"null", "body_not_an_object"},
        {"", "malformed_json"},
        {"{'a':1,}", "malformed_json"},
        {"{'a':NaN}", "malformed_json"},
        {"{'a':01}", "malformed_json"},
        {"{'a':1} x", "malformed_json"},
        {"{'a':'\\u0000'}", "malformed_json"},
        {"{'a':'\\ud800'}", "malformed_json"},
        {"{'a':'x", "malformed_json"},
        {"{'a':-}", "malformed_json"},
        {"}}}]]]", "malformed_json"},
        {"\\", "malformed_json"},
        {"'\\", "malformed_json"},
        {"\xEF\xBB\xBF{}", "malformed_json"},
        {"{'a':1,'a':2}", "repeated_property"},
        {"{'a':{'b':1,'\\u0062':2}}", "repeated_property"},
    };
    READ_ALL(rows);
}

Test(bodies, are_utf8)
{
    static const struct body_case rows[] = {
        {"{'a':'\xff'}", "malformed_json"},
        {"{'a':'\xc0\xaf'}", "malformed_json"},
        {"{'a':'\xed\xa0\x80'}", "malformed_json"},
        {"{'a':'\xc4", "malformed_json"},
    };
    READ_ALL(rows);
    scoped(free_string) char *faults = said("{\"a\":1}\0x", 9);
    cr_expect_str_eq(faults, "malformed_json");
}

Test(bodies, name_line_and_column_of_a_fault)
{
    scoped(problem_close) struct problem syntax = {0}, encoding = {0};
    char *text = NULL;
    cr_expect_null(body_parse("{\n \"Đắk\": x}", 14, &text, &syntax));
    cr_expect_eq(json_integer_value(json_object_get(syntax.params, "line")), 2);
    cr_expect_eq(json_object_size(syntax.params), 2, "nothing of the body is echoed");
    cr_expect_null(body_parse("{\n \"Đ\xff", 7, &text, &encoding));
    cr_expect_eq(json_integer_value(json_object_get(encoding.params, "line")), 2);
    cr_expect_eq(json_integer_value(json_object_get(encoding.params, "column")), 4);
}

Test(bodies, hold_numbers_that_every_client_keeps)
{
    static const struct body_case rows[] = {
        {"{'a':123456789012345}", ""},
        {"{'a':1234567890123456}", "number_too_precise@/a"},
        {"{'a':123456789.012345}", ""},
        {"{'a':1234567890.012345}", "number_too_precise@/a"},
        {"{'a':0.000001}", ""},
        {"{'a':0.0000001}", "number_too_precise@/a"},
        {"{'a':-86083.5}", ""},
        {"{'a':1e3}", "number_with_exponent@/a"},
        {"{'a':1E400}", "number_with_exponent@/a"},
        {"{'a':99999999999999999999}", "number_too_precise@/a"},
        {"{'values':{'KT2025/19':{'n':[1,2.5,1e1]}},'b':1e2}",
         "number_with_exponent@/values/KT2025~119/n/2 number_with_exponent@/b"},
        {"{'a':'1e3 and 1234567890123456789','1e3':1}", ""},
        {"{'a':{'b':1},'c':1e1}", "number_with_exponent@/c"},
        {"{'\\u0111':[[],{},1e1]}", "number_with_exponent@/đ/2"},
        {"{'a':1e1,}", "malformed_json"},
    };
    READ_ALL(rows);
}

Test(bodies, hold_only_characters_that_are_seen)
{
    static const struct body_case rows[] = {
        {"{'a':'hai\\ndòng\\tvà \\u00a0cách'}", ""},
        {"{'a':'\\r'}", "text_not_clean@/a"},
        {"{'a':'\\u0007'}", "text_not_clean@/a"},
        {"{'a':'\\u0085'}", "text_not_clean@/a"},
        {"{'a':'x\\u200by'}", "text_not_clean@/a"},
        {"{'a':'x\xE2\x80\x8By'}", "text_not_clean@/a"},
        {"{'a':'\\u202e'}", "text_not_clean@/a"},
        {"{'a':'\\u2066'}", "text_not_clean@/a"},
        {"{'a':'\\ufeff'}", "text_not_clean@/a"},
        {"{'a':'\\uffff'}", "text_not_clean@/a"},
        {"{'a':'\\ufdd0'}", "text_not_clean@/a"},
        {"{'a':'e\\u0301'}", "text_not_clean@/a"},
        {"{'e\\u0301':1}", "text_not_clean@/é"},
        {"{'a':[{'k\\n':1,'b':'\\u0001'}],'c':1e1}",
         "number_with_exponent@/c text_not_clean@/a/0/k\n text_not_clean@/a/0/b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *json = quoted(rows[i].body);
        scoped(free_string) char *faults = said(json, strlen(json));
        if (i == 12)
            cr_expect_str_eq(faults, "text_not_clean@/e\xCC\x81", "%s", faults);
        else
            cr_expect_str_eq(faults, rows[i].faults, "%s: %s", rows[i].body, faults);
    }
}

Test(bodies, travel_on_as_nfc_with_their_own_digits)
{
    static const char sent[] = "{\"name\": \"Ma\xCC\x86ng \xC4\x90"
                               "en\", \"value\": 33.30}";
    scoped(problem_close) struct problem problem = {0};
    scoped(free_string) char *text = NULL;
    json_auto_t *body = body_parse(sent, strlen(sent), &text, &problem);
    cr_assert_not_null(body);
    cr_expect_str_eq(text, "{\"name\": \"Măng Đen\", \"value\": 33.30}");
    cr_expect_str_eq(json_string_value(json_object_get(body, "name")), "Măng Đen");
}

static char *nested(int depth)
{
    struct text text = {0};
    text_add(&text, "{\"a\":");
    for (int i = 1; i < depth; i++)
        text_add_char(&text, '[');
    for (int i = 1; i < depth; i++)
        text_add_char(&text, ']');
    text_add_char(&text, '}');
    return text_take(&text);
}

Test(bodies, are_sixteen_levels_deep_at_most)
{
    static const struct {
        int depth;
        const char *faults;
    } rows[] = {{16, ""}, {17, "body_too_deep"}, {100000, "body_too_deep"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *body = nested(rows[i].depth);
        scoped(free_string) char *faults = said(body, strlen(body));
        cr_expect_str_eq(faults, rows[i].faults, "%d: %s", rows[i].depth, faults);
    }
}

Test(bodies, do_not_hold_more_values_than_memory_allows)
{
    enum { MOST = 50000 };
    for (int values = MOST; values <= MOST + 1; values++) {
        scoped(text_close) struct text body = {0};
        text_add(&body, "{\"a\":[0"); /* an object, and a list with its first value */
        for (int i = 2; i < values; i++)
            text_add(&body, ",0");
        text_add(&body, "]}");
        scoped(free_string) char *faults = said(body.bytes, body.length);
        cr_expect_eq(strcmp(faults, "body_too_many_values") == 0, values > MOST, "%d: %s", values, faults);
    }
}

/* Not one byte changed, cut or put in makes the reader stumble; the sanitizers watch. */
Test(bodies, survive_any_damage)
{
    static const char sent[] = "{\"a\\u0111\":[{\"b\":-1.5e3,\"c\":\"\\\"x\"},true,null],\"đ\":{\"k\":[]}}";
    static const char damage[] = "{}[]\",:\\-0e.\xff\xcc\x01";
    size_t length = sizeof sent - 1;
    for (size_t at = 0; at < length; at++)
        for (size_t with = 0; with < sizeof damage; with++) {
            char *body = malloc(length);
            memcpy(body, sent, length);
            body[at] = damage[with];
            scoped(free_string) char *faults = said(body, length);
            scoped(free_string) char *cut = said(body, at);
            free(body);
        }
}

Test(texts, are_normalised_or_refused)
{
    scoped(problem_close) struct problem problem = {0};
    scoped(free_string) char *text = text_normalised("Ma\xCC\x86ng", 6, &problem);
    cr_expect_str_eq(text, "Măng");
    static const char *const refused[] = {"\xff", "a\x01", "a\u200b", "a\u202e"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        scoped(problem_close) struct problem fault = {0};
        cr_expect_null(text_normalised(refused[i], strlen(refused[i]), &fault));
        cr_expect_str_eq(fault.code, "text_not_clean");
    }
    scoped(problem_close) struct problem zero = {0};
    cr_expect_null(text_normalised("a\0b", 3, &zero));
}
