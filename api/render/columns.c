/* columns.c: plans the printing of a result: which columns, nested how, of which kind; and turns single values of
 * PostgreSQL's text format into ours. */
#include "render/columns.h"
#include "render/words.h"

#include "support/log.h"
#include "support/scoped.h"

#include <ctype.h>
#include <string.h>

/* OIDs of pg_type.dat; they never change. Domains arrive as their base type. */
static const struct {
    Oid oid, list_oid;
    enum cell_kind kind;
} types[] = {
    {16, 1000, CELL_TRUTH},     /* bool */
    {20, 1016, CELL_INTEGER},   /* int8 */
    {21, 1005, CELL_INTEGER},   /* int2 */
    {23, 1007, CELL_INTEGER},   /* int4 */
    {25, 1009, CELL_TEXT},      /* text */
    {1043, 1015, CELL_TEXT},    /* varchar */
    {2950, 2951, CELL_TEXT},    /* uuid */
    {700, 1021, CELL_DECIMAL},  /* float4 */
    {701, 1022, CELL_DECIMAL},  /* float8 */
    {1700, 1231, CELL_DECIMAL}, /* numeric */
    {114, 199, CELL_JSON},      /* json */
    {3802, 3807, CELL_JSON},    /* jsonb */
    {1082, 1182, CELL_DATE},    /* date */
    {1114, 1115, CELL_INSTANT}, /* timestamp: business time is kept with a zone, so this is UTC too */
    {1184, 1185, CELL_INSTANT}, /* timestamptz; the session's TimeZone is UTC */
};

static void set_kind(struct node *node, Oid type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (type != types[i].oid && type != types[i].list_oid)
            continue;
        node->kind = types[i].kind;
        node->list = type == types[i].list_oid;
    }
}

static const char *wall_name(enum wall_column column)
{
    static const char *const names[WALL_COLUMNS] = {[WALL_UNIT] = "_unit_id",
                                                    [WALL_ISSUER] = "_issuer_id",
                                                    [WALL_LEAD_UNIT] = "_lead_unit_id",
                                                    [WALL_PUBLISHED] = "_published"};
    return names[column];
}

/* One level of nesting while the plan is made. */
struct planning {
    struct columns *columns;
    const char *names[COLUMNS_MOST];
    bool done[COLUMNS_MOST];
};

static struct node *add_node(struct columns *columns, const char *segment, size_t length)
{
    struct node *node = &columns->nodes[columns->node_count++];
    char *key = columns->keys + columns->keys_length;
    key[0] = '"';
    memcpy(key + 1, segment, length);
    key[length + 1] = '"';
    key[length + 2] = ':';
    columns->keys_length += length + 3;
    *node = (struct node){.key = key, .key_length = (unsigned short)(length + 3), .column = -1};
    return node;
}

/* Plans all columns whose names begin with the first `prefix` bytes of `like`; a group stands where its first member
 * stood, its other members join it there. */
static void plan_level(struct planning *planning, const char *like, size_t prefix, int first)
{
    struct columns *columns = planning->columns;
    for (int i = first; i < columns->field_count; i++) {
        const char *name = planning->names[i];
        if (planning->done[i] || strncmp(name, like, prefix) != 0)
            continue;
        const char *segment = name + prefix;
        size_t length = strcspn(segment, ".");
        struct node *node = add_node(columns, segment, length);
        if (segment[length] == '.') {
            plan_level(planning, name, prefix + length + 1, i);
        } else {
            node->column = (short)i;
            node->name = name;
            node->spread = strcmp(name, "*") == 0;
            set_kind(node, columns->types[i]);
            planning->done[i] = true;
        }
        node->end = (unsigned short)columns->node_count;
    }
}

static void note_wall(struct columns *columns, const char *name, int field)
{
    for (enum wall_column i = 0; i < WALL_COLUMNS; i++)
        if (strcmp(name, wall_name(i)) == 0) {
            columns->wall[i] = (short)field;
            columns->walled = true;
        }
}

/* The hidden column stands before what is shown of it. */
static void note_campaign(struct columns *columns, const char *name, int field)
{
    static const char *const names[] = {"_campaign_id", "campaign.id", "campaign_id"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0 && (columns->campaign < 0 || i == 0))
            columns->campaign = (short)field;
}

/* Each dot makes at most one more group, so that nodes and keys have room for whatever fits into names. */
static bool fits(const PGresult *rows)
{
    size_t room = 0, dots = 0;
    int count = PQnfields(rows);
    for (int i = 0; i < count; i++) {
        const char *name = PQfname(rows, i);
        room += strlen(name) + 1;
        for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
            dots++;
    }
    return count <= COLUMNS_MOST && dots <= COLUMNS_MOST && room <= COLUMN_NAMES_ROOM;
}

static void plan(struct columns *columns, const PGresult *rows)
{
    struct planning planning = {.columns = columns};
    columns->field_count = PQnfields(rows);
    columns->node_count = 0;
    columns->names_length = columns->keys_length = 0;
    columns->walled = false;
    columns->spread_names = columns->campaign = -1;
    memset(columns->wall, -1, sizeof columns->wall);
    for (int i = 0; i < columns->field_count; i++) {
        const char *name = PQfname(rows, i);
        planning.names[i] = memcpy(columns->names + columns->names_length, name, strlen(name) + 1);
        columns->names_length += strlen(name) + 1;
        columns->types[i] = PQftype(rows, i);
        planning.done[i] = name[0] == '_';
        if (name[0] == '_')
            note_wall(columns, name, i);
        note_campaign(columns, name, i);
        if (strcmp(name, "_names") == 0)
            columns->spread_names = (short)i;
    }
    plan_level(&planning, "", 0, 0);
}

/* A stream hands over each row as a result of its own; comparing names and types costs less than planning. */
static bool is_alike(const struct columns *columns, const PGresult *rows)
{
    if (columns->field_count == 0 || columns->field_count != PQnfields(rows))
        return false;
    const char *name = columns->names;
    for (int i = 0; i < columns->field_count; i++) {
        if (columns->types[i] != PQftype(rows, i) || strcmp(name, PQfname(rows, i)) != 0)
            return false;
        name += strlen(name) + 1;
    }
    return true;
}

const struct columns *columns_of(const PGresult *rows, struct problem *problem)
{
    static _Thread_local struct columns columns;
    if (is_alike(&columns, rows))
        return &columns;
    if (!fits(rows)) {
        log_event(LOG_ERROR, "too_many_columns", NULL);
        problem_set(problem, "internal_error", NULL);
        return NULL;
    }
    plan(&columns, rows);
    return &columns;
}

const char *column(const PGresult *rows, int row, const char *name)
{
    for (int i = 0; i < PQnfields(rows); i++)
        if (strcmp(PQfname(rows, i), name) == 0)
            return row >= PQntuples(rows) || PQgetisnull(rows, row, i) ? NULL : PQgetvalue(rows, row, i);
    return NULL;
}

bool is_tabular(const struct node *node, const struct rendering *rendering)
{
    return node->column >= 0 && (node->kind != CELL_JSON || words_are_alone(rendering, node->name));
}

struct list_walk list_of(const char *literal)
{
    if (literal[0] == '[') /* "[0:1]={a,b}": bounds that do not start at 1 */
        literal += strcspn(literal, "{");
    return (struct list_walk){.place = literal};
}

void list_close(struct list_walk *walk)
{
    text_close(&walk->unescaped);
}

static char quoted_element(struct list_walk *walk)
{
    const char *start = walk->place + 1, *end = start;
    bool escaped = false;
    for (; *end && *end != '"'; end++)
        if (*end == '\\' && end[1]) {
            escaped = true;
            end++;
        }
    walk->place = *end ? end + 1 : end;
    walk->bytes = start;
    walk->length = (size_t)(end - start);
    if (!escaped)
        return 'e';
    text_clear(&walk->unescaped);
    for (const char *byte = start; byte < end; byte++) {
        if (*byte == '\\')
            byte++;
        text_add_char(&walk->unescaped, *byte);
    }
    walk->bytes = walk->unescaped.bytes;
    walk->length = walk->unescaped.length;
    return 'e';
}

char list_next(struct list_walk *walk)
{
    const char *start = walk->place;
    if (*start == '\0')
        return '\0';
    if (*start == '"')
        return quoted_element(walk);
    if (strchr("{},", *start))
        return *walk->place++;
    walk->length = strcspn(start, "{},");
    walk->bytes = walk->length == 4 && memcmp(start, "NULL", 4) == 0 ? NULL : start;
    walk->place = start + walk->length;
    return 'e';
}

bool list_element(struct list_walk *walk)
{
    char token = list_next(walk);
    while (token && token != 'e')
        token = list_next(walk);
    return token == 'e';
}

struct list_walk names_spread(const struct columns *columns, const PGresult *rows, int row)
{
    bool named = columns->spread_names >= 0 && row < PQntuples(rows) && !PQgetisnull(rows, row, columns->spread_names);
    return list_of(named ? PQgetvalue(rows, row, columns->spread_names) : "{}");
}

bool cell_is_finite(enum cell_kind kind, const char *bytes, size_t length)
{
    if (kind == CELL_DATE || kind == CELL_INSTANT)
        return length && isdigit((unsigned char)bytes[0]);
    return kind != CELL_DECIMAL || (length && isdigit((unsigned char)bytes[length - 1]));
}

void cell_add_instant(struct text *out, const char *bytes, size_t length)
{
    enum { DATE = 10, CLOCK = 19 };
    if (length < CLOCK || bytes[DATE] != ' ') {
        text_add_bytes(out, bytes, length);
        return;
    }
    size_t zone = CLOCK;
    while (zone < length && bytes[zone] != '+' && bytes[zone] != '-')
        zone++;
    char *place = text_reserve(out, length + 4);
    memcpy(place, bytes, zone);
    place[DATE] = 'T';
    place += zone;
    size_t rest = length - zone;
    if (rest == 0 || (rest == 3 && memcmp(bytes + zone, "+00", 3) == 0)) {
        *place++ = 'Z';
    } else {
        memcpy(place, bytes + zone, rest);
        place += rest;
        if (rest == 3) {
            memcpy(place, ":00", 3);
            place += 3;
        }
    }
    *place = '\0';
    out->length = (size_t)(place - out->bytes);
}

static bool add_scalar(struct text *out, enum cell_kind kind, const char *bytes, size_t length, bool decimal_comma)
{
    if (kind == CELL_TRUTH)
        text_add(out, bytes[0] == 't' ? "true" : "false");
    else if (kind == CELL_DECIMAL && !cell_is_finite(kind, bytes, length))
        return false;
    else if (kind == CELL_DECIMAL && decimal_comma)
        text_add_figure(out, bytes, length, ".,");
    else if (!cell_is_finite(kind, bytes, length))
        return true; /* a date without end is an empty cell, as it is null in JSON */
    else if (kind == CELL_INSTANT)
        cell_add_instant(out, bytes, length);
    else
        text_add_bytes(out, bytes, length);
    return true;
}

bool cell_add_plain(struct text *out, const struct node *node, const char *bytes, size_t length, bool decimal_comma)
{
    if (!node->list)
        return add_scalar(out, node->kind, bytes, length, decimal_comma);
    scoped(list_close) struct list_walk walk = list_of(bytes);
    bool finite = true;
    for (char token = list_next(&walk); token && finite; token = list_next(&walk)) {
        if (token == ',')
            text_add(out, "; ");
        else if (token == 'e' && walk.bytes)
            finite = add_scalar(out, node->kind, walk.bytes, walk.length, decimal_comma);
    }
    return finite;
}

bool cell_refuse(const struct node *node, const struct rendering *rendering, struct problem *problem)
{
    log_event(LOG_ERROR, "number_not_printable", "operation", rendering->operation ? rendering->operation->id : NULL,
              "column", node->name, NULL);
    return problem_set(problem, "internal_error", NULL);
}
