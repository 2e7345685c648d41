/* envelopes.c: signatures of gateways' messages. As with tokens, a signature chooses nothing: its `kid` names a key of
 * the sender, and the key alone fixes the algorithm. */
#include "auth/envelopes.h"

#include "auth/auth.h"
#include "auth/canonical.h"
#include "auth/encoding.h"
#include "auth/keys.h"
#include "auth/signatures.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

static struct key_ring senders;

bool envelopes_start(const char *senders_file, char **fault)
{
    return senders_file == NULL || keys_read_outside(&senders, senders_file, "thidua", fault);
}

void envelopes_stop(void)
{
    keys_close(&senders);
}

static const struct issuer *sender_named(const char *name)
{
    for (size_t i = 0; i < senders.issuer_count; i++)
        if (strcmp(senders.issuers[i].name, name) == 0)
            return &senders.issuers[i];
    return NULL;
}

long envelope_life(const char *sender)
{
    const struct issuer *known = sender_named(sender);
    return known ? known->longest_life : ENVELOPE_SECONDS;
}

/* What is signed: the header, a dot, the payload that does not travel. */
static char *signing_input(const char *header, size_t length, const json_t *message)
{
    scoped(text_close) struct text canonical = {0};
    canonical_add(&canonical, message, "signature");
    scoped(free_string) char *payload = base64url_encode((const unsigned char *)canonical.bytes, canonical.length);
    return text_format("%.*s.%s", (int)length, header, payload);
}

/* Only members that cannot change how the signature is read. */
static const struct key *key_of_header(const char *header, size_t length, const struct issuer *sender)
{
    size_t size;
    scoped(free_string) char *bytes = (char *)base64url_decode(header, length, &size);
    json_auto_t *members = bytes ? json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const char *algorithm = NULL, *id = NULL;
    if (members == NULL || json_unpack_ex(members, NULL, JSON_STRICT, "{s:s, s:s}", "alg", &algorithm, "kid", &id) != 0)
        return NULL;
    const struct key *key = key_find(&senders, id);
    return key && key->issuer == sender && strcmp(algorithm, algorithm_name(key->algorithm)) == 0 ? key : NULL;
}

static bool is_signed_by(const struct issuer *sender, const char *signature, const json_t *message)
{
    const char *gap = strstr(signature, "..");
    const struct key *key = gap ? key_of_header(signature, (size_t)(gap - signature), sender) : NULL;
    if (key == NULL)
        return false;
    size_t size;
    scoped(free_string) char *input = signing_input(signature, (size_t)(gap - signature), message);
    scoped(free_string) char *bytes = (char *)base64url_decode(gap + 2, strlen(gap + 2), &size);
    return bytes && signature_is_right(key, input, strlen(input), (const unsigned char *)bytes, size);
}

bool envelope_signature_check(const json_t *message, const char *sender, struct problem *problem)
{
    const struct issuer *known = sender_named(sender);
    const char *signature = json_string_value(json_object_get(message, "signature"));
    if (signature == NULL)
        return known == NULL || problem_set(problem, "envelope_signature_missing", "{s:s}", "sender", sender);
    return (known && is_signed_by(known, signature, message)) ||
           problem_set(problem, "envelope_signature_invalid", "{s:s}", "sender", sender);
}

char *envelope_sign(const json_t *message)
{
    const struct key *key = auth_signing_key();
    json_auto_t *header = json_pack("{s:s, s:s}", "alg", algorithm_name(key->algorithm), "kid", key->id);
    scoped(free_string) char *printed = json_dumps(header, JSON_COMPACT);
    scoped(free_string) char *encoded = base64url_encode((const unsigned char *)printed, strlen(printed));
    scoped(free_string) char *input = signing_input(encoded, strlen(encoded), message);
    scoped(free_string) char *signature = signature_make(key, input, strlen(input));
    return signature ? text_format("%s..%s", encoded, signature) : NULL;
}
