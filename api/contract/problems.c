/* problems.c: what a problem or fault says: its texts in x-problems, filled with what happened. */
#include "contract/internal.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

int contract_problem_status(const struct contract *contract, const char *code)
{
    const struct problem_kind *problem = contract_problem(contract, code);
    return problem ? problem->status : 500;
}

/* ---- filling ---- */
struct words {
    const struct contract *contract;
    const char *language;
    const json_t *params;
};

/* The label of a code; the code itself when the catalogue does not know it. */
static const char *label(const struct words *words, const char *catalogue, const char *code)
{
    const struct said *label = contract_entry(words->contract, catalogue, code);
    return label ? said_in(label, words->language) : code;
}

/* 15 digits are what a number of ours has. Four digits alone may be a year, and stay together. */
static void add_number(struct text *out, const json_t *value, const char *language)
{
    char number[64];
    if (json_is_real(value))
        snprintf(number, sizeof number, "%.15g", json_real_value(value));
    else
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (strspn(number, "0123456789") == strlen(number) && strlen(number) < 5)
        text_add(out, number);
    else
        text_add_figure(out, number, strlen(number), strcmp(language, "vi") == 0 ? ".," : ",.");
}

/* A day as its language writes it, 2025-06-30 in English and 30/06/2025 in Vietnamese; false for other words. */
static bool add_day(struct text *out, const char *said, const char *language)
{
    static const char shape[] = "0000-00-00";
    if (strcmp(language, "vi") != 0 || strlen(said) != sizeof shape - 1)
        return false;
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == '0' ? said[i] < '0' || said[i] > '9' : said[i] != shape[i])
            return false;
    text_print(out, "%.2s/%.2s/%.4s", said + 8, said + 5, said);
    return true;
}

static void add_value(struct text *out, const struct words *words, const char *catalogue, const json_t *value)
{
    size_t i;
    json_t *item;
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING:
        if (*catalogue || !add_day(out, json_string_value(value), words->language))
            text_add(out, label(words, catalogue, json_string_value(value)));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        add_number(out, value, words->language);
        break;
    case JSON_ARRAY:
        json_array_foreach(value, i, item) {
            text_add(out, i ? ", " : "");
            add_value(out, words, catalogue, item);
        }
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        text_add(out, label(words, "truth", json_is_true(value) ? "true" : "false"));
        break;
    default:
        text_add(out, "…");
    }
}

/* "{state:campaign_state}" between `name` and `end`. */
static void add_param(struct text *out, const struct words *words, const char *name, const char *end)
{
    scoped(free_string) char *param = text_format("%.*s", (int)(end - name), name);
    char *catalogue = strchr(param, ':');
    if (catalogue)
        *catalogue++ = '\0';
    add_value(out, words, catalogue ? catalogue : "", json_object_get(words->params, param));
}

static void fill(struct text *out, const struct words *words, const struct said *said)
{
    const char *rest = said_in(said, words->language);
    while (rest && *rest) {
        size_t plain = strcspn(rest, "{");
        const char *end = strchr(rest + plain, '}');
        if (end == NULL)
            plain = strlen(rest);
        text_add_bytes(out, rest, plain);
        if (end)
            add_param(out, words, rest + plain + 1, end);
        rest = end ? end + 1 : rest + plain;
    }
}

bool contract_problem_words(const struct contract *contract, const char *code, const char *language,
                            const json_t *params, struct problem_words *words)
{
    const struct problem_kind *problem = contract_problem(contract, code);
    *words = (struct problem_words){.status = problem ? problem->status : 500};
    if (problem == NULL)
        return false;
    struct words how = {contract, language, params};
    struct text title = {0}, detail = {0};
    fill(&title, &how, &problem->title);
    fill(&detail, &how, &problem->detail);
    if (problem->remedy.vi) {
        text_add_char(&detail, ' ');
        fill(&detail, &how, &problem->remedy);
    }
    words->title = text_take(&title);
    words->detail = text_take(&detail);
    return true;
}

void problem_words_close(struct problem_words *words)
{
    free(words->title);
    free(words->detail);
    *words = (struct problem_words){0};
}

char *contract_sentence(const struct contract *contract, const char *code, const char *language, const json_t *params)
{
    struct problem_words words = {0};
    bool known = code && contract_problem_words(contract, code, language, params, &words);
    char *said = text_copy(known && words.detail ? words.detail : code ? code : "");
    problem_words_close(&words);
    return said;
}
