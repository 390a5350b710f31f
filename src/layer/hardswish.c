/* Hardswish: x * hardsigmoid(x); Howard et al. 2019. */
#include "layer/pointwise.h"

TN_ACTIVATION(hardswish)

static const tn__param params[] = {TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_hardswish = {
    TN_ACTIVATION_ROW,
    .name = "hardswish",
    .torch_class = "Hardswish",
    .torch_function = "hardswish",
    .summary = "x * hardsigmoid(x)",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_INPUT,
};
