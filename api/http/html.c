/* html.c: small pages that any telephone shows. */
#include "http/html.h"

const char html_policy[] = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                           "frame-ancestors 'none'";

void html_add(struct text *out, const char *text)
{
    text_add_xml(out, text);
}

void html_open(struct text *out, const char *language, const char *title)
{
    text_print(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", language);
    text_add(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html_add(out, title);
    text_add(out, "</title>\n<link rel=\"icon\" href=\"/docs/files/icon.svg\" type=\"image/svg+xml\">\n"
                  "<link rel=\"stylesheet\" href=\"/docs/files/page.css\">\n</head>\n<body>\n<main class=\"page\">\n");
}

void html_end(struct text *out)
{
    text_add(out, "</main>\n</body>\n</html>\n");
}
