/* gateway.h: messages of data-sharing platforms (LGSP, NDXP): a request in an envelope, answered in one. */
#pragma once

#include "http/request.h"

handler_function pass_gateway_message; /* keeps transactions of its own: what the message asks for has one */
