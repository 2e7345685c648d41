/* wire_test.c: what no well-behaved client sends. The service answers or closes, and keeps nothing: its leak check at
 * the end of the run judges the floods. */
#include "support/client.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int wire(void)
{
    char host[64] = "", port[8] = "";
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *address = NULL;
    cr_assert_eq(sscanf(getenv("TEST_URL"), "http://%63[^:]:%7s", host, port), 2);
    cr_assert_eq(getaddrinfo(host, port, &hints, &address), 0);
    int opened = socket(address->ai_family, SOCK_STREAM, 0);
    cr_assert_eq(connect(opened, address->ai_addr, address->ai_addrlen), 0);
    freeaddrinfo(address);
    setsockopt(opened, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 20}, sizeof(struct timeval));
    return opened;
}

static void tell(int to, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(to, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* refused in the middle of it */
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* All that comes until the service closes. */
static const char *said(int from)
{
    static char answer[65536];
    size_t length = 0;
    for (ssize_t got = 1; got > 0 && length<sizeof answer - 1; length += got> 0 ? (size_t)got : 0)
        got = recv(from, answer + length, sizeof answer - 1 - length, 0);
    answer[length] = '\0';
    close(from);
    return answer;
}

static const char *exchange(const char *request)
{
    int to = wire();
    tell(to, request, strlen(request));
    return said(to);
}

static bool begins(const char *answer, const char *line)
{
    return strncmp(answer, line, strlen(line)) == 0;
}

#define CLOSING "Host: x\r\nConnection: close\r\n"

Test(the_wire, tells_methods_apart_by_their_letters)
{
    cr_expect(begins(exchange("GET /livez HTTP/1.1\r\n" CLOSING "\r\n"), "HTTP/1.1 200"));
    const char *refused = exchange("get /livez HTTP/1.1\r\n" CLOSING "\r\n");
    cr_expect(begins(refused, "HTTP/1.1 405"), "%s", refused);
    cr_expect_not_null(strstr(refused, "Allow: GET, HEAD, OPTIONS"));
    cr_expect(begins(exchange("TRACE /livez HTTP/1.1\r\n" CLOSING "\r\n"), "HTTP/1.1 405"));
}

Test(the_wire, carries_no_body_after_head)
{
    const char *answer = exchange("HEAD /openapi.json HTTP/1.1\r\n" CLOSING "\r\n");
    const char *end = strstr(answer, "\r\n\r\n");
    cr_expect(begins(answer, "HTTP/1.1 200"));
    cr_assert_not_null(end);
    cr_expect_eq(strlen(end), 4);
}

/* libmicrohttpd would end a chunked answer to HEAD with a chunk, which the next answer is then taken for. */
Test(the_wire, goes_on_after_the_head_of_a_long_list)
{
    char requests[9000];
    snprintf(requests, sizeof requests,
             "HEAD /api/v1/units HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nAuthorization: Bearer %s\r\n\r\n"
             "GET /livez HTTP/1.1\r\n" CLOSING "\r\n",
             token_of("xa-doan-ket.reporter"));
    const char *answer = exchange(requests);
    const char *end = strstr(answer, "\r\n\r\n");
    cr_assert_not_null(end);
    cr_expect_not_null(strstr(answer, "Content-Type: text/csv"));
    cr_expect(begins(end + 4, "HTTP/1.1 200"), "%s", answer);
}

Test(the_wire, says_what_a_form_without_boundary_lacks)
{
    const char *answer = exchange("POST /api/v1/imports HTTP/1.1\r\n" CLOSING "Content-Type: multipart/form-data\r\n"
                                  "Content-Length: 3\r\n\r\nabc");
    cr_expect(begins(answer, "HTTP/1.1 401"), "%s", answer);
    char request[9000];
    snprintf(request, sizeof request,
             "POST /api/v1/imports HTTP/1.1\r\n" CLOSING "Content-Type: multipart/form-data\r\nContent-Length: 3\r\n"
             "Authorization: Bearer %s\r\n\r\nabc",
             token_of("xa-doan-ket.reporter"));
    answer = exchange(request);
    cr_expect(begins(answer, "HTTP/1.1 400"), "%s", answer);
    cr_expect_not_null(strstr(answer, "\"code\":\"multipart_without_boundary\""), "%s", answer);
    cr_expect(begins(exchange("GET /livez HTTP/1.1\r\n" CLOSING "Content-Type: multipart/form-data\r\n\r\n"),
                     "HTTP/1.1 200"));
}

Test(the_wire, refuses_bytes_that_two_readers_could_take_for_different_paths)
{
    static const char *const paths[] = {"/livez%00", "//livez",     "/docs/..%2flivez",      "/docs/../livez",
                                        "/\xff",     "/docs?q=%ff", "http://elsewhere/livez"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char request[200];
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" CLOSING "\r\n", paths[i]);
        const char *answer = exchange(request);
        cr_expect(begins(answer, "HTTP/1.1 400"), "%s: %s", paths[i], answer);
        cr_expect_not_null(strstr(answer, "\"code\":\"malformed_url\""), "%s", paths[i]);
    }
}

Test(the_wire, refuses_heads_that_two_readers_could_take_for_different_requests)
{
    static const char *const heads[] = {
        "Host: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n",
        "Host: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
        "Host: x\r\nHost: x\r\nContent-Length: 2\r\n",
        "Host: x/y\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\n",
    };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        const char *answer =
            exchange(at("POST /api/v1/auth/tokens HTTP/1.1\r\nContent-Type: application/json\r\n%s\r\n{}", heads[i]));
        cr_expect(begins(answer, "HTTP/1.1 400"), "%s: %s", heads[i], answer);
    }
}

Test(the_wire, wants_a_body_where_there_must_be_one)
{
    expect_problem(nobody(POST, "/auth/tokens", .raw = "", .type = "application/json"), 400, "body_required");
    expect_problem(nobody(POST, "/auth/tokens"), 400, "body_required");
}

Test(the_wire, takes_one_authorization_only)
{
    const char *answer =
        exchange("GET /api/v1/units HTTP/1.1\r\n" CLOSING "Authorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n");
    cr_expect(begins(answer, "HTTP/1.1 400"), "%s", answer);
    cr_expect_not_null(strstr(answer, "\"code\":\"repeated_header\""));
}

/* "name=1&name=1…" or "name=1;…", as often as asked. */
static void add_many(char *text, const char *pair, int count)
{
    for (char *end = text + strlen(text); count > 0; count--)
        end = stpcpy(end, pair);
}

Test(the_wire, reads_so_many_arguments_of_a_url_and_no_more)
{
    char path[200] = "/livez?a=1";
    for (int i = 1; i < 64; i++)
        strcat(path, "&");
    expect_problem(nobody(GET, path), 400, "unknown_parameter");
    expect_problem(nobody(GET, strcat(path, "&")), 400, "request_not_readable");
}

Test(the_wire, carries_a_url_of_so_many_bytes_and_no_more)
{
    enum { MOST = 8192 };
    char path[MOST + 2] = "/livez?";
    memset(path + strlen(path), 'a', MOST - strlen(path));
    expect_problem(nobody(GET, path), 400, "unknown_parameter");
    expect_problem(nobody(GET, strcat(path, "a")), 414, "url_too_long");
}

Test(the_wire, promises_so_many_bytes_and_no_more)
{
    enum { MOST = 101 * 1024 * 1024 };
    for (int more = 0; more < 2; more++) {
        int to = wire();
        const char *head =
            at("POST /api/v1/auth/tokens HTTP/1.1\r\n" CLOSING "Content-Length: %d\r\n\r\n", MOST + more);
        tell(to, head, strlen(head));
        shutdown(to, SHUT_WR);
        const char *answer = said(to);
        cr_expect_eq(begins(answer, "HTTP/1.1 413"), more, "%s", answer);
    }
}

Test(the_wire, takes_no_form_where_nothing_is_to_be_sent)
{
    static const char form[] = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n";
    expect_problem(nobody(GET, "/livez", .raw = form, .type = "multipart/form-data; boundary=x"), 415,
                   "unsupported_media_type");
    expect_problem(nobody(GET, "/nowhere", .raw = form, .type = "multipart/form-data; boundary=x"), 404,
                   "no_such_path");
}

Test(the_wire, keeps_nothing_of_floods)
{
    static char arguments[16384] = "GET /livez?", cookies[16384] = "GET /livez?";
    add_many(arguments, "a=1&", 500);
    strcat(arguments, " HTTP/1.1\r\n" CLOSING "\r\n");
    add_many(cookies, "aaaaaaaa", 1000);
    strcat(cookies, " HTTP/1.1\r\n" CLOSING "Cookie: ");
    add_many(cookies, "a=1;", 400);
    strcat(cookies, "\r\n\r\n");
    for (int i = 0; i < 100; i++) {
        int to = wire();
        const char *request = i % 2 ? arguments : cookies;
        tell(to, request, strlen(request));
        close(to);
    }
    cr_expect(begins(exchange("GET /livez HTTP/1.1\r\n" CLOSING "\r\n"), "HTTP/1.1 200"));
}

Test(the_wire, closes_when_the_rest_of_a_body_never_comes)
{
    static const char request[] = "POST /api/v1/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 500\r\n\r\n{\"username\"";
    int to = wire();
    tell(to, request, strlen(request));
    shutdown(to, SHUT_WR);
    cr_expect_str_empty(said(to));
}

Test(the_wire, reads_a_form_of_countless_fields_no_further)
{
    static char request[4 << 20];
    char *end = request + 400;
    for (int i = 0; i < 50000; i++)
        end += sprintf(end, "--xyz\r\nContent-Disposition: form-data; name=\"a%d\"\r\n\r\n1\r\n", i);
    end = stpcpy(end, "--xyz--\r\n");
    int to = wire();
    int head = sprintf(request,
                       "POST /api/v1/units HTTP/1.1\r\n" CLOSING
                       "Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: %td\r\n\r\n",
                       end - request - 400);
    time_t begun = time(NULL);
    tell(to, request, (size_t)head);
    tell(to, request + 400, (size_t)(end - request - 400));
    const char *answer = said(to);
    cr_expect(begins(answer, "HTTP/1.1 4"), "%s", answer);
    cr_expect_lt(time(NULL) - begun, 10);
}
