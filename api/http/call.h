/* call.h: one HTTP call on the wire, from its first line to the last byte of its answer. */
#pragma once

#include "http/incoming.h"

#include <ulfius.h>

#define FILE_LIMIT (100 * 1024 * 1024)

/* Begins with the block that Ulfius keeps per request, so that one pointer serves both and one free() ends both. */
struct call {
    struct connection_info_struct ulfius;
    struct MHD_Connection *connection;
    struct wire *wire; /* what remembers this call should it be dropped */
    double started;    /* when it was here */
    double in_line;    /* seconds before a worker had time for it */
    bool headed;       /* its head was judged */
    bool begun;        /* routed and authenticated, or refused */
    bool answered;
    bool uploads; /* counted among the uploads under way */
    double took;  /* seconds until its answer was begun */
    struct request request;
    struct reply reply;
    struct problem problem;
    struct text piece; /* of a stream, and how much of it was sent */
    size_t piece_sent;
    bool stream_ended;
    size_t bytes; /* of the body */
};
_Static_assert(sizeof(struct call) <= 1000,
               "from 1,001 bytes on malloc() puts its quick lists in order for each request");

/* libmicrohttpd's word that a connection begins or ends. */
void wire_changed(void *server, struct MHD_Connection *connection, void **wire,
                  enum MHD_ConnectionNotificationCode code);

/* libmicrohttpd's first and last word about a request; they count calls in flight. */
void *call_open(void *server, const char *url, struct MHD_Connection *connection);
void call_close(void *server, struct MHD_Connection *connection, void **call, enum MHD_RequestTerminationCode code);

/* The call that this connection is at; NULL for none, and on the operations port. */
struct call *call_on(struct MHD_Connection *connection);

/* The one endpoint: every method, every path. */
int call_answer(const struct _u_request *ulfius, struct _u_response *response, void *server);

/* Routes and authenticates, once. False with call->problem set. */
bool call_begin(struct call *call);

long calls_in_flight(void);

/* How many came to their end, whatever it was, since the start. */
unsigned long calls_ended(void);

/* Waits until none is in flight, at most this long. True when none is. */
bool calls_wait(double seconds);

/* Hands the reply to Ulfius with all its headers (reply.c). */
void reply_send(struct call *call, struct _u_response *response);

/* True when the hook of upload.c is in force: libulfius finds our MHD_create_post_processor() before MHD's. */
bool upload_is_hooked(void);
void upload_end(struct call *call);
