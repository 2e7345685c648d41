/* probe.h: `thidua probe`: whether the service of these settings, on this machine, is ready. */
#pragma once

int command_probe(int count, char **words);
