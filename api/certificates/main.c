/* main.c: thidua-certificates, a program of its own: sheets as JSON on its input, one PDF on its output. It is apart
 * from the service because Pango and Fontconfig keep what they load: the service stays small, and a fault here is no
 * fault there. Ends with 0; with 3 and {"code","words"} on its error output when a sheet cannot be drawn; with 1 for
 * anything else. */
#include "certificates/sheet.h"

#include "support/scoped.h"
#include "support/text.h"

#include <cairo-pdf.h>
#include <openssl/evp.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

enum { DRAWN = 0, FAILED = 1, REFUSED = 3 };

static cairo_status_t write_out(void *closure, const unsigned char *bytes, unsigned length)
{
    return fwrite(bytes, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* ---- pictures behind sheets ---- */

struct bytes {
    unsigned char *bytes;
    size_t length, read;
};

static cairo_status_t read_bytes(void *closure, unsigned char *into, unsigned length)
{
    struct bytes *from = closure;
    if (from->length - from->read < length)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(into, from->bytes + from->read, length);
    from->read += length;
    return CAIRO_STATUS_SUCCESS;
}

/* The PNG in base64, NULL when it is none. */
static cairo_surface_t *picture_of(const char *encoded)
{
    size_t length = strlen(encoded);
    struct bytes png = {.bytes = malloc(length)};
    int decoded = png.bytes ? EVP_DecodeBlock(png.bytes, (const unsigned char *)encoded, (int)length) : -1;
    png.length = decoded > 0 ? (size_t)decoded : 0;
    cairo_surface_t *picture = cairo_image_surface_create_from_png_stream(read_bytes, &png);
    free(png.bytes);
    if (cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS)
        return picture;
    cairo_surface_destroy(picture);
    return NULL;
}

/* The picture a sheet names, remembered for the next one, since most sheets have the same; NULL when it names none. */
struct picture {
    const char *name; /* borrowed from the JSON */
    cairo_surface_t *surface;
};

static void close_picture(struct picture *picture)
{
    if (picture->surface)
        cairo_surface_destroy(picture->surface);
    *picture = (struct picture){0};
}

static cairo_surface_t *picture_behind(struct picture *picture, const json_t *work, const json_t *sheet)
{
    const char *name = json_string_value(json_object_get(sheet, "background"));
    const char *encoded = name ? json_string_value(json_object_get(json_object_get(work, "backgrounds"), name)) : NULL;
    if (encoded == NULL)
        return NULL;
    if (picture->name == NULL || strcmp(picture->name, name) != 0) {
        close_picture(picture);
        *picture = (struct picture){.name = name, .surface = picture_of(encoded)};
    }
    return picture->surface;
}

static void put_behind(cairo_t *page, cairo_surface_t *picture, double width, double height)
{
    if (picture == NULL)
        return;
    cairo_save(page);
    cairo_scale(page, width / cairo_image_surface_get_width(picture), height / cairo_image_surface_get_height(picture));
    cairo_set_source_surface(page, picture, 0, 0);
    cairo_paint(page);
    cairo_restore(page);
}

/* ---- the file ---- */

static void set_properties(cairo_surface_t *file, const json_t *work)
{
    const char *title = json_string_value(json_object_get(work, "title"));
    const char *author = json_string_value(json_object_get(work, "author"));
    const char *created = json_string_value(json_object_get(work, "created"));
    cairo_pdf_surface_set_metadata(file, CAIRO_PDF_METADATA_TITLE, title ? title : "");
    cairo_pdf_surface_set_metadata(file, CAIRO_PDF_METADATA_AUTHOR, author ? author : "");
    cairo_pdf_surface_set_metadata(file, CAIRO_PDF_METADATA_CREATOR, "thidua");
    if (created)
        cairo_pdf_surface_set_metadata(file, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

static bool draw_sheets(cairo_surface_t *file, const json_t *work, struct refusal *refusal)
{
    cairo_t *page = cairo_create(file);
    scoped(close_picture) struct picture picture = {0};
    bool drawn = true;
    size_t i;
    const json_t *sheet;
    json_array_foreach(json_object_get(work, "sheets"), i, sheet) {
        double width = points(json_number_value(json_object_get(sheet, "width")));
        double height = points(json_number_value(json_object_get(sheet, "height")));
        cairo_pdf_surface_set_size(file, width, height);
        put_behind(page, picture_behind(&picture, work, sheet), width, height);
        drawn = drawn && draw_sheet(page, sheet, refusal);
        cairo_show_page(page);
    }
    cairo_destroy(page);
    return drawn;
}

static int draw(const json_t *work)
{
    struct refusal refusal = {0};
    cairo_surface_t *file = cairo_pdf_surface_create_for_stream(write_out, stdout, 1, 1); /* each sheet says its size */
    set_properties(file, work);
    bool drawn = draw_sheets(file, work, &refusal);
    cairo_surface_finish(file);
    bool whole = cairo_surface_status(file) == CAIRO_STATUS_SUCCESS && fflush(stdout) == 0;
    cairo_surface_destroy(file);
    if (!drawn) {
        json_auto_t *said = json_pack("{s:s, s:s}", "code", refusal.code, "words", refusal.words);
        json_dumpf(said, stderr, JSON_COMPACT);
        return REFUSED;
    }
    return whole ? DRAWN : FAILED;
}

int main(void)
{
    json_error_t fault;
    json_auto_t *work = json_loadf(stdin, 0, &fault);
    if (work == NULL) {
        fprintf(stderr, "the sheets are not JSON: %s\n", fault.text);
        return FAILED;
    }
    return draw(work);
}
