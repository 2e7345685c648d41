/* metrics.c: what the service counts about itself. Counters are atomic; only a status or a code seen for the first
 * time takes a lock. */
#include "http/metrics.h"

#include "support/clock.h"
#include "support/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STATUSES 600
#define CODES    512
#define CHORES   32

static const double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};
#define BOUNDS (sizeof bounds / sizeof bounds[0])

/* What is known of one operation. */
struct tally {
    atomic_ulong by_status[STATUSES];
    atomic_ulong buckets[BOUNDS + 1];
    atomic_ulong microseconds;
};

/* By the number of the operation, made when it is first counted; the last one is of requests without a route. */
static struct tally *_Atomic *tallies;
static const struct operation *const *operations;
static size_t tally_count;
static time_t started;
static atomic_long ages[AGE_COUNT];

/* Attempts to deliver to webhooks, each by what became of it. */
static struct {
    const char *outcome;
    atomic_ulong count;
} webhook_attempts[] = {{"delivered", 0}, {"waiting", 0}, {"dead", 0}, {"disabled", 0}, {"late", 0}};
static atomic_long webhooks_waiting, webhooks_late, webhooks_dead;

/* Chores of one thread, each made known by its name. */
static struct {
    const char *_Atomic name;
    _Atomic double failed;
} chores[CHORES];

static struct {
    char code[64];
    unsigned long count;
} problems[CODES];
static size_t problem_count;
static pthread_mutex_t problem_lock = PTHREAD_MUTEX_INITIALIZER;

/* Faults of ours stand there with 0 from the beginning: what appears with 1 is no increase to Prometheus. */
static void expect_faults(const struct contract *contract)
{
    size_t count;
    const struct problem_kind *kinds = contract_problems(contract, &count);
    for (size_t i = 0; i < count; i++)
        if (kinds[i].status >= 500 && problem_count < CODES)
            snprintf(problems[problem_count++].code, sizeof problems[0].code, "%s", kinds[i].code);
}

void metrics_start(const struct contract *contract)
{
    size_t count;
    operations = contract_operations(contract, &count);
    started = time(NULL);
    tally_count = count;
    tallies = memory_new(count + 1, sizeof *tallies);
    expect_faults(contract);
}

void metrics_stop(void)
{
    for (size_t i = 0; tallies && i <= tally_count; i++)
        free(tallies[i]);
    free(tallies);
    tallies = NULL;
    tally_count = 0;
}

static struct tally *tally_of(const struct operation *operation)
{
    struct tally *_Atomic *place = &tallies[operation ? operation->number : tally_count];
    struct tally *tally = atomic_load_explicit(place, memory_order_acquire), *made = NULL;
    if (tally == NULL && (made = calloc(1, sizeof *made)) != NULL) {
        if (atomic_compare_exchange_strong(place, &tally, made))
            return made;
        free(made); /* another thread was first */
    }
    return tally;
}

void metrics_count(const struct operation *operation, int status, double seconds)
{
    if (tallies == NULL)
        return;
    struct tally *tally = tally_of(operation);
    if (tally == NULL)
        return;
    size_t bucket = 0;
    while (bucket < BOUNDS && seconds > bounds[bucket])
        bucket++;
    atomic_fetch_add_explicit(&tally->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&tally->by_status[status > 0 && status < STATUSES ? status : 0], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&tally->microseconds, (unsigned long)(seconds * 1e6), memory_order_relaxed);
}

void metrics_problem(const char *code)
{
    pthread_mutex_lock(&problem_lock);
    size_t i = 0;
    while (i < problem_count && strcmp(problems[i].code, code) != 0)
        i++;
    if (i == problem_count && i < CODES)
        snprintf(problems[problem_count++].code, sizeof problems[0].code, "%s", code);
    if (i < CODES)
        problems[i].count++;
    pthread_mutex_unlock(&problem_lock);
}

static const char *method_of(const struct operation *operation)
{
    static const char *const names[METHOD_COUNT] = {
        [METHOD_GET] = "GET",     [METHOD_HEAD] = "HEAD",     [METHOD_POST] = "POST",       [METHOD_PUT] = "PUT",
        [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE", [METHOD_OPTIONS] = "OPTIONS",
    };
    return operation ? names[operation->method] : "";
}

static unsigned long print_statuses(struct text *out, const struct operation *operation, struct tally *tally)
{
    unsigned long total = 0;
    for (int status = 0; status < STATUSES; status++) {
        unsigned long count = atomic_load_explicit(&tally->by_status[status], memory_order_relaxed);
        total += count;
        if (count)
            text_print(out, "thidua_requests_total{operation=\"%s\",method=\"%s\",status=\"%d\"} %lu\n",
                       operation ? operation->id : "", method_of(operation), status, count);
    }
    return total;
}

static void print_durations(struct text *out, const char *operation, struct tally *tally)
{
    static const char name[] = "thidua_request_duration_seconds";
    unsigned long sum = 0;
    for (size_t i = 0; i <= BOUNDS; i++) {
        char bound[16] = "+Inf";
        sum += atomic_load_explicit(&tally->buckets[i], memory_order_relaxed);
        if (i < BOUNDS)
            snprintf(bound, sizeof bound, "%g", bounds[i]);
        text_print(out, "%s_bucket{operation=\"%s\",le=\"%s\"} %lu\n", name, operation, bound, sum);
    }
    text_print(out, "%s_sum{operation=\"%s\"} %.6f\n%s_count{operation=\"%s\"} %lu\n", name, operation,
               (double)atomic_load_explicit(&tally->microseconds, memory_order_relaxed) / 1e6, name, operation, sum);
}

static void print_problems(struct text *out)
{
    text_add(out, "# HELP thidua_problems_total Problems told, by code.\n# TYPE thidua_problems_total counter\n");
    pthread_mutex_lock(&problem_lock);
    for (size_t i = 0; i < problem_count; i++)
        text_print(out, "thidua_problems_total{code=\"%s\"} %lu\n", problems[i].code, problems[i].count);
    pthread_mutex_unlock(&problem_lock);
}

void metrics_age(enum metrics_age age, double seconds)
{
    ages[age] = (long)seconds;
}

#define OUTCOMES (sizeof webhook_attempts / sizeof webhook_attempts[0])

void metrics_webhook(const char *outcome)
{
    for (size_t i = 0; i < OUTCOMES; i++)
        if (strcmp(webhook_attempts[i].outcome, outcome) == 0)
            atomic_fetch_add_explicit(&webhook_attempts[i].count, 1, memory_order_relaxed);
}

void metrics_webhooks(long waiting, long late_seconds, long dead)
{
    webhooks_waiting = waiting;
    webhooks_late = late_seconds;
    webhooks_dead = dead;
}

static void print_webhooks(struct text *out)
{
    text_add(out, "# HELP thidua_webhook_attempts_total Attempts to deliver to webhooks, by what became of them.\n"
                  "# TYPE thidua_webhook_attempts_total counter\n");
    for (size_t i = 0; i < OUTCOMES; i++)
        text_print(out, "thidua_webhook_attempts_total{outcome=\"%s\"} %lu\n", webhook_attempts[i].outcome,
                   atomic_load_explicit(&webhook_attempts[i].count, memory_order_relaxed));
}

void metrics_chore(const char *name, double failed)
{
    size_t i = 0;
    while (i < CHORES && chores[i].name && strcmp(chores[i].name, name) != 0)
        i++;
    if (i == CHORES)
        return;
    chores[i].failed = failed;
    chores[i].name = name;
}

static void print_chores(struct text *out)
{
    text_add(out,
             "# HELP thidua_chore_failing_seconds For how long what happens by itself has failed; 0 while it is done.\n"
             "# TYPE thidua_chore_failing_seconds gauge\n");
    for (size_t i = 0; i < CHORES && chores[i].name; i++) {
        double failed = chores[i].failed;
        text_print(out, "thidua_chore_failing_seconds{chore=\"%s\"} %.0f\n", chores[i].name,
                   failed > 0 ? clock_seconds() - failed : 0.0);
    }
}

static long resident_bytes(void)
{
    long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return 0;
    int read = fscanf(file, "%ld %ld", &total, &resident);
    fclose(file);
    return read == 2 ? resident * sysconf(_SC_PAGESIZE) : 0;
}

static void print_state(struct text *out, const struct metrics_gauges *now)
{
    const struct {
        const char *name, *help;
        long value;
    } gauges[] = {
        {"thidua_kept_bytes", "Memory that kept answers take.", (long)now->kept.bytes},
        {"thidua_changes_heard", "Whether notifications of the database come in; without, nothing is kept.",
         now->changes_heard},
        {"thidua_requests_in_flight", "Requests begun and not finished.", now->in_flight},
        {"thidua_http_connections", "Open HTTP connections.", now->connections},
        {"thidua_listeners", "Streams of changes that are open; among the requests in flight.", now->listeners},
        {"thidua_database_connections", "Open database connections.", now->database_connections},
        {"thidua_superseded_primaries", "Primaries that were failed over from and can be written again.",
         now->superseded},
        {"thidua_audit_unsealed_seconds", "Age of the oldest audit entry without a seal.", ages[AGE_UNSEALED]},
        {"thidua_archive_failing_seconds", "For how long PostgreSQL could not archive its log.",
         ages[AGE_ARCHIVE_FAILING]},
        {"thidua_webhook_waiting", "Events that wait to be delivered.", webhooks_waiting},
        {"thidua_webhook_late_seconds", "For how long the oldest event that is due has been left.", webhooks_late},
        {"thidua_webhook_dead_letters", "Events given up, while they are in the log.", webhooks_dead},
        {"process_resident_memory_bytes", "Resident memory.", resident_bytes()},
        {"process_start_time_seconds", "When the process started.", (long)started},
    };
    for (size_t i = 0; i < sizeof gauges / sizeof gauges[0]; i++)
        text_print(out, "# HELP %s %s\n# TYPE %s gauge\n%s %ld\n", gauges[i].name, gauges[i].help, gauges[i].name,
                   gauges[i].name, gauges[i].value);
}

void metrics_print(struct text *out, const struct metrics_gauges *gauges)
{
    bool *seen = calloc(tally_count + 1, sizeof *seen);
    text_add(out, "# HELP thidua_requests_total Requests answered.\n# TYPE thidua_requests_total counter\n");
    for (size_t i = 0; seen && i <= tally_count; i++)
        seen[i] = tallies[i] && print_statuses(out, i < tally_count ? operations[i] : NULL, tallies[i]) > 0;
    text_add(out, "# HELP thidua_request_duration_seconds From the first line to the last byte.\n"
                  "# TYPE thidua_request_duration_seconds histogram\n");
    for (size_t i = 0; seen && i <= tally_count; i++)
        if (seen[i])
            print_durations(out, i < tally_count ? operations[i]->id : "", tallies[i]);
    free(seen);
    print_problems(out);
    text_print(out,
               "# HELP thidua_wall_refusals_total Rows of others that the second wall kept back; always 0.\n"
               "# TYPE thidua_wall_refusals_total counter\nthidua_wall_refusals_total %lu\n",
               gauges->wall_refusals);
    text_print(out,
               "# HELP thidua_standby_reads_total Reads that the standby was asked for, and whether it answered.\n"
               "# TYPE thidua_standby_reads_total counter\n"
               "thidua_standby_reads_total{by=\"standby\"} %lu\nthidua_standby_reads_total{by=\"primary\"} %lu\n",
               gauges->standby_answered, gauges->standby_left);
    text_print(out,
               "# HELP thidua_kept_answers_total Answers of operations that are kept, by where they came from.\n"
               "# TYPE thidua_kept_answers_total counter\n"
               "thidua_kept_answers_total{by=\"memory\"} %lu\nthidua_kept_answers_total{by=\"database\"} %lu\n",
               gauges->kept.from_memory, gauges->kept.from_database);
    print_webhooks(out);
    print_chores(out);
    print_state(out, gauges);
    text_print(out,
               "# HELP thidua_build_info Version of the program.\n# TYPE thidua_build_info gauge\n"
               "thidua_build_info{version=\"%s\"} 1\n",
               THIDUA_VERSION);
}
