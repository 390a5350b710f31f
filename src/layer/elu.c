/* ELU: x, or alpha * (e^x - 1) below 0; Clevert et al. 2016. */
#include "layer/pointwise.h"

TN_ACTIVATION(elu)

static const tn__param params[] = {
    {.name = "alpha", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 1}}, TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_elu = {
    TN_ACTIVATION_ROW,
    .name = "elu",
    .torch_class = "ELU",
    .torch_function = "elu",
    .summary = "x, or alpha * (e^x - 1) below 0",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_INPUT | TN_TRAIT_KEEPS_OUTPUT,
};
