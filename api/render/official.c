/* official.c: leads a writer over an official document, in the order of Decree 30/2020/NĐ-CP, Appendix I. */
#include "render/official.h"

#include "support/scoped.h"

#include <stdio.h>
#include <string.h>

static const char *const style_names[STYLE_COUNT] = {
    [STYLE_ABOVE] = "above",         [STYLE_ISSUER] = "issuer",     [STYLE_NATION] = "nation",
    [STYLE_MOTTO] = "motto",         [STYLE_NUMBER] = "number",     [STYLE_DAY] = "day",
    [STYLE_MARK] = "mark",           [STYLE_KIND] = "kind",         [STYLE_ABSTRACT] = "abstract",
    [STYLE_ADDRESSEE] = "addressee", [STYLE_BASIS] = "basis",       [STYLE_ANNEX] = "annex",
    [STYLE_PART] = "part",           [STYLE_SECTION] = "section",   [STYLE_SUBSECTION] = "subsection",
    [STYLE_TEXT] = "text",           [STYLE_ITEM] = "item",         [STYLE_NOTE] = "note",
    [STYLE_TITLE] = "title",         [STYLE_REMARK] = "remark",     [STYLE_RECIPIENTS] = "head-of-recipients",
    [STYLE_RECIPIENT] = "recipient", [STYLE_CAPACITY] = "capacity", [STYLE_POSITION] = "position",
    [STYLE_NAME] = "name",
};

const char *official_style_name(enum official_style style)
{
    return style_names[style];
}

const char *official_rule_name(enum official_rule rule)
{
    static const char *const names[] = {
        [RULE_ISSUER] = "issuer", [RULE_MOTTO] = "motto", [RULE_ABSTRACT] = "abstract", [RULE_CUT] = "cut"};
    return names[rule];
}

const char *official_alignment(const json_t *column)
{
    const char *align = json_string_value(json_object_get(column, "align"));
    return align ? align : "left";
}

double official_width(const json_t *column)
{
    return json_number_value(json_object_get(column, "width"));
}

/* ---- pieces ---- */

static const char *words_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* A paragraph for every line of the words; none for no words. */
static void say(struct official_writer *writer, enum official_style style, const char *words)
{
    while (words && *words) {
        size_t length = strcspn(words, "\n");
        scoped(free_string) char *line = text_format("%.*s", (int)length, words);
        if (*line)
            writer->paragraph(writer, style, line);
        words += length + (words[length] == '\n');
    }
}

static void say_each(struct official_writer *writer, enum official_style style, const json_t *lines, const char *before)
{
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line) {
        const char *words = json_string_value(line);
        scoped(free_string) char *whole = text_format("%s%s", before, words ? words : "");
        say(writer, style, whole);
    }
}

/* "Kon Tum, ngày 05 tháng 02 năm 2025": days below ten and the first two months have a zero before them; without a
 * date its places are left open. */
static char *day_of(const json_t *document)
{
    const char *place = words_of(document, "place");
    const char *date = words_of(document, "date");
    struct text day = {0};
    int year, month, number;
    if (place)
        text_print(&day, "%s, ", place);
    if (date && sscanf(date, "%4d-%2d-%2d", &year, &month, &number) == 3)
        text_print(&day, month < 3 ? "ngày %02d tháng %02d năm %d" : "ngày %02d tháng %d năm %d", number, month, year);
    else
        text_add(&day, "ngày … tháng … năm …");
    return text_take(&day);
}

static void write_head(struct official_writer *writer, const json_t *document)
{
    const char *number = words_of(document, "number");
    scoped(free_string) char *numbered = text_format("Số: %s", number ? number : "…");
    scoped(free_string) char *day = day_of(document);
    writer->pair(writer, PAIR_HEAD);
    say(writer, STYLE_ABOVE, words_of(document, "above"));
    say_each(writer, STYLE_ISSUER, json_object_get(document, "issuer"), "");
    writer->rule(writer, RULE_ISSUER);
    writer->right(writer);
    say(writer, STYLE_NATION, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    say(writer, STYLE_MOTTO, "Độc lập - Tự do - Hạnh phúc");
    writer->rule(writer, RULE_MOTTO);
    writer->row(writer);
    if (number == NULL || *number)
        say(writer, STYLE_NUMBER, numbered);
    say(writer, STYLE_MARK, words_of(document, "mark"));
    writer->right(writer);
    say(writer, STYLE_DAY, day);
    writer->pair_end(writer);
    say(writer, STYLE_KIND, words_of(document, "kind"));
    if (words_of(document, "abstract")) {
        say(writer, STYLE_ABSTRACT, words_of(document, "abstract"));
        writer->rule(writer, RULE_ABSTRACT);
    }
}

static void sign(struct official_writer *writer, const json_t *signature)
{
    say(writer, STYLE_CAPACITY, words_of(signature, "capacity"));
    say(writer, STYLE_POSITION, words_of(signature, "position"));
    say(writer, STYLE_NAME, words_of(signature, "name"));
}

static void write_recipients(struct official_writer *writer, const json_t *recipients)
{
    if (json_array_size(recipients))
        say(writer, STYLE_RECIPIENTS, "Nơi nhận:");
    say_each(writer, STYLE_RECIPIENT, recipients, "");
}

/* Recipients beside the signature; where two sign, below both. */
static void write_foot(struct official_writer *writer, const json_t *document)
{
    const json_t *signature = json_object_get(document, "signature"), *witness = json_object_get(document, "witness");
    const json_t *recipients = json_object_get(document, "recipients");
    if (signature == NULL && json_array_size(recipients) == 0)
        return;
    writer->pair(writer, PAIR_FOOT);
    if (witness)
        sign(writer, witness);
    else
        write_recipients(writer, recipients);
    writer->right(writer);
    sign(writer, signature);
    if (witness) {
        writer->row(writer);
        write_recipients(writer, recipients);
        writer->right(writer);
    }
    writer->pair_end(writer);
}

static void write_signatures(struct official_writer *writer, const json_t *signatures)
{
    for (size_t i = 0; i < json_array_size(signatures); i += 2) {
        writer->pair(writer, PAIR_FOOT);
        sign(writer, json_array_get(signatures, i));
        writer->right(writer);
        sign(writer, json_array_get(signatures, i + 1));
        writer->pair_end(writer);
    }
}

static void write_heading(struct official_writer *writer, const json_t *block)
{
    static const enum official_style by_level[] = {STYLE_ANNEX, STYLE_PART, STYLE_SECTION, STYLE_SUBSECTION};
    json_int_t level = json_integer_value(json_object_get(block, "level"));
    say(writer, by_level[level < 0 || level > 3 ? 3 : level], words_of(block, "heading"));
}

static void write_table(struct official_writer *writer, const json_t *table)
{
    if (json_array_size(json_object_get(table, "columns")) == 0)
        return;
    say(writer, STYLE_TITLE, words_of(table, "title"));
    writer->table(writer, table);
    say_each(writer, STYLE_REMARK, json_object_get(table, "notes"), "");
}

static void write_block(struct official_writer *writer, const json_t *block)
{
    write_heading(writer, block);
    say(writer, STYLE_ADDRESSEE, words_of(block, "addressee"));
    say_each(writer, STYLE_BASIS, json_object_get(block, "basis"), "");
    writer->lead = words_of(block, "lead");
    say(writer, STYLE_TEXT, words_of(block, "paragraph"));
    writer->lead = NULL;
    say_each(writer, STYLE_ITEM, json_object_get(block, "list"), "- ");
    say(writer, STYLE_NOTE, words_of(block, "note"));
    write_table(writer, json_object_get(block, "table"));
    write_signatures(writer, json_object_get(block, "signatures"));
}

static bool is_wide(const json_t *block)
{
    const char *page = words_of(block, "page");
    return page && strcmp(page, "landscape") == 0;
}

/* What stands before the first new page is the body; the annexes behind it follow the signature. A document that begins
 * with a page block is laid out that way itself. */
void official_write(const json_t *document, struct official_writer *writer)
{
    const json_t *blocks = json_object_get(document, "blocks");
    size_t count = json_array_size(blocks), i = 0;
    bool turned = count && words_of(json_array_get(blocks, 0), "page");
    writer->title = words_of(document, "abstract") ? words_of(document, "abstract") : words_of(document, "kind");
    writer->wide = turned && is_wide(json_array_get(blocks, 0));
    writer->begin(writer);
    json_int_t copies = json_integer_value(json_object_get(document, "copies"));
    do {
        write_head(writer, document);
        for (i = turned; i < count && words_of(json_array_get(blocks, i), "page") == NULL; i++) {
            writer->keep = i + 1 == count || words_of(json_array_get(blocks, i + 1), "page");
            write_block(writer, json_array_get(blocks, i));
        }
        writer->keep = false;
        write_foot(writer, document);
        if (copies > 1)
            writer->rule(writer, RULE_CUT);
    } while (--copies > 0);
    for (; i < count; i++) {
        const json_t *block = json_array_get(blocks, i);
        if (words_of(block, "page"))
            writer->turn(writer, is_wide(block));
        else
            write_block(writer, block);
    }
    writer->end(writer);
}
