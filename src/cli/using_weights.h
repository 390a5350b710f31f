/* What eval and predict share: a model, its weights, and data normalised as in training. */
#ifndef TN_CLI_USING_WEIGHTS_H
#define TN_CLI_USING_WEIGHTS_H

#include "cli/model_input.h"

typedef struct cli_trained {
    tn_net *net;           /* owned */
    tn_data *data;         /* owned */
    tn_part part;          /* TN_TRAIN for all samples too: the data is opened whole */
    const char *part_name; /* static */
    tn_predict_options options;
} cli_trained;

/* *out: cli_trained_release, also after failure. What goes wrong is told. */
cli_exit cli_trained_open(cli_trained *out, const cli_values *values);
void cli_trained_release(cli_trained *trained);

#endif
