/* From options to a data set and a net. */
#ifndef TN_CLI_MODEL_INPUT_H
#define TN_CLI_MODEL_INPUT_H

#include "cli/command.h"
#include "thinnet/predict.h"
#include "thinnet/source.h"

/* The options about data as the library's. What goes wrong is told. */
cli_exit cli_data_options(tn_data_options *out, const cli_values *values);
/* Opens --data. *out is owned: tn_data_free. What goes wrong is told. */
cli_exit cli_open_data(tn_data **out, const cli_values *values);
/* "3x32x32" or "64" into the input shape of *out; false after telling what is wrong. */
bool cli_parse_input(const char *text, tn_read_options *out);
/* How MODEL is to be read for samples of `data`, or else for --input; false after telling what is wrong. */
bool cli_input_of(tn_read_options *out, const tn_data *data, const cli_values *values);
/* Reads MODEL for samples of `data` (NULL: --input, or what its first layer takes). *out is owned:
 * tn_net_free. */
cli_exit cli_read_net(tn_net **out, const char *model, const tn_data *data, const cli_values *values);
/* --loss, decided for this net and data where it is "auto". */
tn_loss cli_choose_loss(int choice, const tn_net *net, const tn_data *data);
/* Whether scores are root mean squared errors instead of accuracies. */
bool cli_is_regression(const tn_data *data);
/* The data's last path component: "mnist" of "data/mnist/". */
void cli_short_data_name(const tn_data *data, char *out, size_t size);

#endif
