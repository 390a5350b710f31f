/* Arguments and shape rules, in PyTorch's words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "layer/layer.h"

static tn_status make(tn__layer *out, const char *torch_class, const tn_arg *args, int n, tn_error *err)
{
    return tn__layer_init(out, tn__layer_find_class(torch_class), "x", args, n, NULL, err);
}

static void refuses(const char *torch_class, const tn_arg *args, int n, const char *words)
{
    tn__layer layer;
    tn_error err = {0};
    assert_int_not_equal(make(&layer, torch_class, args, n, &err), TN_OK);
    if (!strstr(err.text, words)) fail_msg("%s: '%s' should say '%s'", torch_class, err.text, words);
}

static void test_arguments__are_refused_in_pythons_words(void **state)
{
    (void)state;
    refuses("Dropout", (tn_arg[]){{"p", tn_float(1.5)}}, 1, "dropout probability has to be between 0 and 1, but got 1.5");
    refuses("Dropout", (tn_arg[]){{"p", tn_float(NAN)}}, 1, "dropout probability has to be between 0 and 1");
    refuses("Dropout", (tn_arg[]){{"rate", tn_float(0.5)}}, 1, "Dropout.__init__() got an unexpected keyword argument 'rate'");
    refuses("Linear", (tn_arg[]){{0, tn_int(3)}}, 1, "Linear.__init__() missing 1 required positional argument: 'out_features'");
    refuses("Linear", NULL, 0, "missing 2 required positional arguments: 'in_features' and 'out_features'");
    refuses("Linear", (tn_arg[]){{0, tn_int(3)}, {"in_features", tn_int(3)}}, 2,
            "got multiple values for argument 'in_features'");
    refuses("Linear", (tn_arg[]){{0, tn_float(3.5)}, {0, tn_int(3)}}, 2, "must be an int, not a float");
    refuses("Linear", (tn_arg[]){{0, tn_int(0)}, {0, tn_int(3)}}, 2, "in_features");
    refuses("ReLU", (tn_arg[]){{0, tn_bool(1)}, {0, tn_int(1)}}, 2,
            "ReLU.__init__() takes from 1 to 2 positional arguments but 3 were given");
    refuses("Conv2d", (tn_arg[]){{0, tn_int(3)}, {0, tn_int(4)}, {0, tn_int(3)}, {"groups", tn_int(2)}}, 4,
            "in_channels must be divisible by groups");
    refuses("Conv2d", (tn_arg[]){{0, tn_int(3)}, {0, tn_int(4)}, {0, tn_int(3)}, {"padding", tn_text("some")}}, 4,
            "Invalid padding string");
    refuses("GELU", (tn_arg[]){{"approximate", tn_text("sigmoid")}}, 1, "approximate argument must be either none or tanh");
}

static void test_arguments__a_misspelt_keyword_is_suggested(void **state)
{
    (void)state;
    tn__layer layer;
    tn_error err = {0};
    tn_arg args[] = {{0, tn_int(1)}, {0, tn_int(1)}, {"biass", tn_bool(0)}};
    assert_int_not_equal(make(&layer, "Linear", args, 3, &err), TN_OK);
    assert_non_null(strstr(err.help, "'bias'"));
}

static void shape_is(const char *torch_class, const tn_arg *args, int n, tn_shape in, const char *expected)
{
    tn__layer layer;
    tn_error err = {0};
    tn_shape out;
    char text[96];
    if (make(&layer, torch_class, args, n, &err) || layer.kind->shape(&layer, &in, 1, &out, &err)) fail_msg("%s", err.text);
    assert_string_equal(tn__shape_print(&out, text, sizeof text), expected);
}

static void shape_fails(const char *torch_class, const tn_arg *args, int n, tn_shape in, const char *words)
{
    tn__layer layer;
    tn_error err = {0};
    tn_shape out;
    if (make(&layer, torch_class, args, n, &err)) fail_msg("%s", err.text);
    assert_int_equal(layer.kind->shape(&layer, &in, 1, &out, &err), TN_BAD_SHAPE);
    if (!strstr(err.text, words)) fail_msg("%s: '%s' should say '%s'", torch_class, err.text, words);
}

static tn_shape batched(int rank, int64_t a, int64_t b, int64_t c)
{
    int64_t dims[] = {a, b, c};
    return tn__shape_batched(rank, dims);
}

static void test_shapes__flow_with_open_batch_and_unknown_sizes(void **state)
{
    (void)state;
    tn_arg linear[] = {{0, tn_int(64)}, {0, tn_int(10)}}, conv[] = {{0, tn_int(3)}, {0, tn_int(16)}, {0, tn_int(3)}},
           two[] = {{0, tn_int(2)}};
    shape_is("Linear", linear, 2, batched(1, 64, 0, 0), "[N, 10]");
    shape_is("Linear", linear, 2, batched(2, 7, 64, 0), "[N, 7, 10]");
    shape_is("Linear", linear, 2, batched(1, TN_DIM_UNKNOWN, 0, 0), "[N, 10]");
    shape_is("Conv2d", conv, 3, batched(3, 3, 32, 32), "[N, 16, 30, 30]");
    shape_is("Conv2d", conv, 3, batched(3, 3, TN_DIM_UNKNOWN, 32), "[N, 16, ?, 30]");
    shape_is("MaxPool2d", two, 1, batched(3, 16, 31, 32), "[N, 16, 15, 16]");
    shape_is("Flatten", NULL, 0, batched(3, 16, 16, 16), "[N, 4096]");
    shape_is("Flatten", (tn_arg[]){{0, tn_int(0)}}, 1, batched(2, 4, 5, 0), "[20*N]");
}

static void test_shapes__misfits_name_both_numbers(void **state)
{
    (void)state;
    tn_arg linear[] = {{0, tn_int(1024)}, {0, tn_int(10)}}, conv[] = {{0, tn_int(3)}, {0, tn_int(16)}, {0, tn_int(3)}};
    shape_fails("Linear", linear, 2, batched(1, 4096, 0, 0), "mat1 and mat2 shapes cannot be multiplied (Nx4096 and 1024x10)");
    shape_fails("Conv2d", conv, 3, batched(3, 1, 28, 28), "to have 3 channels, but got 1 channels instead");
    shape_fails("Conv2d", conv, 3, batched(3, 3, 2, 2), "Kernel size can't be greater than actual input size");
    shape_fails("Conv2d", conv, 3, batched(3, 1, 28, 28),
                "Given groups=1, weight of size [16, 3, 3, 3], expected input[N, 1, 28, 28]");
    shape_fails("Dropout1d", NULL, 0, batched(3, 4, 5, 6), "dropout1d: Expected 2D or 3D input, but received a 4D input");
    shape_fails("BatchNorm1d", (tn_arg[]){{0, tn_int(5)}}, 1, batched(1, 6, 0, 0),
                "running_mean should contain 6 elements not 5");
}

static void reshape_is(const tn_arg *args, int n, tn_shape in, const char *expected)
{
    tn__layer layer;
    tn_error err = {0};
    tn_shape out;
    char text[96];
    if (tn__layer_init(&layer, &tn__layer_reshape, NULL, args, n, NULL, &err)) fail_msg("%s", err.text);
    tn_status status = layer.kind->shape(&layer, &in, 1, &out, &err);
    if (!expected) {
        assert_int_equal(status, TN_BAD_SHAPE);
        assert_non_null(strstr(err.text, "invalid for input of size"));
        return;
    }
    if (status) fail_msg("%s", err.text);
    assert_string_equal(tn__shape_print(&out, text, sizeof text), expected);
}

static void test_reshape__keeps_track_of_the_batch(void **state)
{
    (void)state;
    tn_value rows = tn_ints(2, (int64_t[]){-1, 1024}), keep = tn_ints(2, (int64_t[]){1, -1}),
             bad = tn_ints(2, (int64_t[]){1, 1000});
    tn_arg first[] = {{0, rows}}, second[] = {{0, keep}, {"batch_dim", tn_int(0)}},
           third[] = {{0, bad}, {"batch_dim", tn_int(0)}};
    reshape_is(first, 1, batched(3, 16, 16, 16), "[4*N, 1024]");
    reshape_is(second, 2, batched(3, 16, 16, 16), "[N, 4096]");
    reshape_is(third, 2, batched(3, 16, 16, 16), NULL);
    reshape_is((tn_arg[]){{0, tn_ints(2, (int64_t[]){-1, 1000})}}, 1, batched(3, 16, 16, 16), NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments__are_refused_in_pythons_words),
        cmocka_unit_test(test_arguments__a_misspelt_keyword_is_suggested),
        cmocka_unit_test(test_shapes__flow_with_open_batch_and_unknown_sizes),
        cmocka_unit_test(test_shapes__misfits_name_both_numbers),
        cmocka_unit_test(test_reshape__keeps_track_of_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
