/* official_docx.c: an official document for Word and LibreOffice: OOXML in a package of libzip. Lengths are twentieths
 * of a point; the styles stand in api/render/official/styles.xml. */
#include "render/official.h"

#include "support/embedded.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum {
    SHORT_SIDE = 11906, /* A4: 210 × 297 mm */
    LONG_SIDE = 16838,
    PORTRAIT_WIDTH = 9354, /* between margins of 30 and 15 mm */
    LANDSCAPE_WIDTH = 14854,
    HEAD_LEFT = 3350,
    FOOT_LEFT = 4500,
};

static const char namespaces[] = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
                                 "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
static const char first_line[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/* ---- the writer of word/document.xml ---- */

static int page_width(const struct official_writer *writer)
{
    return writer->wide ? LANDSCAPE_WIDTH : PORTRAIT_WIDTH;
}

static void begin(struct official_writer *writer)
{
    text_print(writer->out, "%s<w:document %s><w:body>\n", first_line, namespaces);
}

static void add_words(struct text *out, const char *words)
{
    text_add(out, "<w:r><w:t xml:space=\"preserve\">");
    text_add_xml(out, words);
    text_add(out, "</w:t></w:r></w:p>\n");
}

static void paragraph(struct official_writer *writer, enum official_style style, const char *words)
{
    writer->empty = false;
    text_print(writer->out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s</w:pPr>", official_style_name(style),
               writer->keep ? "<w:keepNext/>" : "");
    if (writer->lead) {
        text_add(writer->out, "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">");
        text_add_xml(writer->out, writer->lead);
        text_add(writer->out, " </w:t></w:r>");
        writer->lead = NULL;
    }
    add_words(writer->out, words);
}

static void rule(struct official_writer *writer, enum official_rule rule)
{
    writer->empty = false;
    text_print(writer->out, "<w:p><w:pPr><w:pStyle w:val=\"rule-%s\"/></w:pPr></w:p>\n", official_rule_name(rule));
}

static int left_of(const struct official_writer *writer)
{
    int left = writer->pair_under_way == PAIR_HEAD ? HEAD_LEFT : FOOT_LEFT;
    return writer->wide ? left * LANDSCAPE_WIDTH / PORTRAIT_WIDTH : left;
}

static void open_row(struct official_writer *writer)
{
    text_print(writer->out,
               "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>\n",
               left_of(writer));
    writer->empty = true;
}

static void pair(struct official_writer *writer, enum official_pair pair)
{
    writer->pair_under_way = pair;
    if (pair == PAIR_FOOT) /* a little air above signatures */
        text_add(writer->out,
                 "<w:p><w:pPr><w:keepNext/><w:spacing w:line=\"200\" w:lineRule=\"exact\"/></w:pPr></w:p>\n");
    text_print(writer->out,
               "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>"
               "<w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar>"
               "</w:tblPr><w:tblGrid><w:gridCol w:w=\"%d\"/><w:gridCol w:w=\"%d\"/></w:tblGrid>\n",
               page_width(writer), left_of(writer), page_width(writer) - left_of(writer));
    open_row(writer);
}

/* Every cell holds a paragraph, be it an empty one. */
static void close_cell(struct official_writer *writer)
{
    text_add(writer->out, writer->empty ? "<w:p/></w:tc>" : "</w:tc>");
    writer->empty = true;
}

static void right(struct official_writer *writer)
{
    close_cell(writer);
    text_print(writer->out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>\n",
               page_width(writer) - left_of(writer));
}

static void row(struct official_writer *writer)
{
    close_cell(writer);
    text_add(writer->out, "</w:tr>\n");
    open_row(writer);
}

static void pair_end(struct official_writer *writer)
{
    close_cell(writer);
    text_add(writer->out, "</w:tr></w:tbl>\n");
}

/* ---- tables ---- */

/* Widths of the columns: as asked, the rest shared out evenly; they fill the page. */
static int *widths_of(const struct official_writer *writer, const json_t *columns)
{
    size_t count = json_array_size(columns), silent = 0;
    int *widths = memory_new(count, sizeof *widths);
    double asked = 0;
    for (size_t i = 0; i < count; i++) {
        double width = official_width(json_array_get(columns, i));
        asked += width;
        silent += width <= 0;
    }
    double share = silent ? (asked < 100 ? 100 - asked : 10 * (double)silent) / (double)silent : 0;
    double whole = asked + share * (double)silent;
    for (size_t i = 0; widths && i < count; i++) {
        double width = official_width(json_array_get(columns, i));
        widths[i] = (int)((width > 0 ? width : share) * page_width(writer) / whole);
    }
    return widths;
}

/* `kept`: on the page of what follows. */
static void add_cell(struct text *out, int width, const char *style, bool kept, const char *align, const char *words)
{
    text_print(out,
               "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
               "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s<w:jc w:val=\"%s\"/></w:pPr>",
               width, style, kept ? "<w:keepNext/>" : "", strcmp(align, "justify") == 0 ? "both" : align);
    add_words(out, words ? words : "");
    text_add(out, "</w:tc>");
}

static void add_grid(struct text *out, int whole, const int *widths, size_t count)
{
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    text_print(out, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblBorders>", whole);
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
        text_print(out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>", sides[i]);
    text_add(out, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"30\" w:type=\"dxa\"/>"
                  "<w:left w:w=\"70\" w:type=\"dxa\"/><w:bottom w:w=\"30\" w:type=\"dxa\"/>"
                  "<w:right w:w=\"70\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < count; i++)
        text_print(out, "<w:gridCol w:w=\"%d\"/>", widths[i]);
    text_add(out, "</w:tblGrid>\n");
}

static void table(struct official_writer *writer, const json_t *table)
{
    const json_t *columns = json_object_get(table, "columns"), *rows = json_object_get(table, "rows");
    size_t count = json_array_size(columns), noted = json_array_size(json_object_get(table, "notes")), r;
    const json_t *cells;
    int *widths = widths_of(writer, columns);
    if (widths == NULL)
        return;
    add_grid(writer->out, page_width(writer), widths, count);
    text_add(writer->out, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (size_t i = 0; i < count; i++)
        add_cell(writer->out, widths[i], "cell-head", true, "center",
                 json_string_value(json_object_get(json_array_get(columns, i), "title")));
    text_add(writer->out, "</w:tr>\n");
    json_array_foreach(rows, r, cells) {
        bool kept = noted && r + 3 > json_array_size(rows); /* notes stand with the last rows */
        text_add(writer->out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (size_t i = 0; i < count; i++)
            add_cell(writer->out, widths[i], "cell", kept, official_alignment(json_array_get(columns, i)),
                     json_string_value(json_array_get(cells, i)));
        text_add(writer->out, "</w:tr>\n");
    }
    text_add(writer->out, "</w:tbl>\n");
    if (noted == 0) /* or a table that follows would be taken for more rows of this one */
        text_add(writer->out, "<w:p><w:pPr><w:spacing w:line=\"200\" w:lineRule=\"exact\"/></w:pPr></w:p>\n");
    free(widths);
}

/* ---- pages ---- */

/* The section that ends here: A4, its margins, numbers above from the second page; annexes count from 1 again. */
static void add_section(struct official_writer *writer)
{
    text_print(writer->out,
               "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"numbers\"/>"
               "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar w:top=\"1134\" w:right=\"851\" w:bottom=\"%d\" w:left=\"%d\" "
               "w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>%s<w:titlePg/></w:sectPr>",
               writer->wide ? LONG_SIDE : SHORT_SIDE, writer->wide ? SHORT_SIDE : LONG_SIDE,
               writer->wide ? " w:orient=\"landscape\"" : "", writer->wide ? 851 : 1134, writer->wide ? 1133 : 1701,
               writer->annex ? "<w:pgNumType w:start=\"1\"/>" : "");
}

static void turn(struct official_writer *writer, bool wide)
{
    text_add(writer->out, "<w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/>");
    add_section(writer);
    text_add(writer->out, "</w:pPr></w:p>\n");
    writer->wide = wide;
    writer->annex = true;
}

/* A table may not be the last thing of a body. */
static void end(struct official_writer *writer)
{
    text_add(writer->out, "<w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>\n");
    add_section(writer);
    text_add(writer->out, "</w:body></w:document>\n");
}

/* ---- the package ---- */

static void close_archive(zip_t **archive)
{
    if (*archive)
        zip_discard(*archive);
}

static void close_source(zip_source_t **source)
{
    if (*source)
        zip_source_free(*source);
}

static bool add_part(zip_t *archive, const char *name, const char *bytes, size_t length)
{
    zip_source_t *source = zip_source_buffer(archive, bytes, length, 0);
    zip_int64_t index = source ? zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && index < 0)
        zip_source_free(source);
    return index >= 0 && zip_file_set_mtime(archive, (zip_uint64_t)index, 315619200 /* 1980-01-02 */, 0) == 0;
}

static bool add_embedded(zip_t *archive)
{
    static const struct {
        const char *name, *path;
    } parts[] = {
        {"[Content_Types].xml", "api/render/official/content_types.xml"},
        {"_rels/.rels", "api/render/official/package_relations.xml"},
        {"word/_rels/document.xml.rels", "api/render/official/document_relations.xml"},
        {"word/styles.xml", "api/render/official/styles.xml"},
        {"word/settings.xml", "api/render/official/settings.xml"},
        {"word/header.xml", "api/render/official/header.xml"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const struct embedded_file *file = embedded_find(parts[i].path);
        if (file == NULL || !add_part(archive, parts[i].name, file->bytes, file->length))
            return false;
    }
    return true;
}

static void write_properties(struct text *out, const char *title)
{
    text_print(
        out,
        "%s<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>",
        first_line);
    text_add_xml(out, title);
    text_add(out, "</dc:title><dc:creator>thidua</dc:creator><dc:language>vi-VN</dc:language></cp:coreProperties>\n");
}

/* Closing the archive writes it into its source, which outlives it by our reference. */
static bool read_package(zip_source_t *source, struct text *out)
{
    zip_stat_t found;
    if (zip_source_stat(source, &found) != 0 || zip_source_open(source) != 0)
        return false;
    char *place = text_reserve(out, (size_t)found.size);
    bool whole = zip_source_read(source, place, found.size) == (zip_int64_t)found.size;
    zip_source_close(source);
    out->length += whole ? (size_t)found.size : 0;
    return whole;
}

static bool pack(const struct text *document, const struct text *properties, struct text *out)
{
    scoped(close_source) zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    scoped(close_archive) zip_t *archive = source ? zip_open_from_source(source, ZIP_TRUNCATE, NULL) : NULL;
    if (archive == NULL)
        return false;
    zip_source_keep(source);
    if (!add_embedded(archive) || !add_part(archive, "word/document.xml", document->bytes, document->length) ||
        !add_part(archive, "docProps/core.xml", properties->bytes, properties->length) || zip_close(archive) != 0)
        return false;
    archive = NULL;
    return read_package(source, out);
}

bool official_docx(const json_t *document, struct text *out)
{
    scoped(text_close) struct text body = {0}, properties = {0};
    struct official_writer writer = {.out = &body,
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
    write_properties(&properties, writer.title);
    return pack(&body, &properties, out);
}
