/* Dropout2d: drops channels of images. */
#include "layer/dropout_layer.h"

static const tn__param params[] = {TN_P_PARAM, TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_dropout2d = {
    TN_DROPOUT_ROW(dropout2d),
    .name = "dropout2d",
    .torch_class = "Dropout2d",
    .torch_function = "dropout2d",
    .summary = "drops channels of images",
    .params = params,
};
