/* official_html.c: an official document as a page: one style inside it, no script, nothing from elsewhere. */
#include "render/official.h"

#include "support/digest.h"
#include "support/embedded.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static char policy[200];
static pthread_once_t policy_once = PTHREAD_ONCE_INIT;

static const struct embedded_file *stylesheet(void)
{
    const struct embedded_file *file = embedded_find("api/render/official/page.css");
    return file ? file : &embedded_files[0];
}

static void make_policy(void)
{
    char digest[DIGEST_BASE64];
    digest_base64(stylesheet()->bytes, stylesheet()->length, digest);
    snprintf(policy, sizeof policy,
             "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; frame-ancestors 'none'", digest);
}

const char *official_html_policy(void)
{
    pthread_once(&policy_once, make_policy);
    return policy;
}

/* ---- the writer ---- */

static const char *element_of(enum official_style style)
{
    switch (style) {
    case STYLE_KIND:
    case STYLE_ANNEX:
        return "h1";
    case STYLE_PART:
        return "h2";
    case STYLE_SECTION:
        return "h3";
    case STYLE_SUBSECTION:
        return "h4";
    default:
        return "p";
    }
}

static void open_section(struct official_writer *writer)
{
    text_print(writer->out, "<section class=\"%s%s\">\n", writer->annex ? "annexes" : "body",
               writer->wide ? " wide" : "");
}

static void begin(struct official_writer *writer)
{
    text_add(writer->out, "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    text_add_xml(writer->out, writer->title);
    text_add(writer->out, "</title>\n<style>");
    text_add_bytes(writer->out, stylesheet()->bytes, stylesheet()->length);
    text_add(writer->out, "</style>\n</head>\n<body>\n<main>\n");
    open_section(writer);
}

static void paragraph(struct official_writer *writer, enum official_style style, const char *words)
{
    const char *element = element_of(style);
    text_print(writer->out, "<%s class=\"%s\">", element, official_style_name(style));
    if (writer->lead) {
        text_add(writer->out, "<b>");
        text_add_xml(writer->out, writer->lead);
        text_add(writer->out, "</b> ");
        writer->lead = NULL;
    }
    text_add_xml(writer->out, words);
    text_print(writer->out, "</%s>\n", element);
}

static void rule(struct official_writer *writer, enum official_rule rule)
{
    text_print(writer->out, "<hr class=\"%s\">\n", official_rule_name(rule));
}

static void pair(struct official_writer *writer, enum official_pair pair)
{
    text_print(writer->out, "<table class=\"pair %s\" role=\"presentation\"><tr><td>\n",
               pair == PAIR_HEAD ? "head" : "foot");
}

static void right(struct official_writer *writer)
{
    text_add(writer->out, "</td><td>\n");
}

static void row(struct official_writer *writer)
{
    text_add(writer->out, "</td></tr><tr><td>\n");
}

static void pair_end(struct official_writer *writer)
{
    text_add(writer->out, "</td></tr></table>\n");
}

static void add_columns(struct text *out, const json_t *columns)
{
    size_t i;
    const json_t *column;
    text_add(out, "<table class=\"results\">\n<colgroup>");
    json_array_foreach(columns, i, column) {
        if (official_width(column) > 0)
            text_print(out, "<col width=\"%.1f%%\">", official_width(column));
        else
            text_add(out, "<col>");
    }
    text_add(out, "</colgroup>\n<thead><tr>");
    json_array_foreach(columns, i, column) {
        text_add(out, "<th scope=\"col\">");
        text_add_xml(out, json_string_value(json_object_get(column, "title")));
        text_add(out, "</th>");
    }
    text_add(out, "</tr></thead>\n<tbody>\n");
}

static void table(struct official_writer *writer, const json_t *table)
{
    const json_t *columns = json_object_get(table, "columns");
    size_t r, c;
    const json_t *cells, *column;
    add_columns(writer->out, columns);
    json_array_foreach(json_object_get(table, "rows"), r, cells) {
        text_add(writer->out, "<tr>");
        json_array_foreach(columns, c, column) {
            text_print(writer->out, "<td class=\"%s\">", official_alignment(column));
            text_add_xml(writer->out, json_string_value(json_array_get(cells, c)));
            text_add(writer->out, "</td>");
        }
        text_add(writer->out, "</tr>\n");
    }
    text_add(writer->out, "</tbody>\n</table>\n");
}

static void turn(struct official_writer *writer, bool wide)
{
    writer->wide = wide;
    writer->annex = true;
    text_add(writer->out, "</section>\n");
    open_section(writer);
}

static void end(struct official_writer *writer)
{
    text_add(writer->out, "</section>\n</main>\n</body>\n</html>\n");
}

void official_html(const json_t *document, struct text *out)
{
    struct official_writer writer = {.out = out,
                                     .begin = begin,
                                     .paragraph = paragraph,
                                     .rule = rule,
                                     .pair = pair,
                                     .right = right,
                                     .row = row,
                                     .pair_end = pair_end,
                                     .table = table,
                                     .turn = turn,
                                     .end = end};
    official_write(document, &writer);
}
