/* head.c: the head of a request, before its body is read. Whatever two readers could take for requests of different
 * lengths is answered at once and the connection closed, since behind a proxy that reads it otherwise the rest would be
 * somebody else's request (RFC 9112, 6.3 and 11.2): libmicrohttpd takes the first of two lengths, and chunks beside a
 * length; behind a coding that it does not know, and behind a promise of no bytes at all, it waits. So what Ulfius
 * gives to libmicrohttpd as its handler stands behind ours: a definition in the program stands before that of the
 * library. */
#include "http/head.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FORM_AROUND_A_FILE (1024 * 1024)

/* Written again for the second port, when the first is heard already. */
static _Atomic(MHD_AccessHandlerCallback) answer_of_ulfius;

struct head {
    int hosts, lengths, codings;
    const char *host, *length, *coding, *expected;
    bool odd; /* a name that is no token, a value over two lines */
};

/* strspn() would make a table of its letters for each name. */
static bool is_token(const char *name)
{
    const char *place = name;
    while (*place && (isalnum((unsigned char)*place) || strchr("!#$%&'*+-.^_`|~", *place)))
        place++;
    return *name && *place == '\0';
}

static enum MHD_Result take_header(void *state, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct head *head = state;
    const struct {
        const char *name, **value;
        int *count;
    } counted[] = {{"Host", &head->host, &head->hosts},
                   {"Content-Length", &head->length, &head->lengths},
                   {"Transfer-Encoding", &head->coding, &head->codings},
                   {"Expect", &head->expected, NULL}};
    (void)kind;
    value = value ? value : "";
    head->odd = head->odd || !is_token(name) || strpbrk(value, "\r\n");
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
        if (strcasecmp(name, counted[i].name) == 0) {
            *counted[i].value = value;
            if (counted[i].count)
                ++*counted[i].count;
        }
    return MHD_YES;
}

/* One length or chunks, and chunks only where HTTP has them. */
static bool length_is_clear(const struct head *head, const char *version)
{
    if (head->lengths + head->codings > 1)
        return false;
    return head->codings == 0 || (strcasecmp(head->coding, "chunked") == 0 && strcmp(version, "HTTP/1.1") == 0);
}

static bool host_is_clear(const struct head *head, const char *version)
{
    if (head->hosts == 0)
        return strcmp(version, "HTTP/1.0") == 0;
    return head->hosts == 1 && *head->host && strpbrk(head->host, " \t/\\@?#") == NULL;
}

static bool judge(struct call *call, const struct head *head, const char *version)
{
    if (head->odd || !length_is_clear(head, version) || !host_is_clear(head, version))
        return problem_set(&call->problem, "request_not_readable", NULL);
    if (head->lengths && strtoull(head->length, NULL, 10) > FILE_LIMIT + FORM_AROUND_A_FILE)
        return problem_set(&call->problem, "body_too_large", "{s:i}", "limit", FILE_LIMIT);
    return true;
}

/* Nothing is to come, and libmicrohttpd would ask for it. */
static bool promises_nothing(const struct head *head)
{
    return head->expected && head->codings == 0 && (head->lengths == 0 || strtoull(head->length, NULL, 10) == 0);
}

/* Asked a second time while the body has not begun, Ulfius answers; libmicrohttpd then reads no further and closes. */
static enum MHD_Result take_head(void *server, struct MHD_Connection *connection, const char *url, const char *method,
                                 const char *version, const char *bytes, size_t *length, void **state)
{
    MHD_AccessHandlerCallback answer = atomic_load(&answer_of_ulfius);
    struct call *call = call_on(connection);
    if (call == NULL || call->headed)
        return answer(server, connection, url, method, version, bytes, length, state);
    struct head head = {0};
    call->headed = true;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, &head);
    bool clear = !problem_is_set(&call->problem) && judge(call, &head, version);
    enum MHD_Result taken = answer(server, connection, url, method, version, bytes, length, state);
    if (taken == MHD_NO || (clear && !promises_nothing(&head)))
        return taken;
    return answer(server, connection, url, method, version, bytes, length, state);
}

struct MHD_Daemon *MHD_start_daemon(unsigned int flags, uint16_t port, MHD_AcceptPolicyCallback policy,
                                    void *policy_state, MHD_AccessHandlerCallback answer, void *answer_state, ...)
{
    va_list options;
    va_start(options, answer_state);
    atomic_store(&answer_of_ulfius, answer);
    struct MHD_Daemon *daemon =
        MHD_start_daemon_va(flags, port, policy, policy_state, take_head, answer_state, options);
    va_end(options);
    return daemon;
}

bool head_is_hooked(void)
{
    return dlsym(RTLD_DEFAULT, "MHD_start_daemon") == (void *)(uintptr_t)MHD_start_daemon;
}
