/* Mish: x * tanh(softplus(x)); Misra 2019. */
#include "layer/pointwise.h"

TN_ACTIVATION(mish)

static const tn__param params[] = {TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_mish = {
    TN_ACTIVATION_ROW,
    .name = "mish",
    .torch_class = "Mish",
    .torch_function = "mish",
    .summary = "x * tanh(softplus(x))",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_INPUT,
};
