/* main.c: the subcommands of `thidua`. Every one reads the environment first and loads the contract it runs by. */
#include "audit_check.h"
#include "auth/commands.h"
#include "check.h"
#include "config.h"
#include "contract/contract.h"
#include "database/changes.h"
#include "database/database.h"
#include "exchange/change_stream.h"
#include "exchange/housekeeping.h"
#include "exchange/jobs.h"
#include "exchange/webhook_dispatch.h"
#include "http/kept.h"
#include "http/listeners.h"
#include "http/service.h"
#include "probe.h"
#include "reseal.h"
#include "seed.h"
#include "start.h"
#include "support/embedded.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"
#include "support/text.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef THIDUA_VERSION
#define THIDUA_VERSION "0.1.0"
#endif

static bool start_telling(void)
{
    listeners_limit(config.listeners);
    return change_stream_start(config.stream_seconds);
}

static int command_serve(int count, char **words);
static int command_deploy(int count, char **words);
static int command_help(int count, char **words);
static int command_version(int count, char **words);

/* What a command reads before it runs: reading more would take longer than what the small ones do. */
enum needs { NOTHING, QUERIES, CONTRACT };

static const struct command {
    const char *name;
    int (*run)(int count, char **words);
    enum needs needs;
    const char *sentence;
} commands[] = {
    {"serve", command_serve, CONTRACT, "answer requests until SIGTERM, then finish those in flight"},
    {"deploy", command_deploy, CONTRACT,
     "bring the database to the current state: migrations, then the code that changed"},
    {"seed", command_seed, CONTRACT, "`seed demo` plays the demo data through the service's own code"},
    {"user", command_user, CONTRACT,
     "`user add NAME --display … --unit REF --role ROLE` makes an account on the machine"},
    {"token", command_token, QUERIES, "`token --user NAME [--unit REF]` prints an access token"},
    {"key", command_key, NOTHING, "`key FILE` makes a signing key"},
    {"identity-key", command_identity_key, NOTHING,
     "`identity-key FILE [ID]` makes a key for citizen identifiers, or puts a newer one before those in the file"},
    {"reseal", command_reseal, CONTRACT,
     "seal all citizen identifiers, and secrets of webhooks, under the newest key of their file"},
    {"ballot-key", command_ballot_key, NOTHING,
     "`ballot-key FILE [ID]` makes a key for secret votings, or puts a newer one before those in the file"},
    {"webhook-key", command_webhook_key, NOTHING,
     "`webhook-key FILE [ID]` makes a key for the secrets of webhooks, or puts a newer one before those in the file"},
    {"verify-audit", command_verify_audit, CONTRACT,
     "`verify-audit [--heads FILE]… [--key PEM]…` recomputes the chain of the audit and names the first bad entry"},
    {"retire-audit", command_retire_audit, CONTRACT,
     "`retire-audit YEAR` drops the entries of a year that was kept long enough"},
    {"check", command_check, CONTRACT,
     "judge contract and SQL files against the database; `check --config` settings, keys and database; `check "
     "--matrix` "
     "prints who must be answered what"},
    {"probe", command_probe, NOTHING, "ask the service on this machine whether it is ready; exit status 0 or 1"},
    {"--version", command_version, NOTHING, "print the version"},
    {"--help", command_help, NOTHING, "print this"},
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
    embedded_leave(file); /* what was only read to be compiled need not stay in memory */
    return true;
}

static bool load(enum needs needs)
{
    char *fault = NULL;
    if (needs == CONTRACT && !load_contract())
        return false;
    if (needs >= QUERIES && !sql_load(&fault))
        return fail("db/api", fault), false;
    malloc_trim(0);
    return true;
}

static bool start(void)
{
    size_t count;
    const struct start_step *steps = start_steps(&count);
    for (size_t i = 0; i < count; i++) {
        char *fault = NULL;
        if (!steps[i].start(&fault))
            return fail(steps[i].what, fault), false;
    }
    return true;
}

/* Answers are kept only where somebody listens for what changes them: not behind a pooler that shares connections. */
static bool start_keeping(void)
{
    bool keeps = config.kept_megabytes > 0 && config.prepared_statements;
    kept_limit(keeps ? (size_t)config.kept_megabytes << 20 : 0);
    return !keeps || changes_start();
}

static bool start_webhooks(void)
{
    return webhooks_start(&(struct webhook_settings){.threads = config.webhook_threads,
                                                     .seconds = config.webhook_seconds,
                                                     .log_days = config.webhook_log_days,
                                                     .public_url = config.public_url,
                                                     .ca_file = config.webhook_ca_file});
}

static int command_serve(int count, char **words)
{
    (void)count;
    (void)words;
    memory_share_heaps();
    bool served = start() && start_keeping() && start_telling() &&
                  housekeeping_start(config.audit_head_seconds, config.changes_days) && start_webhooks() &&
                  jobs_start() && service_run(contract_served);
    change_stream_stop();
    jobs_stop();
    webhooks_stop();
    housekeeping_stop();
    changes_stop();
    kept_close();
    start_undo();
    return served ? 0 : 1;
}

static bool judges_settings(int count, char **words)
{
    return count == 3 && strcmp(words[1], "check") == 0 && strcmp(words[2], "--config") == 0;
}

int main(int count, char **words)
{
    const struct command *command = NULL;
    memory_for_libraries();
    for (size_t i = 0; count > 1 && i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, words[1]) == 0)
            command = &commands[i];
    if (command == NULL) {
        command_help(0, NULL);
        return 2;
    }
    bool readable = config_read();
    if ((!readable && !judges_settings(count, words)) || !load(command->needs))
        return 1;
    int status = !readable ? command_check_config(false) : command->run(count - 2, words + 2);
    contract_free((struct contract *)(uintptr_t)contract_served);
    config_close();
    return status;
}
