/* cache.c: a bounded table of verified tokens. A token's hash chooses a set of eight places; each of 16 shards of such
 * sets has its own lock. In a full set the entry that expires first makes room. */
#include "auth/cache.h"

#include "support/text.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 16, PLACES = 8, SETS = CACHE_SIZE / SHARDS / PLACES };

static struct shard {
    pthread_mutex_t lock;
    struct identity *places[SETS][PLACES];
} shards[SHARDS] = {[0 ... SHARDS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

struct identity *identity_new(const char *token, size_t length)
{
    struct text copy = {0}, room = {0};
    struct identity *identity = (struct identity *)(void *)text_reserve(&room, sizeof *identity);
    *identity = (struct identity){.holders = 1, .token_length = length};
    text_add_bytes(&copy, token, length);
    identity->token = text_take(&copy);
    digest_bytes(token, length, identity->digest);
    return identity;
}

void identity_release(struct identity *identity)
{
    if (identity == NULL || atomic_fetch_sub(&identity->holders, 1) > 1)
        return;
    struct caller *caller = &identity->caller;
    for (size_t i = 0; i < caller->role_count; i++)
        free(caller->roles[i]);
    free(caller->roles);
    json_decref(caller->scopes);
    json_decref(caller->address_ranges);
    free((char *)caller->claims);
    free(caller->campaign_id);
    free(caller->sight_id);
    explicit_bzero(identity->token, identity->token_length);
    free(identity->token);
    free(identity);
}

static struct identity **set_of(const unsigned char *digest, struct shard **shard)
{
    *shard = &shards[digest[0] % SHARDS];
    return (*shard)->places[digest[1] % SETS];
}

static bool is_good(const struct identity *identity, long now)
{
    return now >= identity->good_from && now < identity->good_until;
}

struct identity *cache_find(const char *token, size_t length, long now)
{
    unsigned char digest[DIGEST_BYTES];
    struct identity *found = NULL;
    struct shard *shard;
    digest_bytes(token, length, digest);
    struct identity **places = set_of(digest, &shard);
    pthread_mutex_lock(&shard->lock);
    for (int i = 0; i < PLACES && found == NULL; i++)
        if (places[i] && is_good(places[i], now) && memcmp(places[i]->digest, digest, DIGEST_BYTES) == 0 &&
            places[i]->token_length == length && CRYPTO_memcmp(places[i]->token, token, length) == 0)
            found = places[i];
    if (found)
        atomic_fetch_add(&found->holders, 1);
    pthread_mutex_unlock(&shard->lock);
    return found;
}

/* The place to use: the same token's, an empty or outlived one, else the one that expires first. */
static int place_for(struct identity *const *places, const struct identity *identity, long now)
{
    int chosen = 0;
    for (int i = 0; i < PLACES; i++)
        if (places[i] && memcmp(places[i]->digest, identity->digest, DIGEST_BYTES) == 0)
            return i;
    for (int i = 0; i < PLACES; i++) {
        if (places[i] == NULL || !is_good(places[i], now))
            return i;
        if (places[i]->good_until < places[chosen]->good_until)
            chosen = i;
    }
    return chosen;
}

void cache_keep(struct identity *identity, long now)
{
    struct shard *shard;
    struct identity **places = set_of(identity->digest, &shard);
    atomic_fetch_add(&identity->holders, 1);
    pthread_mutex_lock(&shard->lock);
    int place = place_for(places, identity, now);
    struct identity *former = places[place];
    places[place] = identity;
    pthread_mutex_unlock(&shard->lock);
    identity_release(former);
}

void cache_clear(void)
{
    for (size_t i = 0; i < SHARDS; i++)
        for (size_t j = 0; j < SETS * PLACES; j++) {
            pthread_mutex_lock(&shards[i].lock);
            struct identity *former = shards[i].places[j / PLACES][j % PLACES];
            shards[i].places[j / PLACES][j % PLACES] = NULL;
            pthread_mutex_unlock(&shards[i].lock);
            identity_release(former);
        }
}
