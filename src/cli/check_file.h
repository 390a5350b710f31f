/* Checking one file: everything that `thinnet check` does to it, into memory, so that several can be checked at once. */
#ifndef TN_CLI_CHECK_FILE_H
#define TN_CLI_CHECK_FILE_H

#include "cli/check_unknown.h"
#include "cli/command.h"
#include "thinnet/settings.h"

/* Shared by all files; only read. */
typedef struct cli_check_plan {
    const cli_values *values;
    tn_read_options options;
    const char *renderer; /* of the library; NULL: nothing is rendered, as for --diff and
                           * --explain-unknown */
    bool json_models;     /* a line for each model, too */
    tn_render_options terminal;
} cli_check_plan;

/* What was looked at and found. */
typedef struct cli_tally {
    int files, models, layers, sites;
    int repaired;   /* findings that --fix repaired or --diff would */
    int repairable; /* findings that are left and --fix would repair */
    int64_t found[TN_ADVICE + 1], not_shown;
    int64_t gaps; /* what was not understood, left out */
} cli_tally;

typedef struct cli_check_item {
    char *model;                 /* owned by the list */
    const tn_settings *settings; /* borrowed; NULL: none */
} cli_check_item;

typedef struct cli_check_result {
    char *text; /* for stdout; from malloc; NULL: nothing */
    cli_tally tally;
    cli_unknowns unknowns; /* for --explain-unknown */
    tn_status status;      /* not TN_OK: err says why, and the text may be cut short */
    tn_error err;
} cli_check_result;

#define CLI_CHECK_STDIN ((size_t)2 << 20) /* bytes of a source on standard input */

/* Safe from several threads. The result: cli_check_result_release. */
void cli_check_file(const cli_check_plan *plan, const cli_check_item *item, cli_check_result *out);
void cli_check_result_release(cli_check_result *result);
/* "-" and "-:Net(3)". */
bool cli_is_stdin(const char *model);

#endif
