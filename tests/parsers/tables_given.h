/* tables_given.h: what the targets of tables share: an operation that takes one, and what holds of whatever was read.
 */
#pragma once

#include "given.h"

#include "tables/tables.h"

static inline bool takes_tables(const struct operation *operation)
{
    for (size_t i = 0; i < operation->body_count; i++)
        if (strcmp(operation->bodies[i].name, "text/csv") == 0)
            return true;
    return false;
}

static inline const struct operation *table_operation(const uint8_t **bytes, size_t *length)
{
    static const struct operation *found[64];
    static size_t count;
    size_t all;
    const struct operation *const *operations = contract_operations(the_contract(), &all);
    for (size_t i = 0, known = count; known == 0 && i < all; i++)
        if (takes_tables(operations[i])) {
            must(count < sizeof found / sizeof found[0]);
            found[count++] = operations[i];
        }
    must(count);
    return found[choice(bytes, length, count)];
}

/* What was read is read again as any body is: of as many items, unless one of them says what no body may (a number too
 * long, a character not shown), which is told at its row. Rows judged one by one are objects, whatever they say. */
static inline bool table_stands(void *each_row, struct table *table, struct problem *problem)
{
    struct problem found = {0};
    size_t i;
    json_t *item;
    (void)problem;
    scoped(free_string) char *normalised = NULL;
    const char *body = text_string(&table->body);
    json_t *read = each_row ? json_loadb(body, table->body.length, 0, NULL)
                            : body_parse(body, table->body.length, &normalised, &found);
    must(read || (!each_row && strcmp(found.code, "malformed_json") != 0 && found.errors));
    if (read)
        must(json_array_size(json_object_get(read, "items")) == table->count);
    json_array_foreach(json_object_get(read, "items"), i, item) {
        must(json_is_object(item));
    }
    if (found.errors)
        table_place_faults(table, found.errors);
    must_be_told(&found);
    json_decref(read);
    problem_close(&found);
    return true;
}

/* Reads `source` as the body of `operation`; the bits of `wishes` say how. */
static inline void table_must_stand(const struct operation *operation, unsigned wishes,
                                    const struct table_source *source)
{
    struct problem problem = {0};
    bool each_row = operation->table_rows || wishes & 4;
    struct table_wishes wanted = {.contract = the_contract(),
                                  .body = operation->bodies[0].schema,
                                  .decimal_comma = wishes & 1,
                                  .blank_clears = wishes & 2,
                                  .each_row = each_row,
                                  .json_lines = operation->table_rows,
                                  .batch_rows = 2,
                                  .take_batch = wishes & 8 ? table_stands : NULL,
                                  .taker = each_row ? &wanted : NULL};
    struct table *table = calloc(1, sizeof *table);
    must(table);
    if (table_read(source, &wanted, table, &problem))
        table_stands(wanted.taker, table, &problem);
    else
        must(problem_is_set(&problem));
    must_be_told(&problem);
    table_close(table);
    free(table);
    problem_close(&problem);
}
