/* reply.c: hands a reply to Ulfius: its headers, then the body as one block, or as a stream. */
#include "config.h"
#include "http/budget.h"
#include "http/call.h"
#include "http/headers.h"
#include "http/refusal_page.h"
#include "http/service.h"
#include "support/clock.h"
#include "support/memory.h"
#include "support/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_BLOCK    (32 * 1024)
#define HEADERS_AT_MOST 48

static const char exposed_headers[] = "ETag, Link, Location, X-Request-Id, Retry-After, RateLimit, "
                                      "RateLimit-Policy, Server-Timing, "
                                      "Business-Date, Idempotency-Replayed, Preference-Applied, Content-Disposition, "
                                      "Deprecation, Sunset";
static const char allowed_headers[] = "Authorization, Content-Type, Accept, Accept-Language, If-Match, If-None-Match, "
                                      "Idempotency-Key, Prefer, X-Request-Id, traceparent, Last-Event-ID";

static const char page_policy[] = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                                  "form-action 'self'; frame-ancestors 'none'";
static const char image_policy[] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
static const char data_policy[] = "default-src 'none'; frame-ancestors 'none'";

/* The headers of one answer, gathered first: Ulfius grows three arrays for each header that is put into its map. */
struct headers {
    const char *names[HEADERS_AT_MOST], *values[HEADERS_AT_MOST];
    size_t count;
};

static void put(struct headers *headers, const char *name, const char *value)
{
    if (value && *value && headers->count < HEADERS_AT_MOST) {
        headers->names[headers->count] = name;
        headers->values[headers->count++] = value;
    }
}

/* What comes from elsewhere. A control character in a value would make MHD drop it together with all headers after it.
 */
static void put_clean(struct headers *headers, const char *name, const char *value)
{
    for (const char *place = value; place && *place; place++)
        if (iscntrl((unsigned char)*place) && *place != '\t')
            return;
    put(headers, name, value);
}

static void hand_over(const struct headers *headers, struct _u_map *map)
{
    size_t room = headers->count + 1;
    map->keys = memory_insist(o_realloc(map->keys, room * sizeof map->keys[0]));
    map->values = memory_insist(o_realloc(map->values, room * sizeof map->values[0]));
    map->lengths = memory_insist(o_realloc(map->lengths, room * sizeof map->lengths[0]));
    for (size_t i = 0; i < headers->count; i++) {
        map->keys[i] = text_copy(headers->names[i]);
        map->values[i] = text_copy(headers->values[i]);
        map->lengths[i] = strlen(headers->values[i]) + 1; /* as u_map_put() counts */
    }
    map->keys[headers->count] = map->values[headers->count] = NULL;
    map->lengths[headers->count] = 0;
    map->nb_values = (int)headers->count;
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

static void put_cors(const struct call *call, struct headers *headers)
{
    const char *origin = header_of(call, "Origin");
    if (!origin_is_listed(origin))
        return;
    put_clean(headers, "Access-Control-Allow-Origin", origin);
    if (call->request.method != METHOD_OPTIONS || header_of(call, "Access-Control-Request-Method") == NULL) {
        put(headers, "Access-Control-Expose-Headers", exposed_headers);
        return;
    }
    put(headers, "Access-Control-Allow-Methods", json_string_value(json_object_get(call->reply.headers, "Allow")));
    put(headers, "Access-Control-Allow-Headers", allowed_headers);
    put(headers, "Access-Control-Max-Age", "600");
}

/* ---- what every answer carries ---- */

/* "total;dur=12.3", in whole tenths, from its end: printf() would cost more than the rest of the headers. */
static const char *print_timing(char timing[48], double seconds)
{
    static const char name[] = "total;dur=";
    long tenths = (long)(seconds * 10000 + 0.5), whole = tenths / 10;
    char *place = timing + 47;
    *place = '\0';
    *--place = (char)('0' + tenths % 10);
    *--place = '.';
    do
        *--place = (char)('0' + whole % 10);
    while ((whole /= 10) > 0);
    place -= sizeof name - 1;
    return memcpy(place, name, sizeof name - 1);
}

static void put_common(const struct call *call, const char *timing, struct headers *headers)
{
    const struct reply *reply = &call->reply;
    const char *trace = header_of(call, "traceparent");
    put(headers, "X-Request-Id", call->request.id); /* made here, or found clean (route.c) */
    put(headers, "Connection", service_is_draining() ? "close" : NULL);
    put(headers, "traceparent", header_trace_is_clean(trace) ? trace : NULL);
    put(headers, "Server-Timing", timing);
    put(headers, "Cache-Control", cache_control(call));
    put(headers, "Vary",
        config.cors_origins && *config.cors_origins ? "Accept, Accept-Language, Authorization, Origin"
                                                    : "Accept, Accept-Language, Authorization");
    put(headers, "X-Content-Type-Options", "nosniff");
    put(headers, "Referrer-Policy", "no-referrer");
    put(headers, "Content-Security-Policy",
        reply->content_policy ? reply->content_policy : content_policy(reply->content_type));
    put(headers, "Content-Language", reply->status >= 400 ? language_of(call) : NULL);
}

static void put_own(const struct call *call, struct headers *headers)
{
    const struct reply *reply = &call->reply;
    const char *name;
    json_t *value;
    put_clean(headers, "ETag", reply->etag);
    put_clean(headers, "Location", reply->location);
    put_clean(headers, "Link", reply->link);
    put_clean(headers, "Content-Disposition", reply->disposition);
    if (call->request.operation) {
        put(headers, "Deprecation", call->request.operation->deprecation);
        put(headers, "Sunset", call->request.operation->sunset);
        put(headers, "Link", call->request.operation->farewell);
    }
    put(headers, "Idempotency-Replayed", reply->replayed ? "true" : NULL);
    if (reply->minimal)
        put(headers, "Preference-Applied", "return=minimal");
    else if (call->request.respond_async && reply->status == 202)
        put(headers, "Preference-Applied", "respond-async");
    json_object_foreach(reply->headers, name, value) {
        put_clean(headers, name, json_string_value(value));
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
        if (call->piece.length == 0 && !call->stream_ended)
            return 0;
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

/* The body as one block, or NULL for none or a stream; Ulfius frees it by its o_free(), which is free(). */
static void set_body(struct call *call, struct _u_response *response, struct headers *headers)
{
    struct reply *reply = &call->reply;
    call->bytes = reply->body.length;
    if (reply->stream.next) {
        ulfius_set_stream_response(response, (unsigned)reply->status, send_piece, NULL,
                                   reply->stream.length ? reply->stream.length : U_STREAM_SIZE_UNKNOWN,
                                   reply->stream.block ? reply->stream.block : STREAM_BLOCK, call);
        if (reply->stream.attach)
            reply->stream.attach(reply->stream.state, call->connection);
        call->bytes = 0;
    } else if (reply->body.length || (reply->status == 200 && !reply->minimal)) {
        response->binary_body_length = reply->body.length;
        response->binary_body = text_take(&reply->body);
    } else {
        return; /* a list of no rows as NDJSON is a body of that type, and empty; this is none */
    }
    put(headers, "Content-Type", reply->content_type);
}

void reply_send(struct call *call, struct _u_response *response)
{
    struct headers headers = {.count = 0};
    char timing[48];
    answer_not_modified(call);
    budget_tell(&call->request, &call->reply);
    put_common(call, print_timing(timing, clock_seconds() - call->started), &headers);
    put_own(call, &headers);
    put_cors(call, &headers);
    response->status = call->reply.status;
    set_body(call, response, &headers);
    hand_over(&headers, response->map_header);
}
