/* Steps, epochs, checkpoints. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/graph.h"
#include "train/options.h"
#include "train/schedule.h"
#include "train/trainer.h"

static tn_net *two_layer_net(int64_t in, int64_t hidden, int64_t out, double p)
{
    tn_net *net;
    tn_error err;
    tn_arg fc1[] = {{NULL, tn_int(in)}, {NULL, tn_int(hidden)}}, fc2[] = {{NULL, tn_int(hidden)}, {NULL, tn_int(out)}};
    tn_arg drop[] = {{"p", tn_float(p)}};
    if (tn_net_new(&net, &in, 1, &err) || tn_net_add(net, NULL, "Linear", "fc1", fc1, 2, NULL, 0, &err) ||
        tn_net_add(net, NULL, "ReLU", "relu1", NULL, 0, NULL, 0, &err) ||
        tn_net_add(net, NULL, "Dropout", "dropout1", drop, 1, NULL, 0, &err) ||
        tn_net_add(net, NULL, "Linear", "fc2", fc2, 2, NULL, 0, &err) || tn_net_init(net, 3, &err))
        fail_msg("%s", err.text);
    return net;
}

/* Three classes by angle, with some noise. */
static tn_data *three_classes(int64_t n_train, int64_t n_test, double validation)
{
    int64_t n = n_train + n_test;
    float *x = malloc((size_t)(n * 2) * sizeof *x);
    int64_t *labels = malloc((size_t)n * sizeof *labels);
    tn_data *data;
    tn_error err;
    tn_data_options options = tn_data_options_default();
    options.validation_fraction = validation;
    srand(7);
    for (int64_t i = 0; i < n; i++) {
        double angle = rand() / (double)RAND_MAX * 6.2831853, radius = 0.5 + rand() / (double)RAND_MAX;
        x[2 * i] = (float)(radius * cos(angle));
        x[2 * i + 1] = (float)(radius * sin(angle));
        labels[i] = (int64_t)(angle / 6.2831854 * 3);
    }
    tn_shape sample = tn__shape_of(1, (int64_t)2);
    if (tn_data_from_memory(&data, x, labels, NULL, n_train, n_test, &sample, 1, &options, &err)) fail_msg("%s", err.text);
    free(x);
    free(labels);
    return data;
}

static tn_train_options quick_options(void)
{
    tn_train_options o = tn_train_options_default();
    o.epochs = 5;
    o.batch_size = 16;
    o.momentum = 0.9;
    o.lr = 0.05;
    return o;
}

static char *temp_path(char *path)
{
    strcpy(path, "/tmp/thinnet-test-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
    return path;
}

static void assert_same_weights(const tn_net *a, const tn_net *b)
{
    for (size_t i = 0; i < a->n_states; i++)
        assert_memory_equal(a->states[i].data, b->states[i].data, (size_t)tn__shape_count(&a->states[i].shape) * sizeof(float));
}

/* --- options --- */

static void test_options__defaults_are_resolved_per_optimiser(void **state)
{
    (void)state;
    tn_error err;
    tn_train_options o = tn_train_options_default();
    o.optimiser = "adamw";
    assert_int_equal(tn__train_options_resolve(&o, &err), TN_OK);
    assert_true(o.lr == 0.001 && o.weight_decay == 0.01);
    o = tn_train_options_default();
    assert_int_equal(tn__train_options_resolve(&o, &err), TN_OK);
    assert_true(o.lr == 0.1 && o.weight_decay == 0);
}

static void test_options__refuses_what_is_out_of_range(void **state)
{
    (void)state;
    tn_error err;
    tn_train_options o;
#define REFUSES(change)                                                                                                          \
    do {                                                                                                                         \
        o = tn_train_options_default();                                                                                          \
        change;                                                                                                                  \
        assert_int_equal(tn__train_options_resolve(&o, &err), TN_BAD_ARGUMENT);                                                  \
        assert_true(err.text[0] != 0);                                                                                           \
    } while (0)
    REFUSES(o.epochs = 0);
    REFUSES(o.batch_size = -1);
    REFUSES(o.lr = -0.1);
    REFUSES(o.lr = NAN);
    REFUSES(o.optimiser = "sdg");
    REFUSES(o.nesterov = true);
    REFUSES(o.label_smoothing = 1.5);
    REFUSES((o.loss = TN_LOSS_MSE, o.label_smoothing = 0.1));
    REFUSES(o.beta2 = 1);
    REFUSES(o.threads = 0);
#undef REFUSES
}

/* Values of torch.optim.lr_scheduler of PyTorch 2.13 for lr 0.5 over 4 epochs. */
static void test_schedule__follows_pytorch(void **state)
{
    (void)state;
    tn_train_options o = tn_train_options_default();
    o.lr = 0.5;
    o.epochs = 4;
    o.gamma = 0.1;
    o.step_size = 2;
    o.schedule = TN_SCHEDULE_STEP;
    const double step[] = {0.5, 0.5, 0.05, 0.05};
    for (int e = 0; e < 4; e++) assert_true(fabs(tn__schedule_lr(&o, e) - step[e]) < 1e-12);
    o.schedule = TN_SCHEDULE_COSINE;
    const double cosine[] = {0.5, 0.4340990257669732, 0.275, 0.11590097423302685};
    for (int e = 0; e < 4; e++) assert_true(fabs(tn__schedule_lr(&o, e) - cosine[e]) < 1e-12);
    o.schedule = TN_SCHEDULE_LINEAR;
    const double linear[] = {0.5, 0.3875, 0.275, 0.1625};
    for (int e = 0; e < 4; e++) assert_true(fabs(tn__schedule_lr(&o, e) - linear[e]) < 1e-12);
}

/* --- steps --- */

static void test_step__one_sgd_step_is_weight_minus_lr_times_gradient(void **state)
{
    (void)state;
    tn_net *net = two_layer_net(2, 4, 3, 0);
    tn_trainer *trainer;
    tn_error err;
    tn_train_options o = tn_train_options_default();
    float x[] = {0.3f, -0.7f}, before[4 * 2];
    int64_t label = 1;
    double loss, up, down;
    o.batch_size = 1;
    o.lr = 0.25;
    memcpy(before, net->states[0].data, sizeof before);
    assert_int_equal(tn_trainer_new(&trainer, net, &o, &err), TN_OK);
    assert_int_equal(tn_trainer_step(trainer, x, &label, NULL, 1, &loss, &err), TN_OK);
    float *after = net->states[0].data, moved[4 * 2];
    memcpy(moved, after, sizeof moved);
    tn_trainer_free(trainer);

    /* The step's gradient again, by differences of the loss at the old weights. */
    tn_net *fresh = two_layer_net(2, 4, 3, 0);
    o.lr = 1e-30;
    assert_int_equal(tn_trainer_new(&trainer, fresh, &o, &err), TN_OK);
    float *w = fresh->states[0].data;
    for (int i = 0; i < 8; i++) {
        w[i] = before[i] + 1.0f / 512;
        assert_int_equal(tn_trainer_step(trainer, x, &label, NULL, 1, &up, &err), TN_OK);
        w[i] = before[i] - 1.0f / 512;
        assert_int_equal(tn_trainer_step(trainer, x, &label, NULL, 1, &down, &err), TN_OK);
        w[i] = before[i];
        double gradient = (up - down) * 256;
        assert_true(fabs((before[i] - moved[i]) / 0.25 - gradient) < 1e-3);
    }
    tn_trainer_free(trainer);
    tn_net_free(fresh);
    tn_net_free(net);
}

/* A batch at an aligned address is read where it lies, another one is copied. */
static void test_step__the_same_weights_wherever_the_batch_lies(void **state)
{
    (void)state;
    enum { BATCH = 5, IN = 48, STEPS = 3, ALL = BATCH * IN };
    static float x[STEPS * ALL + 16] __attribute__((aligned(64))), before[STEPS * ALL + 16];
    tn_net *net[2];
    tn_error err;
    tn_train_options o = quick_options();
    double loss;
    for (int moved = 0; moved < 2; moved++) {
        tn_trainer *trainer;
        net[moved] = two_layer_net(IN, 40, 3, 0.5);
        assert_int_equal(tn_trainer_new(&trainer, net[moved], &o, &err), TN_OK);
        for (int i = 0; i < STEPS * ALL; i++) x[i + moved] = (float)(i * 37 % 101) / 50 - 1;
        memcpy(before, x, sizeof x);
        for (int step = 0; step < STEPS; step++)
            assert_int_equal(
                tn_trainer_step(trainer, x + moved + step * ALL, (int64_t[]){0, 1, 2, 1, 0}, NULL, BATCH, &loss, &err), TN_OK);
        assert_memory_equal(before, x, sizeof x);
        tn_trainer_free(trainer);
    }
    assert_same_weights(net[0], net[1]);
    tn_net_free(net[0]), tn_net_free(net[1]);
}

static void test_step__bad_batches_are_refused(void **state)
{
    (void)state;
    tn_net *net = two_layer_net(2, 4, 3, 0.5);
    tn_trainer *trainer;
    tn_error err;
    tn_train_options o = quick_options();
    float x[4] = {0};
    double loss;
    assert_int_equal(tn_trainer_new(&trainer, net, &o, &err), TN_OK);
    assert_int_equal(tn_trainer_step(trainer, x, (int64_t[]){0, 3}, NULL, 2, &loss, &err), TN_BAD_ARGUMENT);
    assert_non_null(strstr(err.text, "label 3"));
    assert_int_equal(tn_trainer_step(trainer, x, (int64_t[]){-1}, NULL, 1, &loss, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_trainer_step(trainer, x, NULL, NULL, 1, &loss, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_trainer_step(trainer, x, (int64_t[]){0}, NULL, 0, &loss, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_trainer_step(trainer, x, (int64_t[]){0}, NULL, 17, &loss, &err), TN_BAD_ARGUMENT);
    tn_trainer_free(trainer);
    tn_net_free(net);
}

static void test_step__a_loss_that_is_not_finite_names_the_layer(void **state)
{
    (void)state;
    tn_net *net = two_layer_net(2, 4, 3, 0.5);
    tn_trainer *trainer;
    tn_error err;
    tn_train_options o = quick_options();
    double loss;
    assert_int_equal(tn_trainer_new(&trainer, net, &o, &err), TN_OK);
    ((float *)net->states[2].data)[0] = INFINITY;
    assert_int_equal(tn_trainer_step(trainer, (float[]){1, 2}, (int64_t[]){0}, NULL, 1, &loss, &err), TN_NOT_FINITE);
    assert_non_null(strstr(err.text, "fc2"));
    assert_non_null(strstr(err.text, "step 1"));
    tn_trainer_free(trainer);
    tn_net_free(net);
}

static void test_step__allocates_nothing_after_the_first(void **state)
{
    (void)state;
    if (!tn__mem_hooked()) skip();
    tn_net *net = two_layer_net(2, 40, 3, 0.5);
    tn_trainer *trainer;
    tn_error err;
    tn_train_options o = quick_options();
    float x[32] = {1, 2, 3};
    int64_t labels[16] = {0, 1, 2};
    double loss;
    o.max_norm = 1;
    o.clip_norm = 1;
    assert_int_equal(tn_trainer_new(&trainer, net, &o, &err), TN_OK);
    assert_int_equal(tn_trainer_step(trainer, x, labels, NULL, 16, &loss, &err), TN_OK);
    uint64_t before = tn__mem_count();
    for (int i = 0; i < 10; i++) assert_int_equal(tn_trainer_step(trainer, x, labels, NULL, 16, &loss, &err), TN_OK);
    assert_int_equal(tn__mem_count(), before);
    tn_trainer_free(trainer);
    tn_net_free(net);
}

static void test_max_norm__holds_after_every_step(void **state)
{
    (void)state;
    tn_net *net = two_layer_net(2, 8, 3, 0);
    tn_trainer *trainer;
    tn_error err;
    tn_train_options o = quick_options();
    double loss;
    o.lr = 5;
    o.max_norm = 0.75;
    assert_int_equal(tn_trainer_new(&trainer, net, &o, &err), TN_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(tn_trainer_step(trainer, (float[]){1, -2}, (int64_t[]){i % 3}, NULL, 1, &loss, &err), TN_OK);
        for (int s = 0; s < 4; s += 2) {
            int64_t columns = net->states[s].shape.dim[1];
            for (int64_t r = 0; r < net->states[s].shape.dim[0]; r++) {
                double sum = 0;
                for (int64_t c = 0; c < columns; c++) sum += pow(((float *)net->states[s].data)[r * columns + c], 2);
                assert_true(sqrt(sum) <= 0.75 * (1 + 1e-6));
            }
        }
    }
    tn_trainer_free(trainer);
    tn_net_free(net);
}

/* --- epochs --- */

static void test_train__learns(void **state)
{
    (void)state;
    const char *optimisers[] = {"sgd", "adam", "adamw"};
    for (int i = 0; i < 3; i++) {
        tn_net *net = two_layer_net(2, 32, 3, 0.1);
        tn_data *data = three_classes(600, 0, 0.2);
        tn_train_options o = quick_options();
        tn_train_result result;
        tn_error err;
        o.optimiser = optimisers[i];
        o.lr = i ? 0.01 : 0.05;
        o.epochs = 20;
        if (i) o.momentum = 0;
        if (tn_train(net, data, &o, NULL, NULL, &result, &err)) fail_msg("%s", err.text);
        assert_true(result.validation.accuracy > 0.9);
        assert_int_equal(result.steps, 20 * 30);
        tn_data_free(data);
        tn_net_free(net);
    }
}

static bool stop_after_two(const tn_epoch *epoch, void *user)
{
    int *calls = user;
    *calls += epoch->epoch_done;
    return *calls < 2;
}

static void test_train__the_callback_can_stop_it(void **state)
{
    (void)state;
    tn_net *net = two_layer_net(2, 8, 3, 0.5);
    tn_data *data = three_classes(100, 0, 0);
    tn_train_options o = quick_options();
    tn_train_result result;
    tn_error err;
    int calls = 0;
    assert_int_equal(tn_train(net, data, &o, stop_after_two, &calls, &result, &err), TN_OK);
    assert_int_equal(result.epochs_run, 2);
    assert_true(result.interrupted);
    tn_data_free(data);
    tn_net_free(net);
}

static void test_train__resumed_it_ends_with_the_same_bytes(void **state)
{
    (void)state;
    const char *optimisers[] = {"sgd", "adam"};
    for (int i = 0; i < 2; i++) {
        char path[64];
        temp_path(path);
        tn_data *data = three_classes(120, 0, 0.25);
        tn_train_options o = quick_options();
        tn_error err;
        o.optimiser = optimisers[i];
        if (i) o.momentum = 0;
        o.schedule = TN_SCHEDULE_COSINE;
        o.patience = 5;

        tn_net *whole = two_layer_net(2, 16, 3, 0.5), *broken = two_layer_net(2, 16, 3, 0.5);
        if (tn_train(whole, data, &o, NULL, NULL, NULL, &err)) fail_msg("%s", err.text);

        int calls = 0;
        o.checkpoint = path;
        if (tn_train(broken, data, &o, stop_after_two, &calls, NULL, &err)) fail_msg("%s", err.text);
        tn_net_free(broken);
        broken = two_layer_net(2, 16, 3, 0.5);
        o.resume = path;
        if (tn_train(broken, data, &o, NULL, NULL, NULL, &err)) fail_msg("%s", err.text);
        assert_same_weights(whole, broken);

        /* Other settings are another run. */
        o.lr = 0.01;
        assert_int_equal(tn_train(broken, data, &o, NULL, NULL, NULL, &err), TN_MISMATCH);
        assert_non_null(strstr(err.text, "lr"));
        unlink(path);
        tn_net_free(whole);
        tn_net_free(broken);
        tn_data_free(data);
    }
}

static void test_train__the_same_bytes_for_any_number_of_threads(void **state)
{
    (void)state;
    tn_data *data = three_classes(100, 0, 0);
    tn_net *nets[3];
    tn_error err;
    for (int threads = 1; threads <= 3; threads++) {
        tn_train_options o = quick_options();
        o.threads = threads;
        nets[threads - 1] = two_layer_net(2, 300, 3, 0.5);
        if (tn_train(nets[threads - 1], data, &o, NULL, NULL, NULL, &err)) fail_msg("%s", err.text);
    }
    assert_same_weights(nets[0], nets[1]);
    assert_same_weights(nets[0], nets[2]);
    for (int i = 0; i < 3; i++) tn_net_free(nets[i]);
    tn_data_free(data);
}

static void test_train__data_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    tn_data *data = three_classes(30, 0, 0);
    tn_train_options o = quick_options();
    tn_error err;
    tn_net *net = two_layer_net(3, 4, 3, 0.5);
    assert_int_equal(tn_train(net, data, &o, NULL, NULL, NULL, &err), TN_MISMATCH);
    tn_net_free(net);
    net = two_layer_net(2, 4, 2, 0.5);
    assert_int_equal(tn_train(net, data, &o, NULL, NULL, NULL, &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "3 classes"));
    tn_net_free(net);
    net = two_layer_net(2, 4, 3, 0.5);
    o.loss = TN_LOSS_MSE;
    assert_int_equal(tn_train(net, data, &o, NULL, NULL, NULL, &err), TN_MISMATCH);
    o = quick_options();
    o.patience = 3;
    assert_int_equal(tn_train(net, data, &o, NULL, NULL, NULL, &err), TN_BAD_ARGUMENT);
    tn_net_free(net);
    tn_data_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options__defaults_are_resolved_per_optimiser),
        cmocka_unit_test(test_options__refuses_what_is_out_of_range),
        cmocka_unit_test(test_schedule__follows_pytorch),
        cmocka_unit_test(test_step__one_sgd_step_is_weight_minus_lr_times_gradient),
        cmocka_unit_test(test_step__the_same_weights_wherever_the_batch_lies),
        cmocka_unit_test(test_step__bad_batches_are_refused),
        cmocka_unit_test(test_step__a_loss_that_is_not_finite_names_the_layer),
        cmocka_unit_test(test_step__allocates_nothing_after_the_first),
        cmocka_unit_test(test_max_norm__holds_after_every_step),
        cmocka_unit_test(test_train__learns),
        cmocka_unit_test(test_train__the_callback_can_stop_it),
        cmocka_unit_test(test_train__resumed_it_ends_with_the_same_bytes),
        cmocka_unit_test(test_train__the_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(test_train__data_that_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
