/* The last words of `thinnet check`: what all files together had. */
#ifndef TN_CLI_CHECK_CLOSING_H
#define TN_CLI_CHECK_CLOSING_H

#include <stdio.h>

#include "cli/check_file.h"

void cli_tally_add(cli_tally *sum, const cli_tally *one);
/* "net.py: 1 error, 2 pieces of advice (...)"; `model` is the one that was checked, NULL when there were several. */
void cli_print_closing(const cli_tally *t, const char *model, const cli_values *values);
void cli_print_json_closing(const cli_tally *t, const cli_values *values);
/* For --diff, on stderr: standard output is the diff alone. */
void cli_print_diff_closing(const cli_tally *t);

#endif
