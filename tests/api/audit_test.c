/* audit_test.c: what is in the audit, who reads it, that nothing is done or answered which it could not take, and that
 * its heads are signed and leave the database. */
/* service: THIDUA_AUDIT_HEAD_SECONDS=1 */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *thing_made(const char *code)
{
    struct answer made = as("xa-doan-ket.reviewer", POST, "/campaigns",
                            .json = body("{'code': '%s', 'title': 'Ghi nhật ký', 'kind': 'plan'}", code));
    expect_status(made, 201);
    return text(made, "id");
}

/* How often the newest minute's audit has this refusal. */
static long refused(const char *condition)
{
    return atol(database("select count(*) from app.audit_entries where action = 'refused' and %s", condition));
}

/* What a command of the shell prints; fails the test unless it ends well. */
static const char *printed_by(const char *command)
{
    static char output[65536];
    FILE *pipe = popen(command, "r");
    size_t length = pipe ? fread(output, 1, sizeof output - 1, pipe) : 0;
    output[length] = '\0';
    cr_assert_not_null(pipe);
    cr_assert_eq(pclose(pipe), 0, "%s: %s", command, output);
    return output;
}

Test(audit, keeps_every_change)
{
    const char *made = thing_made("NHAT-KY");
    struct answer entries = as("thanh-pho-kon-tum.admin", GET, at("/audit-entries?thing=campaigns&thing_id=%s", made));
    expect_status(entries, 200);
    expect_count(entries, "items", 1);
    expect_text(entries, "items.0.action", "created");
    expect_text(entries, "items.0.changes.title", "Ghi nhật ký");
    expect_text(entries, "items.0.operation", "create_campaign");
    expect_text(entries, "items.0.actor_roles.0", "reviewer");
}

Test(audit, is_found_by_person_and_time)
{
    thing_made("NHAT-KY-LOC");
    const char *actor = text(as("xa-doan-ket.reviewer", GET, "/me"), "id");
    struct answer theirs = as("thanh-pho-kon-tum.admin", GET, at("/audit-entries?actor=%s&limit=1", actor));
    expect_count(theirs, "items", 1);
    expect_text(theirs, "items.0.actor.id", actor);
    const char *when = encoded(text(theirs, "items.0.at"));
    expect_count(as("thanh-pho-kon-tum.admin", GET, at("/audit-entries?actor=%s&from=%s&limit=1", actor, when)),
                 "items", 1);
    expect_count(as("thanh-pho-kon-tum.admin", GET, at("/audit-entries?actor=%s&until=2020-01-01T00:00:00Z", actor)),
                 "items", 0);
}

Test(audit, is_for_administrators_and_oversight_of_the_area)
{
    const char *made = thing_made("NHAT-KY-XEM");
    const char *of_it = at("/audit-entries?thing_id=%s", made);
    expect_problem(as("xa-doan-ket.reporter", GET, "/audit-entries"), 403, "role_not_allowed");
    expect_count(as("thanh-pho-kon-tum.admin", GET, of_it), "items", 1);
    expect_count(as("tinh-kon-tum.oversight", GET, of_it), "items", 1);
    expect_count(as("huyen-kon-plong.admin", GET, of_it), "items", 0);
}

Test(audit, keeps_refusals)
{
    const char *campaign = at("/campaigns/%s", thing_made("NHAT-KY-CHAN"));
    expect_problem(as("xa-doan-ket.reporter", POST, "/campaigns",
                      .json = body("{'code': 'KHONG-DUOC', 'title': 'Không được', 'kind': 'plan'}")),
                   403, "role_not_allowed");
    cr_assert(eq(int, (int)refused("operation = 'create_campaign' and changes ->> 'code' = 'role_not_allowed'"), 1));
    expect_problem(as("xa-doan-ket.reporter", DELETE, campaign, .if_match = "\"1\""), 403, "role_not_allowed");
    cr_assert(
        eq(int,
           (int)refused(at("changes ->> 'path' = '/api/v1%s' and actor_kind = 'person' and actor_roles = '{reporter}'",
                           campaign)),
           1));
}

Test(audit, keeps_failed_sign_ins_with_the_account_that_was_tried)
{
    const char *wrong = body("{'username': 'xa-hoa-binh.reviewer', 'password': 'không phải mật khẩu'}");
    expect_problem(nobody(POST, "/auth/tokens", .json = wrong), 401, "wrong_credentials");
    cr_assert(eq(int,
                 (int)refused("changes ->> 'code' = 'wrong_credentials' and actor_id is null and thing_id ="
                              " (select id from app.users where username = 'xa-hoa-binh.reviewer')"),
                 1));
    struct answer seen = as("thanh-pho-kon-tum.admin", GET, "/audit-entries?action=refused&thing=users&limit=1");
    expect_count(seen, "items", 1);
    expect_text(seen, "items.0.operation", "create_token");
    expect_null(seen, "items.0.actor");
}

Test(audit, keeps_tokens_that_do_not_hold)
{
    struct answer forged = nobody(GET, "/me", .token = "eyJhbGciOiJub25lIn0.e30.AA");
    expect_problem(forged, 401, "token_invalid");
    cr_assert(
        eq(int, (int)refused("changes ->> 'code' = 'token_invalid' and actor_id is null and operation = 'get_me'"), 1));
    long before = atol(database("select count(*) from app.audit_entries"));
    expect_problem(nobody(GET, "/me"), 401, "token_missing");
    cr_assert(eq(int, (int)atol(database("select count(*) from app.audit_entries")), (int)before));

    const char *token = token_of("xa-hoa-binh.leader");
    database("update app.users set epoch = epoch + 1 where username = 'xa-hoa-binh.leader'");
    expect_problem(nobody(GET, "/me", .token = token), 401, "token_revoked");
    cr_assert(eq(int, (int)refused("changes ->> 'code' = 'token_revoked' and actor_id is not null"), 1));
}

Test(audit, counts_what_is_refused_again_and_again)
{
    for (int i = 0; i < 8; i++)
        expect_problem(as("xa-hoa-binh.reporter", GET, "/audit-roots"), 403, "role_not_allowed");
    const char *counted =
        "select string_agg(n::text, '+' order by n) from (select sum(refused) as n from app.refusals where operation ="
        " 'list_audit_roots' group by minute) r";
    cr_assert(ge(int,
                 (int)atol(database(
                     "select coalesce(sum(refused), 0) from app.refusals where operation = 'list_audit_roots'")),
                 7),
              "%s", database("%s", counted));
    cr_assert(le(int, (int)refused("operation = 'list_audit_roots'"), 2));
    database("update app.refusals set minute = minute - interval '1 hour'");
    database("select app.close_refusals()");
    cr_assert(eq(int, (int)refused("operation = 'list_audit_roots' and (changes ->> 'times')::int >= 2") >= 1, 1));
}

Test(audit, fails_and_so_does_the_request)
{
    const char *account = "xa-doan-ket.reviewer";
    token_of(account);
    token_of("xa-doan-ket.reporter");
    const char *draft = body("{'code': 'NHAT-KY-HONG', 'title': 'Không ghi được', 'kind': 'plan'}");
    database("revoke insert on app.audit_entries from thidua_engine");
    struct answer change = as(account, POST, "/campaigns", .json = draft);
    struct answer refusal = as("xa-doan-ket.reporter", POST, "/campaigns", .json = draft);
    struct answer sign_in = nobody(POST, "/auth/tokens", .json = body("{'username': 'nobody', 'password': 'không'}"));
    struct answer reading = as(account, GET, "/campaigns?limit=1");
    database("grant insert on app.audit_entries to thidua_engine");
    expect_problem(change, 503, "audit_unavailable");
    expect_problem(refusal, 503, "audit_unavailable");
    expect_problem(sign_in, 503, "audit_unavailable");
    expect_status(reading, 200);
    cr_assert(eq(str, (char *)database("select count(*) from app.campaigns where code = 'NHAT-KY-HONG'"), "0"));
    expect_status(as(account, POST, "/campaigns", .json = draft), 201);
}

/* The newest head, as an administrator reads it. */
static struct answer newest_head(void)
{
    struct answer heads = {0};
    time_t until = time(NULL) + 20;
    do
        heads = as("tinh-kon-tum.admin", GET, "/audit-roots?signed=true&limit=1");
    while (count(heads, "items") == 0 && time(NULL) < until);
    expect_count(heads, "items", 1);
    return heads;
}

static void write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(content, file), 0);
    fclose(file);
}

Test(audit, has_heads_whose_signature_openssl_verifies)
{
    struct answer heads = newest_head();
    const char *folder = getenv("TEST_FOLDER");
    write_file(at("%s/head.txt", folder), text(heads, "items.0.statement"));
    write_file(at("%s/head.b64", folder), text(heads, "items.0.signature"));
    cr_assert_not_null(strstr(text(heads, "items.0.statement"), text(heads, "items.0.root")));
    const char *verified = printed_by(at("cd %s && openssl pkey -in $THIDUA_JWT_KEY_FILE -pubout -out audit.pub &&"
                                         " openssl base64 -d -A -in head.b64 -out head.sig &&"
                                         " openssl dgst -sha256 -verify audit.pub -signature head.sig head.txt",
                                         folder));
    cr_assert_not_null(strstr(verified, "Verified OK"), "%s", verified);
    const char *name = printed_by(
        at("openssl pkey -pubin -in %s/audit.pub -outform DER | sha256sum | cut -c 1-16 | tr -d '\\n'", folder));
    expect_text(heads, "items.0.key", name);
    struct answer unsigned_roots = as("tinh-kon-tum.oversight", GET, "/audit-roots?signed=false&limit=1");
    expect_status(unsigned_roots, 200);
    if (count(unsigned_roots, "items"))
        expect_null(unsigned_roots, "items.0.signature");
}

Test(audit, verifies_against_the_heads_in_the_log)
{
    thing_made("NHAT-KY-DAU");
    newest_head();
    const char *verdict =
        printed_by(at("${TEST_PROGRAM:-build/sanitized/thidua} verify-audit --key $THIDUA_JWT_KEY_FILE"
                      " --heads %s/%s.service.log",
                      getenv("TEST_FOLDER"), getenv("TEST_NAME")));
    cr_assert_not_null(strstr(verdict, "whole"), "%s", verdict);
}
