/* public_awards.c: answers what is asked without a name. SQL says what is told and in which words; here it becomes JSON
 * or a page that works on any telephone without script, and requests are counted by address. */
#include "http/public_awards.h"

#include "database/database.h"
#include "http/html.h"
#include "render/render.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>

/* What an address may ask within a span of seconds. */
struct budget {
    const char *what, *most, *span;
};
static const struct budget searches = {"award_search", "60", "900"};
static const struct budget objections = {"objection", "10", "3600"};

/* ---- the page ---- */

static const char *text_in(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static void add_banner(struct text *out, const json_t *banner)
{
    if (!json_is_object(banner))
        return;
    text_add(out, "<p class=\"banner ");
    html_add(out, text_in(banner, "tone"));
    text_add(out, "\" role=\"status\">");
    html_add(out, text_in(banner, "text"));
    text_add(out, "</p>\n");
}

static void add_section(struct text *out, const json_t *section)
{
    size_t i;
    const json_t *line;
    text_add(out, "<article>\n");
    if (json_is_string(json_object_get(section, "heading"))) {
        text_add(out, "<h2>");
        html_add(out, text_in(section, "heading"));
        text_add(out, "</h2>\n");
    }
    add_banner(out, json_object_get(section, "banner"));
    text_add(out, "<dl>\n");
    json_array_foreach(json_object_get(section, "lines"), i, line) {
        text_add(out, "<dt>");
        html_add(out, json_string_value(json_array_get(line, 0)));
        text_add(out, "</dt><dd>");
        html_add(out, json_string_value(json_array_get(line, 1)));
        text_add(out, "</dd>\n");
    }
    text_add(out, "</dl>\n</article>\n");
}

static void add_field(struct text *out, const json_t *form, const char *name, const char *label, const char *example)
{
    text_print(out, "<label>%s<input name=\"%s\" maxlength=\"200\" autocomplete=\"off\" placeholder=\"%s\" value=\"",
               label, name, example);
    html_add(out, text_in(form, name));
    text_add(out, "\"></label>\n");
}

static void add_form(struct text *out, const json_t *form)
{
    text_add(out, "<form class=\"lookup\" method=\"get\" action=\"/api/v1/public/awards\">\n");
    add_field(out, form, "decision_number", "Số quyết định", "41/QĐ-UBND");
    add_field(out, form, "decision_date", "Ngày quyết định", "15/05/2025");
    add_field(out, form, "name", "Họ và tên, tên tập thể", "");
    text_add(out, "<button>Tra cứu</button>\n</form>\n");
}

static bool send_page(struct reply *reply, const json_t *page, int status)
{
    const json_t *form = json_object_get(page, "form"), *section;
    struct text *out = &reply->body;
    size_t i;
    html_open(out, "vi", text_in(page, "title"));
    text_add(out, "<h1>");
    html_add(out, text_in(page, "title"));
    text_add(out, "</h1>\n");
    add_banner(out, json_object_get(page, "banner"));
    if (form)
        add_form(out, form);
    json_array_foreach(json_object_get(page, "sections"), i, section) {
        add_section(out, section);
    }
    if (form == NULL)
        text_add(out, "<p><a href=\"/api/v1/public/awards\">Tra cứu theo quyết định hoặc họ tên</a></p>\n");
    html_end(out);
    reply->status = status;
    reply->content_policy = html_policy;
    return true;
}

/* ---- an award by its code ---- */

static bool refuse_award(const PGresult *found, struct problem *problem)
{
    const char *outcome = column(found, 0, "outcome"), *award = column(found, 0, "award");
    const char *day = column(found, 0, "revoked_on");
    json_auto_t *told = award ? json_loads(award, 0, NULL) : NULL;
    const json_t *by = json_object_get(told, "revoked_by");
    if (strcmp(outcome, "revoked") == 0)
        return problem_set(problem, "award_revoked", "{s:s, s:s, s:s}", "decision_number", text_in(by, "number"),
                           "decided_on", text_in(by, "decided_on"), "day", day ? day : "");
    return problem_set(problem, strcmp(outcome, "mistyped") == 0 ? "check_code_mistyped" : "check_code_unknown", NULL);
}

/* The page is Vietnamese, whatever a browser prefers. */
static bool begin(struct transaction *transaction, const struct request *request, bool read_only,
                  struct problem *problem)
{
    scoped(free_string) char *claims =
        text_format("{\"language\":\"%s\"}", request->format == FORMAT_HTML ? "vi" : request->language);
    return transaction_begin(transaction, claims, read_only, request->deadline, problem);
}

bool get_public_award(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *found;
    if (!begin(&transaction, request, true, problem) ||
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
        send_page(reply, page, stands ? 200 : strcmp(outcome, "revoked") == 0 ? 410 : 404);
    else if (stands)
        text_add(&reply->body, award);
    else
        return refuse_award(found, problem);
    if (stands)
        etag_make(reply->etag, column(found, 0, "version"), text_string(&reply->body), reply->body.length);
    return true;
}

/* ---- the search ---- */

/* NULL where the address is no client's: a proxy's budget would be everybody's. */
static const char *counted_address(const struct request *request)
{
    return request->client_is_proxy || !*request->client_address ? NULL : request->client_address;
}

/* Seconds to wait, 0 when the request is within its budget; -1 with the problem set. */
static int count(struct transaction *transaction, const struct request *request, const struct budget *budget,
                 struct problem *problem)
{
    const PGresult *counted =
        transaction_step(transaction, problem, "public/count_request", "what", budget->what, "address",
                         counted_address(request), "most", budget->most, "span", budget->span, NULL);
    return counted ? atoi(column(counted, 0, "wait_seconds")) : -1;
}

static bool refuse_haste(int wait, struct problem *problem)
{
    if (wait > 0) {
        problem_set(problem, "too_many_requests", "{s:i}", "seconds", wait);
        problem->retry_after = wait;
    }
    return false;
}

static bool answer_search(struct request *request, struct reply *reply, const PGresult *found, struct problem *problem)
{
    const char *outcome = column(found, 0, "outcome");
    bool searched = strcmp(outcome, "searched") == 0, empty = strcmp(outcome, "empty") == 0;
    if (request->format == FORMAT_HTML) {
        json_auto_t *page = json_loads(column(found, 0, "page"), 0, NULL);
        if (page == NULL)
            return problem_set(problem, "internal_error", NULL);
        send_page(reply, page, searched || empty ? 200 : 422);
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

/* Counted before it is answered, in a transaction of its own: a reading one cannot count. */
bool search_public_awards(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *found;
    if (!begin(&transaction, request, false, problem))
        return false;
    int wait = count(&transaction, request, &searches, problem);
    if (wait != 0)
        return refuse_haste(wait, problem);
    found = transaction_step(
        &transaction, problem, "public/search_awards", "number", request_argument(request, "decision_number"), "day",
        request_argument(request, "decision_date"), "name", request_argument(request, "name"), NULL);
    return found && transaction_commit(&transaction, problem) && answer_search(request, reply, found, problem);
}

/* ---- objections ---- */

bool create_public_objection(struct request *request, struct reply *reply, struct problem *problem)
{
    int wait = count(request->transaction, request, &objections, problem);
    if (wait != 0)
        return refuse_haste(wait, problem);
    const PGresult *made =
        transaction_step(request->transaction, problem, "public/add_objection", "list",
                         request_argument(request, "publicity_list"), "content", request->body_text, NULL);
    if (made == NULL)
        return false;
    text_add(&reply->body, "{\"received_at\":");
    text_add_json(&reply->body, column(made, 0, "received_at"), strlen(column(made, 0, "received_at")));
    text_add_char(&reply->body, '}');
    return true;
}
