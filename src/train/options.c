/* Defaults and ranges of the training options. */
#include "train/options.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "train/optimiser.h"

tn_train_options tn_train_options_default(void)
{
    return (tn_train_options){
        .epochs = 10,
        .batch_size = 64,
        .loss = TN_LOSS_CROSS_ENTROPY,
        .optimiser = "sgd",
        .weight_decay = -1,
        .beta1 = 0.9,
        .beta2 = 0.999,
        .alpha = 0.99,
        .rho = 0.9,
        .epsilon = -1,
        .step_size = 10,
        .gamma = NAN,
        .threads = 1,
    };
}

/* Reports the first number that is out of its range. */
static tn_status check_ranges(const tn_train_options *o, tn_error *err)
{
    const struct {
        const char *name;
        double value, min, max;
    } ranges[] = {
        {"epochs", (double)o->epochs, 1, 1e9},
        {"batch size", (double)o->batch_size, 1, 1e9},
        {"learning rate", o->lr, 0, 1e6},
        {"momentum", o->momentum, 0, 1e6},
        {"dampening", o->dampening, -1e6, 1e6},
        {"weight decay", o->weight_decay, 0, 1e6},
        {"beta1", o->beta1, 0, 0x1.fffffffffffffp-1},
        {"beta2", o->beta2, 0, 0x1.fffffffffffffp-1},
        {"alpha", o->alpha, 0, 1},
        {"rho", o->rho, 0, 1},
        {"epsilon", o->epsilon, 0, 1e6},
        {"step size", (double)o->step_size, 1, 1e9},
        {"gamma", o->gamma, 0, 1e6},
        {"max norm", o->max_norm, 0, 1e30},
        {"clip norm", o->clip_norm, 0, 1e30},
        {"label smoothing", o->label_smoothing, 0, 1},
        {"threads", o->threads, 1, 1024},
        {"patience", (double)o->patience, 0, 1e9},
        {"checkpoint segments", o->segments, 0, 1e6},
        {"shards", (double)o->shards, 0, 1e6},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (!(ranges[i].value >= ranges[i].min && ranges[i].value <= ranges[i].max))
            return tn__fail(err, TN_BAD_ARGUMENT, "%s is %g; it must be from %g to %g", ranges[i].name, ranges[i].value,
                            ranges[i].min, ranges[i].max);
    return TN_OK;
}

#define TEAM_SHARDS 8 /* by default: as many ranks share them evenly as divide it */

static tn_status resolve_shards(tn_train_options *o, tn_error *err)
{
    tn_status status = TN_OK;
    if (o->shards == 0) o->shards = !o->team ? 1 : o->batch_size < TEAM_SHARDS ? o->batch_size : TEAM_SHARDS;
    if (o->shards > o->batch_size) {
        status = tn__fail(err, TN_BAD_ARGUMENT, "a batch of %lld samples cannot be cut into %lld shards",
                          (long long)o->batch_size, (long long)o->shards);
        tn__help(err, "use at most one shard a sample, or a larger batch size");
    } else if (o->shards < tn_team_size(o->team)) {
        status = tn__fail(err, TN_BAD_ARGUMENT, "%lld shards are too few for %d ranks", (long long)o->shards,
                          tn_team_size(o->team));
        tn__help(err, "start fewer ranks, or cut a batch into more: --shards %d", tn_team_size(o->team));
    } else if ((o->shards > 1 || o->team) && o->rng != TN_RNG_PHILOX) {
        status = tn__fail(err, TN_UNSUPPORTED, "PyTorch draws masks one after the other, so a batch cannot be cut into shards");
        tn__help(err, "leave out --rng %s, or train in one process without shards",
                 o->rng == TN_RNG_TORCH ? "torch" : "torch-mkl");
    }
    return status;
}

tn_status tn__train_options_resolve(tn_train_options *o, tn_error *err)
{
    const tn__optimiser *optimiser = tn__optimiser_find(o->optimiser ? o->optimiser : "sgd");
    if (!optimiser) {
        tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "there is no optimiser '%s'", o->optimiser);
        tn__help(err, "use sgd, adadelta, adam, adamw or rmsprop");
        return status;
    }
    o->optimiser = optimiser->name;
    if (o->lr == 0) o->lr = optimiser->lr;
    if (o->epsilon == -1) o->epsilon = optimiser->epsilon;
    if (o->weight_decay == -1) o->weight_decay = optimiser->weight_decay;
    if (isnan(o->gamma)) o->gamma = o->schedule == TN_SCHEDULE_STEP || o->schedule == TN_SCHEDULE_PLATEAU ? 0.1 : 0;
    if (o->nesterov && (o->momentum <= 0 || o->dampening != 0))
        return tn__fail(err, TN_BAD_ARGUMENT, "Nesterov momentum requires a momentum and zero dampening");
    if (o->label_smoothing != 0 && o->loss != TN_LOSS_CROSS_ENTROPY)
        return tn__fail(err, TN_BAD_ARGUMENT, "label smoothing belongs to the cross entropy loss");
    if (o->segments > 1 && o->rng != TN_RNG_PHILOX) {
        tn_status status = tn__fail(err, TN_UNSUPPORTED,
                                    "PyTorch draws masks one after the other, so parts of a net cannot be run again");
        tn__help(err, "leave out --rng %s, or --checkpoint-segments", o->rng == TN_RNG_TORCH ? "torch" : "torch-mkl");
        return status;
    }
    tn_status status = check_ranges(o, err);
    return status == TN_OK ? resolve_shards(o, err) : status;
}
