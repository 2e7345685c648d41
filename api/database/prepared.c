/* prepared.c: which statements a connection's server knows by name. A name is the hash of the text, so that the same
 * text is prepared once per connection; at most PREPARED_LIMIT are kept. */
#include "database/connection.h"

#include <inttypes.h>
#include <stdio.h>

static struct prepared *find(struct connection *connection, uint64_t hash)
{
    for (size_t i = 0; i < connection->prepared_count; i++)
        if (connection->prepared[i].hash == hash)
            return &connection->prepared[i];
    return NULL;
}

bool prepared_knows(struct connection *connection, uint64_t hash)
{
    struct prepared *found = find(connection, hash);
    if (found)
        found->used = ++connection->uses;
    return found != NULL;
}

bool prepared_add(struct connection *connection, uint64_t hash)
{
    if (connection->prepared_count == PREPARED_LIMIT)
        return false;
    connection->prepared[connection->prepared_count++] = (struct prepared){hash, ++connection->uses};
    return true;
}

void prepared_remove(struct connection *connection, uint64_t hash)
{
    struct prepared *found = find(connection, hash);
    if (found)
        *found = connection->prepared[--connection->prepared_count];
}

uint64_t prepared_oldest(const struct connection *connection, size_t room)
{
    const struct prepared *oldest = connection->prepared;
    if (connection->prepared_count + room <= PREPARED_LIMIT)
        return 0;
    for (size_t i = 1; i < connection->prepared_count; i++)
        if (connection->prepared[i].used < oldest->used)
            oldest = &connection->prepared[i];
    return oldest->hash;
}

void prepared_name(uint64_t hash, char name[24])
{
    snprintf(name, 24, "s%016" PRIx64, hash);
}
