/* check.h: `thidua check`: configuration, contract and SQL files against a deployed database. */
#pragma once

int command_check(int count, char **words);
