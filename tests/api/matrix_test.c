/* matrix_test.c: `thidua check --matrix` says something of every operation, and the service answers as it says wherever
 * the role alone or a thing that does not exist decides. Relations of units are walked by areas_test. */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 10 };
enum { OPERATION, METHOD, PATH, TARGET, ROLE, LEVEL, RELATION, SHARED, EXPECTED };

static const struct player {
    const char *role, *level, *account;
} players[] = {
    {"nobody", "", NULL},
    {"reporter", "commune", "xa-doan-ket.reporter"},
    {"reviewer", "commune", "xa-doan-ket.reviewer"},
    {"leader", "commune", "xa-doan-ket.leader"},
    {"leader", "province", "tinh-kon-tum.leader"},
    {"council", "province", "tinh-kon-tum.council-1"},
    {"oversight", "district", "thanh-pho-kon-tum.oversight"},
    {"admin", "district", "thanh-pho-kon-tum.admin"},
};

enum { PLAYERS = sizeof players / sizeof players[0] };

/* Calls `row` with the fields of each row of the matrix; returns how many there are. */
static size_t each_row(void (*row)(char *const fields[COLUMNS]))
{
    char line[1024];
    size_t rows = 0;
    FILE *matrix = popen("${TEST_PROGRAM:-build/sanitized/thidua} check --matrix", "re");
    cr_assert_not_null(matrix);
    while (fgets(line, sizeof line, matrix)) {
        char *fields[COLUMNS] = {0}, *rest = line;
        for (int i = 0; i < COLUMNS; i++)
            fields[i] = strsep(&rest, "\t\n");
        cr_assert_not_null(fields[COLUMNS - 1], "%s", line);
        if (rows++)
            row(fields);
    }
    cr_assert_eq(pclose(matrix), 0);
    return rows;
}

/* ---- every operation is there ---- */

static char seen[512][64];
static size_t seen_count;

static void count_operation(char *const fields[COLUMNS])
{
    if (seen_count && strcmp(seen[seen_count - 1], fields[OPERATION]) == 0)
        return;
    cr_assert_lt(seen_count, 512);
    snprintf(seen[seen_count++], sizeof seen[0], "%s", fields[OPERATION]);
}

Test(matrix, has_every_operation)
{
    cr_assert(gt(sz, each_row(count_operation), 10000));
    size_t operations = 0;
    const char *path, *method;
    json_t *paths, *item, *operation;
    struct answer contract = nobody(GET, "/openapi.json");
    paths = json(contract, "paths");
    json_object_foreach(paths, path, item)
        json_object_foreach(item, method, operation)
            operations += json_object_get(operation, "operationId") != NULL;
    cr_assert(eq(sz, seen_count, operations));
}

/* ---- and is answered so ---- */

/* The path with an id of nothing in the place of its one parameter; NULL where there are more, or other kinds. */
static const char *path_to_nothing(const char *template)
{
    const char *below = strstr(template, "/api/v1");
    const char *open = strchr(template, '{');
    if (below != template || (open && strchr(open + 1, '{')) ||
        (open && (strstr(open, "{name}") || strstr(open, "{award_type}") || strstr(open, "{type}"))))
        return NULL;
    template += strlen("/api/v1");
    open = strchr(template, '{');
    if (open == NULL)
        return template;
    return at("%.*s01900000-ffff-7fff-8fff-ffffffffffff%s", (int)(open - template), template, strchr(open, '}') + 1);
}

static size_t asked_of;

static void expect_row(char *const fields[COLUMNS])
{
    const char *path = path_to_nothing(fields[PATH]);
    int expected = atoi(fields[EXPECTED]);
    bool decided = strcmp(fields[RELATION], "*") == 0 || strcmp(fields[RELATION], "none") == 0;
    if (strcmp(fields[METHOD], "GET") != 0 || path == NULL || !decided || strlen(fields[EXPECTED]) != 3)
        return;
    for (size_t i = 0; i < PLAYERS; i++) {
        bool level = strcmp(fields[LEVEL], "*") == 0 || strcmp(fields[LEVEL], players[i].level) == 0;
        if (strcmp(fields[ROLE], players[i].role) != 0 || !level)
            continue;
        struct answer answer = client_call((struct call){.account = players[i].account, .verb = GET, .path = path});
        asked_of++;
        /* What the query lacks is told first, whoever asks. */
        bool malformed = answer.status == 400 && strcmp(text(answer, "code"), "missing_parameter") == 0;
        cr_expect(malformed || answer.status == expected, "%s as %s, %s: %d, not %s: %s", fields[OPERATION],
                  players[i].account ? players[i].account : "nobody", fields[RELATION], answer.status, fields[EXPECTED],
                  answer.body);
    }
}

Test(matrix, is_how_the_service_answers)
{
    each_row(expect_row);
    cr_assert(gt(sz, asked_of, 500));
}
