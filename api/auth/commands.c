/* commands.c: accounts, tokens and keys made on the machine, by whoever may reach the database as its owner. */
#include "auth/commands.h"

#include "auth/auth.h"
#include "auth/command.h"
#include "auth/passwords.h"
#include "auth/resting_keys.h"
#include "auth/sessions.h"
#include "config.h"
#include "database/database.h"
#include "render/render.h"
#include "support/scoped.h"
#include "support/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { USAGE = 2, PASSWORD_LINE = 300 };

struct option {
    const char *name;
    const char **value;
};

/* `--name value` pairs; the one word without a name goes to *free_word. */
static bool read_options(int count, char **words, const struct option *options, const char **free_word)
{
    for (int i = 0; i < count; i++) {
        const struct option *option = options;
        while (option->name && strcmp(option->name, words[i]) != 0)
            option++;
        if (option->name && i + 1 < count)
            *option->value = words[++i];
        else if (free_word && *free_word == NULL && words[i][0] != '-')
            *free_word = words[i];
        else
            return false;
    }
    return true;
}

/* ---- user add ---- */

struct account {
    const char *name, *display, *unit, *role, *password_file;
};

/* The first line of a file, "-" for standard input. */
static bool read_password(const char *path, char line[PASSWORD_LINE])
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    bool read = file && fgets(line, PASSWORD_LINE, file);
    if (file && file != stdin)
        fclose(file);
    if (read)
        line[strcspn(line, "\r\n")] = '\0';
    return read && *line;
}

static char *hash_given(const struct account *account, struct problem *problem)
{
    char line[PASSWORD_LINE] = "";
    char *hash = NULL;
    scoped(password_place_leave) bool placed = password_place_take(problem);
    if (!read_password(account->password_file, line))
        problem_set(problem, "password_unreadable", NULL);
    else if (placed && password_acceptable(line, account->name, config.password_minimum, "/password", problem))
        hash = password_hash(line, problem);
    explicit_bzero(line, sizeof line);
    return hash;
}

static int add_account(const struct account *account)
{
    scoped(problem_close) struct problem problem = {0};
    scoped(transaction_close) struct transaction transaction = {0};
    scoped(free_string) char *hash = account->password_file ? hash_given(account, &problem) : NULL;
    scoped(free_string) char *secret = account->password_file ? NULL : secret_new();
    scoped(free_string) char *reset = secret ? secret_hash(secret) : NULL;
    if (problem_is_set(&problem) || !transaction_begin(&transaction, "{}", false, 0, &problem) ||
        !transaction_step(&transaction, &problem, "auth/add_person", "username", account->name, "display_name",
                          account->display, "unit", account->unit, "role", account->role, "password_hash", hash,
                          "reset_hash", reset, NULL) ||
        !transaction_commit(&transaction, &problem))
        return command_failed("user add", &problem);
    if (secret)
        printf("%s has the role now. To choose a password, within a day:\n"
               "    POST /api/v1/auth/password-resets {\"secret\":\"%s\",\"password\":\"…\"}\n",
               account->name, secret);
    return 0;
}

int command_user(int count, char **words)
{
    struct account account = {0};
    const struct option options[] = {
        {"--display", &account.display},
        {"--unit", &account.unit},
        {"--role", &account.role},
        {"--password-file", &account.password_file},
        {NULL, NULL},
    };
    if (count < 1 || strcmp(words[0], "add") != 0 || !read_options(count - 1, words + 1, options, &account.name) ||
        !account.name || !account.display || !account.unit || !account.role) {
        fputs("usage: thidua user add NAME --display 'Nguyễn Văn A' --unit code:23293 --role admin [--password-file "
              "FILE|-]\n",
              stderr);
        return USAGE;
    }
    return command_database("user add") ? add_account(&account) : 1;
}

/* ---- token ---- */

static int print_token(const char *user, const char *unit)
{
    scoped(problem_close) struct problem problem = {0};
    scoped(transaction_close) struct transaction transaction = {0};
    const PGresult *person;
    struct desk desk = {0};
    if (!transaction_begin(&transaction, "{}", true, 0, &problem) ||
        (person = transaction_step(&transaction, &problem, "auth/find_person", "username", user, NULL)) == NULL)
        return command_failed("token", &problem);
    if (PQntuples(person) == 0)
        return command_refused("token", "nobody has this account name.");
    const char *id = column(person, 0, "user_id");
    if (!desk_choose(&transaction, id, unit, &desk, &problem))
        return command_failed("token", &problem);
    scoped(free_string) char *token = token_issue(id, &desk, NULL);
    json_decref(desk.roles);
    if (token == NULL)
        return command_refused("token", "it cannot be signed.");
    puts(token);
    return 0;
}

int command_token(int count, char **words)
{
    const char *user = NULL, *unit = NULL;
    const struct option options[] = {{"--user", &user}, {"--unit", &unit}, {NULL, NULL}};
    scoped(free_string) char *fault = NULL;
    if (!read_options(count, words, options, NULL) || !user) {
        fputs("usage: thidua token --user NAME [--unit code:23293]\n", stderr);
        return USAGE;
    }
    const struct auth_settings settings = {
        .key_file = config.jwt_key_file,
        .hs256_secret_file = config.jwt_hs256_secret_file,
        .issuer = config.jwt_issuer,
        .audience = config.jwt_audience,
        .lifetime_seconds = ACCESS_TOKEN_SECONDS,
    };
    if (!auth_start(&settings, &fault))
        return command_refused("token", fault);
    int status = command_database("token") ? print_token(user, unit) : 1;
    database_close_thread();
    auth_stop();
    return status;
}

/* ---- key ---- */

int command_key(int count, char **words)
{
    scoped(free_string) char *fault = NULL;
    if (count != 1) {
        fputs("usage: thidua key FILE\n", stderr);
        return USAGE;
    }
    return auth_key_create(words[0], &fault) ? 0 : command_refused("key", fault);
}

/* ---- identity-key, ballot-key, webhook-key ---- */

/* The id of a key that is given none: the day, and what keeps it apart from another of that day that was lost. */
static void name_of_today(char id[24])
{
    time_t now = time(NULL);
    struct tm date;
    size_t day = strftime(id, 24, "%Y-%m-%d", gmtime_r(&now, &date));
    snprintf(id + day, 24 - day, "-%06" PRIx32, arc4random_uniform(1 << 24));
}

static int make_resting_key(const char *command, int count, char **words)
{
    scoped(free_string) char *fault = NULL;
    char id[24];
    name_of_today(id);
    if (count < 1 || count > 2) {
        fprintf(stderr, "usage: thidua %s FILE [ID]\n", command);
        return USAGE;
    }
    return resting_keys_create(words[0], count == 2 ? words[1] : id, &fault) ? 0 : command_refused(command, fault);
}

int command_identity_key(int count, char **words)
{
    return make_resting_key("identity-key", count, words);
}

int command_ballot_key(int count, char **words)
{
    return make_resting_key("ballot-key", count, words);
}

int command_webhook_key(int count, char **words)
{
    return make_resting_key("webhook-key", count, words);
}
