/* Nets built by calls, planned and run. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/plan.h"
#include "net/plans.h"

static int add(tn_net *net, const char *torch_name, const char *name, const tn_arg *args, int n_args)
{
    tn_error err;
    int value = -1;
    if (tn_net_add(net, &value, torch_name, name, args, n_args, NULL, 0, &err) != TN_OK) fail_msg("%s", err.text);
    return value;
}

/* SimpleFCN(8, 6, 3) of the reference networks. */
static tn_net *small_net(double p)
{
    tn_net *net;
    tn_error err;
    int64_t input[] = {8};
    if (tn_net_new(&net, input, 1, &err) != TN_OK) fail_msg("%s", err.text);
    add(net, "Linear", "fc1", (tn_arg[]){{NULL, tn_int(8)}, {NULL, tn_int(6)}}, 2);
    add(net, "ReLU", "relu1", NULL, 0);
    add(net, "Dropout", "dropout1", (tn_arg[]){{"p", tn_float(p)}}, 1);
    add(net, "Linear", "fc2", (tn_arg[]){{NULL, tn_int(6)}, {NULL, tn_int(3)}}, 2);
    return net;
}

/* A convolution, channel dropout, pooling and flatten: both memory layouts meet here. */
static tn_net *small_cnn(void)
{
    tn_net *net;
    tn_error err;
    int64_t input[] = {2, 6, 6};
    if (tn_net_new(&net, input, 3, &err) != TN_OK) fail_msg("%s", err.text);
    add(net, "Conv2d", "conv1", (tn_arg[]){{NULL, tn_int(2)}, {NULL, tn_int(5)}, {NULL, tn_int(3)}, {"padding", tn_int(1)}}, 4);
    add(net, "ReLU", "relu1", NULL, 0);
    add(net, "Dropout2d", "dropout1", (tn_arg[]){{NULL, tn_float(0.5)}}, 1);
    add(net, "MaxPool2d", "pool1", (tn_arg[]){{NULL, tn_int(2)}}, 1);
    add(net, "Flatten", "flat", NULL, 0);
    add(net, "Linear", "fc1", (tn_arg[]){{NULL, tn_int(45)}, {NULL, tn_int(3)}}, 2);
    return net;
}

static void initialise(tn_net *net)
{
    tn_error err;
    if (tn_net_init(net, 1, &err) != TN_OK) fail_msg("%s", err.text);
}

static tn__plan *planned(tn_net *net, const tn__plan_options *options)
{
    tn__plan *plan;
    tn_error err;
    if (tn__plan_new(&plan, net, options, &err) != TN_OK) fail_msg("%s", err.text);
    return plan;
}

static void fill_input(const tn__plan *plan, int64_t first)
{
    int64_t n = tn__shape_count(&plan->slots[plan->input].shape), sample = n / plan->options.batch;
    for (int64_t i = 0; i < n; i++) tn__plan_input(plan)[i] = sinf((float)(first * sample + i) * 1.7f);
}

static void test_add__shapes_are_checked_and_a_failure_changes_nothing(void **state)
{
    (void)state;
    tn_net *net = small_net(0.5);
    tn_error err;
    int value = 77, layers = tn_net_layers(net), states = tn_net_states(net);
    tn_status status = tn_net_add(net, &value, "Linear", "fc3", (tn_arg[]){{NULL, tn_int(4)}, {NULL, tn_int(2)}}, 2, NULL, 0,
                                  &err);
    assert_int_equal(status, TN_BAD_SHAPE);
    assert_non_null(strstr(err.text, "3"));
    assert_non_null(strstr(err.text, "4"));
    assert_int_equal(value, 77);
    assert_int_equal(tn_net_layers(net), layers);
    assert_int_equal(tn_net_states(net), states);
    assert_int_equal(tn_net_add(net, &value, "Linear", "fc2", (tn_arg[]){{NULL, tn_int(3)}, {NULL, tn_int(2)}}, 2, NULL, 0, &err),
                     TN_BAD_ARGUMENT);
    assert_int_equal(tn_net_add(net, &value, "Lunar", "x", NULL, 0, NULL, 0, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_net_add(net, &value, "ReLU", "r", NULL, 0, (int[]){99}, 1, &err), TN_BAD_ARGUMENT);
    tn_net_free(net);
}

static void test_info__names_shapes_and_counts(void **state)
{
    (void)state;
    tn_net *net = small_net(0.25);
    tn_layer_info info;
    assert_int_equal(tn_net_layers(net), 4);
    assert_int_equal(tn_net_parameters(net), 8 * 6 + 6 + 6 * 3 + 3);
    tn_net_layer(net, 0, &info);
    assert_string_equal(info.name, "fc1");
    assert_string_equal(info.kind, "Linear");
    assert_string_equal(info.arguments, "8, 6");
    assert_int_equal(info.parameters, 54);
    assert_int_equal(info.macs, 48);
    tn_net_layer(net, 2, &info);
    assert_int_equal(info.dropout_site, 0);
    assert_true(info.p == 0.25);
    tn_state_entry entry;
    tn_net_state(net, 2, &entry);
    assert_string_equal(entry.key, "fc2.weight");
    assert_int_equal(entry.tensor.shape.dim[0], 3);
    assert_int_equal(entry.tensor.shape.dim[1], 6);
    tn_net_free(net);
}

static void test_set_dropout__changes_the_rate_or_refuses(void **state)
{
    (void)state;
    tn_net *net = small_net(0.5);
    tn_error err;
    tn_layer_info info;
    assert_int_equal(tn_net_set_dropout(net, -1, 0.125, &err), TN_OK);
    tn_net_layer(net, 2, &info);
    assert_true(info.p == 0.125);
    assert_int_equal(tn_net_set_dropout(net, 0, 1.5, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_net_set_dropout(net, 0, NAN, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_net_set_dropout(net, 1, 0.5, &err), TN_BAD_ARGUMENT);
    tn_net_free(net);
}

static void test_plan__refuses_a_net_without_weights(void **state)
{
    (void)state;
    tn_net *net = small_net(0.5);
    tn__plan *plan;
    tn_error err;
    assert_int_equal(tn__plan_new(&plan, net, &(tn__plan_options){.batch = 4}, &err), TN_BAD_ARGUMENT);
    tn_net_free(net);
}

static void check_eval_ignores_dropout(tn_net *net)
{
    tn_error err;
    initialise(net);
    tn__plan *with = planned(net, &(tn__plan_options){.batch = 3});
    assert_int_equal(tn_net_set_dropout(net, -1, 0, &err), TN_OK);
    tn__plan *without = planned(net, &(tn__plan_options){.batch = 3});
    fill_input(with, 0);
    fill_input(without, 0);
    tn__plan_forward(with);
    tn__plan_forward(without);
    assert_memory_equal(tn__plan_output(with), tn__plan_output(without), 3 * 3 * sizeof(float));
    tn__plan_free(with);
    tn__plan_free(without);
    tn_net_free(net);
}

static void test_forward__evaluation_is_the_identity_at_every_dropout(void **state)
{
    (void)state;
    check_eval_ignores_dropout(small_net(0.5));
    check_eval_ignores_dropout(small_cnn());
}

/* The batch cut in two gives the same outputs and masks as the whole: masks belong to samples. */
static void check_batch_split(tn_net *net)
{
    initialise(net);
    tn__plan *whole = planned(net, &(tn__plan_options){.batch = 4, .dropout_on = true});
    tn__plan *half = planned(net, &(tn__plan_options){.batch = 2, .dropout_on = true});
    fill_input(whole, 0);
    tn__plan_set_masks(whole, 9, 3, 100);
    tn__plan_forward(whole);
    for (int part = 0; part < 2; part++) {
        fill_input(half, 2 * part);
        tn__plan_set_masks(half, 9, 3, 100 + 2 * (uint64_t)part);
        tn__plan_forward(half);
        for (int i = 0; i < 6; i++) assert_true(fabsf(tn__plan_output(half)[i] - tn__plan_output(whole)[6 * part + i]) < 1e-5f);
    }
    tn__plan_free(whole);
    tn__plan_free(half);
    tn_net_free(net);
}

static void test_forward__masks_do_not_depend_on_the_batch_split(void **state)
{
    (void)state;
    check_batch_split(small_net(0.5));
    check_batch_split(small_cnn());
}

static void test_forward_again__equals_a_whole_pass_and_differs_between_steps(void **state)
{
    (void)state;
    tn_net *net = small_cnn();
    initialise(net);
    tn__plan_options options = {.batch = 5, .dropout_on = true};
    tn__plan *again = planned(net, &options), *whole = planned(net, &options);
    float first[15];
    fill_input(again, 0);
    tn__plan_set_masks(again, 1, 0, 0);
    tn__plan_forward(again);
    memcpy(first, tn__plan_output(again), sizeof first);
    for (uint32_t step = 1; step < 4; step++) {
        tn__plan_set_masks(again, 1, step, 0);
        tn__plan_forward_again(again);
        fill_input(whole, 0);
        tn__plan_set_masks(whole, 1, step, 0);
        tn__plan_forward(whole);
        assert_memory_equal(tn__plan_output(again), tn__plan_output(whole), sizeof first);
        assert_memory_not_equal(first, tn__plan_output(again), sizeof first);
    }
    tn__plan_free(again);
    tn__plan_free(whole);
    tn_net_free(net);
}

/* --- gradients of whole nets against differences --- */

typedef struct gradients {
    float *by_state[16];
} gradients;

static void allocate_gradients(const tn_net *net, gradients *g)
{
    assert_true(net->n_states <= 16);
    for (size_t i = 0; i < net->n_states; i++)
        g->by_state[i] = calloc((size_t)tn__shape_count(&net->states[i].shape), sizeof(float));
}

static void free_gradients(const tn_net *net, gradients *g)
{
    for (size_t i = 0; i < net->n_states; i++) free(g->by_state[i]);
}

/* A weighted sum of the outputs, in double. */
static double objective(tn__plan *plan)
{
    double sum = 0;
    int64_t n = tn__plan_outputs(plan) * plan->options.batch;
    tn__plan_set_masks(plan, 5, 2, 0);
    tn__plan_forward(plan);
    for (int64_t i = 0; i < n; i++) sum += (1 + 0.25 * (double)(i % 5)) * tn__plan_output(plan)[i];
    return sum;
}

static double difference_quotient(tn__plan *plan, float *w, float h)
{
    float old = *w;
    *w = old + h;
    double up = objective(plan);
    *w = old - h;
    double down = objective(plan);
    *w = old;
    return (up - down) / (2 * (double)h);
}

/* Every weight. Where a ReLU or a maximum has a kink within the step, the quotients of two steps disagree and say
 * nothing; those must be few. */
static void check_gradients(tn_net *net)
{
    gradients g = {{0}};
    int kinks = 0, weights = 0;
    allocate_gradients(net, &g);
    tn__plan *plan = planned(net, &(tn__plan_options){.batch = 4, .training = true, .dropout_on = true, .gradients = g.by_state});
    fill_input(plan, 0);
    objective(plan);
    for (int64_t i = 0; i < 4 * tn__plan_outputs(plan); i++) tn__plan_output_gradient(plan)[i] = 1 + 0.25f * (float)(i % 5);
    tn__plan_backward(plan);
    for (size_t s = 0; s < net->n_states; s++) {
        float *w = net->states[s].data;
        for (int64_t i = 0; i < tn__shape_count(&net->states[s].shape); i++, weights++) {
            double wide = difference_quotient(plan, w + i, 1.0f / 1024), near = difference_quotient(plan, w + i, 1.0f / 4096);
            double exact = g.by_state[s][i], tolerance = 2e-3 * (1 + fabs(exact));
            if (fabs(near - exact) <= tolerance) continue;
            if (fabs(wide - near) > tolerance && ++kinks) continue;
            fail_msg("%s[%d]: %g by difference, %g by backward", net->states[s].key, (int)i, near, exact);
        }
    }
    assert_true(kinks <= weights / 20);
    tn__plan_free(plan);
    free_gradients(net, &g);
    tn_net_free(net);
}

static void test_backward__agrees_with_differences(void **state)
{
    (void)state;
    tn_net *net = small_net(0.5);
    initialise(net);
    check_gradients(net);
    net = small_cnn();
    initialise(net);
    check_gradients(net);
}

/* x -> fc -> a; a + tanh(a) -> fc (the same module again) : fan-out, two inputs, shared weights, in-place candidates. */
static void test_backward__shared_values_and_modules(void **state)
{
    (void)state;
    tn_net *net;
    tn_error err;
    int64_t input[] = {4};
    int a, t, sum;
    assert_int_equal(tn_net_new(&net, input, 1, &err), TN_OK);
    a = add(net, "Linear", "fc", (tn_arg[]){{NULL, tn_int(4)}, {NULL, tn_int(4)}}, 2);
    t = add(net, "Tanh", "tanh", NULL, 0);
    assert_int_equal(tn_net_add(net, &sum, "add", NULL, NULL, 0, (int[]){a, t}, 2, &err), TN_OK);
    add(net, "Dropout", "drop", (tn_arg[]){{NULL, tn_float(0.3)}}, 1);
    int module = net->nodes[a].module, again, last = net->output;
    assert_int_equal(tn__net_apply(net, &again, module, &last, 1, (tn__place){0}, &err), TN_OK);
    initialise(net);
    check_gradients(net);
}

static void test_passes__allocate_nothing(void **state)
{
    (void)state;
    if (!tn__mem_hooked()) skip();
    tn_net *net = small_cnn();
    gradients g = {{0}};
    initialise(net);
    allocate_gradients(net, &g);
    tn__plan *plan = planned(net, &(tn__plan_options){.batch = 4, .training = true, .dropout_on = true, .gradients = g.by_state});
    fill_input(plan, 0);
    uint64_t before = tn__mem_count();
    for (uint32_t i = 0; i < 3; i++) {
        tn__plan_set_masks(plan, 1, i, 0);
        tn__plan_forward(plan);
        tn__plan_backward(plan);
    }
    assert_int_equal(tn__mem_count(), before);
    tn__plan_free(plan);
    free_gradients(net, &g);
    tn_net_free(net);
}

static void test_find_nonfinite__names_the_first_layer(void **state)
{
    (void)state;
    tn_net *net = small_net(0);
    initialise(net);
    tn__plan *plan = planned(net, &(tn__plan_options){.batch = 2});
    fill_input(plan, 0);
    tn__plan_forward(plan);
    assert_int_equal(tn__plan_find_nonfinite(plan), -1);
    ((float *)net->states[2].data)[1] = NAN;
    tn__plan_forward(plan);
    assert_int_equal(tn__plan_find_nonfinite(plan), 4);
    tn__plan_input(plan)[0] = INFINITY;
    tn__plan_forward(plan);
    assert_int_equal(tn__plan_find_nonfinite(plan), 0);
    tn__plan_free(plan);
    tn_net_free(net);
}

/* --- state dict --- */

static void test_save_and_load__give_the_same_weights(void **state)
{
    (void)state;
    char path[] = "/tmp/thinnet-test-XXXXXX";
    int fd = mkstemp(path);
    tn_error err;
    tn_net *net = small_cnn(), *other = small_cnn();
    assert_true(fd >= 0);
    close(fd);
    initialise(net);
    if (tn_net_save(net, path, &(tn_metadata){"model", "small"}, 1, &err) != TN_OK) fail_msg("%s", err.text);
    if (tn_net_load(other, path, false, &err) != TN_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < net->n_states; i++)
        assert_memory_equal(net->states[i].data, other->states[i].data,
                            (size_t)tn__shape_count(&net->states[i].shape) * sizeof(float));
    unlink(path);
    tn_net_free(net);
    tn_net_free(other);
}

static void test_load__lists_every_misfit_at_once_and_changes_nothing(void **state)
{
    (void)state;
    char path[] = "/tmp/thinnet-test-XXXXXX";
    int fd = mkstemp(path);
    tn_error err;
    tn_net *cnn = small_cnn(), *net = small_net(0.5);
    assert_true(fd >= 0);
    close(fd);
    initialise(cnn);
    initialise(net);
    float before = *(float *)net->states[0].data;
    assert_int_equal(tn_net_save(cnn, path, NULL, 0, &err), TN_OK);
    assert_int_equal(tn_net_load(net, path, false, &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "conv1.weight"));
    assert_non_null(strstr(err.text, "conv1.bias"));
    assert_non_null(strstr(err.text, "fc1.weight"));
    assert_non_null(strstr(err.text, "fc2.bias"));
    assert_true(*(float *)net->states[0].data == before);
    unlink(path);
    tn_net_free(cnn);
    tn_net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add__shapes_are_checked_and_a_failure_changes_nothing),
        cmocka_unit_test(test_info__names_shapes_and_counts),
        cmocka_unit_test(test_set_dropout__changes_the_rate_or_refuses),
        cmocka_unit_test(test_plan__refuses_a_net_without_weights),
        cmocka_unit_test(test_forward__evaluation_is_the_identity_at_every_dropout),
        cmocka_unit_test(test_forward__masks_do_not_depend_on_the_batch_split),
        cmocka_unit_test(test_forward_again__equals_a_whole_pass_and_differs_between_steps),
        cmocka_unit_test(test_backward__agrees_with_differences),
        cmocka_unit_test(test_backward__shared_values_and_modules),
        cmocka_unit_test(test_passes__allocate_nothing),
        cmocka_unit_test(test_find_nonfinite__names_the_first_layer),
        cmocka_unit_test(test_save_and_load__give_the_same_weights),
        cmocka_unit_test(test_load__lists_every_misfit_at_once_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
