/* refusal_page.h: a problem as a page, for whoever asked for a public page: people on a telephone read no JSON. */
#pragma once

#include "http/request.h"

/* Whether the request is for the page of what anybody may ask, and not for its JSON. Such pages are Vietnamese,
 * whatever a browser prefers. */
bool refusal_page_wanted(const struct request *request);

/* The page that says the problem; `faults` as problems list them, each with its message, or NULL. */
void refusal_page(const struct problem_words *words, const json_t *faults, const struct request *request,
                  struct reply *reply);
