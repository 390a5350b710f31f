/* ReLU6: min(max(0, x), 6); Krizhevsky 2010. */
#include "layer/pointwise.h"

TN_ACTIVATION(relu6)

static const tn__param params[] = {TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_relu6 = {
    TN_ACTIVATION_ROW,
    .name = "relu6",
    .torch_class = "ReLU6",
    .torch_function = "relu6",
    .summary = "min(max(0, x), 6)",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_INPUT,
};
