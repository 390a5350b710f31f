/* Evaluation and prediction of small nets. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "format/safetensors.h"
#include "net/plan.h"
#include "tensor/shape.h"
#include "thinnet/predict.h"

#define GOLDEN TN_SOURCE_DIR "/tests/parity/golden/"

static void add(tn_net *net, const char *torch_class, const char *name, const tn_arg *args, int n)
{
    tn_error err;
    if (tn_net_add(net, NULL, torch_class, name, args, n, NULL, 0, &err)) fail_msg("%s", err.text);
}

/* in -> hidden, ReLU, Dropout(p), (BatchNorm) -> out */
static tn_net *make_net(int64_t in, int64_t hidden, int64_t out, double p, bool norm)
{
    tn_net *net;
    tn_error err;
    if (tn_net_new(&net, &in, 1, &err)) fail_msg("%s", err.text);
    add(net, "Linear", "fc1", (tn_arg[]){{0, tn_int(in)}, {0, tn_int(hidden)}}, 2);
    add(net, "ReLU", "relu1", NULL, 0);
    add(net, "Dropout", "dropout1", (tn_arg[]){{0, tn_float(p)}}, 1);
    if (norm) add(net, "BatchNorm1d", "norm", (tn_arg[]){{0, tn_int(hidden)}}, 1);
    add(net, "Linear", "fc2", (tn_arg[]){{0, tn_int(hidden)}, {0, tn_int(out)}}, 2);
    if (tn_net_init(net, 4, &err)) fail_msg("%s", err.text);
    return net;
}

static tn_data *make_data(int64_t n, bool regression)
{
    float x[3 * 200], values[200];
    int64_t labels[200];
    tn_data *data;
    tn_error err;
    for (int64_t i = 0; i < 3 * n; i++) x[i] = sinf(2.7f * (float)i);
    for (int64_t i = 0; i < n; i++) labels[i] = i % 4, values[i] = 100 + 10 * x[3 * i];
    tn_shape sample = tn__shape_of(1, (int64_t)3);
    if (tn_data_from_memory(&data, x, regression ? NULL : labels, regression ? values : NULL, n - 50, 50, &sample, 1, NULL, &err))
        fail_msg("%s", err.text);
    return data;
}

/* Weights and logits of PyTorch 2.13, written by tools/make_parity_weights.py. */
static void test_forward__gives_pytorchs_logits_for_pytorchs_weights(void **state)
{
    (void)state;
    tn_net *net = make_net(4, 6, 3, 0.5, true);
    tn__safetensors io;
    tn_error err;
    float x[20], expected[15], logits[15];
    if (tn_net_load(net, GOLDEN "small_fcn.safetensors", false, &err)) fail_msg("%s", err.text);
    if (tn__safetensors_open(&io, GOLDEN "small_fcn_io.safetensors", false, &err)) fail_msg("%s", err.text);
    memcpy(x, tn__safetensors_find(&io, "x")->data, sizeof x);
    memcpy(expected, tn__safetensors_find(&io, "logits")->data, sizeof expected);
    assert_int_equal(tn_forward(net, x, 5, logits, &err), TN_OK);
    for (int i = 0; i < 15; i++) assert_true(fabsf(logits[i] - expected[i]) < 1e-6f);
    tn__safetensors_close(&io);
    tn_net_free(net);
}

static void test_predict__does_not_depend_on_the_batch_size(void **state)
{
    (void)state;
    tn_net *net = make_net(3, 20, 4, 0.5, false);
    tn_data *data = make_data(120, false);
    tn_predictions whole, parts;
    tn_error err;
    tn_predict_options o = tn_predict_options_default();
    o.mc = 5;
    assert_int_equal(tn_predict(net, data, TN_TEST, &o, &whole, &err), TN_OK);
    o.batch_size = 7;
    o.threads = 2;
    assert_int_equal(tn_predict(net, data, TN_TEST, &o, &parts, &err), TN_OK);
    for (int64_t i = 0; i < whole.n * whole.outputs; i++) {
        assert_true(fabsf(whole.mean[i] - parts.mean[i]) < 1e-5f);
        assert_true(fabsf(whole.std[i] - parts.std[i]) < 1e-3f);
    }
    tn_predictions_release(&whole);
    tn_predictions_release(&parts);
    tn_data_free(data);
    tn_net_free(net);
}

static void test_predict__probabilities_and_information(void **state)
{
    (void)state;
    tn_net *net = make_net(3, 20, 4, 0.5, false);
    tn_data *data = make_data(120, false);
    tn_predictions plain, mc;
    tn_error err;
    tn_predict_options o = tn_predict_options_default();
    assert_int_equal(tn_predict(net, data, TN_TEST, &o, &plain, &err), TN_OK);
    o.mc = 30;
    assert_int_equal(tn_predict(net, data, TN_TEST, &o, &mc, &err), TN_OK);
    double information = 0;
    for (int64_t i = 0; i < 50; i++) {
        float sum = 0;
        for (int c = 0; c < 4; c++) sum += mc.mean[4 * i + c];
        assert_true(fabsf(sum - 1) < 1e-5f);
        assert_true(mc.entropy[i] > 0 && mc.entropy[i] <= logf(4) + 1e-5f);
        assert_true(mc.mutual_information[i] >= 0 && mc.mutual_information[i] <= mc.entropy[i]);
        assert_true(plain.mutual_information[i] == 0 && plain.std[4 * i] == 0);
        information += (double)mc.mutual_information[i];
    }
    assert_true(information > 0);
    tn_predictions_release(&plain);
    tn_predictions_release(&mc);
    tn_data_free(data);
    tn_net_free(net);
}

/* One linear layer after the dropout: the mean of Monte Carlo logits is the evaluation's logits, in either scaling. Here the test
 * is on regression values, which are linear in the masks. 4,000 passes; the bound is 5 standard errors (false alarm below 1e-4
 * over all 50 values). */
static void check_expectation(bool paper_scaling)
{
    tn_net *net = make_net(3, 20, 1, 0.25, false);
    tn_data *data = make_data(120, true);
    tn_predictions plain, mc;
    tn_error err;
    tn_predict_options o = tn_predict_options_default();
    o.loss = TN_LOSS_MSE;
    o.paper_scaling = paper_scaling;
    assert_int_equal(tn_predict(net, data, TN_TEST, &o, &plain, &err), TN_OK);
    o.mc = 4000;
    assert_int_equal(tn_predict(net, data, TN_TEST, &o, &mc, &err), TN_OK);
    for (int64_t i = 0; i < 50; i++) assert_true(fabsf(mc.mean[i] - plain.mean[i]) <= 5 * mc.std[i] / sqrtf(4000) + 1e-4f);
    tn_predictions_release(&plain);
    tn_predictions_release(&mc);
    tn_data_free(data);
    tn_net_free(net);
}

static void test_scaling__evaluation_is_the_expectation_of_training_in_both_forms(void **state)
{
    (void)state;
    check_expectation(false);
    check_expectation(true);
}

/* One sample through dropped weights alone: the spread of the passes is that of the formula of Wan et al. 2013, whose variance is
 * p/(1-p) times the sum of (w x)^2 in inverted form. 4,000 passes: the mean within 5 standard errors, the variance within 6 of
 * its own (sqrt(2/4000) of it); false alarm below 1e-5. */
static void test_drop_connect__mean_and_variance_are_the_papers(void **state)
{
    enum { IN = 40, PASSES = 4000 };
    const double p = 0.3;
    tn_net *net;
    tn_error err;
    float x[IN], mean = 0, m2 = 0;
    double sum = 0, squares = 0;
    (void)state;
    const tn_arg args[] = {{NULL, tn_int(IN)}, {NULL, tn_int(1)}, {"p", tn_float(p)}};
    if (tn_net_new(&net, (const int64_t[]){IN}, 1, &err) || tn_net_add(net, NULL, "DropConnect", "fc", args, 3, NULL, 0, &err) ||
        tn_net_init(net, 5, &err))
        fail_msg("%s", err.text);
    tn_state_entry weight, bias;
    tn_net_state(net, 0, &weight);
    tn_net_state(net, 1, &bias);
    for (int i = 0; i < IN; i++) {
        x[i] = (float)(i % 7) - 2;
        double one = (double)((const float *)weight.tensor.data)[i] * (double)x[i];
        sum += one;
        squares += one * one;
    }
    sum += (double)*(const float *)bias.tensor.data;
    for (int pass = 0; pass < PASSES; pass++) {
        float y;
        tn__plan *plan;
        if (tn__plan_new(&plan, net, &(tn__plan_options){.batch = 1, .dropout_on = true}, &err)) fail_msg("%s", err.text);
        memcpy(tn__plan_input(plan), x, sizeof x);
        tn__plan_set_masks(plan, 9, (uint32_t)pass, 0);
        tn__plan_forward(plan);
        y = *tn__plan_output(plan);
        tn__plan_free(plan);
        float d = y - mean;
        mean += d / (float)(pass + 1);
        m2 += d * (y - mean);
    }
    double variance = p / (1 - p) * squares;
    assert_true(fabs((double)mean - sum) <= 5 * sqrt(variance / PASSES));
    assert_true(fabs((double)m2 / PASSES / variance - 1) <= 6 * sqrt(2.0 / PASSES));
    tn_net_free(net);
}

static void test_evaluate__agrees_with_the_predictions(void **state)
{
    (void)state;
    tn_net *net = make_net(3, 20, 4, 0.5, false);
    tn_data *data = make_data(120, false);
    tn_predictions p;
    tn_score score;
    tn_error err;
    int64_t index[50], labels[50], right = 0;
    float x[150];
    double loss = 0;
    for (int passes = 0; passes <= 6; passes += 6) {
        tn_predict_options o = tn_predict_options_default();
        o.mc = passes;
        right = 0, loss = 0;
        assert_int_equal(tn_predict(net, data, TN_TEST, &o, &p, &err), TN_OK);
        assert_int_equal(tn_evaluate(net, data, TN_TEST, &o, &score, &err), TN_OK);
        for (int64_t i = 0; i < 50; i++) index[i] = i;
        tn_data_gather(data, TN_TEST, index, 50, x, labels, NULL);
        for (int64_t i = 0; i < 50; i++) {
            right += p.label[i] == labels[i];
            loss -= log((double)p.mean[4 * i + labels[i]]) / 50;
        }
        assert_true(fabs(score.accuracy - (double)right / 50) < 1e-12);
        assert_true(fabs(score.loss - loss) < 1e-5);
        assert_int_equal(score.n, 50);
        tn_predictions_release(&p);
    }
    tn_data_free(data);
    tn_net_free(net);
}

static void test_evaluate__rmse_is_in_the_targets_own_unit(void **state)
{
    (void)state;
    tn_net *net = make_net(3, 20, 1, 0, false);
    tn_data *data = make_data(120, true);
    tn_predictions p;
    tn_score score;
    tn_error err;
    tn_predict_options o = tn_predict_options_default();
    double squares = 0;
    o.loss = TN_LOSS_MSE;
    assert_int_equal(tn_evaluate(net, data, TN_TEST, &o, &score, &err), TN_OK);
    assert_int_equal(tn_predict(net, data, TN_TEST, &o, &p, &err), TN_OK);
    for (int64_t i = 0; i < 50; i++) squares += pow((double)p.mean[i] - (100 + 10 * sin(2.7 * 3 * (double)(70 + i))), 2) / 50;
    assert_true(fabs(score.rmse - sqrt(squares)) < 1e-3);
    assert_true(isnan(score.accuracy));
    tn_predictions_release(&p);
    tn_data_free(data);
    tn_net_free(net);
}

static void test_options__out_of_range_are_refused(void **state)
{
    (void)state;
    tn_net *net = make_net(3, 20, 4, 0.5, false);
    tn_data *data = make_data(120, false);
    tn_score score;
    tn_error err;
    tn_predict_options o = tn_predict_options_default();
    o.batch_size = 0;
    assert_int_equal(tn_evaluate(net, data, TN_TEST, &o, &score, &err), TN_BAD_ARGUMENT);
    o = tn_predict_options_default();
    o.mc = -1;
    assert_int_equal(tn_evaluate(net, data, TN_TEST, &o, &score, &err), TN_BAD_ARGUMENT);
    o = tn_predict_options_default();
    o.loss = TN_LOSS_MSE;
    assert_int_equal(tn_evaluate(net, data, TN_TEST, &o, &score, &err), TN_MISMATCH);
    tn_data_free(data);
    tn_net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forward__gives_pytorchs_logits_for_pytorchs_weights),
        cmocka_unit_test(test_predict__does_not_depend_on_the_batch_size),
        cmocka_unit_test(test_predict__probabilities_and_information),
        cmocka_unit_test(test_scaling__evaluation_is_the_expectation_of_training_in_both_forms),
        cmocka_unit_test(test_drop_connect__mean_and_variance_are_the_papers),
        cmocka_unit_test(test_evaluate__agrees_with_the_predictions),
        cmocka_unit_test(test_evaluate__rmse_is_in_the_targets_own_unit),
        cmocka_unit_test(test_options__out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
