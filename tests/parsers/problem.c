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
    const json_t *codes = json_object_get(contract_words(the_contract()), "x-problems");
    void *entry = json_object_iter((json_t *)codes);
    for (size_t left = choice(&bytes, &length, json_object_size(codes)); left; left--)
        entry = json_object_iter_next((json_t *)codes, entry);
    scoped(free_string) char *text = text_given(bytes, length);
    json_t *params = json_loadb(text, length, 0, NULL);
    if (params == NULL)
        params = json_pack("{s:s*, s:i}", "name", text_is_utf8(text, strlen(text)) ? text : NULL, "value", 7);
    for (int english = 0; english < 2; english++) {
        scoped(problem_words_close) struct problem_words words = {0};
        must(
            contract_problem_words(the_contract(), json_object_iter_key(entry), english ? "en" : "vi", params, &words));
        must_travel(words.title);
        must_travel(words.detail);
    }
    json_decref(params);
    return 0;
}
