/* x is [rows][channels]: (N, C), or (N, C, H, W) channels last. (N, C, L) goes through scratch
 * memory as [N][L][C].
 *
 *   training    m, v of the batch:  y = (x - m) r w + b,  r = 1/sqrt(v + eps)
 *               running <- (1 - f) running + f batch, v unbiased
 *   evaluation  m, v running
 *
 * Backward of training, with h = (x - m) r:  dx = r w (dy - mean(dy) - h mean(dy h)). */
#include "layer/batch_norm.h"

#include <math.h>

#include "layer/rows.h"
#include "layer/shapes.h"

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

const tn__state_spec tn__batch_norm_state[] = {{.key = "weight", .fill = 1},
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

tn_status tn__batch_norm_shape(const tn__layer *layer, const tn_shape *in, tn_shape *out, tn_error *err)
{
    const char *first = tn__arg_bool(layer, "track_running_stats") ? "running_mean" : "weight";
    tn_status status = tn__shape_of_samples(layer, in, err);
    if (status != TN_OK) return status;
    if (in->dim[1] != TN_DIM_UNKNOWN && in->dim[1] != features(layer))
        return tn__fail(err, TN_BAD_SHAPE, "%s should contain %lld elements not %lld", first, (long long)in->dim[1],
                        (long long)features(layer));
    *out = *in;
    return TN_OK;
}

/* mean and 1/sqrt(variance + eps) of forward, for backward. */
size_t tn__batch_norm_saved(const tn__run *run)
{
    return 2 * (size_t)features(run->layer) * sizeof(float);
}

/* Two numbers a channel; and for sequences, x and dy with channels last. */
size_t tn__batch_norm_scratch(const tn__run *run)
{
    size_t sequences = run->out_shape.rank == 3 ? 2 * (size_t)tn__shape_count(&run->out_shape) : 0;
    return 2 * (size_t)features(run->layer) * sizeof(double) + sequences * sizeof(float);
}

static int64_t rows_of(const tn__run *run)
{
    return tn__shape_count(&run->out_shape) / features(run->layer);
}

static bool uses_batch(const tn__run *run)
{
    return run->training || !run->state[RUNNING_MEAN];
}

tn_status tn__batch_norm_prepare(tn__run *run, tn_error *err)
{
    char text[96];
    if (!uses_batch(run) || rows_of(run) != 1) return TN_OK;
    tn_status status = tn__fail(err, TN_BAD_SHAPE, "Expected more than 1 value per channel when training, got input size %s",
                                tn__shape_print(&run->in_shape[0], text, sizeof text));
    tn__help(err, "one sample has no variance: choose a batch size that leaves no batch of 1, or "
                  "drop the last one");
    return status;
}

/* --- what a pass works on --- */

typedef struct pass {
    const float *x, *dy;
    float *y, *dx;
    bool add;
    const float *mean, *inverse;   /* saved */
    const float *factor, *shift;   /* forward */
    const double *sum, *projected; /* backward */
} pass;

static float *sequences_of(const tn__run *run)
{
    return (float *)((double *)run->scratch + 2 * features(run->layer));
}

/* (N, C, L) with channels last, in scratch memory; other inputs are that already. */
static const float *rows_from(const tn__run *run, const float *x, float *copy)
{
    const int64_t *dim = run->out_shape.dim;
    if (run->out_shape.rank != 3) return x;
    run->compute->kernels->transpose(copy, x, dim[0], dim[1], dim[2], false);
    return copy;
}

static void rows_to(const tn__run *run, float *x, const float *copy, bool add)
{
    const int64_t *dim = run->out_shape.dim;
    run->compute->kernels->transpose(x, copy, dim[0], dim[2], dim[1], add);
}

/* --- forward --- */

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
        running_mean[c] = (float)((1 - f) * (double)running_mean[c] + f * (double)mean[c]);
        running_var[c] = (float)((1 - f) * (double)running_var[c] + f * (double)variance[c] * unbias);
    }
}

/* Leaves mean and 1/sqrt(variance + eps) in saved. */
static void statistics(const tn__run *run, const float *x, float *mean, float *inverse)
{
    int64_t channels = features(run->layer);
    double eps = tn__arg_float(run->layer, "eps");
    const float *source_mean = run->state[RUNNING_MEAN], *source_var = run->state[RUNNING_VAR];
    if (uses_batch(run)) {
        run->compute->kernels->column_moments(mean, inverse, x, rows_of(run), channels);
        bool again = run->masks && run->masks->again; /* checkpointing: this batch has been counted */
        if (run->training && run->state[RUNNING_MEAN] && !again) update_running(run, mean, inverse);
        source_mean = mean, source_var = inverse;
    }
    for (int64_t c = 0; c < channels; c++) {
        mean[c] = source_mean[c];
        inverse[c] = (float)(1 / sqrt((double)source_var[c] + eps));
    }
}

static void forward_rows(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const pass *p = detail;
    int64_t channels = features(run->layer);
    for (int64_t r = first; r < first + n; r++) {
        const float *x = p->x + r * channels;
        float *y = p->y + r * channels;
        for (int64_t c = 0; c < channels; c++) y[c] = (x[c] - p->mean[c]) * p->factor[c] + p->shift[c];
    }
}

void tn__batch_norm_forward(const tn__run *run)
{
    int64_t channels = features(run->layer);
    bool sequences = run->out_shape.rank == 3;
    float *mean = run->saved, *inverse = mean + channels, *factor = run->scratch, *shift = factor + channels;
    const float *weight = run->state[WEIGHT], *bias = run->state[BIAS];
    float *copy = sequences_of(run);
    pass p = {.x = rows_from(run, run->in[0], copy),
              .y = sequences ? copy : run->out,
              .mean = mean,
              .inverse = inverse,
              .factor = factor,
              .shift = shift};
    statistics(run, p.x, mean, inverse);
    for (int64_t c = 0; c < channels; c++) {
        factor[c] = inverse[c] * (weight ? weight[c] : 1);
        shift[c] = bias ? bias[c] : 0;
    }
    tn__for_rows(run, rows_of(run), channels, forward_rows, &p);
    if (sequences) rows_to(run, run->out, copy, false);
}

/* --- backward --- */

/* Column sums of dy and of dy * h, in double. */
static void gradient_sums(const tn__run *run, const pass *p, double *sum, double *projected)
{
    int64_t channels = features(run->layer), rows = rows_of(run);
    for (int64_t c = 0; c < channels; c++) sum[c] = projected[c] = 0;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < channels; c++) {
            double dy = (double)p->dy[r * channels + c];
            sum[c] += dy;
            projected[c] += dy * (double)((p->x[r * channels + c] - p->mean[c]) * p->inverse[c]);
        }
}

static void store_gradient(const tn__run *run, int i, const double *sum)
{
    for (int64_t c = 0; run->dstate[i] && c < features(run->layer); c++)
        run->dstate[i][c] = (run->dstate_add ? run->dstate[i][c] : 0) + (float)sum[c];
}

static void backward_rows(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const pass *p = detail;
    int64_t channels = features(run->layer);
    const float *weight = run->state[WEIGHT];
    for (int64_t r = first; r < first + n; r++) {
        const float *x = p->x + r * channels, *dy = p->dy + r * channels;
        float *dx = p->dx + r * channels;
        for (int64_t c = 0; c < channels; c++) {
            float h = (x[c] - p->mean[c]) * p->inverse[c], w = weight ? weight[c] : 1;
            float g = p->inverse[c] * w * (dy[c] - (float)p->sum[c] - h * (float)p->projected[c]);
            dx[c] = p->add ? dx[c] + g : g;
        }
    }
}

void tn__batch_norm_backward(const tn__run *run)
{
    int64_t channels = features(run->layer), rows = rows_of(run);
    bool sequences = run->out_shape.rank == 3;
    double *sum = run->scratch, *projected = sum + channels;
    float *copy = sequences_of(run), *dy_copy = copy + (sequences ? tn__shape_count(&run->out_shape) : 0);
    pass p = {.x = rows_from(run, run->in[0], copy),
              .dy = rows_from(run, run->dout, dy_copy),
              .mean = run->saved,
              .inverse = (const float *)run->saved + channels,
              .sum = sum,
              .projected = projected,
              .dx = sequences ? dy_copy : run->din[0],
              .add = !sequences && run->din_add[0]};
    gradient_sums(run, &p, sum, projected);
    store_gradient(run, BIAS, sum);
    store_gradient(run, WEIGHT, projected);
    if (!run->din[0]) return;
    double share = uses_batch(run) ? 1 / (double)rows : 0;
    for (int64_t c = 0; c < channels; c++) sum[c] *= share, projected[c] *= share;
    tn__for_rows(run, rows, channels, backward_rows, &p);
    if (sequences) rows_to(run, run->din[0], dy_copy, run->din_add[0]);
}
