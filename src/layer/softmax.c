/* Softmax along a dimension. dx = y * (dy - sum(dy * y)). */
#include "layer/softmax_layer.h"

static const tn__param params[] = TN_SOFTMAX_PARAMS;

static void forward(const tn__run *run)
{
    tn__softmax_forward(run, run->compute->kernels->softmax_rows);
}

static void row(float *dx, bool add, const float *y, const float *dy, int64_t n, int64_t step)
{
    double sum = 0;
    for (int64_t c = 0; c < n * step; c += step) sum += (double)dy[c] * (double)y[c];
    for (int64_t c = 0; c < n * step; c += step) dx[c] = (add ? dx[c] : 0) + y[c] * (dy[c] - (float)sum);
}

static void backward(const tn__run *run)
{
    tn__softmax_backward(run, row);
}

const tn__layer_kind tn__layer_softmax = {
    TN_SOFTMAX_ROW,
    .name = "softmax",
    .torch_class = "Softmax",
    .torch_function = "softmax",
    .summary = "exponentials that sum to 1",
    .params = params,
    .forward = forward,
    .backward = backward,
};
