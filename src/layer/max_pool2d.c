/* MaxPool2d (torch/nn/modules/pooling.py 2.13). Backward goes to the first of equal values, as
 * PyTorch's does. */
#include "layer/pool_layer.h"

static const tn__param params[] = TN_MAX_POOL_PARAMS(TN_PARAM_PAIR, 2);

const tn__layer_kind tn__layer_max_pool2d = {
    TN_MAX_POOL_ROW,
    .name = "max_pool2d",
    .torch_class = "MaxPool2d",
    .torch_function = "max_pool2d",
    .summary = "the largest of each window",
    .params = params,
    .layout = TN_LAYOUT_CHANNELS_LAST,
};
