/* Trains a model with --rng torch and writes down everything that must coincide with PyTorch: the peer of
 * live_curves.py, which feeds it and compares.
 *
 *   curve MODEL DATA STEPS BATCH LR MOMENTUM SEED OUT
 *
 * DATA: int64 n, int64 rank, int64 dims[rank], float x[n][dims], int64 labels[n].
 * OUT: for each state int64 count, float[count] (initial weights, in state_dict order); then for each step int64 n,
 * int64 index[n], double loss, and for each dropout layer int64 count, uint8[count]: which numbers of its
 * output, in PyTorch's order, are not the smallest (what is dropped after a ReLU is the smallest of all). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/plans.h"
#include "random/sampler.h"
#include "thinnet/source.h"
#include "train/trainer.h"

#define MAX_ROWS 100000000

static void die(const char *what)
{
    fprintf(stderr, "curve: %s\n", what);
    exit(1);
}

static void check(tn_status status, const tn_error *err)
{
    if (status != TN_OK) die(err->text);
}

static void get(void *to, size_t size, size_t n, FILE *f)
{
    if (fread(to, size, n, f) != n) die("DATA is truncated");
}

static void put(const void *from, size_t size, size_t n, FILE *f)
{
    if (fwrite(from, size, n, f) != n) die("cannot write OUT");
}

typedef struct samples {
    int64_t n, sample;
    tn_read_options shape;
    float *x;
    int64_t *labels;
} samples;

static samples read_samples(const char *path)
{
    samples s = {.sample = 1};
    int64_t rank;
    FILE *f = fopen(path, "rb");
    if (!f) die("cannot open DATA");
    get(&s.n, 8, 1, f);
    get(&rank, 8, 1, f);
    if (s.n < 1 || s.n > MAX_ROWS || rank < 1 || rank >= TN_MAX_DIMS) die("DATA is not what it should be");
    s.shape.input_rank = (int)rank;
    get(s.shape.input, 8, (size_t)rank, f);
    for (int d = 0; d < rank; d++) s.sample *= s.shape.input[d];
    s.x = malloc((size_t)(s.n * s.sample) * sizeof *s.x);
    s.labels = malloc((size_t)s.n * sizeof *s.labels);
    if (!s.x || !s.labels) die("out of memory");
    get(s.x, sizeof *s.x, (size_t)(s.n * s.sample), f);
    get(s.labels, sizeof *s.labels, (size_t)s.n, f);
    fclose(f);
    return s;
}

static void write_weights(const tn_net *net, FILE *out)
{
    tn_state_entry entry;
    for (int i = 0; i < tn_net_states(net); i++) {
        tn_net_state(net, i, &entry);
        int64_t count = tn__shape_count(&entry.tensor.shape);
        put(&count, 8, 1, out);
        put(entry.tensor.data, sizeof(float), (size_t)count, out);
    }
}

/* A byte a mask unit, in PyTorch's order: 1 where it is kept. */
static void write_mask(const tn__run *run, FILE *out)
{
    const tn__dropout *d = run->prepared;
    const uint32_t *bits = run->saved;
    int64_t units = d->samples * d->channels * (d->kind->unit == TN_UNIT_CHANNEL ? 1 : d->spatial);
    put(&units, 8, 1, out);
    for (int64_t i = 0; i < units; i++) put(&(uint8_t){bits[i / 32] >> (i % 32) & 1}, 1, 1, out);
}

/* The masks of the step to come: those that a forward pass keeps for backward, after which the generator is set back. */
static void write_masks(tn_trainer *trainer, const float *x, int64_t n, FILE *out)
{
    tn__plan *plan;
    tn_error err;
    tn_generator before = *trainer->net->generator;
    check(tn__plans_get(&trainer->plans, n, &plan, &err), &err);
    memcpy(tn__plan_input(plan), x, (size_t)tn__shape_count(&plan->slots[plan->input].shape) * sizeof *x);
    tn__plan_forward(plan);
    for (int i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].kind->traits & TN_TRAIT_DROPOUT) write_mask(&plan->ops[i].run, out);
    *trainer->net->generator = before;
}

static void run_steps(tn_trainer *trainer, const samples *s, int64_t steps, int64_t batch, FILE *out)
{
    int64_t *order = malloc((size_t)s->n * sizeof *order), at = s->n;
    float *x = malloc((size_t)(batch * s->sample) * sizeof *x);
    int64_t *labels = malloc((size_t)batch * sizeof *labels);
    tn_error err;
    double loss;
    if (!order || !x || !labels) die("out of memory");
    for (int64_t step = 0; step < steps; step++) {
        if (at == s->n) {
            tn__sampler_epoch(trainer->net->generator, order, s->n);
            at = 0;
        }
        int64_t n = s->n - at < batch ? s->n - at : batch;
        for (int64_t i = 0; i < n; i++) {
            memcpy(x + i * s->sample, s->x + order[at + i] * s->sample, (size_t)s->sample * sizeof *x);
            labels[i] = s->labels[order[at + i]];
        }
        put(&n, 8, 1, out);
        put(order + at, 8, (size_t)n, out);
        write_masks(trainer, x, n, out);
        check(tn_trainer_step(trainer, x, labels, NULL, n, &loss, &err), &err);
        put(&loss, 8, 1, out);
        at += n;
    }
    free(order);
    free(x);
    free(labels);
}

int main(int argc, char **argv)
{
    if (argc != 9) die("usage: curve MODEL DATA STEPS BATCH LR MOMENTUM SEED OUT");
    samples s = read_samples(argv[2]);
    tn_net *net;
    tn_trainer *trainer;
    tn_error err;
    tn_train_options options = tn_train_options_default();
    FILE *out = fopen(argv[8], "wb");
    if (!out) die("cannot open OUT");
    options.batch_size = atoll(argv[4]);
    options.lr = atof(argv[5]);
    options.momentum = atof(argv[6]);
    options.seed = strtoull(argv[7], NULL, 10);
    options.rng = TN_RNG_TORCH;
    check(tn_net_read(&net, argv[1], &s.shape, &err), &err);
    check(tn_net_init(net, options.seed, &err), &err);
    write_weights(net, out);
    check(tn_trainer_new(&trainer, net, &options, &err), &err);
    run_steps(trainer, &s, atoll(argv[3]), options.batch_size, out);
    if (fclose(out) != 0) die("cannot write OUT");
    tn_trainer_free(trainer);
    tn_net_free(net);
    free(s.x);
    free(s.labels);
    return 0;
}
