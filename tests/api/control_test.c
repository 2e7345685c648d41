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

/* Every enumeration of the contract, wherever it stands: what its catalogue answers has a label for each code. The
 * number of enumerations that were looked at. */
static size_t labelled(json_t *part)
{
    size_t seen = 0, i;
    const char *catalogue = json_string_value(json_object_get(part, "x-catalogue"));
    json_t *codes = json_object_get(part, "enum"), *below, *code;
    if (catalogue && json_is_array(codes)) {
        struct answer served = nobody(GET, at("/catalogues/%s", catalogue));
        expect_status(served, 200);
        json_array_foreach(codes, i, code) {
            if (json_is_null(code))
                continue;
            json_t *row = item(served, "entries", "code", json_string_value(code));
            cr_assert(row != NULL, "%s has no %s", catalogue, json_string_value(code));
            size_t letters[] = {json_string_length(json_object_get(row, "vi")),
                                json_string_length(json_object_get(row, "en"))};
            cr_assert(letters[0] > 0 && letters[1] > 0, "%s lacks words for %s", catalogue, json_string_value(code));
        }
        seen = 1;
    }
    const char *name;
    if (json_is_object(part))
        json_object_foreach(part, name, below)
            seen += labelled(below);
    else if (json_is_array(part))
        json_array_foreach(part, i, below)
            seen += labelled(below);
    return seen;
}

Test(catalogues, serve_a_label_for_every_enumeration_of_the_contract)
{
    struct answer contract = nobody(GET, "/openapi.json");
    expect_status(contract, 200);
    size_t seen = labelled(contract.document);
    cr_assert(seen > 500, "%zu enumerations are few", seen);
}

Test(unit_groups, show_their_members)
{
    struct answer groups = as("tinh-kon-tum.reviewer", GET, "/unit-groups");
    expect_status(groups, 200);
    struct answer group = as("tinh-kon-tum.reviewer", GET, at("/unit-groups/%s", text(groups, "items.0.id")));
    expect_status(group, 200);
    cr_assert(gt(sz, count(group, "members"), 0));
}
