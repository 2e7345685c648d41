/* http_negotiation.c: which language and which format an Accept header gets. */
#include "http/negotiation.h"
#include "support/scoped.h"

#include <criterion/criterion.h>

Test(languages, are_vietnamese_unless_english_is_preferred)
{
    static const struct {
        const char *accept, *language;
    } rows[] = {
        {NULL, "vi"},
        {"", "vi"},
        {"en", "en"},
        {"EN-gb", "en"},
        {"vi", "vi"},
        {"vi-VN,vi;q=0.9,en;q=0.8", "vi"},
        {"en-US,en;q=0.9,vi;q=0.8", "en"},
        {"en;q=0.5, vi;q=0.5", "vi"},
        {"fr, en;q=0.3", "en"},
        {"fr", "vi"},
        {"*", "vi"},
        {"en;q=0", "vi"},
        {"eng", "vi"},
        {",,;;", "vi"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(language_accepted(rows[i].accept), rows[i].language, "%s", rows[i].accept);
}

Test(formats, are_chosen_by_quality_then_exactness_then_our_order)
{
    static const unsigned list = FORMAT_JSON | FORMAT_CSV | FORMAT_NDJSON | FORMAT_XLSX;
    static const unsigned page = FORMAT_JSON | FORMAT_HTML;
    static const struct {
        const char *accept;
        unsigned offered;
        enum format format;
    } rows[] = {
        {NULL, list, FORMAT_JSON},
        {"*/*", list, FORMAT_JSON},
        {"text/csv", list, FORMAT_CSV},
        {"TEXT/CSV; charset=utf-8", list, FORMAT_CSV},
        {"text/*", list, FORMAT_CSV},
        {"text/csv, */*", list, FORMAT_CSV},
        {"application/json, text/csv", list, FORMAT_JSON},
        {"application/json;q=0.5, text/csv", list, FORMAT_CSV},
        {"application/json;q=0, */*", list, FORMAT_CSV},
        {"application/*;q=0.2, application/x-ndjson;q=0.1", list, FORMAT_JSON},
        {"text/html,application/xhtml+xml,*/*;q=0.8", page, FORMAT_HTML},
        {"text/html,application/xhtml+xml,*/*;q=0.8", list, FORMAT_JSON},
        {"image/png", list, 0},
        {"text/csv;q=0", list, 0},
        {"text/csv;q=651916000, application/json", list, FORMAT_JSON},
        {"text/csv;q=nan, application/json;q=1e999", list, FORMAT_JSON},
        {"application/jsonx", list, 0},
        {"image/png", FORMAT_ANY, FORMAT_ANY},
        {"image/png", 0, FORMAT_JSON},
        {NULL, FORMAT_ANY, FORMAT_ANY},
        {NULL, FORMAT_HTML, FORMAT_HTML},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(format_accepted(rows[i].accept, rows[i].offered), rows[i].format, "%s", rows[i].accept);
}

Test(formats, are_named_for_a_refusal)
{
    scoped(free_string) char *names = format_names(FORMAT_CSV | FORMAT_JSON);
    cr_expect_str_eq(names, "application/json, text/csv");
}
