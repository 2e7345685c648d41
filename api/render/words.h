/* words.h: sentences for the codes in json columns that the contract marks `x-words`. */
#pragma once

#include "render/render.h"

/* True when the column is marked: then its sentence, or its JSON with sentences beside its codes, has been added. */
bool words_add(struct text *out, const struct rendering *rendering, const char *column, const char *json,
               size_t length);

/* Whether the column is a sentence and nothing else, and that sentence. */
bool words_are_alone(const struct rendering *rendering, const char *column);
void words_say(struct text *out, const struct rendering *rendering, const char *json, size_t length);
