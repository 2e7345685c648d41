/* pictures_test.c: progress, series, rankings and coverage as pictures, and addresses of them that work in an <img>:
 * without a header, for one picture, as long as the rights last. */
#include "support/client.h"

static const char reviewer[] = "thanh-pho-kon-tum.reviewer";
static const char bars[] = "/campaigns/code:KT-2025/progress?period=2025-Q1";

static struct answer picture(const char *account, const char *path)
{
    struct answer found = as(account, GET, path, .accept = "image/svg+xml");
    expect_status(found, 200);
    cr_assert(eq(str, (char *)found.type, "image/svg+xml"));
    expect_in_body(found, "role=\"img\"");
    cr_assert_null(strstr(found.body, "<script"));
    return found;
}

/* The link's path below /api/v1, as client.h wants it. */
static const char *link_to(const char *account, const char *path)
{
    struct answer made = as(account, POST, "/picture-links", .json = body("{'path': '/api/v1%s'}", path));
    expect_status(made, 201);
    return text(made, "href") + strlen("/api/v1");
}

Test(pictures, show_bars_of_progress_and_a_line_for_one_indicator)
{
    expect_in_body(picture(reviewer, bars), "Phát động Phong trào thi đua yêu nước năm 2025");
    struct answer series =
        picture(reviewer, "/campaigns/code:KT-2025/progress?indicator=code:KT2025-04&period=2025-Q1,2025-5M");
    expect_in_body(series, "<title id=\"title\">Thu ngân sách");
    expect_in_body(series, "Thực hiện");
}

Test(pictures, show_places_and_who_has_met_what)
{
    struct answer ranking = as(reviewer, POST, "/campaigns/code:KT-2025/rankings",
                               .json = body("{'period': '2025-Q1', 'peers': {'level': 'commune'}}"));
    expect_in_body(picture(reviewer, at("/rankings/%s/places", text(ranking, "id"))), "21 đơn vị");
    struct answer coverage = picture(reviewer, "/campaigns/code:KT-2025/obligations?kind=report");
    expect_in_body(coverage, "Xã Đoàn Kết");
    expect_in_body(coverage, "2025-6M");
}

Test(pictures, refuse_to_leave_anything_out_unasked)
{
    const char *all = "/campaigns/code:KT-2025/progress?by=unit&period=2025-Q1,2025-5M";
    expect_problem(as(reviewer, GET, all, .accept = "image/svg+xml"), 422, "picture_too_large");
    expect_status(as(reviewer, GET, at("%s&limit=20", all), .accept = "image/svg+xml"), 200);
}

Test(pictures, draw_obligations_but_not_their_counts)
{
    static const char *const groupings[] = {"unit", "kind", "period", "level", "group"};
    for (size_t i = 0; i < sizeof groupings / sizeof groupings[0]; i++)
        expect_problem(as(reviewer, GET, at("/campaigns/code:KT-2025/obligations?group_by=%s", groupings[i]),
                          .accept = "image/svg+xml"),
                       422, "picture_of_counts");
    expect_status(as(reviewer, GET, "/campaigns/code:KT-2025/obligations?group_by=unit&kind=baseline&limit=1&state=due",
                     .accept = "image/svg+xml"),
                  200);
}

Test(pictures, are_kept_by_their_tag)
{
    struct answer first = picture(reviewer, bars);
    const char *tag = at("If-None-Match: %s", etag(first));
    struct answer again = as(reviewer, GET, bars, .accept = "image/svg+xml", .headers = {tag});
    expect_status(again, 304);
}

Test(pictures, have_addresses_that_need_no_header)
{
    const char *address = link_to(reviewer, bars);
    struct answer shown = nobody(GET, address, .accept = "image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8");
    expect_status(shown, 200);
    cr_assert(eq(str, (char *)shown.type, "image/svg+xml"));
    cr_assert(eq(str, (char *)shown.body, (char *)picture(reviewer, bars).body));
    struct answer plain = nobody(GET, address); /* whatever is asked for, it stays a picture */
    cr_assert(eq(str, (char *)plain.type, "image/svg+xml"));
    expect_status(nobody(GET, address, .headers = {at("If-None-Match: %s", etag(shown))}), 304);
}

Test(pictures, open_nothing_else_by_their_address)
{
    const char *address = link_to(reviewer, bars), *key = strstr(address, "picture_key=");
    expect_problem(nobody(GET, at("/campaigns/code:KT-2025/progress?period=2025-5M&%s", key)), 401, "token_invalid");
    expect_problem(nobody(GET, at("/campaigns/code:TINH-2023/progress?period=2025-Q1&%s", key)), 401, "token_invalid");
    expect_problem(nobody(GET, at("%s&limit=500", address)), 401, "token_invalid");
    expect_problem(nobody(GET, at("/progress?%s", key)), 401, "token_invalid");
    expect_problem(nobody(GET, at("/campaigns?%s", key)), 401, "token_missing");
    expect_problem(client_call((struct call){.token = key + strlen("picture_key="), .verb = GET, .path = "/me"}), 401,
                   "token_invalid");
    expect_problem(nobody(GET, at("%s&picture_key=%s", bars, token_of(reviewer))), 401, "token_invalid");
    expect_problem(nobody(GET, at("%s&picture_key=x", bars)), 401, "token_invalid");
}

Test(pictures, show_their_maker_s_sight_and_no_more)
{
    const char *units = "/campaigns/code:KT-2025/progress?by=unit&indicator=code:KT2025-18&period=2025-Q1";
    struct answer ward = nobody(GET, link_to("phuong-quyet-thang.reporter", units));
    expect_status(ward, 200);
    expect_in_body(ward, "Phường Quyết Thắng");
    cr_assert_null(strstr(ward.body, "Xã Đoàn Kết"));
}

Test(pictures, are_only_linked_where_there_are_any)
{
    static const char *const others[] = {"/api/v1/campaigns", "/livez/or", "/docs/pages", "https://example.vn/a",
                                         "/api/v1/progress?picture_key=x"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        expect_fault(as(reviewer, POST, "/picture-links", .json = body("{'path': '%s'}", others[i])), "/path",
                     "not_a_picture");
    expect_problem(nobody(POST, "/picture-links", .json = body("{'path': '/api/v1/progress'}")), 401, "token_missing");
}

/* 14 March, 14 May, 14 December: the second gap is three and a half times the first. */
Test(pictures, let_time_run_evenly_along_a_series)
{
    struct answer line =
        picture(reviewer, "/campaigns/code:KT-2025/progress?indicator=code:KT2025-04&period=2025-Q1,2025-5M,2025");
    expect_status(line, 200);
    double x[3];
    const char *place = strstr(line.body, "class=\"note\" x=\"");
    static const char *const periods[] = {">2025-Q1<", ">2025-5M<", ">2025<"};
    for (size_t i = 0; i < 3; i++) {
        const char *label = strstr(line.body, periods[i]);
        cr_assert_not_null(label);
        for (const char *next = place; next && next < label; next = strstr(next + 1, "class=\"note\" x=\""))
            x[i] = strtod(next + strlen("class=\"note\" x=\""), NULL);
    }
    cr_assert(epsilon_eq(dbl, (x[2] - x[1]) / (x[1] - x[0]), 214.0 / 61.0, 0.01));
}

Test(pictures, of_nothing_say_so_without_a_stray_mark)
{
    struct answer none = picture(reviewer, "/campaigns/code:KT-2025/progress?period=2025-Q1&status=exceeded");
    expect_in_body(none, "<desc id=\"summary\">0 dòng</desc>");
}
