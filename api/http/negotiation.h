/* negotiation.h: chooses language and format as the client's Accept headers ask (RFC 9110, 12.5). */
#pragma once

#include "contract/contract.h"

#include <stddef.h>

/* "vi" or "en"; Vietnamese when neither is asked for. */
const char *language_accepted(const char *accept_language);

/* The best of `offered` (bits of enum format): higher quality first, then the more exact range, then the order of the
 * enumeration. 0 when nothing offered is acceptable; JSON when nothing is offered at all. */
enum format format_accepted(const char *accept, unsigned offered);

/* Names of the formats offered, joined by ", ". Caller frees. */
char *format_names(unsigned offered);
