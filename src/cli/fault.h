/* What goes wrong, on stderr:
 *
 *     thinnet: error: net.py:6:28: RuntimeError: ...
 *        6 |         self.fc1 = nn.Linear(1024, 10)
 *          |                              ^
 *       help: nn.Linear(16 * 16 * 16, 10)
 */
#ifndef TN_CLI_FAULT_H
#define TN_CLI_FAULT_H

#include "cli/command.h"
#include "thinnet/status.h"

#define CLI_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Tells a failure of the library; the exit code that belongs to it. */
cli_exit cli_report(const tn_error *err);
/* The same for what the program itself finds. help may be NULL. */
cli_exit cli_bad_input(const char *help, const char *format, ...) CLI_PRINTF(2, 3);
cli_exit cli_usage(const char *help, const char *format, ...) CLI_PRINTF(2, 3);
void cli_warning(const char *format, ...) CLI_PRINTF(1, 2);
/* Memory is short. */
cli_exit cli_no_memory(void);

/* From now on what goes wrong is kept, until it is told or forgotten. For ranks that may all have the same to say. */
void cli_fault_keep(void);
void cli_fault_release(bool tell); /* fine when nothing is kept */

#endif
