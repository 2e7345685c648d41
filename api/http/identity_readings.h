/* identity_readings.h: a citizen identifier in clear, once, for whoever needs it and says why. */
#pragma once

#include "http/request.h"

handler_function create_identity_reading;
