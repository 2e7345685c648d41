/* sheet.c: text by Pango, so that every Vietnamese mark sits where it belongs; QR codes as squares. */
#include "certificates/sheet.h"

#include "support/scoped.h"
#include "support/text.h"

#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdio.h>
#include <string.h>

static const int smallest = 60, step = 4; /* percent of the size asked for */

double points(double millimetres)
{
    return millimetres * 72 / 25.4;
}

static double number_of(const json_t *mark, const char *name, double otherwise)
{
    const json_t *found = json_object_get(mark, name);
    return found ? json_number_value(found) : otherwise;
}

static const char *words_of(const json_t *mark, const char *name, const char *otherwise)
{
    const char *found = json_string_value(json_object_get(mark, name));
    return found ? found : otherwise;
}

static bool refuse(struct refusal *refusal, const char *code, const char *words)
{
    *refusal = (struct refusal){code, words};
    return false;
}

/* "#c8102e"; black when it is none. */
static void take_colour(cairo_t *page, const json_t *mark)
{
    unsigned red = 0, green = 0, blue = 0;
    sscanf(words_of(mark, "colour", "#000000"), "#%2x%2x%2x", &red, &green, &blue);
    cairo_set_source_rgb(page, red / 255.0, green / 255.0, blue / 255.0);
}

/* ---- text ---- */

static void close_layout(PangoLayout **layout)
{
    g_object_unref(*layout);
}

static void close_font(PangoFontDescription **font)
{
    pango_font_description_free(*font);
}

static PangoAlignment alignment_of(const json_t *mark)
{
    const char *align = words_of(mark, "align", "left");
    return strcmp(align, "center") == 0  ? PANGO_ALIGN_CENTER
           : strcmp(align, "right") == 0 ? PANGO_ALIGN_RIGHT
                                         : PANGO_ALIGN_LEFT;
}

static PangoFontDescription *font_of(const json_t *mark)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, words_of(mark, "font", "Tinos"));
    if (json_is_true(json_object_get(mark, "bold")))
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (json_is_true(json_object_get(mark, "italic")))
        pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    return font;
}

/* Whether the words stand in their lines, the longest word too, at the size the layout has now. */
static bool fits(PangoLayout *layout, int lines, double width)
{
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    return pango_layout_get_line_count(layout) <= lines && logical.width <= width * PANGO_SCALE + 1;
}

static bool set_size_that_fits(PangoLayout *layout, PangoFontDescription *font, const json_t *mark, double width)
{
    double size = number_of(mark, "size", 14);
    int lines = (int)number_of(mark, "lines", 1);
    for (int percent = 100; percent >= smallest; percent -= step) {
        pango_font_description_set_absolute_size(font, size * percent / 100 * PANGO_SCALE);
        pango_layout_set_font_description(layout, font);
        if (fits(layout, lines, width))
            return true;
    }
    return false;
}

static void close_iterator(PangoLayoutIter **iterator)
{
    pango_layout_iter_free(*iterator);
}

/* Whether every sign comes from the font asked for: Pango would take what is missing from another, and a name in two
 * fonts is no certificate. */
static bool in_its_font(PangoLayout *layout, const char *family)
{
    scoped(close_iterator) PangoLayoutIter *iterator = pango_layout_get_iter(layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iterator);
        if (run == NULL)
            continue;
        scoped(close_font) PangoFontDescription *used = pango_font_describe(run->item->analysis.font);
        if (strcmp(pango_font_description_get_family(used), family) != 0)
            return false;
    } while (pango_layout_iter_next_run(iterator));
    return pango_layout_get_unknown_glyphs_count(layout) == 0;
}

/* `y` is the base line of the first line, as one measures it on printed paper. */
static bool draw_text(cairo_t *page, const json_t *mark, struct refusal *refusal)
{
    const char *words = words_of(mark, "text", "");
    double width = points(number_of(mark, "width", 100));
    scoped(close_layout) PangoLayout *layout = pango_cairo_create_layout(page);
    scoped(close_font) PangoFontDescription *font = font_of(mark);
    pango_layout_set_text(layout, words, -1);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_alignment(layout, alignment_of(mark));
    pango_layout_set_line_spacing(layout, (float)number_of(mark, "line_spacing", 1));
    if (!set_size_that_fits(layout, font, mark, width))
        return refuse(refusal, "text_does_not_fit", words);
    if (!in_its_font(layout, pango_font_description_get_family(font)))
        return refuse(refusal, "text_has_no_glyphs", words);
    take_colour(page, mark);
    cairo_move_to(page, points(number_of(mark, "x", 0)),
                  points(number_of(mark, "y", 0)) - (double)pango_layout_get_baseline(layout) / PANGO_SCALE);
    pango_cairo_show_layout(page, layout);
    return true;
}

/* ---- QR code and frame ---- */

static void close_code(QRcode **code)
{
    QRcode_free(*code);
}

static bool draw_code(cairo_t *page, const json_t *mark, struct refusal *refusal)
{
    const char *address = getenv("THIDUA_PUBLIC_URL");
    const char *path = words_of(mark, "code", "");
    if (address == NULL || *address == '\0') /* a path alone leads nowhere */
        return true;
    scoped(free_string) char *words = text_format("%s%s", address, path);
    scoped(close_code) QRcode *code = QRcode_encodeString(words, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL)
        return refuse(refusal, "code_too_long", path);
    double module = points(number_of(mark, "size", 20)) / code->width;
    double left = points(number_of(mark, "x", 0)), top = points(number_of(mark, "y", 0));
    take_colour(page, mark);
    for (int row = 0; row < code->width; row++)
        for (int i = 0; i < code->width; i++)
            if (code->data[row * code->width + i] & 1)
                cairo_rectangle(page, left + i * module, top + row * module, module, module);
    cairo_fill(page);
    return true;
}

static bool draw_frame(cairo_t *page, const json_t *mark, struct refusal *refusal)
{
    (void)refusal;
    take_colour(page, mark);
    cairo_set_line_width(page, points(number_of(mark, "frame", 0.3)));
    cairo_rectangle(page, points(number_of(mark, "x", 0)), points(number_of(mark, "y", 0)),
                    points(number_of(mark, "width", 0)), points(number_of(mark, "height", 0)));
    cairo_stroke(page);
    return true;
}

/* A mark is known by the property that says what it shows. */
static const struct {
    const char *property;
    bool (*draw)(cairo_t *page, const json_t *mark, struct refusal *refusal);
} kinds[] = {{"text", draw_text}, {"code", draw_code}, {"frame", draw_frame}};

static bool draw_mark(cairo_t *page, const json_t *mark, struct refusal *refusal)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (json_object_get(mark, kinds[i].property))
            return kinds[i].draw(page, mark, refusal);
    return refuse(refusal, "mark_is_not_known", "");
}

bool draw_sheet(cairo_t *page, const json_t *sheet, struct refusal *refusal)
{
    size_t i;
    const json_t *mark;
    json_array_foreach(json_object_get(sheet, "marks"), i, mark)
        if (!draw_mark(page, mark, refusal))
            return false;
    return true;
}
