/* render_wall.c: the second wall: what a caller's sight lets pass, in every format; and how sights are kept. */
#include "database/database.h"
#include "render/svg.h"
#include "render_rows.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>

/* The database of these tests: a unit sees the numbers 10, 20, … and itself, 7. */
static _Thread_local int asked;
static _Thread_local PGresult *answer;

const PGresult *transaction_step(struct transaction *transaction, struct problem *problem, const char *step, ...)
{
    static const char *const numbers[] = {"30", "7", "20", "10"};
    static const struct attribute attribute = {"unit_id", INT4};
    (void)transaction;
    if (strcmp(step, "control/read_unit_sight") != 0) {
        problem_set(problem, "internal_error", NULL);
        return NULL;
    }
    asked++;
    PQclear(answer);
    answer = result_new(&attribute, 1);
    for (int i = 0; i < 4; i++)
        fill_row(answer, i, &numbers[i], 1);
    return answer;
}

static void forget_answer(void)
{
    PQclear(answer);
    answer = NULL;
}

static const struct sight *some_sight(const char *unit, const char *version)
{
    struct transaction transaction = {0};
    struct problem problem = {0};
    return sight_of(&transaction, unit, version, &problem);
}

TestSuite(sight, .fini = forget_answer);
TestSuite(wall, .fini = forget_answer);

Test(sight, sees_what_the_database_said)
{
    scoped(sight_close) const struct sight *sight = some_sight("u1", "1");
    cr_assert(sight_sees(sight, "7"));
    cr_assert(sight_sees(sight, "30"));
    cr_assert_not(sight_sees(sight, "8"));
    cr_assert_not(sight_sees(sight, "300"));
    cr_assert_not(sight_sees(NULL, "7"));
}

Test(sight, is_asked_for_once_in_a_version_of_the_structure)
{
    scoped(sight_close) const struct sight *first = some_sight("u1", "1");
    scoped(sight_close) const struct sight *again = some_sight("u1", "1");
    scoped(sight_close) const struct sight *later = some_sight("u1", "2");
    cr_assert_eq(asked, 2);
    cr_assert_eq(first, again);
    cr_assert_neq(first, later);
    cr_assert(sight_sees(first, "20"), "a sight in use outlives its place in the cache");
}

Test(sight, is_found_without_a_transaction_once_it_is_known)
{
    struct problem problem = {0};
    cr_assert_null(sight_of(NULL, "u1", "1/2025-06-30", &problem));
    cr_assert_not(problem_is_set(&problem));
    scoped(sight_close) const struct sight *asked_for = some_sight("u1", "1/2025-06-30");
    scoped(sight_close) const struct sight *known = sight_of(NULL, "u1", "1/2025-06-30", &problem);
    cr_assert_eq(asked_for, known);
    cr_assert_null(sight_of(NULL, "u1", "1/2025-07-01", &problem));
}

static void *use_many(void *unused)
{
    (void)unused;
    for (int i = 0; i < 6000; i++) {
        char unit[16], version[16];
        snprintf(unit, sizeof unit, "unit-%d", i % 2500);
        snprintf(version, sizeof version, "%d", i / 1500);
        scoped(sight_close) const struct sight *sight = some_sight(unit, version);
        if (!sight_sees(sight, "10"))
            abort();
    }
    forget_answer();
    return NULL;
}

Test(sight, is_shared_by_threads_within_its_bounds)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, use_many, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

#define WALLED                                                                                                         \
    ATTRIBUTES({"id", INT4}, {"_unit_id", INT4}, {"_issuer_id", INT4}, {"_lead_unit_id", INT4}, {"_published", BOOL})

static void expect(const PGresult *rows, const struct sight *sight, bool passes)
{
    static const enum format formats[] = {FORMAT_JSON, FORMAT_CSV, FORMAT_NDJSON};
    for (size_t i = 0; i < 3; i++) {
        const struct rendering rendering = {.format = formats[i], .delimiter = ',', .sight = sight};
        scoped(text_close) struct text out = {0};
        scoped(problem_close) struct problem problem = {0};
        unsigned long before = wall_refusals();
        bool printed = formats[i] == FORMAT_JSON ? render_rows_json(&out, rows, PQntuples(rows), &rendering, &problem)
                                                 : render_line(&out, rows, PQntuples(rows) - 1, &rendering, &problem);
        cr_assert_eq(printed, passes);
        cr_assert_str_eq(problem.code, passes ? "" : "foreign_row");
        cr_assert_eq(wall_refusals() - before, passes ? 0UL : 1UL);
        if (!passes)
            cr_assert_null(strstr(text_string(&out), "99"));
    }
    const struct rendering sheet = {.format = FORMAT_XLSX, .sight = sight};
    scoped(problem_close) struct problem problem = {0};
    struct spreadsheet *spreadsheet = spreadsheet_new(rows, &sheet);
    cr_assert_eq(spreadsheet_add(spreadsheet, rows, PQntuples(rows) - 1, &sheet, &problem), passes);
    spreadsheet_finish(spreadsheet, NULL);
    scoped(text_close) struct text out = {0};
    cr_assert_eq(render_progress_svg(&out, rows, PQntuples(rows), "a", "b", &sheet, &problem), passes);
}

Test(wall, lets_pass_what_a_unit_issuer_or_lead_unit_puts_in_sight)
{
    scoped(sight_close) const struct sight *sight = some_sight("u1", "1");
    ROWS(own, WALLED, {"1", "7", NULL, NULL, "f"});
    ROWS(issued, WALLED, {"1", "8", "10", NULL, "f"});
    ROWS(led, WALLED, {"1", "8", "9", "20", NULL});
    expect(own, sight, true);
    expect(issued, sight, true);
    expect(led, sight, true);
}

Test(wall, refuses_a_foreign_row_even_as_the_last_of_many)
{
    scoped(sight_close) const struct sight *sight = some_sight("u1", "1");
    ROWS(rows, WALLED, {"1", "7", NULL, NULL, "f"}, {"99", "8", "9", NULL, "f"});
    expect(rows, sight, false);
}

Test(wall, refuses_a_row_whose_owner_is_unknown)
{
    scoped(sight_close) const struct sight *sight = some_sight("u1", "1");
    ROWS(rows, WALLED, {"99", NULL, NULL, NULL, NULL});
    expect(rows, sight, false);
}

Test(wall, lets_everybody_read_what_is_published)
{
    ROWS(rows, WALLED, {"1", "8", NULL, NULL, "t"});
    expect(rows, NULL, true);
}

Test(wall, shows_nothing_else_to_a_caller_without_sight)
{
    ROWS(rows, WALLED, {"99", "7", NULL, NULL, "f"});
    expect(rows, NULL, false);
}

Test(wall, does_not_stand_around_rows_without_owner)
{
    ROWS(rows, ATTRIBUTES({"id", INT4}, {"_version", INT4}), {"1", "2"});
    expect(rows, NULL, true);
}

Test(wall, can_be_taken_down_in_test_builds_only)
{
    ROWS(rows, WALLED, {"99", "8", NULL, NULL, "f"});
    setenv("THIDUA_TEST_WALLS", "sight", 1);
    expect(rows, NULL, false);
#ifdef THIDUA_TEST_BUILD
    setenv("THIDUA_TEST_WALLS", "policies", 1);
    expect(rows, NULL, true);
#endif
}
