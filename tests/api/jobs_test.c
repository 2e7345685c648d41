/* jobs_test.c: a long table is read in by a job: how far it is, how it ends, who stops it, and who goes on when whoever
 * had it is gone. */
#include "support/season.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char reporter[] = "xa-doan-ket.reporter";
enum { INDICATORS = 60 };

/* A campaign of the city with enough indicators that two periods of ten communes are a long table. */
static void launch(const char *code)
{
    const char *items = "";
    for (int i = 1; i <= INDICATORS; i++)
        items =
            at("%s%s{\"code\": \"%s-%d\", \"name\": \"Chỉ tiêu %d\", \"field\": \"economy\", \"value_type\": \"count\","
               " \"comparator\": \"gte\", \"target_value\": 10, \"reporters\": [{\"level\": \"commune\"}]}",
               items, i > 1 ? "," : "", code, i, i);
    launch_campaign("thanh-pho-kon-tum",
                    body("{'code': '%s', 'title': 'Tác vụ %s', 'kind': 'movement', 'starts_on': '2025-01-01',"
                         " 'ends_on': '2025-12-31', 'report_periods': ['2025-5M', '2025-6M']}",
                         code, code),
                    at("{\"items\": [%s]}", items));
}

static const char *const communes[] = {"xa-doan-ket",  "xa-hoa-binh",      "xa-vinh-quang",      "xa-dak-bla",
                                       "xa-ia-chim",   "phuong-thang-loi", "phuong-quyet-thang", "phuong-le-loi",
                                       "xa-dak-ro-wa", "xa-ngok-bay"};

/* 1,200 rows, or fewer; the row `wrong` says no number. */
static char *table_of(const char *code, int rows, int wrong)
{
    size_t room = 64 + (size_t)rows * 80;
    char *table = malloc(room);
    size_t length = (size_t)snprintf(table, room, "indicator,unit,period,value\n");
    for (int row = 0; row < rows; row++)
        length += (size_t)snprintf(table + length, room - length, "%s-%d,%s,2025-%dM,%s%d\n", code,
                                   row % INDICATORS + 1, communes[row / INDICATORS % 10], row / INDICATORS / 10 + 5,
                                   row + 2 == wrong ? "x" : "", row);
    return table;
}

static struct answer send(const char *code, const char *more, const char *table)
{
    return as(reviewer, POST, at("/imports?type=values&campaign=code:%s&mode=commit%s", code, more), .type = "text/csv",
              .raw = table);
}

static void rest(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
}

/* The job once it has ended. */
static struct answer ended(const char *account, const char *job)
{
    struct answer read = {0};
    for (int i = 0; i < 600; i++, rest()) {
        read = as(account, GET, at("/jobs/%s", job));
        expect_status(read, 200);
        if (strcmp(text(read, "state"), "queued") != 0 && strcmp(text(read, "state"), "running") != 0)
            return read;
    }
    cr_assert(false, "the job does not end: %s", read.body);
    return read;
}

static struct answer import_of(struct answer job)
{
    return as(reviewer, GET, at("/imports/%s", text(job, "import")));
}

/* A job that an instance which is gone has taken, as long as its lease lasts. Whoever is quicker than we are has it
 * done; then there is another. */
static const char *seized(struct answer (*queue)(void))
{
    for (int i = 0; i < 20; i++) {
        struct answer queued = queue();
        expect_status(queued, 202);
        const char *job = text(queued, "id");
        if (*database(
                "update app.job_runs set holder = 'gone', lease_until = 'infinity' where job_id = '%s' and holder is"
                " null returning 'seized'",
                job))
            return job;
        ended(reviewer, job);
    }
    cr_assert(false, "every job is taken at once");
    return NULL;
}

static void let_go(const char *job)
{
    database("update app.job_runs set lease_until = '-infinity' where job_id = '%s'", job);
}

/* ---- a long table ---- */

Test(jobs, read_in_what_is_too_long_to_wait_for)
{
    launch("TV-DAI");
    char *table = table_of("TV-DAI", 1200, 0);
    struct answer queued = send("TV-DAI", "&atomic=none", table);
    expect_status(queued, 202);
    expect_header(queued, "Location", at("/api/v1/jobs/%s", text(queued, "id")));
    expect_text(queued, "state", "queued");
    expect_number(queued, "progress.total", 1200);
    struct answer job = ended(reviewer, text(queued, "id"));
    expect_text(job, "state", "done");
    expect_number(job, "progress.done", 1200);
    expect_null(job, "failure");
    struct answer import = import_of(job);
    expect_text(import, "result", "done");
    expect_number(import, "created", 1200);
    expect_number(import, "rows_read", 1200);
    cr_assert_str_eq(database("select count(*) from app.job_parts where job_id = '%s'", text(job, "id")), "0");
    cr_assert_str_eq(
        database("select count(*) from app.submission_values v join app.indicators i on i.id = v.indicator_id join"
                 " app.campaigns c on c.id = i.campaign_id where c.code = 'TV-DAI' and v.source = 'imported'"),
        "1200");
    struct answer again = send("TV-DAI", "&atomic=none", table);
    expect_status(again, 201);
    expect_true(again, "repeated");
    expect_count(as(reviewer, GET, at("/jobs/%s/moves", text(job, "id"))), "items", 2);
    free(table);
}

Test(jobs, keep_nothing_of_a_whole_with_a_fault_and_tell_of_every_row)
{
    launch("TV-CA");
    char *table = table_of("TV-CA", 1200, 1101);
    struct answer job = ended(reviewer, text(send("TV-CA", "", table), "id"));
    expect_text(job, "state", "done");
    struct answer import = import_of(job);
    expect_text(import, "result", "refused");
    expect_number(import, "rejected", 1);
    expect_number(import, "created", 1199);
    struct answer rows = as(reviewer, GET, at("/imports/%s/rows?outcome=rejected", text(import, "id")));
    expect_number(rows, "items.0.row", 1101);
    expect_text(rows, "items.0.faults.0.code", "wrong_type");
    expect_text(rows, "items.0.faults.0.params.column", "D");
    cr_assert_str_eq(
        database("select count(*) from app.submissions s join app.campaigns c on c.id = s.campaign_id where c.code ="
                 " 'TV-CA'"),
        "0");
    free(table);
    table = table_of("TV-CA", 1200, 0);
    struct answer whole = ended(reviewer, text(send("TV-CA", "", table), "id"));
    expect_text(import_of(whole), "result", "done");
    expect_number(import_of(whole), "created", 1200);
    free(table);
}

Test(jobs, only_try_what_is_only_to_be_tried)
{
    launch("TV-THU");
    char *table = table_of("TV-THU", 1200, 0);
    struct answer queued =
        as(reviewer, POST, "/imports?type=values&campaign=code:TV-THU", .type = "text/csv", .raw = table);
    expect_text(import_of(ended(reviewer, text(queued, "id"))), "result", "checked");
    cr_assert_str_eq(
        database("select count(*) from app.submissions s join app.campaigns c on c.id = s.campaign_id where c.code ="
                 " 'TV-THU'"),
        "0");
    free(table);
}

Test(jobs, are_made_of_short_tables_too_when_asked)
{
    launch("TV-NGAN");
    struct answer queued = as(
        reporter, POST, "/imports?type=values&campaign=code:TV-NGAN&mode=commit&period=2025-5M",
        .json = body(
            "{'items': [{'indicator': 'code:TV-NGAN-1', 'value': 1}, {'indicator': 'code:TV-NGAN-2', 'value': 2.5}]}"),
        .headers = {"Prefer: respond-async"});
    expect_status(queued, 202);
    struct answer job = ended(reporter, text(queued, "id"));
    struct answer import = as(reporter, GET, at("/imports/%s", text(job, "import")));
    expect_text(import, "result", "refused");
    expect_text(import, "format", "json");
    expect_number(import, "rejected", 1);
}

Test(jobs, refuse_a_table_that_nobody_could_read_at_once)
{
    launch("TV-SAI");
    char *table = table_of("TV-SAI", 1200, 0);
    table[0] = 'x';
    expect_problem(send("TV-SAI", "", table), 422, "unknown_column");
    free(table);
}

/* ---- stopping ---- */

static const char *queued_campaign;

/* Another file each time: the same one would be known. */
static struct answer queue_one(void)
{
    static int number;
    return as(reviewer, POST, at("/imports?type=values&campaign=code:%s&mode=commit&atomic=none", queued_campaign),
              .type = "text/csv",
              .raw = at("indicator,unit,period,value\n%s-1,xa-doan-ket,2025-5M,%d\n", queued_campaign, ++number),
              .headers = {"Prefer: respond-async"});
}

static void launch_for_queue(const char *code)
{
    launch(code);
    queued_campaign = code;
}

Test(jobs, stop_when_their_unit_says_so)
{
    launch_for_queue("TV-DUNG");
    const char *job = seized(queue_one), *path = at("/jobs/%s", job);
    expect_problem(as("xa-hoa-binh.reporter", GET, path), 404, "not_found");
    expect_text(as("tinh-kon-tum.reviewer", GET, path), "id", job);
    expect_problem(move("tinh-kon-tum.reviewer", path, "cancelled"), 403, "wrong_desk");
    expect_text(as(reviewer, GET, path), "allowed_actions.0", "move:cancelled");
    expect_text(as(reviewer, GET, at("%s/moves/available", path)), "items.0.to", "cancelled");
    expect_status(move(reviewer, path, "cancelled"), 201);
    struct answer read = as(reviewer, GET, path);
    expect_text(read, "state", "cancelled");
    expect_text(import_of(read), "result", "stopped");
    expect_problem(move(reviewer, path, "cancelled"), 409, "move_not_possible");
    expect_count(as(reviewer, GET, "/jobs?state=cancelled&kind=import&unit=code:thanh-pho-kon-tum"), "items", 1);
    expect_count(as("xa-hoa-binh.reporter", GET, "/jobs"), "items", 0);
    expect_status(as(reviewer, GET, "/jobs", .accept = "text/csv"), 200);
}

/* ---- going on ---- */

Test(jobs, are_taken_up_by_another_when_their_holder_is_gone)
{
    launch_for_queue("TV-TIEP");
    const char *job = seized(queue_one);
    expect_text(as(reviewer, GET, at("/jobs/%s", job)), "state", "queued");
    let_go(job);
    struct answer done = ended(reviewer, job);
    expect_text(done, "state", "done");
    expect_number(import_of(done), "rows_read", 1);
}

Test(jobs, that_end_whoever_works_at_them_are_given_up)
{
    launch_for_queue("TV-BO");
    const char *job = seized(queue_one);
    database("update app.job_runs set attempts = 5 where job_id = '%s'", job);
    let_go(job);
    struct answer failed = ended(reviewer, job);
    expect_text(failed, "state", "failed");
    expect_text(failed, "failure.code", "job_gave_up");
    expect_in_body(failed, "người vận hành");
    expect_text(import_of(failed), "result", "stopped");
}

/* As if each of five attempts had kept a batch before its instance went. */
Test(jobs, that_get_further_each_time_are_not_given_up)
{
    launch_for_queue("TV-TIEN");
    const char *job = seized(queue_one);
    database("update app.job_runs set attempts = 5 where job_id = '%s'", job);
    database("insert into app.import_rows(import_id, unit_id, number, outcome, item)"
             " select import_id, unit_id, 1, 'unchanged', '{}' from app.jobs where id = '%s'",
             job);
    let_go(job);
    struct answer done = ended(reviewer, job);
    expect_text(done, "state", "done");
    expect_number(import_of(done), "rows_read", 2);
}

/* ---- rights ---- */

static const char *service;

static struct answer queue_by_service(void)
{
    static int number;
    return client_call((struct call){.token = service,
                                     .verb = POST,
                                     .path = "/imports?type=values&campaign=code:TV-QUYEN&mode=commit&period=2025-5M",
                                     .type = "text/csv",
                                     .raw = at("indicator,value\nTV-QUYEN-1,%d\n", ++number),
                                     .headers = {"Prefer: respond-async"}});
}

/* A job that ran before one could be seized has written too. */
static const char *written_by_service(void)
{
    return database("select coalesce(sum(s.version), 0) from app.submissions s"
                    " join app.campaigns c on c.id = s.campaign_id where c.code = 'TV-QUYEN'");
}

Test(jobs, have_the_rights_of_who_asked_for_them_on_the_day_they_run)
{
    launch("TV-QUYEN");
    struct answer given =
        as(reporter, POST, "/service-tokens",
           .json = body("{'name': 'Nhập số liệu', 'scopes': ['exchange:write', 'exchange:read', 'reports:write']}"));
    expect_status(given, 201);
    service = text(given, "token");
    const char *job = seized(queue_by_service), *before = written_by_service();
    expect_status(withdraw(reporter, at("/service-tokens/%s", text(given, "id"))), 200);
    let_go(job);
    struct answer failed = ended(reporter, job);
    expect_text(failed, "state", "failed");
    expect_text(failed, "failure.code", "token_revoked");
    cr_assert_str_eq(written_by_service(), before);
}

Test(jobs, of_a_system_write_what_its_scopes_let_it)
{
    launch("TV-MAY");
    struct answer given =
        as(reporter, POST, "/service-tokens",
           .json = body("{'name': 'Nhập số liệu', 'scopes': ['exchange:write', 'exchange:read', 'reports:write']}"));
    const char *path = "/imports?type=values&campaign=code:TV-MAY&mode=commit&period=2025-5M";
    struct answer kept = client_call((struct call){.token = text(given, "token"),
                                                   .verb = POST,
                                                   .path = path,
                                                   .type = "text/csv",
                                                   .raw = "indicator,value\nTV-MAY-1,3\n"});
    expect_status(kept, 201);
    expect_text(kept, "result", "done");
}

/* ---- forgetting ---- */

Test(jobs, are_forgotten_after_thirty_days_and_their_imports_are_not)
{
    launch_for_queue("TV-CU");
    struct answer job = ended(reviewer, text(queue_one(), "id"));
    expect_status(as(reviewer, GET, at("/jobs/%s", text(job, "id"))), 200);
    database("update app.jobs set ended_at = now() - interval '29 days' where id = '%s'", text(job, "id"));
    database("select app.forget_old_jobs()");
    expect_status(as(reviewer, GET, at("/jobs/%s", text(job, "id"))), 200);
    database("update app.jobs set ended_at = now() - interval '31 days' where id = '%s'", text(job, "id"));
    database("select app.forget_old_jobs()");
    expect_problem(as(reviewer, GET, at("/jobs/%s", text(job, "id"))), 404, "not_found");
    expect_status(import_of(job), 200);
}
