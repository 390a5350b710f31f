/* Conv1d with zero padding. Sequences are plain, [N][C][L]; the convolution wants [N][L][C], so
 * passes go through scratch memory. */
#include "layer/conv_layer.h"

enum { WEIGHT, BIAS };

static const tn__param params[] = TN_CONV_PARAMS(TN_PARAM_INTS, 1);

static size_t scratch_bytes(const tn__run *run)
{
    int64_t in = tn__shape_count(&run->in_shape[0]), out = tn__shape_count(&run->out_shape);
    return (size_t)(run->for_training ? 2 * in + out : in + out) * sizeof(float);
}

/* [N][C][L] -> [N][L][C] */
static void to_channels_last(const tn__run *run, float *y, const float *x, const tn_shape *s)
{
    run->compute->kernels->transpose(y, x, s->dim[0], s->dim[1], s->dim[2], false);
}

static void to_plain(const tn__run *run, float *y, const float *x, const tn_shape *s, bool add)
{
    run->compute->kernels->transpose(y, x, s->dim[0], s->dim[2], s->dim[1], add);
}

static void forward(const tn__run *run)
{
    float *x = run->scratch, *y = x + tn__shape_count(&run->in_shape[0]);
    to_channels_last(run, x, run->in[0], &run->in_shape[0]);
    tn__conv_forward(run->prepared, y, x, run->state[WEIGHT], run->state[BIAS]);
    to_plain(run, run->out, y, &run->out_shape, false);
}

static void backward(const tn__run *run)
{
    int64_t n = tn__shape_count(&run->in_shape[0]);
    float *x = run->scratch, *dx = x + n, *dy = dx + n;
    to_channels_last(run, x, run->in[0], &run->in_shape[0]);
    to_channels_last(run, dy, run->dout, &run->out_shape);
    tn__conv_backward(run->prepared, run->din[0] ? dx : NULL, false, run->dstate[WEIGHT], run->dstate[BIAS], run->dstate_add, dy,
                      x, run->state[WEIGHT]);
    if (run->din[0]) to_plain(run, run->din[0], dx, &run->in_shape[0], run->din_add[0]);
}

const tn__layer_kind tn__layer_conv1d = {
    TN_CONV_ROW,          .name = "conv1d",          .torch_class = "Conv1d",        .summary = "1-D cross-correlation",
    .params = params,     .layout = TN_LAYOUT_PLAIN, .scratch_bytes = scratch_bytes, .forward = forward,
    .backward = backward,
};
