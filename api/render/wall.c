/* wall.c: the second wall. Row policies have already judged; should one of them be wrong, a row outside the caller's
 * sight still is not printed: the request fails, loudly. */
#include "render/columns.h"

#include "support/log.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_ulong refusals;

unsigned long wall_refusals(void)
{
    return refusals;
}

/* Each wall is tested with the other one down; in a program that serves this one cannot be taken down. */
static bool is_down(void)
{
#ifdef THIDUA_TEST_BUILD
    const char *walls = getenv("THIDUA_TEST_WALLS");
    return walls && strcmp(walls, "policies") == 0;
#else
    return false;
#endif
}

static const char *value_of(const struct columns *columns, const PGresult *rows, int row, enum wall_column wall)
{
    int field = columns->wall[wall];
    return field < 0 || PQgetisnull(rows, row, field) ? NULL : PQgetvalue(rows, row, field);
}

static bool is_visible(const struct columns *columns, const PGresult *rows, int row, const struct sight *sight)
{
    const char *published = value_of(columns, rows, row, WALL_PUBLISHED);
    if (published && published[0] == 't')
        return true;
    for (enum wall_column wall = WALL_UNIT; wall <= WALL_LEAD_UNIT; wall++) {
        const char *unit = value_of(columns, rows, row, wall);
        if (unit && sight_sees(sight, unit))
            return true;
    }
    return false;
}

/* A token for one campaign prints rows of that campaign alone. */
static bool is_of_its_campaign(const struct columns *columns, const PGresult *rows, int row,
                               const struct rendering *rendering)
{
    if (rendering->campaign == NULL || columns->campaign < 0)
        return true;
    return !PQgetisnull(rows, row, columns->campaign) &&
           strcmp(PQgetvalue(rows, row, columns->campaign), rendering->campaign) == 0;
}

bool wall_lets_pass(const struct columns *columns, const PGresult *rows, int row, const struct rendering *rendering,
                    struct problem *problem)
{
    bool seen = !columns->walled || is_visible(columns, rows, row, rendering->sight);
    if ((seen && is_of_its_campaign(columns, rows, row, rendering)) || is_down())
        return true;
    refusals++;
    log_event(LOG_ERROR, "foreign_row", "operation", rendering->operation ? rendering->operation->id : NULL, "unit",
              value_of(columns, rows, row, WALL_UNIT), NULL);
    return problem_set(problem, "foreign_row", NULL);
}
