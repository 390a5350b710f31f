/* tensor.permute: output dimension d is input dimension dims[d]. tensor.transpose is a permutation
 * too. */
#include "layer/shapes.h"

static const tn__param params[] = {
    {.name = "dims", .type = TN_PARAM_INTS, .required = true, .min = -TN_MAX_DIMS, .max = TN_MAX_DIMS - 1}, {0}};

static tn_status order_of(const tn__layer *layer, const tn_shape *in, int *order, tn_error *err)
{
    const tn_value *dims = tn__arg(layer, "dims");
    unsigned seen = 0;
    if (dims->n_ints != in->rank)
        return tn__fail(err, TN_BAD_SHAPE,
                        "permute(): number of dimensions in the tensor input does not match the length of "
                        "the desired ordering of dimensions i.e. input.dim() = %d is not equal to len(dims) = "
                        "%d",
                        in->rank, dims->n_ints);
    for (int d = 0; d < in->rank; d++) {
        tn_status status = tn__shape_axis(in, dims->ints[d], &order[d], err);
        if (status != TN_OK) return status;
        if (seen & 1u << order[d]) return tn__fail(err, TN_BAD_SHAPE, "permute(): duplicate dims are not allowed.");
        seen |= 1u << order[d];
    }
    return TN_OK;
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    int order[TN_MAX_DIMS];
    (void)n_in;
    tn_status status = order_of(layer, in, order, err);
    if (status != TN_OK) return status;
    *out = *in;
    for (int d = 0; d < in->rank; d++) {
        out->dim[d] = in->dim[order[d]];
        if (in->batch == order[d]) out->batch = d;
    }
    return TN_OK;
}

/* Steps in the input of the output's dimensions. */
static void steps_of(const tn__run *run, int64_t *step)
{
    const tn_shape *in = &run->in_shape[0];
    int order[TN_MAX_DIMS] = {0};
    (void)order_of(run->layer, in, order, NULL); /* it was right when the shape was inferred */
    for (int d = 0; d < in->rank; d++) step[d] = tn__shape_product(in, order[d] + 1, in->rank);
}

/* Next position of a counter over the dimensions before the last; returns where it is in the input.
 */
static int64_t advance(const tn_shape *out, const int64_t *step, int64_t *at, int64_t in)
{
    for (int d = out->rank - 2; d >= 0; d--) {
        in += step[d];
        if (++at[d] < out->dim[d]) break;
        in -= step[d] * out->dim[d];
        at[d] = 0;
    }
    return in;
}

static void move(const tn__run *run, bool backward)
{
    const tn_shape *out = &run->out_shape;
    int64_t step[TN_MAX_DIMS] = {0}, at[TN_MAX_DIMS] = {0}, in = 0;
    int64_t n = tn__shape_count(out), row = out->rank ? out->dim[out->rank - 1] : 1;
    steps_of(run, step);
    int64_t last = out->rank ? step[out->rank - 1] : 0;
    for (int64_t o = 0; o < n; o += row) {
        for (int64_t i = 0; i < row; i++) {
            if (!backward)
                run->out[o + i] = run->in[0][in + i * last];
            else if (run->din_add[0])
                run->din[0][in + i * last] += run->dout[o + i];
            else
                run->din[0][in + i * last] = run->dout[o + i];
        }
        in = advance(out, step, at, in);
    }
}

static void forward(const tn__run *run)
{
    move(run, false);
}

static void backward(const tn__run *run)
{
    if (run->din[0]) move(run, true);
}

const tn__layer_kind tn__layer_permute = {
    .name = "permute",
    .torch_function = "permute",
    .summary = "dimensions in another order",
    .params = params,
    .traits = TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
};
