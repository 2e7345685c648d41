/* matrix.h: `thidua check --matrix`: what must come of each operation, for each role and each relation between the
 * caller's unit and the one whose thing is meant; derived from contract, hidden columns and rules of change. */
#pragma once

/* Needs a configured database and loaded SQL files. Returns the exit status. */
int matrix_print(void);
