/* What Adam and AdamW have in common: all but where the weight decay acts. */
#ifndef TN_TRAIN_ADAM_H
#define TN_TRAIN_ADAM_H

#include "train/optimiser.h"

void tn__adam_update(const tn__update *update, bool decoupled);
int tn__adam_slots_used(const tn_train_options *options);

#endif
