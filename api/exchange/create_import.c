/* create_import.c: a table is read in while its sender waits: begun, tried in one batch, finished, shown. A long one
 * becomes a job. */
#include "database/database.h"
#include "exchange/handlers.h"
#include "exchange/import_steps.h"
#include "exchange/queue_import.h"
#include "http/answer.h"
#include "support/digest.h"
#include "support/scoped.h"

#include <libpq-fe.h>

#include <stdlib.h>
#include <string.h>

/* What came as a table was described when it was read; JSON is described here. */
static char *describe_file(const struct request *request)
{
    char sha256[DIGEST_TEXT];
    if (request->table_text)
        return text_copy(request->table_text);
    digest_text(request->raw_body, request->raw_body_length, sha256);
    return text_format("{\"kind\":\"json\",\"size\":%zu,\"sha256\":\"%s\"}", request->raw_body_length, sha256);
}

static const PGresult *begin(const struct request *request, const char *file, struct problem *problem)
{
    scoped(free_string) char *wishes = import_wishes(request);
    return transaction_step(request->transaction, problem, "exchange/begin_import", "type",
                            request_argument(request, "type"), "campaign", request_argument(request, "campaign"),
                            "proposal", request_argument(request, "proposal"), "unit",
                            request_argument(request, "unit"), "period", request_argument(request, "period"), "mode",
                            request_argument(request, "mode"), "atomic", request_argument(request, "atomic"), "match",
                            request_argument(request, "match"), "on_exists", request_argument(request, "on_exists"),
                            "file", file, "wishes", wishes, NULL);
}

static bool show(struct request *request, const char *import, const char *repeated, struct reply *reply,
                 struct problem *problem)
{
    scoped(sight_close) const struct sight *sight = answer_sight(request, problem);
    struct answer_rows found = {0};
    if (sight)
        found.rows = transaction_step(request->transaction, problem, "exchange/show_import", "import", import,
                                      "repeated", repeated, NULL);
    return found.rows && answer_from_rows(request, &found, sight, reply, problem);
}

static bool take_rows(struct request *request, const char *import, const char *file, struct problem *problem)
{
    bool keep = strcmp(request_argument(request, "mode"), "commit") == 0;
    return import_take_batch(request->transaction, import, request->body_text, file, keep, request->language,
                             problem) >= 0 &&
           transaction_step(request->transaction, problem, "exchange/finish_import", "import", import, NULL) != NULL;
}

bool create_import(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *file = describe_file(request);
    const PGresult *begun = begin(request, file, problem);
    if (begun == NULL)
        return false;
    const char *import = column(begun, 0, "import");
    bool repeated = strcmp(column(begun, 0, "repeated"), "t") == 0;
    if (!repeated && import_is_long(request))
        return queue_import(request, import, reply, problem);
    return (repeated || take_rows(request, import, file, problem)) &&
           show(request, import, repeated ? "true" : "false", reply, problem);
}
