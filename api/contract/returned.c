/* returned.c: an answer that its reader has changed and sends back as a body. What only answers have is passed over,
 * and of a thing that the body wants by its id the id is taken; all else stays as the client wrote it (decisions/0016).
 */
#include "contract/schema.h"

#include "support/text.h"

#include <string.h>

struct returning {
    const char *at; /* where we read */
    struct text body;
    const json_t *now; /* what the answer says now; NULL where nobody could tell */
    struct problem *problem;
};

/* Numbers are equal however many zeros they end with. */
static bool says_the_same(const json_t *one, const json_t *other)
{
    const char *name;
    json_t *value;
    size_t i;
    if (json_is_number(one) && json_is_number(other))
        return !(json_number_value(one) < json_number_value(other) ||
                 json_number_value(one) > json_number_value(other));
    if (json_typeof(one) != json_typeof(other) || json_array_size(one) != json_array_size(other) ||
        json_object_size(one) != json_object_size(other))
        return false;
    json_array_foreach(one, i, value) {
        if (!says_the_same(value, json_array_get(other, i)))
            return false;
    }
    json_object_foreach((json_t *)one, name, value) {
        const json_t *same = json_object_get(other, name);
        if (same == NULL || !says_the_same(value, same))
            return false;
    }
    return json_is_array(one) || json_is_object(one) || json_equal(one, other);
}

/* An answer tells by `document_id` what a body names as `document`. The member of the body; NULL when there is none, or
 * it was sent beside it. */
static const char *body_name(const struct schema *body, const json_t *sent, const char *shown, char *room, size_t size)
{
    static const char *const endings[] = {"_document_id", "_id"};
    size_t length = strlen(shown);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t ending = strlen(endings[i]);
        if (length <= ending || length - ending >= size || strcmp(shown + length - ending, endings[i]) != 0)
            continue;
        memcpy(room, shown, length - ending);
        room[length - ending] = '\0';
        if (schema_declares(body, room) && !json_object_get(sent, room))
            return room;
    }
    return NULL;
}

static void take_value(struct returning *returning, const json_t *value, const struct schema *body,
                       const struct schema *reply);

/* The name under which a member goes on; NULL when it is passed over. `now` is what its object says now. */
static const char *name_taken(const struct returning *returning, const struct location *place, const json_t *sent,
                              const json_t *now, const struct schema *body, const struct schema *reply, char *room,
                              size_t size)
{
    const json_t *value = json_object_get(sent, place->name), *before = json_object_get(now, place->name);
    const struct schema *wanted = schema_property(body, place->name);
    if (before && says_the_same(value, before) && !schema_requires(body, place->name))
        return NULL;
    bool emptied = wanted && json_is_null(value) && !(wanted->types & TYPE_NULL);
    if (!schema_declares(reply, place->name) || !body->closed || (wanted && !emptied))
        return place->name;
    const char *other = wanted ? NULL : body_name(body, sent, place->name, room, size);
    if (other == NULL && before)
        place_report(place, returning->problem, "read_only_property", json_pack("{s:s}", "property", place->name));
    return other;
}

static void take_member(struct returning *returning, const json_t *sent, const json_t *now, const struct schema *body,
                        const struct schema *reply)
{
    char room[96];
    struct text *out = &returning->body;
    json_auto_t *key = json_text_string(&returning->at);
    const char *sent_as = json_string_value(key) ? json_string_value(key) : "";
    struct location root = {.name = ""}, place = {.parent = &root, .name = sent_as};
    returning->at = json_text_behind_space(json_text_behind_space(returning->at) + 1);
    const char *name = name_taken(returning, &place, sent, now, body, reply, room, sizeof room);
    if (name == NULL) {
        returning->at = json_text_behind_value(returning->at);
        return;
    }
    if (out->bytes[out->length - 1] != '{')
        text_add_char(out, ',');
    text_add_json(out, name, strlen(name));
    text_add_char(out, ':');
    take_value(returning, json_object_get(sent, sent_as), schema_property(body, name), schema_property(reply, sent_as));
}

static void take_object(struct returning *returning, const json_t *sent, const json_t *now, const struct schema *body,
                        const struct schema *reply)
{
    text_add_char(&returning->body, '{');
    returning->at = json_text_behind_space(returning->at + 1);
    while (*returning->at == '"') {
        take_member(returning, sent, now, body, reply);
        returning->at = json_text_behind_space(returning->at);
        returning->at = json_text_behind_space(returning->at + (*returning->at == ','));
    }
    returning->at += *returning->at == '}';
    text_add_char(&returning->body, '}');
}

static void take_items(struct returning *returning, const json_t *sent, const struct schema *body,
                       const struct schema *reply)
{
    size_t i;
    json_t *item;
    text_add_char(&returning->body, '[');
    returning->at++;
    json_array_foreach(sent, i, item) {
        if (i)
            text_add_char(&returning->body, ',');
        returning->at = json_text_behind_space(returning->at);
        take_value(returning, item, body, reply);
        returning->at = json_text_behind_space(returning->at);
        returning->at += *returning->at == ',';
    }
    returning->at = json_text_behind_space(returning->at);
    returning->at += *returning->at == ']';
    text_add_char(&returning->body, ']');
}

static void take_value(struct returning *returning, const json_t *value, const struct schema *body,
                       const struct schema *reply)
{
    const char *behind = json_text_behind_value(returning->at);
    const char *id = json_string_value(json_object_get(value, "id"));
    if (body && reply && json_is_object(value) && !(body->types & TYPE_OBJECT) && id && schema_declares(reply, "id")) {
        text_add_json(&returning->body, id, strlen(id));
        returning->at = behind;
    } else if (body && reply && json_is_object(value)) {
        take_object(returning, value, NULL, body, reply);
    } else if (body && reply && json_is_array(value) && body->items && reply->items) {
        take_items(returning, value, body->items, reply->items);
    } else {
        text_add_bytes(&returning->body, returning->at, (size_t)(behind - returning->at));
        returning->at = behind;
    }
}

bool schema_is_answer(const struct schema *body, const struct schema *reply, const json_t *sent)
{
    return json_is_integer(json_object_get(sent, "version")) && !schema_declares(body, "version") &&
           schema_declares(reply, "version");
}

char *schema_returned(const struct schema *body, const struct schema *reply, const char *text, const json_t *sent,
                      const json_t *now, struct problem *problem)
{
    struct returning returning = {.at = json_text_behind_space(text), .now = now, .problem = problem};
    take_object(&returning, sent, now, body, reply);
    return text_take(&returning.body);
}
