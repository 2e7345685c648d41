/* request.c: what a request and its reply own. */
#include "http/request.h"

#include "http/multipart.h"
#include "tables/tables.h"

#include <stdlib.h>
#include <string.h>

const char *request_argument(const struct request *request, const char *name)
{
    if (request->arguments == NULL)
        return NULL;
    for (size_t i = 0; i < request->operation->parameter_count; i++)
        if (strcmp(request->operation->parameters[i].name, name) == 0)
            return request->arguments[i].value;
    return NULL;
}

void request_close(struct request *request)
{
    for (size_t i = 0; request->arguments && i < request->operation->parameter_count; i++)
        free(request->arguments[i].value);
    free(request->arguments);
    free(request->path);
    free(request->query);
    free(request->cursor);
    free(request->if_match);
    free(request->if_none_match);
    free(request->idempotency_key);
    free(request->body_text);
    free(request->fingerprint);
    json_decref(request->body);
    multipart_close(request->multipart);
    free(request->table_text);
    if (request->table)
        table_close(request->table);
    free(request->table);
    *request = (struct request){0};
}

void reply_close(struct reply *reply)
{
    if (reply->stream.close)
        reply->stream.close(reply->stream.state);
    free(reply->location);
    free(reply->link);
    free(reply->disposition);
    json_decref(reply->headers);
    if (reply->no_store && reply->body.bytes)
        explicit_bzero(reply->body.bytes, reply->body.room);
    text_close(&reply->body);
    *reply = (struct reply){0};
}
