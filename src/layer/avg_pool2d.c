/* AvgPool2d (torch/nn/modules/pooling.py 2.13). */
#include "layer/pool_layer.h"

static const tn__param params[] = {
    {TN_POOL_PARAM("kernel_size", TN_PARAM_PAIR), .required = true, .min = 1},
    {TN_POOL_PARAM("stride", TN_PARAM_PAIR), .nullable = true, .min = 1},
    {TN_POOL_PARAM("padding", TN_PARAM_PAIR), .fallback = TN_POOL_SIZES(0, 2)},
    TN_POOL_FLAG("ceil_mode", 0),
    TN_POOL_FLAG("count_include_pad", 1),
    {.name = "divisor_override", .type = TN_PARAM_INT, .nullable = true, .min = 1, .max = INT32_MAX},
    {0}};

const tn__layer_kind tn__layer_avg_pool2d = {
    TN_AVERAGE_POOL_ROW,
    .name = "avg_pool2d",
    .torch_class = "AvgPool2d",
    .torch_function = "avg_pool2d",
    .summary = "the mean of each window",
    .params = params,
    .layout = TN_LAYOUT_CHANNELS_LAST,
};
