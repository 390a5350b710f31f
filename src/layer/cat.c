/* torch.cat of up to four tensors along a dimension. */
#include "layer/shapes.h"

static const tn__param params[] = {
    {.name = "dim", .type = TN_PARAM_INT, .fallback = {.type = TN_VALUE_INT}, .min = -TN_MAX_DIMS, .max = TN_MAX_DIMS}, {0}};

static int axis_of(const tn__layer *layer, int rank)
{
    int dim = (int)tn__arg_int(layer, "dim");
    return dim < 0 ? dim + rank : dim;
}

/* Input k differs from the first in its dimension d. */
static tn_status misfit(const tn_shape *in, int k, int axis, int d, tn_error *err)
{
    char first[32], other[32];
    return tn__fail(err, TN_BAD_SHAPE,
                    "Sizes of tensors must match except in dimension %d. Expected size %s but got size "
                    "%s for tensor number %d in the list.",
                    axis, tn__shape_print_count(&in[0], d, d + 1, first, sizeof first),
                    tn__shape_print_count(&in[k], d, d + 1, other, sizeof other), k);
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    int axis;
    tn_status status = tn__shape_axis(&in[0], tn__arg_int(layer, "dim"), &axis, err);
    if (status != TN_OK) return status;
    if (axis == in[0].batch) return tn__fail(err, TN_UNSUPPORTED, "thinnet cannot concatenate along the batch dimension");
    *out = in[0];
    for (int k = 1; k < n_in; k++) {
        if (in[k].rank != out->rank)
            return tn__fail(err, TN_BAD_SHAPE, "Tensors must have same number of dimensions: got %d and %d", in[0].rank,
                            in[k].rank);
        if (in[k].batch != out->batch) return misfit(in, k, axis, in[k].batch < 0 ? out->batch : in[k].batch, err);
        for (int d = 0; d < out->rank; d++) {
            int64_t a = out->dim[d], b = in[k].dim[d];
            bool unknown = a == TN_DIM_UNKNOWN || b == TN_DIM_UNKNOWN;
            if (d == axis && !unknown && __builtin_add_overflow(a, b, &out->dim[d]))
                out->dim[d] = INT64_MAX;
            else if (d == axis)
                out->dim[d] = unknown ? TN_DIM_UNKNOWN : a + b;
            else if (unknown)
                out->dim[d] = a == TN_DIM_UNKNOWN ? b : a;
            else if (a != b)
                return misfit(in, k, axis, d, err);
        }
    }
    return TN_OK;
}

/* Copies each input's stretch of every outer row into the output, or the output's gradient back. */
static void move(const tn__run *run, bool backward)
{
    int axis = axis_of(run->layer, run->out_shape.rank);
    int64_t outer = tn__shape_product(&run->out_shape, 0, axis);
    int64_t row = tn__shape_product(&run->out_shape, axis, run->out_shape.rank), at = 0;
    for (int k = 0; k < run->n_in; k++) {
        int64_t n = tn__shape_product(&run->in_shape[k], axis, run->in_shape[k].rank);
        for (int64_t r = 0; r < outer; r++) {
            if (!backward)
                run->compute->kernels->copy(run->out + r * row + at, run->in[k] + r * n, n, false);
            else if (run->din[k])
                run->compute->kernels->copy(run->din[k] + r * n, run->dout + r * row + at, n, run->din_add[k]);
        }
        at += n;
    }
}

static void forward(const tn__run *run)
{
    move(run, false);
}

static void backward(const tn__run *run)
{
    move(run, true);
}

const tn__layer_kind tn__layer_cat = {
    .name = "cat",
    .torch_function = "cat",
    .summary = "tensors joined along a dimension",
    .params = params,
    .traits = TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = TN_LAYER_MAX_INPUTS,
    .shape = shape,
    .forward = forward,
    .backward = backward,
};
