/* exchange_webhook_wall.c: where webhooks may lead, address by address, and which URLs are accepted at all. */
#include "exchange/webhook_wall.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

static void build(const char *networks, const char *ports, bool plain)
{
    char *fault = NULL;
    cr_assert(webhook_wall_configure(networks, ports, plain, &fault), "%s", fault);
}

static bool reaches(const char *text, unsigned port, bool encrypted)
{
    struct address address;
    cr_assert(address_read(text, &address), "%s is no address", text);
    return webhook_may_reach(&address, port, encrypted);
}

/* ---- addresses ---- */

static const char *const public_addresses[] = {
    "1.1.1.1",     "9.255.255.255", "11.0.0.0",      "100.63.255.255",  "100.128.0.0",     "126.255.255.255",
    "128.0.0.0",   "169.253.0.1",   "169.255.0.1",   "172.15.255.255",  "172.32.0.0",      "191.255.0.1",
    "192.0.1.1",   "192.0.3.1",     "192.167.1.1",   "192.169.0.0",     "198.17.0.1",      "198.20.0.0",
    "198.51.99.1", "203.0.112.1",   "203.162.4.191", "203.0.114.1",     "223.255.255.255", "2001:200::1",
    "2001:db7::1", "2001:ee0::17",  "2003::1",       "2606:4700::1111", "3ffe::1",         "::ffff:1.1.1.1"};

static const char *const refused_addresses[] = {
    /* this network, private, shared */
    "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "192.168.255.255",
    /* loopback, link-local with what clouds tell */
    "127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "169.254.170.2",
    /* kept for other uses */
    "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1",
    "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    /* multicast, reserved, broadcast */
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    /* IPv6: unspecified, loopback, IPv4 in every disguise */
    "::", "::1", "::127.0.0.1", "::a00:1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "2002:a00:1::", "2002:7f00:1::1",
    "2001::1", "2001:0:a00:1::", "2001:20::1", "2001:1ff::1",
    /* unique local, link-local, site-local, multicast, documentation, discard, segment routing */
    "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1",
    "3fff::1", "3fff:fff::1", "100::1", "100:0:0:1::1", "5f00::1", "2620:4f:8000::1", "4000::1", "8000::1"};

Test(webhook_wall, lets_public_addresses_through)
{
    build("", "443", false);
    for (size_t i = 0; i < sizeof public_addresses / sizeof public_addresses[0]; i++)
        cr_expect(reaches(public_addresses[i], 443, true), "%s is public", public_addresses[i]);
}

Test(webhook_wall, keeps_back_everything_else)
{
    build("", "443", false);
    for (size_t i = 0; i < sizeof refused_addresses / sizeof refused_addresses[0]; i++)
        cr_expect(not(reaches(refused_addresses[i], 443, true)), "%s is not public", refused_addresses[i]);
}

Test(webhook_wall, opens_for_networks_that_are_listed_and_only_for_those)
{
    build("10.1.0.0/16, 192.168.7.9,fd00:1::/32,64:ff9b::/96", "443", false);
    cr_expect(reaches("10.1.255.1", 443, true));
    cr_expect(reaches("::ffff:10.1.255.1", 443, true));
    cr_expect(reaches("192.168.7.9", 443, true));
    cr_expect(reaches("fd00:1::9", 443, true));
    cr_expect(reaches("64:ff9b::8.8.8.8", 443, true));
    cr_expect(not(reaches("10.2.0.1", 443, true)));
    cr_expect(not(reaches("192.168.7.10", 443, true)));
    cr_expect(not(reaches("fd00:2::9", 443, true)));
    cr_expect(not(reaches("127.0.0.1", 443, true)));
}

Test(webhook_wall, bounds_ports_also_where_the_network_is_listed)
{
    build("10.0.0.0/8", "443, 8000-8999", false);
    cr_expect(reaches("1.1.1.1", 443, true));
    cr_expect(reaches("1.1.1.1", 8000, true));
    cr_expect(reaches("10.0.0.1", 8999, true));
    cr_expect(not(reaches("1.1.1.1", 22, true)));
    cr_expect(not(reaches("10.0.0.1", 5432, true)));
    cr_expect(not(reaches("10.0.0.1", 9000, true)));
}

Test(webhook_wall, lets_nothing_out_in_clear_but_into_listed_networks)
{
    build("10.0.0.0/8", "80,443", true);
    cr_expect(reaches("10.0.0.1", 80, false));
    cr_expect(not(reaches("1.1.1.1", 80, false)));
    cr_expect(reaches("1.1.1.1", 443, true));
}

/* ---- URLs ---- */

static void expect_fault(const char *url, const char *wanted)
{
    const char *found = webhook_url_fault(url);
    cr_expect(eq(str, (char *)(found ? found : "accepted"), (char *)wanted), "%s", url);
}

Test(webhook_wall, accepts_whole_https_addresses)
{
    build("10.1.0.0/16", "443,8443", false);
    static const char *const accepted[] = {"https://kho.example.vn/thidua",
                                           "https://kho.example.vn",
                                           "https://kho.example.vn:8443/a?b=c",
                                           "HTTPS://KHO.example.vn/",
                                           "https://203.162.4.191/",
                                           "https://[2001:ee0::17]:8443/",
                                           "https://10.1.2.3/"};
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++)
        expect_fault(accepted[i], "accepted");
}

static const struct {
    const char *url, *fault;
} judged[] = {
    {"", "webhook_url_unreadable"},
    {"kho.example.vn", "webhook_url_unreadable"},
    {"/thidua", "webhook_url_unreadable"},
    {"https://", "webhook_url_unreadable"},
    {"https://ai@kho.example.vn/", "webhook_url_unreadable"},
    {"https://ai:mat-khau@kho.example.vn/", "webhook_url_unreadable"},
    {"https://:x@kho.example.vn/", "webhook_url_unreadable"},
    {"https://kho.example.vn/#x", "webhook_url_unreadable"},
    {"https://kho.example.vn:99999/", "webhook_url_unreadable"},
    {"https://kho example.vn/", "webhook_url_unreadable"},
    {"https://kho.example.vn/a\nb", "webhook_url_unreadable"},
    {"http://kho.example.vn/", "webhook_url_not_encrypted"},
    {"ftp://kho.example.vn/", "webhook_url_not_encrypted"},
    {"gopher://kho.example.vn:443/", "webhook_url_not_encrypted"},
    {"file:///etc/passwd", "webhook_url_unreadable"},
    {"https://kho.example.vn:22/", "webhook_url_out_of_reach"},
    {"https://127.0.0.1/", "webhook_url_out_of_reach"},
    {"https://127.1/", "webhook_url_out_of_reach"},
    {"https://2130706433/", "webhook_url_out_of_reach"},
    {"https://0x7f.1/", "webhook_url_out_of_reach"},
    {"https://0177.0.0.1/", "webhook_url_out_of_reach"},
    {"https://10.2.0.1/", "webhook_url_out_of_reach"},
    {"https://[::1]/", "webhook_url_out_of_reach"},
    {"https://[::ffff:10.0.0.1]/", "webhook_url_out_of_reach"},
    {"https://[64:ff9b::a00:1]/", "webhook_url_out_of_reach"},
    {"https://169.254.169.254/latest/meta-data/", "webhook_url_out_of_reach"},
};

Test(webhook_wall, says_why_a_url_is_not_accepted)
{
    build("10.1.0.0/16", "443,8443", false);
    for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++)
        expect_fault(judged[i].url, judged[i].fault);
}

Test(webhook_wall, refuses_settings_that_it_cannot_read)
{
    static const char *const networks[] = {"10.0.0.0/33", "intranet", "10.0.0.1/", "::1/129"};
    static const char *const ports[] = {"0", "443-80", "65536", "https", "443-", "-1"};
    for (size_t i = 0; i < sizeof networks / sizeof networks[0]; i++) {
        char *fault = NULL;
        cr_expect(not(webhook_wall_configure(networks[i], "443", false, &fault)), "%s", networks[i]);
        cr_expect(ne(ptr, fault, NULL));
        free(fault);
    }
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        char *fault = NULL;
        cr_expect(not(webhook_wall_configure("", ports[i], false, &fault)), "%s", ports[i]);
        free(fault);
    }
}
