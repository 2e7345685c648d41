/* bare_test.c: a service without the keys that may be left out serves, and says what it cannot do without them;
 * one that may have no listeners turns them away.
 * service: THIDUA_WEBHOOK_KEY_FILE=
 * service: THIDUA_LISTENERS=0 */
#include "support/client.h"

Test(bare, service_has_no_webhooks)
{
    static const char admin[] = "tinh-kon-tum.admin";
    expect_status(as(admin, GET, "/webhooks"), 200);
    expect_problem(as(admin, POST, "/webhooks", .json = body("{'name': 'x', 'url': 'https://kho.example.vn/'}")), 409,
                   "webhooks_not_set_up");
    cr_assert_str_eq(database("select count(*) from app.webhooks where name = 'x'"), "0");
}

Test(bare, service_has_room_for_no_listener)
{
    struct answer turned_away = as("xa-doan-ket.reporter", GET, "/changes/stream", .accept = "text/event-stream");
    expect_problem(turned_away, 503, "busy");
    cr_assert_not_null(header(turned_away, "Retry-After"));
}
