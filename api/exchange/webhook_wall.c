/* webhook_wall.c: which addresses, ports and schemes webhooks may use. The ranges are those that IANA keeps for other
 * uses than the public internet (RFC 6890 and its registries); of IPv6 only global unicast is public at all. */
#include "exchange/webhook_wall.h"

#include "support/scoped.h"
#include "support/text.h"

#include <curl/curl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { NETWORKS_MOST = 64, PORTS_MOST = 16, PORT_LAST = 65535 };

static const char *const refused_texts[] = {
    "0.0.0.0/8",         /* this network */
    "10.0.0.0/8",        /* private */
    "100.64.0.0/10",     /* shared by carriers */
    "127.0.0.0/8",       /* loopback */
    "169.254.0.0/16",    /* link-local, and what clouds tell their machines */
    "172.16.0.0/12",     /* private */
    "192.0.0.0/24",      /* protocol assignments */
    "192.0.2.0/24",      /* documentation */
    "192.31.196.0/24",   /* AS112 */
    "192.52.193.0/24",   /* AMT */
    "192.88.99.0/24",    /* 6to4 relays */
    "192.168.0.0/16",    /* private */
    "192.175.48.0/24",   /* AS112 */
    "198.18.0.0/15",     /* benchmarks */
    "198.51.100.0/24",   /* documentation */
    "203.0.113.0/24",    /* documentation */
    "224.0.0.0/4",       /* multicast */
    "240.0.0.0/4",       /* reserved, broadcast */
    "2001::/23",         /* protocol assignments: Teredo, ORCHID and others */
    "2001:db8::/32",     /* documentation */
    "2002::/16",         /* 6to4: an IPv4 address inside */
    "2620:4f:8000::/48", /* AS112 */
    "3fff::/20",         /* documentation */
};
static const char global_unicast_text[] =
    "2000::/3"; /* leaves out ::, ::1, NAT64, unique local, link-local, multicast */

#define REFUSED (sizeof refused_texts / sizeof refused_texts[0])

static struct address_range refused[REFUSED], global_unicast, every_ipv4, listed[NETWORKS_MOST];
static size_t listed_count;
static struct {
    unsigned first, last;
} ports[PORTS_MOST];
static size_t port_count;
static bool plain_allowed;

/* ---- settings ---- */

static bool add_network(const char *entry)
{
    return listed_count < NETWORKS_MOST && address_range_read(entry, &listed[listed_count]) && ++listed_count;
}

/* "443" or "8000-8999". */
static bool add_ports(const char *entry)
{
    char *end = NULL;
    unsigned long first = strtoul(entry, &end, 10), last = first;
    if (*end == '-')
        last = strtoul(end + 1, &end, 10);
    if (*end || port_count == PORTS_MOST || first < 1 || first > last || last > PORT_LAST)
        return false;
    ports[port_count].first = (unsigned)first;
    ports[port_count++].last = (unsigned)last;
    return true;
}

static bool read_list(const char *list, bool (*add)(const char *), const char *what, char **fault)
{
    scoped(free_string) char *copy = text_copy(list ? list : "");
    for (char *rest = copy, *entry; (entry = strsep(&rest, ", "));)
        if (*entry && !add(entry)) {
            *fault = text_format("'%s' is no %s.", entry, what);
            return false;
        }
    return true;
}

bool webhook_wall_configure(const char *networks, const char *allowed_ports, bool plain_http, char **fault)
{
    listed_count = port_count = 0;
    plain_allowed = plain_http;
    address_range_read(global_unicast_text, &global_unicast);
    address_range_read("0.0.0.0/0", &every_ipv4);
    for (size_t i = 0; i < REFUSED; i++)
        address_range_read(refused_texts[i], &refused[i]);
    return read_list(networks, add_network, "address or range", fault) &&
           read_list(allowed_ports, add_ports, "port or range of ports", fault);
}

/* ---- judging ---- */

static bool is_within_any(const struct address *address, const struct address_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (address_is_within(address, &ranges[i]))
            return true;
    return false;
}

static bool is_public(const struct address *address)
{
    return (address_is_within(address, &every_ipv4) || address_is_within(address, &global_unicast)) &&
           !is_within_any(address, refused, REFUSED);
}

static bool port_is_allowed(unsigned port)
{
    for (size_t i = 0; i < port_count; i++)
        if (port >= ports[i].first && port <= ports[i].last)
            return true;
    return false;
}

bool webhook_may_reach(const struct address *address, unsigned port, bool encrypted)
{
    bool is_listed = is_within_any(address, listed, listed_count);
    return port_is_allowed(port) && (is_listed || (encrypted && is_public(address)));
}

static void close_url(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void free_part(char **part)
{
    curl_free(*part);
}

static bool has_part(CURLU *url, CURLUPart what)
{
    scoped(free_part) char *part = NULL;
    return curl_url_get(url, what, &part, 0) == CURLUE_OK;
}

/* Names are judged when they are resolved; [::1] stands in brackets. */
static bool host_is_refused(char *host, unsigned port, bool encrypted)
{
    struct address address;
    size_t length = strlen(host);
    if (*host == '[' && host[length - 1] == ']') {
        host[length - 1] = '\0';
        host++;
    }
    return address_read(host, &address) && !webhook_may_reach(&address, port, encrypted);
}

const char *webhook_url_fault(const char *text)
{
    scoped(close_url) CURLU *url = curl_url();
    scoped(free_part) char *scheme = NULL, *host = NULL, *port = NULL;
    if (url == NULL || curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK || *host == '\0' ||
        has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD) || has_part(url, CURLUPART_FRAGMENT))
        return "webhook_url_unreadable";
    bool encrypted = strcmp(scheme, "https") == 0;
    if (!encrypted && !(plain_allowed && strcmp(scheme, "http") == 0))
        return "webhook_url_not_encrypted";
    unsigned number = (unsigned)strtoul(port, NULL, 10);
    if (!port_is_allowed(number) || host_is_refused(host, number, encrypted))
        return "webhook_url_out_of_reach";
    return NULL;
}
