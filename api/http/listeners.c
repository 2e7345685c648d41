/* listeners.c: replies that go on. A connection rests only from its own thread, within the callback that asks for more
 * of the body, and is woken by whoever speaks; one lock keeps the two apart, so that no word is said between looking
 * and resting. It is not held while libmicrohttpd wakes a connection. */
#include "http/listeners.h"

#include "support/memory.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { PIECE_OF_BODY = 2048 };

struct listener {
    struct MHD_Connection *connection; /* NULL until its reply is on its way */
    int socket;                        /* of it; libmicrohttpd does not look at it while it rests */
    struct text said;                  /* and not yet taken */
    int holders;
    bool resting, ended, left;
    struct listener *next, *before;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct listener *all;
static long count, most;
static bool leaving;

void listeners_limit(long limit)
{
    most = limit;
}

long listeners_count(void)
{
    pthread_mutex_lock(&lock);
    long there = count;
    pthread_mutex_unlock(&lock);
    return there;
}

struct listener *listener_new(void)
{
    struct listener *listener = memory_new(1, sizeof *listener);
    listener->holders = 1;
    pthread_mutex_lock(&lock);
    bool room = count < most && !leaving;
    if (room) {
        count++;
        listener->next = all;
        if (all)
            all->before = listener;
        all = listener;
    }
    pthread_mutex_unlock(&lock);
    if (room)
        return listener;
    free(listener);
    return NULL;
}

static void remove_from_all(struct listener *listener)
{
    if (listener->before)
        listener->before->next = listener->next;
    else
        all = listener->next;
    if (listener->next)
        listener->next->before = listener->before;
    count--;
}

void listener_release(struct listener *listener)
{
    pthread_mutex_lock(&lock);
    bool last = --listener->holders == 0;
    if (last)
        remove_from_all(listener);
    pthread_mutex_unlock(&lock);
    if (!last)
        return;
    text_close(&listener->said);
    free(listener);
}

/* ---- on the thread of its connection ---- */

/* What was said; with nothing to tell the connection rests and nothing is appended. */
static bool take(void *state, struct text *out, bool *failed)
{
    struct listener *listener = state;
    (void)failed;
    pthread_mutex_lock(&lock);
    bool goes_on = listener->said.length > 0 || !listener->ended;
    if (listener->said.length > 0) {
        text_add_bytes(out, listener->said.bytes, listener->said.length);
        text_close(&listener->said);
    } else if (goes_on) {
        listener->resting = true;
        MHD_suspend_connection(listener->connection);
    }
    pthread_mutex_unlock(&lock);
    return goes_on;
}

static void attach(void *state, struct MHD_Connection *connection)
{
    struct listener *listener = state;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    listener->connection = connection;
    listener->socket = info ? info->connect_fd : -1;
}

static void leave(void *state)
{
    struct listener *listener = state;
    pthread_mutex_lock(&lock);
    listener->left = true;
    pthread_mutex_unlock(&lock);
    listener_release(listener);
}

struct reply_stream listener_stream(struct listener *listener)
{
    pthread_mutex_lock(&lock);
    listener->holders++;
    pthread_mutex_unlock(&lock);
    return (struct reply_stream){
        .next = take, .close = leave, .attach = attach, .state = listener, .block = PIECE_OF_BODY};
}

/* ---- on any other ---- */

/* A resting connection cannot end, so it is there until it has been woken. */
static void speak(struct listener *listener, const char *bytes, size_t length, bool ends)
{
    pthread_mutex_lock(&lock);
    if (!listener->ended)
        text_add_bytes(&listener->said, bytes, length);
    listener->ended |= ends;
    struct MHD_Connection *woken = listener->resting ? listener->connection : NULL;
    listener->resting = false;
    pthread_mutex_unlock(&lock);
    if (woken)
        MHD_resume_connection(woken);
}

void listener_say(struct listener *listener, const char *bytes, size_t length)
{
    speak(listener, bytes, length, false);
}

void listener_end(struct listener *listener)
{
    speak(listener, "", 0, true);
}

bool listener_has_heard(struct listener *listener)
{
    pthread_mutex_lock(&lock);
    bool heard = listener->resting;
    pthread_mutex_unlock(&lock);
    return heard;
}

/* The other side has closed, and says nothing more. */
static bool is_closed(int socket)
{
    char byte;
    ssize_t there = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return there == 0 || (there < 0 && errno != EAGAIN && errno != EINTR);
}

/* A resting connection is ours to look at: it cannot end meanwhile. */
bool listener_has_left(struct listener *listener)
{
    pthread_mutex_lock(&lock);
    bool left = listener->left || (listener->resting && is_closed(listener->socket));
    pthread_mutex_unlock(&lock);
    return left;
}

/* The next one that has not ended, held. */
static struct listener *next_to_end(void)
{
    pthread_mutex_lock(&lock);
    struct listener *found = all;
    while (found && found->ended)
        found = found->next;
    if (found)
        found->holders++;
    pthread_mutex_unlock(&lock);
    return found;
}

void listeners_leave(void)
{
    pthread_mutex_lock(&lock);
    leaving = true;
    pthread_mutex_unlock(&lock);
    for (struct listener *listener; (listener = next_to_end()) != NULL; listener_release(listener))
        listener_end(listener);
}
