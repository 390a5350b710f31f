/* The learning rate of an epoch, PyTorch's schedulers stepped once an epoch. */
#ifndef TN_TRAIN_SCHEDULE_H
#define TN_TRAIN_SCHEDULE_H

#include "thinnet/train.h"

/* epoch counts from 0; options->lr and ->gamma are resolved. */
double tn__schedule_lr(const tn_train_options *options, int64_t epoch);

#endif
