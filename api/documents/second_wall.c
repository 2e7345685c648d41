/* second_wall.c: what the caller of a handler may see, for rows that it prints itself. */
#include "documents/second_wall.h"

#include "database/database.h"
#include "support/scoped.h"

const struct sight *handler_sight(const struct request *request, struct problem *problem)
{
    const PGresult *begun = request->transaction->results[0];
    scoped(free_string) char *structure =
        text_format("%s/%s", column(begun, 0, "structure_version"), column(begun, 0, "business_date"));
    return sight_of(request->transaction, request->caller.unit_id, structure, problem);
}
