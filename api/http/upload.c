/* upload.c: where a multipart body enters. Ulfius hands files to a callback piece by piece, but keeps plain fields
 * itself, without a limit and in a list it walks for each one: five megabytes of `a=1` hold a worker for minutes before
 * anybody has signed in. So the parser is made here: a definition in the program stands before that of the library,
 * and every part comes to take_piece(). service_run() refuses to start when it does not. */
#include "auth/auth.h"
#include "http/call.h"
#include "http/multipart.h"
#include "support/log.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>

#define RAW_LIMIT       (1024 * 1024)
#define UPLOADS_AT_ONCE 16

typedef struct MHD_PostProcessor *create_function(struct MHD_Connection *connection, size_t buffer_size,
                                                  MHD_PostDataIterator iterator, void *state);
typedef enum MHD_Result process_function(struct MHD_PostProcessor *parser, const char *bytes, size_t length);
typedef enum MHD_Result destroy_function(struct MHD_PostProcessor *parser);

static atomic_int uploads;

static bool stands_first(const char *name, uintptr_t ours)
{
    return dlsym(RTLD_DEFAULT, name) == (void *)ours;
}

bool upload_is_hooked(void)
{
    return stands_first("MHD_create_post_processor", (uintptr_t)MHD_create_post_processor) &&
           stands_first("MHD_post_process", (uintptr_t)MHD_post_process) &&
           stands_first("MHD_destroy_post_processor", (uintptr_t)MHD_destroy_post_processor);
}

/* The library's own function behind ours. */
static uintptr_t next(const char *name)
{
    return (uintptr_t)dlsym(RTLD_NEXT, name);
}

static bool take_slot(struct call *call)
{
    call->uploads = true;
    if (atomic_fetch_add(&uploads, 1) < UPLOADS_AT_ONCE)
        return true;
    call->problem.retry_after = 5;
    return problem_set(&call->problem, "busy", NULL);
}

void upload_end(struct call *call)
{
    if (call->uploads)
        atomic_fetch_sub(&uploads, 1);
    call->uploads = false;
}

/* Everything that can be known before the first byte of the file is judged here. */
static bool admit(struct call *call)
{
    const char *type = MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, "Content-Type");
    struct request *request = &call->request;
    struct problem *problem = &call->problem;
    if (!call_begin(call))
        return false;
    if (request->operation == NULL || request->operation->body_count == 0)
        return true; /* a Content-Type without a body says nothing */
    if (!authorise(request, problem))
        return false;
    if (!request_accepts_body(request->operation, type, &request->content_type, problem) || !take_slot(call))
        return false;
    size_t limit = request->operation->body_limit;
    request->multipart = multipart_new(limit > RAW_LIMIT && limit < FILE_LIMIT ? limit : FILE_LIMIT);
    return true;
}

/* After a refusal the rest of the body is read and dropped; the answer follows it. */
static enum MHD_Result take_piece(void *state, enum MHD_ValueKind kind, const char *name, const char *file_name,
                                  const char *type, const char *encoding, const char *bytes, uint64_t offset,
                                  size_t length)
{
    (void)kind;
    (void)encoding;
    struct call *call = state;
    struct multipart_piece piece = {.name = name ? name : "",
                                    .file_name = file_name,
                                    .type = type,
                                    .bytes = bytes,
                                    .offset = offset,
                                    .length = length};
    if (!problem_is_set(&call->problem) && call->request.multipart == NULL)
        problem_set(&call->problem, "unsupported_media_type", "{s:s}", "offered", "-");
    if (problem_is_set(&call->problem))
        return MHD_NO;
    return multipart_add(call->request.multipart, &piece, &call->problem) ? MHD_YES : MHD_NO;
}

/* Stands for the parser that MHD does not make for a form whose boundary is missing: without one Ulfius would close the
 * connection, and whoever sent it would learn nothing. */
static char no_parser;

struct MHD_PostProcessor *MHD_create_post_processor(struct MHD_Connection *connection, size_t buffer_size,
                                                    MHD_PostDataIterator iterator, void *state)
{
    (void)iterator;
    struct call *call = state;
    create_function *create = (create_function *)next("MHD_create_post_processor");
    admit(call);
    struct MHD_PostProcessor *parser = create(connection, buffer_size, take_piece, call);
    if (parser == NULL && call->request.multipart && !problem_is_set(&call->problem))
        problem_set(&call->problem, "multipart_without_boundary", NULL);
    log_request(NULL);
    return parser ? parser : (struct MHD_PostProcessor *)&no_parser;
}

enum MHD_Result MHD_post_process(struct MHD_PostProcessor *parser, const char *bytes, size_t length)
{
    process_function *process = (process_function *)next("MHD_post_process");
    return parser == (struct MHD_PostProcessor *)&no_parser ? MHD_YES : process(parser, bytes, length);
}

enum MHD_Result MHD_destroy_post_processor(struct MHD_PostProcessor *parser)
{
    destroy_function *destroy = (destroy_function *)next("MHD_destroy_post_processor");
    return parser == (struct MHD_PostProcessor *)&no_parser ? MHD_YES : destroy(parser);
}
