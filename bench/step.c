/* Times training steps of a model on made-up data: the peer of torch_step.py.
 *
 *   bench_step MODEL CxHxW CLASSES BATCH THREADS SECONDS
 *
 * Prints one line, microseconds a step: median, 10th and 90th percentile of blocks of steps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "thinnet/source.h"
#include "thinnet/train.h"

#define BLOCKS 400

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int fail(const tn_error *err)
{
    fprintf(stderr, "bench_step: %s\n", err->text);
    return 1;
}

static tn_read_options parse_input(const char *text)
{
    tn_read_options options = {0};
    for (char *end; options.input_rank < TN_MAX_DIMS - 1; text = end + 1) {
        options.input[options.input_rank++] = strtoll(text, &end, 10);
        if (*end != 'x') break;
    }
    return options;
}

/* Steps in blocks of about 2 ms, so that the clock's own cost does not show. */
static int time_steps(tn_trainer *trainer, const float *x, const int64_t *labels, int64_t batch, double seconds)
{
    double loss, block[BLOCKS];
    tn_error err;
    int64_t steps = 1;
    for (double took = 0; took < 2e-3; steps *= 2) {
        double start = now();
        for (int64_t i = 0; i < steps; i++)
            if (tn_trainer_step(trainer, x, labels, NULL, batch, &loss, &err)) return fail(&err);
        took = now() - start;
    }
    int n = 0;
    for (double end = now() + seconds; n < BLOCKS && (now() < end || n < 5);) {
        double start = now();
        for (int64_t i = 0; i < steps; i++)
            if (tn_trainer_step(trainer, x, labels, NULL, batch, &loss, &err)) return fail(&err);
        block[n++] = (now() - start) / (double)steps * 1e6;
    }
    qsort(block, (size_t)n, sizeof *block, by_value);
    printf("%.3f %.3f %.3f\n", block[n / 2], block[n / 10], block[n - 1 - n / 10]);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "usage: bench_step MODEL CxHxW CLASSES BATCH THREADS SECONDS\n");
        return 2;
    }
    tn_error err;
    tn_net *net;
    tn_trainer *trainer;
    tn_read_options read = parse_input(argv[2]);
    tn_train_options options = tn_train_options_default();
    int64_t classes = atoll(argv[3]), sample = 1;
    options.batch_size = atoll(argv[4]);
    options.threads = atoi(argv[5]);
    options.lr = 0.01;
    for (int d = 0; d < read.input_rank; d++) sample *= read.input[d];
    if (tn_net_read(&net, argv[1], &read, &err) || tn_net_init(net, 0, &err) || tn_trainer_new(&trainer, net, &options, &err))
        return fail(&err);

    float *x = malloc((size_t)(options.batch_size * sample) * sizeof *x);
    int64_t *labels = malloc((size_t)options.batch_size * sizeof *labels);
    srand(1);
    for (int64_t i = 0; i < options.batch_size * sample; i++) x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    for (int64_t i = 0; i < options.batch_size; i++) labels[i] = rand() % classes;
    int status = time_steps(trainer, x, labels, options.batch_size, atof(argv[6]));
    free(x);
    free(labels);
    tn_trainer_free(trainer);
    tn_net_free(net);
    return status;
}
