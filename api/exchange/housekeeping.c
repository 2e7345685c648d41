/* housekeeping.c: what has to happen without anybody asking. A failure is logged when it begins and when it ends, not
 * each second in between. */
#include "exchange/housekeeping.h"

#include "database/database.h"
#include "support/clock.h"
#include "support/log.h"
#include "support/scoped.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

static const struct chore {
    const char *sql;
    long every; /* seconds */
} chores[] = {
    {"select app.seal_audit()", 1},
    {"select app.forget_old_keys()", 3600},
};

#define CHORE_COUNT      (sizeof chores / sizeof chores[0])
#define DEADLINE_SECONDS 5

static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped;
static bool stopping, running;

static bool do_chore(const struct chore *chore)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem problem = {0};
    return transaction_begin(&transaction, "{}", false, clock_seconds() + DEADLINE_SECONDS, &problem) &&
           transaction_ask_text(&transaction, chore->sql, 0, NULL, &problem) >= 0 &&
           transaction_commit(&transaction, &problem);
}

/* Sleeps until the next second; false when it is time to go. */
static bool rest(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    pthread_mutex_lock(&mutex);
    while (!stopping && pthread_cond_timedwait(&stopped, &mutex, &until) == 0)
        ;
    bool going_on = !stopping;
    pthread_mutex_unlock(&mutex);
    return going_on;
}

static void *keep_house(void *unused)
{
    bool failing = false;
    for (long second = 0; rest(); second++)
        for (size_t i = 0; i < CHORE_COUNT; i++) {
            if (second % chores[i].every != 0)
                continue;
            bool done = do_chore(&chores[i]);
            if (done == failing)
                log_event(done ? LOG_INFO : LOG_ERROR, done ? "housekeeping_again" : "housekeeping_fails", "chore",
                          chores[i].sql, NULL);
            failing = !done;
        }
    database_close_thread();
    return unused;
}

bool housekeeping_start(void)
{
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&stopped, &clock);
    pthread_condattr_destroy(&clock);
    /* Signals belong to the thread that serves: the new one begins with all of them blocked. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    running = pthread_create(&thread, NULL, keep_house, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return running;
}

void housekeeping_stop(void)
{
    if (!running)
        return;
    pthread_mutex_lock(&mutex);
    stopping = true;
    pthread_cond_signal(&stopped);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    running = false;
}
