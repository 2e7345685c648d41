/* canaries_test.c: the words that stand in rows of every unit are heard where they may be, and an answer that tells one
 * to somebody else is noticed: with the second wall down, and one row policy too wide. */
/* service: THIDUA_TEST_WALLS=policies */
#include "support/canaries.h"

#include <string.h>

static const char reporter[] = "xa-doan-ket.reporter";

static struct answer listed(const char *path)
{
    struct answer answer = as(reporter, GET, path);
    expect_status(answer, 200);
    return answer;
}

static void expect_noticed(const char *table, const char *path)
{
    canaries_are_awaited = true;
    cr_expect_null(canary_in(listed(path)), "%s, as it should be", path);
    database("create policy wide_open on app.%s for select to thidua_service using (true)", table);
    struct answer leaked = listed(path);
    database("drop policy wide_open on app.%s", table);
    cr_expect_not_null(canary_in(leaked), "%s, with its rows open to all", path);
}

Test(canaries, of_another_province_are_noticed)
{
    expect_noticed("campaigns", "/campaigns?limit=200");
}

Test(canaries, of_a_sibling_are_noticed)
{
    expect_noticed("honourees", "/honourees?limit=200");
}

Test(canaries, are_heard_by_those_who_may)
{
    struct answer heard = as("tinh-kon-tum.reviewer", GET, "/honourees?limit=200"); /* fails when one is foreign */
    cr_expect_not_null(strstr(heard.body, " chim"));
    heard.call.account = reporter;
    cr_expect_not_null(canary_in(heard), "the same words, told to a commune");
    heard.call.account = NULL;
    cr_expect_not_null(canary_in(heard), "the same words, told to nobody");
}
