/* official.h: an official document as a page that prints on A4 and as a file for Word, laid out as Decree
 * 30/2020/NĐ-CP, Appendix I, wants it. Both writers are led over one model, the JSON of schema OfficialDocument; what a
 * style looks like stands in api/render/official/. */
#pragma once

#include "support/text.h"

#include <jansson.h>
#include <stdbool.h>

enum official_style {
    STYLE_ABOVE,
    STYLE_ISSUER,
    STYLE_NATION,
    STYLE_MOTTO,
    STYLE_NUMBER,
    STYLE_DAY,
    STYLE_MARK,
    STYLE_KIND,
    STYLE_ABSTRACT,
    STYLE_ADDRESSEE,
    STYLE_BASIS,
    STYLE_ANNEX,
    STYLE_PART,
    STYLE_SECTION,
    STYLE_SUBSECTION,
    STYLE_TEXT,
    STYLE_ITEM,
    STYLE_NOTE,
    STYLE_TITLE,
    STYLE_REMARK,
    STYLE_RECIPIENTS,
    STYLE_RECIPIENT,
    STYLE_CAPACITY,
    STYLE_POSITION,
    STYLE_NAME,
    STYLE_COUNT
};

enum official_rule { RULE_ISSUER, RULE_MOTTO, RULE_ABSTRACT, RULE_CUT };
enum official_pair { PAIR_HEAD, PAIR_FOOT };

/* What a writer can do. A pair is two columns without borders, row by row. */
struct official_writer {
    struct text *out;
    const char *title; /* of the page, or among the properties of the file */
    bool wide, annex;  /* the page under way */
    const char *lead;  /* bold words before the next paragraph, such as "Điều 1."; or NULL */
    bool keep; /* the paragraphs of the block on the page of what follows: the last one stands above the signature */
    enum official_pair pair_under_way;
    bool empty; /* its cell */
    void (*begin)(struct official_writer *writer);
    void (*paragraph)(struct official_writer *writer, enum official_style style, const char *words);
    void (*rule)(struct official_writer *writer, enum official_rule rule);
    void (*pair)(struct official_writer *writer, enum official_pair pair);
    void (*right)(struct official_writer *writer);
    void (*row)(struct official_writer *writer);
    void (*pair_end)(struct official_writer *writer);
    void (*table)(struct official_writer *writer, const json_t *table);
    void (*turn)(struct official_writer *writer, bool wide); /* a new page, of the annexes */
    void (*end)(struct official_writer *writer);
};

/* The style's name, in the stylesheet of the page and in that of the file. */
const char *official_style_name(enum official_style style);
const char *official_rule_name(enum official_rule rule);

/* Leads a writer over a document. What is missing is left out; an unknown block says nothing. */
void official_write(const json_t *document, struct official_writer *writer);

/* A column's alignment, "left" unless it says otherwise, and the width in percent, 0 when it says none. */
const char *official_alignment(const json_t *column);
double official_width(const json_t *column);

/* The document as one page with its style inside, so that it prints the same from anywhere. */
void official_html(const json_t *document, struct text *out);

/* The Content-Security-Policy of such a page: nothing but its own style. Static text. */
const char *official_html_policy(void);

/* The document as OOXML (ECMA-376): false when memory for the package ran out. The same document gives the same bytes.
 */
bool official_docx(const json_t *document, struct text *out);
