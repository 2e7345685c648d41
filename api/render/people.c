/* people.c: what a column of a workbook means to its reader, from the schema of the reply. */
#include "render/people.h"

#include "support/memory.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 200, UUID_OID = 2950 };

struct people {
    struct field fields[FIELDS_MOST];
    const struct field *meanings[COLUMNS_MOST]; /* NULL for a column that the contract does not know */
    bool machines[COLUMNS_MOST];                /* ids, versions and codes of a label */
    bool places[COLUMNS_MOST];
    bool filled[COLUMNS_MOST];
    const char *language;
};

static const struct field *field_named(const struct people *people, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(people->fields[i].name, name) == 0)
            return &people->fields[i];
    return NULL;
}

struct people *people_new(const struct columns *columns, const PGresult *rows, const struct rendering *rendering)
{
    const struct schema *reply = rendering->operation ? rendering->operation->reply : NULL;
    struct people *people = PQfnumber(rows, "_people") < 0 ? NULL : memory_new(1, sizeof *people);
    if (people == NULL)
        return NULL;
    size_t known = reply ? schema_fields(reply, people->fields, FIELDS_MOST) : 0;
    people->language = rendering->language ? rendering->language : "vi";
    for (unsigned i = 0, column = 0; i < columns->node_count && column < COLUMNS_MOST; i++) {
        const struct node *node = &columns->nodes[i];
        if (!is_tabular(node, rendering))
            continue;
        people->meanings[column] = field_named(people, known, node->name);
        people->places[column] = strcmp(node->name, "ordinal") == 0;
        if (column > 0 && strcmp(node->name, "label") == 0)
            people->machines[column - 1] = true;
        people->machines[column++] = columns->types[node->column] == UUID_OID || strcmp(node->name, "version") == 0;
    }
    return people;
}

void people_free(struct people *people)
{
    free(people);
}

const char *people_heading(const struct people *people, unsigned column, const char *name)
{
    const struct field *meaning = people && column < COLUMNS_MOST ? people->meanings[column] : NULL;
    return meaning && *meaning->title ? meaning->title : name;
}

const char *people_word(struct people *people, unsigned column, const char *code)
{
    if (people == NULL || column >= COLUMNS_MOST)
        return code;
    people->filled[column] = true;
    const struct field *meaning = people->meanings[column];
    return meaning && meaning->catalogue ? contract_label(meaning->catalogue, code, people->language) : code;
}

bool people_hides(const struct people *people, unsigned column)
{
    return people && column < COLUMNS_MOST && (people->machines[column] || !people->filled[column]);
}

bool people_skips(const struct people *people, unsigned column, const char *bytes)
{
    return people && column < COLUMNS_MOST && people->places[column] && strcmp(bytes, "0") == 0;
}
