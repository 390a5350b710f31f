#include "layer/pool_layer.h"

#include "layer/rows.h"
#include "layer/shapes.h"

/* --- arguments --- */

/* Spatial dimensions: 1 or 2. */
static int axes_of(const tn__layer *layer)
{
    return layer->kind->layout == TN_LAYOUT_CHANNELS_LAST ? 2 : 1;
}

static bool has(const tn__layer *layer, const char *name)
{
    return tn__layer_param_index(layer->kind, name) >= 0;
}

static int64_t at(const tn__layer *layer, const char *name, int axis)
{
    return tn__arg(layer, name)->ints[axis];
}

static int64_t stride_of(const tn__layer *layer, int axis)
{
    bool given = tn__arg(layer, "stride")->type == TN_VALUE_INTS;
    return at(layer, given ? "stride" : "kernel_size", axis);
}

static int64_t dilation_of(const tn__layer *layer, int axis)
{
    return has(layer, "dilation") ? at(layer, "dilation", axis) : 1;
}

static tn_status check_forms(const tn__layer *layer, tn_error *err)
{
    for (int i = 0; i < tn__layer_params_count(layer->kind); i++) {
        const tn_value *v = &layer->args[i];
        if (v->type == TN_VALUE_INTS && v->n_ints != axes_of(layer))
            return tn__fail(err, TN_BAD_ARGUMENT, "%s: argument '%s' must be an int or a tuple of %d, but has %d values",
                            layer->kind->torch_class, layer->kind->params[i].name, axes_of(layer), v->n_ints);
    }
    if (has(layer, "return_indices") && tn__arg_bool(layer, "return_indices"))
        return tn__fail(err, TN_UNSUPPORTED, "thinnet's %s does not return indices", layer->kind->torch_class);
    if (has(layer, "divisor_override") && tn__arg(layer, "divisor_override")->type != TN_VALUE_NONE)
        return tn__fail(err, TN_UNSUPPORTED, "thinnet's %s has no divisor_override", layer->kind->torch_class);
    return TN_OK;
}

tn_status tn__pool_check(const tn__layer *layer, tn_error *err)
{
    tn_status status = check_forms(layer, err);
    for (int axis = 0; status == TN_OK && axis < axes_of(layer); axis++) {
        int64_t size = at(layer, "kernel_size", axis), pad = at(layer, "padding", axis);
        int64_t dilation = dilation_of(layer, axis);
        if (pad > ((size - 1) * dilation + 1) / 2)
            status = tn__fail(err, TN_BAD_ARGUMENT,
                              "pad should be at most half of effective kernel size, but got pad=%lld, "
                              "kernel_size=%lld and dilation=%lld",
                              (long long)pad, (long long)size, (long long)dilation);
    }
    return status;
}

/* --- shapes --- */

static int64_t output_size(const tn__layer *layer, int axis, int64_t size)
{
    int64_t stride = stride_of(layer, axis), pad = at(layer, "padding", axis);
    int64_t reach = dilation_of(layer, axis) * (at(layer, "kernel_size", axis) - 1) + 1;
    bool ceil_mode = tn__arg_bool(layer, "ceil_mode");
    if (size == TN_DIM_UNKNOWN) return TN_DIM_UNKNOWN;
    /* Where the last window would start, at most. */
    int64_t last = size + 2 * pad - reach + (ceil_mode ? stride - 1 : 0);
    int64_t n = last < 0 ? 0 : last / stride + 1;
    /* It must start inside the input or its left padding. */
    return ceil_mode && n > 0 && (n - 1) * stride >= size + pad ? n - 1 : n;
}

/* PyTorch speaks of channels x height x width. */
static tn_status too_small(const tn__layer *layer, const tn_shape *in, const tn_shape *out, tn_error *err)
{
    char sizes[2][3][32] = {{"", "1", ""}, {"", "1", ""}};
    for (int i = 0; i < 2; i++) {
        const tn_shape *s = i ? out : in;
        for (int d = 1; d < s->rank; d++) tn__shape_print_count(s, d, d + 1, sizes[i][d == 1 ? 0 : d - s->rank + 3], 32);
    }
    return tn__fail(err, TN_BAD_SHAPE,
                    "%s: Given input size: (%sx%sx%s). Calculated output size: (%sx%sx%s). "
                    "Output size is too small",
                    layer->kind->torch_function, sizes[0][0], sizes[0][1], sizes[0][2], sizes[1][0], sizes[1][1], sizes[1][2]);
}

tn_status tn__pool_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    char text[96];
    int axes = axes_of(layer);
    bool empty = false;
    (void)n_in;
    if (in->rank != axes + 2)
        return tn__fail(err, TN_BAD_SHAPE, "%s: non-empty %dD or %dD (batch mode) tensor expected for input, but got %s",
                        layer->kind->torch_function, axes + 1, axes + 2, tn__shape_print(in, text, sizeof text));
    tn_status status = tn__shape_of_samples(layer, in, err);
    if (status != TN_OK) return status;
    *out = *in;
    for (int axis = 0; axis < axes; axis++) {
        out->dim[2 + axis] = output_size(layer, axis, in->dim[2 + axis]);
        empty = empty || out->dim[2 + axis] == 0;
    }
    return empty ? too_small(layer, in, out, err) : TN_OK;
}

/* --- passes, cut by samples --- */

tn__pool tn__pool_geometry(const tn__layer *l, const tn_shape *in_shape, const tn_shape *out_shape)
{
    const int64_t *in = in_shape->dim, *out = out_shape->dim;
    int x = axes_of(l) - 1; /* the axis of width */
    tn__pool g = {.n = x ? in[0] : in[0] * in[1], .c = x ? in[1] : 1};
    g.h = x ? in[2] : 1, g.w = in[2 + x], g.oh = x ? out[2] : 1, g.ow = out[2 + x];
    g.kernel_h = x ? at(l, "kernel_size", 0) : 1, g.kernel_w = at(l, "kernel_size", x);
    g.stride_h = x ? stride_of(l, 0) : 1, g.stride_w = stride_of(l, x);
    g.pad_h = x ? at(l, "padding", 0) : 0, g.pad_w = at(l, "padding", x);
    g.dilation_h = x ? dilation_of(l, 0) : 1, g.dilation_w = dilation_of(l, x);
    g.count_include_pad = has(l, "count_include_pad") && tn__arg_bool(l, "count_include_pad");
    return g;
}

static tn__pool geometry_of(const tn__run *run)
{
    return tn__pool_geometry(run->layer, &run->in_shape[0], &run->out_shape);
}

static int64_t in_size(const tn__pool *g)
{
    return g->h * g->w * g->c;
}

static int64_t out_size(const tn__pool *g)
{
    return g->oh * g->ow * g->c;
}

size_t tn__max_pool_saved(const tn__run *run)
{
    return run->for_training ? (size_t)tn__shape_count(&run->out_shape) * sizeof(int32_t) : 0;
}

static void max_forward(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    tn__pool g = *(const tn__pool *)detail;
    int32_t *where = run->saved ? (int32_t *)run->saved + first * out_size(&g) : NULL;
    g.n = n;
    run->compute->kernels->max_pool(run->out + first * out_size(&g), where, run->in[0] + first * in_size(&g), &g);
}

static void max_backward(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    tn__pool g = *(const tn__pool *)detail;
    const int32_t *where = (const int32_t *)run->saved + first * out_size(&g);
    float *dx = run->din[0] + first * in_size(&g);
    g.n = n;
    if (!run->din_add[0] && tn__pool_tiles(&g)) {
        run->compute->kernels->max_pool_spread(dx, run->dout + first * out_size(&g), where, &g);
        return;
    }
    if (!run->din_add[0]) run->compute->kernels->fill(dx, 0, n * in_size(&g));
    run->compute->kernels->max_pool_grad(dx, run->dout + first * out_size(&g), where, &g);
}

static void average_forward(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    tn__pool g = *(const tn__pool *)detail;
    g.n = n;
    run->compute->kernels->average_pool(run->out + first * out_size(&g), run->in[0] + first * in_size(&g), &g);
}

static void average_backward(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    tn__pool g = *(const tn__pool *)detail;
    float *dx = run->din[0] + first * in_size(&g);
    g.n = n;
    if (!run->din_add[0]) run->compute->kernels->fill(dx, 0, n * in_size(&g));
    run->compute->kernels->average_pool_grad(dx, run->dout + first * out_size(&g), &g);
}

void tn__max_pool_forward(const tn__run *run)
{
    tn__pool g = geometry_of(run);
    tn__for_rows(run, g.n, in_size(&g), max_forward, &g);
}

void tn__max_pool_backward(const tn__run *run)
{
    tn__pool g = geometry_of(run);
    if (run->din[0]) tn__for_rows(run, g.n, in_size(&g), max_backward, &g);
}

void tn__average_pool_forward(const tn__run *run)
{
    tn__pool g = geometry_of(run);
    tn__for_rows(run, g.n, in_size(&g), average_forward, &g);
}

void tn__average_pool_backward(const tn__run *run)
{
    tn__pool g = geometry_of(run);
    if (run->din[0]) tn__for_rows(run, g.n, in_size(&g), average_backward, &g);
}
