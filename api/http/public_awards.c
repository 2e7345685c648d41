/* public_awards.c: answers what is asked without a name. SQL says what is told and in which words; here it becomes JSON
 * or a page. */
#include "http/public_awards.h"

#include "database/database.h"
#include "http/public_page.h"
#include "render/render.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>

/* ---- an award by its code ---- */

static bool refuse_award(const PGresult *found, struct problem *problem)
{
    const char *outcome = column(found, 0, "outcome"), *award = column(found, 0, "award");
    const char *day = column(found, 0, "revoked_on");
    json_auto_t *told = award ? json_loads(award, 0, NULL) : NULL;
    const json_t *by = json_object_get(told, "revoked_by");
    if (strcmp(outcome, "revoked") == 0)
        return problem_set(problem, "award_revoked", "{s:s, s:s, s:s}", "decision_number", public_text(by, "number"),
                           "decided_on", public_text(by, "decided_on"), "day", day ? day : "");
    return problem_set(problem, strcmp(outcome, "mistyped") == 0 ? "check_code_mistyped" : "check_code_unknown", NULL);
}

/* The page is Vietnamese, whatever a browser prefers. */
static bool begin(struct transaction *transaction, const struct request *request, struct problem *problem)
{
    scoped(free_string) char *claims =
        text_format("{\"language\":\"%s\"}", request->format == FORMAT_HTML ? "vi" : request->language);
    return transaction_begin(transaction, claims, true, request->deadline, problem);
}

bool get_public_award(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *found;
    if (!begin(&transaction, request, problem) ||
        (found = transaction_step(&transaction, problem, "public/find_award", "code",
                                  request_argument(request, "check_code"), NULL)) == NULL ||
        !transaction_commit(&transaction, problem))
        return false;
    const char *outcome = column(found, 0, "outcome"), *award = column(found, 0, "award");
    bool stands = strcmp(outcome, "found") == 0;
    json_auto_t *page = json_loads(column(found, 0, "page"), 0, NULL);
    if (page == NULL)
        return problem_set(problem, "internal_error", NULL);
    if (request->format == FORMAT_HTML)
        public_page(reply, page, stands ? 200 : strcmp(outcome, "revoked") == 0 ? 410 : 404);
    else if (stands)
        text_add(&reply->body, award);
    else
        return refuse_award(found, problem);
    if (stands)
        etag_make(reply->etag, column(found, 0, "version"), text_string(&reply->body), reply->body.length);
    return true;
}

/* ---- the search ---- */

static bool answer_search(struct request *request, struct reply *reply, const PGresult *found, struct problem *problem)
{
    const char *outcome = column(found, 0, "outcome");
    bool searched = strcmp(outcome, "searched") == 0, empty = strcmp(outcome, "empty") == 0;
    if (request->format == FORMAT_HTML) {
        json_auto_t *page = json_loads(column(found, 0, "page"), 0, NULL);
        if (page == NULL)
            return problem_set(problem, "internal_error", NULL);
        public_page(reply, page, searched || empty ? 200 : 422);
    } else if (searched) {
        text_print(&reply->body, "{\"items\":%s,\"more\":%s}", column(found, 0, "items"),
                   strcmp(column(found, 0, "more"), "t") == 0 ? "true" : "false");
    } else {
        return problem_set(problem, strcmp(outcome, "no_day") == 0 ? "date_not_understood" : "search_too_wide", NULL);
    }
    if (searched)
        etag_make(reply->etag, "1", text_string(&reply->body), reply->body.length);
    return true;
}

bool search_public_awards(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *found;
    if (!begin(&transaction, request, problem))
        return false;
    found = transaction_step(
        &transaction, problem, "public/search_awards", "number", request_argument(request, "decision_number"), "day",
        request_argument(request, "decision_date"), "name", request_argument(request, "name"), NULL);
    return found && transaction_commit(&transaction, problem) && answer_search(request, reply, found, problem);
}

/* ---- objections ---- */

bool create_public_objection(struct request *request, struct reply *reply, struct problem *problem)
{
    const PGresult *made =
        transaction_step(request->transaction, problem, "public/add_objection", "list",
                         request_argument(request, "publicity_list"), "content", request->body_text, NULL);
    if (made == NULL)
        return false;
    text_add_char(&reply->body, '{');
    text_add_member(&reply->body, "received_at", column(made, 0, "received_at"));
    text_add_char(&reply->body, '}');
    return true;
}
