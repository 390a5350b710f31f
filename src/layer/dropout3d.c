/* Dropout3d: drops channels of volumes. */
#include "layer/dropout_layer.h"

static const tn__param params[] = {TN_P_PARAM, TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_dropout3d = {
    TN_DROPOUT_ROW(dropout3d),
    .name = "dropout3d",
    .torch_class = "Dropout3d",
    .torch_function = "dropout3d",
    .summary = "drops channels of volumes",
    .params = params,
};
