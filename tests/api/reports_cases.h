/* reports_cases.h: a campaign of the city, and reports of its communes as far on their way as a test wants them. */
#pragma once

#include "support/client.h"

#include <stdlib.h>
#include <string.h>

static const char reporter[] = "xa-doan-ket.reporter";
static const char neighbour[] = "xa-hoa-binh.reporter";
static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char leader[] = "thanh-pho-kon-tum.leader";

/* A part of a body, its quotes written as apostrophes too. */
static inline const char *quoted(const char *part)
{
    char *copy = strdup(part);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    const char *kept = at("%s", copy);
    free(copy);
    return kept;
}

/* A campaign of `issuer` by this route, launched, to which communes report one sum; `more` are further properties. */
static inline void launch_by(const char *issuer, const char *code, const char *route, const char *more)
{
    const char *drafter = at("%s.reviewer", issuer);
    expect_status(
        as(drafter, POST, "/campaigns",
           .json = body("{'code': '%s', 'title': 'Phong trào thử %s', 'kind': 'movement',"
                        " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'report_route': '%s',"
                        " 'report_periods': ['2025-5M', '2025-6M'],"
                        " 'content_items': [{'key': '1', 'ordinal': 1, 'heading': 'Một', 'text': 'Nội dung'}]%s}",
                        code, code, route, quoted(more))),
        201);
    expect_status(as(drafter, POST, at("/campaigns/code:%s/indicators", code),
                     .json = body("{'items': [{'code': '%s-1', 'name': 'Số mô hình', 'field': 'economy',"
                                  " 'value_type': 'count', 'comparator': 'gte', 'target_value': 10,"
                                  " 'accumulation': 'cumulative', 'reporters': [{'level': 'commune'}]}]}",
                                  code)),
                  201);
    expect_status(move(drafter, at("/campaigns/code:%s", code), "proposed"), 201);
    expect_status(move(at("%s.leader", issuer), at("/campaigns/code:%s", code), "launched"), 201);
}

static inline void launch(const char *code)
{
    launch_by("thanh-pho-kon-tum", code, "verify_approve", "");
}

static inline const char *sheet_of(const char *unit, const char *code, const char *period)
{
    return at("/campaigns/code:%s/units/code:%s/periods/%s/submission", code, unit, period);
}

/* The path of a report by its id, its cell filled. */
static inline const char *drafted_by(const char *unit, const char *code, const char *period)
{
    struct answer saved =
        as(at("%s.reporter", unit), PATCH, sheet_of(unit, code, period), .if_match = "\"0\"",
           .type = "application/merge-patch+json", .json = body("{'values': {'%s-1': {'value': 3}}}", code));
    expect_status(saved, 200);
    return at("/submissions/%s", text(saved, "id"));
}

static inline const char *submitted_by(const char *unit, const char *code, const char *period)
{
    const char *report = drafted_by(unit, code, period);
    expect_status(move(at("%s.reporter", unit), report, "submitted"), 201);
    return report;
}

static inline const char *drafted(const char *code)
{
    return drafted_by("xa-doan-ket", code, "2025-6M");
}

static inline const char *submitted(const char *code)
{
    return submitted_by("xa-doan-ket", code, "2025-6M");
}

static inline const char *approved(const char *code)
{
    const char *report = submitted(code);
    expect_status(move(reviewer, report, "verified"), 201);
    expect_status(move(leader, report, "approved"), 201);
    return report;
}

static inline const char *person(const char *account)
{
    return at("%s", database("select id from app.users where username = '%s'", account));
}
