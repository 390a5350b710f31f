/* Learning rates over a run: PyTorch's schedulers in closed form. */
#ifndef TN_TRAIN_SCHEDULE_H
#define TN_TRAIN_SCHEDULE_H

#include "thinnet/train.h"

/* The rate of an epoch, which counts from 0, of the schedules that change once an epoch; options->lr and ->gamma are resolved. */
double tn__schedule_lr(const tn_train_options *options, int64_t epoch);

/* The one-cycle schedule at step `step` of `steps`: the rate is returned, and momentum and beta1 of *current are set. */
double tn__one_cycle(const tn_train_options *options, int64_t step, int64_t steps, tn_train_options *current);

/* What the plateau schedule remembers from epoch to epoch. */
typedef struct tn__plateau {
    double lr, best;
    int64_t bad; /* epochs without a better loss */
} tn__plateau;
void tn__plateau_init(tn__plateau *out, const tn_train_options *options);
/* After an epoch with this loss. */
void tn__plateau_step(tn__plateau *plateau, const tn_train_options *options, double loss);

#endif
