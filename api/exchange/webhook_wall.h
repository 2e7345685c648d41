/* webhook_wall.h: where webhooks may lead. An administrator of any unit names the address, so the service must not
 * become a way into networks that only it reaches: the address of a socket is judged at the moment it is opened,
 * whatever its name was. */
#pragma once

#include "support/address.h"

#include <stdbool.h>

/* Networks of the own that may be told all the same ("10.1.0.0/16,10.2.3.4"), ports ("443,8000-8999"), and whether
 * http without TLS is allowed to those networks. False with a sentence in *fault (caller frees). */
bool webhook_wall_configure(const char *networks, const char *ports, bool plain_http, char **fault);

/* NULL, or the code of the fault: an absolute https address, no user, no fragment, an allowed port, and no address in
 * figures that is refused. */
const char *webhook_url_fault(const char *url);

/* Whether a socket may be opened to an address. */
bool webhook_may_reach(const struct address *address, unsigned port, bool encrypted);
