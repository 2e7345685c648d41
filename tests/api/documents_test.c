/* documents_test.c: files come back byte for byte, are what their bytes say, and are seen with what they belong to. */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char reporter[] = "xa-doan-ket.reporter";
static const char sibling[] = "phuong-quyet-thang.reporter";

/* ---- files ---- */

/* A file of this name in a folder of its own, beginning with `head` and filled up to `size`. */
static const char *file(const char *name, const char *head, size_t size)
{
    const char *folder = at("/tmp/thidua-documents-XXXXXX");
    if (!mkdtemp((char *)folder))
        cr_fatal("no folder for files");
    const char *path = at("%s/%s", folder, name);
    FILE *made = fopen(path, "w");
    cr_assert_not_null(made);
    unsigned state = (unsigned)size;
    fputs(head, made);
    for (size_t i = strlen(head); i < size; i++) {
        state = state * 1664525 + 1013904223;
        fputc((int)(state >> 24), made);
    }
    fclose(made);
    return path;
}

static const char *pdf(size_t size)
{
    return file("ke-hoach.pdf", "%PDF-1.5\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", size);
}

static bool is_the_file(struct answer content, const char *path)
{
    FILE *kept = fopen(path, "r");
    char *bytes = malloc(content.length + 1);
    cr_assert(kept != NULL && bytes != NULL);
    size_t length = fread(bytes, 1, content.length + 1, kept);
    bool same = length == content.length && memcmp(bytes, content.body, length) == 0;
    fclose(kept);
    free(bytes);
    return same;
}

/* Resident memory of the service, in kB. */
static long resident(void)
{
    char line[200];
    long size = 0;
    FILE *status = fopen(at("/proc/%s/status", getenv("TEST_SERVICE")), "r");
    cr_assert_not_null(status);
    while (fgets(line, sizeof line, status))
        sscanf(line, "VmRSS: %ld", &size);
    fclose(status);
    cr_assert(gt(long, size, 0));
    return size;
}

static struct answer upload(const char *account, const char *path)
{
    return as(account, POST, "/documents", .upload = path,
              .fields = {"kind=evidence", "abstract=Biên bản nghiệm thu đường thôn Kon Tum Kơ Nâm"});
}

static const char *document(struct answer made)
{
    expect_status(made, 201);
    return at("/documents/%s", text(made, "id"));
}

static struct answer register_line(const char *account, const char *abstract)
{
    return as(account, POST, "/documents", .json = body("{'kind': 'plan', 'abstract': '%s'}", abstract));
}

static void remove_file(const char *path)
{
    char folder[200];
    unlink(path);
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    rmdir(folder);
}

/* ---- files come back as they came ---- */

Test(documents, come_back_byte_for_byte)
{
    const char *path = pdf(5 * 1024 * 1024);
    struct answer made = upload(reporter, path);
    const char *thing = document(made);
    expect_text(made, "media_type", "application/pdf");
    expect_number(made, "size", 5 * 1024 * 1024);
    expect_text(made, "file_name", "ke-hoach.pdf");
    expect_text(made, "unit.name", "Xã Đoàn Kết");
    struct answer content = as(reporter, GET, at("%s/content", thing));
    expect_status(content, 200);
    cr_assert(is_the_file(content, path), "what came back is not what was sent");
    remove_file(path);
    cr_assert(eq(str, (char *)text(made, "sha256"),
                 (char *)database("select encode(sha256(string_agg(bytes, '' order by part)), 'hex')"
                                  "  from app.document_parts where document_id = '%s'",
                                  text(made, "id"))));
    cr_assert(eq(str, (char *)content.type, "application/pdf"));
    expect_header(content, "Content-Length", "5242880");
    expect_header(content, "Content-Disposition", "attachment; filename*=UTF-8''ke-hoach.pdf");
    expect_header(content, "X-Content-Type-Options", "nosniff");
}

Test(documents, are_not_sent_again_to_whoever_has_them)
{
    const char *path = pdf(300 * 1024);
    const char *thing = at("%s/content", document(upload(reporter, path)));
    remove_file(path);
    struct answer content = as(reporter, GET, thing);
    struct answer again = as(reporter, GET, thing, .headers = {at("If-None-Match: %s", etag(content))});
    expect_status(again, 304);
    cr_assert(eq(sz, again.length, (size_t)0));
    struct answer head = as(reporter, HEAD, thing);
    expect_status(head, 200);
    expect_header(head, "Content-Length", "307200");
    expect_header(head, "ETag", etag(content));
}

Test(documents, keep_vietnamese_names)
{
    const char *path = file("Báo cáo quý I – năm 2025.txt", "Kết quả thực hiện phong trào thi đua.\n", 0);
    struct answer made = upload(reporter, path);
    const char *thing = document(made);
    remove_file(path);
    expect_text(made, "file_name", "Báo cáo quý I – năm 2025.txt");
    expect_text(made, "media_type", "text/plain");
    expect_header(as(reporter, GET, at("%s/content", thing)), "Content-Disposition",
                  "attachment; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20qu%C3%BD%20I%20%E2%80%93%20n%C4%83m%202025.txt");
}

/* A form written by hand, so that its file may have any name. */
static struct answer upload_named(const char *name)
{
    return as(reporter, POST, "/documents", .type = "multipart/form-data; boundary=ranh-gioi",
              .raw = at("--ranh-gioi\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nevidence\r\n"
                        "--ranh-gioi\r\nContent-Disposition: form-data; name=\"abstract\"\r\n\r\nTệp có tên lạ\r\n"
                        "--ranh-gioi\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                        "Content-Type: text/html\r\n\r\nMột dòng chữ.\n\r\n--ranh-gioi--\r\n",
                        name));
}

Test(documents, have_names_without_folders_and_controls)
{
    static const struct {
        const char *sent, *kept;
    } names[] = {
        {"../../etc/passwd", "passwd"},
        {"C:\\tam\\bao cao.txt", "bao cao.txt"},
        {"..", "file"},
        {".htaccess", "htaccess"},
        {"tep\xe2\x80\xaetxt.exe", "teptxt.exe"},
        {"a\x01\x1f.txt", "a.txt"},
        {"Ba\xcc\x81o ca\xcc\x81o.txt", "Báo cáo.txt"},
        {"a<b>|c?.txt", "a_b__c_.txt"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_text(upload_named(names[i].sent), "file_name", names[i].kept);
}

/* ---- files are what their bytes say ---- */

Test(documents, are_judged_by_their_bytes)
{
    const char *program = file("ke-hoach.pdf", "", 0);
    FILE *out = fopen(program, "w");
    static const unsigned char elf[64] = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0, 1};
    fwrite(elf, 1, sizeof elf, out);
    fclose(out);
    struct answer refused = as(reporter, POST, "/documents", .upload = program, .upload_type = "application/pdf",
                               .fields = {"kind=plan", "abstract=Kế hoạch"});
    remove_file(program);
    expect_problem(refused, 415, "document_type_not_allowed");
    expect_text(refused, "params.found", "application/x-executable");
}

Test(documents, are_no_pages)
{
    const char *page = file("anh.png", "<!DOCTYPE html><html><script>alert(1)</script></html>", 0);
    expect_problem(upload(reporter, page), 415, "document_type_not_allowed");
    remove_file(page);
}

Test(documents, have_their_own_type_whatever_is_claimed)
{
    const char *picture = file("bao-cao.docx", "\xff\xd8\xff\xe0\x10JFIF", 9000);
    struct answer made = as(reporter, POST, "/documents", .upload = picture, .upload_type = "text/html",
                            .fields = {"kind=evidence", "abstract=Ảnh công trình"});
    remove_file(picture);
    expect_text(made, "media_type", "image/jpeg");
}

Test(documents, are_not_empty)
{
    const char *nothing = file("rong.txt", "", 0);
    expect_problem(upload(reporter, nothing), 422, "document_is_empty");
    remove_file(nothing);
}

Test(documents, have_at_most_25_megabytes)
{
    const char *path = pdf(25 * 1024 * 1024 + 1);
    struct answer refused = upload(reporter, path);
    remove_file(path);
    expect_problem(refused, 413, "document_too_large");
    expect_number(refused, "params.limit", 26214400);
}

Test(documents, tell_all_faults_of_a_form)
{
    const char *path = pdf(2000);
    struct answer refused = as(reporter, POST, "/documents", .upload = path,
                               .fields = {"kind=plan", "issued_on=2025-02-30", "color=red", "abstract="});
    remove_file(path);
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/issued_on", "wrong_format");
    expect_fault(refused, "/color", "unknown_property");
    expect_fault(refused, "/abstract", "required");
}

static void send_and_fetch(const char *path)
{
    struct answer content = as(reporter, GET, at("%s/content", document(upload(reporter, path))));
    expect_status(content, 200);
    cr_assert(is_the_file(content, path), "what came back is not what was sent");
}

Test(documents, are_stored_without_growing_the_service)
{
    const char *path = pdf(8 * 1024 * 1024);
    send_and_fetch(path);
    long before = resident();
    send_and_fetch(path);
    long grown = resident() - before;
    remove_file(path);
    cr_assert(lt(long, grown, 6 * 1024L), "8 MB went in and out, and the service grew by %ld kB", grown);
}

/* ---- lines of the register ---- */

Test(documents, may_be_a_line_without_a_file)
{
    struct answer made = as(
        reviewer, POST, "/documents",
        .json = body("{'kind': 'directive', 'number': '34-CT/TW', 'issued_on': '2014-04-07', 'issuer': 'Bộ Chính trị',"
                     " 'abstract': 'Về tiếp tục đổi mới công tác thi đua, khen thưởng', 'is_public': true}"));
    const char *thing = document(made);
    expect_null(made, "sha256");
    expect_problem(as(reviewer, GET, at("%s/content", thing)), 404, "document_has_no_file");
    expect_status(as(sibling, GET, thing), 200);
    struct answer found = as(sibling, GET, "/documents?q=doi%20moi%20cong%20tac&number=34-CT%2FTW&count=true");
    expect_number(found, "page.total", 1);
}

Test(documents, have_their_file_in_the_part_of_that_name)
{
    static const char form[] = "--boundary\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nplan\r\n"
                               "--boundary\r\nContent-Disposition: form-data; name=\"abstract\"\r\n\r\nKế hoạch\r\n"
                               "--boundary\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a.txt\"\r\n"
                               "Content-Type: text/plain\r\n\r\nKế hoạch\r\n--boundary--\r\n";
    struct call call = {
        .account = reviewer, .verb = POST, .path = "/documents", .type = "multipart/form-data; boundary=boundary"};
    call.raw = at(form, "tep");
    expect_fault(client_call(call), "/file", "required");
    call.raw = at(form, "file");
    expect_status(client_call(call), 201);
}

Test(documents, that_are_classified_have_no_file)
{
    const char *path = pdf(2000);
    struct answer refused = as(reviewer, POST, "/documents", .upload = path,
                               .fields = {"kind=plan", "abstract=Kế hoạch mật", "classified=true"});
    remove_file(path);
    expect_problem(refused, 422, "classified_document_has_no_file");
    const char *thing = document(as(reviewer, POST, "/documents",
                                    .json = body("{'kind': 'plan', 'abstract': 'Kế hoạch mật', 'classified': true}")));
    expect_problem(patch(reviewer, thing, body("{'is_public': true}")), 422, "classified_document_is_not_public");
}

Test(documents, with_a_file_are_not_classified_later)
{
    const char *path = pdf(2000);
    const char *thing = document(upload(reviewer, path));
    remove_file(path);
    expect_problem(patch(reviewer, thing, body("{'classified': true}")), 422, "classified_document_has_no_file");
}

Test(documents, are_not_issued_tomorrow)
{
    struct answer refused = as(reporter, POST, "/documents",
                               .json = body("{'kind': 'plan', 'abstract': 'Kế hoạch', 'issued_on': '2025-06-17'}"));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/issued_on", "issue_date_in_the_future");
}

Test(documents, are_patched_from_the_version_last_seen)
{
    struct answer made = register_line(reporter, "Kế hoạch của xã");
    const char *thing = document(made);
    expect_number(patch(reporter, thing, "{}"), "version", 1);
    struct answer patched = patch(reporter, thing, body("{'number': '05/KH-UBND', 'capacity': 'TM'}"));
    expect_status(patched, 200);
    expect_text(patched, "abstract", "Kế hoạch của xã");
    expect_text(patched, "number", "05/KH-UBND");
    expect_problem(as(reporter, PATCH, thing, .json = "{}", .if_match = etag(made)), 412, "stale_version");
}

Test(documents, are_made_once_however_often_they_are_sent)
{
    const char *path = pdf(9000), *other = pdf(9001);
    struct answer first = as(reporter, POST, "/documents", .upload = path, .key = "tai-len-1",
                             .fields = {"kind=evidence", "abstract=Gửi lại"});
    struct answer again = as(reporter, POST, "/documents", .upload = path, .key = "tai-len-1",
                             .fields = {"kind=evidence", "abstract=Gửi lại"});
    expect_status(first, 201);
    expect_header(again, "Idempotency-Replayed", "true");
    expect_text(again, "id", text(first, "id"));
    expect_problem(as(reporter, POST, "/documents", .upload = other, .key = "tai-len-1",
                      .fields = {"kind=evidence", "abstract=Gửi lại"}),
                   422, "idempotency_key_reused");
    remove_file(path);
    remove_file(other);
}

Test(documents, are_tried_without_being_kept)
{
    const char *path = pdf(400000);
    struct answer tried =
        as(reporter, POST, "/documents?dry_run=true", .upload = path, .fields = {"kind=evidence", "abstract=Chạy thử"});
    remove_file(path);
    expect_status(tried, 201);
    expect_problem(as(reporter, GET, at("/documents/%s", text(tried, "id"))), 404, "not_found");
    cr_assert(
        eq(str, (char *)database("select count(*) from app.document_parts where document_id = '%s'", text(tried, "id")),
           "0"));
}

/* ---- who sees them ---- */

Test(documents, are_hidden_from_a_sibling_commune)
{
    const char *path = pdf(2000);
    const char *thing = document(upload(reporter, path));
    remove_file(path);
    expect_problem(as(sibling, GET, thing), 404, "not_found");
    expect_problem(as(sibling, GET, at("%s/content", thing)), 404, "not_found");
    expect_problem(as(sibling, DELETE, thing, .if_match = "\"1\""), 404, "not_found");
    expect_problem(as(sibling, PATCH, thing, .if_match = "\"1\"", .json = "{}"), 404, "not_found");
    expect_problem(as(sibling, POST, at("%s/links", thing),
                      .json = body("{'thing': 'campaign', 'thing_id': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11',"
                                   " 'purpose': 'other'}")),
                   404, "not_found");
    expect_status(as(reviewer, GET, at("%s/content", thing)), 200);
    expect_problem(patch(reviewer, thing, body("{'number': '1'}")), 403, "not_allowed");
}

/* A campaign of the city, launched. */
static const char *launched(const char *code)
{
    struct answer made =
        as(reviewer, POST, "/campaigns",
           .json =
               body("{'code': '%s', 'title': 'Phong trào có văn bản %s', 'kind': 'movement', 'starts_on': '2025-06-01',"
                    " 'ends_on': '2025-12-31', 'content_items': [{'key': 'I', 'ordinal': 1, 'heading': 'Nội dung', "
                    "'text': 'Thi đua'}]}",
                    code, code));
    expect_status(made, 201);
    return text(made, "id");
}

Test(documents, are_seen_with_what_they_belong_to)
{
    const char *campaign = launched("CO-VAN-BAN");
    const char *path = pdf(3000);
    const char *thing = document(as(reviewer, POST, "/documents", .upload = path,
                                    .fields = {"kind=plan", "abstract=Kế hoạch phát động", "thing=campaign",
                                               at("thing_id=%s", campaign), "purpose=signed_original"}));
    remove_file(path);
    expect_problem(as(reporter, GET, thing), 404, "not_found");
    expect_status(move(reviewer, at("/campaigns/%s", campaign), "proposed"), 201);
    expect_status(move_with("thanh-pho-kon-tum.leader", at("/campaigns/%s", campaign),
                            body("{'to': 'launched', 'details': {'number': '7/KH-UBND', 'issued_on': '2025-06-16'}}")),
                  201);
    struct answer heard = as(reporter, GET, thing);
    expect_status(heard, 200);
    expect_text(heard, "links.0.thing_id", campaign);
    expect_status(as(reporter, GET, at("%s/content", thing)), 200);
    struct answer list = as(reporter, GET, at("/documents?thing=campaign&thing_id=%s", campaign));
    expect_status(list, 200);
    expect_count(list, "items", 1);
    expect_problem(withdraw(reviewer, thing), 409, "document_in_use");
    expect_problem(as(reviewer, DELETE, at("%s/links/%s", thing, text(heard, "links.0.id"))), 409, "document_in_use");
}

Test(documents, become_public_as_a_legal_basis)
{
    const char *campaign = launched("CAN-CU");
    const char *thing = document(register_line(reviewer, "Quyết định làm căn cứ"));
    expect_problem(as(sibling, GET, thing), 404, "not_found");
    struct answer link =
        as(reviewer, POST, at("%s/links", thing),
           .json = body("{'thing': 'campaign', 'thing_id': '%s', 'purpose': 'legal_basis'}", campaign));
    expect_status(link, 201);
    expect_true(as(sibling, GET, thing), "is_public");
    expect_count(as(sibling, GET, thing), "links", 0);
    expect_problem(as(reviewer, POST, at("%s/links", thing),
                      .json = body("{'thing': 'campaign', 'thing_id': '%s', 'purpose': 'legal_basis'}", campaign)),
                   409, "document_is_linked_once");
    expect_status(as(reviewer, DELETE, at("%s/links/%s", thing, text(link, "id"))), 204);
    expect_problem(as(reviewer, DELETE, at("%s/links/%s", thing, text(link, "id"))), 404, "not_found");
    expect_status(withdraw(reviewer, thing), 204);
}

Test(documents, belong_only_to_what_is_the_own_desk)
{
    const char *thing = document(register_line(reporter, "Văn bản của xã"));
    struct answer campaign = as(reporter, GET, "/campaigns/code:KT-2025");
    expect_problem(
        as(reporter, POST, at("%s/links", thing),
           .json = body("{'thing': 'campaign', 'thing_id': '%s', 'purpose': 'evidence'}", text(campaign, "id"))),
        403, "not_allowed");
    struct answer refused =
        as(reporter, POST, at("%s/links", thing),
           .json = body("{'thing': 'campaign', 'thing_id': '%s', 'purpose': 'evidence'}", launched("CHUA-NGHE")));
    expect_problem(refused, 422, "validation_failed");
    expect_fault(refused, "/thing_id", "linked_thing_not_found");
}

Test(documents, are_deleted_while_nothing_relies_on_them)
{
    const char *path = pdf(2000);
    const char *thing = document(upload(reporter, path));
    remove_file(path);
    expect_status(withdraw(reporter, thing), 204);
    expect_problem(as(reporter, GET, thing), 404, "not_found");
    cr_assert(
        eq(str, (char *)database("select count(*) from app.document_parts where document_id = '%s'", thing + 11), "0"));
}

Test(documents, are_listed_as_a_table)
{
    document(register_line(reporter, "Văn bản trong bảng"));
    struct answer table =
        as(reporter, GET, "/documents?sort=-issued_on,-number&kind=plan,evidence&expand=allowed_actions",
           .accept = "text/csv");
    expect_status(table, 200);
    expect_in_body(table, "Văn bản trong bảng");
}
