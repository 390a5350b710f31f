/* RMSprop: Hinton 2012, lecture 6e, as torch.optim.RMSprop; not centered unless asked. */
#include "train/optimiser.h"

enum { SQUARE, MEAN, MOMENTUM };

/* The plain form keeps the squares only. */
static int slots_used(const tn_train_options *options)
{
    return options->centered || options->momentum != 0 ? 3 : 1;
}

static void update(const tn__update *u)
{
    tn__rmsprop_step step = {
        .lr = u->lr,
        .alpha = u->options->alpha,
        .epsilon = u->options->epsilon,
        .weight_decay = u->options->weight_decay,
        .momentum = u->options->momentum,
        .grad_scale = u->grad_scale,
        .centered = u->options->centered,
    };
    u->kernels->rmsprop(u->weight, u->gradient, u->slot[SQUARE], u->slot[MEAN], u->slot[MOMENTUM], u->n, &step);
}

const tn__optimiser tn__optimiser_rmsprop = {
    .name = "rmsprop",
    .summary = "gradient over the root of its average square",
    .lr = 0.01,
    .epsilon = 1e-8,
    .slots = {"square_avg", "grad_avg", "momentum_buffer"},
    .slots_used = slots_used,
    .update = update,
};
