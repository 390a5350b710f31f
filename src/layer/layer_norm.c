/* LayerNorm over the last dimensions (Ba et al. 2016; torch/nn/modules/normalization.py 2.13). With
 * h = (x - m) r, g = dy w:  dx = r (g - mean(g) - h mean(g h)). */
#include <math.h>

#include "layer/rows.h"

enum { WEIGHT, BIAS };

static const tn__param params[] = {
    {.name = "normalized_shape", .type = TN_PARAM_INTS, .required = true, .min = 1, .max = INT32_MAX},
    {.name = "eps", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 1e-5}},
    {.name = "elementwise_affine", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
    {.name = "bias", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
    {.name = "device", .type = TN_PARAM_IGNORED},
    {.name = "dtype", .type = TN_PARAM_IGNORED},
    {0}};

static const tn__state_spec state[] = {{.key = "weight", .fill = 1}, {.key = "bias"}, {0}};

static bool state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    const tn_value *sizes = tn__arg(layer, "normalized_shape");
    *out = tn__shape(sizes->n_ints, sizes->ints);
    return tn__arg_bool(layer, "elementwise_affine") && (i == WEIGHT || tn__arg_bool(layer, "bias"));
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    const tn_value *sizes = tn__arg(layer, "normalized_shape");
    bool fits = sizes->n_ints <= in->rank && in->batch < in->rank - sizes->n_ints;
    char want[96], text[96];
    (void)n_in;
    for (int d = 0; fits && d < sizes->n_ints; d++) {
        int64_t size = in->dim[in->rank - sizes->n_ints + d];
        fits = size == TN_DIM_UNKNOWN || size == sizes->ints[d];
    }
    tn_shape wanted = tn__shape(sizes->n_ints, sizes->ints);
    tn__shape_print(&wanted, want, sizeof want);
    if (!fits)
        return tn__fail(err, TN_BAD_SHAPE,
                        "Given normalized_shape=%s, expected input with shape [*, %s, but got input of "
                        "size%s",
                        want, want + 1, tn__shape_print(in, text, sizeof text));
    *out = *in;
    return TN_OK;
}

static void sizes_of(const tn__run *run, int64_t *rows, int64_t *columns)
{
    int split = run->out_shape.rank - tn__arg(run->layer, "normalized_shape")->n_ints;
    *rows = tn__shape_product(&run->out_shape, 0, split);
    *columns = tn__shape_product(&run->out_shape, split, run->out_shape.rank);
}

static size_t saved_bytes(const tn__run *run)
{
    int64_t rows, columns;
    sizes_of(run, &rows, &columns);
    return 2 * (size_t)rows * sizeof(float);
}

static void forward_rows(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int64_t columns = *(const int64_t *)detail;
    const float *weight = run->state[WEIGHT], *bias = run->state[BIAS];
    double eps = tn__arg_float(run->layer, "eps");
    for (int64_t r = first; r < first + n; r++) {
        const float *x = run->in[0] + r * columns;
        float *y = run->out + r * columns, *kept = (float *)run->saved + 2 * r;
        double mean = 0, squares = 0;
        for (int64_t c = 0; c < columns; c++) mean += (double)x[c];
        mean /= (double)columns;
        for (int64_t c = 0; c < columns; c++) squares += ((double)x[c] - mean) * ((double)x[c] - mean);
        kept[0] = (float)mean;
        kept[1] = (float)(1 / sqrt(squares / (double)columns + eps));
        for (int64_t c = 0; c < columns; c++) y[c] = (x[c] - kept[0]) * kept[1] * (weight ? weight[c] : 1) + (bias ? bias[c] : 0);
    }
}

static void forward(const tn__run *run)
{
    int64_t rows, columns;
    sizes_of(run, &rows, &columns);
    tn__for_rows(run, rows, columns, forward_rows, &columns);
}

static void add_parameter_gradients(const tn__run *run, int64_t rows, int64_t columns)
{
    for (int i = WEIGHT; i <= BIAS; i++)
        if (run->dstate[i] && !run->dstate_add) run->compute->kernels->fill(run->dstate[i], 0, columns);
    for (int64_t r = 0; r < rows; r++) {
        const float *x = run->in[0] + r * columns, *dy = run->dout + r * columns, *kept = (float *)run->saved + 2 * r;
        for (int64_t c = 0; run->dstate[WEIGHT] && c < columns; c++) run->dstate[WEIGHT][c] += dy[c] * (x[c] - kept[0]) * kept[1];
        for (int64_t c = 0; run->dstate[BIAS] && c < columns; c++) run->dstate[BIAS][c] += dy[c];
    }
}

static void backward_rows(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int64_t columns = *(const int64_t *)detail;
    const float *weight = run->state[WEIGHT];
    for (int64_t r = first; r < first + n; r++) {
        const float *x = run->in[0] + r * columns, *dy = run->dout + r * columns, *kept = (float *)run->saved + 2 * r;
        float *dx = run->din[0] + r * columns;
        double sum = 0, projected = 0;
        for (int64_t c = 0; c < columns; c++) {
            double g = (double)dy[c] * (weight ? (double)weight[c] : 1), h = (double)((x[c] - kept[0]) * kept[1]);
            sum += g;
            projected += g * h;
        }
        sum /= (double)columns;
        projected /= (double)columns;
        for (int64_t c = 0; c < columns; c++) {
            double g = (double)dy[c] * (weight ? (double)weight[c] : 1), h = (double)((x[c] - kept[0]) * kept[1]);
            float d = (float)((double)kept[1] * (g - sum - h * projected));
            dx[c] = run->din_add[0] ? dx[c] + d : d;
        }
    }
}

static void backward(const tn__run *run)
{
    int64_t rows, columns;
    sizes_of(run, &rows, &columns);
    add_parameter_gradients(run, rows, columns);
    if (run->din[0]) tn__for_rows(run, rows, columns, backward_rows, &columns);
}

const tn__layer_kind tn__layer_layer_norm = {
    .name = "layer_norm",
    .torch_class = "LayerNorm",
    .summary = "each sample's last dimensions to mean 0 and variance 1",
    .params = params,
    .state = state,
    .traits = TN_TRAIT_NORMALISES | TN_TRAIT_KEEPS_INPUT,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .state_shape = state_shape,
    .saved_bytes = saved_bytes,
    .forward = forward,
    .backward = backward,
};
