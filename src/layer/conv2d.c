/* Conv2d with zero padding. Where channel dropout stands before or behind it, `saved` holds the channels that are left of each
 * sample: of the input, then of the output. */
#include "layer/conv_layer.h"
#include "layer/dropout_layer.h"

enum { WEIGHT, BIAS };

static const tn__param params[] = TN_CONV_PARAMS(TN_PARAM_PAIR, 2);

static int64_t words_of(const tn_shape *s)
{
    return (s->dim[1] + 31) / 32 * s->dim[0];
}

static size_t saved_bytes(const tn__run *run)
{
    int64_t words = run->live_in || run->live_out ? words_of(&run->in_shape[0]) + words_of(&run->out_shape) : 0;
    return (size_t)words * sizeof(uint32_t);
}

/* NULL: nothing is dropped. */
static const uint32_t *draw_channels(const tn__run *run, const tn__run *dropout, uint32_t *bits, const tn_shape *s)
{
    const tn__dropout *d = dropout ? dropout->prepared : NULL;
    if (!d) return NULL;
    int64_t words = (s->dim[1] + 31) / 32;
    for (int64_t first = 0, n; first < s->dim[0]; first += n) {
        n = s->dim[0] - first;
        tn__mask_source masks = tn__masks_from(run->masks, first, &n);
        masks.key.site = d->site;
        run->compute->kernels->mask_rows(bits + first * words, n, s->dim[1], masks.first_sample, &masks.key, &d->rate);
    }
    return bits;
}

static void forward(const tn__run *run)
{
    uint32_t *in = run->saved, *out = in ? in + words_of(&run->in_shape[0]) : NULL;
    tn__conv_set_live(run->prepared, draw_channels(run, run->live_in, in, &run->in_shape[0]),
                      draw_channels(run, run->live_out, out, &run->out_shape));
    tn__conv_forward(run->prepared, run->out, run->in[0], run->state[WEIGHT], run->state[BIAS]);
}

static void backward(const tn__run *run)
{
    tn__conv_backward(run->prepared, run->din[0], run->din_add[0], run->dstate[WEIGHT], run->dstate[BIAS], run->dstate_add,
                      run->dout, run->in[0], run->state[WEIGHT]);
}

const tn__layer_kind tn__layer_conv2d = {
    TN_CONV_ROW,
    .name = "conv2d",
    .torch_class = "Conv2d",
    .summary = "2-D cross-correlation",
    .params = params,
    .layout = TN_LAYOUT_CHANNELS_LAST,
    .saved_bytes = saved_bytes,
    .forward = forward,
    .backward = backward,
};
