/* Tanh: hyperbolic tangent. */
#include "layer/pointwise.h"

TN_ACTIVATION_PASSES(tanh)

const tn__layer_kind tn__layer_tanh = {
    .name = "tanh",
    .torch_class = "Tanh",
    .torch_function = "tanh",
    .summary = "hyperbolic tangent",
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_OUTPUT,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__shape_same,
    .forward = forward,
    .backward = backward,
};
