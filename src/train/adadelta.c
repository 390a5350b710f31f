/* Adadelta: Zeiler 2012, as torch.optim.Adadelta. */
#include "train/optimiser.h"

static int slots_used(const tn_train_options *options)
{
    (void)options;
    return 2;
}

static void update(const tn__update *u)
{
    tn__adadelta_step step = {
        .lr = u->lr,
        .rho = u->options->rho,
        .epsilon = u->options->epsilon,
        .weight_decay = u->options->weight_decay,
        .grad_scale = u->grad_scale,
    };
    u->kernels->adadelta(u->weight, u->gradient, u->slot[0], u->slot[1], u->n, &step);
}

const tn__optimiser tn__optimiser_adadelta = {
    .name = "adadelta",
    .summary = "steps as large as recent steps were",
    .lr = 1,
    .epsilon = 1e-6,
    .slots = {"square_avg", "acc_delta"},
    .slots_used = slots_used,
    .update = update,
};
