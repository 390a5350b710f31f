/* What the pooling layers share: arguments and sizes. */
#ifndef TN_LAYER_POOL_LAYER_H
#define TN_LAYER_POOL_LAYER_H

#include "layer/layer.h"

/* Output [N, C, oh, ow] of a window that slides, by the arguments kernel_size, stride (None: the
 * kernel's), padding, ceil_mode and, where the layer has it, dilation
 * (aten/src/ATen/native/Pool.h 2.13, pooling_output_shape). */
tn_status tn__pool_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out,
                         tn_error *err);
/* padding <= kernel / 2, as PyTorch wants it. */
tn_status tn__pool_check(const tn__layer *layer, tn_error *err);
tn__pool tn__pool_of(const tn__run *run);

#define TN_POOL_PAIR(a) {.type = TN_VALUE_INTS, .n_ints = 2, .ints = {a, a}}

#endif
