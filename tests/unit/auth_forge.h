/* auth_forge.h: a ring of keys in files of its own, and a forger who signs whatever he likes with whatever he has. */
#pragma once

#include "auth/encoding.h"
#include "auth/tokens.h"
#include "support/digest.h"
#include "support/scoped.h"
#include "support/text.h"

#include <criterion/criterion.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW = 1750000000 };

static const char somebody[] = "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";

enum signer {
    OUR_KEY,
    PREVIOUS_KEY,
    PROVIDER_KEY,        /* the RSA key of the outside issuer */
    STRANGER_KEY,        /* an EC key nobody knows */
    OUR_PEM_AS_SECRET,   /* HS256 with our public key, as it is published */
    OUR_PEM_WITHOUT_END, /* the same without the last newline */
    OUR_DER_AS_SECRET,
    PROVIDER_PEM_AS_SECRET,
    NOTHING_AS_SECRET,
    DER_SIGNATURE, /* ours, but in DER instead of r || s */
    ZEROS,         /* r = s = 0 */
    NO_SIGNATURE,
};

struct forge {
    char folder[64], key[96], previous[96], secret[96], issuers[96], provider[96];
    struct key_ring ring;
    EVP_PKEY *ours, *former, *rsa, *stranger;
    char our_id[128];
};

static struct forge forge;

static inline EVP_PKEY *forge_read_key(const char *path)
{
    FILE *file = fopen(path, "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    return key;
}

static inline void forge_write(const char *path, const char *content, mode_t mode)
{
    FILE *file = fopen(path, "w");
    fputs(content, file);
    fclose(file);
    chmod(path, mode);
}

static inline char *forge_public_pem(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes;
    PEM_write_bio_PUBKEY(bio, key);
    long length = BIO_get_mem_data(bio, &bytes);
    char *pem = text_format("%.*s", (int)length, bytes);
    BIO_free(bio);
    return pem;
}

static inline struct auth_settings forge_settings(void)
{
    return (struct auth_settings){
        .key_file = forge.key,
        .previous_key_file = forge.previous,
        .issuers_file = forge.issuers,
        .issuer = "thidua",
        .audience = "thidua",
        .lifetime_seconds = ACCESS_TOKEN_SECONDS,
    };
}

static inline void forge_open(void)
{
    char *fault = NULL;
    strcpy(forge.folder, "/tmp/thidua-forge-XXXXXX");
    cr_assert(mkdtemp(forge.folder));
    snprintf(forge.key, sizeof forge.key, "%s/key.pem", forge.folder);
    snprintf(forge.previous, sizeof forge.previous, "%s/previous.pem", forge.folder);
    snprintf(forge.secret, sizeof forge.secret, "%s/secret", forge.folder);
    snprintf(forge.issuers, sizeof forge.issuers, "%s/issuers.json", forge.folder);
    snprintf(forge.provider, sizeof forge.provider, "%s/provider.pem", forge.folder);
    cr_assert(auth_key_create(forge.key, &fault) && auth_key_create(forge.previous, &fault));
    forge.rsa = EVP_RSA_gen(2048);
    forge.stranger = EVP_EC_gen("P-256");
    scoped(free_string) char *pem = forge_public_pem(forge.rsa);
    scoped(free_string) char *list =
        text_format("[{\"iss\":\"https://id.example.vn\",\"algorithm\":\"RS256\",\"pem_file\":\"%s\",\"kid\":\"sso-1\","
                    "\"longest_life\":3600}]",
                    forge.provider);
    forge_write(forge.provider, pem, 0644);
    forge_write(forge.issuers, list, 0644);
    forge_write(forge.secret, "0123456789abcdef0123456789abcdef\n", 0600);
    forge.ours = forge_read_key(forge.key);
    forge.former = forge_read_key(forge.previous);
    const struct auth_settings settings = forge_settings();
    cr_assert(keys_read(&forge.ring, &settings, &fault), "%s", fault);
    strcpy(forge.our_id, forge.ring.signing->id);
}

static inline void forge_close(void)
{
    const char *const files[] = {forge.key, forge.previous, forge.secret, forge.issuers, forge.provider};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(files[i]);
    rmdir(forge.folder);
    keys_close(&forge.ring);
    EVP_PKEY_free(forge.ours);
    EVP_PKEY_free(forge.former);
    EVP_PKEY_free(forge.rsa);
    EVP_PKEY_free(forge.stranger);
}

/* ---- signing ---- */

static inline char *forge_hmac(const char *input, const void *secret, size_t length)
{
    unsigned char digest[DIGEST_BYTES];
    HMAC(EVP_sha256(), secret, (int)length, (const unsigned char *)input, strlen(input), digest, NULL);
    return base64url_encode(digest, sizeof digest);
}

static inline char *forge_public(const char *input, EVP_PKEY *key, bool raw)
{
    unsigned char signature[512], both[64];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key);
    EVP_DigestSign(context, signature, &length, (const unsigned char *)input, strlen(input));
    EVP_MD_CTX_free(context);
    if (!raw)
        return base64url_encode(signature, length);
    const unsigned char *place = signature;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &place, (long)length);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), both, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), both + 32, 32);
    ECDSA_SIG_free(pair);
    return base64url_encode(both, sizeof both);
}

static inline char *forge_by_public_pem(const char *input, EVP_PKEY *key, size_t left_out)
{
    scoped(free_string) char *pem = forge_public_pem(key);
    return forge_hmac(input, pem, strlen(pem) - left_out);
}

static inline char *forge_by_public_der(const char *input, EVP_PKEY *key)
{
    unsigned char *der = NULL;
    int length = i2d_PUBKEY(key, &der);
    char *signature = forge_hmac(input, der, (size_t)length);
    OPENSSL_free(der);
    return signature;
}

static inline char *forge_signature(const char *input, enum signer signer)
{
    static const unsigned char zeros[64];
    switch (signer) {
    case OUR_KEY:
        return forge_public(input, forge.ours, true);
    case PREVIOUS_KEY:
        return forge_public(input, forge.former, true);
    case PROVIDER_KEY:
        return forge_public(input, forge.rsa, false);
    case STRANGER_KEY:
        return forge_public(input, forge.stranger, true);
    case DER_SIGNATURE:
        return forge_public(input, forge.ours, false);
    case OUR_PEM_AS_SECRET:
        return forge_by_public_pem(input, forge.ours, 0);
    case OUR_PEM_WITHOUT_END:
        return forge_by_public_pem(input, forge.ours, 1);
    case PROVIDER_PEM_AS_SECRET:
        return forge_by_public_pem(input, forge.rsa, 0);
    case OUR_DER_AS_SECRET:
        return forge_by_public_der(input, forge.ours);
    case NOTHING_AS_SECRET:
        return forge_hmac(input, "", 0);
    case ZEROS:
        return base64url_encode(zeros, sizeof zeros);
    case NO_SIGNATURE:
        break;
    }
    return text_copy("");
}

/* ---- templates: {kid}, {old-kid}, {id}, {now}, {now+N}, {now-N} ---- */

static inline void forge_placeholder(struct text *out, const char *name, size_t length)
{
    if (strncmp(name, "kid", length) == 0)
        text_add(out, forge.our_id);
    else if (strncmp(name, "old-kid", length) == 0)
        text_add(out, forge.ring.keys[1].id);
    else if (strncmp(name, "id", length) == 0)
        text_add(out, somebody);
    else
        text_print(out, "%ld", NOW + (length > 3 ? strtol(name + 3, NULL, 10) : 0));
}

static inline char *forge_filled(const char *template)
{
    struct text out = {0};
    while (*template) {
        size_t length = strcspn(template + 1, "}\"{");
        if (*template == '{' && template[length + 1] == '}' && length > 0) {
            forge_placeholder(&out, template + 1, length);
            template += length + 2;
        } else {
            text_add_char(&out, *template ++);
        }
    }
    return text_take(&out);
}

static inline char *forge_token(const char *header, const char *claims, enum signer signer)
{
    scoped(free_string) char *head = forge_filled(header), *body = forge_filled(claims);
    scoped(free_string) char *first = base64url_encode((const unsigned char *)head, strlen(head));
    scoped(free_string) char *second = base64url_encode((const unsigned char *)body, strlen(body));
    scoped(free_string) char *input = text_format("%s.%s", first, second);
    scoped(free_string) char *signature = forge_signature(input, signer);
    return text_format("%s.%s", input, signature);
}

#define OUR_HEADER "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}"
#define OUR_CLAIMS                                                                                                     \
    "{\"iss\":\"thidua\",\"aud\":\"thidua\",\"sub\":\"{id}\",\"iat\":{now},\"exp\":{now+900},\"jti\":\"a1\","          \
    "\"unit\":\"{id}\",\"level\":\"commune\",\"roles\":[\"reporter\"],\"epoch\":1}"
#define PROVIDER_HEADER "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"sso-1\"}"
#define PROVIDER_CLAIMS                                                                                                \
    "{\"iss\":\"https://id.example.vn\",\"aud\":[\"portal\",\"thidua\"],\"sub\":\"y.ngoc\",\"iat\":{now},"             \
    "\"exp\":{now+3600},\"jti\":\"b1\"}"

/* Everything the verifier says about a token: "" when it is believed. */
static inline bool forge_believed(const char *characters, size_t length, char code[64])
{
    struct problem problem = {0};
    struct token token = {0};
    bool believed = token_read(&forge.ring, FOR_ACCESS, characters, length, NOW, &token, &problem);
    snprintf(code, 64, "%.40s%s", problem.code, problem.params ? " with details" : "");
    token_close(&token);
    problem_close(&problem);
    return believed;
}
