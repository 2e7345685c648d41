/* table.c: a table, CSV or a workbook, as the body of an operation that takes one. */
#include "tables_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const struct operation *operation = table_operation(&bytes, &length);
    scoped(free_string) char *text = text_given(bytes, length);
    table_must_stand(operation, length ? bytes[0] : 0, &(struct table_source){.bytes = text, .length = length});
    return 0;
}
