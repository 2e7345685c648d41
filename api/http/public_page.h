/* public_page.h: a page for whoever has a telephone and no account: sections of lines, as SQL words them in Vietnamese.
 */
#pragma once

#include "http/request.h"

/* `page`: {"title", "banner": {"tone", "text"}, "form": {…}, "sections": [{"heading", "banner", "lines": [[label,
 * words]]}]}. */
void public_page(struct reply *reply, const json_t *page, int status);

/* A text of an object; "" where it has none. */
const char *public_text(const json_t *object, const char *name);
