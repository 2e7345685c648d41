/* create_import.c: a table is read in: PostgreSQL tries its rows, here the faults get their words, and the report is
 * written down beside what was done. */
#include "database/database.h"
#include "exchange/handlers.h"
#include "http/answer.h"
#include "support/digest.h"
#include "support/scoped.h"

#include <libpq-fe.h>

#include <stdlib.h>

/* What came as a table was described when it was read; JSON is described here. */
static char *describe_file(const struct request *request)
{
    char sha256[DIGEST_TEXT];
    if (request->table_text)
        return text_copy(request->table_text);
    digest_text(request->raw_body, request->raw_body_length, sha256);
    return text_format("{\"kind\":\"json\",\"size\":%zu,\"sha256\":\"%s\"}", request->raw_body_length, sha256);
}

static void add_message(json_t *fault, const char *language)
{
    const char *code = json_string_value(json_object_get(fault, "code"));
    scoped(free_string) char *said =
        contract_sentence(contract_served, code, language, json_object_get(fault, "params"));
    json_object_set_new(fault, "message", json_string(said));
}

static void add_messages(json_t *rows, const char *language)
{
    size_t i, k;
    json_t *row, *fault;
    json_array_foreach(rows, i, row) {
        json_array_foreach(json_object_get(row, "faults"), k, fault) {
            add_message(fault, language);
        }
    }
}

/* The rows as text with their messages put in; 15 digits are what a number of ours has. What was written stands in the
 * tables already: this is only told of it. */
static char *with_messages(const json_t *read, const char *language)
{
    json_t *rows = json_object_get(read, "rows");
    add_messages(rows, language);
    return json_dumps(rows, JSON_COMPACT | JSON_REAL_PRECISION(15));
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

bool create_import(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *file = describe_file(request);
    const char *type = request_argument(request, "type"), *campaign = request_argument(request, "campaign");
    const char *unit = request_argument(request, "unit"), *period = request_argument(request, "period");
    const char *mode = request_argument(request, "mode"), *atomic = request_argument(request, "atomic");
    const PGresult *tried = transaction_step(request->transaction, problem, "exchange/try_import", "type", type,
                                             "campaign", campaign, "unit", unit, "period", period, "mode", mode,
                                             "atomic", atomic, "body", request->body_text, "file", file, NULL);
    if (tried == NULL)
        return false;
    const char *report = column(tried, 0, "report");
    json_auto_t *read = json_loads(report, 0, NULL);
    if (read == NULL)
        return problem_set(problem, "internal_error", NULL);
    const char *before = json_string_value(json_object_get(read, "import"));
    if (before)
        return show(request, before, "true", reply, problem);
    scoped(free_string) char *rows = with_messages(read, request->language);
    const PGresult *kept = transaction_step(request->transaction, problem, "exchange/keep_import", "type", type,
                                            "campaign", campaign, "unit", unit, "period", period, "mode", mode,
                                            "atomic", atomic, "rows", rows, "file", file, NULL);
    return kept && show(request, column(kept, 0, "id"), "false", reply, problem);
}
