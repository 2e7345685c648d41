/* control_test.c: catalogues, unit groups and the audit. */
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

Test(audit, keeps_every_change_and_every_refusal_in_a_chain)
{
    struct answer made = as("xa-doan-ket.reviewer", POST, "/campaigns",
                            .json = body("{'code': 'NHAT-KY', 'title': 'Ghi nhật ký', 'kind': 'plan'}"));
    expect_status(made, 201);
    expect_problem(move("xa-doan-ket.leader", at("/campaigns/%s", text(made, "id")), "concluded"), 409,
                   "move_not_possible");
    expect_problem(as("xa-doan-ket.reporter", POST, "/campaigns",
                      .json = body("{'code': 'NHAT-KY-2', 'title': 'Không được', 'kind': 'plan'}")),
                   403, "role_not_allowed");
    cr_assert(eq(str,
                 (char *)database("select count(*) from app.audit_entries where action = 'created'"
                                  " and thing_id = '%s'",
                                  text(made, "id")),
                 "1"));
    cr_assert(ne(str, (char *)database("select count(*) from app.audit_entries where action = 'refused'"), "0"));
    database("select app.seal_audit()");
    cr_assert(eq(str, (char *)database("select count(*) from app.verify_audit()"), "0"));
    struct answer entries = as("tinh-kon-tum.admin", GET, "/audit-entries?limit=5");
    expect_status(entries, 200);
    expect_count(entries, "items", 5);
}

Test(audit, is_not_for_reporters)
{
    expect_problem(as("xa-doan-ket.reporter", GET, "/audit-entries"), 403, "role_not_allowed");
}
