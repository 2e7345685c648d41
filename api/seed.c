/* seed.c: plays db/demo: *.sql by the deploying role, then *.ndjson line by line through perform(), as the account and
 * on the day the line names. A refusal stops with file and line; what was done before stays. */
#include "seed.h"

#include "auth/auth.h"
#include "auth/identifiers.h"
#include "config.h"
#include "councils/ballots.h"
#include "database/database.h"
#include "http/incoming.h"
#include "http/request.h"
#include "render/render.h"
#include "support/clock.h"
#include "support/embedded.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEADLINE_SECONDS 30

struct player {
    PGconn *owner;    /* the deploying role's own connection: accounts, SQL files */
    json_t *kept;     /* values kept by name */
    const char *file; /* being played, and the line in it */
    int line;
    char day[32]; /* the business time in force */
};

static bool complain(const struct player *player, const char *sentence, const char *detail)
{
    fprintf(stderr, "thidua seed: %s line %d: %s %s\n", player->file, player->line, sentence, detail ? detail : "");
    return false;
}

/* `{name}` in a path or body is replaced by the value kept under that name. */
static char *with_kept_values(const struct player *player, const char *text)
{
    struct text filled = {0};
    while (*text) {
        const char *key;
        json_t *value;
        bool found = false;
        json_object_foreach(player->kept, key, value) {
            size_t length = strlen(key);
            if (*text == '{' && strncmp(text + 1, key, length) == 0 && text[length + 1] == '}') {
                text_add(&filled, json_string_value(value));
                text += length + 2;
                found = true;
                break;
            }
        }
        if (!found)
            text_add_char(&filled, *text++);
    }
    return text_take(&filled);
}

/* ---- the account a line is played as ---- */

struct person {
    struct caller caller;
    json_t *claims;
    char *claims_text;
    char **roles;
};

static void person_close(struct person *person)
{
    json_decref(person->claims);
    free(person->claims_text);
    free(person->roles);
}

static bool find_person(const struct player *player, const char *account, struct person *person)
{
    const char *values[] = {account, player->day};
    PGresult *found = PQexecParams(player->owner, "select app.claims_of_account($1, $2::timestamp::date)", 2, NULL,
                                   values, NULL, NULL, 0);
    bool ok = PQntuples(found) == 1 && !PQgetisnull(found, 0, 0);
    if (ok) {
        person->claims_text = text_copy(PQgetvalue(found, 0, 0));
        person->claims = json_loads(person->claims_text, 0, NULL);
    }
    PQclear(found);
    if (person->claims == NULL)
        return complain(player, "no such account in force on that day:", account);
    struct caller *caller = &person->caller;
    const json_t *roles = json_object_get(person->claims, "roles");
    const char *level = json_string_value(json_object_get(person->claims, "level"));
    caller->known = true;
    snprintf(caller->user_id, sizeof caller->user_id, "%s", json_string_value(json_object_get(person->claims, "user")));
    snprintf(caller->unit_id, sizeof caller->unit_id, "%s", json_string_value(json_object_get(person->claims, "unit")));
    snprintf(caller->level, sizeof caller->level, "%s", level ? level : "");
    caller->claims = person->claims_text;
    caller->role_count = json_array_size(roles);
    person->roles = memory_new(caller->role_count + 1, sizeof *person->roles);
    for (size_t i = 0; person->roles && i < caller->role_count; i++)
        person->roles[i] = (char *)(uintptr_t)json_string_value(json_array_get(roles, i));
    caller->roles = person->roles;
    return true;
}

/* ---- one request ---- */

struct headers {
    const char *if_match;
    const char *content_type;
};

static const char *header_of(void *context, const char *name)
{
    const struct headers *headers = context;
    if (strcasecmp(name, "If-Match") == 0)
        return headers->if_match;
    if (strcasecmp(name, "Content-Type") == 0)
        return headers->content_type;
    return NULL;
}

/* Until when the database may take, on the monotonic clock. */
static double deadline(void)
{
    return clock_seconds() + DEADLINE_SECONDS;
}

/* Plays one request; the status it was answered with, the body in *body. */
static int play(const struct caller *caller, struct incoming incoming, struct text *body, char etag[48])
{
    scoped(request_close) struct request request = {0};
    scoped(reply_close) struct reply reply = {0};
    scoped(problem_close) struct problem problem = {0};
    bool done = request_route(&request, contract_served, &incoming, &problem);
    if (done) {
        request.deadline = deadline();
        request.caller = *caller;
        request.raw_body = incoming.body;
        request.raw_body_length = incoming.body_length;
        done = request_parameters(&request, &incoming, &problem) && perform(&request, &reply, &problem);
    }
    if (!done)
        problem_reply(&problem, &request, contract_served, &reply);
    request.caller = (struct caller){0}; /* borrowed */
    text_add_bytes(body, text_string(&reply.body), reply.body.length);
    snprintf(etag, 48, "%s", reply.etag);
    return reply.status;
}

/* Whether the engine itself locks what the line changes: any version will do, nobody else is there. */
static bool engine_guards(const char *method, const char *path)
{
    scoped(request_close) struct request request = {0};
    scoped(problem_close) struct problem problem = {0};
    struct headers none = {0};
    struct incoming incoming = {.method = method, .url = path, .header = header_of, .context = &none};
    return request_route(&request, contract_served, &incoming, &problem) && request.operation->guards;
}

/* The version of the thing a line changes: what its GET answers, where the engine does not look at it first. */
static bool find_version(const struct caller *caller, const char *method, const char *path, char etag[48])
{
    scoped(text_close) struct text ignored = {0};
    scoped(free_string) char *thing = text_copy(path);
    size_t length = strlen(thing);
    bool moves = length > 6 && strcmp(thing + length - 6, "/moves") == 0;
    etag[0] = '\0';
    if (!moves && strcmp(method, "PATCH") != 0 && strcmp(method, "PUT") != 0 && strcmp(method, "DELETE") != 0)
        return false;
    if (engine_guards(method, path)) {
        snprintf(etag, 48, "*");
        return true;
    }
    if (moves)
        thing[length - 6] = '\0';
    thing[strcspn(thing, "?")] = '\0';
    struct headers none = {0};
    play(caller, (struct incoming){.method = "GET", .url = thing, .header = header_of, .context = &none}, &ignored,
         etag);
    return etag[0] != '\0';
}

static bool keep_values(struct player *player, const json_t *wanted, const struct text *body)
{
    json_auto_t *answer = json_loadb(text_string(body), body->length, 0, NULL);
    const char *name;
    json_t *pointer;
    json_object_foreach((json_t *)(uintptr_t)wanted, name, pointer) {
        const json_t *place = answer;
        scoped(free_string) char *path = text_copy(json_string_value(pointer));
        for (char *rest = path, *part; place && (part = strsep(&rest, "/"));)
            if (*part)
                place = json_is_array(place) ? json_array_get(place, strtoul(part, NULL, 10))
                                             : json_object_get(place, part);
        if (!json_is_string(place))
            return complain(player, "the answer has no text at", json_string_value(pointer));
        json_object_set_new(player->kept, name, json_string(json_string_value(place)));
    }
    return true;
}

/* The business clock is a setting of the session: another day needs no other connection. */
static bool stand_on_day(struct player *player, const char *day)
{
    struct tm parts = {0};
    if (strcmp(player->day, day) == 0)
        return true;
    const char *rest = strptime(day, "%Y-%m-%dT%H:%M", &parts);
    if (rest == NULL || *rest)
        return complain(player, "`on` must look like 2025-06-16T08:00, not", day);
    snprintf(player->day, sizeof player->day, "%s", day);
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%.0f", difftime(timegm(&parts) - 7 * 3600, time(NULL)));
    const char *values[] = {seconds};
    scoped(transaction_close) struct transaction setting = {0};
    scoped(problem_close) struct problem problem = {0};
    return (transaction_begin(&setting, "{}", false, deadline(), &problem) &&
            transaction_ask_text(&setting, "select set_config('app.business_offset', $1, false)", 1, values,
                                 &problem) >= 0 &&
            transaction_commit(&setting, &problem)) ||
           complain(player, "the clock could not be set:", problem.code);
}

static bool play_line(struct player *player, const json_t *line)
{
    scoped(person_close) struct person person = {0};
    scoped(text_close) struct text answer = {0};
    char etag[48];
    const char *method = json_string_value(json_object_get(line, "method"));
    const char *day = json_string_value(json_object_get(line, "on"));
    const char *account = json_string_value(json_object_get(line, "as"));
    const char *template = json_string_value(json_object_get(line, "path"));
    if (!method || !day || !account || !template)
        return complain(player, "needs on, as, method and path", NULL);
    if (!stand_on_day(player, day) || !find_person(player, account, &person))
        return false;
    scoped(free_string) char *path = with_kept_values(player, template);
    scoped(free_string) char *raw = json_dumps(json_object_get(line, "body"), JSON_COMPACT | JSON_REAL_PRECISION(15));
    scoped(free_string) char *body = raw ? with_kept_values(player, raw) : NULL;
    bool guarded = find_version(&person.caller, method, path, etag);
    struct headers headers = {.if_match = guarded ? etag : NULL, .content_type = body ? "application/json" : NULL};
    int status = play(&person.caller,
                      (struct incoming){.method = method,
                                        .url = path,
                                        .header = header_of,
                                        .context = &headers,
                                        .body = body,
                                        .body_length = body ? strlen(body) : 0},
                      &answer, etag);
    json_int_t expected = json_integer_value(json_object_get(line, "expect"));
    if (expected ? status != expected : status >= 400)
        return complain(player, "was refused:", text_string(&answer));
    return keep_values(player, json_object_get(line, "keep"), &answer);
}

static bool play_requests(struct player *player, const struct embedded_file *file)
{
    player->file = file->path;
    player->line = 0;
    for (const char *place = file->bytes; *place;) {
        size_t length = strcspn(place, "\n");
        player->line++;
        if (length) {
            json_error_t error;
            json_auto_t *line = json_loadb(place, length, 0, &error);
            if (line == NULL)
                return complain(player, "is not JSON:", error.text);
            if (!play_line(player, line))
                return false;
        }
        place += length + (place[length] == '\n');
    }
    return true;
}

static bool run_sql(const struct player *player, const char *name, const char *sql)
{
    PGresult *result = PQexec(player->owner, sql);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
    if (!done)
        fprintf(stderr, "thidua seed: %s: %s", name, PQerrorMessage(player->owner));
    PQclear(result);
    return done;
}

static bool already_seeded(const struct player *player)
{
    PGresult *result = PQexec(player->owner, "select 1 from app.users limit 1");
    bool seeded = PQntuples(result) > 0;
    PQclear(result);
    return seeded;
}

static bool seed(struct player *player)
{
    for (size_t i = 0; i < embedded_count; i++) {
        const struct embedded_file *file = &embedded_files[i];
        const char *ending = strrchr(file->path, '.');
        if (strncmp(file->path, "db/demo/", 8) != 0)
            continue;
        if (strcmp(ending, ".sql") == 0 && !run_sql(player, file->path, file->bytes))
            return false;
        if (strcmp(ending, ".ndjson") == 0 && !play_requests(player, file))
            return false;
    }
    /* Plans that know the tables: the first reader does not wait for autovacuum. */
    return run_sql(player, "analyze", "analyze");
}

int command_seed(int count, char **words)
{
    if (count != 1 || strcmp(words[0], "demo") != 0 || config.deploy_url == NULL) {
        fputs("Usage: THIDUA_DEPLOY_URL=… thidua seed demo\n", stderr);
        return 2;
    }
    if (strcmp(config.environment, "production") == 0) {
        fputs("thidua seed: the demo is refused when THIDUA_ENV is production.\n", stderr);
        return 1;
    }
    database_configure(&(struct database_settings){.url = config.deploy_url,
                                                   .become = "thidua_service",
                                                   .prepared_statements = config.prepared_statements,
                                                   .statement_timeout_ms = DEADLINE_SECONDS * 1000,
                                                   .lock_timeout_ms = 5000,
                                                   .deadline_seconds = DEADLINE_SECONDS,
                                                   .business_offset = "0"});
    char *fault = NULL;
    bool identifiers = identifiers_start(config.identity_key_file, &fault);
    if (!identifiers || !ballots_start(config.ballot_key_file, &fault)) {
        fprintf(stderr, "thidua seed: %s %s\n", identifiers ? "THIDUA_BALLOT_KEY_FILE" : "THIDUA_IDENTITY_KEY_FILE",
                fault);
        free(fault);
        return 1;
    }
    struct player player = {.owner = PQconnectdb(config.deploy_url), .kept = json_object()};
    bool done = PQstatus(player.owner) == CONNECTION_OK;
    if (!done)
        fprintf(stderr, "thidua seed: %s", PQerrorMessage(player.owner));
    else if (already_seeded(&player))
        puts("seed: the database has accounts already; nothing to do");
    else
        done = seed(&player);
    database_close_thread();
    PQfinish(player.owner);
    json_decref(player.kept);
    ballots_stop();
    identifiers_stop();
    return done ? 0 : 1;
}
