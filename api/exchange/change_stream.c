/* change_stream.c: GET /changes/stream, the feed of changes as server-sent events. One thread with one connection to
 * the database looks twice a second whether the feed has grown, and then asks for each listener with that listener's
 * own claims: what a page would tell him, and nothing once his token or his rights have ended. A database that is away
 * ends the streams; whoever comes again says where he stood. */
#include "exchange/change_stream.h"

#include "database/database.h"
#include "exchange/handlers.h"
#include "exchange/positions.h"
#include "http/answer.h"
#include "http/listeners.h"
#include "support/clock.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_AT_ONCE = 100, ROOM = 64, FULL_RETRY_SECONDS = 5 };

#define LOOK_EVERY         0.5
#define SPEAK_EVERY        5.0  /* a sign of life: below the ten seconds that a proxy waits */
#define JUDGE_EVERY        15.0 /* whether he may still listen, when nothing changes */
#define ANSWER_WITHIN      3.0
#define RETRY_MILLISECONDS "3000"

/* One who listens: who he is, what he asked for and how far he is told. */
struct follower {
    struct listener *listener;
    const struct operation *operation;
    char *claims, *types, *unit, *position, *language;
    char unit_id[37];
    char horizon[ROOM]; /* of the feed, when he was last told */
    double ends;        /* by clock_hour(): with his token; 0: the database knows */
    double until;       /* when he is to come again */
    double judged, spoken;
    bool behind; /* there was more than fitted at once */
    bool unsaid; /* his position has moved without an event */
    struct follower *next;
};

static struct worker teller = WORKER_NEW;
static struct follower *newcomers; /* under the teller's mutex */
static double lasts;

static void follower_close(struct follower *follower)
{
    listener_release(follower->listener);
    free(follower->claims);
    free(follower->types);
    free(follower->unit);
    free(follower->position);
    free(follower->language);
    free(follower);
}

/* ---- what is said ---- */

/* Every row but the last as an event of its own, whole. */
static bool add_events(const PGresult *rows, int count, const struct rendering *rendering, struct text *out,
                       struct problem *problem)
{
    for (int row = 0; row < count; row++) {
        scoped(free_string) char *position = position_after(rows, row);
        text_print(out, "id: %s\nevent: change\ndata: ", position);
        if (!render_row_json(out, rows, row, rendering, problem))
            return false;
        text_add(out, "\n\n");
    }
    return true;
}

/* Remembers how far he is told, and adds what he is told. */
static bool take_page(struct follower *follower, const PGresult *rows, const struct sight *sight, struct text *out,
                      struct problem *problem)
{
    struct rendering rendering = {
        .operation = follower->operation, .format = FORMAT_JSON, .sight = sight, .language = follower->language};
    int count = PQntuples(rows) - 1;
    if (!add_events(rows, count, &rendering, out, problem))
        return false;
    char *position = position_after(rows, count);
    follower->unsaid |= strcmp(position, follower->position) != 0;
    free(follower->position);
    follower->position = position;
    follower->behind = column(rows, count, "_more")[0] == 't';
    return true;
}

static void say(struct follower *follower, const struct text *words)
{
    if (words->length == 0)
        return;
    listener_say(follower->listener, words->bytes, words->length);
    follower->spoken = clock_seconds();
}

/* A comment keeps the line open; an id without data is remembered by the client as where he stands. */
static void show_life(struct follower *follower)
{
    scoped(text_close) struct text words = {0};
    text_add(&words, ":\n\n");
    if (follower->unsaid)
        text_print(&words, "id: %s\n\n", follower->position);
    follower->unsaid = false;
    say(follower, &words);
}

/* ---- a listener comes ---- */

static struct follower *follower_new(const struct request *request, struct listener *listener, const char *position)
{
    struct follower *follower = memory_new(1, sizeof *follower);
    *follower = (struct follower){.listener = listener,
                                  .operation = request->operation,
                                  .claims = request_claims(request),
                                  .types = text_copy(request_argument(request, "type")),
                                  .unit = text_copy(request_argument(request, "unit")),
                                  .position = text_copy(position),
                                  .language = text_copy(request->language),
                                  .ends = (double)request->caller.ends,
                                  .until = clock_seconds() + lasts,
                                  .judged = clock_seconds(),
                                  .spoken = clock_seconds(),
                                  .behind = true};
    memcpy(follower->unit_id, request->caller.unit_id, sizeof follower->unit_id);
    return follower;
}

static void take_in(struct follower *follower)
{
    pthread_mutex_lock(&teller.mutex);
    follower->next = newcomers;
    newcomers = follower;
    pthread_cond_signal(&teller.called);
    pthread_mutex_unlock(&teller.mutex);
}

/* Where he begins: as the browser says that comes again, as asked, or now. */
static char *beginning(const struct request *request, struct problem *problem)
{
    const char *last = request_argument(request, "Last-Event-ID"), *after = request_argument(request, "after");
    struct changes_asked asked = {.after = last && *last ? last
                                           : after       ? after
                                                         : "now",
                                  .types = request_argument(request, "type"),
                                  .unit = request_argument(request, "unit"),
                                  .most = 0};
    const PGresult *rows = changes_read(request->transaction, &asked, problem);
    if (rows == NULL)
        return NULL;
    return strcmp(asked.after, "now") == 0 ? position_after(rows, PQntuples(rows) - 1) : text_copy(asked.after);
}

bool stream_changes(struct request *request, struct reply *reply, struct problem *problem)
{
    static const char greeting[] = "retry: " RETRY_MILLISECONDS "\n\n";
    scoped(free_string) char *position = beginning(request, problem);
    if (position == NULL)
        return false;
    reply->headers = json_pack("{s:s}", "X-Accel-Buffering", "no");
    if (request->method == METHOD_HEAD)
        return true;
    struct listener *listener = listener_new();
    if (listener == NULL) {
        problem->retry_after = FULL_RETRY_SECONDS;
        return problem_set(problem, "busy", NULL);
    }
    reply->stream = listener_stream(listener);
    listener_say(listener, greeting, sizeof greeting - 1);
    take_in(follower_new(request, listener, position));
    return true;
}

/* ---- the thread ---- */

/* Where the feed ends now; false when the database does not say. */
static bool find_horizon(char horizon[ROOM])
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem problem = {0};
    if (!transaction_begin(&transaction, "{}", true, clock_seconds() + ANSWER_WITHIN, &problem))
        return false;
    const PGresult *rows = transaction_step(&transaction, &problem, "exchange/find_horizon", NULL);
    const char *found = rows ? column(rows, 0, "horizon") : NULL;
    if (found == NULL)
        return false;
    snprintf(horizon, ROOM, "%s", found);
    return transaction_commit(&transaction, &problem);
}

/* With his own claims: a problem means that he may listen no more, or that nobody can be asked. */
static bool tell(struct follower *follower, const char *horizon)
{
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(problem_close) struct problem problem = {0};
    scoped(text_close) struct text words = {0};
    struct changes_asked asked = {
        .after = follower->position, .types = follower->types, .unit = follower->unit, .most = EVENTS_AT_ONCE};
    if (!transaction_begin(&transaction, follower->claims, true, clock_seconds() + ANSWER_WITHIN, &problem))
        return false;
    const PGresult *rows = changes_read(&transaction, &asked, &problem);
    if (rows == NULL)
        return false;
    scoped(free_string) char *structure = answer_structure(&transaction);
    scoped(sight_close) const struct sight *sight = sight_of(&transaction, follower->unit_id, structure, &problem);
    if (sight == NULL || !take_page(follower, rows, sight, &words, &problem) ||
        !transaction_commit(&transaction, &problem))
        return false;
    snprintf(follower->horizon, ROOM, "%s", horizon);
    follower->judged = clock_seconds();
    say(follower, &words);
    return true;
}

/* False when he is to be left alone from now on. Who has not heard the last is not told more. */
static bool look_after(struct follower *follower, const char *horizon)
{
    double now = clock_seconds();
    if (listener_has_left(follower->listener))
        return false;
    if (now >= follower->until || (follower->ends > 0 && clock_hour() >= follower->ends))
        return false;
    if (!listener_has_heard(follower->listener))
        return true;
    bool grown = strcmp(follower->horizon, horizon) != 0;
    if ((grown || follower->behind || now - follower->judged > JUDGE_EVERY) && !tell(follower, horizon))
        return false;
    if (now - follower->spoken > SPEAK_EVERY)
        show_life(follower);
    return true;
}

static void dismiss(struct follower **place)
{
    struct follower *follower = *place;
    *place = follower->next;
    listener_end(follower->listener);
    follower_close(follower);
}

/* True when somebody could be told more at once. */
static bool look_after_all(struct follower **followers)
{
    char horizon[ROOM];
    bool known = *followers && find_horizon(horizon), hurry = false;
    for (struct follower **place = followers; *place;) {
        if (!known || !look_after(*place, horizon)) {
            dismiss(place);
            continue;
        }
        hurry |= (*place)->behind;
        place = &(*place)->next;
    }
    return hurry;
}

/* Waits for the next look, or for the first who comes, and takes the newcomers in; false when it is time to go. */
static bool rest(struct follower **followers, bool hurry)
{
    struct timespec until = worker_moment(hurry ? LOOK_EVERY / 20 : LOOK_EVERY);
    pthread_mutex_lock(&teller.mutex);
    while (!teller.stopping && newcomers == NULL &&
           (*followers ? pthread_cond_timedwait(&teller.called, &teller.mutex, &until)
                       : pthread_cond_wait(&teller.called, &teller.mutex)) == 0)
        ;
    for (struct follower *one; (one = newcomers) != NULL; *followers = one) {
        newcomers = one->next;
        one->next = *followers;
    }
    bool going_on = !teller.stopping;
    pthread_mutex_unlock(&teller.mutex);
    return going_on;
}

static void *keep_telling(void *unused)
{
    struct follower *followers = NULL;
    for (bool hurry = false; rest(&followers, hurry);) {
        hurry = look_after_all(&followers);
        if (followers == NULL)
            database_close_thread();
    }
    while (followers)
        dismiss(&followers);
    database_close_thread();
    return unused;
}

bool change_stream_start(long seconds)
{
    lasts = (double)seconds;
    return worker_begin(&teller, keep_telling);
}

void change_stream_stop(void)
{
    worker_end(&teller);
}
