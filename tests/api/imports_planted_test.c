/* imports_planted_test.c: a long file with faults of many kinds planted in it: each is named with its place and what to
 * do, the others are kept, the rejected rows come back as a file, are corrected and taken, and the file sent a third
 * time changes nothing. `make imports` is the long one: IMPORT_ROWS and IMPORT_FAULTS set how long, and it says how
 * fast, beside a COPY of the same rows, and in how much memory. */
#include "support/season.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char issuer[] = "tinh-kon-tum", reviewer[] = "tinh-kon-tum.reviewer"; /* of some hundred communes */
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
    const char *remedy; /* what its sentence says to do */
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
    {"indicator_not_in_campaign", "/indicator", unknown_indicator, "Hãy kiểm tra lại mã chỉ tiêu"},
    {"required", "/indicator", no_indicator, "cần được điền"},
    {"unit_not_found", "/unit", unknown_unit, "và kiểm tra lại ngày"},
    {"required", "/unit", no_unit, "cần được điền"},
    {"report_not_owed", "/period", unit_that_owes_nothing, "Hãy xem danh sách kỳ báo cáo"},
    {"report_not_owed", "/period", period_not_owed, "Hãy xem danh sách kỳ báo cáo"},
    {"required", "/period", no_period, "cần được điền"},
    {"wrong_type", "/value", no_number, "cần ghi số"},
    {"whole_number_needed", "/value", broken_number, "không phải số nguyên"},
    {"value_below_range", "/value", below_zero, "Hãy kiểm tra lại số liệu"},
    {"numerator_not_wanted", "/numerator", numerator_for_a_count, "bỏ trống tử số"},
    {"not_in_list", "/status", unknown_status, "danh sách: "},
    {"note_needed", "/note", status_without_a_note, "cần ghi chú"},
    {"too_long", "/note", long_note, "nhiều nhất 2000 ký tự"},
    {"number_too_precise", "/value", number_of_sixteen_digits, "nhiều nhất 15 chữ số"},
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

/* As many indicators as a request takes. */
static const char *indicators(int first, int last)
{
    const char *items = "";
    for (int i = first; i <= last; i++)
        items =
            at("%s%s{\"code\": \"NL-%d\", \"name\": \"Chỉ tiêu %d\", \"field\": \"economy\", \"value_type\": \"count\","
               " \"comparator\": \"gte\", \"target_value\": 10, \"reporters\": [{\"level\": \"commune\"}]}",
               items, i > first ? "," : "", i, i);
    return at("{\"items\": [%s]}", items);
}

static void launch(long rows)
{
    const char *listed = "";
    period_count = rows > 20000 ? PERIODS : 2;
    indicator_count = (int)((rows + unit_count * period_count - 1) / (unit_count * period_count));
    for (int i = 0; i < period_count; i++)
        listed = at("%s%s\"%s\"", listed, i ? "," : "", periods[i]);
    launch_campaign(
        issuer,
        at("{\"code\": \"NL\", \"title\": \"Nhập bảng lớn\", \"kind\": \"movement\", \"starts_on\": \"2025-01-01\","
           " \"ends_on\": \"2025-12-31\", \"report_periods\": [%s]}",
           listed),
        indicators(1, indicator_count));
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

/* ---- the rejected rows, as somebody corrects them ---- */

struct correction {
    FILE *file;
    char headings[40][32];
    unsigned column, heading_count;
    long record;
    struct row right; /* the row in work as it should have been */
};

/* What is typed anew; all else stays as it came. */
static const char *corrected_cell(const struct correction *in, const char *came)
{
    const struct {
        const char *heading, *right;
    } cells[] = {{"indicator.code", in->right.indicator},
                 {"unit.code", in->right.unit},
                 {"period", in->right.period},
                 {"value", in->right.value},
                 {"numerator", in->right.numerator},
                 {"status", in->right.status},
                 {"note", in->right.note}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        if (strcmp(in->headings[in->column], cells[i].heading) == 0)
            return cells[i].right;
    return came;
}

static void take_cell(void *bytes, size_t length, void *state)
{
    struct correction *in = state;
    const char *came = at("%.*s", (int)length, bytes ? (const char *)bytes : "");
    if (in->record == 0)
        snprintf(in->headings[in->heading_count++], sizeof in->headings[0], "%s", came);
    else if (in->column == 0) /* the first column is the number of the row */
        in->right = row_at(strtol(came, NULL, 10) - 2);
    const char *cell = in->record == 0 ? came : corrected_cell(in, came);
    if (in->column++)
        fputc(',', in->file);
    csv_fwrite(in->file, cell, strlen(cell));
}

static void take_end(int mark, void *state)
{
    struct correction *in = state;
    (void)mark;
    fputc('\n', in->file);
    in->record++;
    in->column = 0;
}

/* How many rows there are in it. */
static long write_corrected(const char *path, struct answer rejected)
{
    struct correction in = {.file = fopen(path, "w")};
    struct csv_parser parser;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_parse(&parser, rejected.body, rejected.length, take_cell, take_end, &in);
    cr_assert_eq(csv_fini(&parser, take_cell, take_end, &in), 0, "%s", rejected.body);
    csv_free(&parser);
    fclose(in.file);
    return in.record - 1;
}

/* ---- sending ---- */

/* A figure for whoever asked for the long form: a warning of Criterion would count as a failure. */
static void tell(const char *words)
{
    FILE *figures = getenv("IMPORT_FIGURES") ? fopen(getenv("IMPORT_FIGURES"), "a") : NULL;
    if (figures) {
        fprintf(figures, "%s\n", words);
        fclose(figures);
    }
}

static const char import_path[] = "/imports?type=values&campaign=code:NL&mode=commit&atomic=none";

/* What an import ended as, whether at once or by a job; its seconds are told. */
static struct answer sent(const char *path, double *rows_a_second)
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
    *rows_a_second = number(answer, "rows_read") / seconds;
    tell(at("%.0f rows in %.1f s: %.0f rows per second", number(answer, "rows_read"), seconds, *rows_a_second));
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
    cr_assert(strstr(json_string_value(within(told, "message")), kind->remedy) != NULL, "row %ld: %s", row,
              json_string_value(within(told, "message")));
}

/* ---- the cost ---- */

/* The most memory that the service ever held, of the program as it ships. */
static void expect_little_memory(void)
{
    char line[128];
    long kilobytes = 0;
    FILE *status = fopen(at("/proc/%s/status", getenv("TEST_SERVICE")), "r");
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld kB", &kilobytes) == 1)
            break;
    fclose(status);
    tell(at("VmHWM %.1f MB", (double)kilobytes / 1024));
    cr_assert(kilobytes > 0 && kilobytes < 80 * 1024, "%ld kB", kilobytes);
}

/* The same rows by COPY, with all triggers of their tables: into other reports of the same units, that stand empty. */
static double copied_rows_a_second(const char *import)
{
    const char *values = at("/tmp/copied-values-%d", getpid()), *told = at("/tmp/copied-rows-%d", getpid());
    double rate = strtod(
        database("set session_replication_role = replica;"
                 "create temp table twin as select s.id, app.uuid_v7() as twin from app.submissions s join"
                 " app.campaigns c on c.id = s.campaign_id where c.code = 'NL';"
                 "insert into app.submissions(id, campaign_id, unit_id, issuer_id, period)"
                 " select t.twin, s.campaign_id, s.unit_id, s.issuer_id, 'copy ' || s.period from twin t join"
                 " app.submissions s using (id);"
                 "create temp table copied as select app.uuid_v7() as id;"
                 "insert into app.imports select (jsonb_populate_record(i, jsonb_build_object('id', c.id, 'sha256',"
                 " encode(sha256(c.id::text::bytea), 'hex')))).* from app.imports i, copied c where i.id = '%s';"
                 "set session_replication_role = origin; set jit = off;"
                 "copy (select t.twin, v.indicator_id, v.unit_id, v.status, v.value, v.note, v.source from twin t join"
                 " app.submission_values v on v.submission_id = t.id) to '%s';"
                 "copy (select c.id, r.unit_id, r.number, r.outcome, r.item, r.indicator_code, r.indicator_name,"
                 " r.about_unit_id, r.current, r.new, r.faults, r.period, r.subject from app.import_rows r, copied c"
                 " where r.import_id = '%s') to '%s';"
                 "create temp table began as select clock_timestamp() as at;"
                 "copy app.submission_values(submission_id, indicator_id, unit_id, status, value, note, source) from"
                 " '%s';"
                 "copy app.import_rows(import_id, unit_id, number, outcome, item, indicator_code, indicator_name,"
                 " about_unit_id, current, new, faults, period, subject) from '%s';"
                 "select count(*) / extract(epoch from clock_timestamp() - min(b.at)) from app.import_rows r, copied c,"
                 " began b where r.import_id = c.id",
                 import, values, import, told, values, told),
        NULL);
    unlink(values);
    unlink(told);
    return rate;
}

static void tell_cost(struct answer import, double rows_a_second)
{
    double copied = copied_rows_a_second(text(import, "id"));
    tell(at("COPY into the same tables: %.0f rows per second; %.2f of it", copied, rows_a_second / copied));
    expect_little_memory();
}

Test(imports_planted, name_every_fault_and_keep_the_rest, .timeout = 3600)
{
    long rows = wish("IMPORT_ROWS", 1500), planted = wish("IMPORT_FAULTS", 15);
    double first_rate, rate;
    char path[] = "/tmp/planted-XXXXXX", corrected[] = "/tmp/corrected-XXXXXX";
    close(mkstemp(path));
    close(mkstemp(corrected));
    find_units();
    launch(rows);
    write_file(path, rows, planted);

    struct answer first = sent(path, &first_rate);
    expect_number(first, "rows_read", (double)rows);
    expect_number(first, "rejected", (double)planted);
    expect_number(first, "created", (double)(rows - planted));
    const char *rejected = at("/imports/%s/rows?outcome=rejected&limit=500", text(first, "id"));
    struct answer named = as(reviewer, GET, rejected);
    expect_count(named, "items", (size_t)planted);
    for (long fault = 0; fault < planted; fault++)
        expect_named(named, fault, planted_at(fault, rows, planted) + 2);

    cr_assert_eq(write_corrected(corrected, as(reviewer, GET, rejected, .accept = "text/csv")), planted);
    struct answer second = sent(corrected, &rate);
    expect_number(second, "rejected", 0);
    expect_number(second, "created", (double)planted);

    struct answer known = as(reviewer, POST, import_path, .upload = path, .upload_type = "text/csv");
    expect_status(known, 201);
    expect_true(known, "repeated");
    write_file(path, rows, 0);
    struct answer third = sent(path, &rate);
    expect_number(third, "unchanged", (double)rows);
    cr_assert_str_eq(
        database("select max(s.version) from app.submissions s join app.campaigns c on c.id = s.campaign_id where"
                 " c.code = 'NL' and s.changed_at > '%s'",
                 text(third, "created_at")),
        "");
    if (getenv("IMPORT_ROWS"))
        tell_cost(first, first_rate);
    unlink(path);
    unlink(corrected);
}
