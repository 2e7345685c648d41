/* thread.c: threads of our own beside those that answer requests, and how they wait. */
#include "support/thread.h"

#include "support/log.h"

#include <signal.h>
#include <stddef.h>

#define NANOSECONDS 1000000000

/* The new thread begins with the mask of the one that makes it. */
bool thread_begin(pthread_t *thread, void *(*work)(void *))
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool begun = pthread_create(thread, NULL, work, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!begun)
        log_event(LOG_ERROR, "start_refused", "what", "thread", "why", "the system gives no more threads", NULL);
    return begun;
}

/* Before the thread begins: others may call it as soon as worker_begin() has returned. */
static void wait_by_the_monotonic_clock(pthread_cond_t *condition)
{
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &clock);
    pthread_condattr_destroy(&clock);
}

bool worker_begin(struct worker *worker, void *(*work)(void *))
{
    wait_by_the_monotonic_clock(&worker->called);
    worker->running = thread_begin(&worker->thread, work);
    return worker->running;
}

struct timespec worker_moment(double seconds)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    long long nanoseconds = moment.tv_nsec + (long long)(seconds * NANOSECONDS);
    moment.tv_sec += (time_t)(nanoseconds / NANOSECONDS);
    moment.tv_nsec = (long)(nanoseconds % NANOSECONDS);
    return moment;
}

bool worker_rest(struct worker *worker, double seconds)
{
    struct timespec until = worker_moment(seconds);
    pthread_mutex_lock(&worker->mutex);
    while (!worker->stopping && pthread_cond_timedwait(&worker->called, &worker->mutex, &until) == 0)
        ;
    bool going_on = !worker->stopping;
    pthread_mutex_unlock(&worker->mutex);
    return going_on;
}

bool worker_is_stopping(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    bool stopping = worker->stopping;
    pthread_mutex_unlock(&worker->mutex);
    return stopping;
}

void worker_end(struct worker *worker)
{
    if (!worker->running)
        return;
    pthread_mutex_lock(&worker->mutex);
    worker->stopping = true;
    pthread_cond_signal(&worker->called);
    pthread_mutex_unlock(&worker->mutex);
    pthread_join(worker->thread, NULL);
    worker->running = false;
}
