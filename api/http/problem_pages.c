/* problem_pages.c: /docs/problems/{code}, the `type` of every problem: its status, meaning and remedy in both
 * languages, as a page and as JSON. */
#include "http/html.h"
#include "http/pages.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>

static json_t *in_both(const struct said *said)
{
    return said->vi ? json_pack("{s:s, s:s}", "vi", said->vi, "en", said->en) : json_null();
}

static json_t *described(const struct problem_kind *kind)
{
    return json_pack("{s:s, s:i, s:o, s:o, s:o}", "code", kind->code, "status", kind->status, "title",
                     in_both(&kind->title), "detail", in_both(&kind->detail), "remedy", in_both(&kind->remedy));
}

static bool send_json(const json_t *json, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *body = json_dumps(json, JSON_COMPACT);
    if (body == NULL)
        return problem_set(problem, "internal_error", NULL);
    text_add(&reply->body, body);
    return true;
}

static void add_section(struct text *out, const struct problem_kind *kind, const char *language, const char *heading)
{
    text_print(out, "<section lang=\"%s\">\n<h2>%s: ", language, heading);
    html_add(out, said_in(&kind->title, language));
    text_add(out, "</h2>\n<p>");
    html_add(out, said_in(&kind->detail, language));
    text_add(out, "</p>\n<p><strong>");
    html_add(out, kind->remedy.vi ? said_in(&kind->remedy, language) : "");
    text_add(out, "</strong></p>\n</section>\n");
}

static void add_page(struct text *out, const char *language, const struct problem_kind *kind)
{
    html_open(out, language, kind->code);
    text_print(out,
               "<p class=\"path\"><a href=\"/docs\">API</a> / <a href=\"/docs/problems\">problems</a></p>\n"
               "<h1><code>%s</code> <span class=\"status\">%d</span></h1>\n",
               kind->code, kind->status);
    add_section(out, kind, "vi", "Tiếng Việt");
    add_section(out, kind, "en", "English");
    text_add(out, "<p class=\"note\"><code>{…}</code>: phần được điền theo từng trường hợp · filled in for each "
                  "occurrence</p>\n");
    html_end(out);
}

bool get_problem_page(struct request *request, struct reply *reply, struct problem *problem)
{
    const struct problem_kind *found = contract_problem(contract_served, request_argument(request, "code"));
    if (found == NULL)
        return problem_set(problem, "not_found", NULL);
    if (request->format == FORMAT_HTML) {
        reply->content_type = "text/html; charset=utf-8";
        add_page(&reply->body, request->language, found);
        return true;
    }
    json_auto_t *json = described(found);
    return send_json(json, reply, problem);
}

static void add_row(struct text *out, const struct problem_kind *kind)
{
    text_print(out, "<tr><td>%d</td><td><a href=\"/docs/problems/%s\"><code>%s</code></a></td><td>", kind->status,
               kind->code, kind->code);
    html_add(out, kind->title.vi);
    text_add(out, "</td><td lang=\"en\">");
    html_add(out, kind->title.en);
    text_add(out, "</td></tr>\n");
}

static bool send_list_page(const char *language, struct reply *reply)
{
    size_t count;
    const struct problem_kind *kinds = contract_problems(contract_served, &count);
    reply->content_type = "text/html; charset=utf-8";
    html_open(&reply->body, language, "Mã lỗi · Error codes");
    text_add(&reply->body, "<p class=\"path\"><a href=\"/docs\">API</a></p>\n<h1>Mã lỗi · Error codes</h1>\n<table>\n"
                           "<tr><th>HTTP</th><th>code</th><th>Tiếng Việt</th><th>English</th></tr>\n");
    for (size_t i = 0; i < count; i++)
        add_row(&reply->body, &kinds[i]);
    text_add(&reply->body, "</table>\n");
    html_end(&reply->body);
    return true;
}

bool list_problem_codes(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)problem;
    if (request->format == FORMAT_HTML)
        return send_list_page(request->language, reply);
    size_t count;
    const struct problem_kind *kinds = contract_problems(contract_served, &count);
    json_auto_t *json = json_pack("{s:[]}", "items");
    for (size_t i = 0; i < count; i++)
        json_array_append_new(json_object_get(json, "items"), described(&kinds[i]));
    return send_json(json, reply, problem);
}
