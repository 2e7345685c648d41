/* control_test.c: catalogues and unit groups. */
#include "support/client.h"

#include <stdlib.h>

Test(catalogues, name_every_code_in_both_languages)
{
    expect_count(as("xa-doan-ket.reporter", GET, "/catalogues?limit=500"), "items",
                 (size_t)atol(database("select count(distinct catalogue) from app.catalogues")));
    struct answer states = as("xa-doan-ket.reporter", GET, "/catalogues/campaign_state");
    expect_status(states, 200);
    json_t *launched = item(states, "entries", "code", "launched");
    cr_assert_not_null(launched);
    cr_assert(eq(str, (char *)json_string_value(within(launched, "vi")), "Đã phát động"));
    expect_problem(as("xa-doan-ket.reporter", GET, "/catalogues/nothing_of_the_kind"), 404, "not_found");
}

Test(unit_groups, show_their_members)
{
    struct answer groups = as("tinh-kon-tum.reviewer", GET, "/unit-groups");
    expect_status(groups, 200);
    struct answer group = as("tinh-kon-tum.reviewer", GET, at("/unit-groups/%s", text(groups, "items.0.id")));
    expect_status(group, 200);
    cr_assert(gt(sz, count(group, "members"), 0));
}
