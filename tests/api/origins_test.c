/* origins_test.c: pages of other origins read answers only where the operator named their origin, exactly.
 * service: THIDUA_CORS_ORIGINS=https://thidua.example.gov.vn,https://bao-cao.example.gov.vn */
#include "support/client.h"

#define OURS "https://thidua.example.gov.vn"

static struct answer asked_from(const char *origin)
{
    return as("xa-doan-ket.reporter", GET, "/me", .headers = {at("Origin: %s", origin)});
}

static struct answer preflight(const char *origin)
{
    return nobody(OPTIONS, "/me", .headers = {at("Origin: %s", origin), "Access-Control-Request-Method: PATCH"});
}

Test(origins, that_were_named_may_read)
{
    struct answer answer = asked_from(OURS);
    expect_status(answer, 200);
    expect_header(answer, "Access-Control-Allow-Origin", OURS);
    expect_header(asked_from("https://bao-cao.example.gov.vn"), "Access-Control-Allow-Origin",
                  "https://bao-cao.example.gov.vn");
    expect_header(preflight(OURS), "Access-Control-Allow-Origin", OURS);
    cr_assert_not_null(header(preflight(OURS), "Access-Control-Allow-Headers"));
}

Test(origins, that_only_look_alike_are_told_nothing)
{
    static const char *const strangers[] = {"https://thidua.example.gov.vn.evil.example",
                                            "https://evil-thidua.example.gov.vn",
                                            "http://thidua.example.gov.vn",
                                            "https://thidua.example.gov.vn:8443",
                                            "https://THIDUA.example.gov.vn/",
                                            "null",
                                            "https://thidua.example.gov",
                                            ",",
                                            "*"};
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        cr_assert_null(header(asked_from(strangers[i]), "Access-Control-Allow-Origin"), "%s was let read",
                       strangers[i]);
        cr_assert_null(header(preflight(strangers[i]), "Access-Control-Allow-Origin"), "%s was let in", strangers[i]);
    }
}

Test(origins, are_let_read_without_cookies)
{
    cr_assert_null(header(asked_from(OURS), "Access-Control-Allow-Credentials"));
    cr_assert_null(header(asked_from(OURS), "Set-Cookie"));
    cr_assert_not_null(strstr(header(asked_from(OURS), "Vary"), "Origin"),
                       "a cache would give one origin's answer to another");
}
