/* season.c: the usual way of a campaign and of its reports. */
#include "support/season.h"

#include <string.h>

const char *launch_campaign(const char *issuer, const char *campaign, const char *indicators)
{
    const char *reviewer = at("%s.reviewer", issuer);
    struct answer made = as(reviewer, POST, "/campaigns", .json = campaign);
    expect_status(made, 201);
    const char *path = at("/campaigns/%s", text(made, "id"));
    expect_status(as(reviewer, POST, at("%s/indicators", path), .json = indicators), 201);
    launch_draft(issuer, path);
    return path;
}

void launch_draft(const char *issuer, const char *campaign)
{
    expect_status(move(at("%s.reviewer", issuer), campaign, "proposed"), 201);
    expect_status(move(at("%s.leader", issuer), campaign, "launched"), 201);
}

const char *sheet_at(const char *code, const char *unit, const char *period)
{
    return at("/campaigns/code:%s/units/code:%s/periods/%s/submission", code, unit, period);
}

const char *report_saved(struct answer saved)
{
    expect_status(saved, 200);
    return at("/submissions/%s", text(saved, "id"));
}

void approve_report(const char *issuer, const char *report)
{
    expect_status(move(at("%s.reviewer", issuer), report, "verified"), 201);
    expect_status(move(at("%s.leader", issuer), report, "approved"), 201);
}

void expect_first_row_rejected(struct answer report, const char *pointer, const char *code)
{
    expect_status(report, 201);
    expect_text(report, "rows.0.outcome", "rejected");
    expect_text(report, "rows.0.faults.0.code", code);
    expect_text(report, "rows.0.faults.0.pointer", pointer);
    cr_assert(strlen(text(report, "rows.0.faults.0.message")) > 10);
}
