/* canaries.c: who asks is read from the token, and whose a word is from the list that canaries.psql has made of the
 * rule of the contract: a unit, whoever reaches it, and the desks beside it. */
#include "support/canaries.h"

#include "support/unpacked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 16 }; /* "chim" and twelve digits */
bool canaries_are_awaited;

/* The unit in the claims of a JWT, which are base64url. */
static const char *unit_claimed(const char *token)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static char claims[8192];
    const char *part = token ? strchr(token, '.') : NULL, *digit;
    unsigned bits = 0, held = 0;
    size_t length = 0;
    for (part = part ? part + 1 : ""; *part && (digit = strchr(digits, *part)) && length < sizeof claims - 1; part++) {
        bits = bits << 6 | (unsigned)(digit - digits);
        held += 6;
        if (held >= 8)
            claims[length++] = (char)(bits >> (held -= 8));
    }
    claims[length] = '\0';
    const char *unit = strstr(claims, "\"unit\":\"");
    return unit ? at("%.36s", unit + strlen("\"unit\":\"")) : "";
}

static const char *unit_of_service(const char *token)
{
    return database("select u.uid from app.service_token_secrets s join app.service_tokens t on t.id = s.token_id join "
                    "app.units u on u.id = t.unit_id where s.secret_hash = encode(sha256('%s'), 'hex')",
                    token);
}

static const char *after(const char *text, const char *part)
{
    const char *place = strstr(text, part);
    return place ? place + strlen(part) : NULL;
}

static const char *unit_of(struct call call)
{
    const char *token = call.account ? token_of(call.account) : call.token, *key = after(call.path, "picture_key=");
    if (token && strncmp(token, "thidua_", 7) == 0)
        return unit_of_service(token);
    return unit_claimed(token ? token : key);
}

/* The units that may read the word at `place`; NULL when it is none of ours. */
static const char *readers_of(const char *place)
{
    static char *list;
    const char *path = getenv("TEST_CANARIES");
    if (list == NULL && path) {
        FILE *file = fopen(path, "r");
        size_t room = 0;
        cr_assert(file && getdelim(&list, &room, '\0', file) > 0, "%s cannot be read", path);
        fclose(file);
    }
    const char *line = list ? strstr(list, at("%.*s\t", WORD, place)) : NULL;
    return line ? at("%.*s", (int)strcspn(line, "\n"), line) : NULL;
}

static const char *canary_among(const char *words, struct answer answer)
{
    const char *unit = NULL;
    for (const char *place = strstr(words, "chim"); place; place = strstr(place + 1, "chim")) {
        const char *readers = readers_of(place);
        if (readers == NULL)
            continue;
        unit = unit ? unit : unit_of(answer.call);
        if (*unit == '\0' || strstr(readers, unit) == NULL)
            return at("%.*s", WORD, place);
    }
    return NULL;
}

const char *canary_in(struct answer answer)
{
    const char *word = canary_among(answer.headers, answer);
    return word ? word : canary_among(unpacked(answer.body, answer.length), answer);
}
