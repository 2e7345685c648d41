/* auth_envelopes.c: messages of a sender whose key is known are signed by it; one whose key nobody gave goes without.
 */
#include "auth/envelopes.h"
#include "auth_forge.h"

#define PROVIDER "https://id.example.vn"

static void open_senders(void)
{
    char *fault = NULL;
    forge_open();
    cr_assert(envelopes_start(forge.issuers, &fault), "%s", fault);
}

static void close_senders(void)
{
    envelopes_stop();
    forge_close();
}

TestSuite(envelopes, .init = open_senders, .fini = close_senders);

/* What is wrong with {"a": 1} under this signature (NULL: none); "" for nothing. */
static const char *judged(const char *sender, const char *signature)
{
    static struct problem problem;
    json_auto_t *message = json_pack("{s:i, s:s*}", "a", 1, "signature", signature);
    problem_close(&problem);
    bool good = envelope_signature_check(message, sender, &problem);
    cr_expect_eq(good, problem.code[0] == '\0');
    return problem.code;
}

static char *signed_by(enum signer signer, const char *key)
{
    scoped(free_string) char *header = text_format("{\"alg\":\"RS256\",\"kid\":\"%s\"}", key);
    scoped(free_string) char *encoded = base64url_encode((const unsigned char *)header, strlen(header));
    scoped(free_string) char *payload = base64url_encode((const unsigned char *)"{\"a\":1}", 7);
    scoped(free_string) char *input = text_format("%s.%s", encoded, payload);
    scoped(free_string) char *signature = forge_signature(input, signer);
    return text_format("%s..%s", encoded, signature);
}

Test(envelopes, of_a_known_sender_are_signed_by_its_key)
{
    scoped(free_string) char *good = signed_by(PROVIDER_KEY, "sso-1"), *of_nobody = signed_by(PROVIDER_KEY, "sso-2"),
                             *forged = signed_by(STRANGER_KEY, "sso-1");
    cr_expect_str_eq(judged(PROVIDER, good), "");
    cr_expect_str_eq(judged(PROVIDER, NULL), "envelope_signature_missing");
    cr_expect_str_eq(judged(PROVIDER, of_nobody), "envelope_signature_invalid");
    cr_expect_str_eq(judged(PROVIDER, forged), "envelope_signature_invalid");
}

Test(envelopes, of_others_go_without_a_signature)
{
    scoped(free_string) char *good = signed_by(PROVIDER_KEY, "sso-1");
    cr_expect_str_eq(judged("G10", NULL), "");
    cr_expect_str_eq(judged("G10", good), "envelope_signature_invalid");
}
