/* Times Monte Carlo prediction of one batch of made-up data: the peer of torch_predict.py.
 *
 *   bench_predict MODEL FEATURES CLASSES BATCH PASSES THREADS SECONDS
 *
 * Prints milliseconds of all passes: median, 10th and 90th percentile. */
#include <stdio.h>
#include <stdlib.h>

#include "thinnet/predict.h"
#include "thinnet/source.h"
#include "timing.h"

#define MOST 200

static int fail(const tn_error *err)
{
    fprintf(stderr, "bench_predict: %s\n", err->text);
    return 1;
}

typedef struct prediction {
    tn_net *net;
    tn_data *data;
    tn_predict_options options;
    double seconds;
} prediction;

static int time_passes(void *argument)
{
    const prediction *w = argument;
    double took[MOST];
    int n = 0;
    tn_error err;
    tn_predictions p;
    for (double end = seconds_now() + w->seconds; n < MOST && (n < 3 || seconds_now() < end); n++) {
        double start = seconds_now();
        if (tn_predict(w->net, w->data, TN_TRAIN, &w->options, &p, &err)) return fail(&err);
        took[n] = (seconds_now() - start) * 1e3;
        tn_predictions_release(&p);
    }
    qsort(took, (size_t)n, sizeof *took, by_value);
    printf("%.3f %.3f %.3f\n", took[n / 2], took[n / 10], took[n - 1 - n / 10]);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 8) return fprintf(stderr, "usage: bench_predict MODEL FEATURES CLASSES BATCH PASSES THREADS SECONDS\n"), 2;
    tn_error err;
    tn_net *net;
    tn_data *data;
    int64_t features = atoll(argv[2]), classes = atoll(argv[3]), batch = atoll(argv[4]);
    tn_shape sample = {.rank = 1, .batch = -1, .dim = {features}};
    const tn_read_options read = {.input_rank = 1, .input = {features}};
    tn_predict_options options = tn_predict_options_default();
    options.batch_size = batch, options.mc = atoll(argv[5]), options.threads = atoi(argv[6]);
    float *x = malloc((size_t)(batch * features) * sizeof *x);
    int64_t *labels = malloc((size_t)batch * sizeof *labels);
    if (!x || !labels) return 1;
    srand(1);
    for (int64_t i = 0; i < batch * features; i++) x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    for (int64_t i = 0; i < batch; i++) labels[i] = i % classes;
    if (tn_data_from_memory(&data, x, labels, NULL, batch, 0, &sample, 1, NULL, &err) ||
        tn_net_read(&net, argv[1], &read, &err) || tn_net_init(net, 0, &err))
        return fail(&err);
    int status = time_in_turns(time_passes, &(prediction){net, data, options, atof(argv[7])});
    tn_net_free(net);
    tn_data_free(data);
    free(x);
    free(labels);
    return status;
}
