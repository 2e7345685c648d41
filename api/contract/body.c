/* body.c: reads a JSON body. What jansson alone would let through or lose is looked at in the text itself: depth,
 * amount, and how numbers are written. */
#include "contract/internal.h"

#include "support/scoped.h"
#include "support/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_LIMIT   16
#define VALUE_LIMIT   50000 /* jansson takes up to 100 times the memory of the text */
#define DIGIT_LIMIT   15
#define DECIMAL_LIMIT 6

/* ---- numbers ---- */
/* A client that reads doubles gives a number within these limits back as it was; an exponent hides how many digits
 * there are. */
const char *number_fault(const char *text, size_t length)
{
    size_t digits = 0, decimals = 0;
    bool fraction = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == 'e' || text[i] == 'E')
            return "number_with_exponent";
        fraction |= text[i] == '.';
        if (!isdigit((unsigned char)text[i]))
            continue;
        digits += digits > 0 || text[i] != '0';
        decimals += fraction;
    }
    return digits > DIGIT_LIMIT || decimals > DECIMAL_LIMIT ? "number_too_precise" : NULL;
}

/* ---- a look over the text ---- */
/* An open object or array. */
struct frame {
    bool object;
    const char *key; /* of the current member, raw with its quotes; NULL before the first */
    size_t key_length;
    size_t index; /* of the current item */
};

/* Grammar is left to jansson: the scan only has to be right for texts that are JSON, and safe for all others. */
struct scan {
    const char *at, *end;
    struct frame frames[DEPTH_LIMIT];
    size_t depth;
    size_t values;
    bool key_next;
    struct problem numbers; /* the faults of numbers, at their places */
};

/* The places from the root down to the current value, built on the stack only for a fault. */
static void report_at_frame(struct scan *scan, size_t level, const struct location *parent, const char *code)
{
    if (level == scan->depth) {
        place_report(parent, &scan->numbers, code,
                     json_pack("{s:i, s:i}", "digits", DIGIT_LIMIT, "decimals", DECIMAL_LIMIT));
        return;
    }
    const struct frame *frame = &scan->frames[level];
    json_auto_t *key = frame->object ? json_loadb(frame->key, frame->key_length, JSON_DECODE_ANY, NULL) : NULL;
    struct location place = {.parent = parent, .index = frame->index};
    if (frame->object)
        place.name = key ? json_string_value(key) : "";
    report_at_frame(scan, level + 1, &place, code);
}

static void scan_number(struct scan *scan)
{
    const char *start = scan->at;
    while (scan->at < scan->end && *scan->at && strchr("-+.0123456789eE", *scan->at))
        scan->at++;
    const char *fault = number_fault(start, (size_t)(scan->at - start));
    struct location root = {.name = ""};
    if (fault)
        report_at_frame(scan, 0, &root, fault);
}

static void scan_string(struct scan *scan)
{
    const char *start = scan->at++;
    while (scan->at < scan->end && *scan->at != '"')
        scan->at += *scan->at == '\\' && scan->at + 1 < scan->end ? 2 : 1;
    scan->at += scan->at < scan->end;
    struct frame *frame = scan->depth ? &scan->frames[scan->depth - 1] : NULL;
    if (frame && frame->object && scan->key_next) {
        frame->key = start;
        frame->key_length = (size_t)(scan->at - start);
    }
}

static bool scan_opening(struct scan *scan)
{
    if (scan->depth == DEPTH_LIMIT)
        return false;
    scan->frames[scan->depth++] = (struct frame){.object = *scan->at++ == '{', .key = "\"\"", .key_length = 2};
    scan->key_next = true;
    scan->values++;
    return true;
}

static void scan_mark(struct scan *scan)
{
    char mark = *scan->at++;
    if (mark == ':')
        scan->key_next = false;
    if ((mark == '}' || mark == ']') && scan->depth)
        scan->depth--;
    if (mark == ',') {
        scan->key_next = true;
        scan->values++; /* the first value of an object or array was counted as the thing itself */
        if (scan->depth)
            scan->frames[scan->depth - 1].index++;
    }
}

static bool scan_next(struct scan *scan)
{
    if (*scan->at == '{' || *scan->at == '[')
        return scan_opening(scan);
    if (*scan->at == '"')
        scan_string(scan);
    else if (*scan->at == '-' || isdigit((unsigned char)*scan->at))
        scan_number(scan);
    else
        scan_mark(scan);
    return true;
}

static bool scan_text(struct scan *scan, struct problem *problem)
{
    while (scan->at < scan->end) {
        if (!scan_next(scan))
            return problem_set(problem, "body_too_deep", "{s:i}", "limit", DEPTH_LIMIT);
        if (scan->values > VALUE_LIMIT)
            return problem_set(problem, "body_too_many_values", "{s:i}", "limit", VALUE_LIMIT);
    }
    return true;
}

static void scan_close(struct scan *scan)
{
    problem_close(&scan->numbers);
}

/* ---- what jansson says ---- */
static bool refuse_syntax(const json_error_t *error, struct problem *problem)
{
    bool repeated = json_error_code(error) == json_error_duplicate_key;
    return problem_set(problem, repeated ? "repeated_property" : "malformed_json", "{s:i, s:i}", "line", error->line,
                       "column", error->column);
}

static bool refuse_encoding(const char *bytes, size_t bad, struct problem *problem)
{
    int line = 1, column = 1;
    for (size_t i = 0; i < bad; i++) {
        line += bytes[i] == '\n';
        column = bytes[i] == '\n' ? 1 : column + (((unsigned char)bytes[i] & 0xC0) != 0x80);
    }
    return problem_set(problem, "malformed_json", "{s:i, s:i}", "line", line, "column", column);
}

/* ---- what the strings say once their escapes are read ---- */
static void check_texts(const json_t *value, const struct location *place, struct problem *problem)
{
    size_t i;
    json_t *inner;
    const char *name;
    if (json_is_string(value) && !characters_clean(json_string_value(value), json_string_length(value), true))
        place_report(place, problem, "text_not_clean", NULL);
    json_array_foreach(value, i, inner) {
        struct location here = {.parent = place, .index = i};
        check_texts(inner, &here, problem);
    }
    json_object_foreach((json_t *)value, name, inner) {
        struct location here = {.parent = place, .name = name};
        if (!characters_clean(name, strlen(name), false))
            place_report(&here, problem, "text_not_clean", NULL);
        check_texts(inner, &here, problem);
    }
}

static json_t *checked(json_t *body, struct problem *problem)
{
    struct location root = {.name = ""};
    if (body && !json_is_object(body))
        problem_set(problem, "body_not_an_object", NULL);
    else if (body)
        check_texts(body, &root, problem);
    if (!problem_is_set(problem))
        return body;
    json_decref(body);
    return NULL;
}

/* Reads NFC text. Numbers that jansson cannot hold are faults of numbers, not of syntax. */
static json_t *parse(const char *text, struct problem *problem)
{
    scoped(scan_close) struct scan scan = {.at = text, .end = text + strlen(text)};
    json_error_t error;
    if (!scan_text(&scan, problem))
        return NULL;
    json_t *body = json_loadb(text, strlen(text), JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    bool faulty_numbers = problem_is_set(&scan.numbers);
    if (body == NULL && !(faulty_numbers && json_error_code(&error) == json_error_numeric_overflow)) {
        refuse_syntax(&error, problem);
        return NULL;
    }
    if (faulty_numbers)
        problem_take(problem, scan.numbers.code, NULL, json_incref(scan.numbers.errors));
    return checked(body, problem);
}

json_t *body_parse(const char *bytes, size_t length, char **normalised, struct problem *problem)
{
    size_t bad = 0;
    const char *zero = memchr(bytes, '\0', length);
    char *text = zero ? NULL : characters_normalise(bytes, length, &bad);
    if (text == NULL) {
        refuse_encoding(bytes, zero ? (size_t)(zero - bytes) : bad, problem);
        return NULL;
    }
    json_t *body = parse(text, problem);
    if (body)
        *normalised = text;
    else
        free(text);
    return body;
}
