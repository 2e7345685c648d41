/* webhooks_test.c: who keeps webhooks, which addresses and types are accepted, what is shown of secrets, and who may do
 * what to them. What is delivered, and when, is in tests/operations/webhooks_test.sh and tests/faults/webhooks_test.sh.
 */
#include "support/client.h"

#include <string.h>

static const char admin[] = "thanh-pho-kon-tum.admin", above[] = "tinh-kon-tum.admin";
static const char beside[] = "huyen-kon-plong.admin", reviewer[] = "thanh-pho-kon-tum.reviewer";

static struct answer registered(const char *name)
{
    struct answer made = as(admin, POST, "/webhooks",
                            .json = body("{'name': '%s', 'url': 'https://kho.invalid/thidua', 'types': ['campaign', "
                                         "'submission.approved'], 'area': 'code:608'}",
                                         name));
    expect_status(made, 201);
    return made;
}

static const char *address_of(struct answer made)
{
    return at("/webhooks/%s", text(made, "id"));
}

/* ---- making ---- */

Test(webhooks, are_registered_by_administrators_and_show_their_secret_once)
{
    struct answer made = registered("Kho dữ liệu");
    const char *hook = address_of(made);
    expect_header(made, "Location", at("/api/v1%s", hook));
    expect_header(made, "Cache-Control", "no-store");
    cr_assert(eq(int, strncmp(text(made, "secret"), "whsec_", 6), 0));
    cr_assert(eq(sz, strlen(text(made, "secret")), (size_t)50));
    expect_null(made, "previous_good_until");
    struct answer read = as(admin, GET, hook);
    expect_status(read, 200);
    expect_text(read, "name", "Kho dữ liệu");
    expect_text(read, "state", "active");
    expect_text(read, "unit.code", "608");
    expect_text(read, "area.code", "608");
    expect_text(read, "types.1", "submission.approved");
    expect_null(read, "reason");
    cr_assert_null(strstr(read.body, "whsec_"));
    cr_assert(
        eq(str,
           (char *)database("select count(*)::text from app.audit_entries where thing = 'webhooks' and thing_id = "
                            "'%s' and changes::text like '%%%s%%'",
                            text(made, "id"), text(made, "secret") + 6),
           "0"));
    cr_assert(eq(str,
                 (char *)database("select count(*)::text from app.audit_entries where thing = 'webhooks' and action = "
                                  "'created' and thing_id = '%s'",
                                  text(made, "id")),
                 "1"));
    expect_problem(as(reviewer, POST, "/webhooks", .json = body("{'name': 'x', 'url': 'https://kho.invalid/'}")), 403,
                   "role_not_allowed");
    expect_problem(nobody(GET, "/webhooks"), 401, "token_missing");
}

Test(webhooks, lead_to_public_https_addresses_only)
{
    static const struct {
        const char *url, *fault;
    } refused[] = {
        {"http://kho.example.vn/", "webhook_url_not_encrypted"},
        {"https://127.0.0.1/", "webhook_url_out_of_reach"},
        {"https://[::ffff:10.0.0.1]/", "webhook_url_out_of_reach"},
        {"https://169.254.169.254/", "webhook_url_out_of_reach"},
        {"https://kho.example.vn:5432/", "webhook_url_out_of_reach"},
        {"https://ai:gi@kho.example.vn/", "webhook_url_unreadable"},
        {"kho.example.vn", "webhook_url_unreadable"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        expect_fault(as(admin, POST, "/webhooks", .json = body("{'name': 'x', 'url': '%s'}", refused[i].url)), "/url",
                     refused[i].fault);
    const char *hook = address_of(registered("Đổi địa chỉ"));
    expect_fault(patch(admin, hook, body("{'url': 'https://10.1.2.3/'}")), "/url", "webhook_url_out_of_reach");
    struct answer changed = patch(admin, hook, body("{'url': 'https://kho.invalid/moi'}"));
    expect_status(changed, 200);
    expect_text(changed, "url", "https://kho.invalid/moi");
}

Test(webhooks, tell_of_what_there_is_within_the_area)
{
    expect_fault(
        as(admin, POST, "/webhooks",
           .json = body("{'name': 'x', 'url': 'https://kho.invalid/', 'types': ['campaign', 'weather.rain']}")),
        "/types/1", "change_type_unknown");
    expect_fault(as(admin, POST, "/webhooks",
                    .json = body("{'name': 'x', 'url': 'https://kho.invalid/', 'types': ['campaign.approved']}")),
                 "/types/0", "change_type_unknown");
    expect_fault(as(admin, POST, "/webhooks",
                    .json = body("{'name': 'x', 'url': 'https://kho.invalid/', 'area': 'code:huyen-kon-plong'}")),
                 "/area", "unit_outside_area");
    const char *hook = address_of(registered("Khu vực"));
    struct answer changed = patch(admin, hook, body("{'types': [], 'area': null}"));
    expect_status(changed, 200);
    expect_count(changed, "types", 0);
    expect_null(changed, "area");
}

/* ---- keeping ---- */

Test(webhooks, are_seen_from_above_and_not_from_beside)
{
    const char *hook = address_of(registered("Nhìn từ trên"));
    expect_status(as(above, GET, hook), 200);
    expect_problem(as(beside, GET, hook), 404, "not_found");
    expect_problem(as(beside, GET, at("%s/deliveries", hook)), 404, "not_found");
    expect_problem(as(beside, POST, at("%s/pings", hook)), 404, "not_found");
    expect_problem(as(reviewer, GET, hook), 403, "role_not_allowed");
    struct answer listed = as(above, GET, "/webhooks?state=active&unit=code:608&sort=-created_at");
    expect_status(listed, 200);
    expect_text(listed, "items.0.name", "Nhìn từ trên");
    expect_count(as(beside, GET, "/webhooks"), "items", 0);
    struct answer refused = patch(above, hook, body("{'name': 'Khác'}"));
    expect_problem(refused, 403, "not_allowed");
    expect_status(as(admin, GET, "/webhooks", .accept = "text/csv"), 200);
}

Test(webhooks, pause_and_go_on)
{
    const char *hook = address_of(registered("Tạm dừng"));
    struct answer paused = patch(admin, hook, body("{'state': 'paused'}"));
    expect_status(paused, 200);
    expect_text(paused, "reason", "asked");
    expect_problem(as(admin, POST, at("%s/pings", hook)), 409, "webhook_not_active");
    expect_problem(as(admin, POST, at("%s/replays", hook), .json = body("{'from': '2025-06-01T00:00:00Z'}")), 409,
                   "webhook_not_active");
    struct answer again = patch(admin, hook, body("{'state': 'active'}"));
    expect_status(again, 200);
    expect_null(again, "reason");
    expect_fault(patch(admin, hook, body("{'state': 'disabled'}")), "/state", "not_in_list");
    struct answer replayed = as(admin, POST, at("%s/replays", hook), .json = body("{'from': '2025-06-01T00:00:00Z'}"));
    expect_status(replayed, 201);
    expect_text(replayed, "state", "active");
}

Test(webhooks, change_their_secret_while_the_old_one_is_good)
{
    struct answer made = registered("Đổi khóa");
    const char *hook = address_of(made);
    struct answer changed = as(admin, POST, at("%s/secrets", hook), .json = body("{'previous_good_hours': 48}"));
    expect_status(changed, 201);
    cr_assert(ne(str, (char *)text(changed, "secret"), (char *)text(made, "secret")));
    cr_assert_not_null(json(changed, "previous_good_until"));
    expect_text(as(admin, GET, hook), "previous_secret_good_until", text(changed, "previous_good_until"));
    expect_status(as(admin, POST, at("%s/secrets", hook), .json = body("{}")), 201);
    cr_assert(
        eq(str,
           (char *)database("select count(*)::text from app.webhook_secrets where webhook_id = '%s'", text(made, "id")),
           "2"));
    expect_problem(as(above, POST, at("%s/secrets", hook), .json = body("{}")), 403, "not_allowed");
    expect_problem(as(beside, POST, at("%s/secrets", hook), .json = body("{}")), 404, "not_found");
}

Test(webhooks, keep_a_log_whose_events_can_be_sent_again)
{
    struct answer made = registered("Nhật ký");
    const char *hook = address_of(made);
    struct answer pinged = as(admin, POST, at("%s/pings", hook));
    expect_status(pinged, 201);
    expect_text(pinged, "type", "ping");
    expect_text(pinged, "state", "waiting");
    expect_text(pinged, "subject", hook);
    const char *delivery = at("/deliveries/%s", text(pinged, "id"));
    struct answer listed = as(above, GET, at("%s/deliveries?state=waiting,dead", hook));
    expect_status(listed, 200);
    expect_text(listed, "items.0.id", text(pinged, "id"));
    expect_count(as(admin, GET, at("%s/deliveries?subject=/campaigns/none", hook)), "items", 0);
    expect_text(as(above, GET, delivery), "event", text(pinged, "event"));
    expect_problem(as(beside, GET, delivery), 404, "not_found");
    struct answer again = as(admin, POST, at("%s/redeliveries", delivery));
    expect_status(again, 201);
    expect_text(again, "event", text(pinged, "event"));
    expect_number(again, "attempts", 0);
    expect_problem(as(above, POST, at("%s/redeliveries", delivery)), 403, "not_allowed");
    expect_problem(as(beside, POST, at("%s/redeliveries", delivery)), 404, "not_found");
    expect_problem(as(admin, POST, "/deliveries/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/redeliveries"), 404, "not_found");
}

Test(webhooks, go_with_all_they_have)
{
    struct answer made = registered("Xóa");
    const char *hook = address_of(made);
    expect_status(as(admin, POST, at("%s/pings", hook)), 201);
    expect_problem(as(admin, DELETE, hook), 428, "precondition_required");
    expect_problem(as(admin, DELETE, hook, .if_match = "\"99\""), 412, "stale_version");
    expect_status(withdraw(above, hook), 204);
    expect_problem(as(admin, GET, hook), 404, "not_found");
    cr_assert(eq(str,
                 (char *)database("select count(*)::text from (select webhook_id from app.webhook_secrets union all "
                                  "select webhook_id from app.webhook_deliveries union all select webhook_id from "
                                  "app.webhook_lanes union all select webhook_id from app.webhook_positions) x where "
                                  "webhook_id = '%s'",
                                  text(made, "id")),
                 "0"));
}
