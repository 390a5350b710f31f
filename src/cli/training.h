/* What train and compare share: options, progress, scores. */
#ifndef TN_CLI_TRAINING_H
#define TN_CLI_TRAINING_H

#include <stdio.h>

#include "cli/model_input.h"

/* Options of the command line as the library's; the loss is left at its default. */
tn_train_options cli_training_options(const cli_values *values);
/* The same with the loss that fits. Texts are borrowed from `values`. */
tn_train_options cli_train_options(const cli_values *values, const tn_net *net, const tn_data *data);
tn_predict_options cli_predict_options_for(const tn_train_options *options);
/* Faults that belong to the command line rather than to an input; CLI_FINE when there is none. */
cli_exit cli_check_training(const cli_values *values);

/* "accuracy 97.25 %" or "RMSE 0.512" of a score. */
void cli_print_score(const tn_score *score, char *out, size_t size);

#endif
