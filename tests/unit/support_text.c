/* support_text.c: text as JSON strings: every byte at every place of what is copied eight at a time. */
#include "support/text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 27 };

/* One byte after the other, as the RFC says (8259, 7). */
static void expected_of(const char *bytes, size_t length, char *out)
{
    char *place = out + sprintf(out, "\"");
    for (size_t i = 0; i < length; i++) {
        const char *named = strchr("\"\"\\\\\nn\rr\tt", bytes[i]);
        if (bytes[i] == '"' || bytes[i] == '\\')
            place += sprintf(place, "\\%c", bytes[i]);
        else if ((unsigned char)bytes[i] < 0x20)
            place +=
                bytes[i] && named ? sprintf(place, "\\%c", named[1]) : sprintf(place, "\\u%04x", (unsigned)bytes[i]);
        else
            place += sprintf(place, "%c", bytes[i]);
    }
    sprintf(place, "\"");
}

Test(json_strings, escape_every_byte_wherever_it_stands)
{
    for (int byte = 0; byte < 256; byte++)
        for (size_t length = 1; length <= LONGEST; length++)
            for (size_t at = 0; at < length; at++) {
                char bytes[LONGEST], wanted[LONGEST * 6 + 3];
                struct text text = {0};
                memset(bytes, byte % 2 ? 'a' : 0xe1, sizeof bytes);
                bytes[at] = (char)byte;
                expected_of(bytes, length, wanted);
                text_add_json(&text, bytes, length);
                cr_assert(eq(sz, text.length, strlen(wanted)), "%d at %zu of %zu", byte, at, length);
                cr_assert(eq(str, (char *)text_string(&text), wanted), "%d at %zu of %zu", byte, at, length);
                text_close(&text);
            }
}

Test(json_strings, escape_two_neighbours)
{
    static const char odd[] = "\"\\\n\x1f\x80 ~\x7f";
    for (size_t one = 0; odd[one]; one++)
        for (size_t other = 0; odd[other]; other++) {
            char bytes[] = "tỉnh..........", wanted[128];
            struct text text = {0};
            bytes[8] = odd[one];
            bytes[9] = odd[other];
            expected_of(bytes, strlen(bytes), wanted);
            text_add_json(&text, bytes, strlen(bytes));
            cr_assert(eq(str, (char *)text_string(&text), wanted));
            text_close(&text);
        }
}
