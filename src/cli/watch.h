/* Waits until Python files change. */
#ifndef TN_CLI_WATCH_H
#define TN_CLI_WATCH_H

#include "cli/command.h"

/* Begins to watch the files and folders (with those below) of the command line: their .py files and pyproject.toml. What changes
 * from now on is seen by cli_watch_wait. -1 after telling what is wrong. */
int cli_watch_open(const cli_values *values);
/* Returns true once something has changed and nothing more has for a moment, false when the user wants to stop. */
bool cli_watch_wait(int watch);
void cli_watch_close(int watch);

#endif
