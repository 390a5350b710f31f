/* BatchwiseDropout: drops the same units for all samples of a step. Not in PyTorch; the paper's name. */
#include "layer/dropout_layer.h"

static const tn__param params[] = {TN_P_PARAM, TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_batchwise_dropout = {
    TN_DROPOUT_ROW(batchwise_dropout),
    .name = "batchwise_dropout",
    .torch_class = "BatchwiseDropout",
    .torch_function = "batchwise_dropout",
    .summary = "drops the same units of every sample of a step",
    .params = params,
};
