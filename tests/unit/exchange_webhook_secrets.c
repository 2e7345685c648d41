/* exchange_webhook_secrets.c: a secret signs for its webhook and for no other, as Standard Webhooks say, and says
 * nothing while it rests. */
#include "auth/resting_keys.h"
#include "exchange/webhook_secrets.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WEBHOOK "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"
#define OTHER   "5f0d8f52-0e3f-4b1a-9d38-0a6c1b1f3e21"
#define SAID    "evt_17.1750035600.{\"type\":\"ping\"}"

static char path[200];

static void make_file(void)
{
    char *fault = NULL;
    snprintf(path, sizeof path, "%s/thidua-webhooks-%d", P_tmpdir, (int)getpid());
    unlink(path);
    cr_assert(resting_keys_create(path, "2025-06-16", &fault), "%s", fault);
    cr_assert(webhook_secrets_start(path, &fault), "%s", fault);
}

static void remove_file(void)
{
    webhook_secrets_stop();
    unlink(path);
}

TestSuite(webhook_secrets, .init = make_file, .fini = remove_file);

/* What a receiver works out, by another library. */
static void sign_as_receiver(const char *shown, char signature[64])
{
    unsigned char key[64], hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    cr_assert(eq(int, EVP_DecodeBlock(key, (const unsigned char *)shown + strlen("whsec_"), 44), 33));
    HMAC(EVP_sha256(), key, 32, (const unsigned char *)SAID, strlen(SAID), hash, &length);
    memcpy(signature, "v1,", 3);
    EVP_EncodeBlock((unsigned char *)signature + 3, hash, (int)length);
}

Test(webhook_secrets, sign_as_standard_webhooks_say)
{
    struct webhook_secret secret;
    scoped(text_close) struct text signatures = {0};
    char wanted[64];
    cr_assert(webhook_secret_make(WEBHOOK, &secret));
    cr_assert(eq(int, strncmp(secret.shown, "whsec_", 6), 0));
    cr_assert(webhook_sign(WEBHOOK, secret.key_id, secret.sealed, SAID, &signatures));
    sign_as_receiver(secret.shown, wanted);
    cr_assert(eq(str, (char *)text_string(&signatures), wanted));
}

Test(webhook_secrets, sign_twice_while_they_rotate)
{
    struct webhook_secret before, after;
    scoped(text_close) struct text signatures = {0};
    char first[64], second[64], wanted[130];
    cr_assert(webhook_secret_make(WEBHOOK, &before) && webhook_secret_make(WEBHOOK, &after));
    cr_assert(ne(str, before.shown, after.shown));
    cr_assert(webhook_sign(WEBHOOK, after.key_id, after.sealed, SAID, &signatures) &&
              webhook_sign(WEBHOOK, before.key_id, before.sealed, SAID, &signatures));
    sign_as_receiver(after.shown, first);
    sign_as_receiver(before.shown, second);
    snprintf(wanted, sizeof wanted, "%s %s", first, second);
    cr_assert(eq(str, (char *)text_string(&signatures), wanted));
}

Test(webhook_secrets, open_for_their_webhook_and_their_key_only)
{
    struct webhook_secret secret, again;
    scoped(text_close) struct text signatures = {0};
    cr_assert(webhook_secret_make(WEBHOOK, &secret) && webhook_secret_make(WEBHOOK, &again));
    cr_assert(ne(str, secret.sealed, again.sealed));
    cr_assert_null(strstr(secret.sealed, secret.shown + strlen("whsec_")));
    cr_assert(not(webhook_sign(OTHER, secret.key_id, secret.sealed, SAID, &signatures)));
    cr_assert(not(webhook_sign(WEBHOOK, "another", secret.sealed, SAID, &signatures)));
    cr_assert(not(webhook_sign(WEBHOOK, secret.key_id, "nonsense", SAID, &signatures)));
    secret.sealed[20] = secret.sealed[20] == 'A' ? 'B' : 'A';
    cr_assert(not(webhook_sign(WEBHOOK, secret.key_id, secret.sealed, SAID, &signatures)));
    cr_assert(eq(sz, signatures.length, (size_t)0));
}

Test(webhook_secrets, stay_good_when_a_newer_key_comes)
{
    struct webhook_secret before, after;
    scoped(text_close) struct text signatures = {0};
    char *fault = NULL;
    cr_assert(webhook_secret_make(WEBHOOK, &before));
    webhook_secrets_stop();
    cr_assert(resting_keys_create(path, "2026-01-01", &fault), "%s", fault);
    cr_assert(webhook_secrets_start(path, &fault), "%s", fault);
    cr_assert(webhook_secret_make(WEBHOOK, &after));
    cr_assert(eq(str, (char *)after.key_id, "2026-01-01"));
    cr_assert(webhook_sign(WEBHOOK, "2025-06-16", before.sealed, SAID, &signatures));
}

Test(webhook_secrets, are_the_same_under_a_newer_key)
{
    struct webhook_secret secret;
    scoped(text_close) struct text before = {0}, after = {0};
    char again[WEBHOOK_SEALED_TEXT] = "", *fault = NULL;
    cr_assert(webhook_secret_make(WEBHOOK, &secret));
    cr_assert(webhook_sign(WEBHOOK, secret.key_id, secret.sealed, SAID, &before));
    webhook_secrets_stop();
    cr_assert(resting_keys_create(path, "2026-01-01", &fault), "%s", fault);
    cr_assert(webhook_secrets_start(path, &fault), "%s", fault);
    cr_assert(webhook_secret_reseal(WEBHOOK, "2025-06-16", secret.sealed, again));
    cr_assert(webhook_sign(WEBHOOK, "2026-01-01", again, SAID, &after));
    cr_assert(eq(str, (char *)text_string(&after), (char *)text_string(&before)));
    cr_assert(not(webhook_sign(WEBHOOK, "2025-06-16", again, SAID, &after)));
    cr_assert(not(webhook_secret_reseal(OTHER, "2025-06-16", secret.sealed, again)));
    cr_assert(not(webhook_secret_reseal(WEBHOOK, "another", secret.sealed, again)));
}

Test(webhook_secrets, are_not_made_without_a_key)
{
    struct webhook_secret secret;
    webhook_secrets_stop();
    cr_assert(not(webhook_secrets_are_there()));
    cr_assert(not(webhook_secret_make(WEBHOOK, &secret)));
}
