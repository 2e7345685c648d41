/* synchronising_test.c: every list that the contract gives `updated_after` keeps a copy in step: nothing comes of the
 * future, everything of the past, and the answer says from when to ask next. */
#include "support/client.h"

#include <string.h>

static const char *const readers[] = {"tinh-kon-tum.reviewer", "tinh-kon-tum.admin", "thanh-pho-kon-tum.reviewer",
                                      "thanh-pho-kon-tum.leader", "xa-doan-ket.reporter"};

/* What other systems keep copies of; the contract may have more. */
static const char *const wanted[] = {"list_award_decisions", "list_award_rounds",    "list_awards",
                                     "list_campaigns",       "list_documents",       "list_honourees",
                                     "list_indicators",      "list_initiatives",     "list_library_indicators",
                                     "list_nominations",     "list_observations",    "list_proposals",
                                     "list_rankings",        "list_ratings",         "list_reviews",
                                     "list_submissions",     "list_targets",         "list_unit_groups",
                                     "list_units",           "list_unlock_requests", "list_users",
                                     "list_councils",        "list_consultations",   "list_submission_values"};

/* Lists of which the demo has no row. */
static bool is_empty(const char *path)
{
    return strcmp(path, "/consultations") == 0 || strcmp(path, "/publicity-lists") == 0;
}

static bool is_offered(json_t *operation, const char *parameter)
{
    json_t *one;
    size_t i;
    json_array_foreach(within(operation, "parameters"), i, one) {
        const char *reference = json_string_value(json_object_get(one, "$ref"));
        const char *name = json_string_value(json_object_get(one, "name"));
        if ((reference && strcmp(strrchr(reference, '/') + 1, parameter) == 0) ||
            (name && strcmp(name, parameter) == 0))
            return true;
    }
    return false;
}

/* The path of a list with its campaign filled in. */
static const char *filled(const char *path)
{
    const char *place = strstr(path, "{campaign}");
    return place ? at("%.*scode:KT-2025%s", (int)(place - path), path, place + strlen("{campaign}")) : path;
}

/* How many rows of a list are there after an instant; below 0: this account may not ask. */
static int rows_after(const char *account, const char *path, const char *instant)
{
    struct answer found = as(account, GET, at("%s?limit=1&count=true%s", filled(path), instant));
    if (found.status == 403)
        return -1;
    expect_status(found, 200);
    cr_assert_not_null(json(found, "page.updated_until"), "%s", path);
    return (int)number(found, "page.total");
}

/* True when an account sees rows, all of the past and none of the future. */
static bool is_in_step(const char *path)
{
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        int all = rows_after(readers[i], path, "");
        if (all <= 0)
            continue;
        cr_assert_eq(rows_after(readers[i], path, "&updated_after=1999-01-01T00:00:00Z"), all, "%s", path);
        cr_assert_eq(rows_after(readers[i], path, "&updated_after=2999-01-01T00:00:00Z"), 0, "%s", path);
        return true;
    }
    return false;
}

Test(synchronising, asks_every_list_that_is_kept_for_what_changed)
{
    struct answer contract = nobody(GET, "/openapi.json");
    size_t asked = 0, known = 0;
    const char *path;
    json_t *methods;
    json_object_foreach(json(contract, "paths"), path, methods) {
        json_t *operation = json_object_get(methods, "get");
        const char *id = json_string_value(json_object_get(operation, "operationId"));
        for (size_t i = 0; operation && i < sizeof wanted / sizeof wanted[0]; i++)
            if (strcmp(wanted[i], id) == 0) {
                known++;
                cr_assert(is_offered(operation, "updated_after"), "%s", id);
            }
        if (operation == NULL || !is_offered(operation, "updated_after") || !is_offered(operation, "limit"))
            continue;
        asked++;
        cr_assert(is_in_step(path) || is_empty(path), "nobody has rows of %s", path);
    }
    cr_assert_eq(known, sizeof wanted / sizeof wanted[0]);
    cr_assert(ge(sz, asked, known));
}

/* Nothing was written since, but a day has come: on 1 July 2025 most communes had another name, code or parent. */
Test(synchronising, tells_units_that_a_day_has_changed)
{
    static const char communes[] = "/units?level=commune&limit=1&count=true";
    const char *known = text(as("tinh-kon-tum.reviewer", GET, "/units?limit=1&updated_after=1999-01-01T00:00:00Z"),
                             "page.updated_until");
    struct answer today = as("tinh-kon-tum.reviewer", GET, at("%s&updated_after=%s", communes, known));
    expect_number(today, "page.total", 0);
    struct answer july =
        as("tinh-kon-tum.reviewer", GET, at("%s&structure_date=2025-07-02&updated_after=%s", communes, known));
    cr_assert(gt(dbl, number(july, "page.total"), 0));
}
