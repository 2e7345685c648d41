/* incoming.h: what a client sent, before anything is believed, and the first steps of a request: route, parameters,
 * and the reply to a problem. The HTTP service fills it from the wire, `thidua seed` in process. */
#pragma once

#include "http/request.h"

struct incoming {
    const char *method, *url;                               /* as sent; the URL raw, with its query */
    const char *(*header)(void *context, const char *name); /* NULL when absent */
    /* the first of `names` (ended by NULL) that was sent more than once; NULL: none, or none can be */
    const char *(*repeated)(void *context, const char *const *names);
    void *context;
    const char *body;
    size_t body_length;
};

/* Gives the request its id, language, path and query, then finds the operation and the format of the reply. False with
 * 400 malformed_url, 404, 405 or 406. For OPTIONS on a known path it succeeds with `operation` NULL. */
bool request_route(struct request *request, const struct contract *contract, const struct incoming *incoming,
                   struct problem *problem);

/* The methods a path answers, as an Allow header; NULL for an unknown path. Caller frees. */
char *request_allowed(const struct contract *contract, const char *path);

/* Reads path, query and header parameters, preconditions and the type and size of the body. Needs a routed request;
 * a spooled upload is put into request->multipart before. */
bool request_parameters(struct request *request, const struct incoming *incoming, struct problem *problem);

/* True when the operation lists this media type, which may carry parameters; then the name as the contract writes it
 * is in *name. Another charset than UTF-8 is refused. */
bool request_accepts_body(const struct operation *operation, const char *content_type, const char **name,
                          struct problem *problem);

/* The answer to a problem (RFC 9457), in the request's language. */
void problem_reply(const struct problem *problem, const struct request *request, const struct contract *contract,
                   struct reply *reply);
