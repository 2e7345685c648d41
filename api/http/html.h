/* html.h: small pages that any telephone shows: one column, one stylesheet, no script. */
#pragma once

#include "support/text.h"

/* The Content-Security-Policy of such a page. */
extern const char html_policy[];

/* Text with its &, <, > and quotes escaped. */
void html_add(struct text *out, const char *text);

/* The page up to its content, which goes between <main> and </main>; `language` is "vi" or "en". */
void html_open(struct text *out, const char *language, const char *title);
void html_end(struct text *out);
