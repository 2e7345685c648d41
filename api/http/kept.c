/* kept.c: answers kept in memory. A table by what was asked, and a list by when: the one that nobody has asked for the
 * longest time makes room. An answer whose tables have changed is not looked for, it is passed over when it is found.
 */
#include "http/kept.h"

#include "database/changes.h"
#include "support/clock.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <pthread.h>
#include <search.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum { LARGEST_PART = 8 }; /* of all memory: a larger answer would drive too many others out */

struct kept {
    TAILQ_ENTRY(kept) others;
    char *asked;
    size_t size;
    unsigned long changes;
    double until;
    struct reply reply;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *by_question;
static TAILQ_HEAD(uses, kept) by_use = TAILQ_HEAD_INITIALIZER(by_use); /* the last used first */
static size_t room, used;
static atomic_ulong from_memory, from_database;

void kept_limit(size_t bytes)
{
    room = bytes;
}

struct kept_figures kept_figures(void)
{
    pthread_mutex_lock(&lock);
    struct kept_figures figures = {.from_memory = from_memory, .from_database = from_database, .bytes = used};
    pthread_mutex_unlock(&lock);
    return figures;
}

static bool is_keepable(const struct request *request)
{
    return room > 0 && request->operation->kept_count > 0;
}

/* The path says which operation it is, and with the query what is wanted of it. */
static char *question_of(const struct request *request)
{
    return text_format("%u %s %s?%s", (unsigned)request->format, request->language, request->path,
                       request->query ? request->query : "");
}

static int compare(const void *one, const void *other)
{
    return strcmp(((const struct kept *)one)->asked, ((const struct kept *)other)->asked);
}

static void copy_reply(struct reply *copy, const struct reply *reply)
{
    *copy = (struct reply){.status = reply->status,
                           .content_type = reply->content_type,
                           .content_policy = reply->content_policy,
                           .link = text_copy(reply->link),
                           .disposition = text_copy(reply->disposition)};
    memcpy(copy->etag, reply->etag, sizeof copy->etag);
    text_add_bytes(&copy->body, text_string(&reply->body), reply->body.length);
}

/* ---- with the lock ---- */

static struct kept *found(const char *asked)
{
    struct kept wanted = {.asked = (char *)(uintptr_t)asked};
    struct kept *const *place = tfind(&wanted, &by_question, compare);
    return place ? *place : NULL;
}

static void forget(struct kept *kept)
{
    tdelete(kept, &by_question, compare);
    TAILQ_REMOVE(&by_use, kept, others);
    used -= kept->size;
    reply_close(&kept->reply);
    free(kept->asked);
    free(kept);
}

void kept_close(void)
{
    while (!TAILQ_EMPTY(&by_use))
        forget(TAILQ_FIRST(&by_use));
}

static void make_room(size_t wanted)
{
    while (used + wanted > room)
        forget(TAILQ_LAST(&by_use, uses));
}

static void add(struct kept *kept)
{
    struct kept *former = found(kept->asked);
    if (former)
        forget(former);
    make_room(kept->size);
    tsearch(kept, &by_question, compare);
    TAILQ_INSERT_HEAD(&by_use, kept, others);
    used += kept->size;
}

/* ---- */

bool kept_find(const struct request *request, struct reply *reply)
{
    unsigned long changes;
    if (!is_keepable(request))
        return false;
    scoped(free_string) char *asked = question_of(request);
    bool known = changes_so_far(request->operation->kept, request->operation->kept_count, &changes), holds = false;
    pthread_mutex_lock(&lock);
    struct kept *kept = known ? found(asked) : NULL;
    if (kept && (kept->changes != changes || clock_seconds() >= kept->until)) {
        forget(kept);
    } else if (kept) {
        holds = true;
        copy_reply(reply, &kept->reply);
        TAILQ_REMOVE(&by_use, kept, others);
        TAILQ_INSERT_HEAD(&by_use, kept, others);
    }
    pthread_mutex_unlock(&lock);
    atomic_fetch_add_explicit(holds ? &from_memory : &from_database, 1, memory_order_relaxed);
    return holds;
}

struct kept_since kept_since(const struct request *request)
{
    struct kept_since since = {.moment = clock_seconds()};
    since.possible = is_keepable(request) &&
                     changes_so_far(request->operation->kept, request->operation->kept_count, &since.changes);
    return since;
}

/* What has changed meanwhile is added too: nobody will find that it holds. */
void kept_add(const struct request *request, struct kept_since since, const struct reply *reply)
{
    bool whole = reply->status == 200 && reply->good_for > 0 && !reply->stream.next && !reply->headers;
    size_t size = sizeof(struct kept) + strlen(request->path) + (request->query ? strlen(request->query) : 0) +
                  reply->body.length;
    if (!since.possible || !whole || size > room / LARGEST_PART)
        return;
    struct kept *kept = memory_new(1, sizeof *kept);
    kept->asked = question_of(request);
    kept->size = size;
    kept->changes = since.changes;
    kept->until = since.moment + reply->good_for;
    copy_reply(&kept->reply, reply);
    pthread_mutex_lock(&lock);
    add(kept);
    pthread_mutex_unlock(&lock);
}
