/* torch.narrow: `length` of a dimension's places from `start` on; what x[:, a:b] and chunk() take. */
#include <string.h>

#include "layer/shapes.h"

static const tn__param params[] = {
    {.name = "dim", .type = TN_PARAM_INT, .required = true, .min = -TN_MAX_DIMS, .max = TN_MAX_DIMS - 1},
    {.name = "start", .type = TN_PARAM_INT, .required = true, .min = INT32_MIN, .max = INT32_MAX},
    {.name = "length", .type = TN_PARAM_INT, .required = true, .min = 0, .max = INT32_MAX},
    {0}};

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)n_in;
    int axis;
    int64_t start = tn__arg_int(layer, "start"), length = tn__arg_int(layer, "length");
    tn_status status = tn__shape_axis(in, tn__arg_int(layer, "dim"), &axis, err);
    if (status != TN_OK) return status;
    if (axis == in->batch) return tn__fail(err, TN_UNSUPPORTED, "thinnet cannot take some samples of a batch");
    int64_t size = in->dim[axis];
    if (size >= 0 && (start > size || start < -size))
        return tn__fail(err, TN_BAD_SHAPE, "start out of range (expected to be in range of [%lld, %lld], but got %lld)",
                        (long long)-size, (long long)size, (long long)start);
    if (size >= 0 && (start < 0 ? start + size : start) + length > size)
        return tn__fail(err, TN_BAD_SHAPE, "start (%lld) + length (%lld) exceeds dimension size (%lld).",
                        (long long)(start < 0 ? start + size : start), (long long)length, (long long)size);
    *out = *in;
    out->dim[axis] = length;
    return TN_OK;
}

/* Rows of `row` numbers in the input, of which `n` from `from` on are the output's. */
typedef struct stretch {
    int64_t rows, row, from, n;
} stretch;

static stretch stretch_of(const tn__run *run)
{
    const tn_shape *in = &run->in_shape[0];
    int axis = 0;
    (void)tn__shape_axis(in, tn__arg_int(run->layer, "dim"), &axis, NULL); /* it was right when the shape was inferred */
    int64_t start = tn__arg_int(run->layer, "start"), inner = tn__shape_product(in, axis + 1, in->rank);
    return (stretch){.rows = tn__shape_product(in, 0, axis),
                     .row = in->dim[axis] * inner,
                     .from = (start < 0 ? start + in->dim[axis] : start) * inner,
                     .n = run->out_shape.dim[axis] * inner};
}

static void forward(const tn__run *run)
{
    const stretch s = stretch_of(run);
    for (int64_t r = 0; r < s.rows && s.n > 0; r++)
        memcpy(run->out + r * s.n, run->in[0] + r * s.row + s.from, (size_t)s.n * sizeof *run->out);
}

static void backward(const tn__run *run)
{
    const stretch s = stretch_of(run);
    const tn__kernels *k = run->compute->kernels;
    if (!run->din[0]) return;
    if (!run->din_add[0]) k->fill(run->din[0], 0, s.rows * s.row);
    for (int64_t r = 0; r < s.rows; r++) k->copy(run->din[0] + r * s.row + s.from, run->dout + r * s.n, s.n, run->din_add[0]);
}

const tn__layer_kind tn__layer_narrow = {
    .name = "narrow",
    .torch_function = "narrow",
    .summary = "some places of a dimension, one after the other",
    .params = params,
    .traits = TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
};
