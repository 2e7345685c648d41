/* problem.c: a problem whose parameters hold anything is told in words that are UTF-8 and can travel as JSON. */
#include "given.h"

static void must_travel(const char *words)
{
    must(words && text_is_utf8(words, strlen(words)));
    json_t *as_json = json_string(words);
    must(as_json);
    json_decref(as_json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    size_t count;
    const struct problem_kind *kinds = contract_problems(the_contract(), &count);
    const char *code = kinds[choice(&bytes, &length, count)].code;
    scoped(free_string) char *text = text_given(bytes, length);
    json_t *params = json_loadb(text, length, 0, NULL);
    if (params == NULL)
        params = json_pack("{s:s*, s:i}", "name", text_is_utf8(text, strlen(text)) ? text : NULL, "value", 7);
    for (int english = 0; english < 2; english++) {
        scoped(problem_words_close) struct problem_words words = {0};
        must(contract_problem_words(the_contract(), code, english ? "en" : "vi", params, &words));
        must_travel(words.title);
        must_travel(words.detail);
    }
    json_decref(params);
    return 0;
}
