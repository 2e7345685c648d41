/* token.c: a bearer token. Nothing is believed that our key did not sign; what it signed may still say anything. */
#include "given.h"

#include "auth/encoding.h"
#include "auth/tokens.h"

#include <openssl/hmac.h>

static unsigned char secret[] = "0123456789abcdef0123456789abcdef";
static struct issuer ours = {.name = "thidua", .audience = "thidua", .longest_life = 900};

static const struct key_ring *ring(void)
{
    static struct key_ring made;
    if (made.key_count == 0) {
        made.issuers[0] = ours;
        made.issuer_count = 1;
        made.keys[0] = (struct key){
            .id = "k", .algorithm = ALGORITHM_HS256, .issuer = &made.issuers[0], .secret = secret, .secret_length = 32};
        made.key_count = 1;
    }
    return &made;
}

static bool believed(const char *characters, size_t length)
{
    struct token token = {0};
    struct problem problem = {0};
    bool read = token_read(ring(), FOR_ACCESS, characters, length, 1750000000, &token, &problem);
    must(read != problem_is_set(&problem));
    must_be_told(&problem);
    token_close(&token);
    problem_close(&problem);
    return read;
}

static void signed_by_us(const uint8_t *claims, size_t length)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k\"}";
    unsigned char mark[32];
    unsigned int mark_length = sizeof mark;
    scoped(free_string) char *head = base64url_encode((const unsigned char *)header, sizeof header - 1);
    scoped(free_string) char *body = base64url_encode(claims, length);
    scoped(free_string) char *said = text_format("%s.%s", head, body);
    HMAC(EVP_sha256(), secret, 32, (const unsigned char *)said, strlen(said), mark, &mark_length);
    scoped(free_string) char *seal = base64url_encode(mark, mark_length);
    scoped(free_string) char *token = text_format("%s.%s", said, seal);
    believed(token, strlen(token));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length && bytes[0] == '{') {
        signed_by_us(bytes, length);
        return 0;
    }
    scoped(free_string) char *text = text_given(bytes, length);
    must(!believed(text, length));
    return 0;
}
