/* problem.c: why a request cannot be answered, as codes. */
#include "support/problem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static json_t *packed(const char *format, va_list arguments)
{
    json_error_t error;
    return format ? json_vpack_ex(&error, 0, format, arguments) : NULL;
}

bool problem_take(struct problem *problem, const char *code, json_t *params, json_t *errors)
{
    if (problem_is_set(problem)) {
        json_decref(params);
        json_decref(errors);
        return false;
    }
    strncpy(problem->code, code, sizeof problem->code - 1);
    problem->params = params;
    problem->errors = errors;
    return false;
}

bool problem_set(struct problem *problem, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    problem_take(problem, code, packed(format, arguments), NULL);
    va_end(arguments);
    return false;
}

bool problem_add(struct problem *problem, const char *pointer, const char *code, const char *format, ...)
{
    if (!problem_is_set(problem))
        problem_take(problem, "validation_failed", NULL, json_array());
    if (problem->errors == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    json_t *params = packed(format, arguments);
    va_end(arguments);
    json_array_append_new(problem->errors, json_pack("{s:s, s:s, s:o}", "pointer", pointer, "code", code, "params",
                                                     params ? params : json_object()));
    return false;
}

void problem_close(struct problem *problem)
{
    json_decref(problem->params);
    json_decref(problem->errors);
    free(problem->allow);
    *problem = (struct problem){0};
}
