/* dossier_test.c: a campaign's dossier is whole, says of itself what is in it, and holds what its taker sees. */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ISSUER   "thanh-pho-kon-tum.reviewer"
#define CAMPAIGN "/campaigns/code:KT-2025"

static void run(const char *command)
{
    cr_assert_eq(system(command), 0, "%s", command);
}

/* The folder in which the archive was opened, its sums checked. */
static const char *unpacked(struct answer archive)
{
    const char *folder = at("/tmp/thidua-dossier-XXXXXX");
    expect_status(archive, 200);
    cr_assert_not_null(mkdtemp((char *)folder));
    FILE *file = fopen(at("%s.zip", folder), "w");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(archive.body, 1, archive.length, file), archive.length);
    fclose(file);
    run(at("unzip -q %s.zip -d %s && cd %s && sha256sum --check --strict --quiet SHA256SUMS", folder, folder, folder));
    return folder;
}

static void forget(const char *folder)
{
    run(at("rm -rf %s %s.zip", folder, folder));
}

static json_t *read_json(const char *folder, const char *name)
{
    json_t *read = json_load_file(at("%s/%s", folder, name), 0, NULL);
    cr_assert_not_null(read, "%s is no JSON", name);
    return read;
}

static bool ends_with(const char *name, const char *ending)
{
    return strlen(name) > strlen(ending) && strcmp(name + strlen(name) - strlen(ending), ending) == 0;
}

static bool is_bytes(const char *path, struct answer answer)
{
    FILE *file = fopen(path, "r");
    char *bytes = malloc(answer.length + 1);
    cr_assert(file != NULL && bytes != NULL);
    size_t length = fread(bytes, 1, answer.length + 1, file);
    bool same = length == answer.length && memcmp(bytes, answer.body, length) == 0;
    free(bytes);
    fclose(file);
    return same;
}

/* What a member holds is what GET answers to the same person. */
static void expect_what_get_answers(const char *folder, const char *name, const char *path)
{
    if (ends_with(name, ".csv")) {
        cr_assert(is_bytes(at("%s/%s", folder, name), as(ISSUER, GET, path, .accept = "text/csv")), "%s", name);
        return;
    }
    if (!ends_with(name, ".json")) {
        const char *accept = ends_with(name, ".html") ? "text/html" : "*/*";
        cr_assert(is_bytes(at("%s/%s", folder, name), as(ISSUER, GET, path, .accept = accept)), "%s", name);
        return;
    }
    json_auto_t *kept = read_json(folder, name);
    json_t *rows = json_object_get(kept, "items");
    struct answer lines = as(ISSUER, GET, path, .accept = "application/x-ndjson");
    if (lines.status == 406) {
        cr_assert(json_equal(kept, as(ISSUER, GET, path).document), "%s", name);
        return;
    }
    size_t count = 0;
    for (const char *line = lines.body; *line; line += strcspn(line, "\n") + 1, count++) {
        json_auto_t *row = json_loadb(line, strcspn(line, "\n"), 0, NULL);
        cr_assert(json_equal(row, json_array_get(rows, count)), "%s: row %zu", name, count);
    }
    cr_assert_eq(json_array_size(rows), count, "%s", name);
}

Test(dossier, is_what_its_taker_sees_with_a_hash_of_each)
{
    const char *folder = unpacked(as(ISSUER, GET, CAMPAIGN "/dossier"));
    json_auto_t *manifest = read_json(folder, "manifest.json");
    json_t *members = json_object_get(manifest, "members"), *member;
    size_t i, tables = 0, below = 0;
    cr_assert_str_eq(json_string_value(json_object_get(manifest, "campaign_code")), "KT-2025");
    cr_assert_eq(json_array_size(json_object_get(manifest, "left_out")), 0);
    json_array_foreach(members, i, member) {
        const char *name = json_string_value(json_object_get(member, "name"));
        const char *path = json_string_value(json_object_get(member, "path"));
        tables += ends_with(name, ".csv");
        below += strncmp(name, "submissions/", strlen("submissions/")) == 0;
        if (path)
            expect_what_get_answers(folder, name, path);
    }
    cr_assert(gt(sz, tables, 20));
    cr_assert(gt(sz, below, 20));
    cr_assert_eq(system(at("cd %s && test $(find . -type f | wc -l) = $(($(wc -l < SHA256SUMS) + 2))", folder)), 0);
    forget(folder);
}

/* A draft with a document that has a file; what of it is asked last is in `made`. */
static const char *draft(const char *code, const char *path, struct answer *made)
{
    struct answer campaign = as(ISSUER, POST, "/campaigns",
                                .json = body("{'code': '%s', 'title': 'Hồ sơ %s', 'kind': 'movement',"
                                             " 'starts_on': '2025-06-01', 'ends_on': '2025-12-31'}",
                                             code, code));
    expect_status(campaign, 201);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", file);
    fclose(file);
    *made = as(ISSUER, POST, "/documents", .upload = path,
               .fields = {"kind=plan", "abstract=Kế hoạch đính kèm hồ sơ", "thing=campaign",
                          at("thing_id=%s", text(campaign, "id")), "purpose=legal_basis"});
    expect_status(*made, 201);
    return at("/campaigns/code:%s", code);
}

Test(dossier, holds_its_files_and_is_the_same_while_nothing_changes)
{
    struct answer made;
    const char *path = at("/tmp/thidua-dossier-%d.pdf", (int)getpid());
    const char *campaign = draft("HS-1", path, &made);
    const char *first = unpacked(as(ISSUER, GET, at("%s/dossier", campaign)));
    const char *second = unpacked(as(ISSUER, GET, at("%s/dossier", campaign)));
    run(at("cmp %s %s/documents/%s/file.pdf", path, first, text(made, "id")));
    json_auto_t *documents = read_json(first, "documents.json");
    cr_assert_str_eq(json_string_value(within(documents, "items.0.abstract")), "Kế hoạch đính kèm hồ sơ");
    run(at("cmp %s/SHA256SUMS %s/SHA256SUMS", first, second));
    json_auto_t *one = read_json(first, "manifest.json"), *other = read_json(second, "manifest.json");
    json_object_del(one, "made_at");
    json_object_del(other, "made_at");
    cr_assert(json_equal(one, other));
    expect_status(patch(ISSUER, campaign, body("{'title': 'Hồ sơ đã đổi'}")), 200);
    const char *third = unpacked(as(ISSUER, GET, at("%s/dossier", campaign)));
    cr_assert_neq(system(at("cmp -s %s/SHA256SUMS %s/SHA256SUMS", first, third)), 0);
    forget(first);
    forget(second);
    forget(third);
    unlink(path);
}

Test(dossier, of_a_system_names_what_it_may_not_read)
{
    struct answer made, given = as(ISSUER, POST, "/service-tokens",
                                   .json = body("{'name': 'Kho lưu trữ', 'scopes': ['campaigns:read']}"));
    const char *path = at("/tmp/thidua-dossier-%d-3.pdf", (int)getpid());
    expect_status(given, 201);
    const char *own = at("%s/dossier", draft("HS-3", path, &made));
    unlink(path);
    const char *folder =
        unpacked(client_call((struct call){.token = text(given, "token"), .verb = GET, .path = own, .accept = "*/*"}));
    json_auto_t *manifest = read_json(folder, "manifest.json");
    cr_assert_str_eq(json_string_value(json_object_get(manifest, "made_by")), "Kho lưu trữ");
    cr_assert_not_null(within(manifest, "left_out.0"));
    forget(folder);
}

Test(dossier, is_for_the_issuer_and_written_into_the_audit)
{
    static const char written[] = "select count(*) from app.audit_entries where action = 'exported'";
    struct answer made;
    const char *path = at("/tmp/thidua-dossier-%d-2.pdf", (int)getpid());
    const char *own = at("%s/dossier", draft("HS-2", path, &made));
    int before = atoi(database("%s", written));
    unlink(path);
    expect_problem(nobody(GET, own), 401, "token_missing");
    expect_problem(as("xa-doan-ket.reporter", GET, CAMPAIGN "/dossier"), 403, "role_not_allowed");
    expect_problem(as("tinh-kon-tum.leader", GET, CAMPAIGN "/dossier"), 403, "not_allowed");
    expect_problem(as("xa-doan-ket.leader", GET, own), 404, "not_found");
    expect_problem(as(ISSUER, GET, own, .accept = "application/json"), 406, "not_acceptable");
    struct answer told = as(ISSUER, HEAD, own);
    expect_status(told, 200);
    expect_header(told, "Content-Disposition", "attachment; filename=\"dossier-HS-2.zip\"");
    cr_assert_eq(atoi(database("%s", written)), before);
    expect_status(as(ISSUER, GET, own), 200);
    cr_assert_eq(atoi(database("%s", written)), before + 1);
    struct answer entry = as("thanh-pho-kon-tum.admin", GET, "/audit-entries?action=exported&limit=1");
    expect_text(entry, "items.0.operation", "get_campaign_dossier");
    expect_text(entry, "items.0.thing", "campaigns");
}
