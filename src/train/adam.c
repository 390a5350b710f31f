/* Adam: Kingma & Ba 2015, as torch.optim.Adam (torch/optim/adam.py, _single_tensor_adam). */
#include "train/adam.h"

int tn__adam_slots_used(const tn_train_options *options)
{
    (void)options;
    return 2;
}

void tn__adam_update(const tn__update *u, bool decoupled)
{
    tn__adam_step step = {
        .lr = u->lr,
        .beta1 = u->options->beta1,
        .beta2 = u->options->beta2,
        .epsilon = u->options->epsilon,
        .weight_decay = u->options->weight_decay,
        .grad_scale = u->grad_scale,
        .step = u->step,
        .decoupled = decoupled,
    };
    u->kernels->adam(u->weight, u->gradient, u->slot[0], u->slot[1], u->n, &step);
}

static void update(const tn__update *u)
{
    tn__adam_update(u, false);
}

const tn__optimiser tn__optimiser_adam = {
    .name = "adam",
    .summary = "Adam; weight decay is added to the gradient",
    .lr = 0.001,
    .epsilon = 1e-8,
    .slots = {"exp_avg", "exp_avg_sq"},
    .slots_used = tn__adam_slots_used,
    .update = update,
};
