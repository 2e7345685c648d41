/* auth_keys_test.c: a missing, weak or unprotected key stops the start; keys rotate, and outside issuers bring theirs.
 */
#include "auth_forge.h"

#include <fcntl.h>

TestSuite(keys, .init = forge_open, .fini = forge_close);

static void expect_start_refused(const struct auth_settings *settings, const char *part)
{
    struct key_ring ring = {0};
    char *fault = NULL;
    cr_expect(!keys_read(&ring, settings, &fault), "started in spite of: %s", part);
    cr_expect(fault && strstr(fault, part), "'%s' does not say '%s'", fault, part);
    free(fault);
    keys_close(&ring);
}

static bool starts(const struct auth_settings *settings, struct key_ring *ring)
{
    char *fault = NULL;
    bool started = keys_read(ring, settings, &fault);
    cr_expect(started, "%s", fault);
    free(fault);
    return started;
}

Test(keys, are_needed_to_start)
{
    struct auth_settings settings = forge_settings();
    settings.key_file = NULL;
    expect_start_refused(&settings, "THIDUA_JWT_KEY_FILE");
    settings.key_file = "/nowhere/key.pem";
    expect_start_refused(&settings, "cannot be read");
    settings.key_file = forge.folder;
    expect_start_refused(&settings, "is not a file");
}

Test(keys, are_not_shown_to_others)
{
    struct stat facts;
    struct auth_settings settings = forge_settings();
    cr_assert(stat(forge.key, &facts) == 0);
    cr_expect_eq(facts.st_mode & 0777, 0400);
    static const mode_t open_to_others[] = {0404, 0644, 0444, 0620, 0660, 0606};
    for (size_t i = 0; i < sizeof open_to_others / sizeof open_to_others[0]; i++) {
        chmod(forge.key, open_to_others[i]);
        expect_start_refused(&settings, "chmod 0600");
    }
    chmod(forge.key, 0640);
    struct key_ring ring = {0};
    cr_expect(starts(&settings, &ring));
    keys_close(&ring);
}

Test(keys, are_never_overwritten)
{
    char *fault = NULL;
    cr_expect(!auth_key_create(forge.key, &fault));
    free(fault);
}

Test(keys, of_ours_are_p256)
{
    struct auth_settings settings = forge_settings();
    char path[128];
    snprintf(path, sizeof path, "%s/other.pem", forge.folder);
    EVP_PKEY *others[] = {EVP_RSA_gen(2048), EVP_EC_gen("P-384"), EVP_EC_gen("secp256k1")};
    for (size_t i = 0; i < 3; i++) {
        FILE *file = fopen(path, "w");
        PEM_write_PrivateKey(file, others[i], NULL, NULL, 0, NULL, NULL);
        fclose(file);
        chmod(path, 0600);
        settings.key_file = path;
        expect_start_refused(&settings, "no EC P-256 private key");
        EVP_PKEY_free(others[i]);
    }
    forge_write(path, "-----BEGIN NONSENSE-----\n", 0600);
    expect_start_refused(&settings, "no EC P-256 private key");
    forge_write(path, "", 0600);
    expect_start_refused(&settings, "is empty");
    unlink(path);
}

Test(keys, are_published_without_their_secret)
{
    json_t *set = keys_jwks(&forge.ring);
    const json_t *keys = json_object_get(set, "keys");
    cr_assert_eq(json_array_size(keys), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *key = json_array_get(keys, i);
        cr_expect_str_eq(json_string_value(json_object_get(key, "kid")), forge.ring.keys[i].id);
        cr_expect(json_object_get(key, "d") == NULL);
    }
    json_decref(set);
}

/* RFC 7638 names the key by its own members: two files with the same key are one key. */
Test(keys, are_named_by_their_thumbprint)
{
    struct auth_settings settings = forge_settings();
    settings.previous_key_file = forge.key;
    expect_start_refused(&settings, "given twice");
}

Test(keys, that_are_taken_away_are_believed_no_longer)
{
    struct auth_settings settings = forge_settings();
    struct key_ring ring = {0};
    struct token token = {0};
    struct problem problem = {0};
    scoped(free_string) char *old =
        forge_token("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{old-kid}\"}", OUR_CLAIMS, PREVIOUS_KEY);
    settings.previous_key_file = NULL;
    cr_assert(starts(&settings, &ring));
    cr_expect(!token_read(&ring, FOR_ACCESS, old, strlen(old), NOW, &token, &problem));
    problem_close(&problem);
    keys_close(&ring);
}

Test(keys, shared_by_secret_are_long_and_asked_for)
{
    struct auth_settings settings = forge_settings();
    struct key_ring ring = {0};
    settings.hs256_secret_file = forge.secret;
    cr_assert(starts(&settings, &ring));
    cr_expect_eq(ring.signing->algorithm, ALGORITHM_HS256);
    cr_expect(tokens_work(&ring));
    keys_close(&ring);
    forge_write(forge.secret, "0123456789abcdef0123456789abcde\n", 0600);
    expect_start_refused(&settings, "shorter than 32 bytes");
}

/* ---- outside issuers ---- */

static void expect_list_refused(const char *list, const char *part)
{
    struct auth_settings settings = forge_settings();
    forge_write(forge.issuers, list, 0644);
    expect_start_refused(&settings, part);
}

#define ENTRY(rest) "[{\"iss\":\"https://id.example.vn\"," rest "}]"

Test(keys, of_outside_issuers_are_described_rightly)
{
    expect_list_refused("{}", "is not a JSON list");
    expect_list_refused("[{]", "is not a JSON list");
    expect_list_refused("[{}]", "not described rightly");
    expect_list_refused(ENTRY("\"algorithm\":\"HS256\",\"pem_file\":\"x\",\"kid\":\"a\",\"longest_life\":60"),
                        "must be ES256 or RS256");
    expect_list_refused(ENTRY("\"algorithm\":\"none\",\"pem_file\":\"x\",\"kid\":\"a\",\"longest_life\":60"),
                        "must be ES256 or RS256");
    expect_list_refused(ENTRY("\"algorithm\":\"RS256\",\"pem_file\":\"x\",\"kid\":\"a\",\"longest_life\":0"),
                        "longest_life from 1");
    expect_list_refused(ENTRY("\"algorithm\":\"RS256\",\"longest_life\":60"), "either pem_file");
    expect_list_refused(ENTRY("\"algorithm\":\"RS256\",\"pem_file\":\"x\",\"jwks_file\":\"y\",\"longest_life\":60"),
                        "either pem_file");
    expect_list_refused(ENTRY("\"algorithm\":\"RS256\",\"pem_file\":\"/nowhere\",\"kid\":\"a\",\"longest_life\":60"),
                        "cannot be read");
    expect_list_refused(ENTRY("\"algorithm\":\"RS256\",\"pem_file\":\"x\",\"key\":\"a\",\"longest_life\":60"),
                        "not described rightly");
    expect_list_refused(
        "[{\"iss\":\"thidua\",\"algorithm\":\"RS256\",\"pem_file\":\"x\",\"kid\":\"a\",\"longest_life\":60}]",
        "given twice");
    scoped(free_string) char *nameless =
        text_format(ENTRY("\"algorithm\":\"RS256\",\"pem_file\":\"%s\",\"longest_life\":60"), forge.provider);
    expect_list_refused(nameless, "without a usable id");
    scoped(free_string) char *unfit = text_format(
        ENTRY("\"algorithm\":\"ES256\",\"pem_file\":\"%s\",\"kid\":\"a\",\"longest_life\":60"), forge.provider);
    expect_list_refused(unfit, "does not fit ES256");
}

Test(keys, of_outside_issuers_may_be_a_set)
{
    char path[128];
    snprintf(path, sizeof path, "%s/jwks.json", forge.folder);
    json_t *set = keys_jwks(&forge.ring);
    json_array_append_new(json_object_get(set, "keys"), json_pack("{s:s, s:s, s:s, s:s, s:s}", "kty", "RSA", "use",
                                                                  "enc", "kid", "e", "n", "AQAB", "e", "AQAB"));
    for (size_t i = 0; i < 2; i++)
        json_object_set_new(json_array_get(json_object_get(set, "keys"), i), "kid", json_sprintf("theirs-%d", (int)i));
    json_dump_file(set, path, 0);
    scoped(free_string) char *list =
        text_format(ENTRY("\"algorithm\":\"ES256\",\"jwks_file\":\"%s\",\"longest_life\":60"), path);
    forge_write(forge.issuers, list, 0644);
    struct auth_settings settings = forge_settings();
    struct key_ring ring = {0};
    cr_assert(starts(&settings, &ring));
    cr_expect_eq(ring.key_count, 4);
    cr_expect(key_find(&ring, "theirs-1") && key_find(&ring, "theirs-1")->issuer->outside);
    cr_expect(key_find(&ring, "e") == NULL);
    keys_close(&ring);
    json_object_set_new(json_array_get(json_object_get(set, "keys"), 0), "x", json_string("AAAA"));
    json_dump_file(set, path, 0);
    expect_start_refused(&settings, "cannot be read");
    json_decref(set);
    unlink(path);
}
