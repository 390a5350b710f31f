/* Checks many files on several threads and hands over their results in order. */
#ifndef TN_CLI_CHECK_TEAM_H
#define TN_CLI_CHECK_TEAM_H

#include "cli/check_file.h"

/* Calls done(i, result, user) on this thread for i = 0 .. n-1 in order, each as soon as it and those before are ready; it may
 * take what the result owns. n_threads 0: as many as the machine has processors. */
cli_exit cli_check_team(const cli_check_plan *plan, const cli_check_item *items, size_t n, int64_t n_threads,
                        void (*done)(size_t i, cli_check_result *result, void *user), void *user);

#endif
