/* Softplus: ln(1 + e^(beta x)) / beta; Dugas et al. 2001. */
#include "layer/pointwise.h"

TN_ACTIVATION(softplus)

static const tn__param params[] = {
    {.name = "beta", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 1}},
    {.name = "threshold", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 20}},
    {0}};

const tn__layer_kind tn__layer_softplus = {
    TN_ACTIVATION_ROW,
    .name = "softplus",
    .torch_class = "Softplus",
    .torch_function = "softplus",
    .summary = "ln(1 + e^(beta x)) / beta",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_KEEPS_INPUT,
};
