/* AdamW: Loshchilov & Hutter 2019, as torch.optim.AdamW. */
#include "train/adam.h"

static void update(const tn__update *u)
{
    tn__adam_update(u, true);
}

const tn__optimiser tn__optimiser_adamw = {
    .name = "adamw",
    .summary = "Adam with decoupled weight decay",
    .lr = 0.001,
    .epsilon = 1e-8,
    .weight_decay = 0.01,
    .slots = {"exp_avg", "exp_avg_sq"},
    .slots_used = tn__adam_slots_used,
    .update = update,
};
