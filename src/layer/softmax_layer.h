/* What Softmax and LogSoftmax share: the dimension, and rows of it. */
#ifndef TN_LAYER_SOFTMAX_LAYER_H
#define TN_LAYER_SOFTMAX_LAYER_H

#include "layer/layer.h"

#define TN_SOFTMAX_PARAMS                                                                                                        \
    {                                                                                                                            \
        {.name = "dim", .type = TN_PARAM_INT, .nullable = true, .min = -TN_MAX_DIMS, .max = TN_MAX_DIMS},                        \
        {                                                                                                                        \
            0                                                                                                                    \
        }                                                                                                                        \
    }

/* Any dimension but the batch; None is 1, or 0 for ranks 0, 1 and 3 (torch/nn/functional.py 2.13,
 * _get_softmax_dim). */
tn_status tn__softmax_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
size_t tn__softmax_scratch(const tn__run *run);
void tn__softmax_forward(const tn__run *run, void (*rows)(float *y, const float *x, int64_t rows, int64_t columns));
/* row: dx (+)= for the n numbers that are `step` apart. */
void tn__softmax_backward(const tn__run *run,
                          void (*row)(float *dx, bool add, const float *y, const float *dy, int64_t n, int64_t step));

#define TN_SOFTMAX_ROW                                                                                                           \
    .traits = TN_TRAIT_OUTPUT_HEAD | TN_TRAIT_KEEPS_OUTPUT, .layout = TN_LAYOUT_PLAIN, .min_inputs = 1, .max_inputs = 1,         \
    .shape = tn__softmax_shape, .scratch_bytes = tn__softmax_scratch

#endif
