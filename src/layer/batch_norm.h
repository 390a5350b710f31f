/* BatchNorm1d and BatchNorm2d: rows that differ in the ranks that they take (Ioffe & Szegedy 2015;
 * torch/nn/modules/batchnorm.py 2.13). */
#ifndef TN_LAYER_BATCH_NORM_H
#define TN_LAYER_BATCH_NORM_H

#include "layer/layer.h"

extern const tn__param tn__batch_norm_params[];
extern const tn__state_spec tn__batch_norm_state[];
bool tn__batch_norm_state_shape(const tn__layer *layer, int i, tn_shape *out);
/* The channels must fit; ranks are the row's business. */
tn_status tn__batch_norm_shape(const tn__layer *layer, const tn_shape *in, tn_shape *out, tn_error *err);
/* Refuses batch statistics of a single value. */
tn_status tn__batch_norm_prepare(tn__run *run, tn_error *err);
size_t tn__batch_norm_saved(const tn__run *run);
size_t tn__batch_norm_scratch(const tn__run *run);
void tn__batch_norm_forward(const tn__run *run);
void tn__batch_norm_backward(const tn__run *run);

#define TN_BATCH_NORM_ROW                                                                                                        \
    .params = tn__batch_norm_params, .state = tn__batch_norm_state,                                                              \
    .traits = TN_TRAIT_NORMALISES | TN_TRAIT_BATCH_STATISTICS | TN_TRAIT_KEEPS_INPUT, .layout = TN_LAYOUT_CHANNELS_LAST,         \
    .min_inputs = 1, .max_inputs = 1, .state_shape = tn__batch_norm_state_shape, .saved_bytes = tn__batch_norm_saved,            \
    .scratch_bytes = tn__batch_norm_scratch, .prepare = tn__batch_norm_prepare, .forward = tn__batch_norm_forward,               \
    .backward = tn__batch_norm_backward

#endif
