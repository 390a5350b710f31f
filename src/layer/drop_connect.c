/* DropConnect: Linear with a mask over its weight, drawn once a step (dropout/drop_connect_kind.c). Where PyTorch's generator
 * draws, it draws as F.dropout of the weight does. */
#include "layer/dropout_layer.h"
#include "layer/linear.h"

#include <math.h>

static const tn__param params[] = {TN_LINEAR_PARAMS, TN_P_PARAM, {0}};

static int64_t weights(const tn__run *run)
{
    return tn__arg_int(run->layer, "in_features") * tn__arg_int(run->layer, "out_features");
}

/* The weight as an array of one sample. */
static tn__dropout describe(const tn__run *run)
{
    tn__dropout d = {.kind = &tn__dropout_drop_connect,
                     .p = tn__arg_float(run->layer, "p"),
                     .alpha = NAN,
                     .site = run->site,
                     .paper_scaling = run->paper_scaling,
                     .origin = run->masks ? run->masks->origin : TN_MASKS_PHILOX,
                     .samples = 1,
                     .channels = 1,
                     .spatial = weights(run)};
    tn__dropout_prepare(&d);
    return d;
}

static size_t saved_bytes(const tn__run *run)
{
    tn__dropout d = describe(run);
    return run->for_training || d.origin != TN_MASKS_PHILOX ? tn__dropout_saved_bytes(&d) : 0;
}

/* A masked weight, and what the passes over it need. */
static size_t scratch_bytes(const tn__run *run)
{
    tn__dropout d = describe(run);
    return ((size_t)weights(run) * sizeof(float) + 63) / 64 * 64 + tn__dropout_scratch_bytes(&d);
}

static void *scratch_of_passes(const tn__run *run)
{
    return (char *)run->scratch + ((size_t)weights(run) * sizeof(float) + 63) / 64 * 64;
}

/* Rows of one step, which share a mask. */
typedef struct step {
    tn__dropout d;
    tn__mask_source masks;
    int64_t first, rows;
} step;

/* The step that row `first` is of. A batch may hold the same samples for several steps. */
static step step_at(const tn__run *run, int64_t first)
{
    int64_t samples = run->out_shape.dim[0], rows = tn__linear_rows(run), sample_rows = samples ? rows / samples : 1;
    int64_t n = samples - first / sample_rows;
    tn__mask_source batch = tn__dropout_layer_masks(run);
    step s = {.d = describe(run), .first = first, .masks = tn__masks_from(&batch, first / sample_rows, &n)};
    s.masks.first_sample = 0; /* one mask for all samples */
    s.rows = n * sample_rows;
    return s;
}

static bool is_plain(const tn__run *run, const tn__dropout *d)
{
    return d->p == 0 || (!run->training && d->evaluation_scale == 1);
}

/* The weight that a step sees: its own, or a masked one in scratch. */
static const float *weight_of(const tn__run *run, const step *s, bool again)
{
    const float *weight = run->state[TN_LINEAR_WEIGHT];
    float *masked = run->scratch;
    if (is_plain(run, &s->d)) return weight;
    if (again) /* by the mask of the forward pass */
        tn__dropout_backward(&s->d, run->compute->kernels, &s->masks, run->training, masked, weight, false, run->saved,
                             scratch_of_passes(run));
    else
        tn__dropout_forward(&s->d, run->compute->kernels, &s->masks, run->training, masked, weight, run->saved,
                            scratch_of_passes(run));
    return masked;
}

static void forward(const tn__run *run)
{
    int64_t in = tn__arg_int(run->layer, "in_features"), out = tn__arg_int(run->layer, "out_features");
    for (int64_t first = 0, rows = tn__linear_rows(run); first < rows;) {
        step s = step_at(run, first);
        tn__linear_product(run, weight_of(run, &s, false), run->out + first * out, run->in[0] + first * in, s.rows, false);
        first += s.rows;
    }
    tn__linear_finish(run);
}

static void backward_weight(const tn__run *run, const step *s, const float *dy, const float *x, bool add)
{
    float *gradient = run->dstate[TN_LINEAR_WEIGHT];
    bool plain = is_plain(run, &s->d);
    tn__linear_weight_gradient(run, plain ? gradient : run->scratch, dy, x, s->rows, plain && add);
    if (!plain)
        tn__dropout_backward(&s->d, run->compute->kernels, &s->masks, run->training, gradient, run->scratch, add, run->saved,
                             scratch_of_passes(run));
}

static void backward(const tn__run *run)
{
    int64_t in = tn__arg_int(run->layer, "in_features"), out = tn__arg_int(run->layer, "out_features");
    tn__linear_backward_finish(run);
    for (int64_t first = 0, rows = tn__linear_rows(run); first < rows;) {
        step s = step_at(run, first);
        const float *dy = run->dout + first * out;
        if (run->din[0])
            tn__linear_input_gradient(run, weight_of(run, &s, true), run->din[0] + first * in, dy, s.rows, run->din_add[0]);
        if (run->dstate[TN_LINEAR_WEIGHT]) backward_weight(run, &s, dy, run->in[0] + first * in, run->dstate_add || first > 0);
        first += s.rows;
    }
}

const tn__layer_kind tn__layer_drop_connect = {
    .name = "drop_connect",
    .torch_class = "DropConnect",
    .summary = "Linear whose weights are dropped, the same for all samples of a step",
    .params = params,
    .state = tn__linear_state,
    .traits = TN_TRAIT_LINEAR_MAP | TN_TRAIT_KEEPS_INPUT | TN_TRAIT_TAKES_OVER,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__linear_shape,
    .state_shape = tn__linear_state_shape,
    .init = tn__linear_init,
    .macs = tn__linear_macs,
    .saved_bytes = saved_bytes,
    .scratch_bytes = scratch_bytes,
    .forward = forward,
    .backward = backward,
    .dropout = &tn__dropout_drop_connect,
};

bool tn__is_linear(const tn__layer *layer)
{
    return layer->kind->state == tn__linear_state;
}

tn_status tn__linear_dropping(tn__layer *out, const tn__layer *layer, double p, tn_error *err)
{
    tn_arg args[4] = {{NULL, *tn__arg(layer, "in_features")}, {NULL, *tn__arg(layer, "out_features")}};
    int n = 2;
    if (layer->given[tn__layer_param_index(layer->kind, "bias")]) args[n++] = (tn_arg){"bias", *tn__arg(layer, "bias")};
    if (!isnan(p)) args[n++] = (tn_arg){"p", tn_float(p)};
    return tn__layer_init(out, isnan(p) ? &tn__layer_linear : &tn__layer_drop_connect, layer->name, args, n, NULL, err);
}
