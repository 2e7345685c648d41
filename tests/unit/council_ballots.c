/* council_ballots.c: what is sealed for one voting opens there and nowhere else, and says nothing before. */
#include "auth/resting_keys.h"
#include "councils/ballots.h"
#include "support/scoped.h"
#include "support/text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SESSION "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"
#define VOTING  "5f0d8f52-0e3f-4b1a-9d38-0a6c1b1f3e21"
#define OTHER   "5f0d8f52-0e3f-4b1a-9d38-0a6c1b1f3e22"

static char path[200];

static void make_file(void)
{
    char *fault = NULL;
    snprintf(path, sizeof path, "%s/thidua-ballots-%d", P_tmpdir, (int)getpid());
    unlink(path);
    cr_assert(resting_keys_create(path, "2025-06-16", &fault), "%s", fault);
    cr_assert(ballots_start(path, &fault), "%s", fault);
}

static void remove_file(void)
{
    ballots_stop();
    unlink(path);
}

TestSuite(ballots, .init = make_file, .fini = remove_file);

static struct ballot_opener opener_of(const char *session, struct ballot_keys *keys)
{
    struct ballot_opener opener;
    cr_assert(ballot_keys_make(session, keys));
    cr_assert(ballot_opener_begin(&opener, session, keys));
    return opener;
}

Test(ballots, open_as_what_was_chosen)
{
    struct ballot_keys keys;
    struct ballot_opener opener = opener_of(SESSION, &keys);
    char sealed[BALLOT_SEALED_TEXT], again[BALLOT_SEALED_TEXT];
    for (enum ballot_choice choice = BALLOT_YES; choice < BALLOT_CHOICES; choice++) {
        cr_assert(ballot_seal(keys.public_key, VOTING, choice, sealed));
        cr_assert(eq(sz, strlen(sealed), (size_t)BALLOT_SEALED_TEXT - 1));
        cr_assert(eq(int, ballot_open(&opener, VOTING, sealed), choice));
        cr_assert(ballot_seal(keys.public_key, VOTING, choice, again));
        cr_assert(ne(str, sealed, again));
    }
    cr_assert(not(ballot_seal("00", VOTING, BALLOT_YES, sealed)));
    cr_assert(not(ballot_seal(keys.public_key, "nothing", BALLOT_YES, sealed)));
    ballot_opener_end(&opener);
}

Test(ballots, of_another_voting_or_touched_on_the_way_are_broken)
{
    struct ballot_keys keys;
    struct ballot_opener opener = opener_of(SESSION, &keys);
    char sealed[BALLOT_SEALED_TEXT];
    cr_assert(ballot_seal(keys.public_key, VOTING, BALLOT_YES, sealed));
    cr_assert(eq(int, ballot_open(&opener, OTHER, sealed), BALLOT_BROKEN));
    sealed[100] = sealed[100] == '0' ? '1' : '0';
    cr_assert(eq(int, ballot_open(&opener, VOTING, sealed), BALLOT_BROKEN));
    cr_assert(eq(int, ballot_open(&opener, VOTING, "00"), BALLOT_BROKEN));
    cr_assert(eq(str, (char *)ballot_choice_name(BALLOT_BROKEN), "broken"));
    cr_assert(eq(int, ballot_choice_of("perhaps"), BALLOT_BROKEN));
    ballot_opener_end(&opener);
}

Test(ballots, of_a_session_are_opened_by_its_key_alone)
{
    struct ballot_keys keys;
    struct ballot_opener opener = opener_of(SESSION, &keys), stranger;
    cr_assert(not(ballot_opener_begin(&stranger, VOTING, &keys)));
    keys.key_id = "2020-01-01";
    cr_assert(not(ballot_opener_begin(&stranger, SESSION, &keys)));
    ballot_opener_end(&opener);
}

Test(ballots, still_open_after_a_newer_key_was_put_before_theirs)
{
    struct ballot_keys keys;
    struct ballot_opener opener = opener_of(SESSION, &keys);
    scoped(free_string) char *fault = NULL;
    ballot_opener_end(&opener);
    ballots_stop();
    cr_assert(not(resting_keys_create(path, "2025-06-16", &fault)));
    cr_assert(resting_keys_create(path, "2025-07-01", &fault));
    cr_assert(ballots_start(path, &fault));
    keys.key_id = "2025-06-16";
    cr_assert(ballot_opener_begin(&opener, SESSION, &keys));
    cr_assert(ballot_keys_make(SESSION, &keys));
    cr_assert(eq(str, (char *)keys.key_id, "2025-07-01"));
    ballot_opener_end(&opener);
}

Test(ballots, need_a_key_file)
{
    struct ballot_keys keys;
    char *fault = NULL;
    ballots_stop();
    cr_assert(ballots_start(NULL, &fault));
    cr_assert(not(ballot_keys_make(SESSION, &keys)));
}

static void expect_refused(const char *content, const char *part)
{
    scoped(free_string) char *fault = NULL;
    unlink(path);
    FILE *file = fopen(path, "w");
    fputs(content, file);
    fclose(file);
    chmod(path, 0600);
    cr_assert(resting_keys_read(path, &fault) == NULL);
    cr_assert(fault && strstr(fault, part), "%s", fault);
}

Test(resting_keys, hold_keys_with_ids_of_their_own_and_nothing_else)
{
    scoped(free_string) char *fault = NULL;
    snprintf(path, sizeof path, "%s/thidua-ring-%d", P_tmpdir, (int)getpid());
    expect_refused("# none\n\n", "holds no key");
    expect_refused("one AAAA\n", "line 1: a key is 32 bytes");
    expect_refused("# two\none? AAAA\n", "line 2: a key needs an id");
    expect_refused("a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\na AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                   "line 2: a key needs an id of its own");
    chmod(path, 0644);
    cr_assert(resting_keys_read(path, &fault) == NULL);
    unlink(path);
    cr_assert(resting_keys_read(path, &fault) == NULL);
    cr_assert(not(resting_keys_create(path, "no such id", &fault)));
}

Test(shuffles, make_every_order_as_likely_as_any_other)
{
    int seen[6] = {0};
    for (int i = 0; i < 60000; i++) {
        size_t order[] = {0, 1, 2};
        ballots_shuffle(order, 3);
        seen[order[0] * 2 + (order[1] > order[2])]++;
    }
    for (int i = 0; i < 6; i++) /* 10,000 each; six standard deviations are 548 */
        cr_assert(seen[i] > 9452 && seen[i] < 10548, "order %d was drawn %d times", i, seen[i]);
}
