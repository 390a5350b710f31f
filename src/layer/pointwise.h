/* Activations: rows that differ in name, kernel and traits. */
#ifndef TN_LAYER_POINTWISE_H
#define TN_LAYER_POINTWISE_H

#include "layer/layer.h"

/* The output has the input's shape. */
tn_status tn__shape_same(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);

/* Forward and backward of the row whose name is `activation`'s. */
void tn__activation_forward(const tn__run *run, tn__activation activation);
void tn__activation_backward(const tn__run *run, tn__activation activation);
/* All numbers of the output, cut for threads by the count alone. */
void tn__for_range(const tn__run *run, int64_t n, void (*piece)(const tn__run *run, int64_t first, int64_t count, int detail),
                   int detail);

#define TN_INPLACE_PARAM                                                                                                         \
    {                                                                                                                            \
        .name = "inplace", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL }                                           \
    }

/* The two passes of a row, named after its kernel. */
#define TN_ACTIVATION_PASSES(kernel)                                                                                             \
    static void forward(const tn__run *run)                                                                                      \
    {                                                                                                                            \
        tn__activation_forward(run, TN_ACT_##kernel);                                                                            \
    }                                                                                                                            \
    static void backward(const tn__run *run)                                                                                     \
    {                                                                                                                            \
        tn__activation_backward(run, TN_ACT_##kernel);                                                                           \
    }

#endif
