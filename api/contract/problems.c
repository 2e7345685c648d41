/* problems.c: the words of problems and faults, from x-problems, filled with what happened. */
#include "contract/internal.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

static const json_t *problem_named(const struct contract *contract, const char *code)
{
    return json_object_get(json_object_get(contract->document, "x-problems"), code);
}

bool contract_has_problem(const struct contract *contract, const char *code)
{
    return problem_named(contract, code) != NULL;
}

int contract_problem_status(const struct contract *contract, const char *code)
{
    const json_t *problem = problem_named(contract, code);
    return problem ? (int)json_integer_value(json_object_get(problem, "status")) : 500;
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
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(json_object_get(words->contract->document, "x-catalogues"), catalogue), i, row) {
        const char *known = json_string_value(json_object_get(row, "code"));
        if (known && strcmp(known, code) == 0)
            return json_string_value(json_object_get(row, words->language));
    }
    return code;
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

static void fill(struct text *out, const struct words *words, const json_t *texts)
{
    const char *rest = json_string_value(json_object_get(texts, words->language));
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
    const json_t *problem = problem_named(contract, code);
    *words = (struct problem_words){.status = contract_problem_status(contract, code)};
    if (problem == NULL)
        return false;
    struct words how = {contract, language, params};
    struct text title = {0}, detail = {0};
    fill(&title, &how, json_object_get(problem, "title"));
    fill(&detail, &how, json_object_get(problem, "detail"));
    if (json_object_get(problem, "remedy")) {
        text_add_char(&detail, ' ');
        fill(&detail, &how, json_object_get(problem, "remedy"));
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

/* ---- checked at start ---- */
static bool check_catalogue(struct contract *contract, const char *text, const struct location *place)
{
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        size_t name = strcspn(at, ":}");
        if (at[name] != ':')
            continue;
        scoped(free_string) char *catalogue = text_format("%.*s", (int)strcspn(at + name + 1, "}"), at + name + 1);
        if (!json_object_get(json_object_get(contract->document, "x-catalogues"), catalogue))
            return contract_fail(contract, place, "x-catalogues does not know `%s`", catalogue);
    }
    return true;
}

static bool check_texts(struct contract *contract, const json_t *problem, const char *part,
                        const struct location *place)
{
    static const char *const languages[] = {"vi", "en"};
    for (size_t i = 0; i < 2; i++) {
        const char *text = json_string_value(json_object_get(json_object_get(problem, part), languages[i]));
        if (text == NULL || *text == '\0')
            return contract_fail(contract, place, "`%s` is wanted in vi and en", part);
        if (!check_catalogue(contract, text, place))
            return false;
    }
    return true;
}

static bool check_problem(struct contract *contract, const char *code, const json_t *problem,
                          const struct location *place)
{
    json_int_t status = json_integer_value(json_object_get(problem, "status"));
    if (strlen(code) >= sizeof((struct problem *)0)->code)
        return contract_fail(contract, place, "the code is too long");
    if (status < 400 || status > 599)
        return contract_fail(contract, place, "a status from 400 to 599 is wanted");
    return check_texts(contract, problem, "title", place) && check_texts(contract, problem, "detail", place) &&
           (!json_object_get(problem, "remedy") || check_texts(contract, problem, "remedy", place));
}

bool contract_check_problems(struct contract *contract)
{
    struct location root = {.name = "#"}, place = {.parent = &root, .name = "x-problems"};
    const char *code;
    json_t *problem;
    json_object_foreach(json_object_get(contract->document, "x-problems"), code, problem) {
        struct location here = {.parent = &place, .name = code};
        if (!check_problem(contract, code, problem, &here))
            return false;
    }
    return true;
}

const char *contract_code_of(const struct contract *contract, const char *catalogue, const char *bytes, size_t length)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(json_object_get(contract->document, "x-catalogues"), catalogue), i, row) {
        static const char *const words[] = {"code", "vi", "en"};
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
            if (text_alike(bytes, length, json_string_value(json_object_get(row, words[k]))))
                return json_string_value(json_object_get(row, "code"));
    }
    return NULL;
}
