/* public_page.c: what SQL words for everybody, as a page that works on any telephone without script. */
#include "http/public_page.h"

#include "http/html.h"

const char *public_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static void add_banner(struct text *out, const json_t *banner)
{
    if (!json_is_object(banner))
        return;
    text_add(out, "<p class=\"banner ");
    html_add(out, public_text(banner, "tone"));
    text_add(out, "\" role=\"status\">");
    html_add(out, public_text(banner, "text"));
    text_add(out, "</p>\n");
}

static void add_section(struct text *out, const json_t *section)
{
    size_t i;
    const json_t *line;
    text_add(out, "<article>\n");
    if (json_is_string(json_object_get(section, "heading"))) {
        text_add(out, "<h2>");
        html_add(out, public_text(section, "heading"));
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
    html_add(out, public_text(form, name));
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

void public_page(struct reply *reply, const json_t *page, int status)
{
    const json_t *form = json_object_get(page, "form"), *section;
    struct text *out = &reply->body;
    size_t i;
    html_open(out, "vi", public_text(page, "title"));
    text_add(out, "<h1>");
    html_add(out, public_text(page, "title"));
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
}
