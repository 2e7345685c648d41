/* webhook_dispatch.c: one thread looks for changes each second and puts them into lanes, others take lanes that are
 * due, send the oldest event of each and settle it. The database says who does what: nothing is remembered here. */
#include "exchange/webhook_dispatch.h"

#include "database/database.h"
#include "exchange/webhook_post.h"
#include "exchange/webhook_secrets.h"
#include "http/metrics.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"
#include "support/thread.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE "500" /* changes looked at in one transaction */

enum { THREADS_MOST = 32, FORGOTTEN_AT_ONCE = 5000 };

static struct webhook_settings settings;
static char lease_seconds[24], lanes_most[24], *source;
static struct worker watcher = WORKER_NEW;
static pthread_t senders[THREADS_MOST];
static long sender_count;

static atomic_bool stopping;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t called = PTHREAD_COND_INITIALIZER;
static unsigned long calls; /* how often senders were woken */

/* ---- faults of the database are told when they begin and when they end ---- */

enum part { LOOKING, SENDING };

static void tell_fault(enum part part, bool failed, const struct problem *problem)
{
    static const char *const names[] = {[LOOKING] = "looking for changes", [SENDING] = "sending"};
    static atomic_bool failing[2];
    if (atomic_exchange(&failing[part], failed) != failed)
        log_event(failed ? LOG_ERROR : LOG_INFO, failed ? "webhooks_fail" : "webhooks_again", "what", names[part],
                  "why", failed ? problem->code : NULL, NULL);
}

/* ---- from changes into lanes ---- */

static void wake_senders(void)
{
    pthread_mutex_lock(&mutex);
    calls++;
    pthread_cond_broadcast(&called);
    pthread_mutex_unlock(&mutex);
}

/* One page of changes of one webhook; *more when there may be another one. */
static bool fan_out(const char *webhook, bool *more, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *taken, *filled;
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        (taken = transaction_step(&transaction, problem, "exchange/take_webhook", "webhook", webhook, NULL)) == NULL)
        return false;
    if (PQntuples(taken) == 0)
        return transaction_commit(&transaction, problem);
    filled =
        transaction_step(&transaction, problem, "exchange/fan_out", "webhook", webhook, "low", column(taken, 0, "low"),
                         "high", column(taken, 0, "high"), "seq", column(taken, 0, "seq"), "most", PAGE, NULL);
    if (filled == NULL)
        return false;
    *more |= strcmp(column(filled, 0, "more"), "t") == 0;
    return transaction_commit(&transaction, problem);
}

/* The webhooks that lag behind, in an array ended by NULL, which the caller frees; *due when lanes want a sender. */
static char **find_work(bool *due, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *rows;
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        (rows = transaction_step(&transaction, problem, "exchange/webhook_work", NULL)) == NULL)
        return NULL;
    int count = 0;
    char **webhooks = memory_new((size_t)PQntuples(rows) + 1, sizeof *webhooks);
    for (int row = 0; row < PQntuples(rows); row++)
        if (column(rows, row, "webhook"))
            webhooks[count++] = text_copy(column(rows, row, "webhook"));
        else
            *due = true;
    if (!transaction_commit(&transaction, problem))
        log_event(LOG_WARNING, "webhook_work_in_doubt", NULL);
    return webhooks;
}

static void free_strings(char ***strings)
{
    for (char **string = *strings; string && *string; string++)
        free(*string);
    free(*strings);
}

/* One round over all of them; true when another one is worth while at once. */
static bool look_round(void)
{
    scoped(problem_close) struct problem problem = {0};
    bool due = false, more = false;
    scoped(free_strings) char **webhooks = find_work(&due, &problem);
    for (char **webhook = webhooks; webhook && *webhook && !atomic_load(&stopping); webhook++)
        if (!fan_out(*webhook, &more, &problem))
            break;
    tell_fault(LOOKING, problem_is_set(&problem), &problem);
    if (due || (webhooks && *webhooks))
        wake_senders();
    return more && !problem_is_set(&problem);
}

static void *watch(void *unused)
{
    while (worker_rest(&watcher, 1))
        while (look_round() && !atomic_load(&stopping))
            ;
    database_close_thread();
    return unused;
}

/* ---- out of lanes ---- */

/* What a sender holds is a row of take_delivery, which it owns. */
static void errand_close(PGresult **errand)
{
    PQclear(*errand);
    *errand = NULL;
}

static const char *of(const PGresult *errand, const char *name)
{
    return column(errand, 0, name);
}

static bool take(struct transaction *transaction, PGresult **errand, struct problem *problem)
{
    const PGresult *taken = transaction_step(transaction, problem, "exchange/take_delivery", "source", source, "most",
                                             lanes_most, "seconds", lease_seconds, NULL);
    if (taken && PQntuples(taken) > 0)
        *errand = memory_insist(PQcopyResult(taken, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES));
    return taken != NULL;
}

/* Told only after it is committed. */
static void tell_outcome(const PGresult *errand, const char *outcome)
{
    metrics_webhook(outcome);
    if (strcmp(outcome, "dead") == 0)
        log_event(LOG_WARNING, "webhook_delivery_dead", "webhook", of(errand, "webhook"), "delivery",
                  of(errand, "delivery"), NULL);
    if (strcmp(outcome, "disabled") == 0)
        log_event(LOG_WARNING, "webhook_disabled", "webhook", of(errand, "webhook"), "why", "receiver_gone", NULL);
}

/* What became of it; NULL with the problem set. */
static const char *settle(struct transaction *transaction, const PGresult *errand, const struct webhook_answer *answer,
                          struct problem *problem)
{
    char status[16], took[24];
    snprintf(status, sizeof status, "%d", answer->status);
    snprintf(took, sizeof took, "%ld", answer->milliseconds);
    const PGresult *settled = transaction_step(
        transaction, problem, "exchange/settle_delivery", "delivery", of(errand, "delivery"), "lease",
        of(errand, "lease"), "status", answer->broken_off ? NULL : status, "error", answer->fault, "milliseconds", took,
        "answer", answer->beginning.length ? text_string(&answer->beginning) : NULL, NULL);
    return settled ? column(settled, 0, "outcome") : NULL;
}

/* Settles what was sent, if there is an answer, and takes what comes next, in one transaction. What could not be
 * settled is sent again once its lease is over. */
static bool go_on(PGresult **errand, const struct webhook_answer *answer, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(errand_close) PGresult *done = *errand;
    const char *outcome = NULL;
    *errand = NULL;
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        (answer && (outcome = settle(&transaction, done, answer, problem)) == NULL) ||
        (!atomic_load(&stopping) && !take(&transaction, errand, problem)) || !transaction_commit(&transaction, problem))
        return false;
    if (outcome)
        tell_outcome(done, outcome);
    return true;
}

static bool sign(const PGresult *errand, const char *timestamp, struct text *signatures)
{
    json_auto_t *signers = json_loads(of(errand, "signers"), 0, NULL);
    scoped(free_string) char *signed_text = text_format("%s.%s.%s", of(errand, "event"), timestamp, of(errand, "body"));
    size_t i;
    const json_t *signer;
    json_array_foreach(signers, i, signer) {
        if (!webhook_sign(of(errand, "webhook"), json_string_value(json_object_get(signer, "key")),
                          json_string_value(json_object_get(signer, "sealed")), signed_text, signatures))
            return false;
    }
    return signatures->length > 0;
}

static void send_event(struct webhook_poster *poster, const PGresult *errand, struct webhook_answer *answer)
{
    scoped(text_close) struct text signatures = {0};
    char timestamp[24];
    snprintf(timestamp, sizeof timestamp, "%.0f", clock_hour());
    if (!sign(errand, timestamp, &signatures)) {
        *answer = (struct webhook_answer){.fault = "secret_unreadable"};
        return;
    }
    webhook_post(poster,
                 &(struct webhook_letter){.url = of(errand, "url"),
                                          .id = of(errand, "event"),
                                          .timestamp = timestamp,
                                          .signatures = text_string(&signatures),
                                          .body = of(errand, "body")},
                 answer);
}

static void answer_close(struct webhook_answer *answer)
{
    text_close(&answer->beginning);
}

/* Sends until nothing is due. */
static void send_all(struct webhook_poster *poster)
{
    scoped(problem_close) struct problem problem = {0};
    scoped(errand_close) PGresult *errand = NULL;
    bool well = go_on(&errand, NULL, &problem);
    while (well && errand) {
        scoped(answer_close) struct webhook_answer answer = {0};
        send_event(poster, errand, &answer);
        well = go_on(&errand, &answer, &problem);
    }
    tell_fault(SENDING, !well, &problem);
}

/* Waits until it is called once more than it has heard; false when it is time to go. */
static bool listen_for(unsigned long *heard)
{
    pthread_mutex_lock(&mutex);
    while (!atomic_load(&stopping) && calls == *heard)
        pthread_cond_wait(&called, &mutex);
    *heard = calls;
    pthread_mutex_unlock(&mutex);
    return !atomic_load(&stopping);
}

static void *deliver(void *unused)
{
    unsigned long heard = 0;
    scoped(webhook_poster_close) struct webhook_poster *poster = webhook_poster_open(&(struct webhook_poster_settings){
        .seconds = settings.seconds, .ca_file = settings.ca_file, .stopping = &stopping});
    while (listen_for(&heard))
        send_all(poster);
    database_close_thread();
    return unused;
}

/* ---- beginning and end ---- */

/* A lease is longer than an attempt can take, and one slow receiver holds half of the threads at most. */
bool webhooks_start(const struct webhook_settings *given)
{
    settings = *given;
    if (!webhook_secrets_are_there() || settings.threads == 0)
        return true;
    snprintf(lease_seconds, sizeof lease_seconds, "%ld", 2 * settings.seconds);
    snprintf(lanes_most, sizeof lanes_most, "%ld", (settings.threads + 1) / 2);
    source = text_format("%s/api/v1", settings.public_url ? settings.public_url : "");
    bool watching = worker_begin(&watcher, watch);
    while (watching && sender_count < settings.threads && sender_count < THREADS_MOST &&
           thread_begin(&senders[sender_count], deliver))
        sender_count++;
    return sender_count > 0;
}

void webhooks_stop(void)
{
    atomic_store(&stopping, true);
    worker_end(&watcher);
    wake_senders();
    while (sender_count > 0)
        pthread_join(senders[--sender_count], NULL);
    free(source);
    source = NULL;
}

/* ---- chores ---- */

bool webhooks_measure(double deadline, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *figures;
    if (!transaction_begin(&transaction, "{}", true, deadline, problem) ||
        (figures = transaction_step(&transaction, problem, "exchange/webhook_figures", NULL)) == NULL)
        return false;
    metrics_webhooks(strtol(column(figures, 0, "waiting"), NULL, 10), strtol(column(figures, 0, "late"), NULL, 10),
                     strtol(column(figures, 0, "dead"), NULL, 10));
    return transaction_commit(&transaction, problem);
}

/* A bounded number of rows in each transaction. */
bool webhooks_forget(double deadline, struct problem *problem)
{
    long forgotten = FORGOTTEN_AT_ONCE;
    char days[24];
    snprintf(days, sizeof days, "%ld", settings.log_days);
    while (forgotten == FORGOTTEN_AT_ONCE && clock_seconds() < deadline) {
        scoped(transaction_close) struct transaction transaction = {0};
        const PGresult *rows;
        if (!transaction_begin(&transaction, "{}", false, deadline, problem) ||
            (rows = transaction_step(&transaction, problem, "exchange/forget_deliveries", "days", days, NULL)) == NULL)
            return false;
        forgotten = strtol(column(rows, 0, "forgotten"), NULL, 10);
        if (!transaction_commit(&transaction, problem))
            return false;
    }
    return true;
}
