/* thread.h: threads of our own beside those that answer requests, and how they wait. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

/* Begins a thread that no signal reaches: signals belong to the thread that serves. */
bool thread_begin(pthread_t *thread, void *(*work)(void *));

/* A thread that works until it is ended, and rests in between. What it shares with others may stand under its mutex. */
struct worker {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t
        called; /* waited for by the monotonic clock; without a call a rest lasts as long as it was to last */
    bool running, stopping;
};

#define WORKER_NEW                                                                                                     \
    {                                                                                                                  \
        .mutex = PTHREAD_MUTEX_INITIALIZER                                                                             \
    }

/* False when the system gives no thread. */
bool worker_begin(struct worker *worker, void *(*work)(void *));

/* In the worker: waits so many seconds; false when it is time to go, which ends the wait. */
bool worker_rest(struct worker *worker, double seconds);

bool worker_is_stopping(struct worker *worker);

/* Asks it to go and waits for it; nothing of a worker that does not run. */
void worker_end(struct worker *worker);

/* The moment in so many seconds, by the clock that a worker waits by. */
struct timespec worker_moment(double seconds);
