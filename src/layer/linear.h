/* What Linear shares with linear_after_dropout.h. */
#ifndef TN_LAYER_LINEAR_H
#define TN_LAYER_LINEAR_H

#include "layer/layer.h"

extern const tn__state_spec tn__linear_state[];
/* y[rows][outputs] = x[rows][inputs] W^T, or y += where `add`. */
void tn__linear_product(const tn__run *run, float *y, const float *x, int64_t rows, bool add);
/* Bias and what was taken over, on run->out. */
void tn__linear_finish(const tn__run *run);

#endif
