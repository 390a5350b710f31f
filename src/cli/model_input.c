#include "cli/model_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fault.h"

/* --validation is a share or a path. */
static void set_validation(tn_data_options *options, const char *text)
{
    char *end;
    double share = text ? strtod(text, &end) : 0;
    if (text && *text && !*end) {
        options->validation_fraction = share;
    } else {
        options->validation = text;
    }
}

cli_exit cli_data_options(tn_data_options *out, const cli_values *values)
{
    tn_data_options options = tn_data_options_default();
    options.target = values->target;
    options.regression = values->regression;
    options.unlabelled = values->unlabelled;
    options.test_fraction = values->test_fraction;
    options.split_seed = values->split_seed;
    options.limit = values->limit;
    options.normalise = !values->raw;
    options.whole = values->part == CLI_PART_ALL;
    set_validation(&options, values->validation);
    if (!(options.validation_fraction >= 0 && options.validation_fraction < 1)) {
        return cli_usage("a share is at least 0 and below 1; a file of that name is ./NAME", "--validation %s",
                         values->validation);
    }
    *out = options;
    return CLI_FINE;
}

cli_exit cli_open_data(tn_data **out, const cli_values *values)
{
    tn_error err;
    tn_data_options options;
    cli_exit code = cli_data_options(&options, values);
    if (code != CLI_FINE) {
        return code;
    }
    return tn_data_open(out, values->data, &options, &err) == TN_OK ? CLI_FINE : cli_report(&err);
}

bool cli_parse_input(const char *text, tn_read_options *out)
{
    const char *at = text;
    out->input_rank = 0;
    while (out->input_rank < TN_MAX_DIMS - 1) {
        char *end;
        long long size = strtoll(at, &end, 10);
        if (end == at || size < 1 || size > INT32_MAX) {
            break;
        }
        out->input[out->input_rank++] = size;
        if (!*end) {
            return true;
        }
        if (*end != 'x' && *end != 'X' && *end != ',') {
            break;
        }
        at = end + 1;
    }
    cli_usage("sizes of one sample without the batch: --input 3x32x32, --input 784", "--input: '%s' is no shape", text);
    return false;
}

bool cli_input_of(tn_read_options *out, const tn_data *data, const cli_values *values)
{
    *out = (tn_read_options){0};
    if (data) {
        tn_shape shape = tn_data_shape(data);
        out->input_rank = shape.rank;
        memcpy(out->input, shape.dim, sizeof out->input);
        out->may_flatten = true;
        return true;
    }
    return !values->input || cli_parse_input(values->input, out);
}

cli_exit cli_read_net(tn_net **out, const char *model, const tn_data *data, const cli_values *values)
{
    tn_error err;
    tn_read_options options;
    if (!cli_input_of(&options, data, values)) {
        return CLI_USAGE;
    }
    return tn_net_read(out, model, &options, &err) == TN_OK ? CLI_FINE : cli_report(&err);
}

bool cli_is_regression(const tn_data *data)
{
    return tn_data_classes(data) == 0;
}

tn_loss cli_choose_loss(int choice, const tn_net *net, const tn_data *data)
{
    enum { AUTO, CROSS_ENTROPY, MSE, NLL };
    switch (choice) {
    case CROSS_ENTROPY: return TN_LOSS_CROSS_ENTROPY;
    case MSE: return TN_LOSS_MSE;
    case NLL: return TN_LOSS_NLL;
    default: return tn_loss_for(net, data);
    }
}

void cli_short_data_name(const tn_data *data, char *out, size_t size)
{
    const char *name = tn_data_name(data);
    size_t end = strlen(name);
    while (end > 1 && name[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && name[start - 1] != '/') {
        start--;
    }
    snprintf(out, size, "%.*s", (int)(end - start), name + start);
}
