/* table.c: a table, CSV or a workbook, as the body of an operation that takes one. */
#include "given.h"

#include "tables/tables.h"

static const struct operation *chosen(const uint8_t **bytes, size_t *length)
{
    static const struct operation *found[64];
    static size_t count;
    size_t all;
    const struct operation *const *operations = contract_operations(the_contract(), &all);
    for (size_t i = 0; count == 0 && i < all; i++)
        for (size_t j = 0; j < operations[i]->body_count && count < 64; j++)
            if (strcmp(operations[i]->bodies[j].name, "text/csv") == 0)
                found[count++] = operations[i];
    must(count);
    return found[choice(bytes, length, count)];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct problem problem = {0};
    const struct operation *operation = chosen(&bytes, &length);
    unsigned wishes = length ? bytes[0] : 0;
    scoped(free_string) char *text = text_given(bytes, length);
    const struct table_source source = {.bytes = text, .length = length};
    const struct table_wishes wanted = {.contract = the_contract(),
                                        .body = operation->bodies[0].schema,
                                        .decimal_comma = wishes & 1,
                                        .blank_clears = wishes & 2,
                                        .each_row = wishes & 4};
    struct table *table = calloc(1, sizeof *table);
    must(table);
    if (table_read(&source, &wanted, table, &problem)) {
        json_error_t where;
        json_t *read = json_loadb(text_string(&table->body), table->body.length, 0, &where);
        must(read && json_array_size(json_object_get(read, "items")) == table->count);
        json_decref(read);
    } else {
        must(problem_is_set(&problem));
    }
    must_be_told(&problem);
    table_close(table);
    free(table);
    problem_close(&problem);
    return 0;
}
