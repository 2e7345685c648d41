/* problem_pages.c: /docs/problems/{code}, the `type` of every problem: its status, meaning and remedy in both
 * languages, as a page and as JSON. */
#include "http/html.h"
#include "http/pages.h"
#include "support/scoped.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const json_t *all_problems(void)
{
    return json_object_get(contract_words(contract_served), "x-problems");
}

static json_t *described(const char *code, const json_t *problem)
{
    json_t *json = json_pack("{s:s, s:O, s:O, s:O}", "code", code, "status", json_object_get(problem, "status"),
                             "title", json_object_get(problem, "title"), "detail", json_object_get(problem, "detail"));
    const json_t *remedy = json_object_get(problem, "remedy");
    json_object_set_new(json, "remedy", remedy ? json_deep_copy(remedy) : json_null());
    return json;
}

static bool send_json(const json_t *json, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *body = json_dumps(json, JSON_COMPACT);
    if (body == NULL)
        return problem_set(problem, "internal_error", NULL);
    text_add(&reply->body, body);
    return true;
}

static const char *words(const json_t *problem, const char *part, const char *language)
{
    const char *text = json_string_value(json_object_get(json_object_get(problem, part), language));
    return text ? text : "";
}

static void add_section(struct text *out, const json_t *problem, const char *language, const char *heading)
{
    text_print(out, "<section lang=\"%s\">\n<h2>%s: ", language, heading);
    html_add(out, words(problem, "title", language));
    text_add(out, "</h2>\n<p>");
    html_add(out, words(problem, "detail", language));
    text_add(out, "</p>\n<p><strong>");
    html_add(out, words(problem, "remedy", language));
    text_add(out, "</strong></p>\n</section>\n");
}

static void add_page(struct text *out, const char *language, const char *code, const json_t *problem)
{
    html_open(out, language, code);
    text_print(out,
               "<p class=\"path\"><a href=\"/docs\">API</a> / <a href=\"/docs/problems\">problems</a></p>\n"
               "<h1><code>%s</code> <span class=\"status\">%d</span></h1>\n",
               code, (int)json_integer_value(json_object_get(problem, "status")));
    add_section(out, problem, "vi", "Tiếng Việt");
    add_section(out, problem, "en", "English");
    text_add(out, "<p class=\"note\"><code>{…}</code>: phần được điền theo từng trường hợp · filled in for each "
                  "occurrence</p>\n");
    html_end(out);
}

bool get_problem_page(struct request *request, struct reply *reply, struct problem *problem)
{
    const char *code = request_argument(request, "code");
    const json_t *found = json_object_get(all_problems(), code);
    if (found == NULL)
        return problem_set(problem, "not_found", NULL);
    if (request->format == FORMAT_HTML) {
        reply->content_type = "text/html; charset=utf-8";
        add_page(&reply->body, request->language, code, found);
        return true;
    }
    json_auto_t *json = described(code, found);
    return send_json(json, reply, problem);
}

static void add_row(struct text *out, const char *code, const json_t *problem)
{
    text_print(out, "<tr><td>%d</td><td><a href=\"/docs/problems/%s\"><code>%s</code></a></td><td>",
               (int)json_integer_value(json_object_get(problem, "status")), code, code);
    html_add(out, words(problem, "title", "vi"));
    text_add(out, "</td><td lang=\"en\">");
    html_add(out, words(problem, "title", "en"));
    text_add(out, "</td></tr>\n");
}

static bool send_list_page(const char *language, struct reply *reply)
{
    const char *code;
    json_t *problem;
    reply->content_type = "text/html; charset=utf-8";
    html_open(&reply->body, language, "Mã lỗi · Error codes");
    text_add(&reply->body, "<p class=\"path\"><a href=\"/docs\">API</a></p>\n<h1>Mã lỗi · Error codes</h1>\n<table>\n"
                           "<tr><th>HTTP</th><th>code</th><th>Tiếng Việt</th><th>English</th></tr>\n");
    json_object_foreach((json_t *)(uintptr_t)all_problems(), code, problem) {
        add_row(&reply->body, code, problem);
    }
    text_add(&reply->body, "</table>\n");
    html_end(&reply->body);
    return true;
}

bool list_problem_codes(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)problem;
    if (request->format == FORMAT_HTML)
        return send_list_page(request->language, reply);
    const char *code;
    json_t *listed;
    json_auto_t *json = json_pack("{s:[]}", "items");
    json_object_foreach((json_t *)(uintptr_t)all_problems(), code, listed) {
        json_array_append_new(json_object_get(json, "items"), described(code, listed));
    }
    return send_json(json, reply, problem);
}
