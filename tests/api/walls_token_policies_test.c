/* walls_token_policies_test.c: row policies alone, the renderer's check being off, keep a narrowed token within its
 * campaign and its area. */
/* service: THIDUA_TEST_WALLS=policies */
#include "walls_token_cases.h"

Test(walls_token_policies, keep_a_token_within_by_themselves)
{
    expect_kept_within();
}
