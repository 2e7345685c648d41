/* formats.c: the formats of texts that the contract may ask for; each is a full match. */
#include "contract/internal.h"

#include "support/scoped.h"
#include "support/text.h"

#include <ctype.h>
#include <string.h>

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* The text has the shape of `shape`, where 9 stands for a digit, and goes on behind it. */
static bool begins_like(const char *text, const char *shape)
{
    for (; *shape; text++, shape++)
        if (*shape == '9' ? !is_digit(*text) : *text != *shape)
            return false;
    return true;
}

static int number_of(const char *digits, int count)
{
    int number = 0;
    while (count--)
        number = number * 10 + (*digits++ - '0');
    return number;
}

static bool is_uuid(const char *text)
{
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    }
    return text[36] == '\0';
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

static bool begins_with_date(const char *text)
{
    if (!begins_like(text, "9999-99-99"))
        return false;
    int year = number_of(text, 4), month = number_of(text + 5, 2), day = number_of(text + 8, 2);
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}

static bool is_date(const char *text)
{
    return begins_with_date(text) && text[10] == '\0';
}

static bool is_offset(const char *text)
{
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if (*text != '+' && *text != '-')
        return false;
    return begins_like(text + 1, "99:99") && text[6] == '\0' && number_of(text + 1, 2) <= 14 &&
           number_of(text + 4, 2) <= 59;
}

/* RFC 3339, 5.6, without leap seconds, which PostgreSQL does not keep. */
static bool is_instant(const char *text)
{
    if (!begins_with_date(text) || (text[10] != 'T' && text[10] != 't') || !begins_like(text + 11, "99:99:99"))
        return false;
    if (number_of(text + 11, 2) > 23 || number_of(text + 14, 2) > 59 || number_of(text + 17, 2) > 59)
        return false;
    const char *rest = text + 19;
    if (*rest == '.') {
        size_t digits = strspn(rest + 1, "0123456789");
        if (digits < 1 || digits > 9)
            return false;
        rest += 1 + digits;
    }
    return is_offset(rest);
}

/* What stands after a code: nothing, or the day on which it meant the thing. */
static bool ends_with_day(const char *text)
{
    return *text == '\0' || (*text == '@' && is_date(text + 1));
}

static bool is_reference(const char *text)
{
    if (strncmp(text, "code:", 5) != 0)
        return is_uuid(text);
    size_t length = 0;
    const char *code = text + 5;
    while (isalnum((unsigned char)code[length]) || (code[length] && strchr("._/-", code[length])))
        length++;
    return length >= 1 && length <= 64 && ends_with_day(code + length);
}

/* A unit's code may say of which scheme it is: "code:agency:H34.05". */
static bool is_unit_reference(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    size_t scheme = strncmp(text, "code:", 5) == 0 ? strspn(text + 5, letters) : 0;
    if (scheme == 0 || text[5 + scheme] != ':')
        return is_reference(text);
    scoped(free_string) char *bare = text_format("code:%s", text + 5 + scheme + 1);
    return is_reference(bare);
}

static bool is_domain(const char *text)
{
    size_t label = 0, dots = 0;
    for (; *text; text++) {
        if (*text == '.' && (label == 0 || text[1] == '\0'))
            return false;
        if (*text != '.' && *text != '-' && !isalnum((unsigned char)*text))
            return false;
        dots += *text == '.';
        label = *text == '.' ? 0 : label + 1;
    }
    return dots > 0 && label > 0;
}

static bool is_email(const char *text)
{
    size_t local = strcspn(text, "@");
    if (local < 1 || local > 64 || text[local] != '@' || strlen(text) > 254)
        return false;
    for (size_t i = 0; i < local; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr(".!#$%&'*+/=?^_`{|}~-", text[i]))
            return false;
    return is_domain(text + local + 1);
}

/* RFC 3986, 3: a scheme, and something behind it, in the characters that a URI has. */
static bool is_uri(const char *text)
{
    const char *rest = text;
    if (!isalpha((unsigned char)*rest))
        return false;
    while (isalnum((unsigned char)*rest) || (*rest && strchr("+.-", *rest)))
        rest++;
    if (*rest++ != ':' || *rest == '\0')
        return false;
    for (; *rest; rest++)
        if (*rest <= ' ' || *rest > '~' || strchr("\"<>\\^`{|}", *rest))
            return false;
    return true;
}

/* The twelve digits of a person, or the nine of the card before it. Their province may have ended since. */
static bool is_citizen_identifier(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return text[digits] == '\0' && (digits == 12 || digits == 9);
}

static const struct text_format formats[] = {
    {.name = "uuid", .check = is_uuid, .kind = VALUE_UUID},
    {.name = "date", .check = is_date, .kind = VALUE_DATE},
    {.name = "date-time", .check = is_instant, .kind = VALUE_INSTANT},
    {.name = "unit-reference", .check = is_unit_reference, .kind = VALUE_UNIT_REFERENCE},
    {.name = "campaign-reference", .check = is_reference, .kind = VALUE_CAMPAIGN_REFERENCE},
    {.name = "indicator-reference", .check = is_reference, .kind = VALUE_INDICATOR_REFERENCE},
    {.name = "citizen-identifier", .check = is_citizen_identifier, .kind = VALUE_TEXT},
    {.name = "email", .check = is_email, .kind = VALUE_TEXT},
    {.name = "uri", .check = is_uri, .kind = VALUE_TEXT},
    {.name = "binary", .kind = VALUE_TEXT},   /* a file in a multipart body */
    {.name = "password", .kind = VALUE_TEXT}, /* tells a page to hide what is typed */
};

const struct text_format *text_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
