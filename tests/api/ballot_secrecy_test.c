/* ballot_secrecy_test.c: tries to tell who made which choice in secret votes of seventeen, with SQL as the service's
 * role, then as the engine's, without the key file: by every bit of what is sealed, by xmin, ctid and heap order, ids,
 * receipts.
 *
 * The statistic is z, how many standard deviations the hits of a way to guess lie from what chance gives. With some
 * 1,600 ways tried the bound is 5.5: by chance alone one of them passes it in fewer than one of 10,000 runs. Each
 * statistic is tried on a bad design too, which it must find out. SECRECY_SESSIONS=5 SECRECY_CASES=12 casts 1,020
 * ballots; SECRECY_REPORT names a file for the figures. */
#include "councils_cases.h"

#include <math.h>
#include <stdlib.h>

enum { VOTERS = 17, CASES_AT_MOST = 20, SESSIONS_AT_MOST = 10, SEALED_BYTES = 112, BITS = 8 * SEALED_BYTES };
#define BOUND 5.5

static int from_environment(const char *name, int fallback, int most)
{
    int given = getenv(name) ? atoi(getenv(name)) : fallback;
    return given < 1 ? 1 : given > most ? most : given;
}

/* One session and the truth about it, which only this test knows. */
struct ballots {
    const char *session;
    int cases;
    bool yes[CASES_AT_MOST][VOTERS];
    const char *receipts[CASES_AT_MOST][VOTERS];
};

/* ---- voting ---- */

static void appraised_cases(struct dossier *dossiers, int cases)
{
    struct answer proposal =
        as(COMMUNE, POST, "/proposals",
           .json = body("{'title': 'Nhiều trường hợp', 'reason': 'ad_hoc', 'documents': [{'document': '%s', 'purpose':"
                        " 'proposal_letter'}]}",
                        paper(COMMUNE, "submission_letter")));
    expect_status(proposal, 201);
    const char *path = at("/proposals/%s", text(proposal, "id")), *report = paper(COMMUNE, "achievement_report");
    for (int i = 0; i < cases; i++) {
        struct answer made =
            as(COMMUNE, POST, at("%s/nominations", path),
               .json = body("{'items': [{'new_honouree': {'kind': 'individual', 'name': 'A Brôl %d'}, 'award_type':"
                            " 'GK_H', 'achievement': 'Cứu người bị nạn lần %d', 'documents': [{'document': '%s',"
                            " 'purpose': 'achievement_report'}]}]}",
                            i, i, report));
        expect_status(made, 201);
        dossiers[i] = (struct dossier){.proposal = path, .nomination_id = text(made, "items.0.id")};
    }
    expect_status(move(COMMUNE, path, "submitted"), 201);
    expect_status(move(DESK, path, "received"), 201);
    expect_status(move_with(DESK, path, body("{'to': 'appraised', 'note': 'Hồ sơ đủ'}")), 201);
}

/* Members vote in an order of their own, as people do. */
static void cast_all(struct ballots *ballots, struct council council, const struct dossier *dossiers)
{
    int order[VOTERS];
    for (int i = 0; i < VOTERS; i++) {
        int drawn = (int)(random() % (i + 1));
        order[i] = order[drawn];
        order[drawn] = i;
    }
    for (int i = 0; i < VOTERS; i++) {
        int voter = order[i];
        char votes[4000];
        size_t length = 0;
        for (int c = 0; c < ballots->cases; c++) {
            ballots->yes[c][voter] = random() % 2;
            length += (size_t)snprintf(votes + length, sizeof votes - length,
                                       "%s{\"nomination\": \"%s\", \"choice\": \"%s\"}", c ? ", " : "",
                                       dossiers[c].nomination_id, ballots->yes[c][voter] ? "yes" : "no");
        }
        struct answer cast = as(council.accounts[voter], POST, at("%s/ballots", ballots->session),
                                .json = at("{\"votes\": [%s]}", votes));
        expect_status(cast, 201);
        for (int c = 0; c < ballots->cases; c++)
            ballots->receipts[c][voter] = text(cast, at("items.%d.receipt", c));
    }
}

/* ---- guessing from what is sealed ---- */

struct learned {
    int agreements[BITS], guesses;
};
static struct learned alive, deleted;

static double worst_bit(const struct learned *learned)
{
    double worst = 0;
    for (int bit = 0; bit < BITS; bit++)
        worst = fmax(worst, fabs(2.0 * learned->agreements[bit] - learned->guesses) / sqrt(fmax(learned->guesses, 1)));
    return worst;
}

/* A line each: case, voter (both from 1), the sealed ballot in hexadecimal. */
static int learn_from(struct learned *learned, const struct ballots *ballots, const char *lines)
{
    int seen = 0, c, voter, taken;
    char sealed[2 * SEALED_BYTES + 2];
    for (; sscanf(lines, "%d %d %225[0-9a-f]%n", &c, &voter, sealed, &taken) == 3; lines += taken, seen++) {
        cr_assert(eq(sz, strlen(sealed), (size_t)(2 * SEALED_BYTES)), "all ballots have one length");
        bool yes = ballots->yes[c - 1][voter - 1];
        for (int bit = 0; bit < BITS; bit++) {
            char digit = sealed[bit / 4];
            int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
            learned->agreements[bit] += ((value >> (3 - bit % 4)) & 1) == yes;
        }
        learned->guesses++;
    }
    return seen;
}

#define AS_ENGINE "set role thidua_engine; set search_path = app, extensions; "
#define OF_SESSION                                                                                                     \
    " join council_votings v on v.id = k.voting_id join council_session_items i on i.id = v.item_id"                   \
    " join council_members m on m.id = k.member_id where v.session_id = '%s'"

/* Marks and sealed ballots of a voting in the order of their transactions: so one knows whose ballot each is. */
#define BESIDE_THEIR_MARKS(sealed_rows)                                                                                \
    "with sealed as (" sealed_rows                                                                                     \
    "), s as (select voting_id, sealed, row_number() over (partition by voting_id order"                               \
    " by xid) as n from sealed), k as (select voting_id, member_id, row_number() over (partition by voting_id order "  \
    "by"                                                                                                               \
    " xmin::text::bigint) as n from council_ballot_marks) select coalesce(string_agg(format('%%s %%s %%s', i.ordinal," \
    " m.ordinal, encode(s.sealed, 'hex')), ' '), '') from s join k on k.voting_id = s.voting_id and k.n = "            \
    "s.n" OF_SESSION

static void try_what_is_sealed(const struct ballots *ballots)
{
    const char *lines = database(AS_ENGINE BESIDE_THEIR_MARKS("select voting_id, sealed, xmin::text::bigint as xid from"
                                                              " council_sealed_ballots"),
                                 ballots->session + 18);
    cr_assert(eq(int, learn_from(&alive, ballots, lines), ballots->cases *VOTERS),
              "each sealed ballot is known by its voter");
}

/* Rows that were deleted lie on their pages until they are vacuumed; there they still stand beside their voter's mark.
 */
static int try_what_was_sealed(const struct ballots *ballots)
{
    return learn_from(
        &deleted, ballots,
        database(
            "reset role; create extension if not exists pageinspect schema extensions; set search_path = app,"
            " extensions; " BESIDE_THEIR_MARKS(
                "select encode(substring(p.t_data from 1 for 16), 'hex')::uuid as voting_id, substring(p.t_data from"
                " 18 for 112) as sealed, p.t_xmin::text::bigint as xid from generate_series(0,"
                " pg_relation_size('council_sealed_ballots') / 8192 - 1) page cross join lateral"
                " heap_page_items(get_raw_page('council_sealed_ballots', page::int)) p where p.t_data is not null"),
            ballots->session + 18));
}

/* ---- pairing marks with plain ballots ---- */

enum { MARK_ORDERS = 5, PLAIN_ORDERS = 4, WAYS = MARK_ORDERS * PLAIN_ORDERS * VOTERS * 2 };
static const char *const mark_orders[] = {"k.ctid", "k.xmin::text::bigint, k.ctid", "k.member_id", "m.ordinal"};
static const char *const plain_orders[] = {"b.ctid", "b.place", "b.xmin::text::bigint, b.ctid", "b.ctid desc"};

struct hits {
    double found, expected, variance;
};
static struct hits hits[WAYS], control;

static double z_of(struct hits way)
{
    return way.variance > 0 ? (way.found - way.expected) / sqrt(way.variance) : 0;
}

/* `yes` of n voters said yes: guessing by a blind order hits by chance as a hypergeometric draw does. */
static void add_hits(struct hits *way, int found, int yes)
{
    double n = VOTERS, y = yes;
    way->found += found;
    way->expected += (y * y + (n - y) * (n - y)) / n;
    way->variance += 4 * y * y * (n - y) * (n - y) / (n * n * (n - 1));
}

static void marks_in_order(const struct ballots *ballots, int c, int order, int voters[VOTERS])
{
    const char *line = database(AS_ENGINE "select string_agg(m.ordinal::text, ' ' order by %s) from"
                                          " council_ballot_marks k" OF_SESSION " and i.ordinal = %d",
                                mark_orders[order], ballots->session + 18, c + 1);
    for (int i = 0, taken; i < VOTERS; i++, line += taken)
        cr_assert(eq(int, sscanf(line, "%d%n", &voters[i], &taken), 1));
}

static const struct ballots *sorted_ballots;
static int sorted_case;

static int by_receipt(const void *one, const void *other)
{
    const char *const *receipts = sorted_ballots->receipts[sorted_case];
    return strcmp(receipts[*(const int *)one - 1], receipts[*(const int *)other - 1]);
}

static void receipts_in_order(const struct ballots *ballots, int c, int voters[VOTERS])
{
    for (int i = 0; i < VOTERS; i++)
        voters[i] = i + 1;
    sorted_ballots = ballots;
    sorted_case = c;
    qsort(voters, VOTERS, sizeof *voters, by_receipt);
}

static void plain_in_order(const struct ballots *ballots, int c, int order, bool choices[VOTERS])
{
    const char *line =
        database(AS_ENGINE "select string_agg(case b.choice when 'yes' then '1' else '0' end, '' order by"
                           " %s) from council_plain_ballots b join council_votings v on v.id = b.voting_id"
                           " join council_session_items i on i.id = v.item_id where v.session_id = '%s' and"
                           " i.ordinal = %d",
                 plain_orders[order], ballots->session + 18, c + 1);
    cr_assert(eq(sz, strlen(line), (size_t)VOTERS));
    for (int i = 0; i < VOTERS; i++)
        choices[i] = line[i] == '1';
}

static void pair(const struct ballots *ballots, int c)
{
    int voters[MARK_ORDERS][VOTERS], yes = 0, unshuffled = 0;
    bool choices[PLAIN_ORDERS][VOTERS];
    for (int order = 0; order < MARK_ORDERS - 1; order++)
        marks_in_order(ballots, c, order, voters[order]);
    receipts_in_order(ballots, c, voters[MARK_ORDERS - 1]);
    for (int order = 0; order < PLAIN_ORDERS; order++)
        plain_in_order(ballots, c, order, choices[order]);
    for (int i = 0; i < VOTERS; i++)
        yes += ballots->yes[c][i];
    for (int way = 0; way < WAYS; way++) {
        int shift = way / 2 % VOTERS, turned = way % 2, found = 0;
        const int *marks = voters[way / (2 * VOTERS) / PLAIN_ORDERS];
        const bool *plain = choices[way / (2 * VOTERS) % PLAIN_ORDERS];
        for (int i = 0; i < VOTERS; i++)
            found += ballots->yes[c][marks[i] - 1] == plain[(turned ? VOTERS - 1 - i + shift : i + shift) % VOTERS];
        add_hits(&hits[way], found, yes);
    }
    /* Had they been written as they were cast, the heap order of both would pair them. */
    bool written[VOTERS];
    for (int i = 0; i < VOTERS; i++)
        written[i] = ballots->yes[c][voters[0][i] - 1];
    for (int i = 0; i < VOTERS; i++)
        unshuffled += ballots->yes[c][voters[0][i] - 1] == written[i];
    add_hits(&control, unshuffled, yes);
}

/* ---- the whole ---- */

static void as_the_service_reads_nothing(const char *session)
{
    static const char *const tables[] = {"council_ballot_marks", "council_sealed_ballots", "council_plain_ballots",
                                         "council_open_ballots", "council_ballot_keys",    "council_votings"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        cr_assert_str_eq(database("do $$ begin set local role thidua_service; perform 1 from app.%s; raise exception"
                                  " 'the service reads %s'; exception when insufficient_privilege then null; end $$;"
                                  " select 'refused'",
                                  tables[i], tables[i]),
                         "refused");
    /* What it may call answers nobody without the claims of the standing body. */
    cr_assert_str_eq(database("do $$ begin set local role thidua_service; perform app.ballots_to_open('%s'); raise"
                              " exception 'opened'; exception when insufficient_privilege then null; end $$; select"
                              " 'refused'",
                              session),
                     "refused");
}

static void leaves_no_trace_elsewhere(void)
{
    cr_assert_str_eq(database("select count(*) from app.audit_entries where operation = 'cast_council_ballots'"), "0");
    cr_assert_str_eq(database("select count(*) from app.outbox where thing like 'council_%%ballot%%'"), "0");
    cr_assert_str_eq(database("select count(*) from app.idempotency_keys where operation like '%%council_ballots'"),
                     "0");
    cr_assert_str_eq(database("select count(*) from app.audit_entries where changes::text like '%%encrypted_secret%%'"),
                     "0");
}

static void vote_and_attack(struct council council, int cases, int *dead)
{
    struct ballots ballots = {.cases = cases};
    struct dossier dossiers[CASES_AT_MOST];
    appraised_cases(dossiers, cases);
    ballots.session = voting_session(council, "electronic_secret", VOTERS, 0, cases, dossiers);
    cast_all(&ballots, council, dossiers);
    as_the_service_reads_nothing(ballots.session + 18);
    try_what_is_sealed(&ballots);
    expect_status(move(DESK, ballots.session, "closed"), 201);
    *dead += try_what_was_sealed(&ballots);
    struct answer results = as(DESK, GET, at("%s/results", ballots.session));
    struct answer again = as(DESK, POST, at("%s/recounts", ballots.session));
    for (int c = 0; c < cases; c++) {
        int yes = 0;
        for (int i = 0; i < VOTERS; i++)
            yes += ballots.yes[c][i];
        expect_number(results, at("items.%d.yes", c), yes);
        expect_true(again, at("items.%d.same_count", c));
        expect_true(again, at("items.%d.same_ballots", c));
        pair(&ballots, c);
    }
}

Test(ballot_secrecy, holds_against_sql_as_service_and_engine_without_the_key_file, .init = council_law)
{
    int sessions = from_environment("SECRECY_SESSIONS", 2, SESSIONS_AT_MOST);
    int cases = from_environment("SECRECY_CASES", 4, CASES_AT_MOST), dead = 0;
    srandom((unsigned)getpid());
    struct council council = council_of(VOTERS);
    for (int i = 0; i < sessions; i++)
        vote_and_attack(council, cases, &dead);
    leaves_no_trace_elsewhere();

    double worst = 0;
    for (int way = 0; way < WAYS; way++)
        worst = fmax(worst, fabs(z_of(hits[way])));
    FILE *report = getenv("SECRECY_REPORT") ? fopen(getenv("SECRECY_REPORT"), "w") : NULL;
    fprintf(
        report ? report : stderr,
        "%d ballots, and %d of them again from deleted rows: the best of %d bits guesses with |z| = %.2f; the best of"
        " %d ways of pairing with |z| = %.2f; unshuffled ballots are found out with z = %.1f\n",
        sessions * cases * VOTERS, dead, BITS, fmax(worst_bit(&alive), worst_bit(&deleted)), WAYS, worst,
        z_of(control));
    if (report)
        fclose(report);
    cr_assert(worst_bit(&alive) < BOUND, "a bit of the sealed ballot tells the choice");
    cr_assert(worst_bit(&deleted) < BOUND, "a bit of a deleted row tells the choice");
    cr_assert(worst < BOUND, "an order pairs marks with ballots");
    cr_assert(z_of(control) > BOUND, "ballots written as they were cast would be found out");
}

Test(ballot_secrecy, would_be_found_broken_without_the_seal)
{
    struct ballots ballots = {.cases = 8};
    char lines[8 * VOTERS * 240], *end = lines;
    srandom((unsigned)getpid());
    for (int c = 0; c < ballots.cases; c++)
        for (int voter = 0; voter < VOTERS; voter++) {
            ballots.yes[c][voter] = random() % 2;
            end += sprintf(end, "%d %d ", c + 1, voter + 1);
            for (int i = 0; i < SEALED_BYTES; i++)
                end += sprintf(end, "%02x", i == 16 ? ballots.yes[c][voter] : (unsigned)(random() % 256));
            end += sprintf(end, " ");
        }
    learn_from(&alive, &ballots, lines);
    cr_assert(worst_bit(&alive) > BOUND, "|z| = %.2f", worst_bit(&alive));
}
