/* import_steps.c: a batch of rows: PostgreSQL tries them and notes down what is right, here the faults of the others
 * get their words. */
#include "exchange/import_steps.h"

#include "contract/contract.h"
#include "render/render.h"
#include "support/scoped.h"

static void add_words(json_t *rows, const char *language)
{
    size_t i, k;
    json_t *row, *fault;
    json_array_foreach(rows, i, row) {
        json_array_foreach(json_object_get(row, "faults"), k, fault) {
            scoped(free_string) char *said =
                contract_sentence(contract_served, json_string_value(json_object_get(fault, "code")), language,
                                  json_object_get(fault, "params"));
            json_object_set_new(fault, "message", json_string(said));
        }
    }
}

/* 15 digits are what a number of ours has. */
static bool note_rejected(struct transaction *transaction, const char *import, const json_t *rejected,
                          struct problem *problem)
{
    scoped(free_string) char *rows = json_dumps(rejected, JSON_COMPACT | JSON_REAL_PRECISION(15));
    if (rows == NULL)
        return problem_set(problem, "internal_error", NULL);
    return transaction_step(transaction, problem, "exchange/note_rejected", "import", import, "rows", rows, NULL) !=
           NULL;
}

long import_take_batch(struct transaction *transaction, const char *import, const char *body, const char *file,
                       bool keep, const char *language, struct problem *problem)
{
    const PGresult *tried = transaction_step(transaction, problem, "exchange/import_batch", "import", import, "body",
                                             body, "file", file, "keep", keep ? "true" : "false", NULL);
    if (tried == NULL)
        return -1;
    json_auto_t *rejected = json_loads(column(tried, 0, "rejected"), 0, NULL);
    if (rejected == NULL)
        return problem_set(problem, "internal_error", NULL), -1;
    add_words(rejected, language);
    long count = (long)json_array_size(rejected);
    return count == 0 || note_rejected(transaction, import, rejected, problem) ? count : -1;
}
