/* svg_paper.c: what all pictures are drawn on: frame, title, words cut to their room, Vietnamese numbers. Text is
 * measured by estimate: the reader's own sans-serif font draws it. */
#include "render/svg_paper.h"

#include "render/columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FONT "'Segoe UI',Roboto,'Helvetica Neue',Arial,'Liberation Sans','Noto Sans',sans-serif"

/* `ink` is dark enough for text on white (WCAG 2.1, 1.4.3). */
const struct status_look status_looks[STATUSES] = {
    [NO_DATA] = {"no_data", "Chưa có số liệu", "#c3c9d4", "#5b6475"},
    [NOT_JUDGED] = {"not_judged", "Chưa đủ căn cứ đánh giá", "#9aa3b5", "#5b6475"},
    [NO_TARGET] = {"no_target", "Theo dõi, không giao chỉ tiêu", "#b7bfcc", "#5b6475"},
    [ON_TRACK] = {"on_track", "Đúng tiến độ", "#3b7ddd", "#1f5fbf"},
    [BEHIND] = {"behind", "Chậm", "#e0a526", "#855800"},
    [AT_RISK] = {"at_risk", "Có nguy cơ không đạt", "#e2702b", "#a8470c"},
    [MET] = {"met", "Đạt", "#2f9e62", "#17734a"},
    [EXCEEDED] = {"exceeded", "Vượt", "#128277", "#0b6a61"},
    [MISSED] = {"missed", "Không đạt", "#c9353b", "#b3242a"},
};

static enum status without_status(const PGresult *rows, int row)
{
    const char *reason = column(rows, row, "reason");
    if (reason && strcmp(reason, status_looks[NO_TARGET].code) == 0)
        return NO_TARGET;
    return column(rows, row, "value") || column(rows, row, "text") ? NOT_JUDGED : NO_DATA;
}

enum status status_in(const PGresult *rows, int row)
{
    const char *code = column(rows, row, "status");
    for (enum status i = ON_TRACK; code && i < STATUSES; i++)
        if (strcmp(code, status_looks[i].code) == 0)
            return i;
    return without_status(rows, row);
}

const char *status_word(const PGresult *rows, int row)
{
    enum status status = status_in(rows, row);
    const char *own = status == NOT_JUDGED || status == NO_TARGET ? NULL : column(rows, row, "_own_word");
    return own ? own : status_looks[status].label;
}

bool is_provisional(const PGresult *rows, int row)
{
    const char *provisional = column(rows, row, "provisional");
    return provisional && *provisional == 't';
}

const char *status_caveat(const PGresult *rows, int row)
{
    return status_in(rows, row) >= ON_TRACK && is_provisional(rows, row) ? " (tạm tính)" : "";
}

void add_escaped(struct text *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        switch (bytes[i]) {
        case '&':
            text_add(out, "&amp;");
            break;
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        default:
            text_add_char(out, (unsigned char)bytes[i] < 0x20 ? ' ' : bytes[i]);
        }
    }
}

void add_words(struct text *out, const char *words)
{
    add_escaped(out, words ? words : "", words ? strlen(words) : 0);
}

static size_t character_length(const char *place)
{
    size_t length = 1;
    while (((unsigned char)place[length] & 0xC0) == 0x80)
        length++;
    return length;
}

/* Width of a character in a usual sans-serif, in thousandths of the font size. */
static int character_width(const char *place)
{
    if (strchr("il.,:;'|!()[]-t frjI/", *place))
        return 320;
    if (strchr("mwMW%", *place))
        return 880;
    return *place >= 'A' && *place <= 'Z' ? 690 : 570;
}

int text_width(const char *text, int size)
{
    int width = 0;
    for (; *text; text += character_length(text))
        width += character_width(text);
    return width * size / 1000;
}

/* Bytes of the first line of `text`: up to the last blank that fits, or as many characters as fit. */
size_t line_length(const char *text, int size, int room)
{
    size_t blank = 0, at = 0;
    int width = 0;
    while (text[at]) {
        width += character_width(text + at);
        if (width * size / 1000 > room)
            return blank ? blank : at;
        if (text[at] == ' ')
            blank = at;
        at += character_length(text + at);
    }
    return at;
}

/* As much of the words as the room holds, with an ellipsis for the rest; nothing of NULL. */
void add_fitting(struct text *out, const char *words, int size, int room)
{
    if (words == NULL)
        return;
    size_t whole = strlen(words), length = line_length(words, size, room);
    if (length < whole)
        length = line_length(words, size, room - size);
    add_escaped(out, words, length);
    if (length < whole)
        text_add(out, "…");
}

/* Two decimals say enough in a picture; of what is below one, four. Halves go away from zero, as people round. */
void add_number(struct text *out, const char *number)
{
    if (number == NULL)
        return;
    char rounded[64];
    const char *point = strchr(number, '.');
    size_t length = strlen(number);
    double value = strtod(number, NULL);
    if (point && strlen(point) > 3 && fabs(value) < 1e15) {
        length =
            (size_t)snprintf(rounded, sizeof rounded, "%.*f", fabs(value) < 1 ? 4 : 2, value + copysign(1e-9, value));
        while (rounded[length - 1] == '0')
            length--;
        length -= rounded[length - 1] == '.';
        number = rounded;
    }
    text_add_figure(out, number, length, ".,");
}

void add_percent(struct text *out, const char *percent)
{
    char rounded[48];
    double share = strtod(percent, NULL); /* halves go away from zero, as people round */
    int length = snprintf(rounded, sizeof rounded, "%.1f", share + copysign(1e-9, share));
    if (length >= (int)sizeof rounded)
        length = (int)sizeof rounded - 1;
    if (length > 2 && strcmp(rounded + length - 2, ".0") == 0)
        rounded[length - 2] = '\0';
    add_number(out, rounded);
    text_add(out, " %");
}

bool paper_lets_pass(const PGresult *rows, int count, const struct rendering *rendering, struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    for (int row = 0; columns && row < count; row++)
        if (!wall_lets_pass(columns, rows, row, rendering, problem))
            return false;
    return columns != NULL;
}

/* As large as the line allows: titles of campaigns are whole sentences. Bold letters are a tenth wider. */
static int title_size(const char *title, int room)
{
    int size = 22;
    while (size > 15 && text_width(title, size) * 11 / 10 > room)
        size--;
    return size;
}

void paper_begin(struct text *out, const struct paper *paper)
{
    int room = PAPER_WIDTH - 2 * PAPER_MARGIN - 16, size = title_size(paper->title, room);
    text_print(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" lang=\"vi\" "
               "role=\"img\" aria-labelledby=\"title summary\" font-family=\"" FONT "\">\n<title id=\"title\">",
               PAPER_WIDTH, paper->height, PAPER_WIDTH, paper->height);
    add_words(out, paper->title);
    text_add(out, "</title>\n<desc id=\"summary\">");
    add_words(out, paper->subtitle);
    text_add(out, paper->subtitle && *paper->subtitle ? ". " : "");
    add_words(out, paper->summary);
    text_print(
        out,
        "</desc>\n<style>.title{font-size:%dpx;font-weight:700;fill:#16202e}.subtitle{font-size:14px;fill:#5b6475}"
        ".name{font-size:14px;font-weight:600;fill:#16202e}.note{font-size:12px;fill:#5b6475}"
        ".value{font-weight:600;fill:#16202e}.percent{font-size:16px;font-weight:700;fill:#16202e}"
        ".status,.legend{font-size:12.5px;font-weight:600}.legend{fill:#3a4454}</style>\n"
        "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"10\" fill=\"#fff\" stroke=\"#dfe3ea\"/>\n"
        "<rect x=\"%d\" y=\"30\" width=\"4\" height=\"46\" rx=\"2\" fill=\"#c8102e\"/>\n"
        "<text class=\"title\" x=\"%d\" y=\"48\">",
        size, PAPER_WIDTH - 1, paper->height - 1, PAPER_MARGIN, PAPER_MARGIN + 16);
    add_fitting(out, paper->title, size * 11 / 10, room);
    text_print(out, "</text>\n<text class=\"subtitle\" x=\"%d\" y=\"72\">", PAPER_MARGIN + 16);
    add_fitting(out, paper->subtitle, 14, room);
    text_add(out, "</text>\n");
}

void paper_empty(struct text *out, const char *words)
{
    text_print(out, "<text class=\"subtitle\" x=\"%d\" y=\"%d\">%s</text>\n", PAPER_MARGIN, PAPER_TOP, words);
    paper_end(out);
}

void paper_end(struct text *out)
{
    text_add(out, "</svg>\n");
}
