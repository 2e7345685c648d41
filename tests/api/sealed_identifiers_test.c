/* sealed_identifiers_test.c: citizen identifiers are planted through every door there is, well and badly, and then
 * nothing that stays holds any of them: dump, write-ahead log, files and log of PostgreSQL (which is told to log every
 * statement with all its values), log of the service, and every answer. PLANTED=1000 plants so many. */
#include "awards_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REVIEWER "xa-doan-ket.reviewer"

static const char *list_path(void)
{
    return at("%s/planted-%d", getenv("TEST_FOLDER"), (int)getpid());
}

/* A number that nothing else has by chance, remembered in the list. */
static const char *planted(void)
{
    static FILE *list;
    static unsigned count;
    if (list == NULL)
        list = fopen(list_path(), "w");
    unsigned number = ++count * 7919u % 1000000u;
    const char *clear = at("062%d%02u%06u", (int)(number % 4), number % 100, number);
    fprintf(list, "%s\n", clear);
    fflush(list);
    return clear;
}

static const char *person(const char *clear)
{
    return body("{'kind': 'individual', 'name': 'A Brôl', 'citizen_identifier': '%s'}", clear);
}

static const char *entered(const char *clear)
{
    struct answer made = as(COMMUNE, POST, "/honourees", .json = person(clear), .key = at("giu-%s", clear + 6));
    expect_status(made, 201);
    return text(made, "id");
}

/* ---- the doors ---- */

static void enter_and_replay(void)
{
    const char *clear = planted(), *key = at("lap-%s", clear + 6);
    expect_status(as(COMMUNE, POST, "/honourees", .json = person(clear), .key = key), 201);
    expect_header(as(COMMUNE, POST, "/honourees", .json = person(clear), .key = key), "Idempotency-Replayed", "true");
    expect_problem(as(COMMUNE, POST, "/honourees", .json = person(planted()), .key = key), 422,
                   "idempotency_key_reused");
    expect_problem(as(COMMUNE, POST, "/honourees", .json = person(clear)), 409, "honouree_is_known");
}

static void correct_and_look_up(void)
{
    const char *honouree = entered(planted()), *clear = planted();
    expect_status(patch(COMMUNE, at("/honourees/%s", honouree), body("{'citizen_identifier': '%s'}", clear)), 200);
    expect_count(as(COMMUNE, POST, "/honourees/lookups", .json = body("{'citizen_identifier': '%s'}", clear)), "items",
                 1);
    expect_count(as(SIBLING, POST, "/honourees/lookups", .json = body("{'citizen_identifier': '%s'}", clear)), "items",
                 0);
    expect_count(as(COMMUNE, POST, "/honourees/lookups", .json = body("{'citizen_identifier': '%s'}", planted())),
                 "items", 0);
}

static void read_in_clear(void)
{
    const char *clear = planted();
    struct answer reading = as(REVIEWER, POST, at("/honourees/%s/identity-readings", entered(clear)),
                               .json = body("{'reason': 'Đối chiếu căn cước'}"));
    expect_text(reading, "citizen_identifier", clear);
}

static void come_as_a_list(void)
{
    expect_status(as(COMMUNE, POST, "/honourees/lists", .type = "text/csv", .key = at("ds-%s", planted() + 6),
                     .raw = at("kind,name,citizen_identifier\nindividual,A Brôl,%s\nindividual,Y Blưt,%s\n", planted(),
                               planted())),
                  201);
    expect_problem(
        as(COMMUNE, POST, "/honourees/lists", .type = "text/csv",
           .raw = at("kind,name,citizen_identifier\nindividual,,%s\nnobody,Y Blưt,%s\n", planted(), planted())),
        422, "validation_failed");
    struct answer headless = as(COMMUNE, POST, "/honourees/lists", .type = "text/csv",
                                .raw = at("individual,A Brôl,%s\nindividual,Y Blưt,%s\n", planted(), planted()));
    cr_assert(eq(int, headless.status, 422));
}

static void come_as_ratings_and_nominations(void)
{
    const char *clear = planted();
    entered(clear);
    expect_status(as(COMMUNE, POST, "/honouree-ratings", .key = at("xl-%s", clear + 6),
                     .json = body("{'items': [{'citizen_identifier': '%s', 'year': 2024, 'rating': 'good'}]}", clear)),
                  200);
    expect_problem(
        as(COMMUNE, POST, "/honouree-ratings",
           .json = body("{'items': [{'citizen_identifier': '%s', 'year': 2024, 'rating': 'good'}]}", planted())),
        422, "validation_failed");
    struct answer proposal = as(COMMUNE, POST, "/proposals", .json = body("{'title': 'Thử', 'reason': 'ad_hoc'}"));
    expect_status(
        as(COMMUNE, POST, at("/proposals/%s/nominations", text(proposal, "id")),
           .json = body("{'items': [{'award_type': 'GK_H', 'achievement': 'Cứu người bị nạn', 'new_honouree': %s}]}",
                        person(planted()))),
        201);
}

static void try_only(void)
{
    expect_status(as(COMMUNE, POST, "/honourees?dry_run=true", .json = person(planted())), 201);
    expect_status(as(COMMUNE, POST, "/honourees", .json = person(planted()), .headers = {"Prefer: return=minimal"}),
                  201);
}

static void do_it_wrong(void)
{
    expect_problem(as(COMMUNE, POST, "/honourees",
                      .json = at("{\"kind\": \"individual\", \"citizen_identifier\": \"%s", planted())),
                   400, "malformed_json");
    expect_status(
        as(COMMUNE, POST, "/honourees", .json = body("{'kind': 'individual', 'citizen_identifier': '%s'}", planted())),
        422);
    expect_status(as(COMMUNE, POST, "/honourees",
                     .json = body("{'kind': 'individual', 'name': 'A', 'citizen_identifier': '%sX'}", planted())),
                  422);
    expect_status(as(COMMUNE, POST, "/honourees",
                     .json = body("{'kind': 'individual', 'name': 'A', 'citizen_identifier': %s}", planted() + 1)),
                  422);
    expect_status(as(COMMUNE, POST, "/honourees",
                     .json = body("{'kind': 'household', 'name': 'Hộ', 'citizen_identifier': '%s'}", planted())),
                  422);
    expect_status(as("tinh-kon-tum.oversight", POST, "/honourees", .json = person(planted())), 403);
    expect_status(nobody(POST, "/honourees", .json = person(planted())), 401);
    expect_status(as(COMMUNE, POST, "/honourees?khong=co", .json = person(planted())), 400);
    expect_status(as(COMMUNE, PATCH, "/honourees/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", .if_match = "*",
                     .json = body("{'citizen_identifier': '%s'}", planted())),
                  404);
}

static void write_it_otherwise(void)
{
    const char *clear = planted();
    expect_status(
        as(COMMUNE, POST, "/honourees",
           .json = at("{ \"citizen_identifier\" :\n\"\\u0030%s\", \"name\":\"Y Bl\\u01b0t\", \"kind\":\"individual\"}",
                      clear + 1)),
        201);
    expect_count(as(COMMUNE, POST, "/honourees/lookups", .json = body("{'citizen_identifier': '%s'}", clear)), "items",
                 1);
}

static const char *const places[] = {"dump", "wal", "files", "service-log", "database-log", "answers", "readings"};
enum { PLACES = sizeof places / sizeof *places, READINGS = PLACES - 1 };

/* In how many lines of each place one of the list was found. */
static void search(const char *list, long counts[PLACES])
{
    char line[200], name[60];
    long seen;
    FILE *found = popen(at("tests/support/search-planted.sh %s", list), "r");
    for (size_t i = 0; i < PLACES; i++)
        counts[i] = -1;
    while (found && fgets(line, sizeof line, found))
        for (size_t i = 0; i < PLACES && sscanf(line, "%59s %ld", name, &seen) == 2; i++)
            if (strcmp(name, places[i]) == 0)
                counts[i] = seen;
    cr_assert(found && pclose(found) == 0);
}

Test(sealed_identifiers, are_in_nothing_that_stays)
{
    static void (*const doors[])(void) = {
        enter_and_replay, correct_and_look_up, read_in_clear,     come_as_a_list, come_as_ratings_and_nominations,
        try_only,         do_it_wrong,         write_it_otherwise};
    /* Everything PostgreSQL can log is logged, whatever the role's own settings are; connections made before end. */
    database(
        "do $$ begin"
        " execute format('alter role thidua_service in database %%I set log_statement = ''all''', current_database());"
        " execute format('alter role thidua_service in database %%I set log_parameter_max_length = -1', "
        "current_database());"
        " execute format('alter role thidua_service in database %%I set log_parameter_max_length_on_error = -1', "
        "current_database());"
        " perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = "
        "'thidua_service';"
        " insert into app.work_terms(code, valid_from, times, citation) values ('identity_lookups_per_hour', "
        "'2019-03-13', 100000, 'Thử');"
        " end $$");
    for (int tries = 0; tries < 50 && as(COMMUNE, GET, "/honourees?limit=1").status != 200; tries++)
        ;
    long wanted = getenv("PLANTED") ? atol(getenv("PLANTED")) : 60, readings = 0;
    for (long count = 0; count < wanted; count += 31, readings++) /* 31: what one round plants */
        for (size_t door = 0; door < sizeof doors / sizeof *doors; door++)
            doors[door]();

    long counts[PLACES];
    search(list_path(), counts);
    for (size_t i = 0; i < READINGS; i++)
        cr_expect(eq(long, counts[i], 0), "identifiers stand in: %s", places[i]);
    cr_expect(eq(long, counts[READINGS], readings));
}

/* The search itself finds what is there: one identifier in clear, planted where each place takes it from. */
Test(sealed_identifiers, would_be_found_were_they_in_clear)
{
    static const char control[] = "062199000777";
    const char *list = at("%s/control-%d", getenv("TEST_FOLDER"), (int)getpid());
    FILE *file = fopen(list, "w");
    fprintf(file, "%s\n", control);
    fclose(file);
    database("do $$ begin raise log 'control %s'; create table control as select '%s'::text as planted; end $$",
             control, control);
    struct answer echoed =
        as(COMMUNE, GET, "/honourees?limit=1", .headers = {at("X-Request-Id: kiem-soat-%s", control)});
    expect_status(echoed, 200);
    struct answer refused =
        as(COMMUNE, GET, "/honourees?limit=0", .headers = {at("X-Request-Id: kiem-soat-%s", control)});
    expect_in_body(refused, control);
    long counts[PLACES];
    search(list, counts);
    for (size_t i = 0; i < READINGS; i++)
        cr_expect(gt(long, counts[i], 0), "the search is blind to: %s", places[i]);
}
