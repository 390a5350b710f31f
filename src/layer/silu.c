/* SiLU: x * sigmoid(x); Elfwing et al. 2018. */
#include "layer/pointwise.h"

TN_ACTIVATION(silu)

static const tn__param params[] = {TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_silu = {
    TN_ACTIVATION_ROW,
    .name = "silu",
    .torch_class = "SiLU",
    .torch_function = "silu",
    .summary = "x * sigmoid(x)",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_INPUT,
};
