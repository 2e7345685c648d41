/* ballot_timing_test.c: neither time nor size of an answer to a ballot tells the choice, the place among the voters or
 * what was voted before; the same statistic finds a service that takes 40 ms longer for one choice. */
#include "councils_cases.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { VOTERS = 17, CASES = 12, VOTES = VOTERS * CASES, OPEN_AT_ONCE = 4 };

TestSuite(ballot_timing, .init = council_law);

struct vote {
    double seconds;
    size_t length;
    int choice;  /* yes, no, blank */
    int nth;     /* among the voters on its case */
    int leading; /* what the votes before it said: 1 more yes, -1 more no */
};

static const char *const choices[] = {"yes", "no", "blank"}, *const paddings[] = {"xx", "xxx", ""};

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9;
}

static void shuffle(int *order, int count)
{
    for (int i = count - 1; i > 0; i--) {
        int other = rand() % (i + 1), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* Requests of one size, as clients send that fill `padding`. */
static void cast(struct vote *vote, const char *account, const char *session, const char *nomination)
{
    const char *json = body("{'votes': [{'nomination': '%s', 'choice': '%s'}], 'padding': '%s'}", nomination,
                            choices[vote->choice], paddings[vote->choice]);
    double begun = now();
    struct answer cast = as(account, POST, at("%s/ballots", session), .json = json);
    vote->seconds = now() - begun;
    vote->length = cast.length;
    expect_status(cast, 201);
}

/* The votes on one case: who votes when, by lot, how many have, and how many more said yes than no. */
struct poll {
    int order[VOTERS], cast, lead;
};

static void vote_next(struct poll *poll, struct vote *votes, struct council council, const char *session,
                      const char *nomination)
{
    int nth = poll->cast++;
    struct vote *vote = &votes[nth];
    *vote = (struct vote){.choice = rand() % 3, .nth = nth, .leading = (poll->lead > 0) - (poll->lead < 0)};
    cast(vote, council.accounts[poll->order[nth]], session, nomination);
    poll->lead += vote->choice == 0 ? 1 : vote->choice == 1 ? -1 : 0;
}

/* Everybody votes on every case. A few cases are voted on at a time, in turns drawn by lot: if place or majority went
 * with the time, a second in which the machine is busy would look like a tell. */
static void vote_by_lot(struct vote *votes, struct council council, const char *session, const struct dossier *dossiers)
{
    struct poll polls[CASES] = {0};
    int turns[OPEN_AT_ONCE];
    for (int i = 0; i < VOTERS; i++)
        token_of(council.accounts[i]);
    for (int n = 0; n < CASES; n++) {
        for (int i = 0; i < VOTERS; i++)
            polls[n].order[i] = i;
        shuffle(polls[n].order, VOTERS);
    }
    int opened = 0, left = OPEN_AT_ONCE;
    while (opened < OPEN_AT_ONCE) {
        turns[opened] = opened;
        opened++;
    }
    while (left > 0) {
        int turn = rand() % left, n = turns[turn];
        vote_next(&polls[n], votes + n * VOTERS, council, session, dossiers[n].nomination_id);
        if (polls[n].cast == VOTERS)
            turns[turn] = opened < CASES ? opened++ : turns[--left];
    }
}

/* Mann and Whitney: whether votes of the one group take longer than those of the other, in standard deviations. */
static double z_of(const struct vote *votes, bool (*one)(const struct vote *), bool (*other)(const struct vote *))
{
    double wins = 0, ones = 0, others = 0;
    for (int i = 0; i < VOTES; i++) {
        ones += one(&votes[i]);
        others += other(&votes[i]);
        for (int k = 0; one(&votes[i]) && k < VOTES; k++)
            if (other(&votes[k]))
                wins += votes[i].seconds > votes[k].seconds ? 1 : votes[i].seconds < votes[k].seconds ? 0 : 0.5;
    }
    return (wins - ones * others / 2) / sqrt(ones * others * (ones + others + 1) / 12);
}

static bool is_yes(const struct vote *vote)
{
    return vote->choice == 0;
}

static bool is_no(const struct vote *vote)
{
    return vote->choice == 1;
}

static bool is_blank(const struct vote *vote)
{
    return vote->choice == 2;
}

static bool is_early(const struct vote *vote)
{
    return vote->nth < VOTERS / 3;
}

static bool is_late(const struct vote *vote)
{
    return vote->nth >= VOTERS - VOTERS / 3;
}

static bool follows_yes(const struct vote *vote)
{
    return vote->leading > 0;
}

static bool follows_no(const struct vote *vote)
{
    return vote->leading < 0;
}

static const struct {
    const char *said;
    bool (*one)(const struct vote *), (*other)(const struct vote *);
} questions[] = {
    {"yes and no", is_yes, is_no},
    {"yes and blank", is_yes, is_blank},
    {"no and blank", is_no, is_blank},
    {"the first third and the last third", is_early, is_late},
    {"after more yes and after more no", follows_yes, follows_no},
};

static const char *electronic_session(struct council council, const char *mode, struct dossier dossiers[CASES])
{
    for (int n = 0; n < CASES; n++)
        dossiers[n] = appraised(drafted());
    return voting_session(council, mode, VOTERS, 0, CASES, dossiers);
}

Test(ballot_timing, tells_neither_choice_nor_place_nor_what_was_voted_before, .timeout = 400)
{
    static struct vote votes[VOTES];
    struct council council = council_of(VOTERS);
    struct dossier dossiers[CASES];
    srand(25);
    const char *session = electronic_session(council, "electronic_secret", dossiers);
    vote_by_lot(votes, council, session, dossiers);
    for (int i = 1; i < VOTES; i++)
        cr_assert_eq(votes[i].length, votes[0].length, "every answer has one length");
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        double z = z_of(votes, questions[i].one, questions[i].other);
        fprintf(stderr, "secret ballots, %s: z = %.1f\n", questions[i].said, z);
        cr_assert_lt(fabs(z), 4.5, "%s are told apart: z = %.1f", questions[i].said, z);
    }
    struct answer again[3];
    for (int i = 0; i < 3; i++) {
        again[i] = as(council.accounts[0], POST, at("%s/ballots", session),
                      .json = body("{'votes': [{'nomination': '%s', 'choice': '%s'}], 'padding': '%s'}",
                                   dossiers[0].nomination_id, choices[i], paddings[i]));
        expect_problem(again[i], 409, "already_voted");
        cr_assert_eq(again[i].length, again[0].length, "a refusal says the same of every choice");
    }
}

/* The control: the database dawdles over one choice of an open vote, where it can know it. */
Test(ballot_timing, of_a_service_that_dawdles_over_yes_is_found, .timeout = 400)
{
    static struct vote votes[VOTES];
    struct council council = council_of(VOTERS);
    struct dossier dossiers[CASES];
    srand(26);
    const char *session = electronic_session(council, "electronic_open", dossiers);
    database("create or replace function app.dawdle() returns trigger language plpgsql as $$ begin perform"
             " pg_sleep(0.04); return null; end $$");
    database("create trigger dawdle after insert on app.council_open_ballots for each row when (new.choice = 'yes')"
             " execute function app.dawdle()");
    vote_by_lot(votes, council, session, dossiers);
    database("drop trigger dawdle on app.council_open_ballots");
    double z = z_of(votes, is_yes, is_no);
    fprintf(stderr, "the control, yes and no: z = %.1f\n", z);
    cr_assert_gt(z, 4.5, "40 ms more for one choice are found: z = %.1f", z);
}
