/* Softmax along the last dimension. dx = y * (dy - sum(dy * y)). */
#include "layer/softmax_layer.h"

static const tn__param params[] = TN_SOFTMAX_PARAMS;

static void forward(const tn__run *run)
{
    int64_t rows, columns;
    tn__softmax_rows_of(run, &rows, &columns);
    run->compute->kernels->softmax_rows(run->out, run->in[0], rows, columns);
}

static void backward(const tn__run *run)
{
    int64_t rows, columns;
    tn__softmax_rows_of(run, &rows, &columns);
    for (int64_t r = 0; run->din[0] && r < rows; r++) {
        const float *y = run->out + r * columns, *dy = run->dout + r * columns;
        float *dx = run->din[0] + r * columns;
        double sum = 0;
        for (int64_t c = 0; c < columns; c++) sum += (double)dy[c] * (double)y[c];
        for (int64_t c = 0; c < columns; c++) dx[c] = (run->din_add[0] ? dx[c] : 0) + y[c] * (dy[c] - (float)sum);
    }
}

const tn__layer_kind tn__layer_softmax = {
    .name = "softmax",
    .torch_class = "Softmax",
    .torch_function = "softmax",
    .summary = "exponentials that sum to 1",
    .params = params,
    .traits = TN_TRAIT_OUTPUT_HEAD | TN_TRAIT_KEEPS_OUTPUT,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__softmax_shape,
    .forward = forward,
    .backward = backward,
};
