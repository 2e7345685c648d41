/* check.h: `thidua check`: configuration, contract and SQL files against a deployed database. `thidua check --sql
 * OPERATION [NAME…]` prints the statement that answers it when these parameters are given, as `:name`; `--matrix` who
 * must be answered what. */
#pragma once

#include <stdbool.h>

int command_check(int count, char **words);

/* `thidua check --config`: settings with their sources, then everything that `serve` needs; `readable` is what
 * config_read() said. */
int command_check_config(bool readable);

/* Every operation has a SQL file or a handler, every file an operation; else a sentence that names the place (caller
 * frees). The server does not start with a fault. */
char *check_files(void);
