/* seal.c: texts that the contract marks `x-sealed` are replaced in a body that its schema has accepted, byte for byte,
 * so that everything else stays as the client wrote it. */
#include "contract/schema.h"

#include "support/scoped.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH 16 /* no body is deeper, and no schema that contains itself need be followed further */

/* ---- which schemas do ---- */

static bool seals(const struct schema *schema, int depth)
{
    if (schema == NULL || depth == 0)
        return false;
    bool found = schema->sealed || seals(schema->items, depth - 1) || seals(schema->additional, depth - 1);
    for (size_t i = 0; !found && i < schema->property_count; i++)
        found = seals(schema->properties[i].schema, depth - 1);
    return found;
}

bool schema_seals(const struct schema *schema)
{
    return seals(schema, 6);
}

/* ---- a walk over the text and the schema side by side ---- */

struct sealing {
    const char *at;     /* where we read */
    const char *copied; /* up to where it was copied */
    struct text *body, *fingerprint;
    seal_function *seal;
};

static void copy(struct sealing *sealing)
{
    text_add_bytes(sealing->body, sealing->copied, (size_t)(sealing->at - sealing->copied));
    text_add_bytes(sealing->fingerprint, sealing->copied, (size_t)(sealing->at - sealing->copied));
    sealing->copied = sealing->at;
}

static void skip_space(struct sealing *sealing)
{
    sealing->at = json_text_behind_space(sealing->at);
}

static bool seal_string(struct sealing *sealing, const struct schema *schema)
{
    struct sealed_text made = {0};
    if (schema && schema->sealed)
        copy(sealing);
    json_auto_t *text = json_text_string(&sealing->at);
    if (schema == NULL || schema->sealed == NULL)
        return true;
    if (text == NULL || !sealing->seal(schema->sealed, json_string_value(text), &made))
        return false;
    sealing->copied = sealing->at;
    text_add(sealing->body, made.value);
    text_add(sealing->fingerprint, made.fingerprint);
    free(made.value);
    free(made.fingerprint);
    return true;
}

static const struct schema *schema_of_member(const struct schema *schema, const json_t *name)
{
    const struct schema *member = schema ? schema_property(schema, json_string_value(name)) : NULL;
    return member || schema == NULL ? member : schema->additional;
}

static bool seal_value(struct sealing *sealing, const struct schema *schema, int depth);

/* Members or items, up to the closing bracket. */
static bool seal_inner(struct sealing *sealing, const struct schema *schema, int depth)
{
    bool object = *sealing->at++ == '{';
    for (skip_space(sealing); *sealing->at && !strchr("}]", *sealing->at); skip_space(sealing)) {
        const struct schema *inner = schema ? schema->items : NULL;
        if (object) {
            json_auto_t *name = json_text_string(&sealing->at);
            if (name == NULL)
                return false;
            inner = schema_of_member(schema, name);
            skip_space(sealing);
            sealing->at += *sealing->at == ':';
        }
        if (!seal_value(sealing, inner, depth - 1))
            return false;
        skip_space(sealing);
        sealing->at += *sealing->at == ',';
    }
    sealing->at += *sealing->at != '\0';
    return true;
}

static bool seal_value(struct sealing *sealing, const struct schema *schema, int depth)
{
    skip_space(sealing);
    if (depth == 0)
        return false;
    if (*sealing->at == '{' || *sealing->at == '[')
        return seal_inner(sealing, schema, depth);
    if (*sealing->at == '"')
        return seal_string(sealing, schema);
    sealing->at = json_text_behind_value(sealing->at);
    return true;
}

char *schema_seal(const struct schema *schema, const char *body, seal_function *seal, char **fingerprint)
{
    struct text sealed = {0}, likeness = {0};
    struct sealing sealing = {.at = body, .copied = body, .body = &sealed, .fingerprint = &likeness, .seal = seal};
    bool done = seal_value(&sealing, schema, DEPTH + 1);
    if (done) {
        sealing.at += strlen(sealing.at);
        copy(&sealing);
        *fingerprint = text_take(&likeness);
        return text_take(&sealed);
    }
    text_close(&sealed);
    text_close(&likeness);
    return NULL;
}
