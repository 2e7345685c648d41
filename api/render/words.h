/* words.h: sentences for the codes in json columns that the contract marks `x-words`. */
#pragma once

#include "render/render.h"

/* True when the column is marked: then its sentence, or its JSON with sentences beside its codes, has been added. */
bool words_add(struct text *out, const struct rendering *rendering, const char *column, const char *json,
               size_t length);
