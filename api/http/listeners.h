/* listeners.h: replies that go on as long as there is something to tell. While there is nothing, the connection rests:
 * libmicrohttpd forgets it, no thread waits and no database connection is held. */
#pragma once

#include "http/request.h"

/* One reply that goes on. Whoever holds it may speak; it is gone with its last holder. */
struct listener;

/* As many as this at once. */
void listeners_limit(long most);

/* A new one, held once; NULL when there are as many as allowed, or the service is leaving. */
struct listener *listener_new(void);

/* The body of a reply that tells what is said; the reply is a holder of its own. */
struct reply_stream listener_stream(struct listener *listener);

/* Sends this; whole pieces only, since an end may follow each. Nothing is sent after the end. */
void listener_say(struct listener *listener, const char *bytes, size_t length);

/* Everything said before is sent, then the reply is whole. */
void listener_end(struct listener *listener);

/* Whether everything said was handed to the kernel, so that more may be said. */
bool listener_has_heard(struct listener *listener);

/* Whether its connection has ended. */
bool listener_has_left(struct listener *listener);

void listener_release(struct listener *listener);

/* Ends them all and lets no other begin. */
void listeners_leave(void);

long listeners_count(void);
