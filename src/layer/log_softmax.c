/* LogSoftmax along the last dimension. dx = dy - e^y * sum(dy). */
#include <math.h>

#include "layer/softmax_layer.h"

static const tn__param params[] = TN_SOFTMAX_PARAMS;

static void forward(const tn__run *run)
{
    int64_t rows, columns;
    tn__softmax_rows_of(run, &rows, &columns);
    run->compute->kernels->log_softmax_rows(run->out, run->in[0], rows, columns);
}

static void backward(const tn__run *run)
{
    int64_t rows, columns;
    tn__softmax_rows_of(run, &rows, &columns);
    for (int64_t r = 0; run->din[0] && r < rows; r++) {
        const float *y = run->out + r * columns, *dy = run->dout + r * columns;
        float *dx = run->din[0] + r * columns;
        double sum = 0;
        for (int64_t c = 0; c < columns; c++) sum += (double)dy[c];
        for (int64_t c = 0; c < columns; c++) dx[c] = (run->din_add[0] ? dx[c] : 0) + dy[c] - expf(y[c]) * (float)sum;
    }
}

const tn__layer_kind tn__layer_log_softmax = {
    .name = "log_softmax",
    .torch_class = "LogSoftmax",
    .torch_function = "log_softmax",
    .summary = "logarithm of softmax",
    .params = params,
    .traits = TN_TRAIT_OUTPUT_HEAD | TN_TRAIT_KEEPS_OUTPUT,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__softmax_shape,
    .forward = forward,
    .backward = backward,
};
