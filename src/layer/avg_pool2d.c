/* AvgPool2d (torch/nn/modules/pooling.py 2.13). */
#include "layer/pool_layer.h"
#include "layer/rows.h"

static const tn__param params[] = {
    {.name = "kernel_size", .type = TN_PARAM_PAIR, .required = true, .min = 1, .max = INT16_MAX},
    {.name = "stride", .type = TN_PARAM_PAIR, .nullable = true, .min = 1, .max = INT16_MAX},
    {.name = "padding", .type = TN_PARAM_PAIR, .fallback = TN_POOL_PAIR(0), .min = 0,
     .max = INT16_MAX},
    {.name = "ceil_mode", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {.name = "count_include_pad", .type = TN_PARAM_BOOL,
     .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
    {.name = "divisor_override", .type = TN_PARAM_INT, .nullable = true, .min = 1,
     .max = INT32_MAX},
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

static void forward_samples(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const tn__kernels *k = run->compute->kernels;
    tn__pool g = *(const tn__pool *)detail;
    int64_t in = g.h * g.w * g.c, out = g.oh * g.ow * g.c;
    g.n = n;
    k->average_pool(run->out + first * out, run->in[0] + first * in, &g);
}

static void forward(const tn__run *run)
{
    tn__pool g = geometry(run);
    tn__for_rows(run, g.n, g.h * g.w * g.c, forward_samples, &g);
}

static void backward_samples(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const tn__kernels *k = run->compute->kernels;
    tn__pool g = *(const tn__pool *)detail;
    int64_t in = g.h * g.w * g.c, out = g.oh * g.ow * g.c;
    float *dx = run->din[0] + first * in;
    g.n = n;
    if (!run->din_add[0]) k->fill(dx, 0, n * in);
    k->average_pool_grad(dx, run->dout + first * out, &g);
}

static void backward(const tn__run *run)
{
    tn__pool g = geometry(run);
    if (run->din[0]) tn__for_rows(run, g.n, g.h * g.w * g.c, backward_samples, &g);
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
