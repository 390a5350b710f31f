/* The dropout family as layers: rows that differ in name and kind. */
#ifndef TN_LAYER_DROPOUT_LAYER_H
#define TN_LAYER_DROPOUT_LAYER_H

#include "layer/pointwise.h"

tn_status tn__dropout_layer_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
size_t tn__dropout_layer_saved(const tn__run *run);
size_t tn__dropout_layer_scratch(const tn__run *run);
/* run->masks for rows of dimension 0: a sample folded into several rows has as many samples of masks. */
tn__mask_source tn__dropout_layer_masks(const tn__run *run);
/* Whether it drops single numbers, and then to 0. */
bool tn__dropout_layer_drops_numbers(const tn__layer *layer);
bool tn__dropout_layer_drops_to_zero(const tn__layer *layer);
tn_status tn__dropout_layer_prepare(tn__run *run, tn_error *err);
void tn__dropout_layer_unprepare(tn__run *run);
void tn__dropout_layer_forward(const tn__run *run);
void tn__dropout_layer_backward(const tn__run *run);

/* torch/nn/modules/dropout.py 2.13, _DropoutNd.__init__. */
#define TN_P_PARAM                                                                                                               \
    {                                                                                                                            \
        .name = "p", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 0.5}, .min = 0, .max = 1,            \
        .out_of_range = "dropout probability has to be between 0 and 1"                                                          \
    }
/* thinnet's extension; None is PyTorch's own constant. */
#define TN_ALPHA_PARAM                                                                                                           \
    {                                                                                                                            \
        .name = "alpha", .type = TN_PARAM_FLOAT, .nullable = true, .extension = true                                             \
    }

#define TN_DROPOUT_ROW(kind)                                                                                                     \
    .function_params = "p training inplace", .traits = TN_TRAIT_DROPOUT | TN_TRAIT_POINTWISE, .min_inputs = 1, .max_inputs = 1,  \
    .shape = tn__dropout_layer_shape, .saved_bytes = tn__dropout_layer_saved, .scratch_bytes = tn__dropout_layer_scratch,        \
    .prepare = tn__dropout_layer_prepare, .unprepare = tn__dropout_layer_unprepare, .forward = tn__dropout_layer_forward,        \
    .backward = tn__dropout_layer_backward, .dropout = &tn__dropout_##kind

#endif
