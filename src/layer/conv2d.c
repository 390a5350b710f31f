/* Conv2d (torch/nn/modules/conv.py 2.13), with zero padding. */
#include <stdio.h>
#include <string.h>

#include "layer/layer.h"
#include "random/init.h"

enum { WEIGHT, BIAS };

#define PAIR(a) {.type = TN_VALUE_INTS, .n_ints = 2, .ints = {a, a}}

static const tn__param params[] = {
    {.name = "in_channels", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
    {.name = "out_channels", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
    {.name = "kernel_size", .type = TN_PARAM_PAIR, .required = true, .min = 1, .max = INT16_MAX},
    {.name = "stride", .type = TN_PARAM_PAIR, .fallback = PAIR(1), .min = 1, .max = INT16_MAX},
    {.name = "padding", .type = TN_PARAM_PAIR, .fallback = PAIR(0), .min = 0, .max = INT16_MAX},
    {.name = "dilation", .type = TN_PARAM_PAIR, .fallback = PAIR(1), .min = 1, .max = INT16_MAX},
    {.name = "groups", .type = TN_PARAM_INT, .fallback = {.type = TN_VALUE_INT, .ints = {1}}, .min = 1, .max = INT32_MAX},
    {.name = "bias", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
    {.name = "padding_mode", .type = TN_PARAM_TEXT, .fallback = {.type = TN_VALUE_TEXT, .text = "zeros"}},
    {.name = "device", .type = TN_PARAM_IGNORED},
    {.name = "dtype", .type = TN_PARAM_IGNORED},
    {0}};

static const tn__state_spec state[] = {{.key = "weight"}, {.key = "bias"}, {0}};

static int64_t at(const tn__layer *layer, const char *name, int axis)
{
    return tn__arg(layer, name)->ints[axis];
}

static bool padding_is(const tn__layer *layer, const char *text)
{
    const tn_value *padding = tn__arg(layer, "padding");
    return padding->type == TN_VALUE_TEXT && strcmp(padding->text, text) == 0;
}

/* Zeros before the first row or column, and after the last: 'same' puts the odd one after. */
static void padding_of(const tn__layer *layer, int axis, int64_t *before, int64_t *after)
{
    int64_t reach = at(layer, "dilation", axis) * (at(layer, "kernel_size", axis) - 1);
    if (padding_is(layer, "same")) *before = reach / 2, *after = reach - reach / 2;
    else *before = *after = padding_is(layer, "valid") ? 0 : at(layer, "padding", axis);
}

static tn_status check(const tn__layer *layer, tn_error *err)
{
    int64_t groups = tn__arg_int(layer, "groups");
    const char *mode = tn__arg(layer, "padding_mode")->text;
    if (tn__arg_int(layer, "in_channels") % groups)
        return tn__fail(err, TN_BAD_ARGUMENT, "in_channels must be divisible by groups");
    if (tn__arg_int(layer, "out_channels") % groups)
        return tn__fail(err, TN_BAD_ARGUMENT, "out_channels must be divisible by groups");
    if (tn__arg(layer, "padding")->type == TN_VALUE_TEXT && !padding_is(layer, "same") && !padding_is(layer, "valid"))
        return tn__fail(err, TN_BAD_ARGUMENT, "Invalid padding string '%s', should be one of 'valid', 'same'",
                        tn__arg(layer, "padding")->text);
    if (padding_is(layer, "same") && (at(layer, "stride", 0) != 1 || at(layer, "stride", 1) != 1))
        return tn__fail(err, TN_BAD_ARGUMENT, "padding='same' is not supported for strided convolutions");
    if (strcmp(mode, "zeros") != 0)
        return tn__fail(err, TN_UNSUPPORTED, "thinnet has padding_mode 'zeros' only, not '%s'", mode);
    return TN_OK;
}

static bool state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    int64_t oc = tn__arg_int(layer, "out_channels"), ic = tn__arg_int(layer, "in_channels") / tn__arg_int(layer, "groups");
    if (i == WEIGHT) *out = tn__shape_of(4, oc, ic, at(layer, "kernel_size", 0), at(layer, "kernel_size", 1));
    else *out = tn__shape_of(1, oc);
    return i == WEIGHT || tn__arg_bool(layer, "bias");
}

static int64_t output_size(const tn__layer *layer, int axis, int64_t size)
{
    int64_t before, after, reach = at(layer, "dilation", axis) * (at(layer, "kernel_size", axis) - 1) + 1;
    if (size == TN_DIM_UNKNOWN) return TN_DIM_UNKNOWN;
    padding_of(layer, axis, &before, &after);
    return size + before + after < reach ? 0 : (size + before + after - reach) / at(layer, "stride", axis) + 1;
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    char text[96];
    (void)n_in;
    if (in->rank != 4)
        return tn__fail(err, TN_BAD_SHAPE, "Expected 4D (batched) input to conv2d, but got input of size: %s",
                        tn__shape_print(in, text, sizeof text));
    int64_t channels = tn__arg_int(layer, "in_channels");
    if (in->dim[1] != TN_DIM_UNKNOWN && in->dim[1] != channels)
        return tn__fail(err, TN_BAD_SHAPE, "expected input%s to have %lld channels, but got %lld channels instead",
                        tn__shape_print(in, text, sizeof text), (long long)channels, (long long)in->dim[1]);
    *out = *in;
    out->dim[1] = tn__arg_int(layer, "out_channels");
    for (int axis = 0; axis < 2; axis++) {
        out->dim[2 + axis] = output_size(layer, axis, in->dim[2 + axis]);
        if (out->dim[2 + axis] == 0)
            return tn__fail(err, TN_BAD_SHAPE, "Kernel size can't be greater than actual input size: input %s, kernel %lldx%lld",
                            tn__shape_print(in, text, sizeof text), (long long)at(layer, "kernel_size", 0),
                            (long long)at(layer, "kernel_size", 1));
    }
    return TN_OK;
}

static int64_t fan_in(const tn__layer *layer)
{
    return tn__arg_int(layer, "in_channels") / tn__arg_int(layer, "groups") * at(layer, "kernel_size", 0) *
           at(layer, "kernel_size", 1);
}

static void init(const tn__layer *layer, void *const *states, struct tn_generator *generator)
{
    tn__init_linear(generator, states[WEIGHT], states[BIAS], tn__arg_int(layer, "out_channels"), fan_in(layer));
}

static int64_t macs(const tn__layer *layer, const tn_shape *in, const tn_shape *out)
{
    (void)in;
    int64_t numbers = tn__shape_count(out);
    return numbers < 0 ? 0 : numbers * fan_in(layer);
}

static tn_status prepare(tn__run *run, tn_error *err)
{
    const tn__layer *l = run->layer;
    const tn_shape *in = &run->in_shape[0], *out = &run->out_shape;
    int64_t before[2], after[2];
    for (int axis = 0; axis < 2; axis++) padding_of(l, axis, &before[axis], &after[axis]);
    tn__conv_geometry g = {
        .n = in->dim[0], .ic = in->dim[1], .h = in->dim[2], .w = in->dim[3],
        .oc = out->dim[1], .oh = out->dim[2], .ow = out->dim[3],
        .kernel_h = at(l, "kernel_size", 0), .kernel_w = at(l, "kernel_size", 1),
        .stride_h = at(l, "stride", 0), .stride_w = at(l, "stride", 1),
        .dilation_h = at(l, "dilation", 0), .dilation_w = at(l, "dilation", 1),
        .pad_h = before[0], .pad_w = before[1], .groups = tn__arg_int(l, "groups"),
        .bias = tn__arg_bool(l, "bias"), .want_dx = run->want_din[0], .training = run->for_training};
    return tn__conv_new((tn__conv **)&run->prepared, run->compute, &g, err);
}

static void unprepare(tn__run *run)
{
    tn__conv_free(run->prepared);
}

static void forward(const tn__run *run)
{
    tn__conv_forward(run->prepared, run->out, run->in[0], run->state[WEIGHT], run->state[BIAS]);
}

static void backward(const tn__run *run)
{
    tn__conv_backward(run->prepared, run->din[0], run->din_add[0], run->dstate[WEIGHT], run->dstate[BIAS],
                      run->dstate_add, run->dout, run->in[0], run->state[WEIGHT]);
}

const tn__layer_kind tn__layer_conv2d = {
    .name = "conv2d",
    .torch_class = "Conv2d",
    .summary = "2-D cross-correlation",
    .params = params,
    .state = state,
    .traits = TN_TRAIT_LINEAR_MAP | TN_TRAIT_SPATIAL | TN_TRAIT_KEEPS_INPUT,
    .layout = TN_LAYOUT_CHANNELS_LAST,
    .min_inputs = 1,
    .max_inputs = 1,
    .check = check,
    .shape = shape,
    .state_shape = state_shape,
    .init = init,
    .macs = macs,
    .prepare = prepare,
    .unprepare = unprepare,
    .forward = forward,
    .backward = backward,
};
