/* Tanh: hyperbolic tangent. */
#include "layer/pointwise.h"

TN_ACTIVATION(tanh)

const tn__layer_kind tn__layer_tanh = {
    TN_ACTIVATION_ROW,
    .name = "tanh",
    .torch_class = "Tanh",
    .torch_function = "tanh",
    .summary = "hyperbolic tangent",
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_OUTPUT,
};
