/* handlers.h: operations of councils that seal or open ballots; listed in api/handlers.c. All work within the engine's
 * transaction. */
#pragma once

#include "http/request.h"

handler_function move_council_session;
handler_function cast_council_ballots;
handler_function cast_council_letters;
