/* client_address.h: where a request comes from. */
#pragma once

#include "http/request.h"

#include <sys/socket.h>

/* The proxies that are believed beside those on this machine: addresses and ranges, separated by commas. False when
 * one cannot be read. Before the first request. */
bool client_address_trust(const char *proxies);

/* Gives the request the address of its client: that of the connection's peer; of a trusted one, the last in
 * `forwarded` (X-Forwarded-For, its lines joined by commas; NULL for none) that is not itself trusted. */
void client_address_find(struct request *request, const struct sockaddr *peer, const char *forwarded);
