/* http_client_address.c: where a request comes from, whom to believe about it, and which ranges that lies in. */
#include "http/client_address.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- addresses and ranges ---- */

static const char *printed(const char *text)
{
    static char again[ADDRESS_TEXT];
    struct address address;
    if (!address_read(text, &address))
        return "none";
    address_print(&address, again);
    return again;
}

Test(addresses, are_read_in_every_way_of_writing_them)
{
    cr_expect_str_eq(printed("10.1.2.3"), "10.1.2.3");
    cr_expect_str_eq(printed("::ffff:10.1.2.3"), "10.1.2.3");
    cr_expect_str_eq(printed("::FFFF:0a01:0203"), "10.1.2.3");
    cr_expect_str_eq(printed("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
    cr_expect_str_eq(printed("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");
}

Test(addresses, are_nothing_else)
{
    static const char *const others[] = {
        "",          "unknown",      "10.1.2",      "10.1.2.256", "010.1.2.3", "0x0a010203", "167838211", "10.1.2.3:80",
        "[2001::1]", "fe80::1%eth0", "10.1.2.3/32", " 10.1.2.3",  "1:2:3:4:5", ":::",        "_hidden",   "10.1.2.3\n",
    };
    for (size_t i = 0; i < COUNT(others); i++)
        cr_expect_str_eq(printed(others[i]), "none", "%s", others[i]);
}

static bool lies(const char *text, const char *of)
{
    struct address address;
    struct address_range range;
    cr_assert(address_read(text, &address) && address_range_read(of, &range), "%s in %s", text, of);
    return address_is_within(&address, &range);
}

Test(ranges, have_ends)
{
    static const char *const in[][2] = {
        {"10.1.0.0", "10.1.0.0/16"},
        {"10.1.255.255", "10.1.0.0/16"},
        {"10.1.2.3", "10.1.2.3"},
        {"::ffff:10.1.2.3", "10.0.0.0/8"},
        {"10.1.2.3", "::ffff:10.0.0.0/104"},
        {"255.1.2.3", "0.0.0.0/0"},
        {"10.31.0.1", "10.16.0.0/12"},
        {"2001:db8:ffff::1", "2001:db8::/32"},
        {"2001:db8::7", "2001:db8::/125"},
        {"::1", "::/0"},
        {"10.1.2.3", "10.1.9.9/16"},
    };
    static const char *const out[][2] = {
        {"10.2.0.0", "10.1.0.0/16"},
        {"10.0.255.255", "10.1.0.0/16"},
        {"10.1.2.4", "10.1.2.3"},
        {"10.32.0.1", "10.16.0.0/12"},
        {"2001:db9::1", "2001:db8::/32"},
        {"2001:db8::8", "2001:db8::/125"},
        {"10.1.2.3", "::/0"},
        {"::1", "0.0.0.0/0"},
        {"::10.1.2.3", "10.0.0.0/8"},
    };
    for (size_t i = 0; i < COUNT(in); i++)
        cr_expect(lies(in[i][0], in[i][1]), "%s in %s", in[i][0], in[i][1]);
    for (size_t i = 0; i < COUNT(out); i++)
        cr_expect_not(lies(out[i][0], out[i][1]), "%s in %s", out[i][0], out[i][1]);
}

Test(ranges, are_nothing_else)
{
    static const char *const others[] = {"",
                                         "/8",
                                         "10.0.0.0/",
                                         "10.0.0.0/33",
                                         "10.0.0.0/-1",
                                         "10.0.0.0/8/8",
                                         "10.0.0.0/ 8",
                                         "::/129",
                                         "10.0.0.0/1e1",
                                         "everywhere",
                                         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"};
    struct address_range range;
    for (size_t i = 0; i < COUNT(others); i++)
        cr_expect_not(address_range_read(others[i], &range), "%s", others[i]);
}

/* ---- whom to believe ---- */

static void expect_client(const char *peer, const char *forwarded, const char *client, bool is_proxy)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct request request = {0};
    bool is_four = inet_pton(AF_INET, peer, &four.sin_addr) == 1;
    cr_assert(is_four || inet_pton(AF_INET6, peer, &six.sin6_addr) == 1);
    client_address_find(&request, is_four ? (void *)&four : (void *)&six, forwarded);
    cr_expect_str_eq(request.client_address, client, "%s for %s: %s", peer, forwarded, request.client_address);
    cr_expect_eq(request.client_is_proxy, is_proxy, "%s for %s", peer, forwarded);
}

Test(clients, are_their_peers_whatever_they_say)
{
    cr_assert(client_address_trust(""));
    expect_client("203.0.113.9", NULL, "203.0.113.9", false);
    expect_client("203.0.113.9", "10.1.2.3", "203.0.113.9", false);
    expect_client("203.0.113.9", "10.1.2.3, 127.0.0.1", "203.0.113.9", false);
    expect_client("2001:db8::9", "::1", "2001:db8::9", false);
    expect_client("::ffff:203.0.113.9", "127.0.0.1", "203.0.113.9", false);
}

Test(clients, are_named_by_a_proxy_on_this_machine)
{
    cr_assert(client_address_trust(""));
    expect_client("127.0.0.1", "203.0.113.9", "203.0.113.9", false);
    expect_client("::1", "2001:db8::9", "2001:db8::9", false);
    expect_client("::ffff:127.0.0.1", " ::ffff:203.0.113.9\t", "203.0.113.9", false);
    expect_client("127.0.0.1", "10.1.2.3,203.0.113.9", "203.0.113.9", false);
    expect_client("127.0.0.1", "10.1.2.3, 203.0.113.9, 127.0.0.1", "203.0.113.9", false);
}

Test(clients, are_named_by_the_last_whom_nobody_trusts)
{
    cr_assert(client_address_trust(" 192.0.2.0/24 ,2001:db8::7"));
    expect_client("192.0.2.1", "10.1.2.3, 203.0.113.9", "203.0.113.9", false);
    expect_client("192.0.2.1", "203.0.113.9, 192.0.2.200, 2001:db8::7", "203.0.113.9", false);
    expect_client("192.0.3.1", "203.0.113.9", "192.0.3.1", false);
    expect_client("127.0.0.1", "192.0.2.1", "192.0.2.1", true);
}

Test(clients, that_nobody_names_are_the_proxy)
{
    cr_assert(client_address_trust(""));
    expect_client("127.0.0.1", NULL, "127.0.0.1", true);
    expect_client("127.0.0.1", "", "127.0.0.1", true);
    expect_client("127.0.0.1", "203.0.113.9,", "127.0.0.1", true);
    expect_client("127.0.0.1", "203.0.113.9, unknown", "127.0.0.1", true);
    expect_client("127.0.0.1", "203.0.113.9, \"127.0.0.1\"", "127.0.0.1", true);
    expect_client("127.0.0.1",
                  "11111111111111111111111111111111111111111111111111111111111111111111111111111111111111203.0.113.9",
                  "127.0.0.1", true);
}

Test(clients, without_an_internet_address_have_none)
{
    struct sockaddr local = {.sa_family = AF_UNIX};
    struct request request = {0};
    cr_assert(client_address_trust(""));
    client_address_find(&request, &local, "203.0.113.9");
    client_address_find(&request, NULL, "203.0.113.9");
    cr_expect_str_eq(request.client_address, "");
}

Test(proxies, are_a_list_of_addresses)
{
    cr_expect(client_address_trust("10.0.0.1,10.1.0.0/16,2001:db8::/32"));
    cr_expect_not(client_address_trust("10.0.0.1;10.0.0.2"));
    cr_expect_not(client_address_trust("proxy.example.vn"));
    cr_expect_not(client_address_trust("10.0.0.1,,10.0.0.2"));
    cr_expect_not(client_address_trust("10.0.0.0/33"));
}
