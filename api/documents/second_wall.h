/* second_wall.h: what the caller of a handler may see, for rows that it prints itself. */
#pragma once

#include "http/request.h"
#include "render/render.h"

/* Needs the request's open transaction. scoped(sight_close); NULL with the problem set. */
const struct sight *handler_sight(const struct request *request, struct problem *problem);
