/* walls_policies_test.c: row policies alone, the renderer's check being off, keep a commune's rows from its sibling. */
/* service: THIDUA_TEST_WALLS=policies */
#include "areas_cases.h"

TestSuite(walls_policies, .init = make_belongings);

static void expect_hidden(struct visit visit)
{
    if (visit.verb != GET && !strchr(visit.path, '{'))
        return;
    struct answer answer = asked(visit, true, "");
    expect_nothing_foreign(visit, answer);
    if (visit.verb != GET && names_a_belonging(answer.call.path))
        cr_expect(ge(int, answer.status, 400), "%s as %s: %d", visit.id, visit.account, answer.status);
}

Test(walls_policies, hide_a_siblings_rows_by_themselves)
{
    walk(expect_hidden);
}
