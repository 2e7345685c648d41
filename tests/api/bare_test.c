/* bare_test.c: a service without the keys that may be left out serves, and says what it cannot do without them.
 * service: THIDUA_WEBHOOK_KEY_FILE= */
#include "support/client.h"

Test(bare, service_has_no_webhooks)
{
    static const char admin[] = "tinh-kon-tum.admin";
    expect_status(as(admin, GET, "/webhooks"), 200);
    expect_problem(as(admin, POST, "/webhooks", .json = body("{'name': 'x', 'url': 'https://kho.example.vn/'}")), 409,
                   "webhooks_not_set_up");
    cr_assert_str_eq(database("select count(*) from app.webhooks where name = 'x'"), "0");
}
