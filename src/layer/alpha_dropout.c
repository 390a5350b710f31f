/* AlphaDropout: drops elements to SELU's floor, keeping mean 0 and variance 1. */
#include "layer/dropout_layer.h"

static const tn__param params[] = {TN_P_PARAM, TN_INPLACE_PARAM, TN_ALPHA_PARAM, {0}};

const tn__layer_kind tn__layer_alpha_dropout = {
    TN_DROPOUT_ROW(alpha_dropout),
    .name = "alpha_dropout",
    .torch_class = "AlphaDropout",
    .torch_function = "alpha_dropout",
    .summary = "drops elements to SELU's floor, keeping mean 0 and variance 1",
    .params = params,
};
