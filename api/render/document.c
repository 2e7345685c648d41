/* document.c: an official document out of a row, as a page or for Word, behind the second wall as any other row. */
#include "render/columns.h"
#include "render/official.h"

#include "support/log.h"

#include <jansson.h>

bool render_document(struct text *out, const PGresult *rows, int row, const struct rendering *rendering,
                     struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    if (columns == NULL || !wall_lets_pass(columns, rows, row, rendering, problem))
        return false;
    const char *json = column(rows, row, "document");
    json_auto_t *document = json ? json_loads(json, 0, NULL) : NULL;
    if (document && rendering->format == FORMAT_HTML) {
        official_html(document, out);
        return true;
    }
    if (document && official_docx(document, out))
        return true;
    log_event(LOG_ERROR, "document_not_made", "operation", rendering->operation ? rendering->operation->id : NULL,
              NULL);
    return problem_set(problem, "internal_error", NULL);
}

const char *render_document_policy(void)
{
    return official_html_policy();
}
