/* What bias, activation and dropout take of a Linear's training step (forward, backward without the input's gradient, and plain
 * gradient descent), one thread: the step of all that, as thinnet plans it, beside that of the bare product without a bias.
 *
 *   bench_epilogue INPUTS OUTPUTS BATCH ACTIVATION DROPOUT SECONDS
 *
 * The two run step about, so that they meet the same machine. The bare product gets the gradient that the other one's product has
 * just got, with the same zeros to skip. Prints microseconds a step of both, and the share: 1 - the bare one's over the whole's;
 * medians. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/plan.h"
#include "timing.h"

#define MOST 20000

typedef struct layer {
    tn_net *net;
    tn__plan *plan;
    float *gradients[2]; /* of weight and bias; the weight moves without one */
    double took[MOST];
} layer;

typedef struct comparison {
    int64_t inputs, outputs, batch;
    const char *activation, *dropout;
    double seconds, rate;
    layer whole, bare;
    float *gradient; /* of the output */
    tn_error err;
} comparison;

static tn_status build(comparison *c, layer *l, bool whole)
{
    tn_status status;
    int value;
    const tn_arg size[] = {{NULL, tn_int(c->inputs)}, {NULL, tn_int(c->outputs)}, {"bias", tn_bool(whole)}};
    TN_TRY(tn_net_new(&l->net, &c->inputs, 1, &c->err));
    TN_TRY(tn_net_add(l->net, &value, "Linear", "fc", size, 3, NULL, 0, &c->err));
    if (whole) {
        TN_TRY(tn_net_add(l->net, &value, c->activation, NULL, NULL, 0, NULL, 0, &c->err));
        TN_TRY(tn_net_add(l->net, &value, c->dropout, NULL, NULL, 0, NULL, 0, &c->err));
        l->gradients[1] = calloc((size_t)c->outputs, sizeof(float));
    }
    TN_TRY(tn_net_init(l->net, 0, &c->err));
    tn__plan_options options = {
        .batch = c->batch, .training = true, .dropout_on = true, .gradients = l->gradients, .descend = &c->rate};
    TN_TRY(tn__plan_new(&l->plan, l->net, &options, &c->err));
    for (int64_t i = 0; i < c->batch * c->inputs; i++) tn__plan_input(l->plan)[i] = (float)rand() / (float)RAND_MAX - 0.5f;
done:
    return status;
}

/* One step; the gradient is put in its place between the timed parts. */
static double step(const comparison *c, const layer *l, const float *gradient, uint32_t number)
{
    double start = seconds_now();
    tn__plan_set_masks(l->plan, 1, number, 0);
    tn__plan_forward(l->plan);
    double forward = seconds_now() - start;
    memcpy(tn__plan_output_gradient(l->plan), gradient, (size_t)(c->batch * c->outputs) * sizeof *gradient);
    start = seconds_now();
    tn__plan_backward(l->plan);
    if (l->gradients[1])
        l->plan->compute.kernels->scale(l->net->states[1].data, l->gradients[1], -(float)c->rate, c->outputs, true);
    return forward + seconds_now() - start;
}

static int time_steps_about(void *argument)
{
    comparison *c = argument;
    const float *product_gradient = tn__plan_output_gradient(c->whole.plan); /* after a step, where it was in place */
    int n = 0;
    for (double end = seconds_now() + c->seconds; n < MOST && (n < 5 || seconds_now() < end); n++) {
        c->whole.took[n] = step(c, &c->whole, c->gradient, (uint32_t)n);
        c->bare.took[n] = step(c, &c->bare, product_gradient, (uint32_t)n);
    }
    qsort(c->whole.took, (size_t)n, sizeof(double), by_value);
    qsort(c->bare.took, (size_t)n, sizeof(double), by_value);
    double whole = c->whole.took[n / 2] * 1e6, bare = c->bare.took[n / 2] * 1e6;
    printf("%.3f %.3f %.4f\n", whole, bare, 1 - bare / whole);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "usage: bench_epilogue INPUTS OUTPUTS BATCH ACTIVATION DROPOUT SECONDS\n");
        return 2;
    }
    static comparison c;
    c.inputs = atoll(argv[1]), c.outputs = atoll(argv[2]), c.batch = atoll(argv[3]);
    c.activation = argv[4], c.dropout = argv[5], c.seconds = atof(argv[6]), c.rate = 1e-6;
    if (build(&c, &c.whole, true) || build(&c, &c.bare, false)) {
        fprintf(stderr, "bench_epilogue: %s\n", c.err.text);
        return 1;
    }
    size_t numbers = (size_t)(c.batch * c.outputs);
    c.gradient = malloc(numbers * sizeof(float));
    for (size_t i = 0; i < numbers; i++) c.gradient[i] = ((float)rand() / (float)RAND_MAX - 0.5f) * 1e-3f;
    return time_in_turns(time_steps_about, &c);
}
