/* Shape rules of every row: the batch may stay open and any size may be unknown. And what a rule
 * refuses, in words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "cases.h"

static void infer(const layer_case *c, const tn_shape *in, tn_shape *out)
{
    tn__layer layer;
    tn_error err = {0};
    const tn__layer_kind *kind = tn__layer_find(c->row);
    if (tn__layer_init(&layer, kind, "layer", c->args, c->n_args, NULL, &err) || kind->shape(&layer, in, c->n_in, out, &err))
        fail_msg("%s: %s", c->row, err.text);
}

/* The case's inputs with dimension 0 open; partners that are broadcast keep their own. reshape says
 * itself where the batch is, so its shape makes sense with an open batch only. */
static int64_t open_batch(const layer_case *c, tn_shape *in)
{
    int64_t n = c->in[0].dim[0];
    for (int k = 0; k < c->n_in; k++) {
        in[k] = c->in[k];
        if (in[k].rank != c->in[0].rank || in[k].dim[0] != n) continue;
        in[k].dim[0] = 1;
        in[k].batch = 0;
    }
    return n;
}

static void fixed_or_open(const layer_case *c, tn_shape *in)
{
    memcpy(in, c->in, sizeof c->in);
    if (strcmp(c->row, "reshape") == 0) open_batch(c, in);
}

static void test_shapes__with_an_open_batch_are_those_with_a_number_for_it(void **state)
{
    (void)state;
    for (int i = 0; i < N_CASES; i++) {
        const layer_case *c = &cases[i];
        tn_shape in[2], open, bound;
        if (strcmp(c->row, "reshape") == 0) continue;
        int64_t n = open_batch(c, in);
        infer(c, in, &open);
        infer(c, c->in, &bound);
        if (open.batch < 0) fail_msg("%s: the batch is lost", c->row);
        open = tn__shape_bind(&open, n);
        if (!tn__shape_equal(&open, &bound)) fail_msg("%s, case %d: another shape", c->row, i);
    }
}

static void test_shapes__of_unknown_sizes_are_unknown_or_right(void **state)
{
    (void)state;
    for (int i = 0; i < N_CASES; i++) {
        const layer_case *c = &cases[i];
        tn_shape in[2], known, out;
        fixed_or_open(c, in);
        infer(c, in, &known);
        for (int k = 0; k < c->n_in; k++)
            for (int d = 0; d < in[k].rank; d++) {
                int64_t size = in[k].dim[d];
                if (d == in[k].batch) continue;
                in[k].dim[d] = TN_DIM_UNKNOWN;
                infer(c, in, &out);
                in[k].dim[d] = size;
                if (out.rank != known.rank || out.batch != known.batch) fail_msg("%s, case %d: another rank or batch", c->row, i);
                for (int o = 0; o < out.rank; o++)
                    if (out.dim[o] != known.dim[o] && out.dim[o] != TN_DIM_UNKNOWN)
                        fail_msg("%s, case %d: size %d is %d", c->row, i, o, (int)out.dim[o]);
            }
    }
}

/* --- what is refused --- */

static void refuses(const char *row, const tn_arg *args, int n_args, const tn_shape *in, int n_in, tn_status wanted,
                    const char *words)
{
    tn__layer layer;
    tn_error err = {0};
    tn_shape out;
    const tn__layer_kind *kind = tn__layer_find(row);
    tn_status status = tn__layer_init(&layer, kind, "layer", args, n_args, NULL, &err);
    if (status == TN_OK) status = kind->shape(&layer, in, n_in, &out, &err);
    if (status != wanted || !strstr(err.text, words))
        fail_msg("%s: status %d, '%s' should say '%s'", row, status, err.text, words);
}

#define OPEN(r, ...)                                                                                                             \
    {                                                                                                                            \
        .rank = r, .batch = 0, .dim = { __VA_ARGS__ }                                                                            \
    }

static void test_misfits__name_sizes_with_the_batch(void **state)
{
    (void)state;
    const tn_shape rows[] = {OPEN(2, 1, 16), OPEN(2, 1, 4)}, folded = OPEN(2, 4, 16), other[] = {OPEN(2, 1, 16), S(2, 32, 16)};
    const tn_arg sizes = {0, P(-1, 5)}, linear[] = {{0, I(10)}, {0, I(5)}}, named[] = {{0, P(1, 5)}, {"batch_dim", I(0)}};
    refuses("add", NULL, 0, rows, 2, TN_BAD_SHAPE,
            "tensor a (16) must match the size of tensor b (4) at non-singleton dimension 1");
    refuses("add", NULL, 0, other, 2, TN_BAD_SHAPE,
            "tensor a (N) must match the size of tensor b (32) at non-singleton dimension 0");
    refuses("reshape", &sizes, 1, rows, 1, TN_BAD_SHAPE, "shape '[-1, 5]' is invalid for input of size 16*N");
    refuses("reshape", named, 2, rows, 1, TN_BAD_SHAPE, "shape '[N, 5]' is invalid for input of size 16*N");
    refuses("linear", linear, 2, &folded, 1, TN_BAD_SHAPE, "(4*Nx16 and 10x5)");
}

static void test_batch__is_wanted_first_by_layers_that_know_samples(void **state)
{
    (void)state;
    const tn_shape image = {.rank = 4, .batch = 1, .dim = {3, 1, 8, 8}}, sequence = {.rank = 3, .batch = 2, .dim = {4, 6, 1}};
    const tn_arg conv[] = {{0, I(1)}, {0, I(2)}, {0, I(3)}}, two = {0, I(2)}, one = {0, I(1)}, norm = {0, I(6)};
    const tn_arg dim = {"dim", I(-1)};
    refuses("conv2d", conv, 3, &image, 1, TN_UNSUPPORTED, "wants the batch as the first dimension");
    refuses("max_pool2d", &two, 1, &image, 1, TN_UNSUPPORTED, "wants the batch as the first dimension");
    refuses("adaptive_avg_pool2d", &two, 1, &image, 1, TN_UNSUPPORTED, "wants the batch as the first dimension");
    refuses("batch_norm2d", &one, 1, &image, 1, TN_UNSUPPORTED, "wants the batch as the first dimension");
    refuses("batch_norm1d", &norm, 1, &sequence, 1, TN_UNSUPPORTED, "wants the batch as the first dimension");
    refuses("softmax", &dim, 1, &sequence, 1, TN_UNSUPPORTED, "does not work along the batch");
    refuses("mean", &dim, 1, &sequence, 1, TN_UNSUPPORTED, "no mean over the batch");
    refuses("cat", &dim, 1, (tn_shape[]){sequence, sequence}, 2, TN_UNSUPPORTED, "along the batch");
}

static void test_arguments__of_the_wrong_form_are_refused(void **state)
{
    (void)state;
    const tn_shape image = IMAGE, sequence = S(3, 2, 3, 9);
    const tn_arg pool[] = {{0, I(2)}, {"padding", T("same")}}, conv1d[] = {{0, I(3)}, {0, I(4)}, {0, P(3, 3)}};
    const tn_arg circular[] = {{0, I(3)}, {0, I(4)}, {0, I(3)}, {"padding_mode", T("circular")}};
    const tn_arg far[] = {{0, P(1, -1)}, {"batch_dim", I(8)}}, wide[] = {{0, I(2)}, {"padding", I(2)}};
    refuses("max_pool2d", pool, 2, &image, 1, TN_BAD_ARGUMENT, "argument 'padding' must be an int or a pair of ints, not a str");
    refuses("max_pool2d", wide, 2, &image, 1, TN_BAD_ARGUMENT, "but got pad=2, kernel_size=2 and dilation=1");
    refuses("conv1d", conv1d, 3, &sequence, 1, TN_BAD_ARGUMENT, "argument 'kernel_size' must be an int or a tuple of 1");
    refuses("conv2d", circular, 4, &image, 1, TN_UNSUPPORTED, "padding_mode 'zeros' only");
    refuses("reshape", far, 2, &image, 1, TN_BAD_ARGUMENT, "batch_dim is 8, but the shape has 2 sizes");
}

static void test_batch_norm__of_one_value_is_refused_while_training(void **state)
{
    (void)state;
    tn__layer layer;
    tn_error err = {0};
    float mean[5];
    const tn_arg five = {0, I(5)};
    tn__run run = {.layer = &layer, .n_in = 1, .in_shape = {S(2, 1, 5)}, .out_shape = S(2, 1, 5), .training = true};
    assert_int_equal(tn__layer_init(&layer, &tn__layer_batch_norm1d, "bn", &five, 1, NULL, &err), TN_OK);
    run.state[2] = mean; /* running_mean: evaluation has something to go by */
    assert_int_equal(layer.kind->prepare(&run, &err), TN_BAD_SHAPE);
    assert_non_null(strstr(err.text, "Expected more than 1 value per channel when training, got input size [1, 5]"));
    run.training = false;
    assert_int_equal(layer.kind->prepare(&run, &err), TN_OK);
    run.state[2] = NULL;
    assert_int_equal(layer.kind->prepare(&run, &err), TN_BAD_SHAPE);
}

static void test_sizes__beyond_all_memory_are_refused(void **state)
{
    (void)state;
    const tn_shape in = OPEN(4, 1, 1, INT64_MAX, 3);
    const tn_arg conv[] = {{0, I(1)}, {0, I(2)}, {0, I(3)}}, two = {0, I(2)};
    refuses("conv2d", conv, 3, &in, 1, TN_BAD_SHAPE, "too large");
    refuses("max_pool2d", &two, 1, &in, 1, TN_BAD_SHAPE, "too large");
}

/* A weight too large to count must be told, not wrapped around. */
static void test_sizes__do_not_overflow(void **state)
{
    (void)state;
    tn__layer layer;
    tn_error err = {0};
    tn_shape in = OPEN(4, 1, INT32_MAX, 40000, 40000), out, weight;
    const tn_arg huge[] = {{0, I(INT32_MAX)}, {0, I(INT32_MAX)}, {0, I(INT16_MAX)}};
    assert_int_equal(tn__layer_init(&layer, &tn__layer_conv2d, "conv", huge, 3, NULL, &err), TN_OK);
    assert_int_equal(layer.kind->shape(&layer, &in, 1, &out, &err), TN_OK);
    assert_true(layer.kind->state_shape(&layer, 0, &weight));
    assert_int_equal(tn__shape_count(&weight), -1);
    assert_true(layer.kind->macs(&layer, &in, &out) == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes__with_an_open_batch_are_those_with_a_number_for_it),
        cmocka_unit_test(test_shapes__of_unknown_sizes_are_unknown_or_right),
        cmocka_unit_test(test_misfits__name_sizes_with_the_batch),
        cmocka_unit_test(test_batch__is_wanted_first_by_layers_that_know_samples),
        cmocka_unit_test(test_arguments__of_the_wrong_form_are_refused),
        cmocka_unit_test(test_batch_norm__of_one_value_is_refused_while_training),
        cmocka_unit_test(test_sizes__beyond_all_memory_are_refused),
        cmocka_unit_test(test_sizes__do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
