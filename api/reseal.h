/* reseal.h: `thidua reseal`, which seals what rests in the database under the newest key of its file: citizen
 * identifiers, and secrets of webhooks where there is a file of keys for them. Returns the exit status. */
#pragma once

int command_reseal(int count, char **words);
