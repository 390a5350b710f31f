/* LeakyReLU: x, or negative_slope * x below 0; Maas et al. 2013. */
#include "layer/pointwise.h"

TN_ACTIVATION(leaky_relu)

static const tn__param params[] = {
    {.name = "negative_slope", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 0.01}},
    TN_INPLACE_PARAM,
    {0}};

const tn__layer_kind tn__layer_leaky_relu = {
    TN_ACTIVATION_ROW,
    .name = "leaky_relu",
    .torch_class = "LeakyReLU",
    .torch_function = "leaky_relu",
    .summary = "x, or negative_slope * x below 0",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS |
              TN_TRAIT_KEEPS_INPUT,
};
