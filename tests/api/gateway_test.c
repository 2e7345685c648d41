/* gateway_test.c: requests in envelopes: the same as without one, done once, for a receiver of ours, and not of
 * yesterday. */
#include "support/client.h"

#include <stdint.h>
#include <string.h>

#include <time.h>

#define GATEWAY "/gateway/messages"

static const char *at_second(long from_now)
{
    static char text[32];
    time_t then = time(NULL) + from_now;
    struct tm parts;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&then, &parts));
    return text;
}

/* Its apostrophes as quotes, as body() writes those of a format. */
static const char *quoted(const char *text)
{
    char *copy = (char *)(uintptr_t)at("%s", text); /* kept like everything of a test */
    for (char *at = copy; *at; at++)
        *at = *at == '\'' ? '"' : *at;
    return copy;
}

/* An envelope of the ministry for the province, with `rest` of it. */
static const char *message(const char *id, const char *rest)
{
    return at("{'message_id': '%s', 'sender': 'G09.01', 'receiver': 'H34', 'sent_at': '%s', %s}", id, at_second(0),
              rest);
}

static struct answer send(const char *account, const char *id, const char *rest)
{
    return as(account, POST, GATEWAY, .json = quoted(message(id, rest)));
}

Test(gateway, answers_as_without_an_envelope)
{
    struct answer plain = as("xa-doan-ket.reporter", GET, "/campaigns/code:KT-2025");
    struct answer wrapped =
        send("xa-doan-ket.reporter", "m-1", "'operation': 'get_campaign', 'parameters': {'campaign': 'code:KT-2025'}");
    expect_status(wrapped, 200);
    cr_assert(json_equal(json(wrapped, "payload"), plain.document));
    expect_text(wrapped, "etag", etag(plain));
    expect_text(wrapped, "reference", "m-1");
    expect_text(wrapped, "sender", "H34");
    expect_text(wrapped, "receiver", "G09.01");
    expect_number(wrapped, "status", 200);
    expect_null(wrapped, "problem");
    cr_assert_not_null(strstr(text(wrapped, "signature"), ".."));
    struct answer by_path =
        send("xa-doan-ket.reporter", "m-2",
             "'method': 'GET', 'path': '/api/v1/campaigns?state=launched', 'parameters': {'limit': '1'}");
    expect_status(by_path, 200);
    expect_count(by_path, "payload.items", 1);
}

Test(gateway, goes_no_second_way_through_the_service)
{
    struct answer foreign = send("xa-hoa-binh.reporter", "m-3", "'method': 'GET', 'path': '/api/v1/audit-entries'");
    expect_status(foreign, 403);
    expect_text(foreign, "problem.code", "role_not_allowed");
    expect_null(foreign, "payload");
    struct answer lost =
        send("xa-hoa-binh.reporter", "m-4", "'operation': 'get_campaign', 'parameters': {'campaign': 'code:NOBODY'}");
    expect_status(lost, 404);
    expect_number(lost, "problem.status", 404);
    expect_problem(nobody(POST, GATEWAY, .json = quoted(message("m-5", "'operation': 'get_me'"))), 401,
                   "token_missing");
}

Test(gateway, does_a_message_once)
{
    const char *body_of_it = "'operation': 'create_campaign', 'payload': {'code': 'GW-1', 'title': 'Thi đua qua trục "
                             "(giả định)', 'kind': 'movement', 'invented': ['title'],"
                             " 'starts_on': '2025-07-01', 'ends_on': '2025-12-31'}";
    struct answer made = send("thanh-pho-kon-tum.reviewer", "m-6", body_of_it);
    expect_status(made, 201);
    expect_false(made, "replayed");
    struct answer again = send("thanh-pho-kon-tum.reviewer", "m-6", body_of_it);
    expect_status(again, 201);
    expect_true(again, "replayed");
    expect_text(again, "payload.id", text(made, "payload.id"));
    struct answer other =
        send("thanh-pho-kon-tum.reviewer", "m-6",
             "'operation': 'create_campaign', 'payload': {'code': 'GW-2', 'title': 'Khác', 'kind': 'movement'}");
    expect_status(other, 422);
    expect_text(other, "problem.code", "idempotency_key_reused");
    expect_status(as("thanh-pho-kon-tum.reviewer", GET, "/campaigns/code:GW-2"), 404);
    struct answer stale = send("thanh-pho-kon-tum.reviewer", "m-7",
                               at("'operation': 'update_campaign', 'parameters': {'campaign': 'code:GW-1'}, "
                                  "'if_match': '7', 'payload': {'title': 'Khác hẳn'}"));
    expect_status(stale, 412);
    struct answer changed = send("thanh-pho-kon-tum.reviewer", "m-8",
                                 "'operation': 'update_campaign', 'parameters': {'campaign': 'code:GW-1'}, 'if_match': "
                                 "'1', 'payload': {'title': 'Đổi tên (giả định)'}");
    expect_status(changed, 200);
    expect_text(changed, "payload.title", "Đổi tên (giả định)");
}

Test(gateway, takes_nothing_that_could_not_be_repeated)
{
    struct answer secret =
        send("xa-doan-ket.reporter", "m-9",
             "'operation': 'create_service_token', 'payload': {'name': 'x', 'scopes': ['campaigns:read']}");
    expect_status(secret, 400);
    expect_text(secret, "problem.code", "idempotency_not_offered");
    expect_status(send("xa-doan-ket.reviewer", "m-10",
                       "'operation': 'look_up_honourees', 'payload': {'citizen_identifier': '062084007001'}"),
                  200);
}

Test(gateway, holds_no_files)
{
    static const char *const files[] = {"/openapi.yaml", "/.well-known/../docs", "/docs",
                                        "/api/v1/documents/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/content"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct answer file =
            send("xa-doan-ket.reporter", at("f-%zu", i), at("'method': 'GET', 'path': '%s'", files[i]));
        expect_status(file, i == 1 ? 400 : 406);
        expect_null(file, "payload");
    }
    expect_status(send("xa-doan-ket.reporter", "f-9", "'method': 'GET', 'path': '/livez'"), 200);
    expect_status(send("xa-doan-ket.reporter", "f-10", "'operation': 'get_contract_json'"), 200);
}

Test(gateway, refuses_what_is_no_envelope_for_us)
{
    static const char asked[] = "'operation': 'get_me'";
    struct answer stale =
        as("xa-doan-ket.reporter", POST, GATEWAY,
           .json = quoted(at("{'message_id': 'o', 'sender': 'G09', 'receiver': 'H34', 'sent_at': '%s', %s}",
                             at_second(-86500), asked)));
    expect_problem(stale, 422, "envelope_stale");
    struct answer early =
        as("xa-doan-ket.reporter", POST, GATEWAY,
           .json = quoted(at("{'message_id': 'o', 'sender': 'G09', 'receiver': 'H34', 'sent_at': '%s', %s}",
                             at_second(400), asked)));
    expect_problem(early, 422, "envelope_stale");
    struct answer lost =
        as("xa-doan-ket.reporter", POST, GATEWAY,
           .json = quoted(at("{'message_id': 'o', 'sender': 'G09', 'receiver': 'H99', 'sent_at': '%s', %s}",
                             at_second(0), asked)));
    expect_problem(lost, 422, "envelope_receiver_unknown");
    struct answer earlier_layout =
        as("xa-doan-ket.reporter", POST, GATEWAY,
           .json = quoted(
               at("{'message_id': 'o', 'sender': '000.00.01.G09', 'receiver': '000.00.21.H34', 'sent_at': '%s', %s}",
                  at_second(0), asked)));
    expect_status(earlier_layout, 200);
    expect_text(earlier_layout, "receiver", "G09.01");
    expect_text(earlier_layout, "sender", "H34.21");
    expect_problem(send("xa-doan-ket.reporter", "p", "'signature': 'e30..e30', 'operation': 'get_me'"), 403,
                   "envelope_signature_invalid");
    expect_problem(send("xa-doan-ket.reporter", "p", "'operation': 'do_all'"), 422, "envelope_operation_unknown");
    struct answer within_another =
        send("xa-doan-ket.reporter", "p", "'operation': 'pass_gateway_message', 'payload': {}");
    expect_status(within_another, 422);
    expect_text(within_another, "problem.code", "envelope_operation_unknown");
    expect_problem(send("xa-doan-ket.reporter", "p", "'operation': 'get_me', 'method': 'GET', 'path': '/api/v1/me'"),
                   422, "envelope_without_request");
    expect_problem(send("xa-doan-ket.reporter", "p", "'payload': {}"), 422, "envelope_without_request");
    struct answer without = send("xa-doan-ket.reporter", "p", "'operation': 'get_campaign'");
    expect_fault(without, "/parameters/campaign", "required");
    expect_fault(as("xa-doan-ket.reporter", POST, GATEWAY,
                    .json = body("{'message_id': 'a b', 'sender': 'x', 'receiver': 'H34', 'sent_at': 'now'}")),
                 "/message_id", "wrong_pattern");
}
