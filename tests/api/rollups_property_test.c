/* rollups_property_test.c: eight people at once send in, approve, return and amend reports of random units and periods;
 * afterwards every roll-up equals what a naive reading of the approved editions gives: no drift. OPERATIONS=10000
 * SEED=7 change a run; TEST_SECONDS must leave it the time. */
#include "support/client.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 8, UNITS = 10, PERIODS = 5, KINDS = 8, MOST_CELLS = UNITS * PERIODS };

static const char *const units[UNITS] = {"xa-doan-ket",       "xa-hoa-binh",  "phuong-duy-tan", "xa-hieu",
                                         "xa-po-e",           "xa-mang-canh", "xa-dak-ruong",   "xa-dak-koi",
                                         "xa-dak-long-23368", "xa-kroong"};
static const char *const periods[PERIODS] = {"2025-M01", "2025-M02", "2025-M03", "2025-M04", "2025-M05"};

/* One indicator per kind of roll-up and accumulation; the columns are those of the contract. */
static const struct kind {
    const char *code, *value_type, *accumulation, *rollup;
    bool fraction, weighted;
} kinds[KINDS] = {
    {.code = "SUM", .value_type = "number", .accumulation = "cumulative", .rollup = "sum"},
    {.code = "FLOW", .value_type = "number", .accumulation = "periodic", .rollup = "sum"},
    {.code = "STOCK", .value_type = "number", .accumulation = "level", .rollup = "sum"},
    {.code = "RATE", .value_type = "ratio", .accumulation = "level", .rollup = "ratio", .fraction = true},
    {.code = "MEAN", .value_type = "number", .accumulation = "level", .rollup = "mean"},
    {.code = "WEIGHTED", .value_type = "number", .accumulation = "level", .rollup = "weighted_mean", .weighted = true},
    {.code = "MIN", .value_type = "number", .accumulation = "level", .rollup = "min"},
    {.code = "MAX", .value_type = "number", .accumulation = "periodic", .rollup = "max"},
};

static const char campaign[] = "/campaigns/code:NGAU-NHIEN";
static const char reviewer[] = "tinh-kon-tum.reviewer", leader[] = "tinh-kon-tum.leader";

static long setting(const char *name, long otherwise)
{
    const char *given = getenv(name);
    return given ? strtol(given, NULL, 10) : otherwise;
}

static bool reports(unsigned tree, size_t unit)
{
    return tree >> unit & 1;
}

/* In the processes beside the test's own Criterion cannot be told anything: the exit code says it. */
static void demand(struct answer answer, bool right)
{
    if (!right) {
        fprintf(stderr, "%s answered %d %s\n", answer.call.path, answer.status, answer.body);
        _exit(1);
    }
}

static void must(struct answer answer, int status)
{
    demand(answer, answer.status == status);
}

/* ---- a random campaign ---- */

static void launch(unsigned tree)
{
    char reporters[2048] = "", items[16384] = "";
    for (size_t u = 0; u < UNITS; u++)
        if (reports(tree, u))
            strcat(reporters, at("%s{'unit': 'code:%s'}", reporters[0] ? ", " : "", units[u]));
    for (size_t k = 0; k < KINDS; k++)
        strcat(items, at("%s{'code': 'N-%s', 'name': 'Chỉ tiêu %s', 'field': 'economy', 'value_type': '%s',"
                         " 'unit_of_measure': '%s', 'decimals': 2, 'comparator': 'gte', 'target_value': 1000,"
                         " 'accumulation': '%s', 'rollup': '%s', 'reporters': [%s]}",
                         k ? ", " : "", kinds[k].code, kinds[k].code, kinds[k].value_type,
                         kinds[k].fraction ? "%" : "hộ", kinds[k].accumulation, kinds[k].rollup, reporters));
    must(as(reviewer, POST, "/campaigns",
            .json = body("{'code': 'NGAU-NHIEN', 'title': 'Phong trào ngẫu nhiên', 'kind': 'movement',"
                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'report_periods':"
                         " ['2025-M01', '2025-M02', '2025-M03', '2025-M04', '2025-M05']}")),
         201);
    const char *all = at("{'items': [%s]}", items);
    char *json = strdup(all);
    for (char *c = json; *c; c++)
        if (*c == '\'')
            *c = '"';
    must(as(reviewer, POST, at("%s/indicators", campaign), .json = json), 201);
    free(json);
    must(move(reviewer, campaign, "proposed"), 201);
    must(move(leader, campaign, "launched"), 201);
    for (size_t u = 0; u < UNITS; u++) /* one after another: passwords are slow to check */
        if (reports(tree, u))
            token_of(at("%s.reporter", units[u]));
}

/* ---- random operations ---- */

static const char *random_values(void)
{
    char values[4096] = "";
    for (size_t k = 0; k < KINDS; k++) {
        int whole = rand() % 1000 + 1, part = rand() % (whole + 1);
        const char *comma = values[0] ? ", " : "";
        if (rand() % 12 == 0)
            strcat(values, at("%s\"N-%s\": {\"status\": \"%s\", \"note\": \"Không phát sinh\", \"justification\": \"Đã "
                              "đối chiếu\"}",
                              comma, kinds[k].code, rand() % 2 ? "nil" : "not_applicable"));
        else if (kinds[k].fraction)
            strcat(values, at("%s\"N-%s\": {\"status\": \"reported\", \"justification\": \"Đã đối chiếu\", "
                              "\"numerator\": %d, \"denominator\": %d}",
                              comma, kinds[k].code, part, whole));
        else if (kinds[k].weighted)
            strcat(values, at("%s\"N-%s\": {\"status\": \"reported\", \"justification\": \"Đã đối chiếu\", \"value\": "
                              "%d.%d, \"denominator\": %d}",
                              comma, kinds[k].code, part, rand() % 10, whole));
        else
            strcat(values,
                   at("%s\"N-%s\": {\"status\": \"reported\", \"justification\": \"Đã đối chiếu\", \"value\": %d.%d}",
                      comma, kinds[k].code, part, rand() % 10));
    }
    return at("{\"values\": {%s}}", values);
}

/* Others work on the same reports: what they changed meanwhile answers 409 or 412, which is right. */
static void accept(struct answer answer)
{
    demand(answer, answer.status < 300 || answer.status == 409 || answer.status == 412);
}

static void act(const char *account, struct answer seen, const char *said)
{
    const char *report = json_string_value(json(seen, "id"));
    accept(as(account, POST, at("/submissions/%s/moves", report), .if_match = etag(seen), .json = said));
}

/* One step of one report, whatever is possible where it stands. */
static void operate(size_t unit, size_t period)
{
    const char *sheet = at("%s/units/code:%s/periods/%s/submission", campaign, units[unit], periods[period]);
    const char *reporter = at("%s.reporter", units[unit]);
    struct answer seen = as(reporter, GET, sheet);
    must(seen, 200);
    const char *state = json_string_value(json(seen, "state"));
    if (strcmp(state, "not_started") == 0) {
        accept(as(reporter, PATCH, sheet, .if_match = "\"0\"", .json = random_values()));
    } else if (strcmp(state, "submitted") == 0 || strcmp(state, "verified") == 0) {
        if (rand() % 4 == 0)
            act(reviewer, seen,
                "{\"to\": \"returned\", \"reasons\": [{\"pointer\": \"/values/N-SUM\", \"code\": \"other\"}]}");
        else if (strcmp(state, "submitted") == 0)
            act(reviewer, seen, "{\"to\": \"verified\"}");
        else
            act(leader, seen, "{\"to\": \"approved\"}");
    } else if (strcmp(state, "approved") == 0) {
        act(reporter, seen, "{\"to\": \"amending\", \"note\": \"Rà soát lại\"}");
    } else if (rand() % 2) {
        accept(as(reporter, PATCH, sheet, .if_match = etag(seen), .json = random_values()));
    } else {
        act(reporter, seen, "{\"to\": \"submitted\"}");
    }
}

static void work(unsigned tree, unsigned seed, long operations)
{
    size_t reporting[UNITS], known = 0;
    for (size_t u = 0; u < UNITS; u++)
        if (reports(tree, u))
            reporting[known++] = u;
    srand(seed);
    for (long i = 0; i < operations; i++)
        operate(reporting[(size_t)rand() % known], (size_t)rand() % PERIODS);
}

/* The others are processes: each signs in and keeps a connection of its own. What they say is not recorded. */
static void all_at_once(unsigned tree, unsigned seed, long operations)
{
    pid_t children[CLIENTS];
    for (unsigned c = 0; c < CLIENTS; c++) {
        children[c] = fork();
        if (children[c] == 0) {
            setenv("TEST_EXCHANGES", getenv("TEST_TOKENS"), 1);
            work(tree, seed + c, operations / CLIENTS);
            _exit(0);
        }
    }
    for (unsigned c = 0; c < CLIENTS; c++) {
        int outcome;
        waitpid(children[c], &outcome, 0);
        cr_assert(outcome == 0, "client %u ended with %d", c, outcome);
    }
}

/* ---- the naive reading: the last approved edition of each report, added up in plain loops ---- */

struct cell {
    bool there, figure; /* answered; with a figure */
    double value, numerator, denominator;
};
static struct cell cells[KINDS][UNITS][PERIODS];

static void read_editions(void)
{
    for (size_t u = 0; u < UNITS; u++)
        for (size_t p = 0; p < PERIODS; p++) {
            const char *content = database(
                "select e.content -> 'values' from app.submissions s join app.campaigns c on c.id = s.campaign_id"
                " join app.unit_codes k on k.unit_id = s.unit_id and k.code = '%s'"
                " join app.submission_editions e on e.submission_id = s.id"
                " where c.code = 'NGAU-NHIEN' and s.period = '%s' and e.outcome = 'approved'"
                " order by e.edition desc limit 1",
                units[u], periods[p]);
            json_t *values = json_loads(content, 0, NULL);
            for (size_t k = 0; k < KINDS; k++) {
                json_t *said = values ? json_object_get(values, at("N-%s", kinds[k].code)) : NULL;
                const char *status = json_string_value(json_object_get(said, "status"));
                struct cell *cell = &cells[k][u][p];
                *cell = (struct cell){.there = said != NULL};
                if (!said || strcmp(status, "not_applicable") == 0)
                    continue;
                cell->figure = true;
                cell->value = json_number_value(json_object_get(said, "value"));
                cell->numerator = json_number_value(json_object_get(said, "numerator"));
                cell->denominator = json_number_value(json_object_get(said, "denominator"));
            }
            json_decref(values);
        }
}

/* A unit's figure for the first three months or for a month, out of its months. False: it has none. */
static bool unit_figure(size_t k, size_t u, const char *period, struct cell *sum)
{
    *sum = (struct cell){0};
    bool quarter = strcmp(period, "2025-Q1") == 0;
    for (size_t p = 0; p < PERIODS; p++) {
        struct cell *cell = &cells[k][u][p];
        if (quarter ? p > 2 : strcmp(periods[p], period) != 0)
            continue;
        if (quarter && strcmp(kinds[k].accumulation, "periodic") == 0) {
            if (cell->figure) {
                sum->figure = true;
                sum->value += cell->value;
            }
        } else if (cell->there) {
            *sum = *cell; /* the last word of the quarter, or the month itself */
        }
    }
    return sum->figure;
}

/* NAN: there is no figure. */
static double naive(size_t k, unsigned members, const char *period)
{
    double total = 0, numerators = 0, denominators = 0, products = 0, lowest = INFINITY, highest = -INFINITY;
    size_t figures = 0;
    for (size_t u = 0; u < UNITS; u++) {
        struct cell sum;
        if (!reports(members, u) || !unit_figure(k, u, period, &sum))
            continue;
        figures++;
        total += sum.value;
        numerators += sum.numerator;
        denominators += sum.denominator;
        products += sum.value * sum.denominator;
        lowest = fmin(lowest, sum.value);
        highest = fmax(highest, sum.value);
    }
    const char *rollup = kinds[k].rollup;
    if (figures == 0)
        return NAN;
    if (strcmp(rollup, "sum") == 0)
        return total;
    if (strcmp(rollup, "ratio") == 0)
        return denominators > 0 ? 100 * numerators / denominators : NAN;
    if (strcmp(rollup, "mean") == 0)
        return total / (double)figures;
    if (strcmp(rollup, "weighted_mean") == 0)
        return denominators > 0 ? products / denominators : NAN;
    return strcmp(rollup, "min") == 0 ? lowest : highest;
}

static size_t compared;

static void compare(struct answer answer, unsigned members, const char *period)
{
    for (size_t k = 0; k < KINDS; k++)
        for (size_t i = 0; i < count(answer, "items"); i++) {
            if (strcmp(text(answer, at("items.%zu.indicator.code", i)), at("N-%s", kinds[k].code)) != 0)
                continue;
            double expected = naive(k, members, period);
            json_t *value = json(answer, at("items.%zu.value", i));
            bool rounded = kinds[k].fraction || kinds[k].weighted || strcmp(kinds[k].rollup, "mean") == 0;
            compared++;
            if (isnan(expected))
                cr_expect_not(!json_is_null(value), "%s of %s should have no figure: %s", kinds[k].code, period,
                              answer.call.path);
            else
                cr_expect(fabs(json_number_value(value) - expected) < (rounded ? 0.00501 : 0.0000011),
                          "%s of %s is %f, not %f: %s", kinds[k].code, period, json_number_value(value), expected,
                          answer.call.path);
        }
}

Test(rollups, equal_a_naive_reading_after_any_sequence_of_acts, .timeout = 1200)
{
    unsigned seed = (unsigned)setting("SEED", getpid());
    long operations = setting("OPERATIONS", 400);
    srand(seed);
    unsigned tree = ((unsigned)rand() | 0x49U) & ((1U << UNITS) - 1); /* a unit of each district at least */
    fprintf(stderr, "rollups: SEED=%u OPERATIONS=%ld, %d units\n", seed, operations, __builtin_popcount(tree));
    pid_t first = fork(); /* so that no connection is shared */
    if (first == 0) {
        launch(tree);
        _exit(0);
    }
    int outcome;
    waitpid(first, &outcome, 0);
    cr_assert(outcome == 0);
    all_at_once(tree, seed, operations);
    read_editions();
    const char *asked[] = {"2025-M01", "2025-M02", "2025-M03", "2025-M04", "2025-M05", "2025-Q1"};
    for (size_t p = 0; p < sizeof asked / sizeof *asked; p++) {
        compare(as(reviewer, GET, at("%s/progress?period=%s&limit=100", campaign, asked[p])), tree, asked[p]);
        compare(
            as(reviewer, GET, at("%s/progress?period=%s&unit=code:thanh-pho-kon-tum&limit=100", campaign, asked[p])),
            tree & 0x207U, asked[p]);
        for (size_t u = 0; u < UNITS; u++)
            if (reports(tree, u))
                compare(as(reviewer, GET,
                           at("%s/progress?period=%s&by=unit&unit=code:%s&limit=100", campaign, asked[p], units[u])),
                        1U << u, asked[p]);
    }
    cr_expect(compared >= 6 * KINDS * 4);
}
