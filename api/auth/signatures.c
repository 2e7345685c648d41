/* signatures.c: signatures over bytes (RFC 7518). The key alone fixes the algorithm. */
#include "auth/signatures.h"

#include "auth/encoding.h"
#include "support/digest.h"
#include "support/memory.h"

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>

enum { ES256_SIZE = 64, DER_MOST = 80 };

static bool verify_hs256(const struct key *key, const char *bytes, size_t length, const unsigned char *signature,
                         size_t size)
{
    unsigned char expected[DIGEST_BYTES];
    digest_keyed(key->secret, key->secret_length, bytes, length, expected);
    return size == sizeof expected && CRYPTO_memcmp(expected, signature, sizeof expected) == 0;
}

static bool verify_public(const struct key *key, const char *bytes, size_t length, const unsigned char *signature,
                          size_t size)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool right = context && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key->public_key) == 1 &&
                 EVP_DigestVerify(context, signature, size, (const unsigned char *)bytes, length) == 1;
    EVP_MD_CTX_free(context);
    return right;
}

/* RFC 7518, 3.4 writes the two numbers one after the other; OpenSSL wants them in DER. */
static bool verify_es256(const struct key *key, const char *bytes, size_t length, const unsigned char *signature,
                         size_t size)
{
    if (size != ES256_SIZE)
        return false;
    ECDSA_SIG *pair = memory_insist(ECDSA_SIG_new());
    BIGNUM *r = memory_insist(BN_bin2bn(signature, ES256_SIZE / 2, NULL));
    BIGNUM *s = memory_insist(BN_bin2bn(signature + ES256_SIZE / 2, ES256_SIZE / 2, NULL));
    unsigned char *der = NULL;
    ECDSA_SIG_set0(pair, r, s);
    int der_length = i2d_ECDSA_SIG(pair, &der);
    bool right = der_length > 0 && verify_public(key, bytes, length, der, (size_t)der_length);
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return right;
}

bool signature_is_right(const struct key *key, const char *bytes, size_t length, const unsigned char *signature,
                        size_t size)
{
    static bool (*const verifiers[])(const struct key *, const char *, size_t, const unsigned char *, size_t) = {
        [ALGORITHM_ES256] = verify_es256,
        [ALGORITHM_RS256] = verify_public,
        [ALGORITHM_HS256] = verify_hs256,
    };
    return verifiers[key->algorithm](key, bytes, length, signature, size);
}

static char *both_numbers(const unsigned char *der, size_t length)
{
    unsigned char numbers[ES256_SIZE];
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)length);
    bool written = pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), numbers, ES256_SIZE / 2) == ES256_SIZE / 2 &&
                   BN_bn2binpad(ECDSA_SIG_get0_s(pair), numbers + ES256_SIZE / 2, ES256_SIZE / 2) == ES256_SIZE / 2;
    ECDSA_SIG_free(pair);
    return written ? base64url_encode(numbers, sizeof numbers) : NULL;
}

char *signature_make(const struct key *key, const char *bytes, size_t length)
{
    if (key->algorithm != ALGORITHM_ES256)
        return NULL;
    unsigned char der[DER_MOST];
    size_t size = sizeof der;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool made = context && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key->public_key) == 1 &&
                EVP_DigestSign(context, der, &size, (const unsigned char *)bytes, length) == 1;
    EVP_MD_CTX_free(context);
    return made ? both_numbers(der, size) : NULL;
}
