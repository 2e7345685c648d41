/* notify.h: tells systemd how far the service is (sd_notify(3)); without systemd, nothing. */
#pragma once

/* "READY=1", "STOPPING=1". */
void notify_systemd(const char *state);
