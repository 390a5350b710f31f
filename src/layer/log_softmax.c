/* LogSoftmax along a dimension. dx = dy - e^y * sum(dy). */
#include <math.h>

#include "layer/softmax_layer.h"

static const tn__param params[] = TN_SOFTMAX_PARAMS;

static void forward(const tn__run *run)
{
    tn__softmax_forward(run, run->compute->kernels->log_softmax_rows);
}

static void row(float *dx, bool add, const float *y, const float *dy, int64_t n, int64_t step)
{
    double sum = 0;
    for (int64_t c = 0; c < n * step; c += step) sum += (double)dy[c];
    for (int64_t c = 0; c < n * step; c += step) dx[c] = (add ? dx[c] : 0) + dy[c] - expf(y[c]) * (float)sum;
}

static void backward(const tn__run *run)
{
    tn__softmax_backward(run, row);
}

const tn__layer_kind tn__layer_log_softmax = {
    TN_SOFTMAX_ROW,
    .name = "log_softmax",
    .torch_class = "LogSoftmax",
    .torch_function = "log_softmax",
    .summary = "logarithm of softmax",
    .params = params,
    .forward = forward,
    .backward = backward,
};
