/* What Conv1d and Conv2d share (torch/nn/modules/conv.py 2.13). A 1-D convolution is a 2-D one of
 * height 1. */
#ifndef TN_LAYER_CONV_LAYER_H
#define TN_LAYER_CONV_LAYER_H

#include "layer/layer.h"

extern const tn__state_spec tn__conv_state[];
/* The layer's own number of sizes: a bare int stands for all of them. */
tn_status tn__conv_check(const tn__layer *layer, tn_error *err);
tn_status tn__conv_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
bool tn__conv_state_shape(const tn__layer *layer, int i, tn_shape *out);
void tn__conv_init(const tn__layer *layer, void *const *states, struct tn_generator *generator);
int64_t tn__conv_macs(const tn__layer *layer, const tn_shape *in, const tn_shape *out);
/* Without want_dx and training. */
tn__conv_geometry tn__conv_geometry_of(const tn__layer *layer, const tn_shape *in, const tn_shape *out);
tn_status tn__conv_prepare(tn__run *run, tn_error *err);
void tn__conv_unprepare(tn__run *run);

/* type: of the sizes; n: how many there are. */
#define TN_CONV_SIZES(a, n)                                                                                                      \
    {                                                                                                                            \
        .type = TN_VALUE_INTS, .n_ints = n, .ints = { a, n == 1 ? 0 : a }                                                        \
    }
#define TN_CONV_PARAMS(sizes, n)                                                                                                 \
    {                                                                                                                            \
        {.name = "in_channels", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},                             \
            {.name = "out_channels", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},                        \
            {.name = "kernel_size", .type = sizes, .required = true, .min = 1, .max = INT16_MAX},                                \
            {.name = "stride", .type = sizes, .fallback = TN_CONV_SIZES(1, n), .min = 1, .max = INT16_MAX},                      \
            {.name = "padding", .type = sizes, .fallback = TN_CONV_SIZES(0, n), .or_text = true, .min = 0, .max = INT16_MAX},    \
            {.name = "dilation", .type = sizes, .fallback = TN_CONV_SIZES(1, n), .min = 1, .max = INT16_MAX},                    \
            {.name = "groups",                                                                                                   \
             .type = TN_PARAM_INT,                                                                                               \
             .fallback = {.type = TN_VALUE_INT, .ints = {1}},                                                                    \
             .min = 1,                                                                                                           \
             .max = INT32_MAX},                                                                                                  \
            {.name = "bias", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},                           \
            {.name = "padding_mode", .type = TN_PARAM_TEXT, .fallback = {.type = TN_VALUE_TEXT, .text = "zeros"}},               \
            {.name = "device", .type = TN_PARAM_IGNORED}, {.name = "dtype", .type = TN_PARAM_IGNORED},                           \
        {                                                                                                                        \
            0                                                                                                                    \
        }                                                                                                                        \
    }

#define TN_CONV_ROW                                                                                                              \
    .state = tn__conv_state, .min_inputs = 1, .max_inputs = 1, .check = tn__conv_check, .shape = tn__conv_shape,                 \
    .traits = TN_TRAIT_LINEAR_MAP | TN_TRAIT_SPATIAL | TN_TRAIT_KEEPS_INPUT, .state_shape = tn__conv_state_shape,                \
    .init = tn__conv_init, .macs = tn__conv_macs, .prepare = tn__conv_prepare, .unprepare = tn__conv_unprepare

#endif
