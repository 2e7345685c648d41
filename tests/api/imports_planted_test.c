/* imports_planted_test.c: a long file with faults of many kinds planted in it: each is named with its place, the others
 * are kept, the rejected rows corrected are taken, and the file sent a third time changes nothing. IMPORT_ROWS and
 * IMPORT_FAULTS set how long it is; `make imports` is the long one. */
#include "support/season.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char issuer[] = "thanh-pho-kon-tum", reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char *const periods[] = {"2025-5M",  "2025-6M",  "2025-7M",  "2025-8M",  "2025-9M",
                                      "2025-10M", "2025-11M", "2025-M07", "2025-M08", "2025-M09",
                                      "2025-M10", "2025-M11", "2025-M12"};
enum { PERIODS = sizeof periods / sizeof periods[0], UNITS_MOST = 200 };

static char units[UNITS_MOST][64];
static int unit_count, indicator_count, period_count;

/* A row as it should be, and what is planted in it. */
struct row {
    char indicator[32], unit[64], period[16], value[32], numerator[8], status[16], note[2400];
};

struct fault {
    const char *code, *pointer;
    void (*plant)(struct row *row);
};

static void unknown_indicator(struct row *row)
{
    snprintf(row->indicator, sizeof row->indicator, "KHONG-CO");
}

static void no_indicator(struct row *row)
{
    row->indicator[0] = '\0';
}

static void unknown_unit(struct row *row)
{
    snprintf(row->unit, sizeof row->unit, "khong-co");
}

static void no_unit(struct row *row)
{
    row->unit[0] = '\0';
}

static void unit_that_owes_nothing(struct row *row)
{
    snprintf(row->unit, sizeof row->unit, "huyen-kon-plong");
}

static void period_not_owed(struct row *row)
{
    snprintf(row->period, sizeof row->period, "2025-Q1");
}

static void no_period(struct row *row)
{
    row->period[0] = '\0';
}

static void no_number(struct row *row)
{
    snprintf(row->value, sizeof row->value, "nhiều");
}

static void broken_number(struct row *row)
{
    snprintf(row->value, sizeof row->value, "2.5");
}

static void below_zero(struct row *row)
{
    snprintf(row->value, sizeof row->value, "-3");
}

static void numerator_for_a_count(struct row *row)
{
    snprintf(row->numerator, sizeof row->numerator, "1");
}

static void unknown_status(struct row *row)
{
    snprintf(row->status, sizeof row->status, "mất rồi");
}

static void status_without_a_note(struct row *row)
{
    snprintf(row->status, sizeof row->status, "not_available");
    row->value[0] = '\0';
}

static void long_note(struct row *row)
{
    memset(row->note, 'a', 2300);
    row->note[2300] = '\0';
}

static void number_of_sixteen_digits(struct row *row)
{
    snprintf(row->value, sizeof row->value, "1234567890123456");
}

static const struct fault faults[] = {
    {"indicator_not_in_campaign", "/indicator", unknown_indicator},
    {"required", "/indicator", no_indicator},
    {"unit_not_found", "/unit", unknown_unit},
    {"required", "/unit", no_unit},
    {"report_not_owed", "/period", unit_that_owes_nothing},
    {"report_not_owed", "/period", period_not_owed},
    {"required", "/period", no_period},
    {"wrong_type", "/value", no_number},
    {"whole_number_needed", "/value", broken_number},
    {"value_below_range", "/value", below_zero},
    {"numerator_not_wanted", "/numerator", numerator_for_a_count},
    {"not_in_list", "/status", unknown_status},
    {"note_needed", "/note", status_without_a_note},
    {"too_long", "/note", long_note},
    {"number_too_precise", "/value", number_of_sixteen_digits},
};
enum { KINDS = sizeof faults / sizeof faults[0] };

static long wish(const char *name, long otherwise)
{
    const char *said = getenv(name);
    return said ? strtol(said, NULL, 10) : otherwise;
}

static void find_units(void)
{
    char *list = strdup(database(
        "select string_agg(distinct k.code, ' ') from app.units u join app.unit_tree t on t.unit_id = u.id"
        " and t.depth > 0 and t.valid_from <= '2025-06-16' and t.valid_to > '2025-06-16' join app.unit_codes k on"
        " k.unit_id = u.id and k.scheme = 'slug' and k.valid @> '2025-06-16'::date join app.unit_codes p on"
        " p.unit_id = t.ancestor_id and p.code = '%s' where u.level = 'commune' and app.is_area(u.kind)",
        issuer));
    for (char *next, *at = strtok_r(list, " ", &next); at && unit_count < UNITS_MOST; at = strtok_r(NULL, " ", &next))
        snprintf(units[unit_count++], sizeof units[0], "%s", at);
    free(list);
    cr_assert(unit_count > 5, "%d communes", unit_count);
}

static void launch(long rows)
{
    const char *items = "", *listed = "";
    period_count = rows > 20000 ? PERIODS : 2;
    indicator_count = (int)((rows + unit_count * period_count - 1) / (unit_count * period_count));
    for (int i = 1; i <= indicator_count; i++)
        items =
            at("%s%s{\"code\": \"NL-%d\", \"name\": \"Chỉ tiêu %d\", \"field\": \"economy\", \"value_type\": \"count\","
               " \"comparator\": \"gte\", \"target_value\": 10, \"reporters\": [{\"level\": \"commune\"}]}",
               items, i > 1 ? "," : "", i, i);
    for (int i = 0; i < period_count; i++)
        listed = at("%s%s\"%s\"", listed, i ? "," : "", periods[i]);
    launch_campaign(
        issuer,
        at("{\"code\": \"NL\", \"title\": \"Nhập bảng lớn\", \"kind\": \"movement\", \"starts_on\": \"2025-01-01\","
           " \"ends_on\": \"2025-12-31\", \"report_periods\": [%s]}",
           listed),
        at("{\"items\": [%s]}", items));
}

static struct row row_at(long number)
{
    struct row row = {0};
    snprintf(row.indicator, sizeof row.indicator, "NL-%ld", number % indicator_count + 1);
    snprintf(row.unit, sizeof row.unit, "%s", units[number / indicator_count % unit_count]);
    snprintf(row.period, sizeof row.period, "%s", periods[number / indicator_count / unit_count]);
    snprintf(row.value, sizeof row.value, "%ld", number % 977);
    memset(row.note, 'n', (size_t)wish("IMPORT_NOTE", 0));
    return row;
}

/* Planted rows stand apart from each other all through the file. */
static long planted_at(long fault, long rows, long planted)
{
    return (2 * fault + 1) * rows / (2 * planted);
}

static void write_file(const char *path, long rows, long planted)
{
    FILE *file = fopen(path, "w");
    long fault = 0;
    cr_assert_not_null(file);
    fputs("indicator,unit,period,value,numerator,status,note\n", file);
    for (long number = 0; number < rows; number++) {
        struct row row = row_at(number);
        if (fault < planted && number == planted_at(fault, rows, planted))
            faults[fault++ % KINDS].plant(&row);
        fprintf(file, "%s,%s,%s,%s,%s,%s,%s\n", row.indicator, row.unit, row.period, row.value, row.numerator,
                row.status, row.note);
    }
    fclose(file);
}

/* The rejected rows as somebody corrects them: the same columns, what was planted taken out. */
static void write_corrected(const char *path, long rows, long planted)
{
    FILE *file = fopen(path, "w");
    fputs("indicator,unit,period,value\n", file);
    for (long fault = 0; fault < planted; fault++) {
        struct row row = row_at(planted_at(fault, rows, planted));
        fprintf(file, "%s,%s,%s,%s\n", row.indicator, row.unit, row.period, row.value);
    }
    fclose(file);
}

static const char import_path[] = "/imports?type=values&campaign=code:NL&mode=commit&atomic=none";

/* What an import ended as, whether at once or by a job; its seconds are told. */
static struct answer sent(const char *path)
{
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    struct answer answer = as(reviewer, POST, import_path, .upload = path, .upload_type = "text/csv");
    if (answer.status == 202) {
        const char *job = at("/jobs/%s", text(answer, "id"));
        for (answer = as(reviewer, GET, job); strcmp(text(answer, "state"), "done") != 0;
             answer = as(reviewer, GET, job)) {
            cr_assert(strcmp(text(answer, "state"), "failed") != 0, "%s", answer.body);
            nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
        }
        answer = as(reviewer, GET, at("/imports/%s", text(answer, "import")));
    }
    expect_text(answer, "result", "done");
    clock_gettime(CLOCK_MONOTONIC, &ended);
    double seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
    if (getenv("IMPORT_ROWS"))
        cr_log_warn("%.0f rows in %.1f s: %.0f rows per second", number(answer, "rows_read"), seconds,
                    number(answer, "rows_read") / seconds);
    return answer;
}

static void expect_named(struct answer rows, long fault, long row)
{
    const struct fault *kind = &faults[fault % KINDS];
    json_t *told = NULL;
    for (size_t i = 0; i < count(rows, "items"); i++)
        if (json_integer_value(within(json(rows, "items"), at("%zu.row", i))) == row)
            told = within(json(rows, "items"), at("%zu.faults.0", i));
    cr_assert_not_null(told, "row %ld is not told of", row);
    cr_assert_str_eq(json_string_value(within(told, "pointer")), kind->pointer, "row %ld", row);
    cr_assert_str_eq(json_string_value(within(told, "code")), kind->code, "row %ld", row);
    cr_assert(json_string_length(within(told, "message")) > 10);
}

Test(imports_planted, name_every_fault_and_keep_the_rest, .timeout = 3600)
{
    long rows = wish("IMPORT_ROWS", 1500), planted = wish("IMPORT_FAULTS", 15);
    char path[] = "/tmp/planted-XXXXXX", corrected[] = "/tmp/corrected-XXXXXX";
    close(mkstemp(path));
    close(mkstemp(corrected));
    find_units();
    launch(rows);
    write_file(path, rows, planted);
    write_corrected(corrected, rows, planted);

    struct answer first = sent(path);
    expect_number(first, "rows_read", (double)rows);
    expect_number(first, "rejected", (double)planted);
    expect_number(first, "created", (double)(rows - planted));
    struct answer rejected = as(reviewer, GET, at("/imports/%s/rows?outcome=rejected&limit=500", text(first, "id")));
    expect_count(rejected, "items", (size_t)planted);
    for (long fault = 0; fault < planted; fault++)
        expect_named(rejected, fault, planted_at(fault, rows, planted) + 2);

    struct answer second = sent(corrected);
    expect_number(second, "rejected", 0);
    expect_number(second, "created", (double)planted);

    struct answer known = as(reviewer, POST, import_path, .upload = path, .upload_type = "text/csv");
    expect_status(known, 201);
    expect_true(known, "repeated");
    write_file(path, rows, 0);
    struct answer third = sent(path);
    expect_number(third, "unchanged", (double)rows);
    cr_assert_str_eq(
        database("select max(s.version) from app.submissions s join app.campaigns c on c.id = s.campaign_id where"
                 " c.code = 'NL' and s.changed_at > '%s'",
                 text(third, "created_at")),
        "");
    unlink(path);
    unlink(corrected);
}
