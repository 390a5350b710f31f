/* Sigmoid: 1 / (1 + e^-x). */
#include "layer/pointwise.h"

TN_ACTIVATION(sigmoid)

const tn__layer_kind tn__layer_sigmoid = {
    TN_ACTIVATION_ROW,           .name = "sigmoid",
    .torch_class = "Sigmoid",    .torch_function = "sigmoid",
    .summary = "1 / (1 + e^-x)", .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_KEEPS_OUTPUT,
};
