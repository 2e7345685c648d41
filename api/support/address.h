/* address.h: internet addresses and ranges of them. An IPv4 address is kept as its IPv4-mapped IPv6 address, so that
 * 10.1.2.3 and ::ffff:10.1.2.3 are one. */
#pragma once

#include <stdbool.h>

struct sockaddr;

enum { ADDRESS_TEXT = 46 };

struct address {
    unsigned char bytes[16];
};

struct address_range {
    struct address first;
    int bits; /* of the 128 that are the same in all of it */
};

/* False when the text is no address: no port, no zone, no name. */
bool address_read(const char *text, struct address *address);
/* False when it is no internet socket. */
bool address_of_socket(const struct sockaddr *socket, struct address *address);
void address_print(const struct address *address, char text[ADDRESS_TEXT]);

/* "10.1.0.0/16", or one address. */
bool address_range_read(const char *text, struct address_range *range);
bool address_is_within(const struct address *address, const struct address_range *range);
