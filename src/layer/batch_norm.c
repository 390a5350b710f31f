/* x is [rows][channels]: (N, C), or (N, C, H, W) channels last.
 *
 *   training    m, v of the batch:  y = (x - m) r w + b,  r = 1/sqrt(v + eps)   running <- (1 - f) running + f batch, v unbiased
 *   evaluation  m, v running
 *
 * Backward of training, with h = (x - m) r:  dx = r w (dy - mean(dy) - h mean(dy h)). */
#include "layer/batch_norm.h"

#include <math.h>

enum { WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR, TRACKED };

const tn__param tn__batch_norm_params[] = {
    {.name = "num_features", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
    {.name = "eps", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 1e-5}},
    {.name = "momentum", .type = TN_PARAM_FLOAT, .nullable = true, .fallback = {.type = TN_VALUE_FLOAT, .number = 0.1}},
    {.name = "affine", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
    {.name = "track_running_stats", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
    {.name = "device", .type = TN_PARAM_IGNORED},
    {.name = "dtype", .type = TN_PARAM_IGNORED},
    {0}};

const tn__state_spec tn__batch_norm_state[] = {
    {.key = "weight", .fill = 1},
    {.key = "bias"},
    {.key = "running_mean", .buffer = true},
    {.key = "running_var", .buffer = true, .fill = 1},
    {.key = "num_batches_tracked", .buffer = true, .dtype = TN_I64},
    {0}};

static int64_t features(const tn__layer *layer)
{
    return tn__arg_int(layer, "num_features");
}

bool tn__batch_norm_state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    *out = i == TRACKED ? tn__shape_of(0) : tn__shape_of(1, features(layer));
    return tn__arg_bool(layer, i <= BIAS ? "affine" : "track_running_stats");
}

tn_status tn__batch_norm_shape(const tn__layer *layer, const tn_shape *in, int rank, bool flat, tn_shape *out, tn_error *err)
{
    if (in->rank != rank && !(flat && in->rank == 2))
        return tn__fail(err, TN_BAD_SHAPE, "expected %s input (got %dD input)", flat ? "2D" : "4D", in->rank);
    if (in->dim[1] != TN_DIM_UNKNOWN && in->dim[1] != features(layer))
        return tn__fail(err, TN_BAD_SHAPE, "running_mean should contain %lld elements not %lld", (long long)in->dim[1],
                        (long long)features(layer));
    *out = *in;
    return TN_OK;
}

/* mean and 1/sqrt(variance + eps) of forward, for backward. */
size_t tn__batch_norm_saved(const tn__run *run)
{
    return 2 * (size_t)features(run->layer) * sizeof(float);
}

size_t tn__batch_norm_scratch(const tn__run *run)
{
    return 2 * (size_t)features(run->layer) * sizeof(double);
}

static int64_t rows_of(const tn__run *run)
{
    return tn__shape_count(&run->out_shape) / features(run->layer);
}

static bool uses_batch(const tn__run *run)
{
    return run->training || !run->state[RUNNING_MEAN];
}

static void update_running(const tn__run *run, const float *mean, const float *variance)
{
    float *running_mean = run->state[RUNNING_MEAN], *running_var = run->state[RUNNING_VAR];
    int64_t *tracked = run->state[TRACKED], rows = rows_of(run);
    const tn_value *momentum = tn__arg(run->layer, "momentum");
    ++*tracked;
    /* momentum=None is a cumulative average. */
    double f = momentum->type == TN_VALUE_FLOAT ? momentum->number : 1.0 / (double)*tracked;
    double unbias = rows > 1 ? (double)rows / (double)(rows - 1) : 1;
    for (int64_t c = 0; c < features(run->layer); c++) {
        running_mean[c] = (float)((1 - f) * running_mean[c] + f * mean[c]);
        running_var[c] = (float)((1 - f) * running_var[c] + f * variance[c] * unbias);
    }
}

/* Leaves mean and 1/sqrt(variance + eps) in saved. */
static void statistics(const tn__run *run, float *mean, float *inverse)
{
    int64_t channels = features(run->layer);
    double eps = tn__arg_float(run->layer, "eps");
    const float *source_mean = run->state[RUNNING_MEAN], *source_var = run->state[RUNNING_VAR];
    if (uses_batch(run)) {
        run->compute->kernels->column_moments(mean, inverse, run->in[0], rows_of(run), channels);
        if (run->training && run->state[RUNNING_MEAN]) update_running(run, mean, inverse);
        source_mean = mean, source_var = inverse;
    }
    for (int64_t c = 0; c < channels; c++) {
        mean[c] = source_mean[c];
        inverse[c] = (float)(1 / sqrt((double)source_var[c] + eps));
    }
}

void tn__batch_norm_forward(const tn__run *run)
{
    int64_t channels = features(run->layer), rows = rows_of(run);
    float *mean = run->saved, *inverse = mean + channels, *factor = run->scratch, *shift = factor + channels;
    const float *weight = run->state[WEIGHT], *bias = run->state[BIAS];
    statistics(run, mean, inverse);
    for (int64_t c = 0; c < channels; c++) {
        factor[c] = inverse[c] * (weight ? weight[c] : 1);
        shift[c] = bias ? bias[c] : 0;
    }
    for (int64_t r = 0; r < rows; r++) {
        const float *x = run->in[0] + r * channels;
        float *y = run->out + r * channels;
        for (int64_t c = 0; c < channels; c++) y[c] = (x[c] - mean[c]) * factor[c] + shift[c];
    }
}

/* Column sums of dy and of dy * h, in double. */
static void gradient_sums(const tn__run *run, double *sum, double *projected)
{
    int64_t channels = features(run->layer), rows = rows_of(run);
    const float *mean = run->saved, *inverse = mean + channels;
    for (int64_t c = 0; c < channels; c++) sum[c] = projected[c] = 0;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < channels; c++) {
            double dy = run->dout[r * channels + c];
            sum[c] += dy;
            projected[c] += dy * (double)((run->in[0][r * channels + c] - mean[c]) * inverse[c]);
        }
}

static void store_gradient(const tn__run *run, int i, const double *sum)
{
    for (int64_t c = 0; run->dstate[i] && c < features(run->layer); c++)
        run->dstate[i][c] = (run->dstate_add ? run->dstate[i][c] : 0) + (float)sum[c];
}

void tn__batch_norm_backward(const tn__run *run)
{
    int64_t channels = features(run->layer), rows = rows_of(run);
    const float *mean = run->saved, *inverse = mean + channels, *weight = run->state[WEIGHT];
    double *sum = run->scratch, *projected = sum + channels;
    gradient_sums(run, sum, projected);
    store_gradient(run, BIAS, sum);
    store_gradient(run, WEIGHT, projected);
    bool through_batch = uses_batch(run);
    for (int64_t c = 0; c < channels; c++) {
        sum[c] = through_batch ? sum[c] / (double)rows : 0;
        projected[c] = through_batch ? projected[c] / (double)rows : 0;
    }
    for (int64_t r = 0; run->din[0] && r < rows; r++) {
        const float *x = run->in[0] + r * channels, *dy = run->dout + r * channels;
        float *dx = run->din[0] + r * channels;
        for (int64_t c = 0; c < channels; c++) {
            float h = (x[c] - mean[c]) * inverse[c], w = weight ? weight[c] : 1;
            float g = inverse[c] * w * (dy[c] - (float)sum[c] - h * (float)projected[c]);
            dx[c] = run->din_add[0] ? dx[c] + g : g;
        }
    }
}
