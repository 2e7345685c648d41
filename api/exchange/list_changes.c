/* list_changes.c: GET /changes, a page of the feed. Read from the primary only: a standby may lack what a position
 * stands behind. */
#include "database/database.h"
#include "exchange/handlers.h"
#include "exchange/positions.h"
#include "http/answer.h"
#include "support/scoped.h"

#include <string.h>

#define PAGE_AT_MOST 500

/* The same question from where this page ends. */
static char *next_page(const struct request *request, const char *position)
{
    struct text next = {0};
    text_print(&next, "%s?", request->path);
    for (const char *pair = request->query; pair && *pair;) {
        size_t length = strcspn(pair, "&");
        if (length && strncmp(pair, "after=", 6) != 0) {
            text_add_bytes(&next, pair, length);
            text_add_char(&next, '&');
        }
        pair += length + (pair[length] == '&');
    }
    text_print(&next, "after=%s", position);
    return text_take(&next);
}

struct page {
    const char *position, *next;
    long limit;
};

static bool add_page(const PGresult *rows, int count, const struct page *page, const struct rendering *rendering,
                     struct text *body, struct problem *problem)
{
    bool more = column(rows, count, "_more")[0] == 't';
    text_add(body, "{\"items\":");
    if (!render_rows_json(body, rows, count, rendering, problem))
        return false;
    text_print(body, ",\"page\":{\"limit\":%ld,\"has_more\":%s,\"next\":", page->limit, more ? "true" : "false");
    if (more)
        text_add_json(body, page->next, strlen(page->next));
    else
        text_add(body, "null");
    text_print(body, ",\"after\":\"%s\"}}", page->position);
    return true;
}

static bool add_lines(const PGresult *rows, int count, const struct rendering *rendering, struct text *body,
                      struct problem *problem)
{
    for (int row = 0; row < count; row++)
        if (!render_line(body, rows, row, rendering, problem))
            return false;
    return true;
}

bool list_changes(struct request *request, struct reply *reply, struct problem *problem)
{
    struct changes_asked asked = {.after = request_argument(request, "after"),
                                  .types = request_argument(request, "type"),
                                  .unit = request_argument(request, "unit"),
                                  .most = request->limit ? request->limit : PAGE_AT_MOST};
    const PGresult *rows = changes_read(request->transaction, &asked, problem);
    scoped(sight_close) const struct sight *sight = rows ? answer_sight(request, problem) : NULL;
    if (sight == NULL)
        return false;
    struct rendering rendering = {
        .operation = request->operation, .format = request->format, .sight = sight, .language = request->language};
    int count = PQntuples(rows) - 1;
    scoped(free_string) char *position = position_after(rows, count);
    scoped(free_string) char *next = next_page(request, position);
    struct page page = {.position = position, .next = next, .limit = asked.most};
    reply->link = text_format("<%s>; rel=\"next\"", next);
    return request->format == FORMAT_NDJSON ? add_lines(rows, count, &rendering, &reply->body, problem)
                                            : add_page(rows, count, &page, &rendering, &reply->body, problem);
}
