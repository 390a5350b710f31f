/* Streaming statistics against the formulas written out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "predict/uncertainty.h"

static const float passes[3][2][3] = {
    {{0.7f, 0.2f, 0.1f}, {1, 0, 0}}, {{0.1f, 0.8f, 0.1f}, {1, 0, 0}}, {{0.3f, 0.3f, 0.4f}, {1, 0, 0}}};

static double entropy(const double *p)
{
    double sum = 0;
    for (int c = 0; c < 3; c++) sum -= p[c] > 0 ? p[c] * log(p[c]) : 0;
    return sum;
}

static void test_result__is_mean_entropy_and_mutual_information(void **state)
{
    (void)state;
    tn__uncertainty u;
    float mean[6], std[6], h[2], information[2];
    assert_int_equal(tn__uncertainty_init(&u, 2, 3, true, NULL), TN_OK);
    tn__uncertainty_clear(&u, 2);
    double m[3] = {0}, squares[3] = {0}, mean_entropy = 0;
    for (int t = 0; t < 3; t++) {
        double p[3];
        tn__uncertainty_add(&u, &passes[t][0][0]);
        for (int c = 0; c < 3; c++) {
            p[c] = passes[t][0][c];
            m[c] += p[c] / 3;
            squares[c] += p[c] * p[c] / 3;
        }
        mean_entropy += entropy(p) / 3;
    }
    tn__uncertainty_result(&u, mean, std, h, information);
    for (int c = 0; c < 3; c++) {
        assert_true(fabs(mean[c] - m[c]) < 1e-6);
        assert_true(fabs(std[c] - sqrt(squares[c] - m[c] * m[c])) < 1e-6);
    }
    assert_true(fabs(h[0] - entropy(m)) < 1e-6);
    assert_true(fabs(information[0] - (entropy(m) - mean_entropy)) < 1e-6);
    assert_true(h[1] == 0 && information[1] == 0 && std[3] == 0);
    tn__uncertainty_release(&u);
}

static void test_result__one_pass_has_no_spread_and_no_information(void **state)
{
    (void)state;
    tn__uncertainty u;
    float mean[3], std[3], h[1], information[1];
    assert_int_equal(tn__uncertainty_init(&u, 2, 3, true, NULL), TN_OK);
    tn__uncertainty_clear(&u, 1);
    tn__uncertainty_add(&u, &passes[0][0][0]);
    tn__uncertainty_result(&u, mean, std, h, information);
    assert_true(std[0] == 0 && std[1] == 0 && information[0] == 0);
    assert_true(h[0] > 0.8f);
    tn__uncertainty_release(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result__is_mean_entropy_and_mutual_information),
        cmocka_unit_test(test_result__one_pass_has_no_spread_and_no_information),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
