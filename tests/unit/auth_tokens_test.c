/* auth_tokens_test.c: tokens that must be believed, and the forged, stale and broken ones that must not (RFC 8725).
 * Every refusal looks the same from outside. */
#include "auth/sessions.h"
#include "auth_forge.h"

TestSuite(tokens, .init = forge_open, .fini = forge_close);

struct attempt_at {
    const char *what, *header, *claims;
    enum signer signer;
};

static void expect_believed(const struct attempt_at *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char code[64];
        scoped(free_string) char *token = forge_token(rows[i].header, rows[i].claims, rows[i].signer);
        cr_expect(forge_believed(token, strlen(token), code), "refused: %s", rows[i].what);
    }
}

static void expect_refused(const struct attempt_at *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char code[64];
        scoped(free_string) char *token = forge_token(rows[i].header, rows[i].claims, rows[i].signer);
        cr_expect(!forge_believed(token, strlen(token), code), "believed: %s", rows[i].what);
        cr_expect_str_eq(code, "token_invalid", "%s", rows[i].what);
    }
}

#define COUNT(rows) (sizeof rows / sizeof rows[0])
#define CLAIMS(sub, iat, exp, rest)                                                                                    \
    "{\"iss\":\"thidua\",\"aud\":\"thidua\",\"sub\":" sub ",\"iat\":" iat ",\"exp\":" exp ",\"jti\":\"a1\","           \
    "\"unit\":\"{id}\",\"level\":\"commune\",\"roles\":[\"reporter\"],\"epoch\":1" rest "}"
#define TIMES(iat, exp) CLAIMS("\"{id}\"", iat, exp, "")
#define ALSO(rest)      CLAIMS("\"{id}\"", "{now}", "{now+900}", rest)
#define NAMED(iss, aud)                                                                                                \
    "{\"iss\":" iss ",\"aud\":" aud ",\"sub\":\"{id}\",\"iat\":{now},\"exp\":{now+900},\"jti\":\"a1\","                \
    "\"unit\":\"{id}\",\"level\":\"commune\",\"roles\":[\"reporter\"],\"epoch\":1}"
#define SEVEN_ROLES "\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\""
#define DESK(unit, level, roles, epoch)                                                                                \
    "{\"iss\":\"thidua\",\"aud\":\"thidua\",\"sub\":\"{id}\",\"iat\":{now},\"exp\":{now+900},\"jti\":\"a1\","          \
    "\"unit\":" unit ",\"level\":" level ",\"roles\":" roles ",\"epoch\":" epoch "}"

Test(tokens, are_believed_when_they_are_ours)
{
    static const struct attempt_at rows[] = {
        {"ours", OUR_HEADER, OUR_CLAIMS, OUR_KEY},
        {"the type of RFC 9068", "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"an audience in a list", OUR_HEADER, NAMED("\"thidua\"", "[\"other\",\"thidua\"]"), OUR_KEY},
        {"a root unit without level", OUR_HEADER, DESK("\"{id}\"", "null", "[\"admin\"]", "3"), OUR_KEY},
        {"eight roles", OUR_HEADER, DESK("\"{id}\"", "null", "[" SEVEN_ROLES ",\"h\"]", "3"), OUR_KEY},
        {"issued by a clock a minute ahead", OUR_HEADER, TIMES("{now+60}", "{now+900}"), OUR_KEY},
        {"good for a clock a minute behind", OUR_HEADER, ALSO(",\"nbf\":{now+60}"), OUR_KEY},
        {"the key before, while rotating", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{old-kid}\"}", OUR_CLAIMS,
         PREVIOUS_KEY},
        {"an outside issuer", PROVIDER_HEADER, PROVIDER_CLAIMS, PROVIDER_KEY},
    };
    expect_believed(rows, COUNT(rows));
}

Test(tokens, do_not_choose_their_algorithm)
{
    static const struct attempt_at rows[] = {
        {"none", "{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, NO_SIGNATURE},
        {"None, with a signature", "{\"alg\":\"None\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"nOnE, zeros", "{\"alg\":\"nOnE\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, ZEROS},
        {"HS256 with our public key", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS,
         OUR_PEM_AS_SECRET},
        {"HS256 with our public key, trimmed", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS,
         OUR_PEM_WITHOUT_END},
        {"HS256 with our public key in DER", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS,
         OUR_DER_AS_SECRET},
        {"HS256 with the issuer's public key", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"sso-1\"}", PROVIDER_CLAIMS,
         PROVIDER_PEM_AS_SECRET},
        {"HS256 with an empty secret", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS,
         NOTHING_AS_SECRET},
        {"ES256 said, HMAC made", OUR_HEADER, OUR_CLAIMS, OUR_PEM_AS_SECRET},
        {"RS256 with an EC key", "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, PROVIDER_KEY},
        {"ES256 for the issuer's RSA key", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"sso-1\"}", PROVIDER_CLAIMS,
         PROVIDER_KEY},
        {"RS512", "{\"alg\":\"RS512\",\"typ\":\"JWT\",\"kid\":\"sso-1\"}", PROVIDER_CLAIMS, PROVIDER_KEY},
        {"es256 in small letters", "{\"alg\":\"es256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"no algorithm", "{\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"a list of algorithms", "{\"alg\":[\"ES256\"],\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"a number", "{\"alg\":7,\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"two algorithms", "{\"alg\":\"ES256\",\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}", OUR_CLAIMS,
         OUR_KEY},
    };
    expect_refused(rows, COUNT(rows));
}

Test(tokens, do_not_bring_their_key)
{
    static const struct attempt_at rows[] = {
        {"a stranger's key under our id", OUR_HEADER, OUR_CLAIMS, STRANGER_KEY},
        {"the key before under the new id", OUR_HEADER, OUR_CLAIMS, PREVIOUS_KEY},
        {"no key id", "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", OUR_CLAIMS, OUR_KEY},
        {"an unknown key id", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"x\"}", OUR_CLAIMS, OUR_KEY},
        {"a path for a key id", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"../../../../dev/null\"}", OUR_CLAIMS,
         OUR_KEY},
        {"SQL for a key id", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"' or '1'='1\"}", OUR_CLAIMS, OUR_KEY},
        {"an empty key id", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"\"}", OUR_CLAIMS, OUR_KEY},
        {"a null key id", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":null}", OUR_CLAIMS, OUR_KEY},
        {"a key inside", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\",\"jwk\":{\"kty\":\"EC\"}}", OUR_CLAIMS,
         OUR_KEY},
        {"an address of keys", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\",\"jku\":\"https://evil.example\"}",
         OUR_CLAIMS, OUR_KEY},
        {"an address of certificates",
         "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\",\"x5u\":\"https://evil.example\"}", OUR_CLAIMS, OUR_KEY},
        {"certificates inside", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\",\"x5c\":[\"MII\"]}", OUR_CLAIMS,
         OUR_KEY},
        {"a critical extension", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\",\"crit\":[\"exp\"]}", OUR_CLAIMS,
         OUR_KEY},
        {"an unencoded payload", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\",\"b64\":false}", OUR_CLAIMS,
         OUR_KEY},
        {"no type", "{\"alg\":\"ES256\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"another type", "{\"alg\":\"ES256\",\"typ\":\"logout+jwt\",\"kid\":\"{kid}\"}", OUR_CLAIMS, OUR_KEY},
        {"a header that is a list", "[\"ES256\"]", OUR_CLAIMS, OUR_KEY},
        {"a header with more behind it", OUR_HEADER "{}", OUR_CLAIMS, OUR_KEY},
        {"the issuer's key for a token of ours", PROVIDER_HEADER, OUR_CLAIMS, PROVIDER_KEY},
        {"our key for a token of the issuer", OUR_HEADER, PROVIDER_CLAIMS, OUR_KEY},
        {"a signature in DER", OUR_HEADER, OUR_CLAIMS, DER_SIGNATURE},
        {"a signature of zeros", OUR_HEADER, OUR_CLAIMS, ZEROS},
        {"no signature", OUR_HEADER, OUR_CLAIMS, NO_SIGNATURE},
    };
    expect_refused(rows, COUNT(rows));
}

Test(tokens, end_in_time)
{
    static const struct attempt_at rows[] = {
        {"expiry missing", OUR_HEADER,
         "{\"iss\":\"thidua\",\"aud\":\"thidua\",\"sub\":\"{id}\",\"iat\":{now},\"jti\":\"a1\",\"unit\":\"{id}\","
         "\"level\":null,\"roles\":[\"admin\"],\"epoch\":1}",
         OUR_KEY},
        {"a real expiry", OUR_HEADER, TIMES("{now}", "{now+900}.0"), OUR_KEY},
        {"an expiry with exponent", OUR_HEADER, TIMES("{now}", "1.75e9"), OUR_KEY},
        {"an expiry in words", OUR_HEADER, TIMES("{now}", "\"never\""), OUR_KEY},
        {"an expiry as text", OUR_HEADER, TIMES("{now}", "\"{now+900}\""), OUR_KEY},
        {"an expiry of null", OUR_HEADER, TIMES("{now}", "null"), OUR_KEY},
        {"an expiry of true", OUR_HEADER, TIMES("{now}", "true"), OUR_KEY},
        {"a negative expiry", OUR_HEADER, TIMES("{now}", "-1"), OUR_KEY},
        {"an enormous expiry", OUR_HEADER, TIMES("{now}", "1000000000000000000"), OUR_KEY},
        {"an expiry beyond 64 bits", OUR_HEADER, TIMES("{now}", "99999999999999999999"), OUR_KEY},
        {"expired a second ago", OUR_HEADER, TIMES("{now-900}", "{now-1}"), OUR_KEY},
        {"expiring this second", OUR_HEADER, TIMES("{now-900}", "{now+0}"), OUR_KEY},
        {"a second too long", OUR_HEADER, TIMES("{now}", "{now+901}"), OUR_KEY},
        {"an hour long", OUR_HEADER, TIMES("{now}", "{now+3600}"), OUR_KEY},
        {"ended before it began", OUR_HEADER, TIMES("{now+30}", "{now+20}"), OUR_KEY},
        {"issued tomorrow", OUR_HEADER, TIMES("{now+86400}", "{now+86460}"), OUR_KEY},
        {"issued nowhen", OUR_HEADER, TIMES("null", "{now+900}"), OUR_KEY},
        {"issued in text", OUR_HEADER, TIMES("\"{now}\"", "{now+900}"), OUR_KEY},
        {"not before a minute and a second", OUR_HEADER, ALSO(",\"nbf\":{now+61}"), OUR_KEY},
        {"not before tomorrow", OUR_HEADER, ALSO(",\"nbf\":{now+86400}"), OUR_KEY},
        {"not before, in text", OUR_HEADER, ALSO(",\"nbf\":\"{now}\""), OUR_KEY},
        {"two expiries", OUR_HEADER, ALSO(",\"exp\":{now+901}"), OUR_KEY},
        {"an outside token beyond its issuer's life", PROVIDER_HEADER,
         "{\"iss\":\"https://"
         "id.example.vn\",\"aud\":\"thidua\",\"sub\":\"y.ngoc\",\"iat\":{now},\"exp\":{now+3601},\"jti\":\"b\"}",
         PROVIDER_KEY},
    };
    expect_refused(rows, COUNT(rows));
}

Test(tokens, say_who_and_where)
{
    static const struct attempt_at rows[] = {
        {"another issuer", OUR_HEADER, NAMED("\"somebody\"", "\"thidua\""), OUR_KEY},
        {"our issuer in capitals", OUR_HEADER, NAMED("\"Thidua\"", "\"thidua\""), OUR_KEY},
        {"issuers in a list", OUR_HEADER, NAMED("[\"thidua\"]", "\"thidua\""), OUR_KEY},
        {"another audience", OUR_HEADER, NAMED("\"thidua\"", "\"portal\""), OUR_KEY},
        {"an empty list of audiences", OUR_HEADER, NAMED("\"thidua\"", "[]"), OUR_KEY},
        {"audiences of several kinds", OUR_HEADER, NAMED("\"thidua\"", "[\"thidua\",1]"), OUR_KEY},
        {"an audience as an object", OUR_HEADER, NAMED("\"thidua\"", "{\"thidua\":1}"), OUR_KEY},
        {"a null audience", OUR_HEADER, NAMED("\"thidua\"", "null"), OUR_KEY},
        {"a subject that is no id", OUR_HEADER, CLAIMS("\"admin\"", "{now}", "{now+900}", ""), OUR_KEY},
        {"a subject with SQL behind it", OUR_HEADER, CLAIMS("\"{id}' or true--\"", "{now}", "{now+900}", ""), OUR_KEY},
        {"a numeric subject", OUR_HEADER, CLAIMS("1", "{now}", "{now+900}", ""), OUR_KEY},
        {"two subjects", OUR_HEADER, ALSO(",\"sub\":\"00000000-0000-0000-0000-000000000000\""), OUR_KEY},
        {"two sets of roles", OUR_HEADER, ALSO(",\"roles\":[\"admin\"]"), OUR_KEY},
        {"a unit that is no id", OUR_HEADER, DESK("\"1\"", "null", "[\"admin\"]", "1"), OUR_KEY},
        {"roles as text", OUR_HEADER, DESK("\"{id}\"", "null", "\"admin\"", "1"), OUR_KEY},
        {"no roles", OUR_HEADER, DESK("\"{id}\"", "null", "[]", "1"), OUR_KEY},
        {"nine roles", OUR_HEADER, DESK("\"{id}\"", "null", "[" SEVEN_ROLES ",\"h\",\"i\"]", "1"), OUR_KEY},
        {"roles of several kinds", OUR_HEADER, DESK("\"{id}\"", "null", "[\"admin\",2]", "1"), OUR_KEY},
        {"an epoch as text", OUR_HEADER, DESK("\"{id}\"", "null", "[\"admin\"]", "\"1\""), OUR_KEY},
        {"a negative epoch", OUR_HEADER, DESK("\"{id}\"", "null", "[\"admin\"]", "-1"), OUR_KEY},
        {"a level as a list", OUR_HEADER, DESK("\"{id}\"", "[\"province\"]", "[\"admin\"]", "1"), OUR_KEY},
        {"no token id", OUR_HEADER,
         "{\"iss\":\"thidua\",\"aud\":\"thidua\",\"sub\":\"{id}\",\"iat\":{now},\"exp\":{now+900},\"unit\":\"{id}\","
         "\"level\":null,\"roles\":[\"admin\"],\"epoch\":1}",
         OUR_KEY},
        {"claims that are a list", OUR_HEADER, "[" OUR_CLAIMS "]", OUR_KEY},
        {"claims that are null", OUR_HEADER, "null", OUR_KEY},
        {"claims that are a number", OUR_HEADER, "17", OUR_KEY},
        {"claims with more behind them", OUR_HEADER, OUR_CLAIMS " {}", OUR_KEY},
        {"claims in bad UTF-8", OUR_HEADER, ALSO(",\"x\":\"\xff\""), OUR_KEY},
        {"a subject that ends early", OUR_HEADER, CLAIMS("\"{id}\\u0000x\"", "{now}", "{now+900}", ""), OUR_KEY},
    };
    expect_refused(rows, COUNT(rows));
}

static void expect_text_refused(const char *what, const char *text, size_t length)
{
    char code[64];
    cr_expect(!forge_believed(text, length, code), "believed: %s", what);
    cr_expect_str_eq(code, "token_invalid", "%s", what);
}

Test(tokens, have_three_segments_and_nothing_else)
{
    static const char *const broken[] = {
        "",       ".",      "..",          "...",         "a.b.c", "aa.bb",          "aa.bb.cc.dd",      "aa..cc",
        ".bb.cc", "aa.bb.", "e30.e30.e30", "aa bb.cc.dd", "null",  "\xff\xfe.aa.bb", "aaaaa.aaaaa.aaaaa"};
    for (size_t i = 0; i < COUNT(broken); i++)
        expect_text_refused(broken[i], broken[i], strlen(broken[i]));
    static const char *const behind[] = {"=", "==", "!!", "\n", " ", ".", "A", "AA", ".e30", "\r\n", "%00", "+", "/"};
    scoped(free_string) char *good = forge_token(OUR_HEADER, OUR_CLAIMS, OUR_KEY);
    for (size_t i = 0; i < COUNT(behind); i++) {
        scoped(free_string) char *longer = text_format("%s%s", good, behind[i]);
        expect_text_refused(behind[i], longer, strlen(longer));
    }
    scoped(free_string) char *padded = text_format("%s", good);
    expect_text_refused("with the zero byte behind it", padded, strlen(padded) + 1);
}

Test(tokens, break_by_one_character_anywhere)
{
    scoped(free_string) char *token = forge_token(OUR_HEADER, OUR_CLAIMS, OUR_KEY);
    size_t length = strlen(token);
    char code[64];
    for (size_t i = 0; i < length; i++) {
        char kept = token[i];
        token[i] = kept == 'A' ? 'B' : 'A';
        expect_text_refused("altered", token, length);
        token[i] = kept;
        expect_text_refused("cut", token, i);
    }
    cr_expect(forge_believed(token, length, code));
}

Test(tokens, are_read_up_to_their_bound)
{
    char code[64], blanks[TOKEN_MOST];
    size_t length = 0;
    memset(blanks, ' ', sizeof blanks);
    for (int many = TOKEN_MOST / 16 * 11; length < TOKEN_MOST; many++) {
        scoped(free_string) char *claims = text_format("%.*s%s", many, blanks, OUR_CLAIMS);
        scoped(free_string) char *token = forge_token(OUR_HEADER, claims, OUR_KEY);
        length = strlen(token);
        cr_assert_eq(forge_believed(token, length, code), length <= TOKEN_MOST, "%zu", length);
    }
    cr_assert_eq(length, TOKEN_MOST);
}

Test(tokens, are_not_read_beyond_their_bound)
{
    struct text long_one = {0};
    for (size_t i = 0; i < 3 << 20; i++)
        text_add_char(&long_one, 'A');
    expect_text_refused("three megabytes", long_one.bytes, long_one.length);
    long_one.bytes[10] = long_one.bytes[20] = '.';
    expect_text_refused("three megabytes in three segments", long_one.bytes, long_one.length);
    expect_text_refused("one byte too many", long_one.bytes, TOKEN_MOST + 1);
    text_close(&long_one);
}

Test(tokens, that_we_sign_are_read_by_us_and_by_libjwt)
{
    cr_assert(tokens_work(&forge.ring));
}

Test(tokens, made_for_a_person_open_the_door)
{
    const struct auth_settings settings = forge_settings();
    scoped(free_string) char *fault = NULL;
    struct problem problem = {0};
    struct caller caller = {0};
    cr_assert(auth_start(&settings, &fault), "%s", fault);
    json_t *roles = json_pack("[s, s]", "leader", "reviewer");
    struct desk desk = {.level = "province", .roles = roles, .epoch = 7};
    memcpy(desk.unit_id, somebody, sizeof desk.unit_id);
    scoped(free_string) char *token = token_issue(somebody, &desk, somebody);
    scoped(free_string) char *header = text_format("Bearer %s", token), *lower = text_format("bearer %s", token);
    for (int round = 0; round < 3; round++) {
        cr_assert(authenticate(round == 2 ? lower : header, &caller, &problem), "%s", problem.code);
        cr_expect(caller.known && !caller.service);
        cr_expect_str_eq(caller.user_id, somebody);
        cr_expect_str_eq(caller.level, "province");
        cr_expect_eq(caller.role_count, 2);
        cr_expect_str_eq(caller.roles[1], "reviewer");
        cr_expect(strncmp(caller.token_id, somebody, 36) == 0 && caller.token_id[36] == '.');
        cr_expect(strstr(caller.claims, "\"epoch\":7"));
        caller_close(&caller);
    }
    json_decref(roles);
    auth_stop();
}

Test(tokens, come_in_one_header_of_one_form)
{
    const struct auth_settings settings = forge_settings();
    scoped(free_string) char *fault = NULL;
    cr_assert(auth_start(&settings, &fault));
    json_t *roles = json_pack("[s]", "leader");
    struct desk desk = {.roles = roles, .epoch = 1};
    memcpy(desk.unit_id, somebody, sizeof desk.unit_id);
    scoped(free_string) char *token = token_issue(somebody, &desk, NULL);
    static const char *const forms[] = {"%s",         "Bearer%s",   "Bearer  %s",         "Basic %s", "Bearer\t%s",
                                        "Bearer %s ", " Bearer %s", "Bearer %s,Bearer x", "Token %s"};
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct problem problem = {0};
        struct caller caller = {0};
        struct text header = {0};
        const char *place = strstr(forms[i], "%s");
        text_add_bytes(&header, forms[i], (size_t)(place - forms[i]));
        text_add(&header, token);
        text_add(&header, place + 2);
        cr_expect(!authenticate(text_string(&header), &caller, &problem), "believed: %s", forms[i]);
        cr_expect_str_eq(problem.code, "token_invalid");
        problem_close(&problem);
        text_close(&header);
    }
    struct problem problem = {0};
    struct caller caller = {0};
    cr_expect(!authenticate(NULL, &caller, &problem));
    cr_expect_str_eq(problem.code, "token_missing");
    json_decref(roles);
    auth_stop();
}

Test(tokens, are_written_in_one_way_only)
{
    static const char *const others[] = {"A", "AAAAA", "AB", "AAB", "AA=", "AA==", "AA+A", "AA/A", "AA A", "AA.A"};
    size_t size = 0;
    scoped(free_string) char *bytes = (char *)base64url_decode("AAAA", 4, &size);
    cr_expect(bytes && size == 3);
    for (size_t i = 0; i < COUNT(others); i++)
        cr_expect_null(base64url_decode(others[i], strlen(others[i]), &size), "read: %s", others[i]);
}
