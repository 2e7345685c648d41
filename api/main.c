/* main.c: the subcommands of `thidua`. Every one reads the environment first and loads the contract it runs by. */
#include "auth/auth.h"
#include "auth/commands.h"
#include "auth/identifiers.h"
#include "check.h"
#include "config.h"
#include "contract/contract.h"
#include "councils/ballots.h"
#include "database/database.h"
#include "exchange/housekeeping.h"
#include "http/cursor.h"
#include "http/service.h"
#include "probe.h"
#include "seed.h"
#include "support/embedded.h"
#include "support/log.h"
#include "support/scoped.h"
#include "support/text.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef THIDUA_VERSION
#define THIDUA_VERSION "0.1.0"
#endif

static int command_serve(int count, char **words);
static int command_deploy(int count, char **words);
static int command_help(int count, char **words);
static int command_version(int count, char **words);

static const struct command {
    const char *name;
    int (*run)(int count, char **words);
    const char *sentence;
} commands[] = {
    {"serve", command_serve, "answer requests until SIGTERM, then finish those in flight"},
    {"deploy", command_deploy, "bring the database to the current state: migrations, then the code that changed"},
    {"seed", command_seed, "`seed demo` plays the demo data through the service's own code"},
    {"user", command_user, "`user add NAME --display … --unit REF --role ROLE` makes an account on the machine"},
    {"token", command_token, "`token --user NAME [--unit REF]` prints an access token"},
    {"key", command_key, "`key FILE` makes a signing key"},
    {"identity-key", command_identity_key,
     "`identity-key FILE [ID]` makes a key for citizen identifiers, or puts a newer one before those in the file"},
    {"reseal", command_reseal, "seal all citizen identifiers under the newest key"},
    {"ballot-key", command_ballot_key,
     "`ballot-key FILE [ID]` makes a key for secret votings, or puts a newer one before those in the file"},
    {"check", command_check, "judge configuration, contract and SQL files against the database"},
    {"probe", command_probe, "ask the service on this machine whether it is ready; exit status 0 or 1"},
    {"--version", command_version, "print the version"},
    {"--help", command_help, "print this"},
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static int fail(const char *what, char *fault)
{
    log_event(LOG_ERROR, "start_refused", "what", what, "why", fault, NULL);
    free(fault);
    return 1;
}

static int command_help(int count, char **words)
{
    (void)count;
    (void)words;
    puts("thidua: patriotic emulation movements and commendations, as a REST service.\n\nUsage: thidua COMMAND\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-12s %s\n", commands[i].name, commands[i].sentence);
    puts("\nSettings, from the environment:\n");
    config_print_help(stdout);
    return 0;
}

static int command_version(int count, char **words)
{
    (void)count;
    (void)words;
    puts("thidua " THIDUA_VERSION);
    return 0;
}

static int command_deploy(int count, char **words)
{
    if (config.deploy_url == NULL) {
        fputs("thidua deploy: THIDUA_DEPLOY_URL is not set.\n", stderr);
        return 2;
    }
    return deploy(config.deploy_url, count > 0 && strcmp(words[0], "--quiet") == 0) ? 0 : 1;
}

static bool load_contract(void)
{
    const struct embedded_file *file = embedded_find("openapi.json");
    char *fault = NULL;
    contract_served = file ? contract_load(file->bytes, file->length, &fault) : NULL;
    if (contract_served == NULL)
        return fail("openapi.yaml", fault), false;
    return sql_load(&fault) || (fail("db/api", fault), false);
}

static bool start_database(void)
{
    static char offset[32];
    char *fault = NULL;
    snprintf(offset, sizeof offset, "%.0f", config.business_offset);
    if (config.database_url == NULL)
        return fail("THIDUA_DATABASE_URL", text_copy("is not set")), false;
    database_configure(&(struct database_settings){.url = config.database_url,
                                                   .prepared_statements = config.prepared_statements,
                                                   .statement_timeout_ms = 3000,
                                                   .lock_timeout_ms = 1000,
                                                   .deadline_seconds = 5,
                                                   .business_offset = offset,
                                                   .volatile_allowed = strcmp(config.environment, "test") == 0});
    if (!database_role_is_safe(&fault))
        return fail("THIDUA_DATABASE_URL", fault), false;
    return true;
}

static bool start_auth(void)
{
    char *fault = NULL;
    return auth_start(&(struct auth_settings){.key_file = config.jwt_key_file,
                                              .previous_key_file = config.jwt_previous_key_file,
                                              .hs256_secret_file = config.jwt_hs256_secret_file,
                                              .issuer = config.jwt_issuer,
                                              .audience = config.jwt_audience,
                                              .issuers_file = config.jwt_issuers_file,
                                              .lifetime_seconds = ACCESS_TOKEN_SECONDS,
                                              .password_minimum = config.password_minimum,
                                              .failures_per_address = config.failures_per_address},
                      &fault) ||
           (fail("signing keys", fault), false);
}

static bool start_identifiers(void)
{
    char *fault = NULL;
    return identifiers_start(config.identity_key_file, &fault) || (fail("THIDUA_IDENTITY_KEY_FILE", fault), false);
}

/* Cursors are signed by a key of their own, or by one derived from the JWT key, so that instances agree. */
static bool start_cursors(void)
{
    const char *path = config.cursor_key_file ? config.cursor_key_file : config.jwt_key_file;
    unsigned char key[EVP_MAX_MD_SIZE] = {0};
    unsigned length = 0;
    char bytes[8192] = "thidua cursors\n";
    size_t used = strlen(bytes);
    FILE *file = path ? fopen(path, "re") : NULL;
    if (file) {
        used += fread(bytes + used, 1, sizeof bytes - used, file);
        fclose(file);
    }
    if (used < 32 + 15)
        return fail("THIDUA_CURSOR_KEY_FILE", text_copy("holds fewer than 32 bytes, or cannot be read")), false;
    EVP_Digest(bytes, used, key, &length, EVP_sha256(), NULL);
    cursor_configure(key, length);
    return true;
}

/* Without a key file everything is served but the opening of secret votings. */
static bool start_ballots(void)
{
    char *fault = NULL;
    return ballots_start(config.ballot_key_file, &fault) || (fail("THIDUA_BALLOT_KEY_FILE", fault), false);
}

static bool is_fit_for_production(void)
{
    char *fault = NULL;
    return strcmp(config.environment, "production") != 0 || auth_without_demo_accounts(&fault) ||
           (fail("THIDUA_ENV", fault), false);
}

static int command_serve(int count, char **words)
{
    (void)count;
    (void)words;
    char *fault = check_files();
    if (fault)
        return fail("db/api", fault);
    bool served = start_auth() && start_identifiers() && start_ballots() && start_cursors() && start_database() &&
                  is_fit_for_production() && housekeeping_start() && service_run(contract_served);
    housekeeping_stop();
    ballots_stop();
    identifiers_stop();
    auth_stop();
    return served ? 0 : 1;
}

int main(int count, char **words)
{
    const struct command *command = NULL;
    for (size_t i = 0; count > 1 && i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, words[1]) == 0)
            command = &commands[i];
    if (command == NULL) {
        command_help(0, NULL);
        return 2;
    }
    if (!config_read() || !load_contract())
        return 1;
    int status = command->run(count - 2, words + 2);
    contract_free((struct contract *)(uintptr_t)contract_served);
    config_close();
    return status;
}
