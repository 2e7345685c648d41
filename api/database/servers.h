/* servers.h: which of the servers that a URL names is the primary now, and that it is never an older one. Inside
 * api/database only. */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>

/* A plain connection, with the timeline its server writes on (0: a standby, which writes nothing). Where the URL names
 * several hosts and asks for one that can be written, all are tried at once. NULL with a sentence in *fault. */
PGconn *server_open(const char *url, double deadline, unsigned *timeline, char **fault);

/* True when this process has seen a server on a later timeline: somebody was promoted, and who was the primary then
 * must not be written any more. */
bool server_is_superseded(unsigned timeline);

/* libpq's words about what failed, on one line; the caller frees them. */
char *server_words(const PGconn *server);

/* The socket is shut first, since PQfinish would otherwise try to say goodbye. */
void server_close(PGconn **server);
