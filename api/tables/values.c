/* values.c: what stands in a cell, as the JSON that its property wants. Numbers never pass through a double: their
 * digits are moved as text. */
#include "tables/values.h"
#include "support/scoped.h"

#include <ctype.h>
#include <string.h>

/* ---- numbers ---- */

struct figure {
    struct text digits; /* as JSON writes a number */
    const char *rest, *end;
};

static void close_figure(struct figure *figure)
{
    text_close(&figure->digits);
}

static bool next_is(const struct figure *figure, const char *mark)
{
    size_t length = strlen(mark);
    return (size_t)(figure->end - figure->rest) >= length && memcmp(figure->rest, mark, length) == 0;
}

static bool skip(struct figure *figure, const char *mark)
{
    bool found = next_is(figure, mark);
    figure->rest += found ? strlen(mark) : 0;
    return found;
}

static size_t take_digits(struct figure *figure)
{
    size_t count = 0;
    for (; figure->rest < figure->end && isdigit((unsigned char)*figure->rest); count++)
        text_add_char(&figure->digits, *figure->rest++);
    return count;
}

/* Between thousands: a point where the comma is for decimals, a blank or a no-break blank everywhere. */
static bool skip_thousands(struct figure *figure, bool comma)
{
    return (comma && skip(figure, ".")) || skip(figure, "\xC2\xA0") || skip(figure, "\xE2\x80\xAF") ||
           skip(figure, " ");
}

/* Groups are of three digits, save the first; 15.49 is therefore no number where the comma is for decimals. */
static bool take_whole(struct figure *figure, bool comma)
{
    size_t first = take_digits(figure);
    bool grouped = false;
    while (first && skip_thousands(figure, comma)) {
        if (take_digits(figure) != 3)
            return false;
        grouped = true;
    }
    return first > 0 && (!grouped || first <= 3);
}

static void drop_leading_zeros(struct text *digits)
{
    size_t sign = digits->bytes[0] == '-', zeros = 0;
    while (digits->bytes[sign + zeros] == '0' && isdigit((unsigned char)digits->bytes[sign + zeros + 1]))
        zeros++;
    memmove(digits->bytes + sign, digits->bytes + sign + zeros, digits->length - sign - zeros + 1);
    digits->length -= zeros;
}

static bool take_figure(struct figure *figure, bool comma)
{
    if (skip(figure, "-") || skip(figure, "\xE2\x88\x92")) /* U+2212, the real minus */
        text_add_char(&figure->digits, '-');
    else
        skip(figure, "+");
    if (!take_whole(figure, comma))
        return false;
    if (skip(figure, comma ? "," : ".")) {
        text_add_char(&figure->digits, '.');
        if (take_digits(figure) == 0)
            return false;
    }
    while (skip(figure, " ") || skip(figure, "\xC2\xA0"))
        continue;
    skip(figure, "%"); /* the unit of measure, which the indicator has already */
    if (figure->rest != figure->end)
        return false;
    drop_leading_zeros(&figure->digits);
    return true;
}

static bool add_number(struct text *out, const char *bytes, size_t length, bool comma)
{
    scoped(close_figure) struct figure figure = {.rest = bytes, .end = bytes + length};
    if (!take_figure(&figure, comma))
        return false;
    text_add_bytes(out, figure.digits.bytes, figure.digits.length);
    return true;
}

/* ---- truths and dates ---- */

static bool add_truth(struct text *out, const char *bytes, size_t length)
{
    static const struct {
        const char *word;
        bool truth;
    } words[] = {{"true", true},   {"1", true},  {"có", true},     {"x", true},    {"đúng", true}, {"yes", true},
                 {"false", false}, {"0", false}, {"không", false}, {"sai", false}, {"no", false}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_alike(bytes, length, words[i].word)) {
            text_add(out, words[i].truth ? "true" : "false");
            return true;
        }
    return false;
}

static bool take_count(const char **rest, const char *end, int digits, int *number)
{
    int taken = 0;
    *number = 0;
    for (; *rest < end && isdigit((unsigned char)**rest) && taken < digits; taken++)
        *number = *number * 10 + (*(*rest)++ - '0');
    return taken > 0;
}

/* 31/12/2025, 31-12-2025 or 31.12.2025 → 2025-12-31. Whether there is such a day, the contract's check knows. */
static bool add_vietnamese_date(struct text *out, const char *bytes, size_t length)
{
    const char *rest = bytes, *end = bytes + length;
    int day, month, year;
    if (!take_count(&rest, end, 2, &day) || rest == end || !strchr("/-.", *rest))
        return false;
    char mark = *rest++;
    if (!take_count(&rest, end, 2, &month) || rest == end || *rest++ != mark || end - rest != 4 ||
        !take_count(&rest, end, 4, &year) || rest != end)
        return false;
    text_print(out, "\"%04d-%02d-%02d\"", year, month, day);
    return true;
}

/* ---- texts ---- */

static bool is_reference(enum value_kind kind)
{
    return kind == VALUE_UNIT_REFERENCE || kind == VALUE_CAMPAIGN_REFERENCE || kind == VALUE_INDICATOR_REFERENCE;
}

/* People write 23476 where a program writes code:23476. */
static bool is_bare_code(const char *bytes, size_t length)
{
    bool uuid = length == 36 && bytes[8] == '-' && bytes[13] == '-' && bytes[18] == '-' && bytes[23] == '-';
    return !uuid && !(length > 5 && memcmp(bytes, "code:", 5) == 0);
}

static void add_text(struct text *out, const struct field *field, const char *bytes, size_t length,
                     const struct table_wishes *wishes)
{
    const char *code = field->catalogue ? contract_code_of(wishes->contract, field->catalogue, bytes, length) : NULL;
    if (code) {
        text_add_json(out, code, strlen(code));
    } else if (is_reference(field->kind) && is_bare_code(bytes, length)) {
        scoped(text_close) struct text reference = {0};
        text_add(&reference, "code:");
        text_add_bytes(&reference, bytes, length);
        text_add_json(out, text_string(&reference), reference.length);
    } else {
        text_add_json(out, bytes, length);
    }
}

static void add_one(struct text *out, const struct field *field, enum line_kind kind, const char *bytes, size_t length,
                    const struct table_wishes *wishes)
{
    bool comma = wishes->decimal_comma && kind == LINE_TEXT;
    if ((field->kind == VALUE_INTEGER || field->kind == VALUE_NUMBER) && kind != LINE_DATE &&
        add_number(out, bytes, length, comma))
        return;
    if (field->kind == VALUE_BOOLEAN && add_truth(out, bytes, length))
        return;
    if (field->kind == VALUE_DATE && kind == LINE_TEXT && add_vietnamese_date(out, bytes, length))
        return;
    add_text(out, field, bytes, length, wishes);
}

/* A list stands in one cell, its items apart by semicolons. */
static void add_list(struct text *out, const struct field *field, const char *bytes, size_t length,
                     const struct table_wishes *wishes)
{
    bool first = true;
    text_add_char(out, '[');
    for (size_t at = 0; at <= length;) {
        const char *end = at < length ? memchr(bytes + at, ';', length - at) : NULL;
        size_t stop = end ? (size_t)(end - bytes) : length, start = at, last = stop;
        while (start < last && isspace((unsigned char)bytes[start]))
            start++;
        while (last > start && isspace((unsigned char)bytes[last - 1]))
            last--;
        if (last > start) {
            text_add(out, first ? "" : ",");
            add_one(out, field, LINE_TEXT, bytes + start, last - start, wishes);
            first = false;
        }
        at = stop + 1;
    }
    text_add_char(out, ']');
}

void value_add(struct text *out, const struct field *field, enum line_kind kind, const char *bytes, size_t length,
               const struct table_wishes *wishes)
{
    (field->list && kind == LINE_TEXT ? add_list(out, field, bytes, length, wishes)
                                      : add_one(out, field, kind, bytes, length, wishes));
}
