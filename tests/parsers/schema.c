/* schema.c: a body against the schema of an operation, which the first two bytes choose. Every fault has words. */
#include "given.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    size_t count;
    const struct operation *const *all = contract_operations(the_contract(), &count);
    const struct operation *operation = all[choice(&bytes, &length, count)];
    struct problem problem = {0};
    char *normalised = NULL;
    scoped(free_string) char *text = text_given(bytes, length);
    json_t *value = operation->body_count ? body_parse(text, length, &normalised, &problem) : NULL;
    if (value && operation->bodies[0].schema)
        must(schema_check(operation->bodies[0].schema, value, &problem) != problem_is_set(&problem));
    must_be_told(&problem);
    json_decref(value);
    problem_close(&problem);
    free(normalised);
    return 0;
}
