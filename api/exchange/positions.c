/* positions.c: where a reader of the feed of changes stands. */
#include "exchange/positions.h"

#include "database/database.h"
#include "http/cursor.h"
#include "render/render.h"
#include "support/scoped.h"

#include <stdio.h>
#include <string.h>

static const char shape[] = "changes";
static const char *const members[] = {"_low", "_high", "_seq", "_mark"};

enum { MEMBERS = sizeof members / sizeof members[0] };

/* Reads a position as it was handed out; false with 400 `position_not_valid`. scoped(cursor_close). */
static bool position_read(const char *sent, struct cursor *position, struct problem *problem)
{
    if (cursor_read(sent, shape, position, problem) && position->count == MEMBERS)
        return true;
    problem_close(problem);
    return problem_set(problem, "position_not_valid", NULL);
}

char *position_after(const PGresult *rows, int row)
{
    const char *values[MEMBERS];
    for (size_t i = 0; i < MEMBERS; i++) {
        const char *value = column(rows, row, members[i]);
        values[i] = value ? value : "";
    }
    return cursor_make(shape, values, MEMBERS);
}

const PGresult *changes_read(struct transaction *transaction, const struct changes_asked *asked,
                             struct problem *problem)
{
    scoped(cursor_close) struct cursor position = {0};
    bool now = asked->after && strcmp(asked->after, "now") == 0;
    char most[24];
    snprintf(most, sizeof most, "%ld", asked->most);
    if (asked->after && !now && !position_read(asked->after, &position, problem))
        return NULL;
    const char *mark = position.values[3];
    return transaction_step(transaction, problem, "exchange/read_changes", "low", position.values[0], "high",
                            position.values[1], "seq", position.values[2], "mark", mark && *mark ? mark : NULL, "now",
                            now ? "true" : "false", "types", asked->types, "unit", asked->unit, "most", most, NULL);
}
