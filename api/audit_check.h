/* audit_check.h: `thidua verify-audit` and `thidua retire-audit`, for whoever may reach the database as its owner. */
#pragma once

int command_verify_audit(int count, char **words);
int command_retire_audit(int count, char **words);
