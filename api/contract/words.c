/* words.c: x-problems and x-catalogues as the contract keeps them: texts in both languages, found by their codes. */
#include "contract/internal.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

const char *said_in(const struct said *said, const char *language)
{
    return strcmp(language, "vi") == 0 ? said->vi : said->en;
}

/* ---- found ---- */
/* Problems, catalogues and their entries all begin with what they are found by. */
static int by_code(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

const struct problem_kind *contract_problem(const struct contract *contract, const char *code)
{
    return bsearch(&code, contract->problems, contract->problem_count, sizeof contract->problems[0], by_code);
}

const struct problem_kind *contract_problems(const struct contract *contract, size_t *count)
{
    *count = contract->problem_count;
    return contract->problems;
}

const struct catalogue *contract_catalogue(const struct contract *contract, const char *name)
{
    return bsearch(&name, contract->catalogues, contract->catalogue_count, sizeof contract->catalogues[0], by_code);
}

const struct said *contract_entry(const struct contract *contract, const char *catalogue, const char *code)
{
    const struct catalogue *found = contract_catalogue(contract, catalogue);
    for (size_t i = 0; found && i < found->count; i++)
        if (strcmp(found->entries[i].code, code) == 0)
            return &found->entries[i].label;
    return NULL;
}

const char *contract_code_of(const struct contract *contract, const char *catalogue, const char *bytes, size_t length)
{
    const struct catalogue *found = contract_catalogue(contract, catalogue);
    for (size_t i = 0; found && i < found->count; i++) {
        const struct catalogue_entry *entry = &found->entries[i];
        if (text_alike(bytes, length, entry->code) || text_alike(bytes, length, entry->label.vi) ||
            text_alike(bytes, length, entry->label.en))
            return entry->code;
    }
    return NULL;
}

/* ---- read at start ---- */
static bool read_said(struct contract *contract, const json_t *texts, struct said *said)
{
    said->vi = contract_text(contract, json_string_value(json_object_get(texts, "vi")));
    said->en = contract_text(contract, json_string_value(json_object_get(texts, "en")));
    return said->vi && *said->vi && said->en && *said->en;
}

static bool read_catalogue(struct contract *contract, const json_t *rows, const struct location *place,
                           struct catalogue *catalogue)
{
    size_t i;
    json_t *row;
    catalogue->entries = arena_new(&contract->arena, json_array_size(rows), sizeof catalogue->entries[0]);
    json_array_foreach(rows, i, row) {
        struct catalogue_entry *entry = &catalogue->entries[catalogue->count++];
        entry->code = contract_text(contract, json_string_value(json_object_get(row, "code")));
        if (!read_said(contract, row, &entry->label) || entry->code == NULL)
            return contract_fail(contract, place, "`code`, `vi` and `en` are wanted in each entry");
    }
    return true;
}

static bool read_catalogues(struct contract *contract)
{
    json_t *all = json_object_get(contract->document, "x-catalogues"), *rows;
    struct location root = {.name = "#"}, place = {.parent = &root, .name = "x-catalogues"};
    const char *name;
    contract->catalogues = arena_new(&contract->arena, json_object_size(all), sizeof contract->catalogues[0]);
    json_object_foreach(all, name, rows) {
        struct location here = {.parent = &place, .name = name};
        struct catalogue *catalogue = &contract->catalogues[contract->catalogue_count++];
        catalogue->name = contract_text(contract, name);
        if (!read_catalogue(contract, rows, &here, catalogue))
            return false;
    }
    qsort(contract->catalogues, contract->catalogue_count, sizeof contract->catalogues[0], by_code);
    return true;
}

/* Every catalogue that a text names, {state:campaign_state}, is there. */
static bool check_catalogue(struct contract *contract, const char *text, const struct location *place)
{
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        size_t name = strcspn(at, ":}");
        if (at[name] != ':')
            continue;
        scoped(free_string) char *catalogue = text_format("%.*s", (int)strcspn(at + name + 1, "}"), at + name + 1);
        if (contract_catalogue(contract, catalogue) == NULL)
            return contract_fail(contract, place, "x-catalogues does not know `%s`", catalogue);
    }
    return true;
}

static bool read_part(struct contract *contract, const json_t *problem, const char *part, const struct location *place,
                      struct said *said)
{
    if (!read_said(contract, json_object_get(problem, part), said))
        return contract_fail(contract, place, "`%s` is wanted in vi and en", part);
    return check_catalogue(contract, said->vi, place) && check_catalogue(contract, said->en, place);
}

static bool read_problem(struct contract *contract, const json_t *source, const struct location *place,
                         struct problem_kind *problem)
{
    json_int_t status = json_integer_value(json_object_get(source, "status"));
    problem->code = contract_text(contract, place->name);
    problem->status = (int)status;
    if (strlen(problem->code) >= sizeof((struct problem *)0)->code)
        return contract_fail(contract, place, "the code is too long");
    if (status < 400 || status > 599)
        return contract_fail(contract, place, "a status from 400 to 599 is wanted");
    return read_part(contract, source, "title", place, &problem->title) &&
           read_part(contract, source, "detail", place, &problem->detail) &&
           (!json_object_get(source, "remedy") || read_part(contract, source, "remedy", place, &problem->remedy));
}

bool contract_read_words(struct contract *contract)
{
    json_t *all = json_object_get(contract->document, "x-problems"), *source;
    struct location root = {.name = "#"}, place = {.parent = &root, .name = "x-problems"};
    const char *code;
    contract->problems = arena_new(&contract->arena, json_object_size(all), sizeof contract->problems[0]);
    if (!read_catalogues(contract))
        return false;
    json_object_foreach(all, code, source) {
        struct location here = {.parent = &place, .name = code};
        if (!read_problem(contract, source, &here, &contract->problems[contract->problem_count++]))
            return false;
    }
    qsort(contract->problems, contract->problem_count, sizeof contract->problems[0], by_code);
    return true;
}
