/* canonical.c: JSON as RFC 8785 writes it: members sorted, no blanks, numbers as ECMAScript prints them. */
#include "auth/canonical.h"

#include "support/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MOST = 17, LARGEST_PLAIN = 21, SMALLEST_PLAIN = -6 };

/* The fewest digits that read back as the same number, and where its point stands (0.digits × 10^point). */
static int shortest_digits(double number, char digits[DIGITS_MOST + 1], int *point)
{
    char printed[40];
    int count = 0;
    do
        snprintf(printed, sizeof printed, "%.*e", count++, number);
    while (count < DIGITS_MOST && strtod(printed, NULL) != number);
    char *exponent = strchr(printed, 'e');
    *point = (int)strtol(exponent + 1, NULL, 10) + 1;
    int length = 0;
    for (const char *at = printed; at < exponent; at++)
        if (*at >= '0' && *at <= '9')
            digits[length++] = *at;
    digits[length] = '\0';
    return length;
}

static void add_repeated(struct text *text, char character, int times)
{
    for (; times > 0; times--)
        text_add_char(text, character);
}

/* ECMA-262, Number::toString. */
static void add_real(struct text *text, double number)
{
    char digits[DIGITS_MOST + 1];
    int point, length;
    if (number < 0)
        text_add_char(text, '-');
    length = shortest_digits(number < 0 ? -number : number, digits, &point);
    if (number == 0) {
        text_add_char(text, '0');
    } else if (length <= point && point <= LARGEST_PLAIN) {
        text_add(text, digits);
        add_repeated(text, '0', point - length);
    } else if (0 < point && point < length) {
        text_print(text, "%.*s.%s", point, digits, digits + point);
    } else if (SMALLEST_PLAIN < point && point <= 0) {
        text_add(text, "0.");
        add_repeated(text, '0', -point);
        text_add(text, digits);
    } else {
        text_print(text, "%c%s%se%+d", digits[0], length > 1 ? "." : "", digits + 1, point - 1);
    }
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Names of ours are ASCII, whose bytes sort as the UTF-16 that the RFC compares. */
static void add_object(struct text *text, const json_t *object, const char *except)
{
    const char **names = memory_new(json_object_size(object) + 1, sizeof *names);
    const char *name;
    json_t *value;
    size_t count = 0;
    json_object_foreach((json_t *)(uintptr_t)object, name, value) {
        if (except == NULL || strcmp(name, except) != 0)
            names[count++] = name;
    }
    qsort(names, count, sizeof *names, by_name);
    text_add_char(text, '{');
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_add_char(text, ',');
        text_add_json(text, names[i], strlen(names[i]));
        text_add_char(text, ':');
        canonical_add(text, json_object_get(object, names[i]), NULL);
    }
    text_add_char(text, '}');
    free(names);
}

static void add_array(struct text *text, const json_t *array)
{
    text_add_char(text, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i)
            text_add_char(text, ',');
        canonical_add(text, json_array_get(array, i), NULL);
    }
    text_add_char(text, ']');
}

void canonical_add(struct text *text, const json_t *value, const char *except)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        add_object(text, value, except);
        break;
    case JSON_ARRAY:
        add_array(text, value);
        break;
    case JSON_STRING:
        text_add_json(text, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        text_print(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        add_real(text, json_real_value(value));
        break;
    default:
        text_add(text, json_is_null(value) ? "null" : json_is_true(value) ? "true" : "false");
    }
}
