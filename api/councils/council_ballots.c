/* council_ballots.c: votes of a session on their way into the database and, when the voting closes, out of their seals.
 * PostgreSQL judges who votes on what; here a choice is sealed before anything else is done with it. */
#include "councils/ballots.h"
#include "councils/handlers.h"
#include "database/database.h"
#include "http/answer.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <libpq-fe.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char *session_of(const struct request *request)
{
    return request_argument(request, "council_session");
}

static bool show(const struct request *request, const PGresult *rows, struct reply *reply, struct problem *problem)
{
    struct answer_rows found = {.rows = rows};
    scoped(sight_close) const struct sight *sight = rows ? answer_sight(request, problem) : NULL;
    return sight && answer_from_rows(request, &found, sight, reply, problem);
}

/* ---- casting ---- */

/* The row of the running voting on a nomination; -1 without one. */
static int find_voting(const PGresult *votings, const char *nomination)
{
    for (int row = 0; nomination && row < PQntuples(votings); row++)
        if (strcmp(column(votings, row, "nomination_id"), nomination) == 0)
            return row;
    return -1;
}

/* {"voting": …, "sealed": …}, or its choice in clear where the vote is open. NULL when the voting's key is none. */
static json_t *ballot_on(const PGresult *votings, int row, const char *choice)
{
    char sealed[BALLOT_SEALED_TEXT];
    const char *voting = column(votings, row, "voting_id");
    if (strcmp(column(votings, row, "mode"), "electronic_secret") != 0)
        return json_pack("{s:s, s:s}", "voting", voting, "choice", choice);
    if (!ballot_seal(column(votings, row, "public_key"), voting, ballot_choice_of(choice), sealed))
        return NULL;
    return json_pack("{s:s, s:s}", "voting", voting, "sealed", sealed);
}

static json_t *ballots_of(const struct request *request, const PGresult *votings, struct problem *problem)
{
    size_t i;
    const json_t *vote;
    json_t *ballots = json_array();
    json_array_foreach(json_object_get(request->body, "votes"), i, vote) {
        int row = find_voting(votings, json_string_value(json_object_get(vote, "nomination")));
        scoped(free_string) char *pointer = text_format("/votes/%zu/nomination", i);
        json_t *ballot = row < 0 ? NULL : ballot_on(votings, row, json_string_value(json_object_get(vote, "choice")));
        if (row < 0)
            problem_add(problem, pointer, "nomination_not_on_the_agenda", NULL);
        else if (ballot == NULL)
            problem_set(problem, "secret_voting_not_set_up", NULL);
        else
            json_array_append_new(ballots, ballot);
    }
    return ballots;
}

static const PGresult *running_votings(struct request *request, struct problem *problem)
{
    return transaction_step(request->transaction, problem, "councils/list_votings", "session", session_of(request),
                            NULL);
}

bool cast_council_ballots(struct request *request, struct reply *reply, struct problem *problem)
{
    const PGresult *votings = running_votings(request, problem);
    json_auto_t *ballots = votings ? ballots_of(request, votings, problem) : NULL;
    const char *member = json_string_value(json_object_get(request->body, "member"));
    if (ballots == NULL || problem_is_set(problem))
        return false;
    scoped(free_string) char *told = json_dumps(ballots, JSON_COMPACT);
    sodium_memzero(request->body_text, strlen(request->body_text)); /* the choice is needed no more */
    return show(request,
                transaction_step(request->transaction, problem, "councils/cast_ballots", "session", session_of(request),
                                 "member", member, "ballots", told, NULL),
                reply, problem);
}

/* ---- ballots that came in letters ---- */

static bool seal_each(const PGresult *votings, int row, const json_t *counted, json_t *sealed)
{
    char text[BALLOT_SEALED_TEXT];
    for (enum ballot_choice choice = BALLOT_YES; choice < BALLOT_CHOICES; choice++) {
        json_int_t count = json_integer_value(json_object_get(counted, ballot_choice_name(choice)));
        for (json_int_t i = 0; i < count; i++) {
            if (!ballot_seal(column(votings, row, "public_key"), column(votings, row, "voting_id"), choice, text))
                return false;
            json_array_append_new(sealed, json_string(text));
        }
    }
    return true;
}

/* The numbers below `count` in an order drawn by lot; the caller frees. Without memory the process ends. */
static size_t *drawn_order(size_t count)
{
    size_t *order = memory_new(count + 1, sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    ballots_shuffle(order, count);
    return order;
}

static json_t *shuffled(const json_t *values)
{
    size_t count = json_array_size(values), *order = drawn_order(count);
    json_t *mixed = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append(mixed, json_array_get(values, order[i]));
    free(order);
    return mixed;
}

static json_t *letters_of(const struct request *request, const PGresult *votings, struct problem *problem)
{
    size_t i;
    const json_t *counted;
    json_t *ballots = json_object();
    json_array_foreach(json_object_get(request->body, "ballots"), i, counted) {
        int row = find_voting(votings, json_string_value(json_object_get(counted, "nomination")));
        scoped(free_string) char *pointer = text_format("/ballots/%zu/nomination", i);
        json_auto_t *sealed = json_array();
        if (row < 0)
            problem_add(problem, pointer, "nomination_not_on_the_agenda", NULL);
        else if (strcmp(column(votings, row, "mode"), "electronic_secret") != 0)
            problem_add(problem, pointer, "not_voted_in_secret", NULL);
        else if (!seal_each(votings, row, counted, sealed))
            problem_set(problem, "secret_voting_not_set_up", NULL);
        else
            json_object_set_new(ballots, column(votings, row, "voting_id"), shuffled(sealed));
    }
    return ballots;
}

bool cast_council_letters(struct request *request, struct reply *reply, struct problem *problem)
{
    const PGresult *votings = running_votings(request, problem);
    json_auto_t *ballots = votings ? letters_of(request, votings, problem) : NULL;
    if (ballots == NULL || problem_is_set(problem))
        return false;
    scoped(free_string) char *told = json_dumps(ballots, JSON_COMPACT);
    scoped(free_string) char *members = json_dumps(json_object_get(request->body, "members"), JSON_COMPACT);
    return show(request,
                transaction_step(request->transaction, problem, "councils/keep_letters", "session", session_of(request),
                                 "members", members, "ballots", told, NULL),
                reply, problem);
}

/* ---- opening and closing the voting ---- */

/* Keys are made for every voting that opens, and kept where a secret one is among them. Without a key file the
 * database says so, if it needs one. */
static bool prepare_keys(struct request *request, struct problem *problem)
{
    struct ballot_keys keys;
    if (!ballot_keys_make(session_of(request), &keys))
        return true;
    return transaction_step(request->transaction, problem, "councils/keep_keys", "session", session_of(request),
                            "public_key", keys.public_key, "key_id", keys.key_id, "encrypted_secret",
                            keys.encrypted_secret, NULL) != NULL;
}

/* Every choice of every voting, in an order drawn by lot over all of them: {"<voting>": ["yes", "no", …]}. */
static json_t *opened_ballots(const struct ballot_opener *opener, const PGresult *sealed)
{
    size_t count = (size_t)PQntuples(sealed), *order = drawn_order(count);
    json_t *opened = json_object();
    for (size_t i = 0; i < count; i++) {
        const char *voting = column(sealed, (int)order[i], "voting_id");
        if (voting == NULL)
            continue;
        if (json_object_get(opened, voting) == NULL)
            json_object_set_new(opened, voting, json_array());
        const char *text = column(sealed, (int)order[i], "sealed");
        if (text)
            json_array_append_new(json_object_get(opened, voting),
                                  json_string(ballot_choice_name(ballot_open(opener, voting, text))));
    }
    free(order);
    return opened;
}

static bool open_ballots(struct request *request, struct problem *problem)
{
    const PGresult *sealed = transaction_step(request->transaction, problem, "councils/list_sealed_ballots", "session",
                                              session_of(request), NULL);
    if (sealed == NULL || PQntuples(sealed) == 0)
        return sealed != NULL;
    struct ballot_keys keys = {.key_id = column(sealed, 0, "key_id")};
    struct ballot_opener opener;
    snprintf(keys.public_key, sizeof keys.public_key, "%s", column(sealed, 0, "public_key"));
    snprintf(keys.encrypted_secret, sizeof keys.encrypted_secret, "%s", column(sealed, 0, "encrypted_secret"));
    if (!ballot_opener_begin(&opener, session_of(request), &keys))
        return problem_set(problem, "ballots_not_opened", NULL);
    json_auto_t *opened = opened_ballots(&opener, sealed);
    ballot_opener_end(&opener);
    scoped(free_string) char *told = json_dumps(opened, JSON_COMPACT);
    return transaction_step(request->transaction, problem, "councils/keep_opened_ballots", "session",
                            session_of(request), "opened", told, NULL) != NULL;
}

bool move_council_session(struct request *request, struct reply *reply, struct problem *problem)
{
    const char *to = json_string_value(json_object_get(request->body, "to"));
    if (strcmp(to, "voting") == 0 && !prepare_keys(request, problem))
        return false;
    if (strcmp(to, "closed") == 0 && !open_ballots(request, problem))
        return false;
    return show(request,
                transaction_step(request->transaction, problem, "councils/move_session", "session", session_of(request),
                                 "body", request->body_text, NULL),
                reply, problem);
}
