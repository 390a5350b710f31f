/* Dropout1d: drops channels of sequences. */
#include "layer/dropout_layer.h"

static const tn__param params[] = {TN_P_PARAM, TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_dropout1d = {
    TN_DROPOUT_ROW(dropout1d),
    .name = "dropout1d",
    .torch_class = "Dropout1d",
    .torch_function = "dropout1d",
    .summary = "drops channels of sequences",
    .params = params,
};
