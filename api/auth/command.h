/* command.h: what subcommands run on the machine share: their words of refusal, and the database as its owner. */
#pragma once

#include "support/problem.h"

#include <stdbool.h>

/* Both say why on standard error and return the exit status 1. */
int command_refused(const char *command, const char *sentence);
int command_failed(const char *command, const struct problem *problem);

/* Leads to THIDUA_DEPLOY_URL as the owner of the tables; false, said, when it is not set. */
bool command_database(const char *command);
