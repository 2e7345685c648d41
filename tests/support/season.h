/* season.h: the usual way of a campaign and of its reports, for tests that begin where it ends. `issuer` is the slug of
 * the unit whose reviewer and leader take the steps. */
#pragma once

#include "support/client.h"

/* A campaign with its indicators, launched; both are bodies, the campaign's with its `code`. Its path by id. */
const char *launch_campaign(const char *issuer, const char *campaign, const char *indicators);
/* Proposes and launches a draft. */
void launch_draft(const char *issuer, const char *campaign);

/* Where a unit reports to a campaign for a period. */
const char *sheet_at(const char *code, const char *unit, const char *period);
/* The path of the report that was saved. */
const char *report_saved(struct answer saved);
/* Verifies and approves a submitted report. */
void approve_report(const char *issuer, const char *report);

/* The report of an import says of its first row that it was rejected, where and why, in words too. */
void expect_first_row_rejected(struct answer report, const char *pointer, const char *code);
