/* parameter.c: the text of a parameter, and which one the first two bytes choose. */
#include "given.h"

static const struct parameter *chosen(const uint8_t **bytes, size_t *length)
{
    size_t count;
    const struct operation *const *all = contract_operations(the_contract(), &count);
    const struct operation *operation = all[choice(bytes, length, count)];
    return operation->parameter_count ? &operation->parameters[choice(bytes, length, operation->parameter_count)]
                                      : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct problem problem = {0};
    const struct parameter *parameter = chosen(&bytes, &length);
    scoped(free_string) char *text = text_given(bytes, length);
    scoped(free_string) char *value = parameter ? parameter_value(parameter, text, &problem) : NULL;
    must(parameter == NULL || (value != NULL) != problem_is_set(&problem));
    must_be_told(&problem);
    problem_close(&problem);
    return 0;
}
