/* bulk_moves_test.c: the leader approves many reports at once, each judged as if it were alone. */
#include "reports_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct answer all(const char *account, const char *query, const char *code, const char *state, const char *to,
                         int count)
{
    return as(account, POST, at("/bulk-moves%s", query),
              .json = body("{'thing': 'submission', 'filter': {'campaign': 'code:%s', 'state': ['%s'],"
                           " 'period': ['2025-6M']}, 'to': '%s', 'expected_count': %d}",
                           code, state, to, count));
}

static const char *state_of(const char *report)
{
    return text(as(reviewer, GET, report), "state");
}

Test(bulk_moves, approve_what_the_filter_means)
{
    launch("NL-DUYET");
    const char *one = submitted("NL-DUYET"), *two = submitted_by("xa-hoa-binh", "NL-DUYET", "2025-6M");
    struct answer verified = all(reviewer, "", "NL-DUYET", "submitted", "verified", 2);
    expect_status(verified, 200);
    expect_number(verified, "matched", 2);
    expect_number(verified, "moved", 2);
    expect_count(verified, "results", 2);
    expect_text(verified, "results.0.outcome", "moved");
    expect_null(verified, "results.0.problem");
    expect_status(all(leader, "", "NL-DUYET", "verified", "approved", 2), 200);
    cr_assert(eq(str, (char *)state_of(one), "approved"));
    cr_assert(eq(str, (char *)state_of(two), "approved"));
    expect_number(as(reviewer, GET, two), "version", number(verified, "results.1.version") + 1);
    struct answer record = as(reporter, GET, at("%s/moves", one));
    expect_text(record, "items.2.by.name", "Đỗ Minh Dũng (giả định)");
}

Test(bulk_moves, stop_when_the_count_is_another)
{
    launch("NL-DEM");
    submitted("NL-DEM");
    struct answer differs = all(reviewer, "", "NL-DEM", "submitted", "verified", 2);
    expect_problem(differs, 409, "count_differs");
    expect_in_body(differs, "hiện có 1 báo cáo");
    expect_status(all(reviewer, "", "NL-DEM", "verified", "approved", 0), 200);
    expect_problem(all(reviewer, "", "KHONG-CO", "submitted", "verified", 0), 404, "not_found");
    expect_problem(all(reviewer, "", "NL-DEM", "nowhere", "verified", 0), 422, "validation_failed");
}

Test(bulk_moves, are_all_or_nothing_unless_asked_otherwise)
{
    launch("NL-MOT");
    const char *one = submitted("NL-MOT"), *two = submitted_by("xa-hoa-binh", "NL-MOT", "2025-6M");
    database("update app.submissions set submitted_by = '%s' where id = '%s'", person(reviewer),
             text(as(reviewer, GET, two), "id"));
    struct answer refused = all(reviewer, "", "NL-MOT", "submitted", "verified", 2);
    expect_problem(refused, 409, "bulk_move_refused");
    expect_fault(refused, at("%s", two), "maker_is_not_checker");
    cr_assert(eq(str, (char *)state_of(one), "submitted"));
    struct answer tried = all(reviewer, "?atomic=none&dry_run=true", "NL-MOT", "submitted", "verified", 2);
    expect_number(tried, "moved", 1);
    cr_assert(eq(str, (char *)state_of(one), "submitted"));
    struct answer some = all(reviewer, "?atomic=none", "NL-MOT", "submitted", "verified", 2);
    expect_status(some, 200);
    expect_number(some, "moved", 1);
    expect_number(some, "refused", 1);
    json_t *left = item(some, "results", "outcome", "refused");
    cr_assert(eq(str, (char *)json_string_value(within(left, "problem.code")), "maker_is_not_checker"));
    cr_assert_not_null(strstr(json_string_value(within(left, "problem.detail")), "không được tự chuyển"));
    cr_assert(eq(str, (char *)state_of(one), "verified"));
    cr_assert(eq(str, (char *)state_of(two), "submitted"));
}

Test(bulk_moves, reach_no_further_than_single_ones)
{
    launch("NL-QUYEN");
    const char *report = submitted("NL-QUYEN");
    expect_problem(all(leader, "", "NL-QUYEN", "submitted", "verified", 1), 409, "bulk_move_refused");
    expect_number(all(leader, "?atomic=none", "NL-QUYEN", "submitted", "verified", 1), "refused", 1);
    expect_problem(all(neighbour, "", "NL-QUYEN", "submitted", "verified", 1), 409, "count_differs");
    expect_problem(all("thanh-pho-kon-tum.oversight", "", "NL-QUYEN", "submitted", "verified", 1), 403,
                   "role_not_allowed");
    cr_assert(eq(str, (char *)state_of(report), "submitted"));
    struct answer narrowed =
        as(reviewer, POST, "/bulk-moves",
           .json = body("{'thing': 'submission', 'filter': {'campaign': 'code:NL-QUYEN', 'state': ['submitted'],"
                        " 'unit_under': 'code:xa-hoa-binh', 'level': ['commune']}, 'to': 'verified',"
                        " 'expected_count': 0}"));
    expect_number(narrowed, "matched", 0);
}

/* The whole province: every commune of Kon Tum in one request. */
Test(bulk_moves, take_a_hundred_communes_in_well_under_a_second)
{
    launch_by("tinh-kon-tum", "NL-TINH", "verify_approve", "");
    const char *made =
        at("%s",
           database("with c as (select id, unit_id from app.campaigns where code = 'NL-TINH'),"
                    " s as (insert into app.submissions(campaign_id, unit_id, issuer_id, period, state, submitted_at,"
                    " submitted_by) select o.campaign_id, o.unit_id, o.issuer_id, o.period, 'submitted', now(),"
                    " '%s' from app.obligations o join c on c.id = o.campaign_id where o.kind = 'report'"
                    " and o.period = '2025-6M' order by o.id limit 102 returning *),"
                    " v as (insert into app.submission_values(submission_id, indicator_id, unit_id, value)"
                    " select s.id, i.id, s.unit_id, 3 from s join app.indicators i on i.campaign_id = s.campaign_id),"
                    " e as (insert into app.submission_editions(submission_id, edition, unit_id, content, content_hash,"
                    " submitted_at) select s.id, 1, s.unit_id, '{}', 'x', now() from s) select count(*) from s",
                    person(reporter)));
    int reports = atoi(made);
    cr_assert(ge(int, reports, 90), "%d communes report", reports);
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    struct answer moved = all("tinh-kon-tum.reviewer", "", "NL-TINH", "submitted", "verified", reports);
    expect_status(moved, 200);
    expect_status(all("tinh-kon-tum.leader", "", "NL-TINH", "verified", "approved", reports), 200);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    double seconds = (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) / 1e9;
    fprintf(stderr, "%d reports verified and approved in %.2f s\n", reports, seconds);
    expect_number(moved, "moved", reports);
}
