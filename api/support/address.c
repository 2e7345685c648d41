/* address.c: internet addresses and ranges of them. */
#include "support/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAPPED_BITS = 96, ALL_BITS = 128, RANGE_TEXT = ADDRESS_TEXT + 4 };

static const unsigned char mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_ipv4(const struct address *address)
{
    return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

static void keep_ipv4(const void *bytes, struct address *address)
{
    memcpy(address->bytes, mapped, sizeof mapped);
    memcpy(address->bytes + sizeof mapped, bytes, 4);
}

bool address_read(const char *text, struct address *address)
{
    unsigned char four[4];
    if (inet_pton(AF_INET, text, four) != 1)
        return inet_pton(AF_INET6, text, address->bytes) == 1;
    keep_ipv4(four, address);
    return true;
}

/* Copied, since nothing says that it is aligned. */
bool address_of_socket(const struct sockaddr *socket, struct address *address)
{
    if (socket && socket->sa_family == AF_INET) {
        keep_ipv4((const char *)socket + offsetof(struct sockaddr_in, sin_addr), address);
        return true;
    }
    if (socket == NULL || socket->sa_family != AF_INET6)
        return false;
    memcpy(address->bytes, (const char *)socket + offsetof(struct sockaddr_in6, sin6_addr), sizeof address->bytes);
    return true;
}

static char *print_number(char *place, unsigned number)
{
    if (number >= 10)
        place = print_number(place, number / 10);
    *place = (char)('0' + number % 10);
    return place + 1;
}

/* Each request prints one: the C library prints four small numbers by format. */
static void print_ipv4(const unsigned char bytes[4], char *text)
{
    for (int i = 0; i < 4; i++) {
        text = print_number(text, bytes[i]);
        *text++ = i < 3 ? '.' : '\0';
    }
}

void address_print(const struct address *address, char text[ADDRESS_TEXT])
{
    if (is_ipv4(address))
        print_ipv4(address->bytes + sizeof mapped, text);
    else
        inet_ntop(AF_INET6, address->bytes, text, ADDRESS_TEXT);
}

/* The number behind the slash; -1 when it is none. */
static int bits_in(const char *text, int most)
{
    size_t length = strlen(text);
    if (length == 0 || length > 3 || strspn(text, "0123456789") != length)
        return -1;
    int bits = atoi(text);
    return bits <= most ? bits : -1;
}

bool address_range_read(const char *text, struct address_range *range)
{
    char copy[RANGE_TEXT];
    if (strlen(text) >= sizeof copy)
        return false;
    snprintf(copy, sizeof copy, "%s", text);
    char *slash = strchr(copy, '/');
    if (slash)
        *slash = '\0';
    if (!address_read(copy, &range->first))
        return false;
    int above = strchr(copy, ':') ? 0 : MAPPED_BITS;
    int bits = slash ? bits_in(slash + 1, ALL_BITS - above) : ALL_BITS - above;
    range->bits = above + bits;
    return bits >= 0;
}

/* A range of IPv6 that is wider than the mapped addresses, ::/0 for one, has no IPv4 in it. */
bool address_is_within(const struct address *address, const struct address_range *range)
{
    size_t whole = (size_t)range->bits / 8;
    int rest = range->bits % 8;
    if (range->bits < MAPPED_BITS && is_ipv4(address))
        return false;
    return memcmp(address->bytes, range->first.bytes, whole) == 0 &&
           (rest == 0 || (address->bytes[whole] ^ range->first.bytes[whole]) >> (8 - rest) == 0);
}
