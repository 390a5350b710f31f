/* What the sliding pools share: arguments, sizes and passes. A 1-D pool is a 2-D one of height 1,
 * and as its sequences are plain, [N][C][L], each channel counts as a sample of its own. */
#ifndef TN_LAYER_POOL_LAYER_H
#define TN_LAYER_POOL_LAYER_H

#include "layer/layer.h"

/* Output [N, C, oh, ow] or [N, C, ow] of a window that slides, by the arguments kernel_size, stride
 * (None: the kernel's), padding, ceil_mode and, where the layer has it, dilation
 * (aten/src/ATen/native/Pool.h 2.13, pooling_output_shape). */
tn_status tn__pool_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
/* padding <= kernel / 2, as PyTorch wants it, and no arguments that thinnet lacks. */
tn_status tn__pool_check(const tn__layer *layer, tn_error *err);

/* Of known sizes; a batch that is open counts as its dimension says. */
tn__pool tn__pool_geometry(const tn__layer *layer, const tn_shape *in, const tn_shape *out);
/* saved: where in its image the largest of each window stands. */
size_t tn__max_pool_saved(const tn__run *run);
void tn__max_pool_forward(const tn__run *run);
void tn__max_pool_backward(const tn__run *run);
void tn__average_pool_forward(const tn__run *run);
void tn__average_pool_backward(const tn__run *run);

/* One size for each of n axes. */
#define TN_POOL_SIZES(a, n)                                                                                                      \
    {                                                                                                                            \
        .type = TN_VALUE_INTS, .n_ints = n, .ints = { a, n == 1 ? 0 : a }                                                        \
    }
#define TN_POOL_PARAM(label, sizes) .name = label, .type = sizes, .max = INT16_MAX
#define TN_POOL_FLAG(label, on)                                                                                                  \
    {                                                                                                                            \
        .name = label, .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {on} }                                 \
    }

#define TN_MAX_POOL_PARAMS(sizes, n)                                                                                             \
    {                                                                                                                            \
        {TN_POOL_PARAM("kernel_size", sizes), .required = true, .min = 1},                                                       \
            {TN_POOL_PARAM("stride", sizes), .nullable = true, .min = 1},                                                        \
            {TN_POOL_PARAM("padding", sizes), .fallback = TN_POOL_SIZES(0, n)},                                                  \
            {TN_POOL_PARAM("dilation", sizes), .fallback = TN_POOL_SIZES(1, n), .min = 1}, TN_POOL_FLAG("return_indices", 0),    \
            TN_POOL_FLAG("ceil_mode", 0),                                                                                        \
        {                                                                                                                        \
            0                                                                                                                    \
        }                                                                                                                        \
    }
#define TN_MAX_POOL_ROW                                                                                                          \
    .function_params = "kernel_size stride padding dilation ceil_mode return_indices",                                           \
    .traits = TN_TRAIT_SPATIAL | TN_TRAIT_POSITIVELY_HOMOGENEOUS | TN_TRAIT_ZERO_AT_ZERO, .min_inputs = 1, .max_inputs = 1,      \
    .check = tn__pool_check, .shape = tn__pool_shape, .saved_bytes = tn__max_pool_saved, .forward = tn__max_pool_forward,        \
    .backward = tn__max_pool_backward

#define TN_AVERAGE_POOL_ROW                                                                                                      \
    .traits = TN_TRAIT_SPATIAL | TN_TRAIT_POSITIVELY_HOMOGENEOUS | TN_TRAIT_ZERO_AT_ZERO, .min_inputs = 1, .max_inputs = 1,      \
    .check = tn__pool_check, .shape = tn__pool_shape, .forward = tn__average_pool_forward, .backward = tn__average_pool_backward

#endif
