/* reply.c: hands a reply to Ulfius: its headers, then the body as one block, or as a stream. */
#include "config.h"
#include "http/call.h"
#include "http/headers.h"
#include "http/refusal_page.h"
#include "http/service.h"
#include "support/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_BLOCK (32 * 1024)

static const char exposed_headers[] = "ETag, Link, Location, X-Request-Id, Retry-After, RateLimit, Server-Timing, "
                                      "Business-Date, Idempotency-Replayed, Preference-Applied, Content-Disposition";
static const char allowed_headers[] = "Authorization, Content-Type, Accept, Accept-Language, If-Match, If-None-Match, "
                                      "Idempotency-Key, Prefer, X-Request-Id, traceparent";

static const char page_policy[] = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                                  "form-action 'self'; frame-ancestors 'none'";
static const char image_policy[] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
static const char data_policy[] = "default-src 'none'; frame-ancestors 'none'";

/* A control character in a value would make MHD drop it together with all headers after it. */
static void put(struct _u_response *response, const char *name, const char *value)
{
    for (const char *place = value; place && *place; place++)
        if (iscntrl((unsigned char)*place) && *place != '\t')
            return;
    if (value && *value)
        u_map_put(response->map_header, name, value);
}

static const char *cache_control(const struct call *call)
{
    const struct operation *operation = call->request.operation;
    if (call->reply.no_store || (operation && operation->no_store))
        return "no-store";
    if (operation && operation->is_public)
        return "public, max-age=60";
    return "private, no-cache";
}

static const char *content_policy(const char *type)
{
    if (type && strncmp(type, "text/html", 9) == 0)
        return page_policy;
    return type && strncmp(type, "image/svg+xml", 13) == 0 ? image_policy : data_policy;
}

static const char *language_of(const struct call *call)
{
    return refusal_page_wanted(&call->request) ? "vi" : call->request.language;
}

/* ---- CORS: exact origins, no cookies, no star ---- */

static bool origin_is_listed(const char *origin)
{
    size_t length = origin ? strlen(origin) : 0;
    const char *place = config.cors_origins ? config.cors_origins : "";
    while (length > 0 && *place) {
        place += strspn(place, ", ");
        size_t listed = strcspn(place, ", ");
        if (listed == length && strncmp(place, origin, length) == 0)
            return true;
        place += listed;
    }
    return false;
}

static const char *header_of(const struct call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

static void put_cors(const struct call *call, struct _u_response *response)
{
    const char *origin = header_of(call, "Origin");
    if (!origin_is_listed(origin))
        return;
    put(response, "Access-Control-Allow-Origin", origin);
    if (call->request.method != METHOD_OPTIONS || header_of(call, "Access-Control-Request-Method") == NULL) {
        put(response, "Access-Control-Expose-Headers", exposed_headers);
        return;
    }
    put(response, "Access-Control-Allow-Methods", json_string_value(json_object_get(call->reply.headers, "Allow")));
    put(response, "Access-Control-Allow-Headers", allowed_headers);
    put(response, "Access-Control-Max-Age", "600");
}

/* ---- what every answer carries ---- */

static void put_common(const struct call *call, struct _u_response *response)
{
    const struct reply *reply = &call->reply;
    const char *trace = header_of(call, "traceparent");
    char timing[48];
    snprintf(timing, sizeof timing, "total;dur=%.1f", (clock_seconds() - call->started) * 1000);
    put(response, "X-Request-Id", call->request.id);
    put(response, "Connection", service_is_draining() ? "close" : NULL);
    put(response, "traceparent", header_trace_is_clean(trace) ? trace : NULL);
    put(response, "Server-Timing", timing);
    put(response, "Cache-Control", cache_control(call));
    put(response, "Vary",
        config.cors_origins && *config.cors_origins ? "Accept, Accept-Language, Authorization, Origin"
                                                    : "Accept, Accept-Language, Authorization");
    put(response, "X-Content-Type-Options", "nosniff");
    put(response, "Referrer-Policy", "no-referrer");
    put(response, "Content-Security-Policy",
        reply->content_policy ? reply->content_policy : content_policy(reply->content_type));
    put(response, "Content-Language", reply->status >= 400 ? language_of(call) : NULL);
}

static void put_own(const struct call *call, struct _u_response *response)
{
    const struct reply *reply = &call->reply;
    const char *name;
    json_t *value;
    put(response, "ETag", reply->etag);
    put(response, "Location", reply->location);
    put(response, "Link", reply->link);
    put(response, "Content-Disposition", reply->disposition);
    put(response, "Idempotency-Replayed", reply->replayed ? "true" : NULL);
    if (reply->minimal)
        put(response, "Preference-Applied", "return=minimal");
    else if (call->request.respond_async && reply->status == 202)
        put(response, "Preference-Applied", "respond-async");
    json_object_foreach(reply->headers, name, value) {
        put(response, name, json_string_value(value));
    }
}

/* ---- the body ---- */

static ssize_t send_piece(void *state, uint64_t offset, char *out, size_t room)
{
    (void)offset;
    struct call *call = state;
    struct reply_stream *stream = &call->reply.stream;
    while (call->piece_sent == call->piece.length) {
        bool failed = false;
        if (call->stream_ended)
            return U_STREAM_END;
        text_clear(&call->piece);
        call->piece_sent = 0;
        call->stream_ended = !stream->next(stream->state, &call->piece, &failed);
        if (failed)
            return U_STREAM_ERROR;
    }
    size_t count = call->piece.length - call->piece_sent;
    count = count < room ? count : room;
    memcpy(out, call->piece.bytes + call->piece_sent, count);
    call->piece_sent += count;
    call->bytes += count;
    return (ssize_t)count;
}

static void answer_not_modified(struct call *call)
{
    const struct request *request = &call->request;
    struct reply *reply = &call->reply;
    bool reads = request->method == METHOD_GET || request->method == METHOD_HEAD;
    if (!reads || reply->status != 200 || reply->etag[0] == '\0' || request->if_none_match == NULL ||
        !header_lists_tag(request->if_none_match, reply->etag))
        return;
    reply->status = 304;
    text_clear(&reply->body);
    if (reply->stream.close)
        reply->stream.close(reply->stream.state);
    reply->stream = (struct reply_stream){0};
}

void reply_send(struct call *call, struct _u_response *response)
{
    struct reply *reply = &call->reply;
    answer_not_modified(call);
    put_common(call, response);
    put_own(call, response);
    put_cors(call, response);
    response->status = reply->status;
    if (reply->stream.next) {
        put(response, "Content-Type", reply->content_type);
        ulfius_set_stream_response(response, (unsigned)reply->status, send_piece, NULL,
                                   reply->stream.length ? reply->stream.length : U_STREAM_SIZE_UNKNOWN, STREAM_BLOCK,
                                   call);
        return;
    }
    call->bytes = reply->body.length;
    if (reply->body.length == 0 && (reply->status != 200 || reply->minimal))
        return; /* but a list of no rows as NDJSON is a body of that type, and empty */
    put(response, "Content-Type", reply->content_type);
    response->binary_body_length = reply->body.length;
    response->binary_body = text_take(&reply->body); /* Ulfius frees it; its o_free() is free() */
}
