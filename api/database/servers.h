/* servers.h: which of the servers that a URL names is the primary now, and that it is never an older one. Inside
 * api/database only. */
#pragma once

#include "database/timelines.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* A plain connection, and where its server stands. Where the URL names several hosts and asks for one that can be
 * written, all are tried at once. NULL with a sentence in *fault. */
PGconn *server_open(const char *url, double deadline, struct standing *standing, char **fault);

/* libpq's words about what failed, on one line; the caller frees them. */
char *server_words(const PGconn *server);

/* The socket is shut first, since PQfinish would otherwise try to say goodbye. */
void server_close(PGconn **server);
