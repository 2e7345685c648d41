/* auth_canonical.c: JSON as RFC 8785 writes it, by its own examples. */
#include "auth/canonical.h"

#include "support/scoped.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_canonical(const char *given, const char *except, const char *wanted)
{
    json_auto_t *value = json_loads(given, JSON_DECODE_ANY, NULL);
    scoped(text_close) struct text text = {0};
    cr_assert_not_null(value, "%s", given);
    canonical_add(&text, value, except);
    cr_expect_str_eq(text_string(&text), wanted);
}

/* RFC 8785, appendix B, and ECMA-262. */
Test(canonical, writes_numbers_as_ecmascript_does)
{
    static const char *const rows[][2] = {
        {"0", "0"},
        {"-0.0", "0"},
        {"86083.10", "86083.1"},
        {"5.0", "5"},
        {"-1.5", "-1.5"},
        {"0.000001", "0.000001"},
        {"0.0000001", "1e-7"},
        {"123456789012345", "123456789012345"},
        {"0.1", "0.1"},
        {"4.35", "4.35"},
        {"1e21", "1e+21"},
        {"1e20", "100000000000000000000"},
        {"333333333.33333329", "333333333.3333333"},
        {"9007199254740993.0", "9007199254740992"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"5e-324", "5e-324"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_canonical(rows[i][0], NULL, rows[i][1]);
}

Test(canonical, sorts_members_and_leaves_out_blanks)
{
    expect_canonical("{\"b\": [1, {\"z\": null, \"a\": true}], \"a\": \"Măng \\u0110en\\n\", \"signature\": \"x\"}",
                     "signature", "{\"a\":\"Măng Đen\\n\",\"b\":[1,{\"a\":true,\"z\":null}]}");
    expect_canonical("{\"a\": {\"signature\": 1}, \"signature\": 2}", "signature", "{\"a\":{\"signature\":1}}");
    expect_canonical("{}", NULL, "{}");
}
