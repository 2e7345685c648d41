/* words.c: what SQL says by codes, in the sentences that problems have: a client then needs no table of its own. */
#include "render/words.h"

#include "support/scoped.h"

#include <string.h>

static char *sentence_of(const json_t *said, const char *language)
{
    return contract_sentence(contract_served, json_string_value(json_object_get(said, "code")), language,
                             json_object_get(said, "params"));
}

/* A whole problem has a status, and its words in `detail`; a fault has them in `message`. */
static void add_sentence(json_t *said, const char *language)
{
    scoped(free_string) char *sentence = sentence_of(said, language);
    json_object_set_new(said, json_object_get(said, "status") ? "detail" : "message", json_string(sentence));
}

/* Parameters are what sentences are filled with, and hold none. */
static void say_all(json_t *value, const char *language)
{
    size_t i;
    const char *name;
    json_t *inner;
    json_array_foreach(value, i, inner) {
        say_all(inner, language);
    }
    if (json_is_string(json_object_get(value, "code")) && json_is_object(json_object_get(value, "params")))
        add_sentence(value, language);
    json_object_foreach(value, name, inner) {
        if (strcmp(name, "params") != 0)
            say_all(inner, language);
    }
}

static void say_alone(struct text *out, const json_t *said, const char *language)
{
    scoped(free_string) char *sentence = sentence_of(said, language);
    text_add_json(out, sentence, strlen(sentence));
}

/* 15 digits are what a number of ours has. */
static void say_within(struct text *out, json_t *value, const char *language)
{
    say_all(value, language);
    scoped(free_string) char *told = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(15));
    text_add(out, told ? told : "null");
}

static enum words_wanted wanted_of(const struct rendering *rendering, const char *column)
{
    return rendering->operation && rendering->operation->says_words ? schema_words(rendering->operation->reply, column)
                                                                    : WORDS_NONE;
}

bool words_are_alone(const struct rendering *rendering, const char *column)
{
    return wanted_of(rendering, column) == WORDS_ALONE;
}

void words_say(struct text *out, const struct rendering *rendering, const char *json, size_t length)
{
    json_auto_t *said = json_loadb(json, length, 0, NULL);
    scoped(free_string) char *sentence = sentence_of(said, rendering->language);
    text_add(out, sentence);
}

bool words_add(struct text *out, const struct rendering *rendering, const char *column, const char *json, size_t length)
{
    enum words_wanted wanted = wanted_of(rendering, column);
    json_auto_t *value = wanted == WORDS_NONE ? NULL : json_loadb(json, length, 0, NULL);
    if (value == NULL)
        return false;
    if (wanted == WORDS_ALONE)
        say_alone(out, value, rendering->language);
    else
        say_within(out, value, rendering->language);
    return true;
}
