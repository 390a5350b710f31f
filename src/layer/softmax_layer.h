/* What Softmax and LogSoftmax share: the dimension, and rows of it. */
#ifndef TN_LAYER_SOFTMAX_LAYER_H
#define TN_LAYER_SOFTMAX_LAYER_H

#include "layer/layer.h"

#define TN_SOFTMAX_PARAMS                                                                                    \
    {                                                                                                        \
        {.name = "dim", .type = TN_PARAM_INT, .nullable = true, .min = -TN_MAX_DIMS, .max = TN_MAX_DIMS},    \
        {0}                                                                                                  \
    }

/* The last dimension only, by whatever number; None is 1, or 0 for ranks 0, 1 and 3 (torch/nn/functional.py 2.13, _get_softmax_dim). */
tn_status tn__softmax_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
void tn__softmax_rows_of(const tn__run *run, int64_t *rows, int64_t *columns);

#endif
