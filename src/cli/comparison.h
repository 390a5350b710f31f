/* With and without dropout: what compare measures, and what may be said of it. */
#ifndef TN_CLI_COMPARISON_H
#define TN_CLI_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/t_interval.h"
#include "thinnet/net.h"

#define CLI_MAX_SEEDS 1000

typedef enum cli_arm { CLI_WITH, CLI_WITHOUT, CLI_ARMS } cli_arm;

/* Scores by seed: percent of right classes, or RMSE. */
typedef struct cli_comparison {
    bool regression;
    int seeds;
    double step; /* what one test sample is worth: 100/n percent; 0 for RMSE */
    double train[CLI_ARMS][CLI_MAX_SEEDS], test[CLI_ARMS][CLI_MAX_SEEDS];
} cli_comparison;

typedef struct cli_arm_summary {
    cli_estimate train, test;
    cli_estimate gap; /* how much worse the test score is; accuracy: train - test, RMSE: test - train */
} cli_arm_summary;

cli_arm_summary cli_summarise_arm(const cli_comparison *comparison, cli_arm arm);
/* Test scores with dropout minus those without, seed by seed. Scores are counts of samples, so that
 * a few seeds may differ by the same count by chance: the deviation is taken as at least that of
 * two rounded scores, step/sqrt(6). */
cli_estimate cli_paired_difference(const cli_comparison *comparison);

typedef enum cli_verdict { CLI_HELPED, CLI_HURT, CLI_NO_DIFFERENCE } cli_verdict;
/* Helped or hurt only where the 95 % interval of the difference leaves out 0. */
cli_verdict cli_judge(const cli_comparison *comparison);

/* "Dropout after relu1 (p=0.5)", or "Dropout at 2 sites (after relu1 p=0.2, after relu2 p=0.5)". */
void cli_describe_dropout(const tn_net *net, char *out, size_t size);
/* One sentence with the answer. `what` is cli_describe_dropout's text of the net with its own
 * rates. */
void cli_answer(const cli_comparison *comparison, const char *what, const char *data, char *out, size_t size);

#endif
