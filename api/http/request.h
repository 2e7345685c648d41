/* request.h: one request on its way through the steps, and the reply it gets. It owns all that is born in it. */
#pragma once

#include "contract/contract.h"
#include "support/address.h"
#include "support/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct MHD_Connection;
struct transaction;
struct multipart;
struct table;

/* Who asks, as the verified token says; PostgreSQL compares it with the rows (begin_request). */
struct caller {
    bool known;
    char user_id[37];
    char unit_id[37];
    char level[16]; /* "" at the root unit */
    char **roles;   /* ended by NULL; borrowed from the cache entry, or owned by the request's arena */
    size_t role_count;
    bool service;              /* a service token: `scopes` decide instead of roles */
    bool delegated;            /* acts for another: by the moves of the delegation only, which the judge compares */
    json_t *scopes;            /* borrowed; array of strings */
    char *campaign_id;         /* borrowed; of a service token for one campaign; NULL */
    char *sight_id;            /* borrowed; of a service token for one area: its unit; NULL: the own unit's sight */
    json_t *address_ranges;    /* borrowed; of a service token, where it may come from; empty: anywhere */
    char token_id[64];         /* jti, or the service token's id */
    long ends;                 /* by clock_hour(), when the token ends by itself; 0: the database knows */
    const char *claims;        /* JSON for begin_request: user, unit, level, roles, epoch, token; borrowed */
    struct identity *identity; /* what all this is borrowed from; given back by caller_close(). NULL for none */
};

static inline const char *caller_sight(const struct caller *caller)
{
    return caller->sight_id ? caller->sight_id : caller->unit_id;
}

struct argument {
    const struct parameter *parameter;
    char *value; /* what PostgreSQL reads; owned. NULL when absent without default */
};

struct request {
    char id[64]; /* X-Request-Id, echoed or made (a UUID) */
    const struct operation *operation;
    enum method method;
    enum format format;
    char *path;           /* raw, without the query */
    char *query;          /* raw, NULL for none */
    const char *language; /* "vi" or "en" */
    struct caller caller;
    char client_address[ADDRESS_TEXT]; /* "" in process */
    bool client_is_proxy;              /* a trusted one that names no client: everybody may stand behind it */
    bool is_inner;                     /* asked by another of ours (inner.h) */

    struct argument *arguments; /* one per parameter of the operation, in its order */
    struct {
        int requests, seconds;
    } budget_left; /* of x-budget, once this request was counted, and until when; seconds 0: it was not */

    bool dry_run;
    bool count;
    bool minimal;       /* Prefer: return=minimal */
    bool respond_async; /* Prefer: respond-async */
    bool excel;         /* CSV with a byte order mark */
    char delimiter;     /* of CSV; ',' unless asked */
    bool decimal_comma; /* decimal=comma */
    bool limit_given;
    long limit;   /* 0 when a stream is unlimited */
    char *cursor; /* as sent; NULL */

    char *if_match;      /* the version before the dot: "7"; "*"; NULL when absent */
    char *if_none_match; /* as sent; NULL */
    char *idempotency_key;

    const char *content_type; /* without parameters; NULL when there is no body */
    const char *raw_body;     /* borrowed from the server */
    size_t raw_body_length;
    char *body_text;             /* NFC JSON for PostgreSQL, owned; NULL without a JSON body */
    char *fingerprint;           /* of a body with sealed texts, the same whenever they are; owned; NULL */
    json_t *body;                /* parsed for the checks; owned */
    struct multipart *multipart; /* spooled files; NULL */
    struct table *table;         /* what the body was when a table was sent; NULL */
    char *table_text;            /* the same as JSON, for SQL; owned */

    struct transaction *transaction; /* open while the database is asked; handlers use it */
    double deadline;                 /* CLOCK_MONOTONIC seconds after which waiting is given up */
};

/* A stream writes the body piece by piece: appends to `out`, returns false at the end or on a fault (*failed). True
 * with nothing appended: there is nothing yet, and it has suspended the connection that it was attached to
 * (listeners.h). */
struct reply_stream {
    bool (*next)(void *state, struct text *out, bool *failed);
    void (*close)(void *state);
    void (*attach)(void *state, struct MHD_Connection *connection); /* NULL for most */
    void *state;
    size_t block;              /* of the server's buffer; 0: the usual */
    unsigned long long length; /* for Content-Length; 0: not known */
};

struct reply {
    int status;
    const char *content_type;   /* static text */
    char etag[48];              /* with its quotes; "" for none */
    char *location;             /* owned; NULL */
    char *link;                 /* the Link header; owned; NULL */
    char *disposition;          /* Content-Disposition; owned; NULL */
    const char *content_policy; /* static text; NULL: that of its type */
    bool replayed;
    bool minimal;
    bool no_store;
    double good_for; /* seconds for which it may be kept (kept.h); 0: not at all */
    json_t *headers; /* further headers as an object of strings; owned; NULL */
    struct text body;
    struct reply_stream stream; /* used when `next` is set */
};

/* Who asks and what the audit wants to know of the request, for begin_request. Caller frees. */
char *request_claims(const struct request *request);

/* The value of a parameter as PostgreSQL reads it; NULL when absent. */
const char *request_argument(const struct request *request, const char *name);

void request_close(struct request *request);
void reply_close(struct reply *reply);

/* A C handler answers what SQL should not do. It fills the reply (the status is the contract's unless it sets one);
 * the engine alone ends the transaction. False with the problem set, and all is undone. */
typedef bool handler_function(struct request *request, struct reply *reply, struct problem *problem);

struct handler {
    const char *operation_id;
    handler_function *answer;
    /* True: request->transaction is open (begin_request and guard are done) and committed afterwards.
     * False: the handler asks nothing, or keeps transactions of its own. */
    bool in_transaction;
};

/* The handler of an operation, or NULL when a SQL file answers it. The table is in api/handlers.c. */
const struct handler *handler_find(const char *operation_id);

/* Everything between a routed, authenticated and read request and its reply: authorise, body, database, rendering.
 * Used by the HTTP service and, in process, by `thidua seed`. True when the reply is to be sent, false when the
 * problem is. */
bool perform(struct request *request, struct reply *reply, struct problem *problem);
