/* refusal_page.c: says a problem in plain Vietnamese, with a way back to the page that was asked for. */
#include "http/refusal_page.h"

#include "http/html.h"

bool refusal_page_wanted(const struct request *request)
{
    const struct operation *operation = request->operation;
    return operation && operation->is_public && request->format == FORMAT_HTML && operation->formats & FORMAT_JSON;
}

/* A single fault is what the problem says already. */
static void add_faults(struct text *out, const json_t *faults)
{
    size_t i;
    const json_t *fault;
    if (json_array_size(faults) < 2)
        return;
    text_add(out, "<ul>\n");
    json_array_foreach(faults, i, fault) {
        text_add(out, "<li>");
        html_add(out, json_string_value(json_object_get(fault, "message")));
        text_add(out, "</li>\n");
    }
    text_add(out, "</ul>\n");
}

/* The request's id is what somebody who helps asks for. */
void refusal_page(const struct problem_words *words, const json_t *faults, const struct request *request,
                  struct reply *reply)
{
    struct text *out = &reply->body;
    html_open(out, "vi", words->title);
    text_add(out, "<h1>");
    html_add(out, words->title);
    text_add(out, "</h1>\n<p class=\"banner bad\" role=\"alert\">");
    html_add(out, words->detail);
    text_add(out, "</p>\n");
    add_faults(out, faults);
    text_add(out, "<p><a href=\"");
    html_add(out, request->path);
    text_add(out, "\">Mở lại trang</a></p>\n<p class=\"note\">Mã yêu cầu: ");
    html_add(out, request->id);
    text_add(out, "</p>\n");
    html_end(out);
    reply->content_policy = html_policy;
    reply->content_type = "text/html; charset=utf-8";
}
