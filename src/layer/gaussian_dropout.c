/* GaussianDropout: multiplies by noise around 1. Not in PyTorch: the name is Keras's, and a row
 * here lets C programs and studies use it. */
#include "layer/dropout_layer.h"

/* p = 1 would be noise of infinite variance. */
static const tn__param params[] = {{.name = "p",
                                    .type = TN_PARAM_FLOAT,
                                    .fallback = {.type = TN_VALUE_FLOAT, .number = 0.5},
                                    .min = 0,
                                    .max = 0x1.fffffffffffffp-1,
                                    .out_of_range = "Gaussian dropout's rate has to be in [0, 1)"},
                                   TN_INPLACE_PARAM,
                                   {0}};

const tn__layer_kind tn__layer_gaussian_dropout = {
    TN_DROPOUT_ROW(gaussian_dropout),         .name = "gaussian_dropout",
    .torch_class = "GaussianDropout",         .torch_function = "gaussian_dropout",
    .summary = "multiplies by N(1, p/(1-p))", .params = params,
};
