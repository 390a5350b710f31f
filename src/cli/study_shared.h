/* What `thinnet study` and its sub-commands share. */
#ifndef TN_CLI_STUDY_SHARED_H
#define TN_CLI_STUDY_SHARED_H

#include "cli/command.h"
#include "thinnet/study.h"

/* --jobs, --time and --log-dir into *out. */
cli_exit cli_study_running(tn_study_options *out, const cli_values *values);
/* Runs the study with progress on stderr until it is answered or stopped; *stopped may be NULL. */
cli_exit cli_study_run(tn_study *study, bool json, bool *stopped);
/* Of the ranks of one mpirun only the first shows anything. */
bool cli_study_speaks(void);
/* Where the answer's files are, as lines on stdout. */
void cli_study_places(const tn_answer *answer, const char *folder);

#endif
