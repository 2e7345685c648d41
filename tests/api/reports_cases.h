/* reports_cases.h: a campaign of the city, and reports of its communes as far on their way as a test wants them. */
#pragma once

#include "support/season.h"

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
    launch_campaign(issuer,
                    body("{'code': '%s', 'title': 'Phong trào thử %s', 'kind': 'movement',"
                         " 'starts_on': '2025-01-01', 'ends_on': '2025-12-31', 'report_route': '%s',"
                         " 'report_periods': ['2025-5M', '2025-6M'],"
                         " 'content_items': [{'key': '1', 'ordinal': 1, 'heading': 'Một', 'text': 'Nội dung'}]%s}",
                         code, code, route, quoted(more)),
                    body("{'items': [{'code': '%s-1', 'name': 'Số mô hình', 'field': 'economy',"
                         " 'value_type': 'count', 'comparator': 'gte', 'target_value': 10,"
                         " 'accumulation': 'cumulative', 'reporters': [{'level': 'commune'}]}]}",
                         code));
}

static inline void launch(const char *code)
{
    launch_by("thanh-pho-kon-tum", code, "verify_approve", "");
}

/* The path of a report by its id, its cell filled. */
static inline const char *drafted_by(const char *unit, const char *code, const char *period)
{
    struct answer saved =
        as(at("%s.reporter", unit), PATCH, sheet_at(code, unit, period), .if_match = "\"0\"",
           .type = "application/merge-patch+json", .json = body("{'values': {'%s-1': {'value': 3}}}", code));
    return report_saved(saved);
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
    approve_report("thanh-pho-kon-tum", report);
    return report;
}

static inline const char *person(const char *account)
{
    return at("%s", database("select id from app.users where username = '%s'", account));
}
