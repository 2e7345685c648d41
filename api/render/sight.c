/* sight.c: the units within a caller's sight, as the database says by a path that ignores row policies. Kept in the
 * process for a unit, a day and a version of the structure; shared between threads by counting. */
#include "render/render.h"

#include "database/database.h"

#include "support/hash.h"
#include "support/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sight {
    char key[96]; /* unit and state of the structure */
    atomic_int holders;
    size_t count;
    int units[]; /* sorted */
};

/* A unit's sight lies in one of WAYS places from its hash on; a new one takes the oldest of them. */
enum { PLACES = 1024, WAYS = 8 };

static struct {
    pthread_mutex_t lock;
    struct sight *places[PLACES];
    unsigned next;
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t place_of(const char *unit_id, size_t way)
{
    return (hash_text(HASH_BEGIN, unit_id) + way) % PLACES;
}

static void release(struct sight *sight)
{
    if (sight && --sight->holders == 0)
        free(sight);
}

void sight_close(const struct sight **sight)
{
    release((struct sight *)(uintptr_t)*sight); /* const for those who look; the count is ours */
    *sight = NULL;
}

static const struct sight *find(const char *unit_id, const char *key)
{
    struct sight *found = NULL;
    pthread_mutex_lock(&cache.lock);
    for (size_t way = 0; way < WAYS && !found; way++) {
        struct sight *sight = cache.places[place_of(unit_id, way)];
        if (sight && strcmp(sight->key, key) == 0)
            found = sight;
    }
    if (found)
        found->holders++;
    pthread_mutex_unlock(&cache.lock);
    return found;
}

/* The place of the same unit's former sight, an empty one, or the next in turn. */
static struct sight **place_for(const char *unit_id)
{
    struct sight **empty = NULL;
    for (size_t way = 0; way < WAYS; way++) {
        struct sight **place = &cache.places[place_of(unit_id, way)];
        if (*place == NULL)
            empty = empty ? empty : place;
        else if (strncmp((*place)->key, unit_id, strlen(unit_id)) == 0)
            return place;
    }
    return empty ? empty : &cache.places[place_of(unit_id, cache.next++ % WAYS)];
}

static void keep(struct sight *sight, const char *unit_id)
{
    pthread_mutex_lock(&cache.lock);
    struct sight **place = place_for(unit_id);
    struct sight *former = *place;
    sight->holders++;
    *place = sight;
    pthread_mutex_unlock(&cache.lock);
    release(former);
}

static int by_number(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

static struct sight *sight_new(const char *key, const PGresult *rows)
{
    size_t count = (size_t)PQntuples(rows);
    struct sight *sight = memory_take(sizeof *sight + count * sizeof sight->units[0]);
    snprintf(sight->key, sizeof sight->key, "%s", key);
    sight->holders = 1;
    sight->count = count;
    for (size_t i = 0; i < count; i++)
        sight->units[i] = (int)strtol(PQgetvalue(rows, (int)i, 0), NULL, 10);
    qsort(sight->units, count, sizeof sight->units[0], by_number);
    return sight;
}

const struct sight *sight_of(struct transaction *transaction, const char *unit_id, const char *structure,
                             struct problem *problem)
{
    char key[sizeof((struct sight *)0)->key];
    snprintf(key, sizeof key, "%s/%s", unit_id, structure);
    const struct sight *found = find(unit_id, key);
    if (found || transaction == NULL)
        return found;
    const PGresult *rows = transaction_step(transaction, problem, "control/read_unit_sight", "unit", unit_id, NULL);
    if (rows == NULL)
        return NULL;
    struct sight *sight = sight_new(key, rows);
    keep(sight, unit_id);
    return sight;
}

bool sight_sees(const struct sight *sight, const char *unit_number)
{
    if (sight == NULL || sight->count == 0)
        return false;
    int unit = (int)strtol(unit_number, NULL, 10);
    return bsearch(&unit, sight->units, sight->count, sizeof unit, by_number) != NULL;
}
