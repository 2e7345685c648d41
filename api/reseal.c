/* reseal.c: opens what rests under an older key and seals it again in the memory of this process, some hundreds of rows
 * in a transaction, beside the running service. What no key of the file opens stays as it is, and is counted. */
#include "reseal.h"

#include "auth/command.h"
#include "auth/identifiers.h"
#include "config.h"
#include "database/database.h"
#include "exchange/webhook_secrets.h"
#include "render/render.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE = 2, OF_A_ROW = 40 };

enum resealed { RESEALED, LEFT, FAILED };

/* What rests under keys of a file. `find` takes :newest and :after, and locks rows of id, key_id and sealed. */
struct resting {
    const char *what, *find;
    const char *(*newest_key)(void);
    enum resealed (*again)(struct transaction *transaction, const PGresult *rows, int row, struct problem *problem);
};

static enum resealed identifier_again(struct transaction *transaction, const PGresult *rows, int row,
                                      struct problem *problem)
{
    char digits[IDENTIFIER_ROOM];
    struct sealed_text sealed = {0};
    if (identifier_open(column(rows, row, "key_id"), column(rows, row, "sealed"), digits) != IDENTIFIER_OPENED)
        return LEFT;
    bool done = identifier_seal("citizen_identifier", digits, &sealed) &&
                transaction_step(transaction, problem, "awards/reseal_identity", "id", column(rows, row, "id"),
                                 "content", sealed.value, NULL) != NULL;
    explicit_bzero(digits, sizeof digits);
    free(sealed.value);
    free(sealed.fingerprint);
    return done ? RESEALED : FAILED;
}

static enum resealed secret_again(struct transaction *transaction, const PGresult *rows, int row,
                                  struct problem *problem)
{
    char again[WEBHOOK_SEALED_TEXT];
    if (!webhook_secret_reseal(column(rows, row, "webhook"), column(rows, row, "key_id"), column(rows, row, "sealed"),
                               again))
        return LEFT;
    const PGresult *kept =
        transaction_step(transaction, problem, "exchange/reseal_webhook_secret", "id", column(rows, row, "id"), "key",
                         webhook_secrets_newest_key(), "sealed", again, NULL);
    return kept ? RESEALED : FAILED;
}

static const struct resting identifiers = {"citizen identifiers", "awards/find_identities_to_reseal",
                                           identifier_newest_key, identifier_again};
static const struct resting secrets = {"secrets of webhooks", "exchange/find_webhook_secrets_to_reseal",
                                       webhook_secrets_newest_key, secret_again};

struct resealing {
    const struct resting *resting;
    char after[OF_A_ROW]; /* the last one looked at */
    long sealed, left;
};

static bool reseal_some(struct resealing *resealing, bool *more, struct problem *problem)
{
    scoped(transaction_close) struct transaction transaction = {0};
    const struct resting *resting = resealing->resting;
    const PGresult *rows;
    if (!transaction_begin(&transaction, "{}", false, 0, problem) ||
        (rows = transaction_step(&transaction, problem, resting->find, "newest", resting->newest_key(), "after",
                                 resealing->after, NULL)) == NULL)
        return false;
    for (int row = 0; row < PQntuples(rows); row++) {
        snprintf(resealing->after, sizeof resealing->after, "%s", column(rows, row, "id"));
        enum resealed outcome = resting->again(&transaction, rows, row, problem);
        if (outcome == FAILED)
            return false;
        resealing->sealed += outcome == RESEALED;
        resealing->left += outcome == LEFT;
    }
    *more = PQntuples(rows) > 0;
    return transaction_commit(&transaction, problem);
}

/* True when nothing is left under an older key. */
static bool reseal_all(const struct resting *resting)
{
    scoped(problem_close) struct problem problem = {0};
    struct resealing resealing = {.resting = resting, .after = "00000000-0000-0000-0000-000000000000"};
    bool more = true, done = true;
    while (done && more)
        done = reseal_some(&resealing, &more, &problem);
    if (!done)
        command_failed("reseal", &problem);
    printf("reseal: %ld %s sealed under %s, %ld left%s\n", resealing.sealed, resting->what, resting->newest_key(),
           resealing.left, resealing.left ? ": the file has no key that opens them" : "");
    return done && resealing.left == 0;
}

int command_reseal(int count, char **words)
{
    scoped(free_string) char *fault = NULL;
    (void)words;
    if (count != 0) {
        fputs("usage: thidua reseal\n", stderr);
        return USAGE;
    }
    if (!identifiers_start(config.identity_key_file, &fault) || !webhook_secrets_start(config.webhook_key_file, &fault))
        return command_refused("reseal", fault);
    if (!command_database("reseal"))
        return 1;
    bool done = reseal_all(&identifiers);
    if (webhook_secrets_are_there())
        done = reseal_all(&secrets) && done;
    database_close_thread();
    webhook_secrets_stop();
    identifiers_stop();
    return done ? 0 : 1;
}
