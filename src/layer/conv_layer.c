#include "layer/conv_layer.h"

#include <stdio.h>
#include <string.h>

#include "layer/shapes.h"
#include "random/init.h"

enum { WEIGHT, BIAS };

const tn__state_spec tn__conv_state[] = {{.key = "weight"}, {.key = "bias"}, {0}};

/* --- arguments --- */

/* Spatial dimensions: 1 or 2. */
static int axes_of(const tn__layer *layer)
{
    return tn__arg(layer, "dilation")->n_ints;
}

static int64_t at(const tn__layer *layer, const char *name, int axis)
{
    return tn__arg(layer, name)->ints[axis];
}

static bool padding_is(const tn__layer *layer, const char *text)
{
    const tn_value *padding = tn__arg(layer, "padding");
    return padding->type == TN_VALUE_TEXT && strcmp(padding->text, text) == 0;
}

static int64_t reach_of(const tn__layer *layer, int axis)
{
    return at(layer, "dilation", axis) * (at(layer, "kernel_size", axis) - 1) + 1;
}

/* Zeros before the first row or column, and after the last: 'same' puts the odd one after. */
static void padding_of(const tn__layer *layer, int axis, int64_t *before, int64_t *after)
{
    int64_t wanted = reach_of(layer, axis) - 1;
    if (padding_is(layer, "same"))
        *before = wanted / 2, *after = wanted - wanted / 2;
    else
        *before = *after = padding_is(layer, "valid") ? 0 : at(layer, "padding", axis);
}

static tn_status check_padding(const tn__layer *layer, tn_error *err)
{
    const char *mode = tn__arg(layer, "padding_mode")->text;
    if (tn__arg(layer, "padding")->type == TN_VALUE_TEXT && !padding_is(layer, "same") && !padding_is(layer, "valid"))
        return tn__fail(err, TN_BAD_ARGUMENT, "Invalid padding string '%s', should be one of 'same' or 'valid'",
                        tn__arg(layer, "padding")->text);
    for (int axis = 0; axis < axes_of(layer); axis++)
        if (padding_is(layer, "same") && at(layer, "stride", axis) != 1)
            return tn__fail(err, TN_BAD_ARGUMENT, "padding='same' is not supported for strided convolutions");
    if (strcmp(mode, "reflect") == 0 || strcmp(mode, "replicate") == 0 || strcmp(mode, "circular") == 0)
        return tn__fail(err, TN_UNSUPPORTED, "thinnet has padding_mode 'zeros' only, not '%s'", mode);
    if (strcmp(mode, "zeros") != 0)
        return tn__fail(err, TN_BAD_ARGUMENT,
                        "padding_mode must be one of 'zeros', 'reflect', 'replicate' or 'circular', "
                        "but got padding_mode='%s'",
                        mode);
    return TN_OK;
}

tn_status tn__conv_check(const tn__layer *layer, tn_error *err)
{
    static const char *const sizes[] = {"kernel_size", "stride", "padding", "dilation"};
    int64_t groups = tn__arg_int(layer, "groups");
    int n = layer->kind->layout == TN_LAYOUT_CHANNELS_LAST ? 2 : 1;
    for (int i = 0; i < 4; i++)
        if (tn__arg(layer, sizes[i])->type == TN_VALUE_INTS && tn__arg(layer, sizes[i])->n_ints != n)
            return tn__fail(err, TN_BAD_ARGUMENT, "%s: argument '%s' must be an int or a tuple of %d, but has %d values",
                            layer->kind->torch_class, sizes[i], n, tn__arg(layer, sizes[i])->n_ints);
    if (tn__arg_int(layer, "in_channels") % groups)
        return tn__fail(err, TN_BAD_ARGUMENT, "in_channels must be divisible by groups");
    if (tn__arg_int(layer, "out_channels") % groups)
        return tn__fail(err, TN_BAD_ARGUMENT, "out_channels must be divisible by groups");
    return check_padding(layer, err);
}

/* --- shapes --- */

bool tn__conv_state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    *out = tn__shape_of(2, tn__arg_int(layer, "out_channels"), tn__arg_int(layer, "in_channels") / tn__arg_int(layer, "groups"));
    if (i == BIAS) out->rank = 1;
    for (int axis = 0; i == WEIGHT && axis < axes_of(layer); axis++) out->dim[out->rank++] = at(layer, "kernel_size", axis);
    return i == WEIGHT || tn__arg_bool(layer, "bias");
}

static tn_status wrong_channels(const tn__layer *layer, const tn_shape *in, tn_error *err)
{
    char text[96], size[96];
    tn_shape weight;
    tn__conv_state_shape(layer, WEIGHT, &weight);
    return tn__fail(err, TN_BAD_SHAPE,
                    "Given groups=%lld, weight of size %s, expected input%s to have %lld channels, but got "
                    "%lld channels instead",
                    (long long)tn__arg_int(layer, "groups"), tn__shape_print(&weight, size, sizeof size),
                    tn__shape_print(in, text, sizeof text), (long long)tn__arg_int(layer, "in_channels"), (long long)in->dim[1]);
}

static tn_status too_small(const tn__layer *layer, const tn_shape *in, tn_error *err)
{
    char input[64] = "", kernel[64] = "";
    for (int axis = 0; axis < axes_of(layer); axis++) {
        int64_t before, after;
        size_t a = strlen(input), b = strlen(kernel);
        padding_of(layer, axis, &before, &after);
        snprintf(kernel + b, sizeof kernel - b, "%s%lld", axis ? " x " : "", (long long)reach_of(layer, axis));
        if (in->dim[2 + axis] == TN_DIM_UNKNOWN)
            snprintf(input + a, sizeof input - a, "%s?", axis ? " x " : "");
        else
            snprintf(input + a, sizeof input - a, "%s%lld", axis ? " x " : "", (long long)(in->dim[2 + axis] + before + after));
    }
    return tn__fail(err, TN_BAD_SHAPE,
                    "Calculated padded input size per channel: (%s). Kernel size: (%s). Kernel size can't "
                    "be greater than actual input size",
                    input, kernel);
}

tn_status tn__conv_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    char text[96];
    int axes = axes_of(layer);
    (void)n_in;
    if (in->rank != axes + 2)
        return tn__fail(err, TN_BAD_SHAPE,
                        "Expected %dD (unbatched) or %dD (batched) input to conv%dd, but got input of size: %s", axes + 1,
                        axes + 2, axes, tn__shape_print(in, text, sizeof text));
    tn_status status = tn__shape_of_samples(layer, in, err);
    if (status != TN_OK) return status;
    if (in->dim[1] != TN_DIM_UNKNOWN && in->dim[1] != tn__arg_int(layer, "in_channels")) return wrong_channels(layer, in, err);
    *out = *in;
    out->dim[1] = tn__arg_int(layer, "out_channels");
    for (int axis = 0; axis < axes; axis++) {
        int64_t before, after, *size = &out->dim[2 + axis];
        padding_of(layer, axis, &before, &after);
        if (*size == TN_DIM_UNKNOWN) continue;
        if (*size + before + after < reach_of(layer, axis)) return too_small(layer, in, err);
        *size = (*size + before + after - reach_of(layer, axis)) / at(layer, "stride", axis) + 1;
    }
    return TN_OK;
}

/* --- weights --- */

static int64_t fan_in(const tn__layer *layer)
{
    tn_shape weight;
    tn__conv_state_shape(layer, WEIGHT, &weight);
    int64_t n = tn__shape_product(&weight, 1, weight.rank);
    return n < 0 ? INT64_MAX : n;
}

void tn__conv_init(const tn__layer *layer, void *const *states, struct tn_generator *generator)
{
    tn__init_linear(generator, states[WEIGHT], states[BIAS], tn__arg_int(layer, "out_channels"), fan_in(layer));
}

int64_t tn__conv_macs(const tn__layer *layer, const tn_shape *in, const tn_shape *out)
{
    (void)in;
    int64_t numbers = tn__shape_count(out);
    return numbers < 0 ? 0 : tn__saturating_multiply(numbers, fan_in(layer));
}

/* --- the primitive --- */

tn__conv_geometry tn__conv_geometry_of(const tn__layer *l, const tn_shape *in, const tn_shape *out)
{
    int x = axes_of(l) - 1; /* the axis of width; in one dimension there is no other */
    int64_t before[2] = {0}, after[2];
    for (int axis = 0; axis <= x; axis++) padding_of(l, axis, &before[axis], &after[axis]);
    return (tn__conv_geometry){.n = in->dim[0],
                               .ic = in->dim[1],
                               .h = x ? in->dim[2] : 1,
                               .w = in->dim[2 + x],
                               .oc = out->dim[1],
                               .oh = x ? out->dim[2] : 1,
                               .ow = out->dim[2 + x],
                               .kernel_h = x ? at(l, "kernel_size", 0) : 1,
                               .kernel_w = at(l, "kernel_size", x),
                               .stride_h = x ? at(l, "stride", 0) : 1,
                               .stride_w = at(l, "stride", x),
                               .dilation_h = x ? at(l, "dilation", 0) : 1,
                               .dilation_w = at(l, "dilation", x),
                               .pad_h = x ? before[0] : 0,
                               .pad_w = before[x],
                               .groups = tn__arg_int(l, "groups"),
                               .bias = tn__arg_bool(l, "bias")};
}

/* The share of channels that is left; 0: all. */
static double kept_by(const tn__run *dropout)
{
    return dropout ? 1 - tn__arg_float(dropout->layer, "p") : 0;
}

tn_status tn__conv_prepare(tn__run *run, tn_error *err)
{
    tn__conv_geometry g = tn__conv_geometry_of(run->layer, &run->in_shape[0], &run->out_shape);
    g.want_dx = run->want_din[0];
    g.training = run->for_training;
    g.keep_in = kept_by(run->live_in);
    g.keep_out = kept_by(run->live_out);
    return tn__conv_new((tn__conv **)&run->prepared, run->compute, &g, err);
}

void tn__conv_unprepare(tn__run *run)
{
    tn__conv_free(run->prepared);
}
