/* Activations: rows that differ in name, kernel and traits. */
#ifndef TN_LAYER_POINTWISE_H
#define TN_LAYER_POINTWISE_H

#include "layer/layer.h"

/* The output has the input's shape. */
tn_status tn__shape_same(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);

void tn__activation_forward(const tn__run *run);
void tn__activation_backward(const tn__run *run);
/* Its float parameters, in the order of its kernel; 0 beyond. */
void tn__activation_parameters(const tn__layer *layer, float out[2]);
/* All numbers of the output, cut for threads by the count alone. */
void tn__for_range(const tn__run *run, int64_t n, void (*piece)(const tn__run *run, int64_t first, int64_t count, int detail),
                   int detail);

#define TN_INPLACE_PARAM                                                                                                         \
    {                                                                                                                            \
        .name = "inplace", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL }                                           \
    }

/* The kernel of a row that has only one. */
#define TN_ACTIVATION(kernel)                                                                                                    \
    static tn__activation activation(const tn__layer *layer)                                                                     \
    {                                                                                                                            \
        (void)layer;                                                                                                             \
        return TN_ACT_##kernel;                                                                                                  \
    }

#define TN_ACTIVATION_ROW                                                                                                        \
    .min_inputs = 1, .max_inputs = 1, .shape = tn__shape_same, .forward = tn__activation_forward,                                \
    .backward = tn__activation_backward, .activation = activation

#endif
