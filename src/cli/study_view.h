/* What a study shows: while it runs, and its answer. */
#ifndef TN_CLI_STUDY_VIEW_H
#define TN_CLI_STUDY_VIEW_H

#include "cli/command.h"
#include "thinnet/study.h"

/* A progress line, on a terminal with the best arms below it; with `json` a line of JSON a stage on stdout. */
void cli_study_show(const tn_study_progress *progress, const tn_answer *answer, bool json);
/* The table of arms (the best and the baseline, or all), then the sentence. */
cli_exit cli_study_print(const tn_answer *answer, bool all);
void cli_study_json(const tn_answer *answer);
/* The sites with what may stand there. */
cli_exit cli_study_print_sites(const tn_answer *answer);
void cli_study_json_sites(const tn_answer *answer);

#endif
