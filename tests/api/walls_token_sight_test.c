/* walls_token_sight_test.c: guard and renderer alone, no row policy being there for narrowed tokens, keep them within
 * their campaign and their area. */
#include "walls_token_cases.h"

static void take_policies_down(void)
{
    database("set client_min_messages = warning; do $$ declare kept record; begin"
             " for kept in select tablename, policyname from pg_policies where schemaname = 'app' and policyname like"
             " '%%within_its_token' loop execute format('drop policy if exists %%I on app.%%I', kept.policyname, "
             "kept.tablename);"
             " end loop; end $$");
}

TestSuite(walls_token_sight, .init = take_policies_down);

Test(walls_token_sight, keeps_a_token_within_by_itself)
{
    expect_kept_within();
}

Test(walls_token_sight, is_really_alone)
{
    const char *token = narrowed("tinh-kon-tum.reviewer", "area", "code:huyen-kon-ray");
    expect_problem(asked_by(token, GET, report_of("xa-hoa-binh", "KT-2025"), NULL), 500, "foreign_row");
}
