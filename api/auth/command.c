/* command.c: what subcommands run on the machine share. */
#include "auth/command.h"

#include "config.h"
#include "database/database.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdio.h>

int command_refused(const char *command, const char *sentence)
{
    fprintf(stderr, "thidua %s: %s\n", command, sentence);
    return 1;
}

int command_failed(const char *command, const struct problem *problem)
{
    const json_t *details = problem->errors ? problem->errors : problem->params;
    scoped(free_string) char *shown = details ? json_dumps(details, JSON_COMPACT) : NULL;
    fprintf(stderr, "thidua %s: %s %s\n", command, problem->code, shown ? shown : "");
    return 1;
}

bool command_database(const char *command)
{
    static char offset[32];
    if (config.deploy_url == NULL)
        return command_refused(command, "THIDUA_DEPLOY_URL is not set."), false;
    snprintf(offset, sizeof offset, "%.0f", config.business_offset);
    database_configure(&(struct database_settings){.url = config.deploy_url,
                                                   .become = "thidua_owner",
                                                   .statement_timeout_ms = 10000,
                                                   .lock_timeout_ms = 5000,
                                                   .deadline_seconds = 15,
                                                   .business_offset = offset});
    return true;
}
