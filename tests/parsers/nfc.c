/* nfc.c: a text from outside. What is accepted is UTF-8 without controls, and stays what it is when normalised again.
 */
#include "given.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct problem problem = {0}, again = {0};
    scoped(free_string) char *text = text_given(bytes, length);
    scoped(free_string) char *once = text_normalised(text, length, &problem);
    must((once != NULL) != problem_is_set(&problem));
    must_be_told(&problem);
    if (once) {
        scoped(free_string) char *twice = text_normalised(once, strlen(once), &again);
        must(twice && strcmp(once, twice) == 0 && text_is_utf8(once, strlen(once)));
        must(text_alike(once, strlen(once), text) || strlen(text) < length);
    }
    problem_close(&problem);
    problem_close(&again);
    return 0;
}
