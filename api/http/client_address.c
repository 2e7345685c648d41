/* client_address.c: where a request comes from. Anybody can send X-Forwarded-For, and a proxy adds to it at the end: so
 * it is read backwards, and only as long as what stands behind was said by a proxy that is trusted. */
#include "http/client_address.h"

#include <string.h>

enum { PROXIES_MOST = 64, ENTRY_MOST = 64 };

static struct address_range trusted[PROXIES_MOST];
static size_t trusted_count;

/* The part of a list between two commas, without blanks; "" when it is too long to be an address. */
static void copy_entry(const char *start, size_t length, char entry[ENTRY_MOST])
{
    for (; length > 0 && strchr(" \t", *start); start++)
        length--;
    while (length > 0 && strchr(" \t", start[length - 1]))
        length--;
    if (length >= ENTRY_MOST)
        length = 0;
    memcpy(entry, start, length);
    entry[length] = '\0';
}

static bool trust(const char *entry)
{
    return trusted_count < PROXIES_MOST && address_range_read(entry, &trusted[trusted_count]) && ++trusted_count;
}

bool client_address_trust(const char *proxies)
{
    char entry[ENTRY_MOST];
    trusted_count = 0;
    bool read = trust("127.0.0.0/8") && trust("::1");
    for (const char *start = proxies; read && *start; start += *start == ',') {
        size_t length = strcspn(start, ",");
        copy_entry(start, length, entry);
        read = trust(entry);
        start += length;
    }
    return read;
}

static bool is_trusted(const struct address *address)
{
    size_t i = 0;
    while (i < trusted_count && !address_is_within(address, &trusted[i]))
        i++;
    return i < trusted_count;
}

/* What a trusted proxy wrote that nobody can read is no address: the proxy itself is all that is known then. */
void client_address_find(struct request *request, const struct sockaddr *peer, const char *forwarded)
{
    char entry[ENTRY_MOST];
    struct address address, next;
    size_t end = forwarded ? strlen(forwarded) : 0;
    if (!address_of_socket(peer, &address))
        return;
    while (end > 0 && is_trusted(&address)) {
        size_t start = end;
        while (start > 0 && forwarded[start - 1] != ',')
            start--;
        copy_entry(forwarded + start, end - start, entry);
        if (!address_read(entry, &next))
            break;
        address = next;
        end = start > 0 ? start - 1 : 0;
    }
    address_print(&address, request->client_address);
    request->client_is_proxy = is_trusted(&address);
}
