/* change_stream.h: the thread that tells the listeners of GET /changes/stream what has changed. */
#pragma once

#include <stdbool.h>

/* A stream lasts `seconds` at most. */
bool change_stream_start(long seconds);
void change_stream_stop(void);
