/* ReLU: max(0, x); Nair & Hinton 2010. */
#include "layer/pointwise.h"

TN_ACTIVATION(relu)

static const tn__param params[] = {TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_relu = {
    TN_ACTIVATION_ROW,
    .name = "relu",
    .torch_class = "ReLU",
    .torch_function = "relu",
    .summary = "max(0, x)",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS |
              TN_TRAIT_KEEPS_OUTPUT,
};
