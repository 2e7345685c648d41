/* parts.c: a file that rests in the database, in parts. */
#include "database/parts.h"

#include "database/connection.h"
#include "support/clock.h"
#include "support/scoped.h"
#include "support/spool.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PART_BYTES (256 * 1024)

static void write_hexadecimal(struct text *out, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    text_clear(out);
    text_add(out, "\\x");
    char *place = text_reserve(out, 2 * length + 1);
    for (size_t i = 0; i < length; i++) {
        *place++ = digits[bytes[i] >> 4];
        *place++ = digits[bytes[i] & 15];
    }
    *place = '\0';
    out->length += 2 * length;
}

/* The bytes from `at` on, at most a part of them, in `room` where they are not in memory. */
static const unsigned char *part_at(const struct parts_source *source, uint64_t at, unsigned char *room, size_t *length)
{
    *length = source->size - at < PART_BYTES ? (size_t)(source->size - at) : PART_BYTES;
    if (source->bytes)
        return (const unsigned char *)source->bytes + at;
    ssize_t got = pread(source->file, room, *length, (off_t)at);
    *length = got > 0 ? (size_t)got : 0;
    return got > 0 ? room : NULL;
}

bool parts_store(struct transaction *transaction, const char *step, const char *owner,
                 const struct parts_source *source, struct problem *problem)
{
    scoped(text_close) struct text part = {0}, hexadecimal = {0};
    unsigned char *room = (unsigned char *)text_reserve(&part, PART_BYTES);
    for (uint64_t stored = 0, number = 0; stored < source->size; number++) {
        size_t length;
        char place[24];
        const unsigned char *bytes = part_at(source, stored, room, &length);
        if (bytes == NULL)
            return problem_set(problem, "internal_error", NULL);
        write_hexadecimal(&hexadecimal, bytes, length);
        snprintf(place, sizeof place, "%llu", (unsigned long long)number);
        transaction->deadline = clock_seconds() + database_configured()->deadline_seconds;
        if (!transaction_step(transaction, problem, step, "owner", owner, "part", place, "bytes",
                              text_string(&hexadecimal), NULL))
            return false;
        stored += length;
    }
    return true;
}

static bool keep_part(void *state, const PGresult *row)
{
    size_t length = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)PQgetvalue(row, 0, 0), &length);
    bool kept = bytes && fwrite(bytes, 1, length, state) == length;
    PQfreemem(bytes);
    return kept;
}

static const char *owner_of(void *context, const char *name)
{
    (void)name;
    return context;
}

static const char *inferred(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

static bool always_given(void *context, const char *name)
{
    (void)context;
    (void)name;
    return true;
}

bool parts_read(struct transaction *transaction, const char *step, const char *owner, FILE *spool,
                struct problem *problem)
{
    struct sql_arguments arguments = {
        .context = (void *)(uintptr_t)owner, .value = owner_of, .type = inferred, .given = always_given};
    if (!transaction_stream(transaction, sql_step(step), &arguments, NULL, keep_part, spool, problem))
        return problem_is_set(problem) ? false : spool_problem(problem);
    if (!spool_written(spool)) /* before rewind(), which forgets a fault */
        return spool_problem(problem);
    rewind(spool);
    return true;
}
