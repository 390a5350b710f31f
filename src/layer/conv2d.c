/* Conv2d with zero padding. */
#include "layer/conv_layer.h"

enum { WEIGHT, BIAS };

static const tn__param params[] = TN_CONV_PARAMS(TN_PARAM_PAIR, 2);

static void forward(const tn__run *run)
{
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
    .forward = forward,
    .backward = backward,
};
