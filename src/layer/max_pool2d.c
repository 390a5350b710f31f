/* MaxPool2d (torch/nn/modules/pooling.py 2.13). Backward goes to the first of equal values, as
 * PyTorch's does. */
#include "layer/pool_layer.h"
#include "layer/rows.h"

static const tn__param params[] = {
    {.name = "kernel_size", .type = TN_PARAM_PAIR, .required = true, .min = 1, .max = INT16_MAX},
    {.name = "stride", .type = TN_PARAM_PAIR, .nullable = true, .min = 1, .max = INT16_MAX},
    {.name = "padding", .type = TN_PARAM_PAIR, .fallback = TN_POOL_PAIR(0), .min = 0,
     .max = INT16_MAX},
    {.name = "dilation", .type = TN_PARAM_PAIR, .fallback = TN_POOL_PAIR(1), .min = 1,
     .max = INT16_MAX},
    {.name = "return_indices", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {.name = "ceil_mode", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {0}};

static tn_status check(const tn__layer *layer, tn_error *err)
{
    if (tn__arg_bool(layer, "return_indices"))
        return tn__fail(err, TN_UNSUPPORTED, "thinnet's MaxPool2d does not return indices");
    return tn__pool_check(layer, err);
}

static size_t saved_bytes(const tn__run *run)
{
    return run->for_training ? (size_t)tn__shape_count(&run->out_shape) * sizeof(int32_t) : 0;
}

static void forward_samples(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const tn__kernels *k = run->compute->kernels;
    tn__pool g = *(const tn__pool *)detail;
    int64_t in = g.h * g.w * g.c, out = g.oh * g.ow * g.c;
    int32_t *saved = run->saved ? (int32_t *)run->saved + first * out : NULL;
    g.n = n;
    k->max_pool(run->out + first * out, saved, run->in[0] + first * in, &g);
}

static void forward(const tn__run *run)
{
    tn__pool g = tn__pool_of(run);
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
    k->max_pool_grad(dx, run->dout + first * out, (const int32_t *)run->saved + first * out, &g);
}

static void backward(const tn__run *run)
{
    tn__pool g = tn__pool_of(run);
    if (run->din[0]) tn__for_rows(run, g.n, g.h * g.w * g.c, backward_samples, &g);
}

const tn__layer_kind tn__layer_max_pool2d = {
    .name = "max_pool2d",
    .torch_class = "MaxPool2d",
    .torch_function = "max_pool2d",
    .summary = "the largest of each window",
    .params = params,
    .function_params = "kernel_size stride padding dilation ceil_mode return_indices",
    .traits = TN_TRAIT_SPATIAL | TN_TRAIT_POSITIVELY_HOMOGENEOUS | TN_TRAIT_ZERO_AT_ZERO,
    .layout = TN_LAYOUT_CHANNELS_LAST,
    .min_inputs = 1,
    .max_inputs = 1,
    .check = check,
    .shape = tn__pool_shape,
    .saved_bytes = saved_bytes,
    .forward = forward,
    .backward = backward,
};
