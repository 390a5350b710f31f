/* Repairs in rounds, for `thinnet check --fix` and `--diff` and for the language server: one may show what was hidden behind the
 * fault that it repairs. */
#ifndef TN_CLI_REPAIRS_H
#define TN_CLI_REPAIRS_H

#include "thinnet/check.h"

/* Checks `text` in place of the file; *out is owned by the caller. */
typedef tn_status cli_recheck(tn_report **out, const char *text, size_t length, void *user, tn_error *err);

/* What the report's source becomes by its repairs, by those of what is found then, and so on. No file is written. *out: see
 * tn_fixed, released with tn_fixed_release; on failure there is nothing in it. */
tn_status cli_repair(tn_fixed *out, const tn_report *report, bool unsafe, cli_recheck *again, void *user, tn_error *err);

#endif
