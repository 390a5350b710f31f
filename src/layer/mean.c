/* tensor.mean over dimensions, as in x.mean([2, 3]), global average pooling. */
#include <string.h>

#include "layer/shapes.h"

static const tn__param params[] = {
    {.name = "dim", .type = TN_PARAM_INTS, .required = true, .min = -TN_MAX_DIMS, .max = TN_MAX_DIMS - 1},
    {.name = "keepdim", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {0}};

static tn_status reduced_of(const tn__layer *layer, const tn_shape *in, bool *reduced, tn_error *err)
{
    const tn_value *dims = tn__arg(layer, "dim");
    for (int i = 0; i < dims->n_ints; i++) {
        int axis;
        tn_status status = tn__shape_axis(in, dims->ints[i], &axis, err);
        if (status != TN_OK) return status;
        if (reduced[axis]) return tn__fail(err, TN_BAD_SHAPE, "dim %d appears multiple times in the list of dims", axis);
        reduced[axis] = true;
    }
    return TN_OK;
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    bool reduced[TN_MAX_DIMS] = {false}, keep = tn__arg_bool(layer, "keepdim");
    (void)n_in;
    tn_status status = reduced_of(layer, in, reduced, err);
    if (status != TN_OK) return status;
    if (in->batch >= 0 && reduced[in->batch])
        return tn__fail(err, TN_UNSUPPORTED, "thinnet has no mean over the batch, dimension %d", in->batch);
    *out = (tn_shape){.batch = -1};
    for (int d = 0; d < in->rank; d++) {
        if (reduced[d] && !keep) continue;
        if (in->batch == d) out->batch = out->rank;
        out->dim[out->rank++] = reduced[d] ? 1 : in->dim[d];
    }
    return TN_OK;
}

/* Steps in the output of the input's dimensions: 0 for those that are averaged. */
static void steps_of(const tn__run *run, int64_t *step)
{
    const tn_shape *in = &run->in_shape[0];
    bool reduced[TN_MAX_DIMS] = {false};
    int64_t size = 1;
    (void)reduced_of(run->layer, in, reduced, NULL); /* it was right when the shape was inferred */
    for (int d = in->rank - 1; d >= 0; d--) {
        step[d] = reduced[d] ? 0 : size;
        if (!reduced[d]) size *= in->dim[d];
    }
}

/* Next position of a counter over the input's dimensions before the last; returns where it is in
 * the output. */
static int64_t advance(const tn_shape *in, const int64_t *step, int64_t *at, int64_t out)
{
    for (int d = in->rank - 2; d >= 0; d--) {
        out += step[d];
        if (++at[d] < in->dim[d]) break;
        out -= step[d] * in->dim[d];
        at[d] = 0;
    }
    return out;
}

static size_t scratch_bytes(const tn__run *run)
{
    return (size_t)tn__shape_count(&run->out_shape) * sizeof(double);
}

static void forward(const tn__run *run)
{
    const tn_shape *in = &run->in_shape[0];
    int64_t step[TN_MAX_DIMS] = {0}, at[TN_MAX_DIMS] = {0}, o = 0, n = tn__shape_count(in);
    int64_t row = in->rank ? in->dim[in->rank - 1] : 1, outputs = tn__shape_count(&run->out_shape);
    double *sum = run->scratch;
    steps_of(run, step);
    memset(sum, 0, (size_t)outputs * sizeof *sum);
    for (int64_t i = 0; i < n; i += row) {
        for (int64_t k = 0; k < row; k++) sum[o + k * step[in->rank ? in->rank - 1 : 0]] += (double)run->in[0][i + k];
        o = advance(in, step, at, o);
    }
    for (int64_t i = 0; i < outputs; i++) run->out[i] = (float)(sum[i] / (double)(n / outputs));
}

static void backward(const tn__run *run)
{
    const tn_shape *in = &run->in_shape[0];
    int64_t step[TN_MAX_DIMS] = {0}, at[TN_MAX_DIMS] = {0}, o = 0, n = tn__shape_count(in);
    int64_t row = in->rank ? in->dim[in->rank - 1] : 1, outputs = tn__shape_count(&run->out_shape);
    if (!run->din[0] || outputs == 0) return;
    float share = 1.0f / (float)(n / outputs);
    steps_of(run, step);
    for (int64_t i = 0; i < n; i += row) {
        for (int64_t k = 0; k < row; k++) {
            float g = share * run->dout[o + k * step[in->rank ? in->rank - 1 : 0]];
            run->din[0][i + k] = run->din_add[0] ? run->din[0][i + k] + g : g;
        }
        o = advance(in, step, at, o);
    }
}

const tn__layer_kind tn__layer_mean = {
    .name = "mean",
    .torch_function = "mean",
    .summary = "the mean over dimensions",
    .params = params,
    .traits = TN_TRAIT_SPATIAL | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .scratch_bytes = scratch_bytes,
    .forward = forward,
    .backward = backward,
};
