/* Hardsigmoid: min(max(x + 3, 0), 6) / 6; Howard et al. 2019. */
#include "layer/pointwise.h"

TN_ACTIVATION(hardsigmoid)

static const tn__param params[] = {TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_hardsigmoid = {
    TN_ACTIVATION_ROW,
    .name = "hardsigmoid",
    .torch_class = "Hardsigmoid",
    .torch_function = "hardsigmoid",
    .summary = "min(max(x + 3, 0), 6) / 6",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_KEEPS_INPUT,
};
