/* SGD with momentum, dampening and Nesterov: torch.optim.SGD (torch/optim/sgd.py, _single_tensor_sgd). */
#include "train/optimiser.h"

static int slots_used(const tn_train_options *options)
{
    return options->momentum != 0 ? 1 : 0;
}

static bool is_plain_descent(const tn_train_options *options)
{
    return options->momentum == 0 && options->weight_decay == 0;
}

static void update(const tn__update *u)
{
    tn__sgd_step step = {
        .lr = u->lr,
        .momentum = u->options->momentum,
        .dampening = u->options->dampening,
        .weight_decay = u->options->weight_decay,
        .grad_scale = u->grad_scale,
        .nesterov = u->options->nesterov,
        .first = u->step == 1,
    };
    u->kernels->sgd(u->weight, u->gradient, u->slot[0], u->n, &step);
}

const tn__optimiser tn__optimiser_sgd = {
    .name = "sgd",
    .summary = "stochastic gradient descent with optional momentum",
    .lr = 0.1,
    .slots = {"momentum_buffer"},
    .slots_used = slots_used,
    .is_plain_descent = is_plain_descent,
    .update = update,
};
