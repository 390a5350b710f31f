/* A loss curve of PyTorch 2.13, step by step: the golden file says how it was made. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "format/safetensors.h"
#include "net/graph.h"
#include "random/sampler.h"
#include "tensor/shape.h"
#include "thinnet/train.h"

enum { N = 100, D = 10, BATCH = 16, STEPS = 60, SEED = 12 };

static void add(tn_net *net, const char *torch_class, const char *name, const tn_arg *args, int n)
{
    tn_error err;
    if (tn_net_add(net, NULL, torch_class, name, args, n, NULL, 0, &err)) fail_msg("%s", err.text);
}

static tn_net *make_net(void)
{
    tn_net *net;
    tn_error err;
    if (tn_net_new(&net, (int64_t[]){D}, 1, &err)) fail_msg("%s", err.text);
    add(net, "Linear", "0", (tn_arg[]){{0, tn_int(D)}, {0, tn_int(24)}}, 2);
    add(net, "ReLU", "1", NULL, 0);
    add(net, "Dropout", "2", (tn_arg[]){{0, tn_float(0.5)}}, 1);
    add(net, "Linear", "3", (tn_arg[]){{0, tn_int(24)}, {0, tn_int(12)}}, 2);
    add(net, "SELU", "4", NULL, 0);
    add(net, "AlphaDropout", "5", (tn_arg[]){{0, tn_float(0.2)}}, 1);
    add(net, "Linear", "6", (tn_arg[]){{0, tn_int(12)}, {0, tn_int(3)}}, 2);
    if (tn_net_init(net, SEED, &err)) fail_msg("%s", err.text);
    return net;
}

static void test_curve__is_pytorchs(void **state)
{
    (void)state;
    tn__safetensors file;
    tn_error err;
    tn_trainer *trainer;
    float x[N * D], batch[BATCH * D];
    int64_t y[N], first[STEPS], order[N], labels[BATCH], at = N;
    double losses[STEPS], loss, worst = 0;
    if (tn__safetensors_open(&file, TN_SOURCE_DIR "/tests/parity/golden/curve.safetensors", false, &err))
        fail_msg("%s", err.text);
    memcpy(x, tn__safetensors_find(&file, "x")->data, sizeof x);
    memcpy(y, tn__safetensors_find(&file, "y")->data, sizeof y);
    memcpy(first, tn__safetensors_find(&file, "first")->data, sizeof first);
    memcpy(losses, tn__safetensors_find(&file, "losses")->data, sizeof losses);
    tn__safetensors_close(&file);

    tn_net *net = make_net();
    tn_train_options o = tn_train_options_default();
    o.batch_size = BATCH, o.lr = 0.05, o.momentum = 0.9, o.rng = TN_RNG_TORCH, o.seed = SEED;
    if (tn_trainer_new(&trainer, net, &o, &err)) fail_msg("%s", err.text);
    for (int step = 0; step < STEPS; step++) {
        if (at == N) {
            tn__sampler_epoch(net->generator, order, N);
            at = 0;
        }
        int64_t n = N - at < BATCH ? N - at : BATCH;
        assert_int_equal(order[at], first[step]);
        for (int64_t i = 0; i < n; i++) {
            memcpy(batch + i * D, x + order[at + i] * D, D * sizeof *x);
            labels[i] = y[order[at + i]];
        }
        if (tn_trainer_step(trainer, batch, labels, NULL, n, &loss, &err)) fail_msg("%s", err.text);
        worst = fmax(worst, fabs(loss - losses[step]));
        if (worst > 1e-6) fail_msg("step %d: loss %.9g, PyTorch's %.9g", step, loss, losses[step]);
        at += n;
    }
    tn_trainer_free(trainer);
    tn_net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_curve__is_pytorchs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
