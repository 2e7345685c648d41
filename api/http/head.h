/* head.h: the head of a request, judged before its body is read and before Ulfius sees it. */
#pragma once

#include "http/call.h"

/* True when the hook of head.c is in force: libulfius finds our MHD_start_daemon() before MHD's. */
bool head_is_hooked(void);
