/* GroupNorm over groups of channels of one sample (Wu & He 2018;
 * torch/nn/modules/normalization.py 2.13). With h = (x - m) r, g = dy w:  dx = r (g - mean(g) - h
 * mean(g h)). A row is one group of one sample: its channels, position by position. */
#include <math.h>

#include "layer/rows.h"
#include "layer/shapes.h"

enum { WEIGHT, BIAS };

static const tn__param params[] = {{.name = "num_groups", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
                                   {.name = "num_channels", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
                                   {.name = "eps", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 1e-5}},
                                   {.name = "affine", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
                                   {.name = "device", .type = TN_PARAM_IGNORED},
                                   {.name = "dtype", .type = TN_PARAM_IGNORED},
                                   {0}};

static const tn__state_spec state[] = {{.key = "weight", .fill = 1}, {.key = "bias"}, {0}};

static int64_t channels_of(const tn__layer *layer)
{
    return tn__arg_int(layer, "num_channels");
}

static int64_t groups_of(const tn__layer *layer)
{
    return tn__arg_int(layer, "num_groups");
}

static tn_status check(const tn__layer *layer, tn_error *err)
{
    if (channels_of(layer) % groups_of(layer) == 0) return TN_OK;
    return tn__fail(err, TN_BAD_ARGUMENT, "num_channels (%lld) must be divisible by num_groups (%lld)",
                    (long long)channels_of(layer), (long long)groups_of(layer));
}

static bool state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    (void)i;
    *out = tn__shape_of(1, channels_of(layer));
    return tn__arg_bool(layer, "affine");
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    char text[96];
    (void)n_in;
    if (in->rank < 2)
        return tn__fail(err, TN_BAD_SHAPE, "Expected at least 2 dimensions for input tensor but received %d", in->rank);
    tn_status status = tn__shape_of_samples(layer, in, err);
    if (status != TN_OK) return status;
    if (in->dim[1] != TN_DIM_UNKNOWN && in->dim[1] % groups_of(layer))
        return tn__fail(err, TN_BAD_SHAPE,
                        "Expected number of channels in input to be divisible by num_groups, but got input of "
                        "shape %s and num_groups=%lld",
                        tn__shape_print(in, text, sizeof text), (long long)groups_of(layer));
    if (in->dim[1] != TN_DIM_UNKNOWN && in->dim[1] != channels_of(layer))
        return tn__fail(err, TN_BAD_SHAPE,
                        "Expected weight to be a vector of size equal to the number of channels in input, but "
                        "got weight of shape [%lld] and input of shape %s",
                        (long long)channels_of(layer), tn__shape_print(in, text, sizeof text));
    *out = *in;
    return TN_OK;
}

typedef struct sizes {
    int64_t rows, channels, spatial; /* of a row */
} sizes;

static sizes sizes_of(const tn__run *run)
{
    const tn_shape *s = &run->out_shape;
    int64_t groups = groups_of(run->layer);
    return (sizes){s->dim[0] * groups, s->dim[1] / groups, tn__shape_product(s, 2, s->rank)};
}

/* Mean and 1/sqrt(variance + eps) of each row. */
static size_t saved_bytes(const tn__run *run)
{
    return 2 * (size_t)sizes_of(run).rows * sizeof(float);
}

/* First channel of row r in the parameters. */
static int64_t channel_of(const tn__run *run, const sizes *s, int64_t r)
{
    return r % groups_of(run->layer) * s->channels;
}

static void keep_moments(const tn__run *run, const float *x, int64_t n, float *kept)
{
    double mean = 0, squares = 0;
    for (int64_t i = 0; i < n; i++) mean += (double)x[i];
    mean /= (double)n;
    for (int64_t i = 0; i < n; i++) squares += ((double)x[i] - mean) * ((double)x[i] - mean);
    kept[0] = (float)mean;
    kept[1] = (float)(1 / sqrt(squares / (double)n + tn__arg_float(run->layer, "eps")));
}

static void forward_rows(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const sizes *s = detail;
    const float *weight = run->state[WEIGHT], *bias = run->state[BIAS];
    int64_t size = s->channels * s->spatial;
    for (int64_t r = first; r < first + n; r++) {
        float *kept = (float *)run->saved + 2 * r;
        int64_t channel = channel_of(run, s, r);
        keep_moments(run, run->in[0] + r * size, size, kept);
        for (int64_t c = 0; c < s->channels; c++) {
            const float *x = run->in[0] + r * size + c * s->spatial;
            float *y = run->out + r * size + c * s->spatial;
            float w = weight ? weight[channel + c] : 1, b = bias ? bias[channel + c] : 0;
            for (int64_t i = 0; i < s->spatial; i++) y[i] = (x[i] - kept[0]) * kept[1] * w + b;
        }
    }
}

static void forward(const tn__run *run)
{
    sizes s = sizes_of(run);
    tn__for_rows(run, s.rows, s.channels * s.spatial, forward_rows, &s);
}

/* Sums over a channel's positions of dy and of dy * h. */
static void channel_sums(const tn__run *run, int64_t at, int64_t n, const float *kept, double *sum, double *projected)
{
    *sum = *projected = 0;
    for (int64_t i = at; i < at + n; i++) {
        *sum += (double)run->dout[i];
        *projected += (double)run->dout[i] * (double)((run->in[0][i] - kept[0]) * kept[1]);
    }
}

static void add_parameter_gradients(const tn__run *run, const sizes *s)
{
    for (int i = WEIGHT; i <= BIAS; i++)
        if (run->dstate[i] && !run->dstate_add) run->compute->kernels->fill(run->dstate[i], 0, channels_of(run->layer));
    if (!run->dstate[WEIGHT] && !run->dstate[BIAS]) return;
    for (int64_t r = 0; r < s->rows; r++)
        for (int64_t c = 0; c < s->channels; c++) {
            double sum, projected;
            int64_t channel = channel_of(run, s, r) + c;
            channel_sums(run, (r * s->channels + c) * s->spatial, s->spatial, (float *)run->saved + 2 * r, &sum, &projected);
            if (run->dstate[WEIGHT]) run->dstate[WEIGHT][channel] += (float)projected;
            if (run->dstate[BIAS]) run->dstate[BIAS][channel] += (float)sum;
        }
}

static void backward_rows(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const sizes *s = detail;
    const float *weight = run->state[WEIGHT];
    int64_t size = s->channels * s->spatial;
    for (int64_t r = first; r < first + n; r++) {
        const float *kept = (float *)run->saved + 2 * r;
        int64_t channel = channel_of(run, s, r);
        double sum = 0, projected = 0;
        for (int64_t c = 0; c < s->channels; c++) {
            double a, b, w = weight ? (double)weight[channel + c] : 1;
            channel_sums(run, r * size + c * s->spatial, s->spatial, kept, &a, &b);
            sum += w * a / (double)size, projected += w * b / (double)size;
        }
        for (int64_t i = r * size; i < (r + 1) * size; i++) {
            double w = weight ? (double)weight[channel + (i - r * size) / s->spatial] : 1;
            double h = (double)((run->in[0][i] - kept[0]) * kept[1]);
            float d = (float)((double)kept[1] * (w * (double)run->dout[i] - sum - h * projected));
            run->din[0][i] = run->din_add[0] ? run->din[0][i] + d : d;
        }
    }
}

static void backward(const tn__run *run)
{
    sizes s = sizes_of(run);
    add_parameter_gradients(run, &s);
    if (run->din[0]) tn__for_rows(run, s.rows, s.channels * s.spatial, backward_rows, &s);
}

const tn__layer_kind tn__layer_group_norm = {
    .name = "group_norm",
    .torch_class = "GroupNorm",
    .summary = "groups of each sample's channels to mean 0 and variance 1",
    .params = params,
    .state = state,
    .traits = TN_TRAIT_NORMALISES | TN_TRAIT_KEEPS_INPUT,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .check = check,
    .shape = shape,
    .state_shape = state_shape,
    .saved_bytes = saved_bytes,
    .forward = forward,
    .backward = backward,
};
