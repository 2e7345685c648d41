/* given.h: what the targets share. Each target takes bytes from libFuzzer (clang), feeds one parser of ours, and says
 * what must hold of whatever comes out; the sanitizers watch the rest. */
#pragma once

#include "contract/contract.h"
#include "support/embedded.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define must(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "does not hold: %s\n", #condition);                                                        \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/* The real contract, once. */
static inline const struct contract *the_contract(void)
{
    if (contract_served == NULL) {
        char *fault = NULL;
        const struct embedded_file *file = embedded_find("openapi.json");
        contract_served = contract_load(file->bytes, file->length, &fault);
        must(contract_served);
    }
    return contract_served;
}

/* The input as a text in memory of its own length, so that a step beyond its end is seen. */
static inline char *text_given(const uint8_t *bytes, size_t length)
{
    char *text = malloc(length + 1);
    must(text);
    if (length)
        memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}

/* A number below `count` from the first two bytes, which are taken away. */
static inline size_t choice(const uint8_t **bytes, size_t *length, size_t count)
{
    size_t chosen = 0;
    for (int i = 0; i < 2 && *length; i++, (*bytes)++, (*length)--)
        chosen = chosen * 256 + **bytes;
    return chosen % count;
}

/* Every word that a problem would be told with is there, in both languages. */
static inline void must_be_told(const struct problem *problem)
{
    static const char *const languages[] = {"vi", "en"};
    size_t at;
    json_t *fault;
    for (size_t i = 0; problem_is_set(problem) && i < 2; i++) {
        scoped(problem_words_close) struct problem_words words = {0};
        must(contract_problem_words(the_contract(), problem->code, languages[i], problem->params, &words));
        must(words.status >= 400 && words.status < 500);
        json_array_foreach(problem->errors, at, fault) {
            scoped(free_string) char *said =
                contract_sentence(the_contract(), json_string_value(json_object_get(fault, "code")), languages[i],
                                  json_object_get(fault, "params"));
            must(said && *said);
        }
    }
}
