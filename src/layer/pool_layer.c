#include "layer/pool_layer.h"

#include "layer/shapes.h"

static int64_t pair(const tn__layer *layer, const char *name, int axis)
{
    return tn__arg(layer, name)->ints[axis];
}

static int64_t stride_of(const tn__layer *layer, int axis)
{
    bool given = tn__arg(layer, "stride")->type == TN_VALUE_INTS;
    return pair(layer, given ? "stride" : "kernel_size", axis);
}

static int64_t dilation_of(const tn__layer *layer, int axis)
{
    return tn__layer_param_index(layer->kind, "dilation") < 0 ? 1 : pair(layer, "dilation", axis);
}

tn_status tn__pool_check(const tn__layer *layer, tn_error *err)
{
    for (int axis = 0; axis < 2; axis++) {
        int64_t size = pair(layer, "kernel_size", axis), pad = pair(layer, "padding", axis),
                dilation = dilation_of(layer, axis);
        if (pad > ((size - 1) * dilation + 1) / 2)
            return tn__fail(
                err, TN_BAD_ARGUMENT,
                "pad should be at most half of effective kernel size, but got pad=%lld, "
                "kernel_size=%lld and dilation=%lld",
                (long long)pad, (long long)size, (long long)dilation);
    }
    return TN_OK;
}

static int64_t output_size(const tn__layer *layer, int axis, int64_t size)
{
    int64_t stride = stride_of(layer, axis), pad = pair(layer, "padding", axis);
    int64_t room = size + 2 * pad -
                   dilation_of(layer, axis) * (pair(layer, "kernel_size", axis) - 1) - 1;
    bool ceil_mode = tn__arg_bool(layer, "ceil_mode");
    if (size == TN_DIM_UNKNOWN) return TN_DIM_UNKNOWN;
    int64_t last = room +
                   (ceil_mode ? stride - 1 : 0); /* where the last window would start, at most */
    int64_t n = last < 0 ? 0 : last / stride + 1;
    /* The last window must start inside the input or its left padding. */
    return ceil_mode && n > 0 && (n - 1) * stride >= size + pad ? n - 1 : n;
}

static tn_status too_small(const tn_shape *in, const tn_shape *out, tn_error *err)
{
    char sizes[6][32];
    for (int i = 0; i < 6; i++)
        tn__shape_print_count(i < 3 ? in : out, 1 + i % 3, 2 + i % 3, sizes[i], sizeof sizes[i]);
    return tn__fail(err, TN_BAD_SHAPE,
                    "Given input size: (%sx%sx%s). Calculated output size: (%sx%sx%s). "
                    "Output size is too small",
                    sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
}

tn_status tn__pool_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out,
                         tn_error *err)
{
    char text[96];
    (void)n_in;
    if (in->rank != 4)
        return tn__fail(err, TN_BAD_SHAPE,
                        "%s: non-empty 3D or 4D (batch mode) tensor expected for input, but got %s",
                        layer->kind->torch_function, tn__shape_print(in, text, sizeof text));
    if (in->batch > 0) return tn__shape_batch_first(layer, in, err);
    *out = *in;
    for (int axis = 0; axis < 2; axis++)
        out->dim[2 + axis] = output_size(layer, axis, in->dim[2 + axis]);
    return out->dim[2] == 0 || out->dim[3] == 0 ? too_small(in, out, err) : TN_OK;
}

tn__pool tn__pool_of(const tn__run *run)
{
    const tn__layer *l = run->layer;
    const tn_shape *in = &run->in_shape[0], *out = &run->out_shape;
    return (tn__pool){.n = in->dim[0],
                      .c = in->dim[1],
                      .h = in->dim[2],
                      .w = in->dim[3],
                      .oh = out->dim[2],
                      .ow = out->dim[3],
                      .kernel_h = pair(l, "kernel_size", 0),
                      .kernel_w = pair(l, "kernel_size", 1),
                      .stride_h = stride_of(l, 0),
                      .stride_w = stride_of(l, 1),
                      .pad_h = pair(l, "padding", 0),
                      .pad_w = pair(l, "padding", 1),
                      .dilation_h = dilation_of(l, 0),
                      .dilation_w = dilation_of(l, 1)};
}
