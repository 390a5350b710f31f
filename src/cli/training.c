#include "cli/training.h"

#include <math.h>

#include "cli/fault.h"

static void set_if_given(double *field, double value)
{
    if (!isnan(value)) {
        *field = value;
    }
}

static void set_optimiser(tn_train_options *options, const cli_values *values)
{
    options->optimiser = values->optimiser;
    set_if_given(&options->lr, values->lr);
    set_if_given(&options->weight_decay, values->weight_decay);
    options->momentum = values->momentum;
    options->dampening = values->dampening;
    options->nesterov = values->nesterov;
    options->beta1 = values->beta1;
    options->beta2 = values->beta2;
    options->alpha = values->alpha;
    options->centered = values->centered;
    options->rho = values->rho;
    set_if_given(&options->epsilon, values->epsilon);
    options->schedule = (tn_schedule)values->schedule;
    options->step_size = values->step_size;
    set_if_given(&options->gamma, values->gamma);
}

tn_train_options cli_training_options(const cli_values *values)
{
    tn_train_options options = tn_train_options_default();
    set_optimiser(&options, values);
    options.epochs = values->epochs;
    options.batch_size = values->batch_size;
    options.drop_last = values->drop_last;
    options.max_norm = values->max_norm;
    options.clip_norm = values->clip_norm;
    options.label_smoothing = values->label_smoothing;
    options.seed = values->seed;
    options.segments = (int)values->segments;
    options.threads = (int)values->threads;
    options.rng = (tn_rng)values->rng;
    options.paper_scaling = values->scaling == 1;
    options.patience = values->patience;
    options.model_text = values->arguments[0];
    return options;
}

tn_train_options cli_train_options(const cli_values *values, const tn_net *net, const tn_data *data)
{
    tn_train_options options = cli_training_options(values);
    options.loss = cli_choose_loss(values->loss, net, data);
    return options;
}

tn_predict_options cli_predict_options_for(const tn_train_options *options)
{
    tn_predict_options out = tn_predict_options_default();
    out.threads = options->threads;
    out.loss = options->loss;
    out.paper_scaling = options->paper_scaling;
    return out;
}

cli_exit cli_check_training(const cli_values *values)
{
    if (!isnan(values->lr) && values->lr == 0) {
        return cli_usage(NULL, "--lr must be above 0");
    }
    if (values->nesterov && (values->momentum <= 0 || values->dampening != 0)) {
        return cli_usage("add --momentum 0.9", "--nesterov needs a momentum and no dampening");
    }
    if (values->patience > 0 && !values->validation) {
        return cli_usage("add --validation 0.1", "--patience needs validation data");
    }
    return CLI_FINE;
}

void cli_print_score(const tn_score *score, char *out, size_t size)
{
    if (isnan(score->accuracy)) {
        snprintf(out, size, "RMSE %.4g", score->rmse);
    } else {
        snprintf(out, size, "accuracy %.2f %%", 100 * score->accuracy);
    }
}
