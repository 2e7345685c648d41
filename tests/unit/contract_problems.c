/* contract_problems.c: problems have words in both languages, filled with what happened; the real contract loads. */
#include "contract_given.h"

#include "support/embedded.h"

#include <time.h>

#define WORDS                                                                                                                \
    "{'x-catalogues':{'state':[{'code':'draft','vi':'dự thảo','en':'a draft'},{'code':'closed','vi':'đã kết thúc'," \
    "'en':'closed'}]},'x-problems':{'told':{'status':409,'title':{'vi':'Lỗi','en':'Fault'},'detail':{'vi':'%s',"           \
    "'en':'%s'},'remedy':{'vi':'Sửa.','en':'Mend.'}}}}"

Test(problems, are_told_in_both_languages)
{
    static const struct {
        const char *text, *params, *vi, *en;
    } rows[] = {
        {"{a}", "{'a':'Măng Đen'}", "Măng Đen Sửa.", "Măng Đen Mend."},
        {"a{n}b", "{'n':500}", "a500b Sửa.", "a500b Mend."},
        {"{n}", "{'n':33.3}", "33,3 Sửa.", "33.3 Mend."},
        {"{n}", "{'n':86083.5}", "86.083,5 Sửa.", "86,083.5 Mend."},
        {"{n}", "{'n':-1842.6}", "-1.842,6 Sửa.", "-1,842.6 Mend."},
        {"{n}", "{'n':20971520}", "20.971.520 Sửa.", "20,971,520 Mend."},
        {"{year}", "{'year':2025}", "2025 Sửa.", "2025 Mend."},
        {"{l}", "{'l':['a','b',3]}", "a, b, 3 Sửa.", "a, b, 3 Mend."},
        {"{s:state}", "{'s':'draft'}", "dự thảo Sửa.", "a draft Mend."},
        {"{s:state}", "{'s':['draft','closed','lost']}", "dự thảo, đã kết thúc, lost Sửa.",
         "a draft, closed, lost Mend."},
        {"{a}", "{}", "… Sửa.", "… Mend."},
        {"{a} và {b}", "{'a':null,'b':{'c':1}}", "… và … Sửa.", "… và … Mend."},
        {"x { y", "{}", "x { y Sửa.", "x { y Mend."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *text = text_format(WORDS, rows[i].text, rows[i].text);
        scoped(free_string) char *json = quoted(rows[i].params);
        json_auto_t *params = json_loads(json, 0, NULL);
        struct contract *contract = given(text);
        scoped(problem_words_close) struct problem_words vi = {0}, en = {0};
        cr_assert(contract_problem_words(contract, "told", "vi", params, &vi));
        cr_assert(contract_problem_words(contract, "told", "en", params, &en));
        cr_expect_str_eq(vi.title, "Lỗi");
        cr_expect_eq(vi.status, 409);
        cr_expect_str_eq(vi.detail, rows[i].vi, "%s", vi.detail);
        cr_expect_str_eq(en.detail, rows[i].en, "%s", en.detail);
        contract_free(contract);
    }
}

Test(problems, that_nobody_described_are_500)
{
    struct contract *contract = given("{}");
    struct problem_words words;
    cr_expect_not(contract_problem_words(contract, "never_heard_of", "vi", NULL, &words));
    cr_expect_eq(contract_problem_status(contract, "never_heard_of"), 500);
    contract_free(contract);
}

Test(problems, stop_the_start_when_words_are_missing)
{
    static const char *const rows[][2] = {
        {"'status':200,'title':{'vi':'a','en':'b'},'detail':{'vi':'a','en':'b'}", "a status from 400 to 599"},
        {"'status':409,'title':{'vi':'a'},'detail':{'vi':'a','en':'b'}", "`title` is wanted in vi and en"},
        {"'status':409,'title':{'vi':'a','en':'b'},'detail':{'vi':'','en':'b'}", "`detail` is wanted in vi and en"},
        {"'status':409,'title':{'vi':'a','en':'b'},'detail':{'vi':'a','en':'b'},'remedy':{'vi':'a'}", "`remedy` is"},
        {"'status':409,'title':{'vi':'a','en':'b'},'detail':{'vi':'{a:lost}','en':'b'}", "does not know `lost`"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scoped(free_string) char *text = text_format("{'x-problems':{'told':{%s}}}", rows[i][0]);
        scoped(free_string) char *fault = NULL;
        cr_expect_null(load(text, &fault));
        cr_expect(fault && strstr(fault, rows[i][1]), "%s", fault);
        cr_expect(fault && strncmp(fault, "#/x-problems/told", 17) == 0, "%s", fault);
    }
}

Test(problems, stop_the_start_when_a_catalogue_lacks_a_word)
{
    scoped(free_string) char *fault = NULL;
    cr_expect_null(load("{'x-catalogues':{'truth':[{'code':'true','vi':'có'}]}}", &fault));
    cr_expect_str_eq(fault, "#/x-catalogues/truth: `code`, `vi` and `en` are wanted in each entry");
}

static struct contract *the_contract(void)
{
    const struct embedded_file *file = embedded_find("openapi.json");
    scoped(free_string) char *fault = NULL;
    cr_assert_not_null(file);
    struct contract *contract = contract_load(file->bytes, file->length, &fault);
    cr_assert_not_null(contract, "%s", fault);
    return contract;
}

Test(contract, loads_and_routes_to_each_of_its_operations)
{
    struct contract *contract = the_contract();
    size_t count;
    const struct operation *const *operations = contract_operations(contract, &count);
    cr_expect_gt(count, 0);
    for (size_t i = 0; i < count; i++) {
        struct route route = contract_route(contract, operations[i]->method, operations[i]->path);
        cr_expect_eq(route.operation, operations[i], "%s is hidden by another path", operations[i]->id);
    }
    contract_free(contract);
}

Test(contract, has_words_for_every_fault_of_a_body)
{
    static const char *const codes[] = {
        "body_not_an_object",
        "body_too_deep",
        "body_too_many_values",
        "invalid_parameter",
        "malformed_json",
        "not_in_list",
        "not_the_constant",
        "not_unique",
        "number_too_precise",
        "number_with_exponent",
        "repeated_property",
        "required",
        "text_not_clean",
        "too_few",
        "too_large",
        "too_long",
        "too_many",
        "too_short",
        "too_small",
        "unknown_property",
        "validation_failed",
        "wrong_format",
        "wrong_pattern",
        "wrong_type",
    };
    struct contract *contract = the_contract();
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        scoped(problem_words_close) struct problem_words words = {0};
        cr_expect(contract_problem_words(contract, codes[i], "vi", NULL, &words), "%s", codes[i]);
    }
    contract_free(contract);
}
