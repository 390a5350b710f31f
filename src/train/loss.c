#include "train/loss.h"

#include <string.h>

static double cross_entropy(const tn__kernels *k, const float *x, const int64_t *labels, int64_t n, int64_t of, int64_t columns,
                            double smoothing, float *gradient)
{
    double sum = 0;
    k->cross_entropy_rows(&sum, gradient, x, labels, n, columns, (float)smoothing, 1.0f / (float)of);
    return sum / (double)of;
}

/* The outputs are log probabilities already. */
static double negative_log_likelihood(const float *x, const int64_t *labels, int64_t n, int64_t of, int64_t columns,
                                      float *gradient)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum -= x[i * columns + labels[i]];
    if (gradient) {
        memset(gradient, 0, (size_t)(n * columns) * sizeof *gradient);
        for (int64_t i = 0; i < n; i++) gradient[i * columns + labels[i]] = -1.0f / (float)of;
    }
    return sum / (double)of;
}

static double mean_squared_error(const float *x, const float *values, int64_t count, int64_t of, float *gradient)
{
    double sum = 0;
    float scale = 2.0f / (float)of;
    for (int64_t i = 0; i < count; i++) {
        float difference = x[i] - values[i];
        sum += (double)difference * difference;
        if (gradient) gradient[i] = scale * difference;
    }
    return sum / (double)of;
}

double tn__loss(tn_loss loss, const tn__kernels *kernels, const float *output, const tn__targets *targets, int64_t n, int64_t of,
                int64_t columns, double label_smoothing, float *gradient)
{
    switch (loss) {
    case TN_LOSS_MSE: return mean_squared_error(output, targets->values, n * columns, of * columns, gradient);
    case TN_LOSS_NLL: return negative_log_likelihood(output, targets->labels, n, of, columns, gradient);
    default: return cross_entropy(kernels, output, targets->labels, n, of, columns, label_smoothing, gradient);
    }
}

int64_t tn__count_right(const float *output, const int64_t *labels, int64_t n, int64_t columns)
{
    int64_t right = 0;
    for (int64_t i = 0; i < n; i++) {
        const float *row = output + i * columns;
        int64_t best = 0;
        float most = row[0];
        for (int64_t c = 1; c < columns; c++) {
            bool more = row[c] > most; /* two moves without a branch: trained nets' outputs have no pattern to predict */
            best = more ? c : best;
            most = more ? row[c] : most;
        }
        right += best == labels[i];
    }
    return right;
}

static bool ends_in_log_softmax(const tn_net *net)
{
    int layers = tn_net_layers(net);
    tn_layer_info last = {.kind = ""};
    if (layers > 0) tn_net_layer(net, layers - 1, &last);
    return strcmp(last.kind, "LogSoftmax") == 0 || strcmp(last.kind, "log_softmax") == 0;
}

tn_loss tn_loss_for(const tn_net *net, const tn_data *data)
{
    if (tn_data_classes(data) == 0) return TN_LOSS_MSE;
    return ends_in_log_softmax(net) ? TN_LOSS_NLL : TN_LOSS_CROSS_ENTROPY;
}
