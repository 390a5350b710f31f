/* Dropout: drops elements. */
#include "layer/dropout_layer.h"

static const tn__param params[] = {TN_P_PARAM, TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_dropout = {
    TN_DROPOUT_ROW(dropout),     .name = "dropout",           .torch_class = "Dropout",
    .torch_function = "dropout", .summary = "drops elements", .params = params,
};
