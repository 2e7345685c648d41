/* public_awards_test.c: what anybody may read of an award, without a token: by the code of the certificate, by decision
 * and name; as JSON and as a page. */
#include "awards_cases.h"

#include <string.h>

static const char *code_of(const char *award)
{
    return text(as(DESK, GET, award), "check_code");
}

static struct answer page(const char *path)
{
    return nobody(GET, path, .accept = "text/html,application/xhtml+xml,*/*;q=0.8");
}

static struct answer search(const char *number, const char *day, const char *name)
{
    return nobody(GET, at("/public/awards?decision_number=%s&decision_date=%s&name=%s", encoded(number), encoded(day),
                          encoded(name)));
}

Test(public_awards, are_read_by_whoever_has_the_code)
{
    const char *award = awarded(drafted()), *code = code_of(award);
    struct answer found = nobody(GET, at("/public/awards/%s", code));
    expect_status(found, 200);
    expect_text(found, "name", "A Brôl");
    expect_text(found, "granting_unit", "Ủy ban nhân dân thành phố Kon Tum");
    expect_text(found, "award_type_name", "Giấy khen của Chủ tịch Ủy ban nhân dân thành phố Kon Tum");
    expect_text(found, "unit", "Xã Đoàn Kết");
    expect_text(found, "state", "active");
    expect_header(found, "Cache-Control", "public, max-age=60");
    expect_status(nobody(GET, at("/public/awards/%s", code), .headers = {at("If-None-Match: %s", etag(found))}), 304);
    cr_assert_null(strstr(found.body, text(as(DESK, GET, award), "honouree.id")));
}

Test(public_awards, forgive_how_a_code_is_typed)
{
    const char *code = code_of(awarded(drafted()));
    char typed[64];
    size_t length = 0;
    for (const char *place = code; *place; place++)
        if (*place != '-')
            typed[length++] = *place == '0' ? 'o' : *place == '1' ? 'L' : (char)(*place | (*place >= 'A' ? 0x20 : 0));
    typed[length] = '\0';
    expect_status(nobody(GET, at("/public/awards/%s", typed)), 200);
    typed[3] = typed[3] == '7' ? '8' : '7';
    expect_problem(nobody(GET, at("/public/awards/%s", typed)), 404, "check_code_mistyped");
    expect_problem(nobody(GET, at("/public/awards/%s", database("select app.new_check_code()"))), 404,
                   "check_code_unknown");
    expect_problem(nobody(GET, "/public/awards/x"), 404, "check_code_mistyped");
}

Test(public_awards, have_codes_that_nobody_guesses)
{
    cr_assert_str_eq(
        database("select count(distinct c) from (select app.new_check_code() as c from generate_series(1, 2000)) s"
                 " where c ~ '^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$'"),
        "2000");
    /* every place takes every letter */
    cr_assert_str_eq(
        database("select min(n) from (select place, count(distinct substr(replace(c, '-', ''), place, 1)) as n from"
                 " (select app.new_check_code() as c from generate_series(1, 2000)) s, generate_series(1, 20)"
                 " place group by place) t"),
        "32");
}

Test(public_awards, are_not_there_before_they_are_published)
{
    const char *decision = decision_for(passed(drafted()));
    expect_status(sign(CHAIR, decision, "2025-06-11"), 201);
    struct answer signed_one = as(CHAIR, GET, decision);
    expect_count(search(text(signed_one, "number"), "2025-06-11", ""), "items", 0);
    expect_status(move(CHAIR, decision, "published"), 201);
    expect_count(search(text(signed_one, "number"), "2025-06-11", ""), "items", 1);
}

Test(public_awards, are_gone_once_revoked_and_say_by_what)
{
    const char *award = awarded(drafted()), *code = code_of(award);
    const char *number = text(as(DESK, GET, decided_on("revocation", for_fraud(award))), "number");
    struct answer gone = nobody(GET, at("/public/awards/%s", code));
    expect_problem(gone, 410, "award_revoked");
    expect_text(gone, "params.decision_number", number);
    expect_text(gone, "params.decided_on", "2025-06-16");
    struct answer shown = page(at("/public/awards/%s", code));
    expect_status(shown, 410);
    expect_in_body(shown, "đã bị hủy bỏ");
    expect_in_body(shown, number);
    struct answer found = search(text(as(DESK, GET, award), "decision_number"), "2025-06-10", "");
    expect_text(found, "items.0.state", "revoked");
    expect_text(found, "items.0.revoked_by.number", number);
    decided_on("restoration", at("{\"award\": \"%s\", \"note\": \"Khôi phục\"}", award + 8));
    expect_status(nobody(GET, at("/public/awards/%s", code)), 200);
}

Test(public_awards, show_the_right_name_once_corrected)
{
    const char *award = awarded(drafted_for("GK_H", "individual", "A Brol")), *code = code_of(award);
    decided_on("correction", at("{\"award\": \"%s\", \"name\": \"A Brôl\"}", award + 8));
    struct answer found = nobody(GET, at("/public/awards/%s", code));
    expect_text(found, "name", "A Brôl");
    expect_text(found, "state", "corrected");
    expect_text(found, "corrected_by.decided_on", "2025-06-16");
    expect_text(found, "name_as_decided", "A Brol");
    struct answer shown = page(at("/public/awards/%s", code));
    expect_in_body(shown, "<h1>A Brôl</h1>");
    expect_in_body(shown, "Đã đính chính từ “A Brol” theo quyết định số");
}

Test(public_searches, want_a_decision_or_a_whole_name)
{
    const char *award = awarded(drafted_for("GK_H", "individual", "Y Ngọc Đăng"));
    const char *number = text(as(DESK, GET, award), "decision_number");
    expect_count(search(number, "2025-06-10", ""), "items", 1);
    expect_count(search(number, "10/06/2025", "ngoc dang"), "items", 1);
    expect_count(search(number, "2025-06-10", "A Brôl"), "items", 0);
    expect_count(search(number, "2025-06-11", ""), "items", 0);
    struct answer by_name = search("", "", "y ngoc  đăng");
    expect_text(by_name, "items.0.name", "Y Ngọc Đăng");
    expect_absent(by_name, "items.0.check_code");
    expect_count(search("", "", "Ngọc"), "items", 0);
    expect_count(search("", "", "%"), "items", 0);
    expect_problem(search(number, "", ""), 422, "search_too_wide");
    expect_problem(search("", "2025-06-10", ""), 422, "search_too_wide");
    expect_problem(search("", "2025-06-10", "Y Ngọc Đăng"), 422, "search_too_wide");
    expect_problem(nobody(GET, "/public/awards"), 422, "search_too_wide");
    expect_problem(search(number, "2025-02-30", ""), 422, "date_not_understood");
}

/* `RateLimit` says how many requests are left; the seconds until there are all again. */
static int expect_left(struct answer told, int left)
{
    int requests, seconds;
    const char *said = header(told, "RateLimit");
    cr_assert(said && sscanf(said, "\"award_search\";r=%d;t=%d", &requests, &seconds) == 2, "%s", said ? said : "none");
    cr_assert(eq(int, requests, left));
    cr_assert(seconds >= 1 && seconds <= 900, "%s", said);
    return seconds;
}

Test(public_searches, have_a_budget_for_each_address)
{
    static const char path[] = "/public/awards?name=Y%20Ng%E1%BB%8Dc", from[] = "X-Forwarded-For: 198.51.100.9";
    for (int left = 59; left >= 0; left--) {
        struct answer told = nobody(GET, path, .headers = {from});
        expect_status(told, 200);
        expect_header(told, "RateLimit-Policy", "\"award_search\";q=60;w=900");
        expect_left(told, left);
    }
    struct answer refused = nobody(GET, path, .headers = {from});
    expect_problem(refused, 429, "too_many_requests");
    cr_assert(eq(int, expect_left(refused, 0), atoi(header(refused, "Retry-After"))));
    expect_header(refused, "RateLimit-Policy", "\"award_search\";q=60;w=900");
    struct answer as_page = nobody(GET, path, .accept = "text/html", .language = "en", .headers = {from});
    expect_status(as_page, 429);
    cr_assert_str_eq(as_page.type, "text/html");
    expect_in_body(as_page, "Mở lại trang");
    cr_assert_not_null(header(as_page, "Retry-After"));
    expect_header(as_page, "Cache-Control", "no-store");
    expect_header(as_page, "Content-Language", "vi");
    struct answer other = nobody(GET, path, .headers = {"X-Forwarded-For: 198.51.100.10"});
    expect_status(other, 200);
    expect_left(other, 59);
    /* what was counted and refused for another reason says so too; what is not counted says nothing */
    struct answer wide = nobody(GET, "/public/awards", .headers = {"X-Forwarded-For: 198.51.100.10"});
    expect_problem(wide, 422, "search_too_wide");
    expect_left(wide, 58);
    cr_assert_null(header(nobody(GET, "/catalogues", .headers = {from}), "RateLimit"));
    database("update app.public_requests set since = since - interval '16 minutes'");
    expect_status(nobody(GET, path, .headers = {from}), 200);
}

Test(public_pages, work_without_script_and_escape_everything)
{
    const char *award = awarded(drafted_for("GK_H", "individual", "<script>alert(1)</script>"));
    struct answer shown = page(at("/public/awards/%s", code_of(award)));
    expect_status(shown, 200);
    cr_assert_str_eq(shown.type, "text/html");
    cr_assert_null(strstr(shown.body, "<script"));
    expect_in_body(shown, "&lt;script&gt;");
    expect_in_body(shown, "lang=\"vi\"");
    cr_assert_not_null(strstr(header(shown, "Content-Security-Policy"), "default-src 'none'"));
    expect_header(shown, "Cache-Control", "public, max-age=60");
    expect_status(nobody(GET, at("/public/awards/%s", code_of(award)), .accept = "text/html",
                         .headers = {at("If-None-Match: %s", etag(shown))}),
                  304);
    struct answer form = page("/public/awards");
    expect_status(form, 200);
    expect_in_body(form, "<form");
    struct answer refilled = page(at("/public/awards?decision_number=%s&decision_date=&name=", encoded("\"><b>41")));
    expect_status(refilled, 422);
    expect_in_body(refilled, "value=\"&quot;&gt;&lt;b&gt;41\"");
    struct answer unknown = page("/public/awards?hỏi=1");
    expect_status(unknown, 400);
    cr_assert_str_eq(unknown.type, "text/html");
    expect_in_body(unknown, "<a href=\"/api/v1/public/awards\">Mở lại trang</a>");
    cr_assert_not_null(strstr(header(unknown, "Content-Security-Policy"), "default-src 'none'"));
    expect_problem(nobody(GET, "/public/awards?hỏi=1"), 400, "unknown_parameter");
    struct answer wrong = page("/public/awards/x");
    expect_status(wrong, 404);
    expect_in_body(wrong, "gõ chưa đúng");
    struct answer found =
        page(at("/public/awards?decision_number=&decision_date=&name=%s", encoded("<script>alert(1)</script>")));
    expect_status(found, 200);
    expect_in_body(found, "&lt;script&gt;alert(1)&lt;/script&gt;");
    cr_assert_null(strstr(found.body, "<script"));
    expect_in_body(nobody(GET, at("/public/awards/%s", code_of(award)), .accept = "text/html", .language = "en"),
                   "còn hiệu lực");
    cr_assert_null(strstr(shown.body, "Hủy bỏ"));
    expect_in_body(shown, "<dd>Quyết định số ");
}
