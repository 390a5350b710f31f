#include "cli/using_weights.h"

#include <string.h>

#include "cli/fault.h"

/* --scaling auto is what training stored; weights from elsewhere are PyTorch's. */
static bool choose_scaling(const cli_values *values, bool *paper, tn_error *err)
{
    enum { AUTO, TRAIN, TEST };
    char stored[16];
    *paper = values->scaling == TEST;
    if (values->scaling != AUTO) {
        return true;
    }
    if (tn_weights_metadata(values->weights, "thinnet.scaling", stored, sizeof stored, values->lenient, err) != TN_OK) {
        return false;
    }
    *paper = strcmp(stored, "test") == 0;
    return true;
}

static bool load(cli_trained *t, const cli_values *values, tn_error *err)
{
    return tn_net_load(t->net, values->weights, values->lenient, err) == TN_OK &&
           (values->raw || tn_data_use_weights(t->data, values->weights, values->lenient, err) == TN_OK) &&
           choose_scaling(values, &t->options.paper_scaling, err);
}

cli_exit cli_trained_open(cli_trained *out, const cli_values *values)
{
    tn_error err;
    static const char *const names[] = {"training", "validation", "test", "all"};
    *out = (cli_trained){.part = values->part == CLI_PART_ALL ? TN_TRAIN : (tn_part)values->part,
                         .part_name = names[values->part],
                         .options = tn_predict_options_default()};
    if (!values->weights) {
        return cli_usage("'thinnet train ... --save FILE' makes them", "--weights FILE is needed");
    }
    cli_exit code = cli_open_data(&out->data, values);
    if (code == CLI_FINE) {
        code = cli_read_net(&out->net, values->arguments[0], out->data, values);
    }
    if (code != CLI_FINE) {
        return code;
    }
    if (!load(out, values, &err)) {
        return cli_report(&err);
    }
    if (tn_data_count(out->data, out->part) == 0) {
        return cli_bad_input(out->part == TN_VALIDATION ? "--validation 0.1 makes one" : NULL, "%s has no such part",
                             tn_data_name(out->data));
    }
    out->options.batch_size = values->batch_size;
    out->options.threads = (int)values->threads;
    out->options.mc = values->mc;
    out->options.seed = values->seed;
    out->options.loss = cli_choose_loss(values->loss, out->net, out->data);
    return CLI_FINE;
}

void cli_trained_release(cli_trained *trained)
{
    tn_net_free(trained->net);
    tn_data_free(trained->data);
    *trained = (cli_trained){0};
}
