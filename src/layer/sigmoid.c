/* Sigmoid: 1 / (1 + e^-x). */
#include "layer/pointwise.h"

TN_ACTIVATION_PASSES(sigmoid)

const tn__layer_kind tn__layer_sigmoid = {
    .name = "sigmoid",
    .torch_class = "Sigmoid",
    .torch_function = "sigmoid",
    .summary = "1 / (1 + e^-x)",
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_KEEPS_OUTPUT,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__shape_same,
    .forward = forward,
    .backward = backward,
};
