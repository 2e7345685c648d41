/* nominations_race_test.c: many at once decide one nomination, and exactly one of them does; many at once send
 * proposals to a round, and its quota is never exceeded. ROUNDS=1000 CLIENTS=64 change a run; TEST_SECONDS must leave
 * it the time. */
#include "rounds_cases.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_CLIENTS = 64, MOST_ROUNDS = 1000, LIST = 50, LEAVERS = 12, LEFT = 36, SENDERS = 24, QUOTA = 10 };

/* What the processes beside the test's own share with it. */
struct shared {
    pthread_barrier_t start;
    int won[MOST_ROUNDS], refused[MOST_ROUNDS], strange;
};

static long setting(const char *name, long otherwise, long most)
{
    const char *given = getenv(name);
    long value = given ? strtol(given, NULL, 10) : otherwise;
    return value < 1 ? 1 : value > most ? most : value;
}

static struct shared *share(unsigned clients)
{
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert(shared != MAP_FAILED);
    memset(shared, 0, sizeof *shared);
    pthread_barrierattr_t between_processes;
    pthread_barrierattr_init(&between_processes);
    pthread_barrierattr_setpshared(&between_processes, PTHREAD_PROCESS_SHARED);
    cr_assert(eq(int, pthread_barrier_init(&shared->start, &between_processes, clients), 0));
    return shared;
}

/* Each client is a process with a connection of its own. What they say is not recorded. */
static void all_at_once(unsigned clients, void (*act)(struct shared *, unsigned), struct shared *shared)
{
    pid_t children[MOST_CLIENTS];
    for (unsigned c = 0; c < clients; c++) {
        children[c] = fork();
        if (children[c] == 0) {
            setenv("TEST_EXCHANGES", getenv("TEST_TOKENS"), 1);
            act(shared, c);
            _exit(0);
        }
    }
    for (unsigned c = 0; c < clients; c++) {
        int outcome;
        waitpid(children[c], &outcome, 0);
        cr_assert(outcome == 0, "client %u ended with %d", c, outcome);
    }
}

static void note(struct shared *shared, size_t round, struct answer answer)
{
    if (answer.status == 201) {
        __atomic_add_fetch(&shared->won[round], 1, __ATOMIC_SEQ_CST);
    } else if (answer.status == 409 || answer.status == 412 || answer.status == 422 || answer.status == 503) {
        __atomic_add_fetch(&shared->refused[round], 1, __ATOMIC_SEQ_CST);
    } else {
        fprintf(stderr, "%s answered %d %s\n", answer.call.path, answer.status, answer.body);
        __atomic_add_fetch(&shared->strange, 1, __ATOMIC_SEQ_CST);
    }
}

/* ---- one nomination, many who decide ---- */

static const char *cases[MOST_ROUNDS], *versions[MOST_ROUNDS], *verdict;
static long rounds;

/* Lists of nominees, appraised, one case a round. */
static void make_cases(void)
{
    verdict = paper(DESK, "minutes");
    for (long made = 0; made < rounds; made += LIST) {
        int wanted = (int)(rounds - made < LIST ? rounds - made : LIST);
        const char *proposal = proposal_from(COMMUNE, opened(""));
        struct answer list = nominate(COMMUNE, proposal, "individual", wanted, "");
        expect_status(list, 201);
        expect_status(move(COMMUNE, proposal, "submitted"), 201);
        expect_status(move(DESK, proposal, "received"), 201);
        expect_status(move_with(DESK, proposal, body("{'to': 'appraised', 'note': 'Hồ sơ đủ'}")), 201);
        for (int i = 0; i < wanted; i++) {
            cases[made + i] = at("/nominations/%s", text(list, at("items.%d.id", i)));
            versions[made + i] = etag(as(DESK, GET, cases[made + i]));
        }
    }
    token_of(CHAIR);
}

static void decide(struct shared *shared, unsigned client)
{
    for (long round = 0; round < rounds; round++) {
        const char *said = body("{'to': '%s', 'note': 'Theo biên bản', 'details': {'minutes_document': '%s'}}",
                                client % 2 ? "passed" : "failed", verdict);
        pthread_barrier_wait(&shared->start);
        note(shared, (size_t)round,
             as(DESK, POST, at("%s/moves", cases[round]), .if_match = versions[round], .json = said));
    }
}

Test(nominations, are_decided_by_one_of_many_at_once, .timeout = 7200)
{
    unsigned clients = (unsigned)setting("CLIENTS", 64, MOST_CLIENTS);
    rounds = setting("ROUNDS", 4, MOST_ROUNDS);
    make_cases();
    struct shared *shared = share(clients);
    all_at_once(clients, decide, shared);
    long once = 0;
    for (long round = 0; round < rounds; round++) {
        once += shared->won[round] == 1 && shared->refused[round] == (int)clients - 1;
        cr_expect(eq(int, shared->won[round], 1), "round %ld: %d won, %d were refused", round, shared->won[round],
                  shared->refused[round]);
    }
    cr_assert(eq(int, shared->strange, 0));
    fprintf(stderr, "nominations: one of %u won in %ld of %ld rounds\n", clients, once, rounds);
    const char *ends =
        database("select count(*) from app.moves m where m.thing = 'nomination' and m.to_state in"
                 " ('passed', 'failed') and exists (select from app.nominations n where n.id = m.thing_id"
                 " and n.achievement = 'Hoàn thành xuất sắc nhiệm vụ')");
    cr_assert(eq(long, strtol(ends, NULL, 10), rounds));
}

/* ---- a proposal on its way, many who leave it ---- */

static const char *leaving;

static void leave_or_receive(struct shared *shared, unsigned client)
{
    pthread_barrier_wait(&shared->start);
    for (unsigned n = client ? client - 1 : LEFT - 1; n < LEFT; n += LEAVERS) {
        struct answer answer =
            as(client ? COMMUNE : DESK, POST, at("%s/moves", client ? cases[n] : leaving), .if_match = "*",
               .json = body("{'to': '%s', 'note': 'Theo đề nghị của xã'}", client ? "withdrawn" : "received"));
        note(shared, 0, answer);
        __atomic_add_fetch(&shared->strange, answer.status == 503, __ATOMIC_SEQ_CST);
    }
}

/* Nobody waits for one who waits for him: all are served, and whoever stayed is where the proposal is. */
Test(nominations, leave_a_proposal_that_moves, .timeout = 600)
{
    token_of(DESK);
    for (long i = 0, repeats = setting("REPEATS", 2, 50); i < repeats; i++) {
        leaving = proposal_from(COMMUNE, opened(""));
        struct answer list = nominate(COMMUNE, leaving, "individual", LIST, "");
        expect_status(list, 201);
        for (int n = 0; n < LEFT; n++)
            cases[n] = at("/nominations/%s", text(list, at("items.%d.id", LIST - 1 - n)));
        expect_status(move(COMMUNE, leaving, "submitted"), 201);
        struct shared *shared = share(LEAVERS + 1);
        all_at_once(LEAVERS + 1, leave_or_receive, shared);
        cr_expect(eq(int, shared->strange, 0));
        cr_expect(eq(int, shared->won[0], LEFT + 1));
        struct answer after = as(DESK, GET, at("%s/nominations?limit=100", leaving));
        for (int n = 0; n < LIST; n++)
            expect_text(after, at("items.%d.state", n), n < LIST - LEFT ? "received" : "withdrawn");
    }
}

/* ---- one quota, many who send ---- */

static const char *proposals[SENDERS];

static void send_in(struct shared *shared, unsigned client)
{
    const char *account = client % 2 ? COMMUNE : SIBLING;
    pthread_barrier_wait(&shared->start);
    note(shared, 0,
         as(account, POST, at("%s/moves", proposals[client]), .if_match = "*", .json = body("{'to': 'submitted'}")));
}

Test(award_rounds, never_take_more_than_their_quota, .timeout = 600)
{
    long repeats = setting("REPEATS", 1, 50);
    for (long i = 0; i < repeats; i++) {
        struct round round = opened("");
        expect_status(
            put(DESK, at("%s/quotas", round.path), body("{'quotas': [{'scope': 'round', 'at_most': %d}]}", QUOTA)),
            200);
        for (unsigned c = 0; c < SENDERS; c++) {
            const char *account = c % 2 ? COMMUNE : SIBLING;
            proposals[c] = proposal_from(account, round);
            expect_status(nominate(account, proposals[c], "individual", 1, ""), 201);
        }
        struct shared *shared = share(SENDERS);
        all_at_once(SENDERS, send_in, shared);
        cr_assert(eq(int, shared->strange, 0));
        const char *sent =
            database("select count(*) from app.proposals where round_id = '%s' and state = 'submitted'", round.id);
        cr_expect(eq(int, shared->won[0], (int)strtol(sent, NULL, 10)));
        cr_expect(le(int, shared->won[0], QUOTA), "%d were taken", shared->won[0]);
        for (unsigned c = 0; c < SENDERS && shared->won[0] < QUOTA;
             c++) /* whom the crowd kept out by 503 comes again */
            shared->won[0] += as(c % 2 ? COMMUNE : SIBLING, POST, at("%s/moves", proposals[c]), .if_match = "*",
                                 .json = body("{'to': 'submitted'}"))
                                  .status == 201;
        cr_expect(eq(int, shared->won[0], QUOTA));
    }
}
