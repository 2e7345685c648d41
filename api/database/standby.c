/* standby.c: positions of the log that a standby must have reached. Callers share slots by the hash of their id: who
 * shares one waits for the other's writes too, which is never wrong. */
#include "database/standby.h"

#include "database/connection.h"
#include "support/hash.h"
#include "support/scoped.h"
#include "support/text.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, SECONDS_BEHIND_AT_MOST = 5 };

#define NOT_KNOWN UINT64_MAX /* something was written, and the primary did not say where it stood */

static _Atomic uint64_t written[SLOTS];
static _Atomic uint64_t
    past[SECONDS_BEHIND_AT_MOST + 1]; /* where the primary stood, second by second; 0: not yet known */
static atomic_ulong seconds;
static atomic_ulong answered, left;

static _Atomic uint64_t *slot_of(const char *caller)
{
    return &written[hash_text(HASH_BEGIN, caller) % SLOTS];
}

static void raise_to(_Atomic uint64_t *place, uint64_t position)
{
    uint64_t before = atomic_load(place);
    while (before < position && !atomic_compare_exchange_weak(place, &before, position))
        ;
}

bool standby_position(const char *caller, char position[POSITION_TEXT])
{
    if (database_configured()->read_url == NULL)
        return false;
    uint64_t oldest = atomic_load(&past[(atomic_load(&seconds) + 1) % (SECONDS_BEHIND_AT_MOST + 1)]);
    uint64_t own = *caller ? atomic_load(slot_of(caller)) : 0;
    uint64_t wanted = own > oldest ? own : oldest;
    snprintf(position, POSITION_TEXT, "%" PRIX64 "/%" PRIX64, wanted >> 32, wanted & UINT32_MAX);
    return own != NOT_KNOWN && oldest > 0;
}

static uint64_t position_of_the_primary(void)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem ignored = {0};
    uint32_t high, low;
    if (!transaction_open(&transaction, true, 0, &ignored) ||
        transaction_ask_text(&transaction, "select pg_current_wal_insert_lsn()", 0, NULL, &ignored) < 0 ||
        !transaction_commit(&transaction, &ignored) ||
        sscanf(PQgetvalue(transaction.results[0], 0, 0), "%" SCNx32 "/%" SCNx32, &high, &low) != 2)
        return NOT_KNOWN;
    return (uint64_t)high << 32 | low;
}

void standby_written(const char *caller)
{
    if (database_configured()->read_url && *caller)
        raise_to(slot_of(caller), position_of_the_primary());
}

/* What was not known a second ago lies before what is known now. */
void standby_note(void)
{
    if (database_configured()->read_url == NULL)
        return;
    uint64_t position = position_of_the_primary();
    if (position == NOT_KNOWN)
        return;
    unsigned long second = atomic_load(&seconds) + 1;
    atomic_store(&past[second % (SECONDS_BEHIND_AT_MOST + 1)], position);
    atomic_store(&seconds, second);
    for (size_t i = 0; i < SLOTS; i++) {
        uint64_t unknown = NOT_KNOWN;
        atomic_compare_exchange_strong(&written[i], &unknown, position);
    }
}

bool standby_answers(char **why_not)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem problem = {0};
    bool answers = transaction_begin_on_standby(&transaction, "{}", "0/0", 0, &problem) &&
                   transaction_commit(&transaction, &problem);
    if (!answers)
        *why_not = text_format("it does not answer as it should: %s", problem.code);
    return answers;
}

void standby_count(bool it_answered)
{
    atomic_fetch_add_explicit(it_answered ? &answered : &left, 1, memory_order_relaxed);
}

unsigned long standby_answered(void)
{
    return atomic_load_explicit(&answered, memory_order_relaxed);
}

unsigned long standby_left(void)
{
    return atomic_load_explicit(&left, memory_order_relaxed);
}
