/* AvgPool2d (torch/nn/modules/pooling.py 2.13). */
#include "layer/pool_layer.h"

static const tn__param params[] = {
    {.name = "kernel_size", .type = TN_PARAM_PAIR, .required = true, .min = 1, .max = INT16_MAX},
    {.name = "stride", .type = TN_PARAM_PAIR, .nullable = true, .min = 1, .max = INT16_MAX},
    {.name = "padding", .type = TN_PARAM_PAIR, .fallback = TN_POOL_PAIR(0), .min = 0, .max = INT16_MAX},
    {.name = "ceil_mode", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {.name = "count_include_pad", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
    {.name = "divisor_override", .type = TN_PARAM_INT, .nullable = true, .min = 1, .max = INT32_MAX},
    {0}};

static tn_status check(const tn__layer *layer, tn_error *err)
{
    if (tn__arg(layer, "divisor_override")->type != TN_VALUE_NONE)
        return tn__fail(err, TN_UNSUPPORTED, "thinnet's AvgPool2d has no divisor_override");
    return tn__pool_check(layer, err);
}

static tn__pool geometry(const tn__run *run)
{
    tn__pool g = tn__pool_of(run);
    g.count_include_pad = tn__arg_bool(run->layer, "count_include_pad");
    return g;
}

static void forward(const tn__run *run)
{
    tn__pool g = geometry(run);
    run->compute->kernels->average_pool(run->out, run->in[0], &g);
}

static void backward(const tn__run *run)
{
    tn__pool g = geometry(run);
    if (!run->din[0]) return;
    if (!run->din_add[0]) run->compute->kernels->fill(run->din[0], 0, tn__shape_count(&run->in_shape[0]));
    run->compute->kernels->average_pool_grad(run->din[0], run->dout, &g);
}

const tn__layer_kind tn__layer_avg_pool2d = {
    .name = "avg_pool2d",
    .torch_class = "AvgPool2d",
    .torch_function = "avg_pool2d",
    .summary = "the mean of each window",
    .params = params,
    .traits = TN_TRAIT_SPATIAL | TN_TRAIT_POSITIVELY_HOMOGENEOUS | TN_TRAIT_ZERO_AT_ZERO,
    .layout = TN_LAYOUT_CHANNELS_LAST,
    .min_inputs = 1,
    .max_inputs = 1,
    .check = check,
    .shape = tn__pool_shape,
    .forward = forward,
    .backward = backward,
};
