#ifndef TN_TRAIN_OPTIONS_H
#define TN_TRAIN_OPTIONS_H

#include "thinnet/train.h"

/* Replaces "the optimiser's default" by numbers and checks every range. */
TN_NODISCARD tn_status tn__train_options_resolve(tn_train_options *options, tn_error *err);

#endif
