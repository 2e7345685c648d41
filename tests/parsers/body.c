/* body.c: a JSON body. What is accepted is NFC, and reads the same when it is read again. */
#include "given.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct problem problem = {0}, again = {0};
    char *normalised = NULL, *twice = NULL;
    scoped(free_string) char *text = text_given(bytes, length);
    json_t *value = body_parse(text, length, &normalised, &problem);
    must((value != NULL) != problem_is_set(&problem));
    must_be_told(&problem);
    if (value) {
        json_t *second = body_parse(normalised, strlen(normalised), &twice, &again);
        must(second && json_equal(value, second) && strcmp(normalised, twice) == 0);
        json_decref(second);
    }
    json_decref(value);
    problem_close(&problem);
    problem_close(&again);
    free(normalised);
    free(twice);
    return 0;
}
