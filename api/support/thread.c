/* thread.c: threads of our own beside those that answer requests. */
#include "support/thread.h"

#include "support/log.h"

#include <signal.h>
#include <stddef.h>

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
