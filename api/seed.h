/* seed.h: `thidua seed demo`: units, accounts and law as SQL, everything else as requests played through the service's
 * own code, in process, each on its own day. */
#pragma once

int command_seed(int count, char **words);
