/* The program's own arithmetic: intervals, verdicts, did-you-mean, JSON. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/comparison.h"
#include "cli/json_line.h"
#include "cli/suggest.h"

/* Two-sided 95 % and 99 % points: Abramowitz & Stegun, table 26.10. */
static void test_t_quantile__equals_the_printed_table(void **state)
{
    static const struct {
        int freedom;
        double p95, p99;
    } rows[] = {{1, 12.706, 63.657}, {2, 4.303, 9.925}, {3, 3.182, 5.841},  {4, 2.776, 4.604},  {5, 2.571, 4.032},
                {7, 2.365, 3.499},   {9, 2.262, 3.250}, {10, 2.228, 3.169}, {30, 2.042, 2.750}, {120, 1.980, 2.617}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(fabs(cli_t_quantile(0.95, rows[i].freedom) - rows[i].p95) <= 0.0005001);
        assert_true(fabs(cli_t_quantile(0.99, rows[i].freedom) - rows[i].p99) <= 0.0005001);
    }
    /* Many degrees of freedom: the normal distribution. */
    assert_true(fabs(cli_t_quantile(0.95, 1000000) - 1.959964) < 1e-5);
}

static void test_t_quantile__is_the_inverse(void **state)
{
    (void)state;
    for (int freedom = 1; freedom <= 40; freedom++) {
        for (double p = 0.01; p < 1; p += 0.07) {
            assert_true(fabs(cli_t_within(cli_t_quantile(p, freedom), freedom) - p) < 1e-12);
        }
    }
}

static void test_estimate__mean_deviation_and_interval(void **state)
{
    static const double values[] = {1, 2, 3, 4};
    (void)state;
    cli_estimate e = cli_estimate_mean(values, 4);
    assert_true(fabs(e.mean - 2.5) < 1e-15);
    assert_true(fabs(e.deviation - sqrt(5.0 / 3)) < 1e-15);
    assert_true(fabs(e.half_width - 3.182446 * sqrt(5.0 / 3) / 2) < 1e-5);
    e = cli_estimate_mean(values, 1);
    assert_true(e.mean == 1 && isnan(e.deviation) && isnan(e.half_width));
}

static cli_comparison make_comparison(bool regression, const double *with, const double *without, int n)
{
    cli_comparison c = {.regression = regression, .seeds = n};
    for (int i = 0; i < n; i++) {
        c.test[CLI_WITH][i] = with[i];
        c.test[CLI_WITHOUT][i] = without[i];
    }
    return c;
}

static void test_verdict__needs_an_interval_without_zero(void **state)
{
    static const double high[] = {93.1, 92.9, 93.4, 93.0, 93.2}, low[] = {92.0, 92.2, 92.1, 91.9, 92.4};
    static const double mixed[] = {92.0, 93.5, 92.1, 94.0, 92.4};
    char text[400];
    (void)state;
    static cli_comparison c;
    c = make_comparison(false, high, low, 5);
    assert_int_equal(cli_judge(&c), CLI_HELPED);
    cli_answer(&c, "Dropout after relu1 (p=0.5)", "digits", text, sizeof text);
    assert_string_equal(text, "Dropout after relu1 (p=0.5) helped on digits: test accuracy +1.0 "
                              "points [0.7, 1.3], 5 seeds.");
    c = make_comparison(false, low, high, 5);
    assert_int_equal(cli_judge(&c), CLI_HURT);
    c = make_comparison(false, mixed, high, 5);
    assert_int_equal(cli_judge(&c), CLI_NO_DIFFERENCE);
    cli_answer(&c, "Dropout after relu1 (p=0.5)", "digits", text, sizeof text);
    assert_non_null(strstr(text, "made no difference on digits that 5 seeds can show: test accuracy "));
    /* Errors are the other way round. */
    c = make_comparison(true, low, high, 5);
    assert_int_equal(cli_judge(&c), CLI_HELPED);
    c = make_comparison(true, high, low, 5);
    assert_int_equal(cli_judge(&c), CLI_HURT);
    c = make_comparison(false, high, high, 5);
    assert_int_equal(cli_judge(&c), CLI_NO_DIFFERENCE);
}

/* Two seeds that both differ by one sample of 400 show nothing; two that differ by twenty do. */
static void test_verdict__knows_that_scores_are_counts(void **state)
{
    static const double high[] = {93, 92}, one_lower[] = {92.75, 91.75}, far_lower[] = {88, 87};
    static cli_comparison c;
    (void)state;
    c = make_comparison(false, high, one_lower, 2);
    c.step = 0.25;
    assert_int_equal(cli_judge(&c), CLI_NO_DIFFERENCE);
    assert_true(fabs(cli_paired_difference(&c).half_width - 12.7062 * 0.25 / sqrt(12)) < 1e-4);
    c = make_comparison(false, high, far_lower, 2);
    c.step = 0.25;
    assert_int_equal(cli_judge(&c), CLI_HELPED);
}

static void add(tn_net *net, const char *kind, const char *name, const tn_arg *args, int n)
{
    tn_error err;
    int out;
    assert_int_equal(tn_net_add(net, &out, kind, name, args, n, NULL, 0, &err), TN_OK);
}

static void test_describe__names_the_place_from_the_net(void **state)
{
    const int64_t input[] = {4, 4};
    const tn_arg linear[] = {{NULL, tn_int(16)}, {NULL, tn_int(8)}}, p[] = {{"p", tn_float(0.25)}};
    char text[400];
    tn_net *net;
    tn_error err;
    (void)state;
    assert_int_equal(tn_net_new(&net, input, 2, &err), TN_OK);
    add(net, "Flatten", "flat", NULL, 0);
    add(net, "Dropout", "d0", p, 1);
    cli_describe_dropout(net, text, sizeof text);
    assert_string_equal(text, "Dropout on the input (p=0.25)");
    add(net, "Linear", "first", linear, 2);
    add(net, "relu", NULL, NULL, 0);
    add(net, "Dropout", "d1", p, 1);
    cli_describe_dropout(net, text, sizeof text);
    assert_string_equal(text, "Dropout at 2 sites (on the input p=0.25, after relu p=0.25)");
    cli_describe_dropout(net, text, 20);
    assert_true(strlen(text) < 20);
    tn_net_free(net);
}

static void test_distance__counts_edits(void **state)
{
    (void)state;
    assert_int_equal(cli_distance("epochs", "epochs"), 0);
    assert_int_equal(cli_distance("epoch", "epochs"), 1);
    assert_int_equal(cli_distance("wieght", "weight"), 1);
    assert_int_equal(cli_distance("", "seed"), 4);
    assert_true(cli_is_near("trian", "train"));
    assert_true(cli_is_near("val", "validation"));
    assert_false(cli_is_near("bogus", "train"));
    assert_false(cli_is_near("x", "lr"));
}

static void test_json__writes_values_that_read_back(void **state)
{
    char *text = NULL;
    size_t size = 0;
    (void)state;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    cli_json json = cli_json_begin(stream);
    cli_json_text(&json, "t", "a\"\\\n\xC3\xBC\xFF");
    cli_json_int(&json, "i", INT64_MIN);
    cli_json_number(&json, "x", 0.1);
    cli_json_number(&json, "third", 1.0 / 3);
    cli_json_number(&json, "nan", NAN);
    cli_json_open_list(&json, "l");
    cli_json_bool(&json, NULL, true);
    cli_json_number(&json, NULL, 1e300);
    cli_json_close(&json);
    cli_json_open(&json, "o");
    cli_json_end(&json);
    fclose(stream);
    assert_string_equal(text, "{\"t\": \"a\\\"\\\\\\u000a\xC3\xBC\\ufffd\", \"i\": -9223372036854775808, \"x\": 0.1, "
                              "\"third\": 0.3333333333333333, \"nan\": null, \"l\": [true, 1e+300], \"o\": {}}\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_t_quantile__equals_the_printed_table),
        cmocka_unit_test(test_t_quantile__is_the_inverse),
        cmocka_unit_test(test_estimate__mean_deviation_and_interval),
        cmocka_unit_test(test_verdict__needs_an_interval_without_zero),
        cmocka_unit_test(test_verdict__knows_that_scores_are_counts),
        cmocka_unit_test(test_describe__names_the_place_from_the_net),
        cmocka_unit_test(test_distance__counts_edits),
        cmocka_unit_test(test_json__writes_values_that_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
